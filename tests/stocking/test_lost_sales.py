"""Demand that the ledger never sees (PARTS-30: lost sales count, prices do not, the same need counts once)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.stocking import lost_sales
from huichang.stocking.models import Asked
from tests.stocking.stockroom import level, night
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-30")


def lost(
    world: World, *, reason: str = "no_stock", need: str = "", days: int = 0, pieces: str = "1"
) -> Asked:
    """Somebody asks for pads and leaves."""
    return lost_sales.record_lost(
        world.parts_clerk,
        world.pads.pk,
        store_id=world.north.pk,
        quantity=Decimal(pieces),
        reason=reason,
        need=need,
        at=NOON + timedelta(days=days),
    )


class TestRecordLost:
    def test_no_stock_is_demand(self, world: World) -> None:
        assert lost(world).counts

    @pytest.mark.parametrize("reason", ["price", "only_asked"])
    def test_a_price_or_a_question_is_none(self, world: World, reason: str) -> None:
        assert not lost(world, reason=reason).counts

    def test_the_same_need_counts_once_within_some_days(self, world: World) -> None:
        assert lost(world, need="川A8F6K2").counts
        assert not lost(world, need="川a8f6k2 ", days=13).counts
        assert lost(world, need="川A8F6K2", days=15).counts
        assert lost(world, need="川B00001").counts

    def test_stands_in_the_month_in_which_it_was_asked(self, world: World) -> None:
        lost(world, days=-10)
        night(world)
        assert level(world, world.pads).months[-1] == [0.0, 1.0]

    @pytest.mark.parametrize("pieces", ["0", "-1", "0.5"])
    def test_refuses_an_impossible_quantity(self, world: World, pieces: str) -> None:
        with pytest.raises(Refused, match="大于零"):
            lost(world, pieces=pieces)

    def test_refuses_unknown_words_and_parts(self, world: World) -> None:
        with pytest.raises(Refused):
            lost(world, reason="bad")
        with pytest.raises(Missing):
            lost_sales.record_lost(
                world.parts_clerk,
                999_999,
                store_id=world.north.pk,
                quantity=Decimal(1),
                reason="no_stock",
                at=NOON,
            )

    def test_not_for_the_technician_nor_elsewhere(self, world: World) -> None:
        for who, store in ((world.technician, world.north), (world.parts_clerk, world.south)):
            with pytest.raises(NotAllowed):
                lost_sales.record_lost(
                    who,
                    world.pads.pk,
                    store_id=store.pk,
                    quantity=Decimal(1),
                    reason="no_stock",
                    at=NOON,
                )


class TestWithdrawLost:
    def test_is_no_demand_any_more(self, world: World) -> None:
        row = lost(world, need="川A8F6K2")
        taken = lost_sales.withdraw_lost(world.parts_clerk, row.pk, at=NOON + timedelta(minutes=5))
        assert (taken.counts, taken.withdrawn_at) == (False, NOON + timedelta(minutes=5))
        assert lost(world, need="川A8F6K2").counts

    def test_once(self, world: World) -> None:
        row = lost(world)
        lost_sales.withdraw_lost(world.parts_clerk, row.pk, at=NOON)
        with pytest.raises(OutOfTurn):
            lost_sales.withdraw_lost(world.parts_clerk, row.pk, at=NOON)

    def test_on_the_same_day_only(self, world: World) -> None:
        row = lost(world)
        with pytest.raises(Refused, match="当天"):
            lost_sales.withdraw_lost(world.parts_clerk, row.pk, at=NOON + timedelta(days=1))

    def test_not_for_the_technician_nor_elsewhere(self, world: World) -> None:
        row = lost(world)
        with pytest.raises(NotAllowed):
            lost_sales.withdraw_lost(world.technician, row.pk, at=NOON)
        with pytest.raises(Missing):
            lost_sales.withdraw_lost(world.stranger, row.pk, at=NOON)
