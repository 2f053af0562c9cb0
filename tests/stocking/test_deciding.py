"""What a buyer makes of suggestions (PARTS-30)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.stocking import deciding
from huichang.stocking.models import Suggestion
from huichang.stocking.states import Kind, State
from huichang.supply.models import PurchaseLine, PurchaseOrder, TransferAsk
from tests.parts import storeroom
from tests.stocking.stockroom import elsewhere, night, past, suggested
from tests.supply import buying
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-30")
STEADY = [6, 5, 7, 6, 4, 8, 6, 5, 7, 6, 6, 6] * 2
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def pads(world: World) -> Suggestion:
    """Pads are to be ordered."""
    buying.usual(world)
    past(world, world.pads, STEADY)
    night(world)
    return suggested(world, world.pads)


class TestAcceptSuggestions:
    def test_writes_one_draft_for_each_supplier(self, world: World, pads: Suggestion) -> None:
        past(world, world.filter, [30] * 24)
        night(world)
        more = suggested(world, world.filter)
        numbers = deciding.accept_suggestions(world.parts_manager, [pads.pk, more.pk], at=LATER)
        order = PurchaseOrder.objects.get(number=numbers[0])
        lines = {line.part_id: line for line in PurchaseLine.objects.filter(order=order)}
        assert len(numbers) == 1
        assert lines[world.pads.pk].quantity == pads.quantity
        assert lines[world.pads.pk].suggestion == pads.pk
        assert lines[world.pads.pk].price == 280
        pads.refresh_from_db()
        assert (pads.state, pads.decided_quantity, pads.document) == (
            State.ACCEPTED,
            pads.quantity,
            order.number,
        )

    def test_asks_the_other_store_for_what_it_has_too_many_of(self, world: World) -> None:
        buying.usual(world)
        past(world, world.pads, STEADY)
        elsewhere(world, world.pads, 4, up_to=1)
        night(world)
        fetch = suggested(world, world.pads, Kind.TRANSFER)
        assert deciding.accept_suggestions(world.parts_manager, [fetch.pk], at=LATER) == []
        ask = TransferAsk.objects.get()
        assert (ask.store_id, ask.for_store_id, ask.quantity) == (world.south.pk, world.north.pk, 3)

    def test_wants_a_supplier_where_nobody_sells_it(self, world: World) -> None:
        of = buying.usual(world)
        rare = world.part("TB-9001", "涡轮增压器", Decimal("9800.00"), on_hand=0)
        storeroom.ask(world, (rare, 1))
        night(world)
        row = suggested(world, rare)
        with pytest.raises(Refused, match="没有供应商报价"):
            deciding.accept_suggestions(world.parts_manager, [row.pk], at=LATER)
        row.refresh_from_db()
        assert row.state == State.OPEN
        with pytest.raises(Refused, match="进价"):
            deciding.accept_suggestions(world.parts_manager, [row.pk], at=LATER, supplier_id=of.pk)

    def test_not_twice(self, world: World, pads: Suggestion) -> None:
        deciding.accept_suggestions(world.parts_manager, [pads.pk], at=LATER)
        with pytest.raises(OutOfTurn):
            deciding.accept_suggestions(world.parts_manager, [pads.pk], at=LATER)
        assert PurchaseLine.objects.count() == 1

    def test_all_or_none(self, world: World, pads: Suggestion) -> None:
        with pytest.raises(Missing):
            deciding.accept_suggestions(world.parts_manager, [pads.pk, 999_999], at=LATER)
        assert not PurchaseOrder.objects.exists()

    def test_wants_at_least_one(self, world: World) -> None:
        with pytest.raises(Refused, match="至少选择一条"):
            deciding.accept_suggestions(world.parts_manager, [], at=LATER)

    def test_not_for_the_clerk(self, world: World, pads: Suggestion) -> None:
        with pytest.raises(NotAllowed):
            deciding.accept_suggestions(world.parts_clerk, [pads.pk], at=LATER)

    def test_not_in_another_store(self, world: World, pads: Suggestion) -> None:
        with pytest.raises(Missing):
            deciding.accept_suggestions(world.stranger, [pads.pk], at=LATER)


class TestChangeSuggestion:
    def test_orders_the_other_quantity_and_keeps_why(self, world: World, pads: Suggestion) -> None:
        more = pads.quantity + 3
        deciding.change_suggestion(
            world.parts_manager, pads.pk, quantity=more, reason="campaign", at=LATER, seen=pads.version
        )
        pads.refresh_from_db()
        assert (pads.state, pads.decided_quantity, pads.reason) == (State.CHANGED, more, "campaign")
        assert PurchaseLine.objects.get().quantity == more

    @pytest.mark.parametrize(
        ("quantity", "reason", "words", "says"),
        [
            ("0", "campaign", "", "数量不对"),
            ("1.5", "campaign", "", "数量不对"),
            ("3", "", "", "为什么改"),
            ("3", "other", " ", "写明原因"),
        ],
    )
    def test_refuses_what_cannot_be(
        self, world: World, pads: Suggestion, quantity: str, reason: str, words: str, says: str
    ) -> None:
        with pytest.raises(Refused, match=says):
            deciding.change_suggestion(
                world.parts_manager,
                pads.pk,
                quantity=Decimal(quantity),
                reason=reason,
                words=words,
                at=LATER,
            )

    def test_the_same_quantity_is_no_change(self, world: World, pads: Suggestion) -> None:
        with pytest.raises(Refused, match="直接点"):
            deciding.change_suggestion(
                world.parts_manager, pads.pk, quantity=pads.quantity, reason="pack", at=LATER
            )

    def test_an_old_page_is_refused(self, world: World, pads: Suggestion) -> None:
        with pytest.raises(OutOfTurn):
            deciding.change_suggestion(
                world.parts_manager, pads.pk, quantity=Decimal(99), reason="pack", at=LATER, seen=0
            )


class TestDropSuggestion:
    def test_keeps_who_and_why(self, world: World, pads: Suggestion) -> None:
        row = deciding.drop_suggestion(world.parts_manager, pads.pk, reason="once", at=LATER)
        assert (row.state, row.reason_says, row.decided_at) == (
            State.DROPPED,
            "偶发需求，不会再有",
            LATER,
        )

    def test_wants_a_reason(self, world: World, pads: Suggestion) -> None:
        with pytest.raises(Refused, match="为什么不采纳"):
            deciding.drop_suggestion(world.parts_manager, pads.pk, reason="", at=LATER)
        with pytest.raises(Refused, match="写明原因"):
            deciding.drop_suggestion(world.parts_manager, pads.pk, reason="other", at=LATER)


class TestReopenSuggestion:
    def test_takes_the_drop_back(self, world: World, pads: Suggestion) -> None:
        deciding.drop_suggestion(world.parts_manager, pads.pk, reason="once", at=LATER)
        row = deciding.reopen_suggestion(world.parts_manager, pads.pk, at=LATER)
        assert (row.state, row.decided_at, row.reason) == (State.OPEN, None, "")

    def test_not_what_was_accepted(self, world: World, pads: Suggestion) -> None:
        deciding.accept_suggestions(world.parts_manager, [pads.pk], at=LATER)
        with pytest.raises(OutOfTurn):
            deciding.reopen_suggestion(world.parts_manager, pads.pk, at=LATER)
