"""Fault reports, pre-approvals, goodwill: what is written, asked, answered."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.warranty import states
from huichang.warranty.models import Approval, Claim, Dispatch, FaultReport, Goodwill
from huichang.warranty.queries import reading
from huichang.warranty.rules import CONDITIONS
from huichang.warranty.states import (
    ApprovalReason,
    ApprovalState,
    ClaimKind,
    ClaimState,
    Danger,
    GoodwillState,
    Opinion,
)


@dataclass(frozen=True)
class ReportRow:
    """A fault report in a list."""

    id: int
    number: str
    claim_id: int
    claim_number: str
    plate: str
    model: str
    grade: str
    grade_says: str
    dangers: list[str]
    topic: str
    failed_part: str
    km: int
    written_at: datetime
    written_by: str
    sent_at: datetime | None
    dispatch: str


def _report_row(row: FaultReport) -> ReportRow:
    return ReportRow(
        row.pk,
        row.number,
        row.claim_id,
        row.claim.number,
        row.claim.plate,
        row.claim.model,
        row.grade,
        row.get_grade_display(),
        [str(Danger(each).label) for each in row.dangers],
        row.topic,
        row.failed_part,
        row.claim.km,
        row.written_at,
        row.written_by.name if row.written_by else "",
        row.sent_at,
        row.dispatch.number if row.dispatch else "",
    )


def report_list(actor: Actor, *, only: str = "unsent", text: str = "") -> list[ReportRow]:
    """Fault reports: unsent, serious, or all; newest first. One statement."""
    rows = FaultReport.objects.filter(store_id=reading.store_for(actor)).select_related(
        "claim", "written_by", "dispatch"
    )
    if only == "unsent":
        rows = rows.filter(sent_at__isnull=True)
    elif only == "serious":
        rows = rows.filter(grade="A")
    if wanted := text.strip():
        rows = rows.filter(
            Q(number__icontains=wanted)
            | Q(topic__icontains=wanted)
            | Q(failed_part__icontains=wanted)
            | Q(claim__plate__icontains=wanted)
            | Q(claim__vin__iendswith=wanted)
            | Q(claim__number__icontains=wanted)
        )
    return [_report_row(row) for row in rows.order_by("-pk")[:200]]


@dataclass(frozen=True)
class Unreported:
    """A claim without a fault report."""

    claim_id: int
    number: str
    plate: str
    title: str
    since: datetime


def unreported(store_id: int) -> list[Unreported]:
    """Claims that were repaired and have no report yet, oldest first. One statement."""
    rows = Claim.objects.filter(
        store_id=store_id, state__in=[ClaimState.REPAIR, ClaimState.READY], report__isnull=True
    ).exclude(kind=ClaimKind.FREE_SERVICE)
    rows = rows.order_by("state_since")
    return [Unreported(row.pk, row.number, row.plate, row.title, row.state_since) for row in rows[:60]]


@dataclass(frozen=True)
class DispatchRow:
    """Reports that went out together."""

    id: int
    number: str
    sent_at: datetime
    by: str
    count: int


def dispatches(store_id: int) -> list[DispatchRow]:
    """Weekly dispatches, newest first. One statement."""
    rows = Dispatch.objects.filter(store_id=store_id).select_related("sent_by").order_by("-pk")[:12]
    return [
        DispatchRow(row.pk, row.number, row.sent_at, row.sent_by.name if row.sent_by else "", row.count)
        for row in rows
    ]


@dataclass(frozen=True)
class ReportCard:
    """A report with all its fields (RULES D14), and the car as the claim has it."""

    row: ReportRow
    vin: str
    engine_number: str
    gearbox_number: str
    made_on: date | None
    sold_on: date | None
    failed_on: date
    repaired_on: date | None
    customer: str
    use: str
    serviced_in_time: bool | None
    conditions: list[str]
    conditions_say: str
    speed: str
    revs: str
    road: str
    weather: str
    leaks: str
    nth: int
    in_batches: bool
    fault_code: str
    supplier_code: str
    complaint: str
    analysis: str
    measure: str
    advice: str
    danger_keys: list[str]


def report_card(
    actor: Actor, *, claim_id: int | None = None, report_id: int | None = None
) -> ReportCard | None:
    """The report of a claim, or by its own key; None for a claim without one. One statement. Raises Missing."""
    rows = FaultReport.objects.filter(store_id=reading.store_for(actor)).select_related(
        "claim", "written_by", "dispatch"
    )
    row = (rows.filter(pk=report_id) if report_id is not None else rows.filter(claim_id=claim_id)).first()
    if row is None:
        if report_id is not None:
            raise Missing("没有找到这份故障报告，请检查链接。")
        return None
    claim = row.claim
    return ReportCard(
        _report_row(row),
        claim.vin,
        claim.engine_number,
        row.gearbox_number,
        row.made_on,
        claim.sold_on,
        row.failed_on,
        claim.repaired_on,
        claim.customer,
        row.use,
        row.serviced_in_time,
        list(row.conditions),
        "、".join(CONDITIONS[each] for each in row.conditions if each in CONDITIONS),
        row.speed,
        row.revs,
        row.road,
        row.weather,
        row.leaks,
        row.nth,
        row.in_batches,
        row.fault_code,
        row.supplier_code,
        row.complaint,
        row.analysis,
        row.measure,
        row.advice,
        list(row.dangers),
    )


@dataclass(frozen=True)
class ApprovalCard:
    """A pre-approval with its clock."""

    id: int
    number: str
    claim_id: int
    claim_number: str
    plate: str
    title: str
    reasons_say: str
    estimate: Decimal
    words: str
    state: str
    state_says: str
    asked_at: datetime
    asked_by: str
    due_at: datetime
    answered_at: datetime | None
    granted: Decimal | None
    their_number: str
    answer_words: str
    answered_by: str
    from_desk: bool

    def may(self, verb: str) -> bool:
        """Whether its state allows something."""
        return states.APPROVAL.allows(self.state, verb)


def approvals(actor: Actor, *, only: str = "asked", approval_id: int | None = None) -> list[ApprovalCard]:
    """Pre-approvals: those that wait by their clock, others newest first. One statement."""
    rows = Approval.objects.filter(store_id=reading.store_for(actor))
    rows = rows.select_related("claim", "asked_by", "answered_by")
    if approval_id is not None:
        rows = rows.filter(pk=approval_id)
    elif only in ApprovalState.values:
        rows = rows.filter(state=only)
    rows = rows.order_by("due_at", "pk") if only == "asked" else rows.order_by("-pk")
    return [
        ApprovalCard(
            row.pk,
            row.number,
            row.claim_id,
            row.claim.number,
            row.claim.plate,
            row.claim.title,
            "、".join(str(ApprovalReason(each).label) for each in row.reasons),
            row.estimate,
            row.words,
            row.state,
            row.get_state_display(),
            row.asked_at,
            row.asked_by.name if row.asked_by else "",
            row.due_at,
            row.answered_at,
            row.granted,
            row.their_number,
            row.answer_words,
            row.answered_by.name if row.answered_by else "",
            row.from_desk,
        )
        for row in rows[:200]
    ]


@dataclass(frozen=True)
class OpinionCard:
    """A step of the chain: given, or to come."""

    step: str
    step_says: str
    given: bool
    agrees: bool = False
    percent: int | None = None
    who: str = ""
    words: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class GoodwillCard:
    """A goodwill application with its chain."""

    id: int
    number: str
    claim_id: int
    claim_number: str
    plate: str
    customer: str
    happened_on: date
    topic: str
    complaint: str
    asked: Decimal
    share_percent: int
    state: str
    state_says: str
    asked_at: datetime
    asked_by: str
    granted_percent: int | None
    chain: list[OpinionCard]

    @property
    def next_step(self) -> OpinionCard | None:
        """Whose word is next."""
        if self.state != GoodwillState.ASKED:
            return None
        return next((each for each in self.chain if not each.given), None)


def goodwills(actor: Actor, *, only: str = "asked", goodwill_id: int | None = None) -> list[GoodwillCard]:
    """Goodwill applications, newest first. Two statements."""
    rows = Goodwill.objects.filter(store_id=reading.store_for(actor)).select_related("claim", "asked_by")
    if goodwill_id is not None:
        rows = rows.filter(pk=goodwill_id)
    elif only in GoodwillState.values:
        rows = rows.filter(state=only)
    found = []
    for row in rows.prefetch_related("opinions").order_by("-pk")[:60]:
        given = {each.step: each for each in row.opinions.all()}
        chain = [
            OpinionCard(
                str(step),
                str(step.label),
                True,
                said.agrees,
                said.percent,
                said.who,
                said.words,
                said.at,
            )
            if (said := given.get(step))
            else OpinionCard(str(step), str(step.label), False)
            for step in Opinion
        ]
        found.append(
            GoodwillCard(
                row.pk,
                row.number,
                row.claim_id,
                row.claim.number,
                row.claim.plate,
                row.claim.customer,
                row.happened_on,
                row.topic,
                row.complaint,
                row.asked,
                row.share_percent,
                row.state,
                row.get_state_display(),
                row.asked_at,
                row.asked_by.name if row.asked_by else "",
                row.granted_percent,
                chain,
            )
        )
    return found
