"""What customer care does when a room below announces something."""

from huichang.booking.facts import AppointmentCancelled, AppointmentMade
from huichang.care import due, followups
from huichang.kernel.facts import on
from huichang.kernel.money import ZERO
from huichang.workshop import queries as workshop
from huichang.workshop.facts import FindingLeft, LineDeclined, OrderDelivered


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
    """The next service comes onto the due list, and what was repaired goes off it."""
    outlook = workshop.outlook(fact.order_id)
    due.close_repaired(
        store_id=fact.store_id,
        vehicle_id=fact.vehicle_id,
        systems=outlook.systems,
        not_order_id=fact.order_id,
        at=fact.at,
    )
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
def book_the_due_matter(fact: AppointmentMade) -> None:
    """A call led to an appointment."""
    if fact.from_due is not None:
        due.mark_booked(fact.from_due, appointment_id=fact.appointment_id)


@on(AppointmentCancelled)
def open_the_due_matter_again(fact: AppointmentCancelled) -> None:
    """The appointment is gone, the matter is not."""
    if fact.from_due is not None:
        due.reopen(fact.from_due)
