"""Reminders before, no-shows after; everything may run again."""

from datetime import timedelta

import pytest

from huichang.booking import appointments, timekeeping
from huichang.booking.models import Appointment, CallTask, Need
from huichang.company import house_rules
from huichang.kernel import jobs
from huichang.kernel.refusals import NotAllowed
from huichang.parts.models import Hold, Stock
from huichang.post.models import Message
from tests.booking.desk import TOMORROW, another, booked, clock
from tests.booking.test_preparation import machine
from tests.world import NOON, World

pytestmark = pytest.mark.req("LANE-06")
LATER = TOMORROW + timedelta(days=1)


def messages(template: str) -> int:
    return Message.objects.filter(template=template).count()


class TestRemind:
    def test_tells_the_day_before_and_an_hour_before_once_each(self, world: World) -> None:
        booked(world, on=LATER)
        for said, on in (("9:59", TOMORROW), ("10:00", TOMORROW), ("10:05", TOMORROW)):
            timekeeping.remind(machine(world), world.north.pk, at=clock(said, on))
        assert (messages("booking.day_before"), messages("booking.hour_before")) == (1, 0)
        for said in ("7:59", "8:00", "8:05", "8:10"):
            timekeeping.remind(machine(world), world.north.pk, at=clock(said, LATER))
        assert (messages("booking.day_before"), messages("booking.hour_before")) == (1, 1)

    def test_comes_as_long_before_as_the_store_sets(self, world: World) -> None:
        house_rules.change_setting(
            world.service_manager, world.north.pk, key="booking.remind_minutes", value="90"
        )
        booked(world, on=LATER)
        timekeeping.remind(machine(world), world.north.pk, at=clock("7:30", LATER))
        assert messages("booking.hour_before") == 1

    def test_says_who_waits_where_and_when(self, world: World) -> None:
        booked(world, on=LATER)
        timekeeping.remind(machine(world), world.north.pk, at=clock("10:00"))
        text = Message.objects.get(template="booking.day_before").text
        assert text.startswith("王先生您好，提醒您明天 09:00到北城店保养维修，由北服务顾问接待，川A8F6K2。")

    def test_is_not_needed_right_after_the_booking(self, world: World) -> None:
        booked(world, at=clock("17:00", TOMORROW - timedelta(days=1)))
        timekeeping.remind(machine(world), world.north.pk, at=clock("17:05", TOMORROW - timedelta(days=1)))
        assert messages("booking.day_before") == 0

    def test_comes_again_for_another_time(self, world: World) -> None:
        row = booked(world, on=LATER)
        timekeeping.remind(machine(world), world.north.pk, at=clock("10:00"))
        appointments.move(
            world.care_agent,
            row.pk,
            starts_at=clock("9:00", LATER + timedelta(days=1)),
            reason="客户改时间",
            at=clock("11:00"),
        )
        timekeeping.remind(machine(world), world.north.pk, at=clock("10:00", LATER))
        assert messages("booking.day_before") == 2

    def test_leaves_unconfirmed_and_cancelled_ones_alone(self, world: World) -> None:
        row, asked = booked(world, on=LATER), booked(world, "10:00", on=LATER, caller=another(world, 1))
        appointments.cancel(world.care_agent, row.pk, reason="有事", at=NOON)
        Appointment.objects.filter(pk=asked.pk).update(state="asked")
        assert timekeeping.remind(machine(world), world.north.pk, at=clock("10:00")) == 0

    def test_is_for_the_clock_only(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            timekeeping.remind(world.care_agent, world.north.pk, at=NOON)
        with pytest.raises(NotAllowed):
            timekeeping.remind(machine(world), world.south.pk, at=NOON)


class TestMissLate:
    def test_waits_twenty_minutes(self, world: World) -> None:
        row = booked(world)
        assert timekeeping.miss_late(machine(world), world.north.pk, at=clock("9:19")) == 0
        assert timekeeping.miss_late(machine(world), world.north.pk, at=clock("9:20")) == 1
        row.refresh_from_db()
        assert row.state == "missed"

    def test_may_run_again(self, world: World) -> None:
        booked(world)
        for said in ("9:20", "9:25"):
            timekeeping.miss_late(machine(world), world.north.pk, at=clock(said))
        assert CallTask.objects.count() == 1

    def test_frees_the_hours_and_leaves_who_came_alone(self, world: World) -> None:
        booked(world)
        here = booked(world, "9:15", caller=another(world, 1))
        Appointment.objects.filter(pk=here.pk).update(state="arrived")
        timekeeping.miss_late(machine(world), world.north.pk, at=clock("10:00"))
        assert [need.counts for need in Need.objects.order_by("pk")] == [False, True]

    def test_gives_the_parts_back_at_closing_time(self, world: World) -> None:
        booked(world, parts=True)
        timekeeping.miss_late(machine(world), world.north.pk, at=clock("9:20"))
        job = jobs.TIMETABLE["parts.jobs.release_expired_holds"]
        jobs.run_now(job, at=clock("17:50"))
        assert Hold.objects.get().state == "held"
        for _ in range(2):
            jobs.run_now(job, at=clock("18:00"))
        assert Hold.objects.get().state == "released"
        assert Stock.objects.get(part=world.pads).held == 0

    def test_is_for_the_clock_only(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            timekeeping.miss_late(world.service_manager, world.north.pk, at=NOON)
        with pytest.raises(NotAllowed):
            timekeeping.miss_late(machine(world), world.south.pk, at=NOON)


class TestTimetable:
    def test_runs_by_itself_for_every_store_and_again(self, world: World) -> None:
        booked(world, on=LATER)
        for _ in range(2):
            jobs.run_now(jobs.TIMETABLE["booking.jobs.remind"], at=clock("10:00"))
            jobs.run_now(jobs.TIMETABLE["booking.jobs.check_ahead"], at=clock("10:00"))
            jobs.run_now(jobs.TIMETABLE["booking.jobs.miss_late"], at=clock("9:30", LATER))
        assert messages("booking.day_before") == 1
        assert CallTask.objects.count() == 1
