"""What may be asked about bookings."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from huichang.booking import appointments, preparation, queries
from huichang.customers import timeline
from huichang.kernel import finder
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.parts import askers
from huichang.vehicles import notices
from tests.booking.desk import TOMORROW, another, booked, clock
from tests.booking.test_preparation import points
from tests.world import NOON, TODAY, World


class TestCard:
    def test_does_not_exist_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            queries.card(world.stranger, booked(world).pk)

    def test_costs_four_statements(self, world: World, django_assert_num_queries: Callable[..., Any]) -> None:
        row, adviser = booked(world, parts=True), world.adviser
        with django_assert_num_queries(4):
            queries.card(adviser, row.pk)

    def test_counts_what_is_ready(self, world: World) -> None:
        row = booked(world)
        card = queries.card(world.adviser, row.pk)
        assert (card.ready, card.to_prepare, card.problems, card.stage, card.minutes) == (
            2,
            5,
            0,
            "booked",
            60,
        )


class TestToday:
    def test_is_in_order_of_time_without_the_cancelled(self, world: World) -> None:
        booked(world, "10:00")
        gone = booked(world, "9:30", caller=another(world, 1))
        booked(world, "9:00", caller=another(world, 2))
        appointments.cancel(world.care_agent, gone.pk, reason="有事", at=NOON)

        cards = queries.today(world.north.pk, TOMORROW)
        assert [card.starts_at for card in cards] == [clock("9:00"), clock("10:00")]
        assert queries.today(world.north.pk, TODAY) == []
        assert queries.today(world.south.pk, TOMORROW) == []

    def test_costs_as_much_for_many_as_for_one(
        self, world: World, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        for number, said in enumerate(("9:00", "9:15", "10:00")):
            booked(world, said, caller=another(world, number), parts=number == 1)
        with django_assert_num_queries(4):
            queries.today(world.north.pk, TOMORROW)


class TestOfVehicle:
    def test_names_what_is_still_to_come(self, world: World) -> None:
        row = booked(world)
        assert [card.id for card in queries.of_vehicle(world.north.pk, world.car.pk, NOON)] == [row.pk]
        assert queries.of_vehicle(world.north.pk, world.car.pk, clock("9:16")) == []


class TestHistory:
    @pytest.mark.req("PLAT-11")
    @pytest.mark.django_db(transaction=True)
    def test_tells_who_did_what(self, world: World) -> None:
        row = booked(world)
        preparation.tick(world.adviser, points(row)["history"].pk, at=NOON)
        appointments.move(world.care_agent, row.pk, starts_at=clock("14:00"), reason="客户改时间", at=NOON)

        said = [(event.who, event.what) for event in queries.history(world.adviser, row.pk)]
        assert said == [
            ("北客服专员", "预约改期"),
            ("北服务顾问", "完成预约准备"),
            ("北客服专员", "登记预约"),
        ]


class TestPointsDue:
    @pytest.mark.req("LANE-05")
    def test_are_by_due_time_for_the_post(self, world: World) -> None:
        booked(world, parts=True)
        until = NOON + timedelta(days=2)
        dues = [point.due_at for point in queries.points_due(world.adviser, until=until, role="all")]
        assert (len(dues), dues) == (7, sorted(dues))
        assert {p.owner_says for p in queries.points_due(world.adviser, until=until, role="parts_clerk")} == {
            "备件员"
        }
        assert {point.owner for point in queries.points_due(world.adviser, until=until)} == {"北服务顾问"}


class TestTold:
    def test_parts_counter_knows_whose_a_booking_is(self, world: World) -> None:
        row = booked(world)
        asker = askers.appointments(world.north.pk, [row.pk])[row.pk]
        assert (asker.number, asker.plate, asker.customer, asker.at) == (
            row.number,
            "川A8F6K2",
            "王先生",
            clock("9:00"),
        )

    @pytest.mark.req("LANE-14")
    def test_car_says_that_it_is_booked(self, world: World) -> None:
        row = booked(world)
        (notice,) = [
            one
            for one in notices.about(world.car.pk, store_id=world.north.pk, at=NOON)
            if one.kind == "appointment"
        ]
        assert notice.text == "已预约 明天 09:00，北服务顾问：刹车吱吱响"
        assert notice.url == f"/booking/{row.pk}/"

    def test_customers_timeline_shows_it(self, world: World) -> None:
        booked(world)
        dealings = timeline.of(world.wang.pk, frozenset({world.north.pk}))
        assert "川A8F6K2 预约 2026-03-03 09:00（已确认）" in [dealing.text for dealing in dealings]

    def test_is_found_by_its_number(self, world: World) -> None:
        row = booked(world)
        for typed in (row.number, row.number[-4:], row.number.lower()):
            hits = [hit for hit in finder.find(world.care_agent, typed) if hit.kind == "预约"]
            assert [hit.text for hit in hits] == [row.number]
        assert not [hit for hit in finder.find(world.stranger, row.number) if hit.kind == "预约"]


class TestMaySee:
    def test_refuses_other_posts(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            queries.may_see(world.actor("network_officer"))
