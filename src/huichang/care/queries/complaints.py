"""What may be asked about complaints."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from huichang.care import script
from huichang.care.models import Complaint
from huichang.company import queries as company
from huichang.customers import queries as customers
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.vehicles import queries as vehicles


@dataclass(frozen=True)
class ComplaintRow:
    """A complaint on the list."""

    id: int
    plate: str
    plate_kind: str
    customer: str
    text: str
    wish: str
    step: str
    responsible: str
    opened_at: datetime
    closed_at: datetime | None


def complaints(actor: Actor, *, open_only: bool = True) -> list[ComplaintRow]:
    """Complaints of the store, newest first. Four statements."""
    found = Complaint.objects.filter(store_id=actor.here).order_by(
        F("closed_at").desc(nulls_first=True), "-opened_at"
    )
    rows = list((found.filter(closed_at__isnull=True) if open_only else found)[:100])
    cars = vehicles.cards(row.vehicle_id for row in rows)
    people = customers.cards(row.customer_id for row in rows)
    names = company.names(row.responsible_id for row in rows)
    steps = {step.code: step.name for step in script.steps()}
    return [
        ComplaintRow(
            row.pk,
            cars[row.vehicle_id].plate if row.vehicle_id else "",
            cars[row.vehicle_id].plate_kind if row.vehicle_id else "",
            people[row.customer_id].name,
            row.text,
            row.wish,
            steps.get(row.step, row.step),
            names.get(row.responsible_id or 0, ""),
            row.opened_at,
            row.closed_at,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class ComplaintCard(ComplaintRow):
    """A complaint on its own page: with whom it is about, who took it down, and on which visit it hangs."""

    customer_id: int
    vehicle_id: int | None
    order_id: int | None
    phone: str
    opened_by: str

    @property
    def customer_url(self) -> str:
        """The customer's file."""
        return f"/customers/{self.customer_id}/"


def complaint(actor: Actor, complaint_id: int) -> ComplaintCard:
    """One complaint. Raises Missing for an unknown one and for another store's. Four statements."""
    row: Complaint | None = Complaint.objects.seen_by(actor).filter(pk=complaint_id).first()
    if row is None:
        raise Missing("没有找到这个投诉，请回到投诉清单。")
    car = vehicles.cards([row.vehicle_id]).get(row.vehicle_id) if row.vehicle_id else None
    person = customers.cards([row.customer_id])[row.customer_id]
    names = company.names([row.responsible_id, row.opened_by_id])
    return ComplaintCard(
        row.pk,
        (car.plate or car.vin) if car else "",
        car.plate_kind if car else "",
        person.name,
        row.text,
        row.wish,
        {step.code: step.name for step in script.steps()}.get(row.step, row.step),
        names.get(row.responsible_id or 0, ""),
        row.opened_at,
        row.closed_at,
        person.id,
        row.vehicle_id,
        row.order_id,
        customers.phone_for(actor, person.phone),
        names.get(row.opened_by_id or 0, ""),
    )
