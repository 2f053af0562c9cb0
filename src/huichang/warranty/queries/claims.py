"""Claims in lists and on their page."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, Q

from huichang.kernel.actor import Actor
from huichang.kernel.cards import Photo
from huichang.kernel.refusals import Missing
from huichang.warranty import states
from huichang.warranty.models import Claim
from huichang.warranty.queries import reading
from huichang.warranty.states import ClaimState

TABS = {
    "open": "在办",
    "inspect": "待鉴定",
    "repair": "维修中",
    "ready": "未上报",
    "with_them": "厂家审核",
    "work": "要处理",
    "paid": "已结算",
    "all": "全部",
}
MOST = 200


@dataclass(frozen=True)
class ClaimRow:
    """A claim in a list. `is_late`: its deadline is over; amounts in yuan, tax included."""

    id: int
    number: str
    order_id: int
    order_number: str
    title: str
    vehicle_id: int
    plate: str
    vin: str
    model: str
    kind_says: str
    grade: str
    state: str
    state_says: str
    state_since: datetime
    opened_at: datetime
    due_on: date | None
    left_days: int | None
    is_late: bool
    waits_for_word: bool
    round: int
    asked: Decimal
    paid: Decimal


def row_of(claim: Claim, on: date) -> ClaimRow:
    """A claim as a list shows it."""
    left = (claim.due_on - on).days if claim.due_on else None
    return ClaimRow(
        claim.pk,
        claim.number,
        claim.order_id,
        claim.order_number,
        claim.title,
        claim.vehicle_id,
        claim.plate,
        claim.vin,
        claim.model,
        claim.get_kind_display(),
        claim.grade,
        claim.state,
        claim.get_state_display(),
        claim.state_since,
        claim.opened_at,
        claim.due_on,
        left,
        left is not None and left < 0,
        claim.waits_for_word,
        claim.round,
        claim.asked,
        claim.paid,
    )


def claim_list(actor: Actor, *, on: date, only: str = "open", text: str = "") -> list[ClaimRow]:
    """Claims; open ones by deadline, else newest first. One statement."""
    rows = Claim.objects.filter(store_id=reading.store_for(actor))
    groups = {
        "open": states.OPEN,
        "with_them": states.WITH_THEM,
        "work": states.TO_WORK,
        "paid": (ClaimState.PAID, ClaimState.CLOSED),
    }
    if only in groups:
        rows = rows.filter(state__in=groups[only])
    elif only in ClaimState.values:
        rows = rows.filter(state=only)
    if wanted := text.strip():
        rows = rows.filter(
            Q(number__icontains=wanted)
            | Q(order_number__icontains=wanted)
            | Q(plate__icontains=wanted)
            | Q(vin__iendswith=wanted)
            | Q(their_number__icontains=wanted)
            | Q(title__icontains=wanted)
            | Q(lines__code__istartswith=wanted)
            | Q(lines__part__initials__startswith=wanted.lower())
        ).distinct()
    by_deadline = only in ("open", "ready", "work")
    rows = rows.order_by(F("due_on").asc(nulls_last=True), "pk") if by_deadline else rows.order_by("-pk")
    return [row_of(row, on) for row in rows[:MOST]]


@dataclass(frozen=True)
class LineCard:
    """A line of a claim. `answer_says`: what the cover said, in a word."""

    id: int
    line_id: int
    kind: str
    kind_says: str
    code: str
    name: str
    unit: str
    quantity: Decimal
    minutes: int
    standard_minutes: int
    amount: Decimal
    asked: Decimal
    share_percent: int
    decision: str
    decision_says: str
    why: str
    answer: str
    answer_says: str
    clause: str
    says: str
    duty: str
    duty_says: str
    way: str
    way_says: str
    goes_back: bool
    supplier_code: str
    old_code: str
    serial: str
    live: bool


@dataclass(frozen=True)
class OutlayCard:
    """Something asked besides."""

    id: int
    kind_says: str
    name: str
    amount: Decimal


@dataclass(frozen=True)
class SentCard:
    """One time that it went out."""

    number: str
    round: int
    asked: Decimal
    words: str
    sent_at: datetime
    by: str


@dataclass(frozen=True)
class PartBrief:
    """A claimed part of the claim."""

    id: int
    tag: str
    name: str
    state: str
    state_says: str
    place: str


@dataclass(frozen=True)
class WordCard:
    """A pre-approval, a goodwill application or a report of the claim."""

    id: int
    number: str
    state: str
    state_says: str
    amount: Decimal | None
    at: datetime


@dataclass(frozen=True)
class Facts:
    """What the claim says of car, fault and course."""

    customer: str
    engine_number: str
    km: int
    km_at_sale: int
    sold_on: date | None
    licensed_on: date | None
    registered_at: datetime | None
    failed_on: date | None
    repaired_on: date | None
    concern: str
    cause: str
    correction: str
    fault_code: str
    nature: str
    nature_says: str
    grade_says: str
    circumstances: list[str]
    campaign_code: str
    policy: str
    words: str
    verdict: str
    decided_at: datetime | None
    their_number: str
    answer_words: str
    answered_at: datetime | None
    answered_by: str
    lost: Decimal
    asked_labour: Decimal
    asked_parts: Decimal
    asked_other: Decimal


@dataclass(frozen=True)
class Inspection:
    """A claim as the clerk has it beside the car. `missing`: what no photo shows yet, in words, as long as it can be taken."""

    row: ClaimRow
    facts: Facts
    lines: list[LineCard]
    photos: list[Photo]
    measurements: list[tuple[str, str, str]]
    missing: list[str]

    def may(self, verb: str) -> bool:
        """Whether its state allows something."""
        return states.CLAIM.allows(self.row.state, verb)


@dataclass(frozen=True)
class ClaimPage:
    """A claim with everything on its page."""

    row: ClaimRow
    facts: Facts
    lines: list[LineCard]
    outlays: list[OutlayCard]
    photos: list[Photo]
    measurements: list[tuple[str, str, str]]
    submissions: list[SentCard]
    parts: list[PartBrief]
    approvals: list[WordCard]
    goodwills: list[WordCard]
    report: WordCard | None
    by: str
    decided_by: str
    word_reasons: list[str]

    def may(self, verb: str) -> bool:
        """Whether its state allows something."""
        return states.CLAIM.allows(self.row.state, verb)

    @property
    def asked_now(self) -> Decimal:
        """What it would ask as it stands."""
        return sum((line.asked for line in self.lines if line.live), Decimal(0)) + sum(
            (each.amount for each in self.outlays), Decimal(0)
        )


ANSWERS = {"covered": "质保内", "not_covered": "不在质保内", "to_judge": "要人判断", "": "没有查询"}
KINDS = {
    "labour": "工时",
    "part": "配件",
    "sublet": "外包",
    "consumable": "辅料",
    "towing": "拖车",
    "storage": "停车",
}


def claim_of(actor: Actor, claim_id: int) -> Claim:
    """The claim's row for this room's own pages and papers. Raises Missing. One statement."""
    found: Claim | None = (
        Claim.objects.filter(store_id=reading.store_for(actor), pk=claim_id)
        .select_related("opened_by", "decided_by", "answered_by", "report")
        .first()
    )
    if found is None:
        raise Missing("没有找到这张索赔单，请检查链接或重新搜索。")
    return found
