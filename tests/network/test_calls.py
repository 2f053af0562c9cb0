"""Call-back orders: parts wanted from one store or many, on their way, reminded of, withdrawn (WARR-30)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from huichang.kernel import todo
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.network import calls, wishes
from huichang.network.models import CallOrder, PartsAsk
from huichang.network.queries import calls as asked
from huichang.network.states import AskState
from huichang.warranty import calling, keeping, scrapping, shipping
from huichang.warranty.models import CallBack, ClaimedPart, Shipment
from huichang.warranty.shipping import Audited
from tests.warranty.claiming import JPEG, Claiming, cover_answers, covered
from tests.world import TODAY, World

pytestmark = pytest.mark.req("WARR-30")
DUE = TODAY + timedelta(days=10)


@pytest.fixture
def story(world: World, monkeypatch: pytest.MonkeyPatch) -> Claiming:
    """A claim that is with the manufacturer, its pads in the store."""
    monkeypatch.setattr(cover_answers, "answers", covered())
    return Claiming(world).sent()


def ordered(story: Claiming, **said: Any) -> CallOrder:
    """The manufacturer wants the pads of the claim."""
    values = {"claim_numbers": [story.claim.number], "due_on": DUE, "at": story.at, **said}
    return calls.order_parts(story.world.actor("network_officer"), **values)


def ask_of(order: CallOrder) -> PartsAsk:
    """What the north is asked for."""
    ask: PartsAsk = PartsAsk.objects.get(order=order)
    return ask


def state(story: Claiming, order: CallOrder, days: int = 0) -> tuple[AskState, bool]:
    """How the north stands to the order, some days later."""
    page = asked.order(story.world.actor("network_officer"), order.pk, on=TODAY + timedelta(days=days))
    return page.asks[0].state, page.asks[0].late


def boxed(story: Claiming) -> Shipment:
    """The pads are in a box."""
    clerk = story.world.warranty_clerk
    shipment = shipping.open_shipment(clerk, story.world.north.pk, kind="urgent", at=story.at)
    shipping.box_part(clerk, shipment.pk, tag=story.part.tag, box=1, at=story.at)
    return shipment


def shipped(story: Claiming) -> Shipment:
    """The box has left."""
    shipment = boxed(story)
    return shipping.send_shipment(story.world.warranty_clerk, shipment.pk, carrier="顺丰 1", at=story.at)


class TestOrderParts:
    def test_arrives_in_the_claimed_parts_store(self, story: Claiming) -> None:
        order = ordered(story, is_urgent=True, words="保持原样")
        found = story.part.call_back
        assert found is not None
        assert (found.their_number, found.due_on, found.is_urgent) == (order.number, DUE, True)
        assert (found.is_theirs, found.words) == (True, "保持原样")
        assert ask_of(order).call_back == found
        assert any(each.act == "回运旧件" for each in todo.for_actor(story.world.warranty_clerk, story.at))

    def test_finds_parts_by_their_number_in_the_stores_that_are_named(self, story: Claiming) -> None:
        code, world = story.part.code, story.world
        with pytest.raises(Refused, match="没有能调回"):
            ordered(story, claim_numbers=[], codes=[code], store_ids=[world.south.pk])
        order = ordered(story, claim_numbers=[], codes=[f" {code.lower()} "], store_ids=[world.north.pk])
        assert ask_of(order).claims == [story.claim.number]

    def test_is_looked_at_before(self, story: Claiming) -> None:
        officer = story.world.actor("network_officer")
        found = asked.wished(officer, claim_numbers=[story.claim.number], codes=[], store_ids=[])
        assert [(each.store, [part.tag for part in each.parts]) for each in found] == [
            ("北城店", [story.part.tag])
        ]
        with pytest.raises(NotAllowed):
            asked.wished(story.world.warranty_clerk, claim_numbers=["x"], codes=[], store_ids=[])

    @pytest.mark.parametrize(
        ("said", "says"),
        [
            ({"claim_numbers": []}, "请填写索赔单号"),
            ({"claim_numbers": ["SPD0"]}, "没有这些索赔单：SPD0"),
            ({"codes": ["XX-1"]}, "没有能调回的旧件：XX-1"),
            ({"due_on": TODAY - timedelta(days=1)}, "早于今天"),
        ],
    )
    def test_refuses_what_is_wrong_and_does_nothing(
        self, story: Claiming, said: dict[str, Any], says: str
    ) -> None:
        with pytest.raises(Refused, match=says):
            ordered(story, **said)
        assert not CallOrder.objects.exists()
        assert story.part.call_back is None

    def test_asks_no_part_twice_and_says_where_it_went(self, story: Claiming) -> None:
        order = ordered(story)
        with pytest.raises(Refused, match=f"已在召回指令 {order.number} 里"):
            ordered(story)

    def test_is_the_officers(self, story: Claiming) -> None:
        for actor in (story.world.warranty_clerk, story.world.southern_manager):
            with pytest.raises(NotAllowed):
                calls.order_parts(actor, claim_numbers=[story.claim.number], due_on=DUE, at=story.at)
            with pytest.raises(NotAllowed):
                asked.orders(actor, on=TODAY)


class TestHowAStoreStands:
    def test_follows_the_parts(self, story: Claiming) -> None:
        order = ordered(story)
        assert state(story, order) == (AskState.ASKED, False)
        assert state(story, order, days=11) == (AskState.ASKED, True)
        shipment = boxed(story)
        assert state(story, order)[0] == AskState.PACKED
        shipping.send_shipment(story.world.warranty_clerk, shipment.pk, carrier="顺丰 1", at=story.at)
        assert state(story, order, days=11) == (AskState.SENT, False)
        shipping.audit_shipment(
            story.world.warranty_clerk,
            shipment.pk,
            deducted=[Audited(story.part.pk, "no_fault")],
            at=story.at,
        )
        assert state(story, order)[0] == AskState.AUDITED
        page = asked.order(story.world.actor("network_officer"), order.pk, on=TODAY)
        assert (page.asks[0].deducted, page.row.says) == (1, "已回运")

    def test_lists_late_orders_first(self, story: Claiming) -> None:
        order = ordered(story)
        officer = story.world.actor("network_officer")
        rows = asked.orders(officer, on=DUE + timedelta(days=1))
        assert [(row.id, row.late, row.says) for row in rows] == [(order.pk, 1, "1 家超期")]
        assert asked.orders(officer, on=TODAY, text=story.claim.number.lower())
        assert asked.orders(officer, on=TODAY, text="ZL99999") == []
        shipped(story)
        assert asked.orders(officer, on=TODAY) == []
        assert [row.id for row in asked.orders(officer, on=TODAY, only="all")] == [order.pk]


class TestRemindStore:
    def test_is_seen_by_the_store_once_a_day(self, story: Claiming) -> None:
        ask, officer = ask_of(ordered(story)), story.world.actor("network_officer")
        assert calls.remind_store(officer, ask.pk, at=story.at).reminders == 1
        with pytest.raises(Refused, match="今天已经催过"):
            calls.remind_store(officer, ask.pk, at=story.at)
        waiting = todo.for_actor(story.world.warranty_clerk, story.at)
        assert any("厂家已催 1 次" in each.why for each in waiting)
        assert calls.remind_store(officer, ask.pk, at=story.at + timedelta(days=1)).reminders == 2

    def test_is_for_what_has_not_left(self, story: Claiming) -> None:
        ask, officer = ask_of(ordered(story)), story.world.actor("network_officer")
        shipped(story)
        with pytest.raises(OutOfTurn, match="不用再催"):
            calls.remind_store(officer, ask.pk, at=story.at)
        with pytest.raises(Missing):
            calls.remind_store(officer, 0, at=story.at)
        with pytest.raises(NotAllowed):
            calls.remind_store(story.world.warranty_clerk, ask.pk, at=story.at)


class TestWithdrawAsk:
    def test_leaves_the_part_in_the_store(self, story: Claiming) -> None:
        order = ordered(story)
        calls.withdraw_ask(story.world.actor("network_officer"), ask_of(order).pk, why="已查明", at=story.at)
        assert (story.part.call_back, state(story, order)[0]) == (None, AskState.WITHDRAWN)
        assert not any(
            each.act == "回运旧件" for each in todo.for_actor(story.world.warranty_clerk, story.at)
        )
        assert ordered(story).pk != order.pk

    def test_wants_a_reason_and_nothing_sent(self, story: Claiming) -> None:
        ask, officer = ask_of(ordered(story)), story.world.actor("network_officer")
        with pytest.raises(Refused, match="为什么"):
            calls.withdraw_ask(officer, ask.pk, why=" ", at=story.at)
        with pytest.raises(NotAllowed):
            calls.withdraw_ask(story.world.warranty_clerk, ask.pk, why="x", at=story.at)
        shipped(story)
        with pytest.raises(OutOfTurn, match="已经离库"):
            calls.withdraw_ask(officer, ask.pk, why="x", at=story.at)

    def test_is_done_once(self, story: Claiming) -> None:
        ask, officer = ask_of(ordered(story)), story.world.actor("network_officer")
        calls.withdraw_ask(officer, ask.pk, why="x", at=story.at)
        with pytest.raises(OutOfTurn, match="已经撤回"):
            calls.withdraw_ask(officer, ask.pk, why="x", at=story.at)


class TestWithdrawOrder:
    def test_is_for_all_stores_or_none(self, story: Claiming) -> None:
        order, officer = ordered(story), story.world.actor("network_officer")
        with pytest.raises(Refused, match="为什么"):
            calls.withdraw_order(officer, order.pk, why="", at=story.at)
        calls.withdraw_order(officer, order.pk, why="已查明", at=story.at)
        assert CallBack.objects.get(their_number=order.number).withdrawn_words == "已查明"
        with pytest.raises(OutOfTurn, match="全部撤回"):
            calls.withdraw_order(officer, order.pk, why="x", at=story.at)

    def test_is_the_officers_and_not_after_sending(self, story: Claiming) -> None:
        order = ordered(story)
        with pytest.raises(NotAllowed):
            calls.withdraw_order(story.world.service_manager, order.pk, why="x", at=story.at)
        with pytest.raises(Missing):
            calls.withdraw_order(story.world.actor("network_officer"), 0, why="x", at=story.at)
        shipped(story)
        with pytest.raises(OutOfTurn):
            calls.withdraw_order(story.world.actor("network_officer"), order.pk, why="x", at=story.at)


class TestAnswerAsk:
    def test_is_read_by_the_manufacturer(self, story: Claiming) -> None:
        order = ordered(story)
        calls.answer_ask(story.world.warranty_clerk, ask_of(order).pk, answer="周五发运", at=story.at)
        page = asked.order(story.world.actor("network_officer"), order.pk, on=TODAY)
        assert page.asks[0].answer == "周五发运"

    def test_wants_words_and_a_living_ask(self, story: Claiming) -> None:
        ask, clerk = ask_of(ordered(story)), story.world.warranty_clerk
        with pytest.raises(Refused, match="缺件要说明"):
            calls.answer_ask(clerk, ask.pk, answer="", at=story.at)
        calls.withdraw_ask(story.world.actor("network_officer"), ask.pk, why="x", at=story.at)
        with pytest.raises(OutOfTurn, match="撤回"):
            calls.answer_ask(clerk, ask.pk, answer="x", at=story.at)

    def test_is_for_this_stores_clerk(self, story: Claiming) -> None:
        ask = ask_of(ordered(story))
        with pytest.raises(NotAllowed):
            calls.answer_ask(story.world.adviser, ask.pk, answer="x", at=story.at)
        with pytest.raises(Missing):
            calls.answer_ask(story.world.southern_manager, ask.pk, answer="x", at=story.at)


class TestCallBackClaim:
    """What the claim desk uses for one claim."""

    def test_opens_an_order_for_its_parts(self, story: Claiming) -> None:
        found = calling.call_back_claim(story.claim.pk, their_number="SH1", due_on=DUE, at=story.at)
        assert story.part.call_back == found
        officer = story.world.actor("network_officer")
        single = asked.from_the_claim_desk(officer, on=DUE + timedelta(days=1))
        assert [(each.their_number, each.store, each.late) for each in single] == [("SH1", "北城店", True)]
        shipped(story)
        assert asked.from_the_claim_desk(officer, on=TODAY) == []

    def test_says_what_became_of_them(self, story: Claiming) -> None:
        shipment = shipped(story)
        with pytest.raises(Refused, match=f"已回运（{shipment.number}）"):
            calling.call_back_claim(story.claim.pk, their_number="SH1", due_on=DUE, at=story.at)
        with pytest.raises(Missing):
            calling.call_back_claim(0, their_number="SH1", due_on=DUE, at=story.at)

    def test_takes_no_part_that_is_gone_or_taken(self, story: Claiming) -> None:
        here = story.world.north.pk
        for parts in ([], [story.part.pk, 0]):
            with pytest.raises(Refused, match="没有要召回的旧件"):
                calling.call_back(here, parts, their_number="A", due_on=DUE, at=story.at)
        calling.call_back(here, [story.part.pk], their_number="A", due_on=DUE, at=story.at)
        with pytest.raises(Refused, match=story.part.tag):
            calling.call_back(here, [story.part.pk], their_number="B", due_on=DUE, at=story.at)

    def test_is_withdrawn_only_as_long_as_it_stands(self, story: Claiming) -> None:
        found = calling.call_back_claim(story.claim.pk, their_number="SH1", due_on=DUE, at=story.at)
        assert calling.withdraw_call_back(found.pk, why="x", at=story.at).withdrawn_at == story.at
        with pytest.raises(OutOfTurn):
            calling.withdraw_call_back(found.pk, why="x", at=story.at)
        with pytest.raises(Missing):
            calling.withdraw_call_back(0, why="x", at=story.at)


def test_what_is_called_back_is_not_scrapped(story: Claiming) -> None:
    ordered(story)
    with pytest.raises(Refused, match="不能报废"):
        scrapping.scrap_parts(
            story.world.warranty_clerk,
            story.world.north.pk,
            tags=[story.part.tag],
            instruction="厂家电话 1",
            witness="李强",
            how="切割",
            photos=[JPEG],
            at=story.at,
        )


@pytest.mark.django_db(transaction=True)
def test_two_orders_at_once_take_a_part_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover_answers, "answers", covered())
    story = Claiming(World()).sent()
    officer, number = story.world.actor("network_officer"), story.claim.number

    def run(_: int) -> str:
        try:
            return calls.order_parts(officer, claim_numbers=[number], due_on=DUE, at=story.at).number
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said: Iterator[str] = pool.map(run, range(2))
        found = sorted(said)
    assert len([each for each in found if each.startswith("DH")]) == 1
    assert ClaimedPart.objects.get(claim=story.claim).call_back is not None
    assert CallOrder.objects.count() == CallBack.objects.count() == 1


def test_a_part_registered_by_hand_is_called_back_by_nobody_else(story: Claiming) -> None:
    keeping.call_back_parts(
        story.world.warranty_clerk,
        story.world.north.pk,
        their_number="信 7",
        due_on=DUE,
        tags=[story.part.tag],
        at=story.at,
    )
    with pytest.raises(Refused, match="信 7"):
        ordered(story)


def test_what_the_manufacturer_has_got_is_not_asked_for_again(story: Claiming) -> None:
    shipment = shipped(story)
    found = wishes.found(claim_numbers=[story.claim.number])[story.world.north.pk]
    assert found.theirs == {story.claim.number: f"已回运（{shipment.number}）"}
    assert not found.asks
    with pytest.raises(Refused, match="已回运"):
        ordered(story)
