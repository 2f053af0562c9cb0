"""/first/ : the first store and the first administrator, on a page."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from huichang.company.models import Staff, Store
from huichang.knowledge.models import Fault
from huichang.pricebook.models import LabourRate, Package
from huichang.site import first_key
from tests.world import World

pytestmark = pytest.mark.django_db


def words(**other: str) -> dict[str, str]:
    """What is typed."""
    return {
        "store": "高新店",
        "code": "A1",
        "legal_name": "高新汽车销售服务有限公司",
        "phone": "028-60000000",
        "name": "李雷",
        "login": "li.lei",
        "password": "long-enough-7",
        "again": "long-enough-7",
        "key": first_key.key(settings.SECRET_KEY),
        **other,
    }


def test_whoever_comes_first_is_led_there(client: Client) -> None:
    answer = client.get("/", follow=True)
    assert answer.redirect_chain[-1][0] == "/first/"
    assert "启动密钥" in answer.content.decode()


def test_the_address_of_the_terminal_brings_the_key(client: Client) -> None:
    page = client.get(f"/first/?key={first_key.key(settings.SECRET_KEY)}").content.decode()
    assert f'name="key" value="{first_key.key(settings.SECRET_KEY)}"' in page


def test_makes_the_store_signs_in_and_says_what_comes_next(client: Client) -> None:
    page = client.post("/first/", words(), follow=True).content.decode()
    assert Store.objects.get().name == "高新店"
    assert "新增员工" in page
    assert "登记工位" in page
    assert not Fault.objects.exists()
    assert client.get("/company/people/").status_code == 200


def test_content_to_start_with_comes_when_asked_for(client: Client) -> None:
    client.post("/first/", words(content="on"))
    assert Fault.objects.exists()
    assert LabourRate.objects.filter(store=Store.objects.get()).exists()
    assert not Package.objects.exists()


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"key": "0" * 20}, "密钥不对"),
        ({"again": "another-one-8"}, "两遍密码不一样"),
        ({"login": "李雷"}, "登录名"),
        ({"code": "高新"}, "门店代码"),
        ({"password": "12345678", "again": "12345678"}, "密码不够安全"),
    ],
)
def test_refuses_in_words_and_makes_nothing(client: Client, other: dict[str, str], says: str) -> None:
    answer = client.post("/first/", words(**other))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Store.objects.exists()


def test_a_doubled_click_makes_one_store(client: Client) -> None:
    for each in (client, Client()):  # the second click leaves before the first one's session is there
        assert each.post("/first/", words(once="same")).status_code == 302
    assert Store.objects.count() == Staff.objects.count() == 1


def test_is_closed_for_good_once_anybody_is_there(world: World, client: Client) -> None:
    world.staff("adviser")
    assert client.get("/first/")["Location"] == "/sign-in/"
    answer = client.post("/first/", words())
    assert answer.status_code == 409
    assert "已经有人员" in answer.content.decode()
    assert client.get("/sign-in/").status_code == 200


def test_the_command_prints_the_same_address(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("first_key", "--at", "https://shop.example")
    assert f"https://shop.example/first/?key={first_key.key(settings.SECRET_KEY)}" in capsys.readouterr().out


def test_the_command_is_silent_about_a_house_that_lives(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.staff("adviser")
    call_command("first_key")
    assert "key=" not in capsys.readouterr().out
