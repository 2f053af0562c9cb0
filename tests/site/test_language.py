"""Chinese first (PLAT-30): the pages, the numbers, the money, the dates, the searching by pinyin, the refusals."""

import re

import pytest
from django.test import Client
from django.utils.timezone import now

from huichang.company.roles import Role
from huichang.kernel.catalogue import SAYS
from huichang.knowledge import faults
from huichang.pricebook.models import Package
from huichang.site.doors import STAFF_KEY
from huichang.workshop import links
from huichang.workshop.models import Order
from tests.architecture.sources import PACKAGE
from tests.stories import Visiting
from tests.web import page, post, signed_in
from tests.world import World

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def cashier(world: World, client: Client) -> Client:
    session = client.session
    session[STAFF_KEY] = world.staff(Role.CASHIER).pk
    session.save()
    return client


@pytest.mark.req("PLAT-30")
class TestLanguage:
    def test_pages_are_chinese_with_money_by_chinese_habit(self, world: World, cashier: Client) -> None:
        story = Visiting(world).settled()
        page = cashier.get(f"/billing/order/{story.order.pk}/").content.decode()

        assert '<html lang="zh-CN">' in page
        assert "¥1,146.00" in page
        assert "壹仟壹佰肆拾陆元整" in page

    def test_a_name_is_found_by_its_pinyin(self, world: World, client: Client) -> None:
        session = client.session
        session[STAFF_KEY] = world.staff(Role.ADVISER).pk
        session.save()
        for text in ("wjg", "wangjianguo"):
            assert "王建国" in client.get("/search/", {"q": text}).content.decode()

    def test_everything_that_can_be_done_has_chinese_words(self) -> None:
        assert [name for name, says in SAYS.items() if not CHINESE.search(says)] == []

    def test_a_machine_is_refused_in_words_too(self, db: None, client: Client) -> None:
        assert CHINESE.search(client.get("/api/care/calls").json()["why"])


@pytest.mark.req("PLAT-30")
class TestHabits:
    """Numbers, money, dates, plates and names as they are written in China, on the pages themselves."""

    def order(self, world: World) -> str:
        story = Visiting(world).settled()
        return page(signed_in(world.adviser), f"/workshop/orders/{story.order.pk}/")

    def test_mileage_and_money(self, world: World) -> None:
        text = self.order(world)
        assert "45,210" in text
        assert "¥1,146.00" in text

    def test_plates_are_set_apart_after_the_letter(self, world: World) -> None:
        assert "<b>川A</b><i></i><b>8F6K2</b>" in self.order(world)

    def test_days_and_clocks(self, world: World) -> None:
        text = self.order(world)
        assert re.search(r"3月2日 周一 \d\d:\d\d", text)
        assert not re.search(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun|March|Mar)\b|\b[ap]\.m\.", text)

    def test_people_are_addressed_by_surname(self, world: World) -> None:
        order = Order.objects.select_related("visit").get(pk=Visiting(world).settled().order.pk)
        progress = links.issue(order, links.Purpose.PROGRESS, at=now())
        assert "王先生，您好" in Client().get(progress).content.decode()

    def test_forms_complain_in_chinese(self, world: World) -> None:
        answer = post(signed_in(world.actor(Role.ADMINISTRATOR)), "/company/people/add/", login="x", name="")
        assert answer.status_code == 422
        said = re.sub(r"<[^>]*>", "", answer.content.decode())
        assert "姓名：" in said
        assert not re.search(r"This field|required|Enter a", said)


WORDS_OF_OURS = {
    *(
        "Alt",
        "CSV",
        "DTC",
        "Enter",
        "Esc",
        "Excel",
        "PDF",
        "VIN",
        "UTF",
        "GB",
        "TSI",
        "km",
        "MB",
        "api",
        "docs",
    ),
    *("Authorization", "Bearer", "hall", "ramp", "desk", "book", "visitor"),
    "lcds",  # an example of typing by initials
}
"""What stands in Latin letters on a page of ours: names of formats, keys and headers; and the layout's own words."""


@pytest.mark.req("PLAT-30")
def test_no_page_speaks_english() -> None:
    said: dict[str, set[str]] = {}
    for file in sorted(PACKAGE.rglob("*.html")):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", file.read_text("utf-8"), flags=re.DOTALL)
        text = re.sub(r"<(script|style|svg|code)\b.*?</\1>", " ", text, flags=re.DOTALL)
        seen = re.sub(r"<[^>]*>", " ", text)
        seen += " ".join(re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]*)"', text))
        words = set(re.findall(r"[A-Za-z]{2,}", seen)) - WORDS_OF_OURS
        if words:
            said[file.name] = words
    assert said == {}


@pytest.fixture
def stocked(world: World) -> World:
    """Something of everything that is searched."""
    faults.load_starting_content()
    Package.objects.create(
        code="BY-1", name="更换机油套餐", initials="ghjytc", kind="regular", repair_type="maintenance"
    )
    return world


SEARCHES = [
    ("adviser", "/search/?q={}", ("wjg", "wangjianguo"), "王建国"),
    ("parts_clerk", "/search/?q={}", ("qzdp",), "前制动片"),
    ("care_agent", "/booking/desk/callers/?q={}", ("wjg", "wangjianguo"), "王先生"),
    ("care_agent", "/booking/desk/find/?find={}", ("ghqzdp",), "更换前制动片"),
    ("care_agent", "/customers/?q={}", ("wjg", "wangjianguo"), "王建国"),
    ("care_agent", "/care/complaints/new/?q={}", ("wjg", "wangjianguo"), "王建国"),
    ("parts_clerk", "/parts/stock/?q={}", ("qzdp",), "前制动片"),
    ("technician", "/knowledge/?q={}", ("leng che dou", "lcdd"), "冷车怠速抖动"),
    ("service_manager", "/pricebook/?q={}", ("ghqzdp",), "更换前制动片"),
    ("service_manager", "/pricebook/packages/?q={}", ("ghjytc",), "更换机油套餐"),
    ("service_manager", "/billing/receivables/?find={}", ("wjg", "wangjianguo"), "王建国"),
    ("administrator", "/company/journal/?who={}", ("bfwgw", "beifuwuguwen"), "北服务顾问"),
]


@pytest.mark.req("PLAT-30")
@pytest.mark.parametrize(("role", "url", "texts", "found"), SEARCHES)
def test_everything_is_found_by_pinyin(
    stocked: World, role: str, url: str, texts: tuple[str, ...], found: str
) -> None:
    Visiting(stocked).signed()
    desk = signed_in(stocked.actor(role))
    for text in texts:
        seen = page(desk, url.format(text))
        assert found in seen, text
        assert found not in page(desk, url.format("zzxxqq")), "it is there without being sought"


@pytest.mark.req("PLAT-30")
def test_operations_and_parts_are_found_by_pinyin_on_an_order(stocked: World) -> None:
    story = Visiting(stocked).opened()
    seen = page(signed_in(stocked.adviser), f"/workshop/orders/{story.order.pk}/offer/?q=qzdp&into=order")
    assert "前制动片" in seen
