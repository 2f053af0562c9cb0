"""Is there room? Slots, hours, bays, parts, and the reasons."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from huichang.booking import capacity
from huichang.booking.rules import Want
from huichang.company import settings
from huichang.company.models import Bay, Shift
from huichang.company.roles import Role
from huichang.kernel.refusals import OutOfTurn
from huichang.parts.models import Delivery, Stock
from tests.booking.desk import TOMORROW, another, booked, clock, staffed
from tests.world import NOON, TODAY, World

HOUR = Want("mechanical", "general", 60)


def codes(world: World, **more: Any) -> dict[str, str]:
    """Time → code of why it is not free ("" when it is), for the adviser's day of tomorrow."""
    found = capacity.slots(world.north.pk, TOMORROW, at=NOON, **more)
    return {f"{slot.starts_at:%H:%M}": slot.code for slot in found}


class TestSlots:
    pytestmark = pytest.mark.req("LANE-03")

    def test_are_every_quarter_of_an_hour_while_the_store_is_open(self, world: World) -> None:
        times = list(codes(staffed(world)))
        assert (times[0], times[1], times[-1], len(times)) == ("08:30", "08:45", "17:00", 35)

    def test_follow_the_stores_settings(self, world: World) -> None:
        staffed(world)
        world.north.settings = {"booking.slot_minutes": 30}
        world.north.save()
        settings.forget()
        assert list(codes(world))[:2] == ["08:30", "09:00"]

    def test_keep_one_free_after_three_booked(self, world: World) -> None:
        for number, said in enumerate(("9:00", "9:15", "9:30")):
            booked(world, said, caller=another(world, number))

        found = codes(world)
        assert [found[said] for said in ("09:00", "09:15", "09:30", "09:45", "10:00")] == [
            "adviser_taken",
            "adviser_taken",
            "adviser_taken",
            "kept_free",
            "",
        ]

    def test_need_the_adviser_on_shift(self, world: World) -> None:
        staffed(world)
        Shift.objects.filter(staff=world.staff(Role.ADVISER), on=TOMORROW).update(starts_at=clock("10:00"))
        assert codes(world)["09:45"] == "adviser_off"
        Shift.objects.filter(staff=world.staff(Role.ADVISER), on=TOMORROW).delete()
        assert set(codes(world, adviser_id=world.adviser.staff_id).values()) == {"adviser_off"}

    def test_need_the_skill_hours(self, world: World) -> None:
        staffed(world)
        # One technician, 8.5 h without the break, 80 % of it may be booked: 408 minutes.
        assert codes(world, needs=[Want("mechanical", "general", 408)])["09:00"] == ""
        assert codes(world, needs=[Want("mechanical", "general", 409)])["09:00"] == "booked_share_full"
        assert codes(world, needs=[Want("paint", "paint", 10)])["09:00"] == "no_skill"

    def test_need_a_bay_of_the_kind(self, world: World) -> None:
        staffed(world)
        Bay.objects.filter(store=world.north, kind="alignment").update(is_open=False)
        assert codes(world, needs=[Want("mechanical", "alignment", 30)])["09:00"] == "no_bay"

    def test_need_the_parts_on_the_shelf_or_on_their_way(self, world: World) -> None:
        staffed(world)
        wanted = {world.pads.pk: Decimal(2)}
        assert codes(world, part_needs=wanted)["09:00"] == ""
        Stock.objects.filter(part=world.pads).update(held=1)
        found = capacity.slots(world.north.pk, TOMORROW, part_needs=wanted, at=NOON)
        assert found[0].code == "parts_late"
        assert found[0].why_not == "前制动片缺货，需要订货，最早可约 3月6日 周五"
        Delivery.objects.create(
            store=world.north, part=world.pads, quantity=5, expected_on=TOMORROW, told_at=NOON
        )
        found = capacity.slots(world.north.pk, TOMORROW, part_needs=wanted, at=NOON)
        assert found[0].why_not == "前制动片缺货，预计 明天 到货，最早可约 3月4日 周三"
        later = capacity.slots(world.north.pk, TOMORROW + timedelta(days=1), part_needs=wanted, at=NOON)
        assert later[0].free

    def test_must_leave_time_for_a_customer_who_waits(self, world: World) -> None:
        staffed(world)
        found = codes(world, needs=[Want("mechanical", "general", 120)], waits=True)
        assert (found["16:00"], found["16:15"]) == ("", "too_late_today")
        assert codes(world, needs=[Want("mechanical", "general", 120)])["16:15"] == ""

    def test_are_not_offered_in_the_past(self, world: World) -> None:
        staffed(world)
        found = capacity.slots(world.north.pk, TODAY, at=NOON)
        assert {slot.code for slot in found if slot.starts_at < NOON} == {"past"}

    def test_every_closed_one_says_why(self, world: World) -> None:
        booked(world)
        found = capacity.slots(world.north.pk, TOMORROW, needs=[Want("mechanical", "general", 400)], at=NOON)
        assert found
        assert all(slot.free == (slot.why_not == "") for slot in found)

    def test_leave_out_the_booking_that_moves(self, world: World) -> None:
        row = booked(world)
        assert codes(world, but_for=row.pk)["09:00"] == ""

    def test_cost_a_fixed_number_of_statements(
        self, world: World, django_assert_max_num_queries: Callable[..., Any]
    ) -> None:
        booked(world, parts=True)
        with django_assert_max_num_queries(7):
            capacity.slots(
                world.north.pk, TOMORROW, needs=[HOUR], part_needs={world.pads.pk: Decimal(1)}, at=NOON
            )


class TestDayLoad:
    pytestmark = pytest.mark.req("LANE-04")

    def test_levels_booked_against_bookable_hours_by_skill(self, world: World) -> None:
        booked(world)
        _, tomorrow = capacity.day_load(world.north.pk, TODAY, 2)

        mechanical = next(load for load in tomorrow.skills if load.skill == "mechanical")
        assert (mechanical.says, mechanical.booked, mechanical.bookable) == ("机电", 60, 408)
        assert (tomorrow.booked, tomorrow.bookable, tomorrow.cars, tomorrow.percent) == (60, 408, 1, 15)

    def test_shows_morning_peak_and_empty_afternoon(self, world: World) -> None:
        booked(world)
        (tomorrow,) = capacity.day_load(world.north.pk, TOMORROW, 1)

        assert tomorrow.morning > tomorrow.afternoon == 0
        assert next(hour for hour in tomorrow.hours if hour.hour == 9).percent == 25

    def test_knows_days_on_which_nobody_works(self, world: World) -> None:
        (sunday,) = capacity.day_load(world.north.pk, TODAY + timedelta(days=60), 1)
        assert not sunday.is_open
        assert (sunday.bookable, sunday.percent) == (0, 0)

    def test_costs_as_much_for_a_week_as_for_a_day(
        self, world: World, django_assert_max_num_queries: Callable[..., Any]
    ) -> None:
        booked(world)
        capacity.day_load(world.north.pk, TODAY, 1)
        spent = []
        for days in (1, 7):
            with django_assert_max_num_queries(5) as counted:
                capacity.day_load(world.north.pk, TODAY, days)
            spent.append(len(counted))
        assert spent[0] == spent[1]


class TestProposals:
    pytestmark = pytest.mark.req("LANE-04")

    def test_name_the_emptier_day_first(self, world: World) -> None:
        for number, said in enumerate(("9:00", "10:00", "11:00")):
            booked(world, said, caller=another(world, number))

        found = capacity.proposals(world.north.pk, TOMORROW, days=2, at=NOON)
        assert found[0].starts_at.date() == TOMORROW + timedelta(days=1)

    def test_name_the_emptier_hour_first(self, world: World) -> None:
        booked(world, "8:30")
        found = capacity.proposals(world.north.pk, TOMORROW, days=1, at=NOON)
        assert [slot.starts_at for slot in found] == [clock("9:00"), clock("10:00")]

    def test_offer_free_slots_only(self, world: World) -> None:
        booked(world)
        assert all(slot.free for slot in capacity.proposals(world.north.pk, TODAY, at=NOON, needs=[HOUR]))


class TestOpenDays:
    pytestmark = pytest.mark.req("LANE-01")

    def test_are_the_same_slots_as_the_desks(self, world: World) -> None:
        booked(world)
        (found,) = capacity.open_days(world.north.pk, TOMORROW, days=1, needs=[HOUR], at=NOON)
        slots = capacity.slots(world.north.pk, TOMORROW, needs=[HOUR], at=NOON)
        assert [time.starts_at for time in found.times] == [slot.starts_at for slot in slots if slot.free]

    def test_say_why_a_day_has_none(self, world: World) -> None:
        staffed(world)
        wanted = {world.pads.pk: Decimal(9)}
        (late,) = capacity.open_days(world.north.pk, TOMORROW, days=1, part_needs=wanted, at=NOON)
        (shut,) = capacity.open_days(world.north.pk, TODAY + timedelta(days=40), days=1, at=NOON)
        assert (late.times, late.code, late.fullness) == ((), "parts_late", 1.0)
        assert shut.code == "adviser_off"


class TestOverview:
    pytestmark = pytest.mark.req("LANE-03", "LANE-04")

    def test_shows_week_slots_and_proposals_from_one_reading(
        self, world: World, django_assert_max_num_queries: Callable[..., Any]
    ) -> None:
        booked(world)
        with django_assert_max_num_queries(8):
            found = capacity.overview(
                world.north.pk, TODAY, needs=[HOUR], part_needs={world.pads.pk: Decimal(1)}, at=NOON
            )
        assert (len(found.days), len(found.proposals), found.why_not) == (7, 6, "")
        assert found.on == min(slot.starts_at.date() for slot in found.proposals)
        assert any(slot.free for slot in found.slots)

    def test_leaves_a_day_that_has_nothing_unless_somebody_looks_at_it(self, world: World) -> None:
        staffed(world)
        wanted = {world.pads.pk: Decimal(9)}
        found = capacity.overview(world.north.pk, TODAY, on=TOMORROW, part_needs=wanted, at=NOON)
        assert found.on > TOMORROW
        stayed = capacity.overview(world.north.pk, TODAY, on=TOMORROW, stay=True, part_needs=wanted, at=NOON)
        assert stayed.on == TOMORROW
        assert stayed.why_not.startswith("前制动片缺货")


class TestClaim:
    pytestmark = pytest.mark.req("LANE-08")

    def test_gives_the_adviser_with_the_fewest_cars(self, world: World) -> None:
        staffed(world, Role.ADVISER, Role.TECHNICIAN, Role.SERVICE_MANAGER)
        world.staff(Role.SERVICE_MANAGER).grants.create(store=world.north, role=Role.ADVISER)
        first = booked(world, "9:00")
        slot = capacity.claim(world.north.pk, clock("10:00"), adviser_id=None, needs=[HOUR], at=NOON)
        assert slot.adviser_id != first.adviser_id

    def test_tells_at_once_what_to_offer_instead(self, world: World) -> None:
        booked(world)
        with pytest.raises(OutOfTurn) as refusal:
            capacity.claim(world.north.pk, clock("9:00"), adviser_id=None, needs=[HOUR], at=NOON)
        assert str(refusal.value).startswith("明天 09:00 不能约：北服务顾问这个时段已有预约。可以约：")

    def test_says_when_a_week_is_full(self, world: World) -> None:
        with pytest.raises(OutOfTurn, match="一周内没有合适的空档"):
            capacity.claim(world.north.pk, clock("9:00"), adviser_id=None, needs=[HOUR], at=NOON)
