"""Getting ready for a booking."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.booking import ahead, appointments, facts, jobs, preparation, queries
from huichang.booking.models import Appointment, CallTask, Preparation
from huichang.company import house_rules
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts.models import Delivery, Hold, Stock
from tests.booking.desk import TOMORROW, booked, clock, staffed
from tests.world import NOON, World

pytestmark = pytest.mark.req("LANE-05")


def points(row: Appointment) -> dict[str, Preparation]:
    return {point.kind: point for point in Preparation.objects.filter(appointment=row)}


def machine(world: World) -> Actor:
    """The job that keeps time."""
    return Actor(
        None, jobs.NAME, {world.north.pk: frozenset({"booking.keep_time"})}, world.north.pk, door="job"
    )


def short_of_pads(world: World) -> Appointment:
    """A booking for which the pads were free when it was made, and then went to another car."""
    row = booked(world, parts=True)
    Hold.objects.all().delete()
    Stock.objects.filter(part=world.pads).update(held=2)
    with_lock: Appointment = Appointment.objects.select_related("vehicle", "customer").get(pk=row.pk)
    preparation.keep_parts(with_lock, at=NOON)
    with_lock.save()
    return with_lock


class TestPrepare:
    def test_makes_a_checklist_with_owners_and_due_times(self, world: World) -> None:
        row = booked(world, on=TOMORROW + timedelta(days=1), parts=True)

        found = points(row)
        assert set(found) == {"order", "history", "parts", "people", "tools", "adviser", "clerk"}
        assert (found["parts"].owner_role, found["parts"].due_at) == ("parts_clerk", clock("15:00"))
        assert found["history"].owner_id == row.adviser_id
        assert found["tools"].due_at == clock("8:00", TOMORROW + timedelta(days=1))
        assert all(point.done_at is None for point in found.values())

    def test_is_due_when_the_store_says(self, world: World) -> None:
        for key, value in (("booking.prepare_parts", "前2天 10:00"), ("booking.prepare_tools", "前2小时")):
            house_rules.change_setting(world.service_manager, world.north.pk, key=key, value=value)
        found = points(booked(world, on=TOMORROW + timedelta(days=2), parts=True))
        assert found["parts"].due_at == clock("10:00")
        assert found["tools"].due_at == clock("7:00", TOMORROW + timedelta(days=2))
        with pytest.raises(Refused, match="前60分钟"):
            house_rules.change_setting(
                world.service_manager, world.north.pk, key="booking.prepare_parts", value="早一点"
            )

    def test_keeps_the_parts_for_the_booking_until_closing_time(self, world: World) -> None:
        row = booked(world, parts=True)
        hold = Hold.objects.get()
        assert (hold.for_appointment, hold.quantity, hold.plate) == (row.pk, Decimal(1), "川A8F6K2")
        assert hold.expires_at == clock("18:00")

    def test_needs_no_shelf_without_parts(self, world: World) -> None:
        found = points(booked(world))
        assert found["parts"].done_at == found["clerk"].done_at == NOON

    def test_is_due_soon_when_the_car_comes_soon(self, world: World) -> None:
        found = points(booked(world, at=clock("7:30")))
        assert found["history"].due_at == clock("8:00")


class TestTrouble:
    def test_of_a_missing_part_is_shown_told_and_called_about(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[object] = []
        monkeypatch.setattr(preparation, "announce", told.append)
        row = short_of_pads(world)

        assert row.alarm == "缺件：前制动片 ×1（到货日未定）"
        task = CallTask.objects.get()
        assert (task.why, task.due_at) == ("move", NOON + timedelta(hours=1))
        assert told == [facts.PreparationInTrouble(world.north.pk, row.pk, row.alarm, NOON)]

    def test_is_told_once(self, world: World) -> None:
        row = short_of_pads(world)
        preparation.look_at_parts(row, at=NOON)
        assert CallTask.objects.count() == 1

    def test_is_none_when_the_part_comes_the_day_before(self, world: World) -> None:
        Delivery.objects.create(
            store=world.north,
            part=world.pads,
            quantity=5,
            expected_on=TOMORROW - timedelta(days=1),
            told_at=NOON,
        )
        assert short_of_pads(world).alarm == ""

    def test_is_none_while_there_is_time_to_order(self, world: World) -> None:
        on = TOMORROW + timedelta(days=4)
        row = booked(world, on=on, parts=True)
        Hold.objects.all().delete()
        Stock.objects.filter(part=world.pads).update(held=2)
        locked: Appointment = Appointment.objects.select_related("vehicle", "customer").get(pk=row.pk)
        preparation.keep_parts(locked, at=NOON)
        assert locked.alarm == ""

        ahead.check_ahead(machine(world), world.north.pk, at=NOON + timedelta(days=2))
        assert queries.card(world.adviser, row.pk).alarm == "缺件：前制动片 ×1（到货日未定）"

    def test_ends_when_the_parts_are_there(self, world: World) -> None:
        row = short_of_pads(world)
        Stock.objects.filter(part=world.pads).update(held=0)
        locked = Appointment.objects.select_related("vehicle", "customer").get(pk=row.pk)
        preparation.keep_parts(locked, at=NOON)

        assert locked.alarm == ""
        assert CallTask.objects.get().result == "问题已解决，按原时间接待"

    def test_of_two_kinds_is_shown_together(self, world: World) -> None:
        row = short_of_pads(world)
        people = points(row)["people"]
        preparation.report_problem(world.dispatcher, people.pk, problem="没有合适的技师", at=NOON)
        assert queries.card(world.adviser, row.pk).alarm == "缺件：前制动片 ×1（到货日未定）；没有合适的技师"
        assert CallTask.objects.count() == 1


class TestTick:
    def test_says_who_and_when(self, world: World) -> None:
        row = booked(world)
        preparation.tick(world.adviser, points(row)["history"].pk, at=NOON)
        done = points(row)["history"]
        assert (done.done_at, done.done_by_id) == (NOON, world.adviser.staff_id)

    def test_ends_the_trouble_of_the_point(self, world: World) -> None:
        row = short_of_pads(world)
        preparation.tick(world.parts_clerk, points(row)["parts"].pk, at=NOON)
        row.refresh_from_db()
        assert row.alarm == ""
        assert points(row)["parts"].problem == ""

    def test_happens_once(self, world: World) -> None:
        row = booked(world)
        preparation.tick(world.adviser, points(row)["history"].pk, at=NOON)
        with pytest.raises(OutOfTurn, match="已经准备好"):
            preparation.tick(world.adviser, points(row)["history"].pk, at=NOON)

    def test_is_refused_once_the_booking_is_over(self, world: World) -> None:
        row = booked(world)
        appointments.cancel(world.care_agent, row.pk, reason="有事", at=NOON)
        with pytest.raises(OutOfTurn, match="不用再准备"):
            preparation.tick(world.adviser, points(row)["history"].pk, at=NOON)

    def test_is_not_for_every_post(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(NotAllowed):
            preparation.tick(world.cashier, points(row)["history"].pk, at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(Missing):
            preparation.tick(world.stranger, points(row)["history"].pk, at=NOON)

    @pytest.mark.req("PLAT-31")
    def test_of_an_old_page_says_who_moved_the_booking(self, world: World) -> None:
        row = booked(world)
        seen = row.version
        appointments.move(
            world.care_agent, row.pk, starts_at=clock("10:00"), reason="客户改时间", at=NOON, seen=seen
        )
        with pytest.raises(Changed, match="北客服专员.*预约改期"):
            preparation.tick(world.adviser, points(row)["history"].pk, seen=seen, at=NOON)
        with pytest.raises(Changed):
            preparation.report_problem(
                world.adviser, points(row)["history"].pk, problem="缺件", seen=seen, at=NOON
            )


class TestUntick:
    def test_opens_the_point_again(self, world: World) -> None:
        row = booked(world)
        preparation.tick(world.adviser, points(row)["history"].pk, at=NOON)
        assert preparation.untick(world.adviser, points(row)["history"].pk, at=NOON).done_at is None

    def test_is_refused_for_an_open_one(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(OutOfTurn, match="还没有完成"):
            preparation.untick(world.adviser, points(row)["history"].pk, at=NOON)

    def test_is_not_for_every_post(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(NotAllowed):
            preparation.untick(world.cashier, points(row)["history"].pk, at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(Missing):
            preparation.untick(world.stranger, points(row)["history"].pk, at=NOON)

    def test_of_an_old_page_is_refused(self, world: World) -> None:
        row = booked(world)
        preparation.tick(world.adviser, points(row)["history"].pk, at=NOON)
        with pytest.raises(Changed):
            preparation.untick(world.adviser, points(row)["history"].pk, seen=row.version + 1, at=NOON)


class TestReportProblem:
    def test_stays_until_a_person_takes_it_away(self, world: World) -> None:
        row = booked(world)
        point = points(row)["adviser"]
        preparation.report_problem(world.adviser, point.pk, problem="临时外出", at=NOON)
        ahead.check_ahead(machine(world), world.north.pk, at=NOON)
        assert points(row)["adviser"].problem == "临时外出"

    def test_refuses_no_words(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(Refused, match="写明问题"):
            preparation.report_problem(world.adviser, points(row)["tools"].pk, problem="", at=NOON)

    def test_is_not_for_every_post(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(NotAllowed):
            preparation.report_problem(world.cashier, points(row)["tools"].pk, problem="缺", at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(Missing):
            preparation.report_problem(world.stranger, points(row)["tools"].pk, problem="缺", at=NOON)


class TestPencilIn:
    def test_ticks_the_point_with_both(self, world: World) -> None:
        row = booked(world)
        bay = world.bays["general"][0]
        preparation.pencil_in(
            world.dispatcher, row.pk, technician_id=world.technician.staff_id, bay_id=bay.pk, at=NOON
        )
        card = queries.card(world.dispatcher, row.pk)
        assert (card.technician, card.bay) == ("北维修技师", bay.name)
        assert points(row)["people"].done_at == NOON

    def test_refuses_somebody_who_is_off_or_cannot_do_it(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(Refused, match="不在岗"):
            preparation.pencil_in(
                world.dispatcher, row.pk, technician_id=world.team_leader.staff_id, bay_id=None, at=NOON
            )
        staffed(world, Role.INSPECTOR)
        with pytest.raises(Refused, match="没有这次预约要的技能"):
            preparation.pencil_in(
                world.dispatcher, row.pk, technician_id=world.inspector.staff_id, bay_id=None, at=NOON
            )

    def test_refuses_a_bay_of_another_kind_or_store(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(Refused, match="做不了这次预约的项目"):
            preparation.pencil_in(
                world.dispatcher, row.pk, technician_id=None, bay_id=world.bays["wash"][0].pk, at=NOON
            )
        with pytest.raises(Refused, match="没有这个可用的工位"):
            preparation.pencil_in(
                world.dispatcher, row.pk, technician_id=None, bay_id=world.south_bay.pk, at=NOON
            )

    def test_is_not_for_every_post(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(NotAllowed):
            preparation.pencil_in(world.care_agent, row.pk, technician_id=None, bay_id=None, at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(Missing):
            preparation.pencil_in(world.southern_manager, row.pk, technician_id=None, bay_id=None, at=NOON)

    def test_does_not_undo_unseen_what_another_dispatcher_chose(self, world: World) -> None:
        row = booked(world)
        first, second = world.bays["general"][:2]
        seen = row.version
        preparation.pencil_in(
            world.dispatcher, row.pk, technician_id=None, bay_id=first.pk, seen=seen, at=NOON
        )
        with pytest.raises(Changed, match="北车间调度.*预排技师和工位"):
            preparation.pencil_in(
                world.service_manager, row.pk, technician_id=None, bay_id=second.pk, seen=seen, at=NOON
            )


class TestReviewParts:
    def test_ticks_the_shelf_when_all_lies_there(self, world: World) -> None:
        row = booked(world, parts=True)
        preparation.review_parts(machine(world), row.pk, at=NOON, shelved=True)
        assert points(row)["parts"].done_at == NOON

    def test_leaves_a_short_booking_open(self, world: World) -> None:
        row = short_of_pads(world)
        preparation.review_parts(machine(world), row.pk, at=NOON, shelved=True)
        assert points(row)["parts"].done_at is None

    def test_leaves_one_alone_that_has_come(self, world: World) -> None:
        row = short_of_pads(world)
        Appointment.objects.filter(pk=row.pk).update(state="cancelled")
        assert preparation.review_parts(machine(world), row.pk, at=NOON).alarm == row.alarm

    def test_is_for_the_clock_only(self, world: World) -> None:
        row = booked(world, parts=True)
        with pytest.raises(NotAllowed):
            preparation.review_parts(world.parts_clerk, row.pk, at=NOON)
        stranger = Actor(None, "x", {world.south.pk: frozenset({"booking.keep_time"})}, world.south.pk)
        with pytest.raises(Missing):
            preparation.review_parts(stranger, row.pk, at=NOON)
