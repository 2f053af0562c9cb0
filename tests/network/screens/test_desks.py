"""Pages of pre-approvals, call-back orders and notices: what they show, what they cost, what they do."""

import base64
import hashlib
import itertools
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huichang.company.models import ApiToken
from huichang.network import approvals, calls, publishing
from huichang.network.models import CallOrder, Notice, NoticeRead, PartsAsk
from huichang.site.doors import STAFF_KEY
from huichang.warranty import approvals as of_store
from huichang.warranty.models import Approval
from tests.network.test_publishing import bulletin, policy
from tests.warranty.claiming import JPEG, Claiming, cover_answers, covered
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("WARR-30")
_keys = itertools.count()


@pytest.fixture(autouse=True)
def paid_by_the_manufacturer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line is covered."""
    monkeypatch.setattr(cover_answers, "answers", covered())


def enter(client: Client, world: World, role: str = "network_officer") -> Client:
    session = client.session
    session[STAFF_KEY] = world.staff(role).pk
    session.save()
    return client


def opened(client: Client, address: str) -> str:
    """The page, at no more than twelve statements with those of signing in and the shell."""
    with CaptureQueriesContext(connection) as spent:
        answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:300]
    assert len(spent) <= 12, [each["sql"][:90] for each in spent.captured_queries]
    return answer.content.decode()


def asked(world: World) -> Approval:
    """A pre-approval that waits."""
    story = Claiming(world).asked().decided()
    return of_store.ask_approval(
        world.warranty_clerk,
        story.claim.pk,
        estimate=Decimal(800),
        words="更换前制动片",
        reasons=["amount"],
        at=story.at,
    )


class TestApprovals:
    def test_list_and_one(self, world: World, client: Client) -> None:
        enter(client, world)
        assert "没有等答复" in opened(client, "/network/approvals/")
        approval = asked(world)
        page = opened(client, "/network/approvals/")
        assert approval.number in page
        assert "没有找到" in opened(client, "/network/approvals/?q=zzz")
        one = opened(client, f"/network/approvals/{approval.pk}/")
        assert "更换前制动片" in one
        assert "整车质保 第 3 条" in one
        assert client.get("/network/approvals/0/").status_code == 404

    def test_is_answered_and_the_store_reads_it(self, world: World, client: Client) -> None:
        approval = asked(world)
        enter(client, world)
        where = f"/network/approvals/{approval.pk}/answer/"
        assert client.post(where, {"answer": "grant", "granted": "900"}).status_code == 422
        assert client.post(where, {"answer": "grant", "granted": "700"}).status_code == 302
        assert client.post(where, {"answer": "refuse", "words": "x"}).status_code == 409
        assert "通过" in opened(client, f"/network/approvals/{approval.pk}/")
        enter(client, world, "warranty_clerk")
        page = opened(client, f"/warranty/approvals/{approval.pk}/")
        assert f"SQ{approval.pk:06d}" in page
        assert "厂家 北集团督导" in page

    def test_is_the_officers(self, world: World, client: Client) -> None:
        approval = asked(world)
        enter(client, world, "warranty_clerk")
        for where in ("/network/approvals/", f"/network/approvals/{approval.pk}/"):
            assert client.get(where).status_code == 403
        assert (
            client.post(f"/network/approvals/{approval.pk}/answer/", {"answer": "refuse"}).status_code == 403
        )


class TestCalls:
    def test_are_looked_for_ordered_reminded_and_withdrawn(self, world: World, client: Client) -> None:
        story = Claiming(world).sent()
        enter(client, world)
        assert "没有在办" in opened(client, "/network/calls/")
        assert "先填索赔单号" in opened(client, "/network/calls/new/")
        found = opened(client, f"/network/calls/new/?claims={story.claim.number}&stores={world.north.pk}")
        assert story.part.tag in found
        assert client.get("/network/calls/new/?claims=SPD0").status_code == 422
        told = {"claims": story.claim.number, "due_on": "2099-01-01", "words": "原样"}
        assert client.post("/network/calls/new/", told).status_code == 302
        order, ask = CallOrder.objects.get(), PartsAsk.objects.get()
        assert order.number in opened(client, "/network/calls/")
        assert "待装箱" in opened(client, f"/network/calls/{order.pk}/")
        assert client.post(f"/network/asks/{ask.pk}/remind/").status_code == 302
        enter(client, world, "warranty_clerk")
        page = opened(client, "/network/asks/")
        assert "厂家已催 1 次" in page
        assert order.number in opened(client, "/warranty/parts/?only=called")
        client.post(f"/network/asks/{ask.pk}/answer/", {"answer": "周五发"})
        enter(client, world)
        assert "周五发" in opened(client, f"/network/calls/{order.pk}/")
        assert client.post(f"/network/calls/{order.pk}/withdraw/", {"why": ""}).status_code == 422
        client.post(f"/network/calls/{order.pk}/withdraw/", {"why": "已查明"})
        assert "已撤回" in opened(client, "/network/calls/?only=all")
        enter(client, world, "warranty_clerk")
        assert "厂家已撤回" in opened(client, "/warranty/parts/")

    def test_one_store_is_let_off(self, world: World, client: Client) -> None:
        story = Claiming(world).sent()
        officer = world.actor("network_officer")
        calls.order_parts(officer, codes=[story.part.code], due_on=TODAY + timedelta(days=5), at=story.at)
        ask = PartsAsk.objects.get()
        enter(client, world).post(f"/network/asks/{ask.pk}/withdraw/", {"why": "够了"})
        ask.refresh_from_db()
        assert ask.withdrawn_words == "够了"

    def test_are_the_officers(self, world: World, client: Client) -> None:
        enter(client, world, "service_manager")
        for where in ("/network/calls/", "/network/calls/new/", "/network/calls/1/"):
            assert client.get(where).status_code == 403


class TestPublished:
    def test_a_policy_goes_out_and_is_read(self, world: World, client: Client) -> None:
        enter(client, world)
        assert "还没有通知" in opened(client, "/network/published/")
        told = policy()
        assert "整车质保" in opened(client, "/network/published/new/")
        assert "正文" in opened(client, "/network/published/new/?kind=bulletin")
        assert "没有执行中" in opened(client, "/network/published/new/?kind=campaign")
        values = {
            "kind": "policy",
            "policy_id": told.pk,
            "posts": ["warranty_clerk"],
            "everywhere": "on",
            "photos": SimpleUploadedFile("a.jpg", JPEG, "image/jpeg"),
        }
        assert client.post("/network/published/new/", values).status_code == 302
        notice = Notice.objects.get()
        assert notice.stores.count() == 2
        enter(client, world, "warranty_clerk")
        assert "未读" in opened(client, "/network/notices/")
        assert "已阅" in opened(client, f"/network/notices/{notice.pk}/")
        client.post(f"/network/notices/{notice.pk}/read/")
        assert NoticeRead.objects.get().notice_id == notice.pk
        assert "没有要您看" in opened(client, "/network/notices/?only=unread")
        enter(client, world)
        assert "1 / 1" in opened(client, f"/network/published/{notice.pk}/")
        assert "1 / 1" in opened(client, "/network/published/")

    def test_goes_to_the_stores_and_regions_that_are_chosen(self, world: World, client: Client) -> None:
        world.south.settings = {"network.region": "川南"}
        world.south.save()
        enter(client, world)
        assert "川南" in opened(client, "/network/published/new/?kind=bulletin")
        told = {"kind": "bulletin", "title": "通报", "words": "内容", "posts": ["adviser"]}
        assert client.post("/network/published/new/", told).status_code == 422
        client.post("/network/published/new/", {**told, "regions": ["川南"]})
        assert [each.store for each in Notice.objects.get().stores.all()] == [world.south]

    def test_is_reminded_of_and_withdrawn(self, world: World, client: Client) -> None:
        world.staff("warranty_clerk")
        notice = bulletin(world)
        enter(client, world)
        client.post(f"/network/published/{notice.pk}/remind/")
        assert "1 次" in opened(client, f"/network/published/{notice.pk}/")
        client.post(f"/network/published/{notice.pk}/withdraw/", {"why": "发错"})
        enter(client, world, "adviser")
        assert "发错" in opened(client, f"/network/notices/{notice.pk}/")
        assert client.get("/network/published/").status_code == 403

    def test_says_when_the_day_is_over(self, world: World, client: Client) -> None:
        notice = bulletin(world, read_by=date(2026, 3, 2))
        assert "已过阅读期限" in opened(
            enter(client, world, "warranty_clerk"), f"/network/notices/{notice.pk}/"
        )
        assert "没有给本店发过" not in opened(client, "/network/notices/")
        assert "没有找到" in opened(client, "/network/notices/?q=zzz")


class Machine:
    """A machine user with the posts of one person."""

    def __init__(self, world: World, role: str) -> None:
        token = f"network-{role}"
        ApiToken.objects.create(
            store=world.north,
            staff=world.staff(role),
            digest=hashlib.sha256(token.encode()).hexdigest(),
            says="测试",
        )
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def get(self, path: str) -> Any:
        """What the API answers."""
        answer = self.client.get(f"/api/network{path}")
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def post(self, path: str, *, status: int = 200, **said: Any) -> Any:
        """What an act answers."""
        answer = self.client.post(
            f"/api/network{path}",
            said,
            content_type="application/json",
            headers={"Idempotency-Key": f"network-{next(_keys)}"},
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


class TestApi:
    def test_pre_approvals(self, world: World) -> None:
        approval, machine = asked(world), Machine(world, "network_officer")
        assert machine.get("/approvals")["counts"]["asked"] == 1
        assert machine.get(f"/approvals/{approval.pk}")["page"]["words"] == "更换前制动片"
        machine.post(f"/approvals/{approval.pk}/answer", answer="grant", granted="700")
        approval.refresh_from_db()
        assert approval.granted == Decimal(700)

    def test_call_back_orders(self, world: World) -> None:
        story, machine = Claiming(world).sent(), Machine(world, "network_officer")
        assert machine.post("/calls", status=422, due_on="2099-01-01")["refused"] == "Refused"
        made = machine.post("/calls", due_on="2099-01-01", claim_numbers=[story.claim.number])["id"]
        assert machine.get("/calls")[0]["parts"] == 1
        ask = machine.get(f"/calls/{made}")["asks"][0]["id"]
        assert machine.post(f"/asks/{ask}/remind")["reminders"] == 1
        clerk = Machine(world, "warranty_clerk")
        assert clerk.get("/asks")[0]["number"] == f"DH{made:05d}"
        clerk.post(f"/asks/{ask}/answer", answer="周五发")
        machine.post(f"/asks/{ask}/withdraw", why="够了")
        machine.post(f"/calls/{made}/withdraw", status=409, why="够了")

    def test_notices(self, world: World) -> None:
        machine, clerk = Machine(world, "network_officer"), Machine(world, "warranty_clerk")
        told = {
            "kind": "bulletin",
            "title": "t",
            "words": "w",
            "posts": ["warranty_clerk"],
            "store_ids": [world.north.pk],
            "photos": [base64.b64encode(JPEG).decode()],
        }
        made = machine.post("/published", **told)["id"]
        assert machine.get("/published")[0]["row"]["id"] == made
        machine.post(f"/published/{made}/remind")
        assert clerk.get(f"/notices/{made}")["row"]["mine"]
        clerk.post(f"/notices/{made}/read")
        assert clerk.get("/notices")[0]["read_at"]
        assert machine.get(f"/published/{made}")["stores"][0]["readers"][0]["read_at"]
        assert machine.post(f"/published/{made}/withdraw", why="发错")["state"] == "withdrawn"


def test_many_rows_cost_no_more(world: World, client: Client) -> None:
    for _ in range(6):
        bulletin(world)
    publishing.confirm_read(world.warranty_clerk, Notice.objects.first().pk, at=NOON)  # type: ignore[union-attr]
    approval = asked(world)
    approvals.answer(world.actor("network_officer"), approval.pk, answer="send_back", words="缺照片", at=NOON)
    enter(client, world)
    for where in ("/network/published/", "/network/approvals/?only=sent_back", "/"):
        with CaptureQueriesContext(connection) as spent:
            assert client.get(where).status_code == 200
        if where != "/":
            assert len(spent) <= 12
