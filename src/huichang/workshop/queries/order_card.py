"""The card of an order as a whole, with its inspection points, checks, and what blocks it."""

from dataclasses import dataclass
from datetime import datetime

from huichang.customers.queries import CustomerBrief
from huichang.vehicles.queries import VehicleBrief
from huichang.workshop import amounts
from huichang.workshop.amounts import Amounts
from huichang.workshop.queries.cards import AnswerCard, ExtraCard, JobCard, LineCard, LinkCard
from huichang.workshop.states import CHANGEABLE_LINES, WORKABLE_LINES, JobState


@dataclass(frozen=True)
class PointCard:
    """An inspection point of this visit that is not in order, or was written down with a value."""

    id: int
    name: str
    system: str
    state: str
    value: str
    remaining: str
    risk: str
    is_safety: bool
    outcome: str
    outcome_says: str
    decline_reason: str
    photos: tuple[str, ...]


@dataclass(frozen=True)
class CheckCard:
    """One quality check."""

    level_says: str
    passed: bool
    at: datetime
    by: str
    cause: str

    @property
    def light(self) -> str:
        """Green or red."""
        return "ok" if self.passed else "now"


@dataclass(frozen=True)
class Block:
    """What keeps an order from its next step, and where it is put right; `tone`: act (now), watch, info."""

    words: str
    tone: str = "watch"
    href: str = ""


@dataclass(frozen=True)
class OrderBrief:
    """What the search for something to add needs of an order, asked with every letter that is typed."""

    id: int
    store_id: int
    version: int
    repair_type: str
    odometer: int
    series: str
    energy: str
    rate_class: str
    months: int = 0


@dataclass(frozen=True)
class OrderCard:
    """An order with everything that its page shows without asking again."""

    id: int
    store_id: int
    version: int
    number: str
    state: str
    state_says: str
    stage: str
    waiting_for: str
    repair_type: str
    repair_type_says: str
    concern: str
    odometer: int
    opened_at: datetime
    arrived_at: datetime
    signed_at: datetime | None
    promised_first_at: datetime | None
    promised_at: datetime | None
    done_at: datetime | None
    checked_at: datetime | None
    settled_at: datetime | None
    delivered_at: datetime | None
    told_at: datetime | None
    promise_danger_at: datetime | None
    cancelled_reason: str
    wash: bool
    takes_old_parts: bool
    waits: bool
    ticket: str
    sender_name: str
    sender_phone: str
    adviser_id: int
    adviser: str
    adviser_phone: str
    visit_id: int
    appointment_id: int | None
    parked_at: str
    customer: CustomerBrief
    car: VehicleBrief
    amounts: Amounts
    jobs: tuple[JobCard, ...]
    extras: tuple[ExtraCard, ...]
    answers: tuple[AnswerCard, ...]
    links: tuple[LinkCard, ...]
    points: tuple[PointCard, ...]
    checks: tuple[CheckCard, ...]

    @property
    def is_draft(self) -> bool:
        """Not signed yet."""
        return self.state == "draft"

    @property
    def own_jobs(self) -> tuple[JobCard, ...]:
        """Jobs of the order as it was signed (the others belong to extra work)."""
        return tuple(job for job in self.jobs if job.extra_id is None)

    @property
    def open_jobs(self) -> tuple[JobCard, ...]:
        """Jobs that are still part of the order, those of answered extra work among them."""
        return tuple(job for job in self.jobs if job.is_open and job.state != JobState.PROPOSED)

    @property
    def lines(self) -> tuple[LineCard, ...]:
        """All lines, job by job."""
        return tuple(line for job in self.jobs for line in job.lines)

    @property
    def has_work(self) -> bool:
        """Somebody was given, or has worked on, one of its jobs."""
        return any(job.assigned or job.clocked for job in self.open_jobs)

    @property
    def minutes(self) -> int:
        """Standard minutes of what is to be done."""
        return sum(job.minutes for job in self.open_jobs)

    @property
    def signed_by(self) -> AnswerCard | None:
        """The answer with which the order was signed."""
        return next((answer for answer in self.answers if answer.about == "sign"), None)

    @property
    def own_amounts(self) -> Amounts:
        """The three amounts of what the customer bears: as first signed, as amended, as it stands."""
        signed = self.signed_by
        standing = amounts.customers_part(
            self.lines, *(CHANGEABLE_LINES if signed is None else WORKABLE_LINES)
        )
        first = [line for line in self.lines if signed and line.answer_id == signed.id]
        return Amounts(
            first=amounts.customers_part(first) if signed else None,
            agreed=standing if signed else None,
            now=standing,
            pending=self.amounts.pending,
            shares=self.amounts.shares,
        )

    @property
    def sign_link(self) -> LinkCard | None:
        """The link to sign that waits for the customer."""
        return next((link for link in self.links if link.purpose == "sign" and link.waits), None)

    def extra(self, extra_id: int) -> ExtraCard | None:
        """One extra work by its id."""
        return next((extra for extra in self.extras if extra.id == extra_id), None)
