"""What the plan hears: everything that moves people, cars or parts disturbs it, and wakes the worker once that is certain."""

from datetime import datetime
from functools import partial

from django.db import transaction

from huichang.booking.facts import AppointmentCancelled, AppointmentMade, AppointmentMissed
from huichang.company.facts import PresenceChanged
from huichang.kernel.facts import on
from huichang.parts import askers
from huichang.parts.facts import PartExpected, PartsArrived, PartShort
from huichang.planning import jobs
from huichang.planning.facts import PlanArranged
from huichang.planning.states import ArrangedBy, Cause
from huichang.workshop import facts


def _disturbed(
    store_id: int, cause: Cause, at: datetime | None, order_id: int | None = None, words: str = ""
) -> None:
    """Once it is certain: after the commit. What a crash in between swallows, the next replan sees anyway."""
    tell = partial(jobs.disturbed, store_id, cause, order_id=order_id, words=words, at=at)
    transaction.on_commit(tell, robust=True)


@on(facts.JobClocked)
def somebody_began_or_stopped(fact: facts.JobClocked) -> None:
    """The clock of a job."""
    _disturbed(fact.store_id, Cause.CLOCK, fact.at, fact.order_id)


@on(facts.JobGiven)
def somebody_dispatched(fact: facts.JobGiven) -> None:
    """Dispatch by hand is right; the rest of the plan follows it."""
    _disturbed(fact.store_id, Cause.BY_HAND, fact.at, fact.order_id)


@on(facts.CarArrived)
def a_car_arrived(fact: facts.CarArrived) -> None:
    """One that was booked: it is here, sooner or later than the plan thought. Of a car that nobody booked there is nothing
    to plan before its order is signed."""
    if fact.appointment_id is not None:
        _disturbed(fact.store_id, Cause.ARRIVED, fact.at)


@on(facts.OrderSigned)
def there_is_new_work(fact: facts.OrderSigned) -> None:
    """The customer signed."""
    _disturbed(fact.store_id, Cause.SIGNED, fact.at, fact.order_id)


@on(facts.ExtraAnswered)
def extra_work_was_answered(fact: facts.ExtraAnswered) -> None:
    """More work, or none."""
    _disturbed(fact.store_id, Cause.EXTRA, fact.at, fact.order_id)


@on(facts.JobsGivenUp)
def work_was_given_up(fact: facts.JobsGivenUp) -> None:
    """Whoever was to do it has time. (What is declined before it was agreed to comes with the signature or the answer.)"""
    _disturbed(fact.store_id, Cause.EXTRA, fact.at, fact.order_id, "客户放弃项目")


@on(facts.PromiseMoved)
def the_promise_is_another_one(fact: facts.PromiseMoved) -> None:
    """A car may be more urgent, or less."""
    _disturbed(fact.store_id, Cause.PROMISE, fact.at, fact.order_id)


@on(facts.StayChanged)
def a_customer_left_or_stays(fact: facts.StayChanged) -> None:
    """Who waits in the house goes before who does not."""
    if fact.order_id is not None:
        _disturbed(fact.store_id, Cause.STAY, fact.at, fact.order_id)


@on(facts.WaitingChanged)
def an_order_waits_or_goes_on(fact: facts.WaitingChanged) -> None:
    """For customer, insurer, sublet work or parts: its time is for others meanwhile."""
    _disturbed(fact.store_id, Cause.WAITING, fact.at, fact.order_id)


@on(facts.OrderChecked)
def the_check_is_done(fact: facts.OrderChecked) -> None:
    """Inspector and car are free."""
    _disturbed(fact.store_id, Cause.CHECKED, fact.at, fact.order_id)


@on(facts.CarWashed)
def the_car_is_washed(fact: facts.CarWashed) -> None:
    """Washing bay and car are free."""
    _disturbed(fact.store_id, Cause.WASHED, fact.at, fact.order_id)


@on(facts.OrderCancelled)
def an_order_is_off(fact: facts.OrderCancelled) -> None:
    """Its time is free."""
    _disturbed(fact.store_id, Cause.LEFT, fact.at, fact.order_id)


@on(facts.CheckFailed)
def work_came_back(fact: facts.CheckFailed) -> None:
    """Rework takes time again."""
    _disturbed(fact.store_id, Cause.LEFT, fact.at, fact.order_id, "质检退回返工")


@on(PartShort)
def parts_are_short(fact: PartShort) -> None:
    """A car will wait; a sale of parts is no car."""
    if not askers.is_sale(fact.order_id):
        _disturbed(fact.store_id, Cause.PARTS, fact.at, words=f"{fact.part}缺货")


@on(PartExpected)
def parts_have_a_day(fact: PartExpected) -> None:
    """The expected day is known, or another one."""
    if not askers.is_sale(fact.order_id):
        _disturbed(fact.store_id, Cause.PARTS, fact.at, words=f"{fact.part}到货日变化")


@on(PartsArrived)
def parts_are_there(fact: PartsArrived) -> None:
    """A car waits no longer."""
    if not askers.is_sale(fact.order_id):
        _disturbed(fact.store_id, Cause.PARTS, fact.at, words=f"{fact.part}已到货")


@on(AppointmentMade)
def a_car_is_booked(fact: AppointmentMade) -> None:
    """Or moved."""
    _disturbed(fact.store_id, Cause.BOOKED, fact.at)


@on(AppointmentCancelled)
def a_car_will_not_come(fact: AppointmentCancelled) -> None:
    """Its time is free."""
    _disturbed(fact.store_id, Cause.BOOKED, fact.at, words="预约取消")


@on(AppointmentMissed)
def a_car_did_not_come(fact: AppointmentMissed) -> None:
    """Its time is free."""
    _disturbed(fact.store_id, Cause.BOOKED, fact.at, words="预约未到店")


@on(PresenceChanged)
def people_or_bays_changed(fact: PresenceChanged) -> None:
    """Somebody is absent, a bay is closed: nobody's act of this moment, so the worker says when."""
    _disturbed(fact.store_id, Cause.PEOPLE, None)


@on(PlanArranged)
def the_plan_is_another_one(fact: PlanArranged) -> None:
    """The picture that the booking desk asks is made anew. Somebody who accepts line by line is not interrupted."""
    if fact.how != ArrangedBy.LINE:
        transaction.on_commit(partial(jobs.wake, fact.store_id), robust=True)
