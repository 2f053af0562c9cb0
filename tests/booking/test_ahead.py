"""Looking ahead at booked cars."""

from datetime import datetime, timedelta

import pytest

from huichang.booking import ahead, facts, preparation, queries
from huichang.booking.models import Appointment, CallTask, Preparation
from huichang.company import house_rules
from huichang.company.models import Bay, Shift
from huichang.company.roles import Role
from huichang.kernel.refusals import NotAllowed, Refused
from tests.booking.desk import TOMORROW, another, booked, clock, staffed
from tests.booking.test_preparation import machine, points
from tests.world import NOON, World

pytestmark = pytest.mark.req("LANE-05")


def ready(row: Appointment, *but: str) -> None:
    """All points are done, but these."""
    Preparation.objects.filter(appointment=row).exclude(kind__in=but).update(done_at=NOON)
    Preparation.objects.filter(appointment=row, kind__in=but).update(done_at=None)


def looked(world: World, at: datetime) -> list[object]:
    """Look, and hear what is told the rooms above."""
    told: list[object] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ahead, "announce", told.append)
        ahead.check_ahead(machine(world), world.north.pk, at=at)
    return told


class TestCheckAhead:
    def test_finds_an_adviser_who_will_not_be_there(self, world: World) -> None:
        row = booked(world)
        Shift.objects.filter(staff_id=row.adviser_id, on=TOMORROW).delete()
        for _ in range(2):
            assert ahead.check_ahead(machine(world), world.north.pk, at=NOON) == 1
        row.refresh_from_db()
        assert row.alarm == "服务顾问北服务顾问这个时段不在岗"
        assert CallTask.objects.get().why == "move"

    def test_finds_a_technician_or_a_bay_that_is_gone(self, world: World) -> None:
        row, other = booked(world), booked(world, "10:00", caller=another(world, 1))
        first, second = world.bays["general"][:2]
        tech = world.technician.staff_id
        preparation.pencil_in(world.dispatcher, row.pk, technician_id=tech, bay_id=first.pk, at=NOON)
        preparation.pencil_in(world.dispatcher, other.pk, technician_id=None, bay_id=second.pk, at=NOON)
        Shift.objects.filter(staff=world.staff(Role.TECHNICIAN), on=TOMORROW).delete()
        Bay.objects.filter(pk=second.pk).update(is_open=False)

        assert ahead.check_ahead(machine(world), world.north.pk, at=NOON) == 2
        assert [card.alarm for card in queries.today(world.north.pk, TOMORROW)] == [
            "预排技师北维修技师当天不在岗",
            "预排工位停用",
        ]

    def test_sees_that_all_is_well_again(self, world: World) -> None:
        row = booked(world)
        Shift.objects.filter(staff_id=row.adviser_id, on=TOMORROW).delete()
        ahead.check_ahead(machine(world), world.north.pk, at=NOON)
        staffed(world, Role.ADVISER)
        assert ahead.check_ahead(machine(world), world.north.pk, at=NOON) == 0
        assert CallTask.objects.get().done_at == NOON

    def test_is_for_the_clock_only(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            ahead.check_ahead(world.service_manager, world.north.pk, at=NOON)
        with pytest.raises(NotAllowed):
            ahead.check_ahead(machine(world), world.south.pk, at=NOON)


class TestConfirmation:
    """The preparation is confirmed the day before and an hour before; what is missing then raises an alarm."""

    EVENING = clock("17:30", TOMORROW - timedelta(days=1))

    def test_is_written_down_the_day_before_and_an_hour_before(self, world: World) -> None:
        row = booked(world)
        ready(row)
        looked(world, self.EVENING - timedelta(minutes=1))
        row.refresh_from_db()
        assert row.day_ready_at is None

        told = looked(world, self.EVENING)
        row.refresh_from_db()
        assert (row.day_ready_at, row.hour_ready_at) == (self.EVENING, None)
        assert told == [facts.PreparationInOrder(world.north.pk, row.pk, self.EVENING)]

        assert looked(world, self.EVENING + timedelta(minutes=15)) == []
        last = row.slot.lower - timedelta(hours=1)
        looked(world, last)
        card = queries.card(world.adviser, row.pk)
        assert (card.day_ready_at, card.hour_ready_at) == (self.EVENING, last)

    def test_is_an_alarm_the_day_before_without_a_person(self, world: World) -> None:
        row = booked(world, parts=True)
        ready(row, "people", "parts")
        (told,) = looked(world, self.EVENING)
        assert isinstance(told, facts.PreparationInTrouble)
        assert told.text == "前一天确认，还没备好：预排技师和工位（车间调度）"
        assert not CallTask.objects.exists()
        row.refresh_from_db()
        assert row.day_ready_at is None

    def test_is_an_alarm_an_hour_before_with_parts_that_lie_in_their_bins(self, world: World) -> None:
        row = booked(world, parts=True)
        ready(row, "parts")
        (told,) = looked(world, self.EVENING)
        assert isinstance(told, facts.PreparationInOrder)
        row.refresh_from_db()
        assert row.day_ready_at is None
        (told,) = looked(world, row.slot.lower - timedelta(hours=1))
        assert isinstance(told, facts.PreparationInTrouble)
        assert told.text == "快到店了，还没备好：备件上预约货架（备件员）"

    def test_asks_for_a_call_an_hour_before_once(self, world: World) -> None:
        row = booked(world)
        ready(row, "people")
        last = row.slot.lower - timedelta(hours=1)
        (told,) = looked(world, last)
        assert isinstance(told, facts.PreparationInTrouble)
        task = CallTask.objects.get()
        assert (task.why, task.due_at) == ("move", last)
        assert "先告知客户并商量改期" in task.text

        CallTask.objects.update(done_at=last)
        looked(world, last + timedelta(minutes=15))
        assert CallTask.objects.count() == 1

    def test_ends_the_alarm_and_the_call_when_all_is_there(self, world: World) -> None:
        row = booked(world)
        ready(row, "people")
        last = row.slot.lower - timedelta(hours=1)
        looked(world, last)
        ready(row)
        (told,) = looked(world, last + timedelta(minutes=15))
        assert isinstance(told, facts.PreparationInOrder)
        assert CallTask.objects.get().result == "准备已齐，按原时间接待"

    def test_waits_for_every_point_that_is_due(self, world: World) -> None:
        row = booked(world)
        ready(row, "history", "tools")
        looked(world, self.EVENING)
        row.refresh_from_db()
        assert row.day_ready_at is None
        ready(row, "tools")
        looked(world, self.EVENING)
        row.refresh_from_db()
        assert row.day_ready_at == self.EVENING

    def test_is_taken_back_with_a_point_or_by_trouble(self, world: World) -> None:
        row = booked(world)
        for spoil in ("untick", "problem"):
            ready(row)
            looked(world, self.EVENING)
            row.refresh_from_db()
            assert row.day_ready_at == self.EVENING
            point = points(row)["people"].pk
            if spoil == "untick":
                preparation.untick(world.dispatcher, point, at=self.EVENING)
            else:
                preparation.report_problem(world.dispatcher, point, problem="工位冲突", at=self.EVENING)
            row.refresh_from_db()
            assert row.day_ready_at is None

    def test_comes_when_the_store_says(self, world: World) -> None:
        row = booked(world)
        ready(row)
        for key, value in (("booking.day_look_at", "12:00"), ("booking.last_look_minutes", "120")):
            house_rules.change_setting(world.service_manager, world.north.pk, key=key, value=value)
        assert ahead.day_look_at(world.north.pk, row.slot.lower) == NOON
        assert ahead.last_look_at(world.north.pk, row.slot.lower) == row.slot.lower - timedelta(hours=2)
        looked(world, NOON)
        row.refresh_from_db()
        assert row.day_ready_at == NOON
        with pytest.raises(Refused, match="09:30"):
            house_rules.change_setting(
                world.service_manager, world.north.pk, key="booking.day_look_at", value="傍晚"
            )
