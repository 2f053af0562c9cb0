"""The cards of an order: plain frozen values, filled by `order`, shown by screens, the customer's page, papers, the API."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from huichang.kernel.money import ZERO, Money
from huichang.parts.queries import PickCard
from huichang.workshop import amounts
from huichang.workshop.states import (
    CHANGEABLE_LINES,
    OPEN_LINES,
    WORKABLE_LINES,
    JobState,
    LineKind,
    LineState,
)

HAND_PRICED = (LineKind.SUBLET, LineKind.CONSUMABLE, LineKind.TOWING, LineKind.STORAGE)
ICONS = {
    LineKind.LABOUR: "tool",
    LineKind.PART: "package",
    LineKind.SUBLET: "truck-delivery",
    LineKind.CONSUMABLE: "droplet",
    LineKind.TOWING: "truck",
    LineKind.STORAGE: "parking",
}


@dataclass(frozen=True)
class LineCard:
    """One charged line. `listed` is before the discount, `amount` after it; `minutes` are of one, `pick` its parts state."""

    id: int
    job_id: int
    kind: str
    kind_says: str
    code: str
    name: str
    unit: str
    minutes: int
    quantity: Decimal
    unit_price: Money
    listed: Money
    discount: Money
    rule: str
    price_reason: str
    amount: Money
    payer: str
    payer_says: str
    state: str
    state_says: str
    issued: Decimal
    own_part: bool
    old_part: str
    decline_reason: str
    extra_id: int | None
    answer_id: int | None
    operation_id: int | None
    part_id: int | None
    tax_rate: Decimal
    pick: PickCard | None = None
    payer_percent: int = 100

    @property
    def own_amount(self) -> Money:
        """What the customer bears of it."""
        return amounts.of_customer(self)

    @property
    def is_shared(self) -> bool:
        """The customer bears a part of what another pays."""
        return self.payer_percent < 100

    @property
    def changeable(self) -> bool:
        """Nobody has agreed to it yet."""
        return self.state in CHANGEABLE_LINES

    @property
    def is_open(self) -> bool:
        """It counts, or may come to count."""
        return self.state in OPEN_LINES

    @property
    def hand_priced(self) -> bool:
        """Its price is set by hand: sublet work, consumables, towing, storage."""
        return self.kind in HAND_PRICED

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        return ICONS[LineKind(self.kind)]

    @property
    def hours(self) -> int:
        """Standard minutes of all of it."""
        return int(self.minutes * self.quantity)


@dataclass(frozen=True)
class Assigned:
    """Who is to do a job, where, from when to when."""

    technician: str
    bay: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Clocked:
    """Somebody worked on a job; `until` None: works on it now. `why` is how it ended."""

    technician: str
    bay: str
    since: datetime
    until: datetime | None
    why: str


@dataclass(frozen=True)
class JobCard:
    """A job with its lines, who is to do it and who did."""

    id: int
    position: int
    title: str
    repair_type: str
    repair_type_says: str
    payer: str
    payer_says: str
    system: str
    repair_class: str
    concern: str
    cause: str
    correction: str
    minutes: int
    state: str
    state_says: str
    started_at: datetime | None
    finished_at: datetime | None
    pause_reason: str
    extra_id: int | None
    lines: tuple[LineCard, ...]
    assigned: tuple[Assigned, ...] = ()
    clocked: tuple[Clocked, ...] = ()

    @property
    def key(self) -> str:
        """Its id in text, as forms carry it."""
        return str(self.id)

    @property
    def is_open(self) -> bool:
        """Still part of the order."""
        return self.state != JobState.DROPPED

    @property
    def open_lines(self) -> tuple[LineCard, ...]:
        """Lines that count or may come to count."""
        return tuple(line for line in self.lines if line.is_open)

    @property
    def gone_lines(self) -> tuple[LineCard, ...]:
        """Lines that the customer declined or that were dropped."""
        return tuple(line for line in self.lines if not line.is_open)

    @property
    def amount(self) -> Money:
        """What its open lines come to."""
        return amounts.total(self.open_lines)

    @property
    def asked_amount(self) -> Money:
        """What it was quoted at, agreed to or not."""
        return amounts.total(line for line in self.lines if line.state != LineState.DROPPED)

    @property
    def own_amount(self) -> Money:
        """What the customer bears of its open lines."""
        return amounts.customers_part(self.open_lines)

    @property
    def changeable(self) -> bool:
        """Nothing of it has been agreed to yet."""
        return self.is_open and not any(line.state in WORKABLE_LINES for line in self.lines)

    @property
    def declined(self) -> bool:
        """The customer wanted nothing of it."""
        return not self.is_open and any(line.state == LineState.DECLINED for line in self.lines)


@dataclass(frozen=True)
class AnswerCard:
    """The customer's word: who, how, when, to what amount and time."""

    id: int
    about: str
    about_says: str
    extra_id: int | None
    via: str
    via_says: str
    name: str
    at: datetime
    amount: Money
    promised_at: datetime | None
    words: str
    signature_id: int | None
    signature: str
    taken_by: str


@dataclass(frozen=True)
class LinkCard:
    """A link that was sent: when, whether the customer has opened and used it, until when it works."""

    purpose: str
    extra_id: int | None
    made_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    used_at: datetime | None
    void_at: datetime | None

    @property
    def waits(self) -> bool:
        """It may still be answered."""
        return self.used_at is None and self.void_at is None


@dataclass(frozen=True)
class ExtraCard:
    """Extra work with its points (jobs), its photos (addresses and ids) and the customer's answer."""

    id: int
    position: int
    what: str
    system: str
    point_state: str
    risk: str
    is_safety: bool
    photos: tuple[str, ...]
    photo_ids: tuple[int, ...]
    state: str
    state_says: str
    found_by: str
    found_at: datetime
    promised_at: datetime | None
    asked_at: datetime | None
    answered_at: datetime | None
    ended_reason: str
    jobs: tuple[JobCard, ...]
    answer: AnswerCard | None
    link: LinkCard | None

    @property
    def amount(self) -> Money:
        """What its open points come to."""
        return amounts.total(line for job in self.jobs for line in job.open_lines)

    @property
    def own_amount(self) -> Money:
        """What the customer bears of its open points."""
        return Money(sum((job.own_amount for job in self.jobs), ZERO))

    @property
    def asked_amount(self) -> Money:
        """What all its points were quoted at."""
        return amounts.total(
            line for job in self.jobs for line in job.lines if line.state != LineState.DROPPED
        )

    @property
    def writable(self) -> bool:
        """It may still be priced, asked, withdrawn."""
        return self.state in ("found", "asked")

    @property
    def withdraw_sheet(self) -> str:
        """The name of the sheet that takes it back."""
        return f"withdraw-{self.id}"

    @property
    def points(self) -> tuple[JobCard, ...]:
        """Points that were put to the customer, in their order."""
        return tuple(job for job in self.jobs if any(line.state != LineState.DROPPED for line in job.lines))
