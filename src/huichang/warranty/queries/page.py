"""The page of a claim: put together with a fixed number of statements, its checks included."""

from dataclasses import replace
from datetime import date

from django.db.models import BooleanField, F, Value

from huichang.kernel import pictures, together
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Photo
from huichang.warranty import checking, covering, dossier
from huichang.warranty.models import Claim, ClaimLine, Evidence, FaultReport
from huichang.warranty.queries.claims import (
    ANSWERS,
    KINDS,
    ClaimPage,
    ClaimRow,
    Facts,
    Inspection,
    LineCard,
    OutlayCard,
    PartBrief,
    SentCard,
    WordCard,
    claim_of,
    row_of,
)
from huichang.warranty.rules import Finding
from huichang.warranty.states import ApprovalReason, ApprovalState, ClaimState, EvidenceKind, GoodwillState
from huichang.workshop.queries import claimed_work

FINISHED = (ClaimState.PAID, ClaimState.CLOSED, ClaimState.OWN, ClaimState.VOID, ClaimState.SENT)


def line_card(row: ClaimLine) -> LineCard:
    """A line as the page shows it."""
    return LineCard(
        row.pk,
        row.line_id,
        row.kind,
        KINDS.get(row.kind, row.kind),
        row.code,
        row.name,
        row.unit,
        row.quantity,
        row.minutes,
        row.standard_minutes,
        row.amount,
        row.asked,
        row.share_percent,
        row.decision,
        row.get_decision_display(),
        row.why,
        row.answer,
        ANSWERS.get(row.answer, row.answer),
        row.clause,
        row.says,
        row.duty,
        row.get_duty_display(),
        row.way,
        row.get_way_display(),
        row.goes_back,
        row.supplier_code,
        row.old_code,
        row.serial,
        row.live,
    )


def facts_of(claim: Claim) -> Facts:
    """What the claim says of car, fault and course."""
    return Facts(
        claim.customer,
        claim.engine_number,
        claim.km,
        claim.km_at_sale,
        claim.sold_on,
        claim.licensed_on,
        claim.registered_at,
        claim.failed_on,
        claim.repaired_on,
        claim.concern,
        claim.cause,
        claim.correction,
        claim.fault_code,
        claim.nature,
        claim.get_nature_display(),
        claim.get_grade_display(),
        list(claim.circumstances),
        claim.campaign_code,
        claim.policy,
        claim.words,
        claim.verdict,
        claim.decided_at,
        claim.their_number,
        claim.answer_words,
        claim.answered_at,
        claim.answered_by.name if claim.answered_by else "",
        claim.lost,
        claim.asked_labour,
        claim.asked_parts,
        claim.asked_other,
    )


def _findings(claim: Claim, on: date) -> list[Finding]:
    if claim.state in FINISHED:
        return []
    (all_of_it,) = dossier.of([claim])
    return checking.findings(
        all_of_it,
        checking.own_checks(claim.store_id),
        on=on,
        is_through=claimed_work.is_through(claim.order_id),
    )


def findings(actor: Actor, claim_id: int, *, on: date) -> list[Finding]:
    """What the checks say of a claim now; nothing once it is out. Nine statements. Raises Missing."""
    return _findings(claim_of(actor, claim_id), on)


def findings_of(actor: Actor, claim_id: int, *, on: date) -> tuple[ClaimRow, list[Finding]]:
    """The same with the claim as a list shows it. Nine statements. Raises Missing."""
    claim = claim_of(actor, claim_id)
    return row_of(claim, on), _findings(claim, on)


def claim_head(actor: Actor, claim_id: int, *, on: date) -> tuple[ClaimRow, Facts]:
    """What a claim says of itself, without what hangs on it. One statement. Raises Missing."""
    claim = claim_of(actor, claim_id)
    return row_of(claim, on), facts_of(claim)


def inspection(actor: Actor, claim_id: int, *, on: date) -> Inspection:
    """A claim for its inspection beside the car; while it waits for it, every line comes with what the cover says now.
    Two statements, ten with the cover. Raises Missing."""
    claim = claim_of(actor, claim_id)
    rows, photos, measured = together.read(
        [
            claim.lines.filter(live=True).order_by("pk"),
            claim.evidence.order_by("pk"),
            claim.measurements.order_by("pk"),
        ]
    )
    lines = [line_card(row) for row in rows]
    if claim.state == ClaimState.INSPECT:
        lines = _with_answers(claim, lines)
    return Inspection(
        row_of(claim, on),
        facts_of(claim),
        lines,
        [_photo(each) for each in photos],
        [(each.name, each.value, each.limit) for each in measured],
        _missing(claim, lines, photos),
    )


def _missing(claim: Claim, lines: list[LineCard], photos: list[Evidence]) -> list[str]:
    if claim.state in FINISHED:
        return []
    of_part = any(line.kind == "part" for line in lines)
    return [
        str(kind.label)
        for kind in checking.photos_missing(claim, {each.kind for each in photos}, of_part=of_part)
    ]


def _with_answers(claim: Claim, lines: list[LineCard]) -> list[LineCard]:
    work = claimed_work.work([claim.order_id])[claim.order_id]
    job = work.job(claim.job_id)
    told = covering.of_lines(work, job.lines if job else ())
    return [
        replace(
            line,
            answer=said.verdict,
            answer_says=ANSWERS[said.verdict],
            clause=said.clause,
            says=said.says,
            share_percent=said.share_percent,
        )
        if (said := told.get(line.line_id))
        else line
        for line in lines
    ]


def claim_page(actor: Actor, claim_id: int, *, on: date) -> ClaimPage:
    """A claim with all that hangs on it. Eight statements. Raises Missing."""
    claim = claim_of(actor, claim_id)
    approvals, goodwills = _words(claim)
    return ClaimPage(
        row_of(claim, on),
        facts_of(claim),
        _lines(claim),
        [
            OutlayCard(each.pk, each.get_kind_display(), each.name, each.amount)
            for each in claim.outlays.order_by("pk")
        ],
        _photos(claim),
        _measured(claim),
        [
            SentCard(
                each.number,
                each.round,
                each.asked,
                each.words,
                each.sent_at,
                each.sent_by.name if each.sent_by else "",
            )
            for each in claim.submissions.select_related("sent_by").order_by("round")
        ],
        [
            PartBrief(each.pk, each.tag, each.name, each.state, each.get_state_display(), each.place)
            for each in claim.parts.order_by("pk")
        ],
        approvals,
        goodwills,
        _report(claim),
        claim.opened_by.name if claim.opened_by else "",
        claim.decided_by.name if claim.decided_by else "",
        [str(ApprovalReason(each).label) for each in claim.word_reasons],
    )


def _lines(claim: Claim) -> list[LineCard]:
    return [line_card(row) for row in claim.lines.order_by("pk")]


def _photos(claim: Claim) -> list[Photo]:
    return [_photo(each) for each in claim.evidence.order_by("pk")]


def _photo(row: Evidence) -> Photo:
    return Photo(pictures.link(row.picture_id), EvidenceKind(row.kind).label, at=row.at)


def _measured(claim: Claim) -> list[tuple[str, str, str]]:
    return [(each.name, each.value, each.limit) for each in claim.measurements.order_by("pk")]


def _words(claim: Claim) -> tuple[list[WordCard], list[WordCard]]:
    """What was asked of the manufacturer for the claim, newest first: pre-approvals, goodwill. One statement."""
    fields = ("pk", "number", "state", "amount", "asked_at", "is_goodwill")
    word = Value(False, output_field=BooleanField())
    asked = claim.approvals.annotate(amount=F("estimate"), is_goodwill=word).values_list(*fields)
    given = Value(True, output_field=BooleanField())
    goodwill = claim.goodwills.annotate(amount=F("asked"), is_goodwill=given).values_list(*fields)
    found: tuple[list[WordCard], list[WordCard]] = ([], [])
    for pk, number, state, amount, at, is_goodwill in asked.union(goodwill, all=True).order_by("-pk"):
        says = (GoodwillState if is_goodwill else ApprovalState)(state).label
        found[is_goodwill].append(WordCard(pk, number, state, str(says), amount, at))
    return found


def _report(claim: Claim) -> WordCard | None:
    report: FaultReport | None = getattr(claim, "report", None)
    if report is None:
        return None
    sent = report.sent_at is not None
    return WordCard(
        report.pk,
        report.number,
        "sent" if sent else "written",
        "已报出" if sent else "待寄发",
        None,
        report.written_at,
    )
