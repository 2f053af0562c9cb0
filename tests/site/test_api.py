"""What a machine gets to hear when its request is bent: the proper status and one Chinese sentence, never a crash."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from huichang.company import people
from huichang.company.models import Team
from huichang.company.roles import Role
from huichang.kernel.once import LONGEST_KEY
from huichang.workshop.models import Visit
from tests.world import World

GATE = "/api/workshop/visits"
JSON = "application/json"


class Machine:
    """Another system with a token, which may send anything."""

    def __init__(self, world: World, *roles: str) -> None:
        token = people.make_token(
            world.administrator, world.north.pk, says="对接", roles=roles or [str(role) for role in Role]
        )
        self.client = Client(raise_request_exception=False, HTTP_AUTHORIZATION=f"Bearer {token}")

    def post(
        self, path: str, body: bytes | str, *, kind: str = JSON, key: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Status and answer."""
        given = uuid.uuid4().hex if key is None else key
        answer = self.client.post(path, body, content_type=kind, headers={"Idempotency-Key": given})
        return answer.status_code, answer.json()


@pytest.fixture
def machine(world: World) -> Machine:
    return Machine(world)


def is_chinese(why: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in why)


class TestABentRequest:
    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ('{"plate": ', 400),
            (b'{"plate": "\xff\xfe"}', 400),
            ("[]", 400),
            ("null", 400),
            ('"plate"', 400),
            ("[" * 100_000, 400),
            ('{"plate": "\\u0000"}', 400),
            ('{"name": "\\ud800"}', 400),
            ('{"bay_id": ' + "9" * 5000 + "}", 400),
            ('{"bay_id": 1e400}', 422),
            ('{"bay_id": 99999999999999999999}', 422),
            ('{"plate": 7}', 422),
            ('{"plate": "川A12345", "arrived_at": "0001-01-01T00:00:00+08:00"}', 422),
            ('{"plate": "川A12345", "arrived_at": "9999-12-31T23:59:59Z"}', 422),
            ('{"plate": "川A12345", "arrived_at": "2026-03-02T12:00:00"}', 422),
            ('{"waits": "vielleicht", "arrived_at": "2026-13-45"}', 422),
        ],
    )
    def test_is_refused_in_words_and_leaves_nothing(
        self, machine: Machine, body: bytes | str, status: int
    ) -> None:
        got, said = machine.post(GATE, body)

        assert (got, is_chinese(said["why"])) == (status, True)
        assert not Visit.objects.exists()

    def test_names_the_fields_and_what_is_wanted(self, machine: Machine) -> None:
        _, said = machine.post("/api/billing/statements/1/payments", '{"amount": "viel"}')
        assert said["why"] == "请求内容不符合要求：method 不能缺少；amount 要填数字。"

    @pytest.mark.parametrize(
        "kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain"]
    )
    def test_of_another_kind_than_json_is_refused(self, machine: Machine, kind: str) -> None:
        assert machine.post(GATE, "plate=x", kind=kind)[0] == 415

    def test_with_a_number_in_its_address_that_is_none(self, machine: Machine) -> None:
        assert machine.post("/api/workshop/visits/abc/welcome", "{}")[0] == 422

    def test_for_an_unknown_address_hears_so(self, machine: Machine) -> None:
        status, said = machine.post("/api/nothing/here", "{}")
        assert (status, said["why"]) == (404, "没有这个页面，请从菜单重新进入。")

    def test_that_is_too_large_hears_so(self, machine: Machine, settings: Any) -> None:
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
        status, said = machine.post(GATE, json.dumps({"name": "长" * 2000}))
        assert (status, "太大" in said["why"]) == (413, True)

    def test_with_a_photo_that_is_no_text_of_one(self, machine: Machine) -> None:
        body = json.dumps({"marks": [], "photos": ["照片"]})
        assert machine.post("/api/workshop/orders/1/check-in/damage", body)[0] == 422


@pytest.mark.req("PLAT-12")
class TestAKey:
    def car(self, plate: str) -> str:
        return json.dumps({"plate": plate, "name": "王", "phone": "13800138009"})

    def test_with_another_content_is_refused(self, machine: Machine) -> None:
        assert machine.post(GATE, self.car("川A12345"), key="one")[0] == 200
        status, said = machine.post(GATE, self.car("川A54321"), key="one")

        assert (status, "已用于另一项内容" in said["why"]) == (422, True)
        assert Visit.objects.count() == 1

    def test_with_another_content_is_refused_whatever_its_type_is_called(self, machine: Machine) -> None:
        machine.post(GATE, self.car("川A12345"), key="one", kind="text/json")
        assert machine.post(GATE, self.car("川A54321"), key="one", kind="text/json")[0] == 422

    def test_may_have_a_certain_length(self, machine: Machine) -> None:
        assert machine.post(GATE, self.car("川A12345"), key="k" * LONGEST_KEY)[0] == 200
        status, said = machine.post(GATE, self.car("川A12345"), key="k" * (LONGEST_KEY + 1))
        assert (status, is_chinese(said["why"])) == (422, True)

    def test_of_a_form_that_is_used_again_for_other_values_is_refused_in_words(self, world: World) -> None:
        client = Client(raise_request_exception=False)
        session = client.session
        session["staff_id"] = world.staff(Role.ADMINISTRATOR).pk
        session.save()
        form = {"once": "x" * 500, "name": "三组"}
        first = client.post("/company/store/team/", form)
        again = client.post("/company/store/team/", {**form, "name": "四组"})

        assert (first.status_code < 400, again.status_code) == (True, 422)
        assert "刷新页面后重新提交" in again.content.decode()
        assert Team.objects.filter(name__in=["三组", "四组"]).count() == 1


class TestWhenAllElseFailed:
    def test_a_fault_of_ours_is_told_in_chinese(
        self, world: World, machine: Machine, monkeypatch: Any
    ) -> None:
        def fall(*_: Any, **__: Any) -> None:
            raise RuntimeError

        monkeypatch.setattr("huichang.workshop.arrival.greet_car", fall)
        status, said = machine.post(GATE, "{}")
        assert (status, "没有保存" in said["why"]) == (500, True)

        client = Client(raise_request_exception=False)
        session = client.session
        session["staff_id"] = world.staff(Role.GREETER).pk
        session.save()
        monkeypatch.setattr("huichang.site.screens.home.render", fall)
        answer = client.get("/")
        assert (answer.status_code, "没有保存" in answer.content.decode()) == (500, True)

    def test_an_unknown_page_leads_back(self, world: World, client: Client) -> None:
        session = client.session
        session["staff_id"] = world.staff(Role.GREETER).pk
        session.save()
        answer = client.get("/no/such/page/")
        assert (answer.status_code, "没有这个页面" in answer.content.decode()) == (404, True)

    @pytest.mark.parametrize("body", [b"--x", b"--x\r\n" + b"a" * 9000 + b"\r\n--x--", b""])
    def test_a_form_in_pieces_that_do_not_fit_is_refused_in_words(
        self, world: World, client: Client, body: bytes
    ) -> None:
        session = client.session
        session["staff_id"] = world.staff(Role.SERVICE_MANAGER).pk
        session.save()
        answer = client.post("/workshop/alarms/handle/", body, content_type="multipart/form-data; boundary=x")
        assert 400 <= answer.status_code < 500
        assert is_chinese(answer.content.decode())

    def test_another_hosts_name_is_refused_in_words(self, db: None, client: Client) -> None:
        answer = client.get("/sign-in/", headers={"Host": "evil.example"})
        assert (answer.status_code, "地址不对" in answer.content.decode()) == (400, True)
