"""What the visit does when a room below announces something."""

from datetime import datetime

from django.utils.timezone import localtime

from huichang.booking import queries as booking
from huichang.booking.facts import (
    AppointmentCancelled,
    AppointmentMade,
    AppointmentMissed,
    PreparationInOrder,
    PreparationInTrouble,
)
from huichang.kernel.facts import on
from huichang.parts.facts import PartsIssued
from huichang.workshop import alarms, campaign_jobs, facts, supply


@on(PartsIssued)
def note_what_was_issued(fact: PartsIssued) -> None:
    """The order's lines know what is out."""
    supply.note_issued(fact.issued)


@on(PreparationInTrouble)
def alarm_about_a_booking(fact: PreparationInTrouble) -> None:
    """A part or a person is missing for a booked car (LANE-05): the service manager sees it in time."""
    card = booking.card_of(booking.rows(pk=fact.appointment_id).get())
    plate = card.plate or card.vin[-6:]
    starts = localtime(card.starts_at)
    text = f"{plate} {starts.month}月{starts.day}日 {starts:%H:%M} 的预约：{fact.text}"
    alarms.open_alarm(
        fact.store_id, "booking_unprepared", key=_key(fact.appointment_id), text=text, at=fact.at
    )


@on(PreparationInOrder)
def the_booking_is_ready(fact: PreparationInOrder) -> None:
    """What was missing is there."""
    _over(fact.store_id, fact.appointment_id, fact.at)


@on(AppointmentMade)
def the_booking_stands_anew(fact: AppointmentMade) -> None:
    """Confirmed or moved: it is prepared from the beginning."""
    _over(fact.store_id, fact.appointment_id, fact.at)


@on(AppointmentCancelled)
def the_booking_is_off(fact: AppointmentCancelled) -> None:
    """Nobody comes, nothing is missing."""
    _over(fact.store_id, fact.appointment_id, fact.at)


@on(AppointmentMissed)
def nobody_came(fact: AppointmentMissed) -> None:
    """The care agent calls; there is nothing to prepare."""
    _over(fact.store_id, fact.appointment_id, fact.at)


@on(facts.CarArrived)
def the_booked_car_is_here(fact: facts.CarArrived) -> None:
    """Whatever its preparation lacked, the car stands at the gate now."""
    if fact.appointment_id is not None:
        _over(fact.store_id, fact.appointment_id, fact.at)


@on(facts.OrderChecked)
def its_campaigns_are_done(fact: facts.OrderChecked) -> None:
    """Recalls and service campaigns whose jobs the order holds are done with it (WARR-20)."""
    if fact.has_recalls:
        campaign_jobs.done(fact.order_id, fact.at)


@on(facts.CheckFailed)
def its_campaigns_are_to_do_again(fact: facts.CheckFailed) -> None:
    """The order goes back to work, and what it had done of campaigns with it."""
    campaign_jobs.undone(fact.order_id)


def _over(store_id: int, appointment_id: int, at: datetime) -> None:
    alarms.close_alarm(store_id, _key(appointment_id), at=at)


def _key(appointment_id: int) -> str:
    return f"booking:{appointment_id}"
