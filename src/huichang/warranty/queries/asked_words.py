"""What the manufacturer reads of the pre-approvals of all stores: what waits, one with all that the store sent, figures."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When

from huichang.kernel import pictures, pinyin
from huichang.kernel.cards import Photo
from huichang.kernel.money import ZERO
from huichang.kernel.refusals import Missing
from huichang.warranty.models import Approval, Claim, ClaimLine, Evidence, Measurement
from huichang.warranty.states import ApprovalReason, ApprovalState, Danger, Grade

MOST = 200
_LOOKED_AT = 1_000
"""Rows among which words are searched that no index knows (pinyin)."""
_YEAR = timedelta(days=365)
_SERIOUS_FIRST = Case(
    When(Q(claim__grade=Grade.A) | Q(claim__report__grade=Grade.A), then=Value(0)),
    default=Value(1),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class AskedRow:
    """A pre-approval in the desk's list. `serious`: what makes it a serious quality matter, or nothing."""

    id: int
    number: str
    store_id: int
    claim_number: str
    plate: str
    vin: str
    model: str
    km: int
    title: str
    reasons_say: str
    serious: str
    estimate: Decimal
    granted: Decimal | None
    state: str
    state_says: str
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True)
class LineCard:
    """A line of the claim: what the inspection said of it, what the cover says."""

    name: str
    code: str
    quantity: Decimal
    minutes: int
    amount: Decimal
    share_percent: int
    asked: Decimal
    decision_says: str
    duty_says: str
    clause: str
    says: str


@dataclass(frozen=True)
class WordCard:
    """A pre-approval that was asked before for the same claim."""

    number: str
    asked_at: datetime
    estimate: Decimal
    state_says: str
    granted: Decimal | None
    answer_words: str


@dataclass(frozen=True)
class PastClaim:
    """A claim that the same car has had, at whatever store."""

    store_id: int
    number: str
    opened_at: datetime
    km: int
    title: str
    state_says: str
    asked: Decimal
    paid: Decimal


@dataclass(frozen=True)
class Record:
    """A store's pre-approvals of a year. `share`: granted of what was asked for where it was granted, per cent."""

    asked: int
    granted: int
    sent_back: int
    refused: int
    share: int | None


@dataclass(frozen=True)
class AskedPage:
    """A pre-approval with all that the store sent, the car's claims and the store's record."""

    row: AskedRow
    words: str
    asked_by: str
    answered_by: str
    from_desk: bool
    their_number: str
    answer_words: str
    sold_on: date | None
    licensed_on: date | None
    failed_on: date | None
    concern: str
    cause: str
    correction: str
    verdict: str
    grade_says: str
    fault_code: str
    policy: str
    lines: list[LineCard]
    photos: list[Photo]
    measurements: list[tuple[str, str, str]]
    before: list[WordCard]
    claims: list[PastClaim]
    record: Record


def _rows() -> QuerySet[Approval, Approval]:
    """With the claim and its report."""
    return Approval.objects.select_related("claim", "claim__report")


def _row(row: Approval) -> AskedRow:
    claim = row.claim
    return AskedRow(
        row.pk,
        row.number,
        row.store_id,
        claim.number,
        claim.plate,
        claim.vin,
        claim.model,
        claim.km,
        claim.title,
        "、".join(str(ApprovalReason(each).label) for each in row.reasons),
        _serious(claim),
        row.estimate,
        row.granted,
        row.state,
        row.get_state_display(),
        row.asked_at,
        row.due_at,
        row.answered_at,
    )


def _serious(claim: Claim) -> str:
    report = getattr(claim, "report", None)
    if report is not None and report.dangers:
        return "、".join(str(Danger(each).label) for each in report.dangers)
    is_serious = Grade.A in (claim.grade, report.grade if report is not None else "")
    return "重大质量问题" if is_serious else ""


def asked(*, only: str = ApprovalState.ASKED, store_id: int | None = None, text: str = "") -> list[AskedRow]:
    """Pre-approvals of all stores in one state (or `all`): waiting ones by seriousness and clock, others newest first.

    `text` finds number, claim, plate, VIN, model, project and its pinyin. One statement.
    """
    rows = _rows()
    if only in ApprovalState.values:
        rows = rows.filter(state=only)
    if store_id is not None:
        rows = rows.filter(store_id=store_id)
    rows = (
        rows.order_by(_SERIOUS_FIRST, "due_at", "pk") if only == ApprovalState.ASKED else rows.order_by("-pk")
    )
    wanted = text.strip()
    found = [_row(row) for row in rows[: _LOOKED_AT if wanted else MOST]]
    if wanted:
        found = [row for row in found if _means(wanted, row)]
    return found[:MOST]


def _means(text: str, row: AskedRow) -> bool:
    upper = text.upper()
    exact = (row.number, row.claim_number, row.plate, row.vin)
    return any(upper in each.upper() for each in exact) or pinyin.means(text, f"{row.title} {row.model}")


def counts() -> dict[str, int]:
    """How many pre-approvals of all stores stand in each state. One statement."""
    rows = Approval.objects.values_list("state").annotate(count=Count("pk"))
    return {**dict.fromkeys(ApprovalState.values, 0), **dict(rows)}


def page(approval_id: int) -> AskedPage:
    """One pre-approval with all that helps to answer it. Seven statements. Raises Missing."""
    row = _rows().select_related("asked_by", "answered_by").filter(pk=approval_id).first()
    if row is None:
        raise Missing("没有找到这个预授权，请回到审批清单。")
    claim = row.claim
    past = Claim.objects.filter(vehicle_id=claim.vehicle_id).exclude(pk=claim.pk).order_by("-opened_at")
    return AskedPage(
        _row(row),
        row.words,
        row.asked_by.name if row.asked_by else "",
        row.answered_by.name if row.answered_by else "",
        row.from_desk,
        row.their_number,
        row.answer_words,
        claim.sold_on,
        claim.licensed_on,
        claim.failed_on,
        claim.concern,
        claim.cause,
        claim.correction,
        claim.verdict,
        claim.get_grade_display(),
        claim.fault_code,
        claim.policy,
        [_line(each) for each in ClaimLine.objects.filter(claim=claim).order_by("pk")],
        [
            Photo(pictures.link(each.picture_id), each.get_kind_display(), at=each.at)
            for each in Evidence.objects.filter(claim=claim).order_by("pk")
        ],
        list(Measurement.objects.filter(claim=claim).order_by("pk").values_list("name", "value", "limit")),
        [
            WordCard(
                each.number,
                each.asked_at,
                each.estimate,
                each.get_state_display(),
                each.granted,
                each.answer_words,
            )
            for each in Approval.objects.filter(claim=claim).exclude(pk=row.pk).order_by("-pk")
        ],
        [
            PastClaim(
                each.store_id,
                each.number,
                each.opened_at,
                each.km,
                each.title,
                each.get_state_display(),
                each.asked,
                each.paid,
            )
            for each in past[:20]
        ],
        _record(row.store_id, row.asked_at),
    )


def _line(row: ClaimLine) -> LineCard:
    return LineCard(
        row.name,
        row.code,
        row.quantity,
        row.minutes,
        row.amount,
        row.share_percent,
        row.asked,
        row.get_decision_display(),
        row.get_duty_display(),
        row.clause,
        row.says or row.why,
    )


def _record(store_id: int, until: datetime) -> Record:
    """A store's year up to a moment. One statement."""
    state = ApprovalState
    granted = Q(state=state.GRANTED)
    told = Approval.objects.filter(store_id=store_id, asked_at__gt=until - _YEAR).aggregate(
        count=Count("pk"),
        passed=Count("pk", filter=granted),
        back=Count("pk", filter=Q(state=state.SENT_BACK)),
        denied=Count("pk", filter=Q(state=state.REFUSED)),
        wanted=Sum(F("estimate"), filter=granted),
        given=Sum(F("granted"), filter=granted),
    )
    wanted, given = told["wanted"] or ZERO, told["given"] or ZERO
    share = round(100 * given / wanted) if wanted else None
    return Record(told["count"], told["passed"], told["back"], told["denied"], share)
