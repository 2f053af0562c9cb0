"""One claim as the manufacturer's auditor sees it: everything that the store sent, whatever store it is."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef
from django.db.models.functions import Cast, JSONObject
from django.utils.dateparse import parse_datetime

from huichang.kernel import pictures
from huichang.kernel.cards import Photo
from huichang.kernel.refusals import Missing
from huichang.warranty.models import (
    Approval,
    Claim,
    ClaimedPart,
    ClaimLine,
    Evidence,
    Measurement,
    Outlay,
    Submission,
)
from huichang.warranty.queries.claims import Facts, LineCard
from huichang.warranty.queries.page import facts_of, line_card
from huichang.warranty.states import (
    ApprovalReason,
    ApprovalState,
    ClaimState,
    Deduction,
    Duty,
    EvidenceKind,
    OutlayKind,
)

MOST_PAST = 30


@dataclass(frozen=True)
class SentAgain:
    """One time that it went out."""

    number: str
    at: datetime | None
    asked: Decimal
    words: str


@dataclass(frozen=True)
class Word:
    """A pre-approval: what was estimated and granted, and what was said."""

    number: str
    says: str
    estimate: Decimal
    granted: Decimal | None
    words: str
    answer: str


@dataclass(frozen=True)
class OldPart:
    """A claimed part with its state, audit and call-back."""

    tag: str
    name: str
    state_says: str
    called_back: str
    due_on: date | None
    deduction: str
    deducted: Decimal
    photos: list[Photo]


@dataclass(frozen=True)
class Report:
    """The fault report, as far as an auditor asks."""

    number: str
    topic: str
    analysis: str
    nth: int
    serviced: bool | None


@dataclass(frozen=True)
class PastClaim:
    """Another claim of the same car, of whatever store."""

    id: int
    number: str
    title: str
    causal: str
    repaired_on: date | None
    km: int
    asked: Decimal
    paid: Decimal
    state_says: str
    is_same_part: bool


@dataclass(frozen=True)
class Audited:
    """A claim with all that the store sent."""

    id: int
    number: str
    order_number: str
    title: str
    vehicle_id: int
    plate: str
    vin: str
    model: str
    kind_says: str
    grade: str
    state_says: str
    due_on: date | None
    facts: Facts
    lines: list[LineCard]
    outlays: list[tuple[str, str, Decimal]]
    photos: list[Photo]
    measurements: list[tuple[str, str, str]]
    sent: list[SentAgain]
    approvals: list[Word]
    parts: list[OldPart]
    report: Report | None
    word_reasons: list[str]

    @property
    def besides(self) -> Decimal:
        """What is asked besides the lines."""
        return sum((amount for _, _, amount in self.outlays), Decimal(0))


def _texts(rows: Any, *names: str) -> ArraySubquery:
    """Child rows of a claim as JSON, numbers and moments as text, in order of their keys."""
    mine = rows.objects.filter(claim=OuterRef("pk")).order_by("pk")
    return ArraySubquery(mine.values(json=JSONObject(**{name: Cast(name, CharField()) for name in names})))


def audited(claim_id: int) -> Audited:
    """A claim for its page at the auditor's. Four statements. Raises Missing."""
    claim: Any = (
        Claim.objects.filter(pk=claim_id)
        .select_related("report")
        .annotate(
            outlays_json=_texts(Outlay, "kind", "name", "amount"),
            measured_json=_texts(Measurement, "name", "value", "limit"),
            sent_json=_texts(Submission, "number", "sent_at", "asked", "words"),
            approvals_json=_texts(
                Approval, "number", "state", "estimate", "granted", "words", "answer_words"
            ),
        )
        .first()
    )
    if claim is None:
        raise Missing("没有找到这张索赔单，请检查链接或重新搜索。")
    report = getattr(claim, "report", None)
    return Audited(
        claim.pk,
        claim.number,
        claim.order_number,
        claim.title,
        claim.vehicle_id,
        claim.plate,
        claim.vin,
        claim.model,
        claim.get_kind_display(),
        claim.grade,
        claim.get_state_display(),
        claim.due_on,
        facts_of(claim),
        [line_card(row) for row in ClaimLine.objects.filter(claim=claim, live=True).order_by("pk")],
        [
            (str(OutlayKind(each["kind"]).label), each["name"], Decimal(each["amount"]))
            for each in claim.outlays_json
        ],
        [
            Photo(pictures.link(each.picture_id), str(EvidenceKind(each.kind).label), at=each.at)
            for each in Evidence.objects.filter(claim=claim).order_by("pk")
        ],
        [(each["name"], each["value"], each["limit"]) for each in claim.measured_json],
        [
            SentAgain(
                each["number"],
                parse_datetime(each["sent_at"]),
                Decimal(each["asked"]),
                each["words"],
            )
            for each in claim.sent_json
        ],
        [
            Word(
                each["number"],
                str(ApprovalState(each["state"]).label),
                Decimal(each["estimate"]),
                Decimal(each["granted"]) if each["granted"] else None,
                each["words"],
                each["answer_words"],
            )
            for each in claim.approvals_json
        ],
        [
            OldPart(
                part.tag,
                part.name,
                part.get_state_display(),
                part.call_back.their_number if part.call_back else "",
                part.call_back.due_on if part.call_back else None,
                str(Deduction(part.deduction).label) if part.deduction else "",
                part.deducted,
                [Photo(pictures.link(pk), part.name) for pk in part.pictures],
            )
            for part in ClaimedPart.objects.filter(claim=claim).select_related("call_back").order_by("pk")
        ],
        Report(report.number, report.topic, report.analysis, report.nth, report.serviced_in_time)
        if report
        else None,
        [str(ApprovalReason(each).label) for each in claim.word_reasons],
    )


def past_of_car(vehicle_id: int, claim_id: int) -> list[PastClaim]:
    """Other claims of the same car, the newest first. One statement."""
    causal = ClaimLine.objects.filter(claim=OuterRef("pk"), duty=Duty.CAUSAL, live=True).order_by("pk")
    rows: Any = (
        Claim.objects.filter(vehicle_id=vehicle_id)
        .exclude(state__in=(ClaimState.OWN, ClaimState.VOID, ClaimState.INSPECT))
        .annotate(causal_json=ArraySubquery(causal.values(json=JSONObject(code="code", name="name"))))
        .order_by("-opened_at", "-pk")[: MOST_PAST + 1]
    )
    found = list(rows)
    mine = next((_codes(row) for row in found if row.pk == claim_id), set())
    return [
        PastClaim(
            row.pk,
            row.number,
            row.title,
            "、".join(each["name"] for each in row.causal_json),
            row.repaired_on,
            row.km,
            row.asked,
            row.paid,
            row.get_state_display(),
            bool(mine & _codes(row)),
        )
        for row in found
        if row.pk != claim_id
    ]


def _codes(row: Any) -> set[str]:
    return {each["code"] for each in row.causal_json if each["code"]}
