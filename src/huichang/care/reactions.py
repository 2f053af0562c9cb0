"""What customer care does when a room below announces something."""

from huichang.booking.facts import AppointmentCancelled, AppointmentMade, AppointmentMissed
from huichang.care import complaints, due, followups, invitations
from huichang.kernel.facts import on
from huichang.kernel.money import ZERO
from huichang.vehicles.facts import CampaignSettled
from huichang.workshop import queries as workshop
from huichang.workshop.facts import FindingLeft, LineDeclined, OrderDelivered, PrecheckComplained


@on(OrderDelivered)
def plan_the_follow_up(fact: OrderDelivered) -> None:
    """All customers are due for a call."""
    followups.plan(
        store_id=fact.store_id,
        order_id=fact.order_id,
        vehicle_id=fact.vehicle_id,
        customer_id=fact.customer_id,
        adviser_id=fact.adviser_id,
        repair_type=fact.repair_type,
        delivered_at=fact.at,
    )


@on(OrderDelivered, later=True)
def forecast_the_next_service(fact: OrderDelivered) -> None:
    """The next service comes onto the due list, what was repaired goes off it, what was booked and not done comes back."""
    outlook = workshop.outlook(fact.order_id)
    due.close_repaired(
        store_id=fact.store_id,
        vehicle_id=fact.vehicle_id,
        systems=outlook.systems,
        not_order_id=fact.order_id,
        at=fact.at,
    )
    booked = workshop.appointment_of(fact.order_id)
    if outlook.next_service_on:
        due.remember_service(
            store_id=fact.store_id,
            order_id=fact.order_id,
            vehicle_id=fact.vehicle_id,
            customer_id=fact.customer_id,
            on=outlook.next_service_on,
            km=outlook.next_service_km,
            worth=outlook.amount if fact.repair_type in ("first", "maintenance") else ZERO,
        )
    if booked is not None:
        due.reopen(booked)


@on(FindingLeft)
def call_again_about_a_point(fact: FindingLeft) -> None:
    """What was found and not repaired is worth another call."""
    due.remember_finding(
        store_id=fact.store_id,
        order_id=fact.order_id,
        finding_id=fact.finding_id,
        vehicle_id=fact.vehicle_id,
        customer_id=fact.customer_id,
        name=fact.name,
        system=fact.system,
        state=fact.state,
        declined=fact.declined,
        reason=fact.reason,
        is_safety=fact.is_safety,
        remaining_days=fact.remaining_days,
        remaining_km=fact.remaining_km,
        at=fact.at,
    )


@on(LineDeclined)
def call_again_about_declined_work(fact: LineDeclined) -> None:
    """What was quoted and declined is worth another call."""
    due.remember_line(
        store_id=fact.store_id,
        order_id=fact.order_id,
        line_id=fact.line_id,
        vehicle_id=fact.vehicle_id,
        customer_id=fact.customer_id,
        name=fact.name,
        system=fact.system,
        amount=fact.amount,
        reason=fact.reason,
        is_safety=fact.is_safety,
        at=fact.at,
    )


@on(AppointmentMade)
def book_what_is_due(fact: AppointmentMade) -> None:
    """The car comes: nobody calls about it meanwhile."""
    due.mark_booked(
        store_id=fact.store_id,
        vehicle_id=fact.vehicle_id,
        due_id=fact.from_due,
        appointment_id=fact.appointment_id,
        at=fact.at,
    )


@on(AppointmentCancelled)
def open_again_what_was_cancelled(fact: AppointmentCancelled) -> None:
    """The appointment is gone, its matters are not."""
    due.reopen(fact.appointment_id)


@on(AppointmentMissed)
def open_again_what_was_missed(fact: AppointmentMissed) -> None:
    """The car did not come, so its matters are still to be called about."""
    due.reopen(fact.appointment_id)


@on(CampaignSettled)
def nobody_calls_about_it_any_more(fact: CampaignSettled) -> None:
    """A recall or service campaign is done on the car, refused by signature, or the car is gone."""
    invitations.close(
        campaign_id=fact.campaign_id, vehicle_id=fact.vehicle_id, outcome=fact.outcome, at=fact.at
    )


@on(PrecheckComplained)
def take_down_the_complaint(fact: PrecheckComplained) -> None:
    """What came of a wait in the pre-check area stands among the complaints, too (LANE-11)."""
    if fact.customer_id is not None:
        complaints.open_complaint(
            store_id=fact.store_id,
            customer_id=fact.customer_id,
            vehicle_id=fact.vehicle_id,
            order_id=None,
            text=fact.text,
            wish="",
            step="waiting",
            responsible_id=fact.staff_id,
            by_id=fact.by_id,
            at=fact.at,
        )
