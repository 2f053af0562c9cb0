"""A cashier's day end."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from huichang.billing import day_close, payments, queries
from huichang.billing.models import DayClose
from huichang.kernel import todo
from huichang.kernel.refusals import NotAllowed, OutOfTurn, Refused
from tests.booking.desk import booked
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

    def test_what_moves_after_it_is_counted_once_more_and_by_itself(self, world: World) -> None:
        story = Visiting(world).paid()
        first = day_close.close_day(
            world.cashier, world.north.pk, on=TODAY, counted={}, explanation="", at=story.later(1)
        )
        assert first.expected == {"wechat": "1146.00"}
        payments.take_deposit(
            world.cashier,
            method="cash",
            amount=Decimal(200),
            order_id=None,
            appointment_id=booked(world).pk,
            once="later",
            at=story.later(5),
        )
        second = day_close.close_day(
            world.cashier,
            world.north.pk,
            on=TODAY,
            counted={"cash": Decimal(190)},
            explanation="少收十元",
            at=story.later(5),
        )
        assert (second.round, second.expected, second.difference) == (
            2,
            {"cash": "200.00"},
            Decimal("-10.00"),
        )
        with pytest.raises(OutOfTurn, match="没有新的"):
            day_close.close_day(
                world.cashier, world.north.pk, on=TODAY, counted={}, explanation="", at=story.later(5)
            )

    def test_counts_only_what_went_through_the_own_hands(self, world: World) -> None:
        Visiting(world).paid()
        close = day_close.close_day(
            world.service_manager, world.north.pk, on=TODAY, counted={}, explanation="", at=NOON
        )
        assert close.expected == {}

    def test_is_not_for_the_adviser(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            day_close.close_day(world.adviser, world.north.pk, on=TODAY, counted={}, explanation="", at=NOON)

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            day_close.close_day(world.cashier, world.south.pk, on=TODAY, counted={}, explanation="", at=NOON)


def test_of_two_closes_at_once_the_database_keeps_one(world: World) -> None:
    close(world, {})
    first = DayClose.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        DayClose.objects.create(
            store=world.north, cashier=first.cashier, on=TODAY, difference=0, closed_at=NOON
        )


def test_the_database_itself_wants_a_difference_explained(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DayClose.objects.create(
            store=world.north,
            cashier=world.staff("cashier"),
            on=TODAY,
            difference=Decimal("-1.00"),
            closed_at=NOON,
        )


@pytest.mark.req("LANE-64")
class TestDayEnds:
    """What the managers see of it."""

    def lines(self, world: World) -> list[queries.DayLine]:
        return queries.day_ends(world.service_manager, since=TODAY - timedelta(days=7), until=TODAY)

    def test_show_what_nobody_has_counted(self, world: World) -> None:
        Visiting(world).paid()
        (line,) = self.lines(world)
        assert (line.name, line.total, line.open_count, line.closes) == (
            world.cashier.name,
            Decimal("1146.00"),
            1,
            (),
        )

    def test_show_the_count_its_difference_and_why(self, world: World) -> None:
        Visiting(world).paid()
        close(world, {"wechat": "1100.00"}, "客户退了46元找零")
        (line,) = self.lines(world)
        assert (line.open_count, line.difference) == (0, Decimal("-46.00"))
        assert line.closes[0].explanation == "客户退了46元找零"
        assert [(row.says, row.expected, row.counted) for row in line.closes[0].rows] == [
            ("微信支付", Decimal("1146.00"), Decimal("1100.00"))
        ]

    def test_belong_to_the_store(self, world: World) -> None:
        Visiting(world).paid()
        assert queries.day_ends(world.southern_manager, since=TODAY - timedelta(days=7), until=TODAY) == []

    def test_are_not_for_the_cashier(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            queries.day_ends(world.cashier, since=TODAY, until=TODAY)


@pytest.mark.req("LANE-64")
class TestDaysToClose:
    def acts(self, world: World, at: datetime) -> list[tuple[str, bool]]:
        return [(item.url, item.urgent) for item in todo.for_actor(world.cashier, at) if item.act == "日结"]

    def test_stand_on_the_work_place_from_closing_time_on(self, world: World) -> None:
        Visiting(world).paid()
        url = f"/billing/day-end/?on={TODAY}"
        assert self.acts(world, NOON + timedelta(hours=3)) == []
        assert self.acts(world, NOON + timedelta(hours=7)) == [(url, False)]
        assert self.acts(world, NOON + timedelta(hours=20)) == [(url, True)]

    def test_go_when_the_day_is_counted(self, world: World) -> None:
        Visiting(world).paid()
        close(world, {})
        assert self.acts(world, NOON + timedelta(hours=20)) == []
