"""The booking line: calls, calls to make, and how many were answered in time (LANE-09)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from huichang.booking import rules
from huichang.booking.models import Call, CallTask
from huichang.booking.queries.cards import may_see
from huichang.booking.states import CallOutcome, CallWhy
from huichang.company import settings
from huichang.customers import queries as customers
from huichang.kernel.actor import Actor
from huichang.kernel.days import begin_of

ANSWER_RINGS = settings.declare(
    "booking.answer_rings", 3, "来电几声之内接听算及时", unit="声", fits=settings.between(1, 20)
)


@dataclass(frozen=True)
class CallCard:
    """One call of the log."""

    id: int
    rang_at: datetime
    phone: str
    rings: int
    outcome: str
    outcome_says: str
    seconds: int
    source: str
    taken_by: str
    in_time: bool


@dataclass(frozen=True)
class TaskCard:
    """A call to make."""

    id: int
    why: str
    why_says: str
    text: str
    phone: str
    customer_id: int | None
    customer: str
    appointment_id: int | None
    appointment_number: str
    plate: str
    plate_kind: str
    vehicle_id: int | None
    asked_at: datetime
    due_at: datetime

    @property
    def url(self) -> str:
        """Where the call is made from."""
        return f"/booking/desk/?task={self.id}"


@dataclass(frozen=True)
class HourOfCalls:
    """The calls of an hour of the day; `percent`: of those that rang, how many were answered in time."""

    hour: int
    rang: int
    in_time: int
    later: int
    busy: int
    lost: int

    @property
    def percent(self) -> int:
        """Share answered in time, in per cent."""
        return round(100 * self.in_time / self.rang) if self.rang else 0


def answer_rings(store_id: int) -> int:
    """Within how many rings the store's booking line is to be answered."""
    return settings.of(store_id, ANSWER_RINGS)


def tasks(store_id: int, *, limit: int = 60) -> list[TaskCard]:
    """Calls to make, the most urgent first. One statement."""
    rows = CallTask.objects.filter(store_id=store_id, done_at__isnull=True).select_related(
        "customer", "appointment__vehicle"
    )
    return [_task(row) for row in rows.order_by("due_at", "pk")[:limit]]


def tasks_of(appointment_id: int) -> list[TaskCard]:
    """Calls to make about one booking. One statement."""
    rows = CallTask.objects.filter(appointment_id=appointment_id, done_at__isnull=True).select_related(
        "customer", "appointment__vehicle"
    )
    return [_task(row) for row in rows.order_by("due_at")]


def _task(row: CallTask) -> TaskCard:
    booked = row.appointment
    return TaskCard(
        row.pk,
        row.why,
        CallWhy(row.why).label,
        row.text,
        row.phone,
        row.customer_id,
        customers.brief(row.customer).addressed if row.customer else "",
        row.appointment_id,
        booked.number if booked else "",
        booked.vehicle.plate if booked else "",
        booked.vehicle.plate_kind if booked else "",
        booked.vehicle_id if booked else None,
        row.asked_at,
        row.due_at,
    )


def calls(actor: Actor, on: date, *, outcome: str = "", limit: int = 300) -> list[CallCard]:
    """The log of a day, newest first. One statement."""
    may_see(actor)
    within = answer_rings(actor.here)
    rows = Call.objects.filter(store_id=actor.here, **_between(on, 1)).select_related("taken_by")
    if outcome:
        rows = rows.filter(outcome=outcome)
    return [
        CallCard(
            row.pk,
            row.rang_at,
            row.phone,
            row.rings,
            row.outcome,
            CallOutcome(row.outcome).label,
            row.seconds,
            {"csv": "话机文件", "phone": "话机"}.get(row.source, "手工"),
            row.taken_by.name if row.taken_by else "",
            rules.answered_in_time(row.rings, row.outcome, within=within),
        )
        for row in rows.order_by("-rang_at")[:limit]
    ]


def calls_by_hour(store_id: int, since: date, *, days: int = 1) -> list[HourOfCalls]:
    """Calls of some days by hour of the day: answered in time or later, line busy, lost. One statement."""
    within = answer_rings(store_id)
    counted: dict[int, list[int]] = {}
    rows = Call.objects.filter(store_id=store_id, **_between(since, days))
    for rang_at, rings, outcome in rows.values_list("rang_at", "rings", "outcome"):
        hour = counted.setdefault(localtime(rang_at).hour, [0, 0, 0, 0])
        if rules.answered_in_time(rings, outcome, within=within):
            hour[0] += 1
        else:
            hour[{"answered": 1, "busy": 2, "lost": 3}[outcome]] += 1
    return [HourOfCalls(hour, sum(parts), *parts) for hour, parts in sorted(counted.items())]


def _between(since: date, days: int) -> dict[str, datetime]:
    first = begin_of(since)
    return {"rang_at__gte": first, "rang_at__lt": first + timedelta(days=days)}
