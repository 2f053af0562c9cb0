"""The screens of stocking: what they show and to whom, how few statements they cost, and what their forms do (PARTS-30)."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from huichang.company import settings
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.parts.models import Part, Stock
from huichang.stocking import suggesting
from huichang.stocking.models import Asked, Calculation, Suggestion
from huichang.stocking.states import Kind, State
from huichang.supply.models import PurchaseOrder, Supplier, TransferAsk
from tests.stocking import stockroom
from tests.stocking.stockroom import elsewhere
from tests.supply import buying
from tests.web import page, post, signed_in
from tests.world import World

pytestmark = pytest.mark.req("PARTS-30")
STEADY = [6, 5, 7, 6, 4, 8, 6, 5, 7, 6, 6, 6] * 2
SHELL = 3
"""What the frame of every page asks: session, person, posts."""
DESK, IDLE, EFFECT, LOST = "/stocking/desk/", "/stocking/idle/", "/stocking/effect/", "/stocking/lost/"
PAGES = (
    DESK,
    f"{DESK}?tab=transfer",
    f"{DESK}?tab=decided",
    f"{DESK}?q=qzdp",
    IDLE,
    f"{IDLE}?band=dead&q=x",
    EFFECT,
    f"{EFFECT}?state=accepted&outcome=waiting",
    f"{EFFECT}?classes=",
    LOST,
)


@pytest.fixture
def supplier(world: World) -> Supplier:
    """Whoever sells pads and filters."""
    return buying.usual(world)


@pytest.fixture
def pads(world: World, supplier: Supplier) -> Suggestion:
    """Pads are to be ordered, as calculated just now."""
    past(world, world.pads, STEADY)
    calculate(world)
    return Suggestion.objects.get(part=world.pads, kind=Kind.ORDER, state=State.OPEN)


@pytest.fixture
def buyer(world: World) -> Client:
    """The parts manager at a screen."""
    return signed_in(world.parts_manager)


def past(world: World, part: Part, months: list[int]) -> None:
    """What was asked for in the months before this one, by today's clock."""
    stockroom.past(world, part, months, today=localdate(now()))


def calculate(world: World) -> None:
    """By today's clock: screens have no other."""
    suggesting.make_suggestions(world.parts_manager, world.north.pk, at=now())


def many(world: World, count: int = 30) -> list[Part]:
    """A desk full of parts."""
    some = [
        world.part(f"MM-{number:03}", f"测试件{number}", Decimal("10.00"), on_hand=number % 3)
        for number in range(count)
    ]
    for part in some:
        past(world, part, STEADY)
    return some


def statements(client: Client, url: str) -> list[str]:
    """What a page asks of the database, beside the frame."""
    page(client, url)
    with CaptureQueriesContext(connection) as caught:
        page(client, url)
    return [each["sql"] for each in caught if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]


class TestEveryPage:
    @pytest.mark.parametrize("url", PAGES)
    def test_is_there_before_anything_was_calculated(self, world: World, buyer: Client, url: str) -> None:
        assert 'class="nothing"' in page(buyer, url)

    @pytest.mark.parametrize("url", PAGES)
    def test_costs_at_most_twelve_statements_with_many_parts(
        self, world: World, buyer: Client, pads: Suggestion, url: str
    ) -> None:
        many(world)
        elsewhere(world, world.pads, 4, up_to=1)
        world.part("XX-1", "老车型门锁", Decimal("300.00"), on_hand=3)
        calculate(world)
        asked = statements(buyer, url)
        assert len(asked) <= 12 + SHELL, (url, len(asked), asked)

    def test_of_a_part_costs_at_most_twelve(self, world: World, buyer: Client, pads: Suggestion) -> None:
        asked = statements(buyer, f"/stocking/part/{world.pads.pk}/")
        assert len(asked) <= 12 + SHELL, asked

    @pytest.mark.parametrize("url", [DESK, IDLE, EFFECT, LOST])
    def test_is_not_for_the_technician(self, world: World, url: str) -> None:
        assert signed_in(world.technician).get(url).status_code == 403

    @pytest.mark.parametrize("url", [DESK, IDLE])
    def test_shows_the_clerk_no_acts_of_the_buyer(self, world: World, pads: Suggestion, url: str) -> None:
        text = page(signed_in(world.parts_clerk), url)
        assert "采纳所选" not in text
        assert "重新计算" not in text

    def test_shows_another_store_nothing(self, world: World, pads: Suggestion) -> None:
        client = signed_in(world.stranger)
        assert client.get(f"/stocking/part/{world.pads.pk}/").status_code in (403, 404)
        assert post(client, f"/stocking/suggestion/{pads.pk}/accept/").status_code == 404


class TestDesk:
    def test_says_what_to_order_and_what_is_left_of_the_budget(
        self, world: World, buyer: Client, pads: Suggestion
    ) -> None:
        world.north.settings = {**world.north.settings, "stocking.month_budget": 1000}
        world.north.save()
        settings.forget()
        text = page(buyer, DESK)
        assert pads.why in text
        assert "月预算" in text
        assert "¥1,000.00" in text

    def test_finds_by_pinyin_and_number(self, world: World, buyer: Client, pads: Suggestion) -> None:
        for found in ("qzd", "br1001", "前制动"):
            assert pads.why in page(buyer, f"{DESK}?q={found}")
        assert pads.why not in page(buyer, f"{DESK}?q=zzzz")

    def test_accepts_what_is_ticked_and_stays_on_its_tab(
        self, world: World, buyer: Client, pads: Suggestion
    ) -> None:
        answer = post(buyer, f"{DESK}accept/", ids=[pads.pk], kind="weekly", tab="transfer")
        assert answer.status_code == 302
        assert answer["Location"] == f"{DESK}?tab=transfer"
        assert PurchaseOrder.objects.count() == 1

    @pytest.mark.parametrize("one", [True, False])
    def test_leads_to_the_order_that_holds_it_now(
        self, world: World, buyer: Client, pads: Suggestion, one: bool
    ) -> None:
        if one:
            post(buyer, f"/stocking/suggestion/{pads.pk}/accept/")
        else:
            post(buyer, f"{DESK}accept/", ids=[pads.pk])
        order = PurchaseOrder.objects.get()
        told = f'已写入采购单 <a href="/supply/orders/{order.pk}/">{order.number}</a>'
        assert told in page(buyer, DESK)

    def test_has_one_main_act_however_many_suppliers_there_are(
        self, world: World, buyer: Client, pads: Suggestion
    ) -> None:
        buying.contract(world, buying.supplier("G002", "西南通用件"), {world.filter: "9.00"})
        past(world, world.filter, STEADY)
        Stock.objects.filter(part=world.filter).update(on_hand=0, value=0)
        calculate(world)
        text = page(buyer, DESK)
        assert text.count("采纳所选</span>") == 2
        assert text.count("btn-primary") == 1

    def test_accepts_only_the_quantity_that_was_shown(
        self, world: World, buyer: Client, pads: Suggestion
    ) -> None:
        assert f'name="ids" value="{pads.pk}.{pads.version}"' in page(buyer, DESK)
        Suggestion.objects.filter(pk=pads.pk).update(quantity=pads.quantity + 2, version=pads.version + 1)
        for url, said in (
            (f"{DESK}accept/", {"ids": [f"{pads.pk}.{pads.version}"]}),
            (f"/stocking/suggestion/{pads.pk}/accept/", {"seen": pads.version}),
        ):
            answer = post(buyer, url, **said)
            assert answer.status_code == 409
            assert "已经重新计算，数量变了" in answer.content.decode()
        assert not PurchaseOrder.objects.exists()
        assert post(buyer, f"{DESK}accept/", ids=[f"{pads.pk}.{pads.version + 1}"]).status_code == 302
        assert PurchaseOrder.objects.count() == 1

    @pytest.mark.parametrize("ids", ["x", "1.x", "-1", "9" * 30, "1." + "9" * 30, "1.2.3"])
    def test_refuses_keys_that_are_none(
        self, world: World, buyer: Client, pads: Suggestion, ids: str
    ) -> None:
        assert post(buyer, f"{DESK}accept/", ids=[ids]).status_code in (404, 422)
        assert not PurchaseOrder.objects.exists()

    def test_leads_nowhere_else(self, world: World, buyer: Client, pads: Suggestion) -> None:
        answer = post(buyer, f"{DESK}accept/", ids=[pads.pk], tab="//example.org/")
        assert answer.status_code == 422
        assert not PurchaseOrder.objects.exists()

    def test_refuses_nothing_ticked(self, world: World, buyer: Client, pads: Suggestion) -> None:
        answer = post(buyer, f"{DESK}accept/")
        assert answer.status_code == 422
        assert "至少勾选一条" in answer.content.decode()

    def test_does_a_doubled_click_once(self, world: World, buyer: Client, pads: Suggestion) -> None:
        for _ in range(2):
            answer = post(
                buyer,
                f"{DESK}accept/",
                ids=[pads.pk],
                tab="order",
                once="7c9e6679-7425-40de-944b-e07fc1f90ae7",
            )
            assert answer.status_code == 302
        assert PurchaseOrder.objects.count() == 1

    def test_tells_that_a_calculation_was_asked_for(self, world: World, buyer: Client) -> None:
        assert post(buyer, f"{DESK}calculate/").status_code == 302
        text = page(buyer, DESK)
        assert "马上开始计算" in text
        assert 'data-live="2"' in text
        row = Calculation.objects.get()
        row.begun_at, row.ended_at, row.count, row.seconds = now(), now(), 4, 2.0
        row.save()
        assert "算完，共 4 条建议" in page(buyer, DESK)


class TestIdle:
    @pytest.fixture
    def idle(self, world: World, supplier: Supplier) -> Suggestion:
        """A part that lies there and goes nowhere."""
        old = world.part("XX-1", "老车型门锁", Decimal("300.00"), on_hand=3)
        past(world, old, [1] + [0] * 13)
        calculate(world)
        return Suggestion.objects.get(part=old, state=State.OPEN)

    def test_leads_to_the_act_that_frees_it(self, world: World, buyer: Client, idle: Suggestion) -> None:
        text = page(buyer, IDLE)
        assert "老车型门锁" in text
        assert "定活动价" in text
        answer = post(buyer, f"{IDLE}{idle.pk}/begin/")
        assert answer["Location"] == f"/parts/prices/terms/?part={idle.part_id}"
        assert "XX-1" in page(buyer, answer["Location"])
        assert "在办" in page(buyer, IDLE)

    def test_shows_one_age_only(self, world: World, buyer: Client, idle: Suggestion) -> None:
        assert "老车型门锁" in page(buyer, f"{IDLE}?band=year")
        assert "老车型门锁" not in page(buyer, f"{IDLE}?band=young")

    def test_a_dropped_one_comes_back_to_this_list(
        self, world: World, buyer: Client, idle: Suggestion
    ) -> None:
        answer = post(buyer, f"{IDLE}drop/", suggestion=idle.pk, reason="wrong", seen=idle.version)
        assert answer["Location"] == IDLE

    def test_goes_to_the_store_that_lacks_it(self, world: World, buyer: Client, idle: Suggestion) -> None:
        Suggestion.objects.filter(pk=idle.pk).update(kind=Kind.OFFER, other_store=world.south)
        answer = post(buyer, f"{IDLE}{idle.pk}/begin/")
        assert answer["Location"] == f"/supply/emergency/{idle.part_id}/"
        ask = TransferAsk.objects.get()
        assert (ask.store_id, ask.for_store_id, ask.quantity) == (world.north.pk, world.south.pk, 3)

    def test_a_return_begins_with_part_supplier_and_quantity(
        self, world: World, buyer: Client, idle: Suggestion, supplier: Supplier
    ) -> None:
        Suggestion.objects.filter(pk=idle.pk).update(kind=Kind.SEND_BACK, supplier=supplier)
        answer = post(buyer, f"{IDLE}{idle.pk}/begin/")
        text = page(buyer, answer["Location"])
        assert 'value="3"' in text
        assert "老车型门锁" in text


class TestLost:
    def test_is_one_touch_on_the_page_of_a_part_and_taken_back(self, world: World) -> None:
        clerk = signed_in(world.parts_clerk)
        url = f"/parts/part/{world.pads.pk}/"
        assert "/stocking/lost/record/" in page(clerk, url)
        answer = post(clerk, f"{LOST}record/", part=world.pads.pk, reason="no_stock")
        assert answer["Location"] == url
        row = Asked.objects.get()
        assert (row.quantity, row.counts, row.asked_at) == (1, True, "counter")
        assert f"{LOST}{row.pk}/withdraw/" in page(clerk, url)
        assert post(clerk, f"{LOST}{row.pk}/withdraw/").status_code == 302
        row.refresh_from_db()
        assert not row.counts
        assert "已撤回" in page(clerk, LOST)

    def test_stands_on_the_counter(self, world: World) -> None:
        assert f'href="{LOST}"' in page(signed_in(world.parts_clerk), "/parts/counter/")

    def test_a_code_is_enough(self, world: World) -> None:
        clerk = signed_in(world.parts_clerk)
        usual = {"quantity": "1", "asked_at": "phone"}
        assert post(clerk, f"{LOST}record/", code="br1001", reason="price", **usual).status_code == 302
        answer = post(clerk, f"{LOST}record/", code="", reason="no_stock", **usual)
        assert answer.status_code == 422
        assert "扫码或填写" in answer.content.decode()
        row = Asked.objects.get()
        assert (row.reason, row.asked_at) == ("price", "phone")

    def test_turns_its_pages(self, world: World) -> None:
        clerk = signed_in(world.parts_clerk)
        for _ in range(3):
            post(clerk, f"{LOST}record/", part=world.pads.pk, reason="price")
        newest = Asked.objects.order_by("-pk")[0]
        assert page(clerk, f"{LOST}?before={newest.pk}").count("前制动片") == 2
        assert page(clerk, f"{LOST}?before=9²").count("前制动片") == 3


class TestEffect:
    def test_opens_the_lines_behind_a_figure(self, world: World, buyer: Client, pads: Suggestion) -> None:
        post(buyer, f"/stocking/suggestion/{pads.pk}/accept/")
        text = page(buyer, EFFECT)
        assert "state=accepted&amp;outcome=waiting" in text
        assert "还没到评价的时候" in page(buyer, f"{EFFECT}?state=accepted&outcome=waiting")

    def test_knows_no_other_words(self, world: World, buyer: Client) -> None:
        page(buyer, f"{EFFECT}?months=99&state=evil&outcome=%3Cb%3E&classes=%3Cb%3E")


class TestPartsOfTheRole:
    def test_the_general_manager_may_look(self, world: World, pads: Suggestion) -> None:
        boss: Actor = world.actor(Role.GENERAL_MANAGER)
        assert pads.why in page(signed_in(boss), DESK)
