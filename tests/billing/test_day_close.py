"""A cashier's day end."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.billing import day_close
from huichang.billing.models import DayClose
from huichang.kernel.refusals import NotAllowed, OutOfTurn, Refused
from tests.stories import Visiting
from tests.world import NOON, TODAY, World


def close(world: World, counted: dict[str, str], explanation: str = "") -> DayClose:
    return day_close.close_day(
        world.cashier,
        world.north.pk,
        on=TODAY,
        counted={method: Decimal(amount) for method, amount in counted.items()},
        explanation=explanation,
        at=NOON + timedelta(hours=5),
    )


@pytest.mark.req("LANE-64")
class TestCloseDay:
    def test_agrees_with_the_system(self, world: World) -> None:
        Visiting(world).paid()
        assert close(world, {"wechat": "1146.00"}).difference == 0

    def test_wants_a_difference_explained(self, world: World) -> None:
        Visiting(world).paid()
        with pytest.raises(Refused, match="相差 ¥-46.00"):
            close(world, {"wechat": "1100.00"})
        assert close(world, {"wechat": "1100.00"}, "客户退了46元找零").difference == Decimal("-46.00")

    def test_does_not_let_one_method_hide_another(self, world: World) -> None:
        Visiting(world).paid()
        with pytest.raises(Refused, match="写明原因"):
            close(world, {"wechat": "1000.00", "cash": "146.00"})

    def test_happens_once_a_day(self, world: World) -> None:
        close(world, {})
        with pytest.raises(OutOfTurn, match="已经日结过"):
            close(world, {})

    def test_refuses_a_day_to_come_and_a_negative_count(self, world: World) -> None:
        with pytest.raises(Refused, match="将来"):
            day_close.close_day(
                world.cashier,
                world.north.pk,
                on=TODAY + timedelta(days=1),
                counted={},
                explanation="",
                at=NOON,
            )
        with pytest.raises(Refused, match="负数"):
            close(world, {"cash": "-1"})

    def test_is_not_for_the_service_manager(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            day_close.close_day(
                world.service_manager, world.north.pk, on=TODAY, counted={}, explanation="", at=NOON
            )

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            day_close.close_day(world.cashier, world.south.pk, on=TODAY, counted={}, explanation="", at=NOON)
