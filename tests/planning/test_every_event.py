"""Every event of a day that moves people, cars or parts leads to one replan, however much it announces (LANE-40)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from huichang.booking import appointments
from huichang.company import floor as house
from huichang.company import people, shifts
from huichang.company.roles import Role
from huichang.kernel.money import money
from huichang.planning import disturbing, proposing
from huichang.planning.models import Disturbance
from huichang.workshop import (
    arrival,
    clock,
    dispatch,
    extra_work,
    giving_up,
    inspection,
    orders,
    progress,
    staying,
)
from tests.booking import desk as booking_desk
from tests.parts import storeroom
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.workshop import desk
from tests.workshop.floor import bay, checked, finish, given, job_of, signed, worked
from tests.workshop.lane_story import booking
from tests.world import NOON, TODAY, World

Caught = Callable[..., Any]
Act = Callable[[], object]
Story = Callable[[World], Act]
FIVE = NOON + timedelta(hours=5)
HOSE = money(276)


def clocked_on(world: World) -> Act:
    job = given(world, job_of(signed(world)))
    return lambda: clock.clock_on(world.technician, job.pk, at=NOON)


def paused(world: World) -> Act:
    job = given(world, job_of(signed(world)))
    clock.clock_on(world.technician, job.pk, at=NOON)
    return lambda: clock.pause_job(world.technician, job.pk, reason="meal", at=NOON + timedelta(minutes=5))


def finished(world: World) -> Act:
    job = given(world, job_of(signed(world)))
    clock.clock_on(world.technician, job.pk, at=NOON)
    return lambda: finish(world, job, at=NOON + timedelta(minutes=25))


def given_by_hand(world: World) -> Act:
    job = job_of(signed(world))
    return lambda: given(world, job)


def taken_back_by_hand(world: World) -> Act:
    job = given(world, job_of(signed(world)))
    made = job.assignments.get(is_open=True)
    return lambda: dispatch.release_job(world.dispatcher, made.pk, at=NOON)


def customer_signs(world: World) -> Act:
    return lambda: desk.signed(world)


def extra_work_is_approved(world: World) -> Act:
    order = desk.signed(world)
    _, token = desk.asked(world, order, desk.hose(world))
    return lambda: extra_work.answer_by_link(
        desk.customer(token), token, name="王建国", price_told=HOSE, signature=desk.stroke(), at=NOON
    )


def extra_work_is_declined(world: World) -> Act:
    order = desk.signed(world)
    extra, _ = desk.asked(world, order, desk.hose(world))
    points = {job.pk: "too_dear" for job in extra.jobs.all()}
    return lambda: extra_work.answer_extra(
        world.adviser, extra.pk, name="王建国", via="phone", price_told=HOSE, declined=points, at=NOON
    )


def the_customer_is_asked(world: World) -> Act:
    extra = desk.found(world, desk.signed(world), desk.hose(world))
    return lambda: extra_work.ask_customer(world.adviser, extra.pk, promised_at=FIVE, at=NOON)


def extra_work_is_withdrawn(world: World) -> Act:
    extra, _ = desk.asked(world, desk.signed(world), desk.hose(world))
    return lambda: extra_work.withdraw_extra(world.adviser, extra.pk, reason="看错了", at=NOON)


def a_line_is_declined_after_the_signature(world: World) -> Act:
    order = desk.signed(world)
    job = desk.jobs_of(order)[1]
    return lambda: giving_up.give_up_jobs(
        world.adviser, order.pk, job_ids=[job.pk], reason="no_time", name="王建国", via="phone", at=NOON
    )


def an_order_waits(world: World) -> Act:
    order = signed(world)
    return lambda: orders.wait_order(world.adviser, order.pk, waiting_for="insurer", at=NOON)


def an_order_goes_on(world: World) -> Act:
    order = signed(world)
    orders.wait_order(world.adviser, order.pk, waiting_for="insurer", at=NOON)
    return lambda: orders.resume_order(world.adviser, order.pk, at=NOON)


def an_order_is_cancelled(world: World) -> Act:
    order = signed(world)
    return lambda: orders.cancel_order(world.adviser, order.pk, reason="客户不修了", at=NOON)


def the_promise_is_moved_by_hand(world: World) -> Act:
    order = signed(world)
    return lambda: progress.tell_delay(world.adviser, order.pk, promised_at=FIVE, at=NOON)


def the_promise_of_a_quote_is_set(world: World) -> Act:
    order = desk.drafted(world, desk.brakes(world))
    return lambda: orders.set_promise(world.adviser, order.pk, promised_at=FIVE, at=NOON)


def the_promise_is_moved_by_itself(world: World) -> Act:
    for role in (Role.ADVISER, Role.TECHNICIAN):
        world.staff(role)
    signed(world, promised_at=AFTER_REST + timedelta(minutes=5))
    return lambda: progress.watch_promises(world.service_manager, world.north.pk, at=AFTER_REST)


def a_part_is_short(world: World) -> Act:
    return lambda: storeroom.ask(world, (world.pads, 9))


def the_day_of_a_part_is_known(world: World) -> Act:
    storeroom.ask(world, (world.pads, 9))
    return lambda: storeroom.expect(world, world.pads, 9, TODAY + timedelta(days=4))


def a_part_comes(world: World) -> Act:
    storeroom.ask(world, (world.pads, 9))
    return lambda: storeroom.receive_for_waiting(world, world.pads, 9)


def somebody_is_absent(world: World) -> Act:
    person = world.staff("technician").pk
    manager = world.service_manager
    return lambda: shifts.take_off(manager, world.north.pk, staff_ids=[person], days=[TODAY])


def a_skill_is_learned(world: World) -> Act:
    person, chief = world.staff("technician").pk, world.administrator
    return lambda: people.set_skill(chief, person, store_id=world.north.pk, skill="paint", level=2)


def a_bay_is_blocked(world: World) -> Act:
    place, manager = bay(world), world.service_manager
    return lambda: house.change_bay(manager, place.pk, name=place.name, is_open=False)


def a_booked_car_arrives(world: World) -> Act:
    booking(world, NOON + timedelta(minutes=30))
    return lambda: arrival.greet_car(world.greeter, plate=world.car.plate, at=NOON)


def a_car_is_booked(world: World) -> Act:
    booking_desk.staffed(world)
    return lambda: booking_desk.booked(world)


def a_booking_is_moved(world: World) -> Act:
    booking_desk.staffed(world)
    row = booking_desk.booked(world)
    return lambda: appointments.move(
        world.care_agent, row.pk, starts_at=booking_desk.clock("9:15"), reason="路上耽误", at=NOON
    )


def a_booking_is_cancelled(world: World) -> Act:
    booking_desk.staffed(world)
    row = booking_desk.booked(world)
    return lambda: appointments.cancel(world.care_agent, row.pk, reason="客户临时有事", at=NOON)


def a_booked_car_does_not_come(world: World) -> Act:
    booking_desk.staffed(world)
    row = booking_desk.booked(world)
    return lambda: appointments.miss(world.care_agent, row.pk, at=booking_desk.clock("9:21"))


def work_comes_back_from_the_check(world: World) -> Act:
    order = worked(world, signed(world))
    job = job_of(order)
    return lambda: inspection.fail_final_check(
        world.inspector, job.pk, cause="漏油", at=NOON + timedelta(hours=1)
    )


def the_check_is_passed(world: World) -> Act:
    order = worked(world, signed(world))
    return lambda: checked(world, order, at=NOON + timedelta(hours=1))


def the_car_is_washed(world: World) -> Act:
    order = worked(world, signed(world))
    return lambda: inspection.note_washed(world.inspector, order.pk, at=NOON + timedelta(hours=1))


def the_customer_leaves_the_car_here(world: World) -> Act:
    order = signed(world)
    return lambda: staying.note_stay(world.adviser, order.visit_id, waits=False, at=NOON)


EVENTS: list[tuple[Story, set[str]]] = [
    (clocked_on, {"clock"}),
    (paused, {"clock"}),
    (finished, {"clock"}),
    (given_by_hand, {"by_hand"}),
    (taken_back_by_hand, {"by_hand"}),
    (customer_signs, {"signed"}),
    (extra_work_is_approved, {"extra", "waiting"}),
    (extra_work_is_declined, {"extra", "waiting"}),
    (the_customer_is_asked, {"waiting"}),
    (extra_work_is_withdrawn, {"waiting"}),
    (a_line_is_declined_after_the_signature, {"extra"}),
    (an_order_waits, {"waiting"}),
    (an_order_goes_on, {"waiting"}),
    (an_order_is_cancelled, {"left"}),
    (the_promise_is_moved_by_hand, {"promise"}),
    (the_promise_of_a_quote_is_set, {"promise"}),
    (the_promise_is_moved_by_itself, {"promise"}),
    (a_part_is_short, {"parts"}),
    (the_day_of_a_part_is_known, {"parts"}),
    (a_part_comes, {"parts"}),
    (somebody_is_absent, {"people"}),
    (a_skill_is_learned, {"people"}),
    (a_bay_is_blocked, {"people"}),
    (a_booked_car_arrives, {"arrived"}),
    (a_car_is_booked, {"booked"}),
    (a_booking_is_moved, {"booked"}),
    (a_booking_is_cancelled, {"booked"}),
    (a_booked_car_does_not_come, {"booked"}),
    (work_comes_back_from_the_check, {"left"}),
    (the_check_is_passed, {"checked"}),
    (the_car_is_washed, {"washed"}),
    (the_customer_leaves_the_car_here, {"stay"}),
]


@pytest.mark.req("LANE-40")
@pytest.mark.parametrize(("story", "causes"), EVENTS, ids=[story.__name__ for story, _ in EVENTS])
def test_leads_to_one_replan(
    world: World, story: Story, causes: set[str], django_capture_on_commit_callbacks: Caught
) -> None:
    act = story(world)
    Disturbance.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        act()
    assert set(Disturbance.objects.values_list("cause", flat=True)) == causes
    waiting = ProcrastinateJob.objects.filter(task_name="planning.jobs.replan", status="todo")
    assert waiting.count() == 1
    proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
    assert not disturbing.left(world.north.pk)
