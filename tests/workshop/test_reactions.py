"""What the workshop does when a room below announces something."""

from datetime import timedelta

import pytest

from huichang.booking import ahead, appointments
from huichang.booking.models import Appointment, Preparation
from huichang.company.models import Shift
from huichang.company.roles import Role
from huichang.workshop import arrival
from huichang.workshop.models import Alarm
from huichang.workshop.queries import alarms
from tests.booking.desk import booked, clock
from tests.booking.test_preparation import machine
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("LANE-05")


def adviser_off(world: World) -> Appointment:
    """A booking of tomorrow whose adviser will not be there."""
    row = booked(world)
    Shift.objects.filter(staff=row.adviser, on__gt=TODAY).delete()
    ahead.check_ahead(machine(world), world.north.pk, at=NOON)
    return row


class TestAlarmAboutABooking:
    def test_tells_the_manager_who_or_what_is_missing(self, world: World) -> None:
        row = adviser_off(world)
        (card,) = alarms.waiting(world.service_manager, at=NOON)
        assert card.kind == "booking_unprepared"
        assert card.text.startswith("川A8F6K2 3月3日 09:00 的预约：")
        assert "不在岗" in card.text
        assert card.url == f"/booking/{row.pk}/"

    def test_stands_once(self, world: World) -> None:
        adviser_off(world)
        ahead.check_ahead(machine(world), world.north.pk, at=NOON + timedelta(minutes=15))
        assert Alarm.objects.count() == 1

    def test_comes_an_hour_before_for_what_nobody_has_confirmed(self, world: World) -> None:
        row = booked(world, parts=True)
        Preparation.objects.filter(appointment=row).exclude(kind="parts").update(done_at=NOON)
        at = row.slot.lower - timedelta(minutes=55)
        ahead.check_ahead(machine(world), world.north.pk, at=at - timedelta(minutes=15))
        assert not Alarm.objects.exists()
        ahead.check_ahead(machine(world), world.north.pk, at=at)
        assert "备件上预约货架" in Alarm.objects.get().text
        Preparation.objects.filter(appointment=row, kind="parts").update(done_at=at)
        ahead.check_ahead(machine(world), world.north.pk, at=at + timedelta(minutes=15))
        assert Alarm.objects.get().ended_at is not None

    def test_comes_the_evening_before_when_nobody_is_pencilled_in(self, world: World) -> None:
        booked(world)
        ahead.check_ahead(machine(world), world.north.pk, at=clock("17:30", TODAY))
        alarm = Alarm.objects.get()
        assert "前一天确认，还没备好：预排技师和工位" in alarm.text


class TestItIsOver:
    def test_when_the_person_is_there_after_all(self, world: World) -> None:
        row = adviser_off(world)
        Shift.objects.create(
            store=world.north,
            staff=row.adviser,
            on=row.slot.lower.date(),
            starts_at=clock("8:30"),
            ends_at=clock("18:00"),
        )
        ahead.check_ahead(machine(world), world.north.pk, at=NOON + timedelta(minutes=15))
        assert Alarm.objects.get().ended_at == NOON + timedelta(minutes=15)

    def test_when_the_booking_is_cancelled(self, world: World) -> None:
        row = adviser_off(world)
        appointments.cancel(world.care_agent, row.pk, reason="客户没空", at=NOON)
        assert Alarm.objects.get().ended_at == NOON

    def test_when_it_is_moved(self, world: World) -> None:
        row = adviser_off(world)
        Shift.objects.create(
            store=world.north,
            staff=world.staff(Role.ADVISER),
            on=TODAY + timedelta(days=3),
            starts_at=clock("8:30", TODAY + timedelta(days=3)),
            ends_at=clock("18:00", TODAY + timedelta(days=3)),
        )
        appointments.move(
            world.care_agent,
            row.pk,
            starts_at=clock("9:00", TODAY + timedelta(days=3)),
            reason="顾问请假",
            at=NOON,
        )
        assert Alarm.objects.get().ended_at == NOON

    def test_when_the_car_is_here(self, world: World) -> None:
        row = adviser_off(world)
        arrival.greet_car(world.greeter, plate=world.car.plate, at=row.slot.lower)
        assert Alarm.objects.get(kind="booking_unprepared").ended_at == row.slot.lower
