"""Batches, transfers, write-offs, loans, corrections, promises changed by hand."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate, now
from ninja import Router, Schema, Status

from huichang.kernel.money import money
from huichang.kernel.web import Request
from huichang.parts import (
    batches,
    correcting,
    lending,
    promises,
    queries,
    receiving,
    scrapping,
    siblings,
    transfers,
)
from huichang.parts.api.store import CameIn, DocumentOut, Made
from huichang.parts.states import Difference, LoanKind, ScrapReason

router = Router()


class BatchesOut(Schema):
    """A page of batches; `before` asks for the next."""

    rows: list[queries.BatchRow]
    before: int | None


class CheckIn(Schema):
    """What the check of a batch said, and what it rests on."""

    genuine: bool
    code: str = ""
    certificate: str = ""
    checklist: dict[str, bool] = {}
    note: str = ""
    bin_id: int | None = None


class WhyIn(Schema):
    """A reason."""

    why: str = ""


class LongerIn(WhyIn):
    """A batch was tested again."""

    expires_on: date


class NameIn(CameIn):
    """Goods that lay there get their numbers."""

    bin_id: int
    quantity: Decimal


class SentIn(Schema):
    """A line of a transfer."""

    part_id: int
    quantity: Decimal
    batches: list[int] = []


class TransferIn(Schema):
    """Goods leave for another store."""

    to_store_id: int
    expected_on: date
    lines: list[SentIn]
    note: str = ""


class ArrivedIn(WhyIn):
    """What arrived by transfer line; null for all of it."""

    received: dict[int, Decimal] | None = None


class SettleIn(Schema):
    """What became of what did not arrive, by transfer line."""

    answers: dict[int, Difference]


class ScrapIn(Schema):
    """Goods to be written off."""

    bin_id: int
    quantity: Decimal
    reason: ScrapReason
    witness_id: int
    words: str = ""
    batch_id: int | None = None


class AnswerIn(Schema):
    """Approved or not."""

    approve: bool
    words: str = ""


class LendIn(Schema):
    """Goods leave on loan."""

    kind: LoanKind
    quantity: Decimal
    partner: str = ""
    taker_id: int | None = None
    why: str = ""
    due_on: date | None = None
    batch_id: int | None = None


class BorrowIn(Schema):
    """Goods come in on loan; the cost in yuan per unit without tax."""

    quantity: Decimal
    cost: Decimal
    partner: str
    why: str = ""
    due_on: date | None = None
    came: CameIn | None = None


class UseIn(Schema):
    """The store uses goods itself."""

    quantity: Decimal
    purpose: str
    taken_by_id: int
    batch_id: int | None = None


class BackIn(Schema):
    """So many of a loan are back; `batches`: which, of what we borrowed."""

    quantity: Decimal
    batches: list[int] = []


class RightIn(WhyIn):
    """What a line of the ledger should have been."""

    quantity: Decimal
    value: Decimal | None = None


class RankIn(WhyIn):
    """1 goes first, 9 last."""

    priority: int


class UntilIn(WhyIn):
    """Until when a booking's part is kept."""

    until: datetime


@router.get("/batches", response=BatchesOut)
def batch_list(request: Request, q: str = "", only: str = "", before: int | None = None) -> BatchesOut:
    """Batches by number, part or supplier."""
    rows, more = queries.batch_list(request.actor, on=localdate(now()), text=q, only=only, before=before)
    return BatchesOut(rows=rows, before=more)


@router.get("/batches/{batch_id}", response=queries.BatchPage)
def batch(request: Request, batch_id: int) -> queries.BatchPage:
    """A batch with where it lies and on which cars it is."""
    return queries.batch_page(request.actor, batch_id, on=localdate(now()))


@router.post("/batches/{batch_id}/check", response=Made)
def check(request: Request, batch_id: int, said: CheckIn) -> Made:
    """Genuine or not."""
    return Made(id=batches.check_batch(request.actor, batch_id, at=now(), **said.dict()).pk)


@router.post("/batches/{batch_id}/stop", response=Made)
def stop(request: Request, batch_id: int, said: WhyIn) -> Made:
    """Nothing more of it is handed out."""
    return Made(id=batches.stop_batch(request.actor, batch_id, why=said.why, at=now()).pk)


@router.post("/batches/{batch_id}/resume", response=Made)
def resume(request: Request, batch_id: int, said: WhyIn) -> Made:
    """It is good after all."""
    return Made(id=batches.resume_batch(request.actor, batch_id, why=said.why, at=now()).pk)


@router.post("/batches/{batch_id}/prolong", response=Made)
def prolong(request: Request, batch_id: int, said: LongerIn) -> Made:
    """It was tested again."""
    made = batches.prolong_batch(request.actor, batch_id, expires_on=said.expires_on, why=said.why, at=now())
    return Made(id=made.pk)


@router.post("/expire-batches", response=int)
def expire(request: Request) -> int:
    """Block what is over its day; how many batches."""
    return batches.expire_batches(request.actor, request.actor.here, at=now())


@router.post("/part/{part_id}/name-stock", response=list[int])
def name_stock(request: Request, part_id: int, said: NameIn) -> list[int]:
    """Goods that lay there before get their batch or serial numbers."""
    made = batches.name_stock(
        request.actor,
        part_id,
        store_id=request.actor.here,
        bin_id=said.bin_id,
        quantity=said.quantity,
        came=said.came(),
        at=now(),
    )
    return [each.pk for each in made]


@router.get("/transfers", response=list[queries.TransferRow])
def transfer_list(request: Request, only: str = "") -> list[queries.TransferRow]:
    """Transfers to and from the store."""
    return queries.transfer_list(request.actor, only=only)


@router.get("/transfers/{transfer_id}", response=queries.TransferPage)
def transfer(request: Request, transfer_id: int) -> queries.TransferPage:
    """A transfer with its lines."""
    return queries.transfer_page(request.actor, transfer_id)


@router.post("/transfers", response=Made)
def send(request: Request, said: TransferIn) -> Made:
    """Goods leave for another store."""
    made = transfers.send_transfer(
        request.actor,
        store_id=request.actor.here,
        to_store_id=said.to_store_id,
        lines=[transfers.Sent(line.part_id, line.quantity, tuple(line.batches)) for line in said.lines],
        expected_on=said.expected_on,
        note=said.note,
        at=now(),
    )
    return Made(id=made.pk)


@router.post("/transfers/{transfer_id}/receive", response=Made)
def receive_transfer(request: Request, transfer_id: int, said: ArrivedIn) -> Made:
    """They arrived."""
    made = transfers.receive_transfer(
        request.actor, transfer_id, received=said.received, why=said.why, at=now()
    )
    return Made(id=made.pk)


@router.post("/transfers/{transfer_id}/recall", response=Made)
def recall(request: Request, transfer_id: int) -> Made:
    """They were sent by mistake."""
    return Made(id=transfers.recall_transfer(request.actor, transfer_id, at=now()).pk)


@router.post("/transfers/{transfer_id}/settle", response=Made)
def settle(request: Request, transfer_id: int, said: SettleIn) -> Made:
    """What became of what did not arrive."""
    return Made(id=transfers.settle_difference(request.actor, transfer_id, answers=said.answers, at=now()).pk)


@router.get("/scraps", response=list[queries.ScrapCard])
def scraps(request: Request, only: str = "") -> list[queries.ScrapCard]:
    """Write-offs."""
    return queries.scraps(request.actor, only=only)


@router.post("/part/{part_id}/scrap", response=Made)
def ask_scrap(request: Request, part_id: int, said: ScrapIn) -> Made:
    """Goods are to be written off."""
    made = scrapping.ask_scrap(request.actor, part_id, store_id=request.actor.here, at=now(), **said.dict())
    return Made(id=made.pk)


@router.post("/scraps/{scrap_id}", response=Made)
def answer_scrap(request: Request, scrap_id: int, said: AnswerIn) -> Made:
    """Approved or not."""
    return Made(id=scrapping.answer_scrap(request.actor, scrap_id, at=now(), **said.dict()).pk)


@router.get("/loans", response=list[queries.LoanCard])
def loans(request: Request, only: str = "") -> list[queries.LoanCard]:
    """Goods on loan."""
    return queries.loans(request.actor, on=localdate(now()), only=only)


@router.post("/part/{part_id}/lend", response=list[int])
def lend(request: Request, part_id: int, said: LendIn) -> list[int]:
    """Goods leave on loan; one loan for each bin and batch."""
    made = lending.lend_goods(request.actor, part_id, store_id=request.actor.here, at=now(), **said.dict())
    return [each.pk for each in made]


@router.post("/part/{part_id}/borrow", response=Made)
def borrow(request: Request, part_id: int, said: BorrowIn) -> Made:
    """Goods come in on loan."""
    came = said.came.came() if said.came else None
    made = lending.borrow_goods(
        request.actor,
        store_id=request.actor.here,
        received=receiving.Received(part_id, said.quantity, said.cost, None, came),
        partner=said.partner,
        why=said.why,
        due_on=said.due_on,
        at=now(),
    )
    return Made(id=made.pk)


@router.post("/part/{part_id}/use", response=DocumentOut)
def use(request: Request, part_id: int, said: UseIn) -> DocumentOut:
    """The store uses goods itself."""
    number = lending.use_internally(
        request.actor, part_id, store_id=request.actor.here, at=now(), **said.dict()
    )
    return DocumentOut(document=number)


@router.post("/loans/{loan_id}/back", response=Made)
def back(request: Request, loan_id: int, said: BackIn) -> Made:
    """Goods of a loan are back where they belong."""
    made = lending.end_loan(
        request.actor, loan_id, quantity=said.quantity, serials=tuple(said.batches), at=now()
    )
    return Made(id=made.pk)


@router.get("/stock-at", response=list[queries.StockAt])
def stock_at(request: Request, at: datetime, as_known_now: bool = False) -> list[queries.StockAt]:
    """The stock at a moment, summed from the ledger."""
    return queries.stock_at(request.actor, at=at, as_known_now=as_known_now)


@router.post("/ledger/{move_id}/correct", response=Made)
def correct(request: Request, move_id: int, said: RightIn) -> Made:
    """A line is put right by another; the id of the new one."""
    value = None if said.value is None else money(said.value)
    made = correcting.correct_move(
        request.actor, move_id, quantity=said.quantity, value=value, why=said.why, at=now()
    )
    return Made(id=made.pk)


@router.post("/holds/{hold_id}/rank", response={204: None})
def rank(request: Request, hold_id: int, said: RankIn) -> Status[None]:
    """Whoever holds a part goes before or after others."""
    promises.rank_hold(request.actor, hold_id, priority=said.priority, why=said.why, at=now())
    return Status(204, None)


@router.post("/holds/{hold_id}/prolong", response={204: None})
def prolong_hold(request: Request, hold_id: int, said: UntilIn) -> Status[None]:
    """A booking's part is kept longer."""
    promises.prolong_hold(request.actor, hold_id, until=said.until, why=said.why, at=now())
    return Status(204, None)


@router.post("/holds/{hold_id}/release", response={204: None})
def release_hold(request: Request, hold_id: int, said: WhyIn) -> Status[None]:
    """A part is given free by hand."""
    promises.release_hold(request.actor, hold_id, why=said.why, at=now())
    return Status(204, None)


@router.post("/part/{part_id}/siblings/{other_id}", response={204: None})
def tie(request: Request, part_id: int, other_id: int) -> Status[None]:
    """The same part by another way of making."""
    siblings.tie_parts(request.actor, part_id, other_id=other_id)
    return Status(204, None)


@router.post("/part/{part_id}/siblings", response={204: None})
def untie(request: Request, part_id: int) -> Status[None]:
    """It stands by itself again."""
    siblings.untie_part(request.actor, part_id)
    return Status(204, None)
