"""What may be asked about follow-up calls."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from huichang.care import script
from huichang.care.models import Attempt, FollowUp
from huichang.care.states import FollowUpState
from huichang.company import queries as company
from huichang.customers import queries as customers
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.vehicles import queries as vehicles
from huichang.workshop import queries as workshop


@dataclass(frozen=True)
class CallRow:
    """A follow-up on the list."""

    id: int
    plate: str
    plate_kind: str
    customer: str
    phone: str
    adviser: str
    adviser_id: int
    repair_type: str
    due_on: date
    latest_on: date
    next_at: datetime | None
    tries: int
    is_late: bool


@dataclass(frozen=True)
class AttemptCard:
    """One try."""

    at: datetime
    by: str
    reached: bool
    note: str


@dataclass(frozen=True)
class CallCard:
    """A follow-up call with the whole story on one page."""

    id: int
    state: str
    state_says: str
    result: str
    result_says: str
    words: str
    recording: str
    due_on: date
    latest_on: date
    tries: int
    plate: str
    plate_kind: str
    vehicle_id: int
    model: str
    customer_id: int
    customer: str
    addressed: str
    phone: str
    adviser: str
    adviser_id: int
    record: workshop.VisitRecord
    settlement: workshop.Settlement
    attempts: tuple[AttemptCard, ...]
    script: script.Script
    greeting: str
    score: int | None
    people: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Coverage:
    """How many of the deliveries of a time were called, and how satisfied they were."""

    due: int
    done: int
    unreached: int
    fine: int

    @property
    def percent(self) -> int:
        """Called or tried to the end, of all due."""
        return round(100 * (self.done + self.unreached) / self.due) if self.due else 0


def calls(actor: Actor, *, at: datetime, on: date, limit: int = 80) -> list[CallRow]:
    """Calls that may be made now, those nearest their latest day first; not before the next try. Four statements."""
    found = list(
        FollowUp.objects.filter(store_id=actor.here, state=FollowUpState.DUE, due_on__lte=on)
        .filter(Q(next_at__isnull=True) | Q(next_at__lte=at))
        .order_by("latest_on", "due_on", "pk")[:limit]
    )
    cars = vehicles.cards(row.vehicle_id for row in found)
    people = customers.cards(row.customer_id for row in found)
    advisers = company.names(row.adviser_id for row in found)
    return [
        CallRow(
            row.pk,
            cars[row.vehicle_id].plate,
            cars[row.vehicle_id].plate_kind,
            people[row.customer_id].name,
            customers.phone_for(actor, people[row.customer_id].phone),
            advisers.get(row.adviser_id, ""),
            row.adviser_id,
            script.script_for(row.repair_type).name,
            row.due_on,
            row.latest_on,
            row.next_at,
            row.tries,
            row.latest_on < on,
        )
        for row in found
    ]


def call(actor: Actor, follow_up_id: int) -> CallCard:
    """One call with the whole story. Raises Missing for another store's. At most twelve statements."""
    row: FollowUp | None = FollowUp.objects.seen_by(actor).filter(pk=follow_up_id).first()
    if row is None:
        raise Missing("没有找到这个回访，请回到回访清单。")
    record = workshop.visit_record(actor, row.order_id)
    card = workshop.settlement(actor, row.order_id)
    car = vehicles.cards([row.vehicle_id])[row.vehicle_id]
    customer = customers.cards([row.customer_id])[row.customer_id]
    attempts = list(Attempt.objects.filter(follow_up=row).select_related("by").order_by("-pk"))
    people = company.people(row.store_id)
    names = {person.id: person.name for person in people}
    words = script.script_for(row.repair_type)
    return CallCard(
        row.pk,
        row.state,
        row.get_state_display(),
        row.result,
        row.get_result_display() if row.result else "",
        row.words,
        row.recording,
        row.due_on,
        row.latest_on,
        row.tries,
        car.plate or car.vin,
        car.plate_kind,
        car.id,
        car.title,
        customer.id,
        customer.name,
        customer.addressed,
        customers.phone_for(actor, customer.phone),
        names.get(row.adviser_id, ""),
        row.adviser_id,
        record,
        card,
        tuple(AttemptCard(one.at, one.by.name if one.by else "", one.reached, one.note) for one in attempts),
        words,
        words.greeting.format_map(
            _Kept(
                title=customer.addressed,
                store=company.store_card(row.store_id).name,
                agent=actor.name,
                plate=car.plate,
                work="、".join(
                    line.name for share in card.shares for line in share.lines[:3] if line.kind == "labour"
                )
                or record.repair_type_says,
            )
        ),
        workshop.score_of(row.order_id),
        tuple((person.id, person.name) for person in people),
    )


class _Kept(dict[str, str]):
    """Fields that nobody fills stay as they are."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def coverage(actor: Actor, *, since: date, until: date) -> Coverage:
    """Coverage of the calls that were due between two days. One statement."""
    sums = FollowUp.objects.filter(store_id=actor.here, due_on__gte=since, due_on__lte=until).aggregate(
        due=Count("pk"),
        done=Count("pk", filter=Q(state=FollowUpState.DONE)),
        unreached=Count("pk", filter=Q(state=FollowUpState.UNREACHED)),
        fine=Count("pk", filter=Q(result="fine")),
    )
    return Coverage(**sums)
