"""Counts: planned, counted, explained, posted; gain and loss."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import get_current_timezone, now
from ninja import Router, Schema

from huichang.kernel.months import first_of
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, month_of
from huichang.parts import counting, counting_plans, counting_review
from huichang.parts.queries import count_gains, counts
from huichang.parts.states import CountKind, CountReason

router = Router()


class CountOut(Schema):
    """A count; amounts only for those who may see differences."""

    id: int
    number: str
    kind: str
    state: str
    what: str
    on: date
    lines: int
    left: int
    again: int
    gain: Decimal | None
    loss: Decimal | None
    version: int


class PlanIn(Schema):
    """What a count goes to: bins, or classes whose parts are due; who counts."""

    kind: CountKind
    bin_ids: list[int] = []
    classes: list[str] = []
    people: list[int] = []


class NumberIn(Schema):
    """So much of a part (of a batch) in a bin. `found`: it is not on the list; `more`: added to one's own number."""

    bin_id: int
    part_id: int
    counted: Decimal
    batch: str = ""
    found: bool = False
    more: bool = False


class SaidOut(Schema):
    """What was noted down."""

    line_id: int
    counted: Decimal


class ToCountOut(Schema):
    """A line to be counted, blindly."""

    line_id: int
    part_id: int
    number: str
    name: str
    unit: str
    batch: str
    is_left: bool
    mine: Decimal | None


class BinOut(Schema):
    """A bin of a count, in walking order."""

    bin_id: int
    code: str
    given_to_id: int | None
    lines: int
    left: int
    is_done: bool


class DifferenceOut(Schema):
    """A line that differs."""

    line_id: int
    bin: str
    part_id: int
    number: str
    batch: str
    state: str
    book: Decimal | None
    counted: Decimal | None
    difference: Decimal | None
    worth: Decimal | None
    reason: str


class GiveIn(Schema):
    """Bins, and whose they are."""

    bin_ids: list[int]
    staff_id: int | None = None


class HandInIn(Schema):
    """`leave_out`: what nobody counted leaves the count."""

    leave_out: bool = False


class ReasonIn(Schema):
    """Why a line differs."""

    line_id: int
    reason: CountReason
    words: str = ""


class ReasonsIn(Schema):
    """Why some lines differ."""

    reasons: list[ReasonIn]


class LinesIn(Schema):
    """Some lines."""

    line_ids: list[int]


class SeenIn(Schema):
    """Which state of the count was seen."""

    seen: int | None = None


class WhyIn(Schema):
    """A reason."""

    why: str


class GainOut(Schema):
    """A line that a count wrote into the ledger."""

    document: str
    at: datetime
    bin: str
    part_id: int
    number: str
    quantity: Decimal
    worth: Decimal
    reason: str


@router.get("/counts", response=list[CountOut])
def running(request: Request) -> list[counts.CountCard]:
    """Counts that run, and the last that ended."""
    return counts.counts(request.actor)


@router.post("/counts", response=CountOut)
def plan(request: Request, said: PlanIn) -> counts.CountCard:
    """A new count."""
    made = counting_plans.plan_count(request.actor, store_id=request.actor.here, at=now(), **said.dict())
    return counts.count_card(request.actor, made.pk)


@router.post("/counts/propose", response=CountOut | None)
def propose(request: Request) -> counts.CountCard | None:
    """The day's cycle count, if one is due."""
    made = counting_plans.propose_count(request.actor, request.actor.here, at=now())
    return None if made is None else counts.count_card(request.actor, made.pk)


@router.get("/counts/gains", response=list[GainOut])
def gains(request: Request, month: str) -> list[count_gains.GainLine]:
    """Gain and loss of a month (`2026-03`), line by line."""
    first = month_of(month)
    if first is None:
        raise Refused("月份请写成 2026-03 这样。")
    zone = get_current_timezone()
    after = first_of(first, 1)
    since, until = (datetime(day.year, day.month, 1, tzinfo=zone) for day in (first, after))
    return count_gains.gain_lines(request.actor, since=since, until=until)


@router.get("/counts/{count_id}", response=CountOut)
def one(request: Request, count_id: int) -> counts.CountCard:
    """One count."""
    return counts.count_card(request.actor, count_id)


@router.get("/counts/{count_id}/bins", response=list[BinOut])
def walk(request: Request, count_id: int) -> list[counts.BinCard]:
    """Its bins in walking order."""
    counts.count_card(request.actor, count_id)
    return counts.walk(request.actor, count_id)


@router.get("/counts/{count_id}/bins/{bin_id}", response=list[ToCountOut])
def blind_list(request: Request, count_id: int, bin_id: int) -> list[counts.ToCount]:
    """What is to be counted in a bin."""
    counts.count_card(request.actor, count_id)
    return counts.blind_list(request.actor, count_id, bin_id)


@router.get("/counts/{count_id}/differences", response=list[DifferenceOut])
def differences(request: Request, count_id: int) -> list[counts.DifferenceCard]:
    """Where it differs from the ledger."""
    counts.count_card(request.actor, count_id)
    return counts.differences(request.actor, count_id)


@router.post("/counts/{count_id}/say", response=SaidOut)
def say(request: Request, count_id: int, said: NumberIn) -> counting.Said:
    """A number."""
    return counting.count_part(request.actor, count_id, at=now(), **said.dict())


@router.post("/counts/{count_id}/bins/{bin_id}/empty", response=int)
def say_empty(request: Request, count_id: int, bin_id: int) -> int:
    """Nothing more lies in a bin; how many lines were counted as none."""
    return counting.say_empty(request.actor, count_id, bin_id, at=now())


@router.post("/counts/{count_id}/give", response=CountOut)
def give(request: Request, count_id: int, said: GiveIn) -> counts.CountCard:
    """Bins are somebody's to count."""
    counting_plans.give_bins(request.actor, count_id, **said.dict())
    return counts.count_card(request.actor, count_id)


@router.post("/counts/{count_id}/hand-in", response=CountOut)
def hand_in(request: Request, count_id: int, said: HandInIn) -> counts.CountCard:
    """Everything is counted."""
    counting.hand_in(request.actor, count_id, leave_out=said.leave_out, at=now())
    return counts.count_card(request.actor, count_id)


@router.post("/counts/{count_id}/explain", response=CountOut)
def explain(request: Request, count_id: int, said: ReasonsIn) -> counts.CountCard:
    """Why lines differ."""
    reasons = {each.line_id: (each.reason, each.words) for each in said.reasons}
    counting_review.explain_differences(request.actor, count_id, reasons=reasons)
    return counts.count_card(request.actor, count_id)


@router.post("/counts/{count_id}/send-back", response=CountOut)
def send_back(request: Request, count_id: int, said: LinesIn) -> counts.CountCard:
    """Lines are counted anew."""
    counting_review.send_back(request.actor, count_id, line_ids=said.line_ids, at=now())
    return counts.count_card(request.actor, count_id)


@router.post("/counts/{count_id}/post", response=CountOut)
def post(request: Request, count_id: int, said: SeenIn) -> counts.CountCard:
    """The differences go into the ledger."""
    counting_review.post_count(request.actor, count_id, seen=said.seen, at=now())
    return counts.count_card(request.actor, count_id)


@router.post("/counts/{count_id}/drop", response=CountOut)
def drop(request: Request, count_id: int, said: WhyIn) -> counts.CountCard:
    """It comes to nothing."""
    counting_plans.drop_count(request.actor, count_id, why=said.why, at=now())
    return counts.count_card(request.actor, count_id)
