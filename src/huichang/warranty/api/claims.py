"""Claims: inspected, written, sent, answered; fault reports, approvals, goodwill."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.kernel import pictures
from huichang.kernel.web import Request
from huichang.warranty import approvals, claims, goodwill, inspecting, reports, splitting
from huichang.warranty.queries import claims as rows
from huichang.warranty.queries import page, split, words
from huichang.warranty.rules import Finding
from huichang.warranty.states import (
    ClaimKind,
    Duty,
    EvidenceKind,
    FaultNature,
    Grade,
    Opinion,
    OutlayKind,
    Way,
)

router = Router()


class Made(Schema):
    """What was made or changed."""

    id: int


class SplitIn(Schema):
    """A job for the inspection."""

    order_id: int
    job_id: int
    line_ids: list[int] = []
    kind: ClaimKind = ClaimKind.NORMAL
    words: str = ""
    campaign_code: str = ""


class WhyIn(Schema):
    """A reason."""

    why: str = ""


class MeasuredIn(Schema):
    """Something measured."""

    name: str
    value: str
    limit: str = ""


class EvidenceIn(Schema):
    """Photos in base64 by what they show, and measurements."""

    photos: dict[EvidenceKind, list[str]] = {}
    measured: list[MeasuredIn] = []


class JudgedIn(Schema):
    """What is said of a line of the claim."""

    line_id: int
    decision: str
    why: str = ""
    duty: Duty = Duty.SECONDARY
    way: Way = Way.REPLACE
    goes_back: bool = True
    supplier_code: str = ""
    old_code: str = ""
    serial: str = ""


class DecideIn(Schema):
    """An inspection."""

    concern: str
    cause: str
    verdict: str = ""
    fault_code: str = ""
    nature: FaultNature = FaultNature.PART
    grade: Grade = Grade.C
    failed_on: date | None = None
    circumstances: list[str] = []
    lines: list[JudgedIn]


class CarIn(Schema):
    """The car's data."""

    vin: str
    km: int
    km_at_sale: int
    sold_on: date | None = None
    licensed_on: date | None = None
    engine_number: str = ""


class WordsIn(Schema):
    """Words of a claim; what is left out stays."""

    concern: str | None = None
    cause: str | None = None
    correction: str | None = None
    fault_code: str | None = None
    supplier_codes: dict[int, str] = {}
    why_over: dict[int, str] = {}


class OutlayIn(Schema):
    """An outlay."""

    kind: OutlayKind
    name: str
    amount: Decimal


class SendIn(Schema):
    """What is new the second time, why it is late."""

    words: str = ""
    late_why: str = ""


class AnswerIn(Schema):
    """The manufacturer's word."""

    answer: str
    words: str = ""
    their_number: str = ""


class ReportIn(Schema):
    """A fault report (RULES D14)."""

    topic: str
    failed_on: date
    complaint: str
    analysis: str
    measure: str
    grade: Grade = Grade.C
    dangers: list[str] = []
    gearbox_number: str = ""
    made_on: date | None = None
    use: str = ""
    serviced_in_time: bool | None = None
    conditions: list[str] = []
    speed: str = ""
    revs: str = ""
    road: str = ""
    weather: str = ""
    leaks: str = ""
    nth: int = 1
    in_batches: bool = False
    fault_code: str = ""
    advice: str = ""


class ApprovalIn(Schema):
    """What is asked before work."""

    estimate: Decimal
    words: str
    reasons: list[str] = []


class GrantIn(Schema):
    """The manufacturer's word on it."""

    answer: str
    granted: Decimal | None = None
    their_number: str = ""
    words: str = ""


class GoodwillIn(Schema):
    """A goodwill application."""

    happened_on: date
    topic: str
    complaint: str
    share_percent: int


class OpinionIn(Schema):
    """An opinion of the chain."""

    step: Opinion
    agrees: bool
    words: str
    percent: int | None = None
    who: str = ""


def made(row: Any) -> Made:
    """The answer of an act."""
    return Made(id=row.pk)


@router.get("/split/{order_id}", response=split.SplitPage)
def split_page(request: Request, order_id: int) -> object:
    """An order's jobs with the cover's answer for every line."""
    return split.split_page(request.actor, order_id)


@router.post("/claims", response=Made)
def ask_inspection(request: Request, said: SplitIn) -> Made:
    """A job goes to the inspection."""
    values = said.dict(exclude={"job_id"})
    return made(splitting.ask_inspection(request.actor, said.job_id, at=now(), **values))


@router.get("/claims", response=list[rows.ClaimRow])
def claim_list(request: Request, only: str = "open", q: str = "") -> object:
    """Claims."""
    return rows.claim_list(request.actor, on=localdate(now()), only=only, text=q)


@router.get("/claims/{claim_id}", response=rows.ClaimPage)
def claim(request: Request, claim_id: int) -> object:
    """One claim."""
    return page.claim_page(request.actor, claim_id, on=localdate(now()))


@router.get("/claims/{claim_id}/findings", response=list[Finding])
def findings(request: Request, claim_id: int) -> object:
    """What the checks say of it."""
    return page.findings(request.actor, claim_id, on=localdate(now()))


@router.post("/claims/{claim_id}/take-back", response=Made)
def take_back(request: Request, claim_id: int, said: WhyIn) -> Made:
    """Asked by mistake."""
    return made(splitting.take_back_inspection(request.actor, claim_id, why=said.why, at=now()))


@router.post("/claims/{claim_id}/evidence", response=Made)
def evidence(request: Request, claim_id: int, said: EvidenceIn) -> Made:
    """Photos and measurements."""
    return made(
        inspecting.add_evidence(
            request.actor,
            claim_id,
            photos={str(kind): pictures.from_base64(coded) for kind, coded in said.photos.items()},
            measured=[inspecting.Measured(**each.dict()) for each in said.measured],
            at=now(),
        )
    )


@router.post("/claims/{claim_id}/decide", response=Made)
def decide(request: Request, claim_id: int, said: DecideIn) -> Made:
    """Every line is decided."""
    return made(
        inspecting.decide_claim(
            request.actor,
            claim_id,
            judged=[inspecting.Judged(**each.dict()) for each in said.lines],
            found=inspecting.Diagnosis(**said.dict(exclude={"lines"})),
            at=now(),
        )
    )


@router.post("/claims/{claim_id}/vehicle", response=Made)
def vehicle(request: Request, claim_id: int, said: CarIn) -> Made:
    """The car's data."""
    return made(inspecting.register_vehicle(request.actor, claim_id, at=now(), **said.dict()))


@router.post("/claims/{claim_id}/words", response=Made)
def describe(request: Request, claim_id: int, said: WordsIn) -> Made:
    """Words of a claim."""
    return made(claims.describe_claim(request.actor, claim_id, at=now(), **said.dict()))


@router.post("/claims/{claim_id}/outlays", response=Made)
def add_outlay(request: Request, claim_id: int, said: OutlayIn) -> Made:
    """Something asked besides."""
    return made(claims.add_outlay(request.actor, claim_id, at=now(), **said.dict()))


@router.post("/claims/{claim_id}/outlays/{outlay_id}/drop", response=Made)
def drop_outlay(request: Request, claim_id: int, outlay_id: int) -> Made:
    """It is not asked."""
    return made(claims.drop_outlay(request.actor, outlay_id, claim_id=claim_id, at=now()))


@router.post("/claims/{claim_id}/send", response=Made)
def send(request: Request, claim_id: int, said: SendIn) -> Made:
    """To the manufacturer."""
    return made(claims.send_claim(request.actor, claim_id, at=now(), **said.dict()))


@router.post("/claims/{claim_id}/answer", response=Made)
def answer(request: Request, claim_id: int, said: AnswerIn) -> Made:
    """The manufacturer's word."""
    return made(claims.register_answer(request.actor, claim_id, at=now(), **said.dict()))


@router.post("/claims/{claim_id}/take-back-answer", response=Made)
def take_back_answer(request: Request, claim_id: int, said: WhyIn) -> Made:
    """The wrong answer was registered."""
    return made(claims.take_back_answer(request.actor, claim_id, why=said.why, at=now()))


@router.post("/claims/{claim_id}/reopen", response=Made)
def reopen(request: Request, claim_id: int, said: WhyIn) -> Made:
    """Its lines are judged anew."""
    return made(inspecting.reopen_inspection(request.actor, claim_id, why=said.why, at=now()))


@router.post("/claims/{claim_id}/withdraw", response=Made)
def withdraw(request: Request, claim_id: int, said: WhyIn) -> Made:
    """Nothing is asked."""
    return made(claims.withdraw_claim(request.actor, claim_id, why=said.why, at=now()))


@router.post("/claims/{claim_id}/close", response=Made)
def close(request: Request, claim_id: int, said: WhyIn) -> Made:
    """The house bears the rest."""
    return made(claims.close_claim(request.actor, claim_id, why=said.why, at=now()))


@router.post("/claims/{claim_id}/report", response=Made)
def write_report(request: Request, claim_id: int, said: ReportIn) -> Made:
    """Its fault report."""
    return made(reports.write_report(request.actor, claim_id, told=reports.Told(**said.dict()), at=now()))


@router.get("/reports", response=list[words.ReportRow])
def report_list(request: Request, only: str = "unsent", q: str = "") -> object:
    """Fault reports."""
    return words.report_list(request.actor, only=only, text=q)


@router.post("/reports/send", response=Made)
def send_reports(request: Request) -> Made:
    """All that is written goes out."""
    return made(reports.send_reports(request.actor, request.actor.here, at=now()))


@router.get("/approvals", response=list[words.ApprovalCard])
def approval_list(request: Request, only: str = "asked") -> object:
    """Pre-approvals."""
    return words.approvals(request.actor, only=only)


@router.post("/claims/{claim_id}/approval", response=Made)
def ask_approval(request: Request, claim_id: int, said: ApprovalIn) -> Made:
    """The manufacturer is asked."""
    return made(approvals.ask_approval(request.actor, claim_id, at=now(), **said.dict()))


@router.post("/approvals/{approval_id}/answer", response=Made)
def answer_approval(request: Request, approval_id: int, said: GrantIn) -> Made:
    """Its word."""
    return made(approvals.answer_approval(request.actor, approval_id, at=now(), **said.dict()))


@router.post("/approvals/{approval_id}/withdraw", response=Made)
def withdraw_approval(request: Request, approval_id: int) -> Made:
    """Not asked any more."""
    return made(approvals.withdraw_approval(request.actor, approval_id, at=now()))


@router.get("/goodwill", response=list[words.GoodwillCard])
def goodwill_list(request: Request, only: str = "asked") -> object:
    """Goodwill applications."""
    return words.goodwills(request.actor, only=only)


@router.post("/claims/{claim_id}/goodwill", response=Made)
def ask_goodwill(request: Request, claim_id: int, said: GoodwillIn) -> Made:
    """It is asked for."""
    return made(goodwill.ask_goodwill(request.actor, claim_id, at=now(), **said.dict()))


@router.post("/goodwill/{goodwill_id}/opinion", response=Made)
def give_opinion(request: Request, goodwill_id: int, said: OpinionIn) -> Made:
    """One opinion of the chain."""
    return made(goodwill.give_opinion(request.actor, goodwill_id, at=now(), **said.dict()))


@router.post("/goodwill/{goodwill_id}/withdraw", response=Made)
def withdraw_goodwill(request: Request, goodwill_id: int) -> Made:
    """Nobody is asked any more."""
    return made(goodwill.withdraw_goodwill(request.actor, goodwill_id, at=now()))
