"""Several people and the night at once over the same suggestions (PARTS-30)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.company.roles import Role
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.stocking import deciding, lost_sales, suggesting
from huichang.stocking.models import Asked, Suggestion
from huichang.stocking.states import State
from huichang.supply.models import PurchaseLine, PurchaseOrder
from tests.interleaving import interleaved
from tests.parts.test_races import at_once
from tests.stocking.stockroom import night, past, suggested
from tests.supply import buying
from tests.world import NOON, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PARTS-30")]
STEADY = [6, 5, 7, 6, 4, 8, 6, 5, 7, 6, 6, 6] * 2


@pytest.fixture
def pads(world: World) -> Suggestion:
    """Pads are to be ordered."""
    buying.usual(world)
    past(world, world.pads, STEADY)
    night(world)
    return suggested(world, world.pads)


class TestTwoBuyers:
    def test_order_the_same_once(self, world: World, pads: Suggestion) -> None:
        buyers = [world.parts_manager, world.actor(Role.SERVICE_MANAGER)]
        answers = at_once(
            *(
                lambda who=who: deciding.accept_suggestions(who, [pads.pk], at=NOON)  # type: ignore[misc]
                for who in buyers
            )
        )
        assert sum(isinstance(each, OutOfTurn) for each in answers) == 1
        assert PurchaseLine.objects.get().quantity == pads.quantity

    def test_accept_and_drop_end_in_one_of_them(self, world: World, pads: Suggestion) -> None:
        at_once(
            lambda: deciding.accept_suggestions(world.parts_manager, [pads.pk], at=NOON),
            lambda: deciding.drop_suggestion(world.service_manager, pads.pk, reason="once", at=NOON),
        )
        pads.refresh_from_db()
        assert PurchaseOrder.objects.exists() == (pads.state == State.ACCEPTED)

    def test_write_into_one_draft(self, world: World, pads: Suggestion) -> None:
        past(world, world.filter, [30] * 24)
        night(world)
        more = suggested(world, world.filter)
        at_once(
            lambda: deciding.accept_suggestions(world.parts_manager, [pads.pk], at=NOON),
            lambda: deciding.accept_suggestions(world.service_manager, [more.pk], at=NOON),
        )
        assert PurchaseLine.objects.count() == 2


class TestTheNight:
    def test_and_a_buyer_do_not_order_twice(self, world: World, pads: Suggestion) -> None:
        answers = at_once(
            lambda: deciding.accept_suggestions(world.parts_manager, [pads.pk], at=NOON),
            lambda: night(world, at=NOON + timedelta(minutes=1)),
        )
        assert not any(isinstance(each, Refused) for each in answers)
        night(world, at=NOON + timedelta(minutes=2))
        assert not Suggestion.objects.filter(part=world.pads, state=State.OPEN).exists()
        total = sum(PurchaseLine.objects.values_list("quantity", flat=True), Decimal(0))
        assert total == pads.quantity

    def test_calculates_a_store_once_at_a_time(self, world: World, pads: Suggestion) -> None:
        store = world.north.pk
        counts = at_once(
            *[lambda: suggesting.make_suggestions(world.parts_manager, store, at=NOON)] * 2  # type: ignore[list-item]
        )
        assert counts[0] == counts[1]
        assert Suggestion.objects.filter(part=world.pads, state=State.OPEN).count() == 1

    def test_does_not_suggest_again_what_is_ordered_while_it_calculates(
        self, world: World, pads: Suggestion
    ) -> None:
        manager = world.parts_manager
        answers = interleaved(
            lambda: night(world, at=NOON + timedelta(minutes=1)),
            lambda: deciding.accept_suggestions(manager, [pads.pk], at=NOON),
            after="FOR UPDATE",
        )
        assert answers is not None
        assert PurchaseLine.objects.get().quantity == pads.quantity
        assert not Suggestion.objects.filter(part=world.pads, state=State.OPEN).exists()

    def test_and_who_takes_a_no_back_end_with_one_suggestion(self, world: World, pads: Suggestion) -> None:
        manager = world.parts_manager
        deciding.drop_suggestion(manager, pads.pk, reason="once", at=NOON - timedelta(days=90))
        answers = interleaved(
            lambda: night(world),
            lambda: deciding.reopen_suggestion(manager, pads.pk, at=NOON),
            after="COMMIT",
        )
        assert answers is not None
        assert isinstance(answers[1], OutOfTurn)
        assert Suggestion.objects.filter(part=world.pads, state=State.OPEN).count() == 1


def test_the_same_need_told_twice_at_once_counts_once(world: World) -> None:
    manager = world.parts_manager

    def asked() -> object:
        return lost_sales.record_lost(
            manager,
            world.pads.pk,
            store_id=world.north.pk,
            quantity=Decimal(1),
            reason="no_stock",
            need="川A12345",
            at=NOON,
        )

    interleaved(asked, asked, after="COMMIT")
    assert sorted(Asked.objects.values_list("counts", flat=True)) == [False, True]
