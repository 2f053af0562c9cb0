"""The page of a claim: put together with a fixed number of statements, its checks included."""

from datetime import date

from huichang.kernel import pictures
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Photo
from huichang.warranty import checking, dossier
from huichang.warranty.models import Claim, ClaimLine, FaultReport
from huichang.warranty.queries.claims import (
    ANSWERS,
    KINDS,
    ClaimPage,
    Facts,
    LineCard,
    OutlayCard,
    PartBrief,
    SentCard,
    WordCard,
    claim_of,
    row_of,
)
from huichang.warranty.rules import Finding
from huichang.warranty.states import ApprovalReason, ClaimState, EvidenceKind
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
    """What the checks say of a claim now; nothing once it is out. Twelve statements. Raises Missing."""
    return _findings(claim_of(actor, claim_id), on)


def claim_page(actor: Actor, claim_id: int, *, on: date) -> ClaimPage:
    """A claim with all that hangs on it. Ten statements. Raises Missing."""
    claim = claim_of(actor, claim_id)
    report = FaultReport.objects.filter(claim=claim).first()
    return ClaimPage(
        row_of(claim, on),
        facts_of(claim),
        [line_card(row) for row in claim.lines.order_by("pk")],
        [
            OutlayCard(each.pk, each.get_kind_display(), each.name, each.amount)
            for each in claim.outlays.order_by("pk")
        ],
        [
            Photo(pictures.link(each.picture_id), EvidenceKind(each.kind).label, at=each.at)
            for each in claim.evidence.order_by("pk")
        ],
        [(each.name, each.value, each.limit) for each in claim.measurements.order_by("pk")],
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
        [
            WordCard(each.pk, each.number, each.state, each.get_state_display(), each.estimate, each.asked_at)
            for each in claim.approvals.order_by("-pk")
        ],
        [
            WordCard(each.pk, each.number, each.state, each.get_state_display(), each.asked, each.asked_at)
            for each in claim.goodwills.order_by("-pk")
        ],
        WordCard(
            report.pk,
            report.number,
            "sent" if report.sent_at else "written",
            "已报出" if report.sent_at else "待寄发",
            None,
            report.written_at,
        )
        if report
        else None,
        claim.opened_by.name if claim.opened_by else "",
        claim.decided_by.name if claim.decided_by else "",
        [str(ApprovalReason(each).label) for each in claim.word_reasons],
    )
