"""Goods that come or go and are to come back, and what the store uses itself (RULES B4, PARTS-10)."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.company import queries as company
from huichang.kernel import numbering
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import batches, holds, leaving, ledger, permissions, places, receiving, rules
from huichang.parts.models import Loan
from huichang.parts.states import LOCKED_AWAY, LoanKind, MoveKind

ZERO = Decimal(0)
OUT = {LoanKind.OUT: MoveKind.LEND, LoanKind.SHOP: MoveKind.SHOP_LOAN}
BACK = {
    LoanKind.IN: MoveKind.BORROW_BACK,
    LoanKind.OUT: MoveKind.LEND_BACK,
    LoanKind.SHOP: MoveKind.SHOP_BACK,
}


@use_case(permissions.USE_INTERNALLY, "内部领用")
def use_internally(
    warrant: Warrant,
    part_id: int,
    *,
    store_id: int,
    quantity: Decimal,
    taken_by_id: int,
    purpose: str,
    at: datetime,
    batch_id: int | None = None,
) -> str:
    """The store uses goods itself (workshop consumables, a courtesy car); returns the document's number.

    Raises Refused without a purpose, for somebody who does not work here, and for goods that are not free.
    """
    warrant.show_at(store_id)
    if not purpose.strip():
        raise Refused("请写明用途，例如车间保养、试驾车、展车。", fields=("purpose",))
    if not company.works_at(taken_by_id, store_id):
        raise Refused("领用人不是本店的在职同事，请重新选择。", fields=("taken_by",))
    book = ledger.open_book(store_id, [part_id], on=localdate(at))
    number = numbering.next_number(store_id, "LY", on=localdate(at))
    leaving.take_free(
        warrant.actor,
        book,
        part_id,
        quantity,
        kind=MoveKind.INTERNAL,
        document=number,
        taken_by_id=taken_by_id,
        note=purpose.strip(),
        batches=(batch_id,) if batch_id else (),
    )
    book.close(at=at, by_id=warrant.actor.staff_id)
    warrant.about(book.stock(part_id), f"{number} {purpose.strip()}"[:200])
    return number


@use_case(permissions.LEND_GOODS, "借出配件")
def lend_goods(
    warrant: Warrant,
    part_id: int,
    *,
    store_id: int,
    kind: LoanKind,
    quantity: Decimal,
    partner: str,
    why: str,
    at: datetime,
    due_on: date | None = None,
    taker_id: int | None = None,
    batch_id: int | None = None,
) -> list[Loan]:
    """Goods are lent to another dealer (`OUT`) or to the workshop (`SHOP`, to `taker_id`); one loan for each bin and batch.

    Raises Refused without the other side, for a day in the past, and for goods that are not free.
    """
    warrant.show_at(store_id)
    if kind not in OUT:
        raise Refused("借进请用“借进登记”。")
    if kind == LoanKind.SHOP and (taker_id is None or not company.works_at(taker_id, store_id)):
        raise Refused("请选择借料的同事。", fields=("taker",))
    if kind == LoanKind.OUT and not partner.strip():
        raise Refused("请填写借给哪家单位。", fields=("partner",))
    if due_on is not None and due_on < localdate(at):
        raise Refused("应还日期已经过去，请填写今天或以后的日期。")
    book = ledger.open_book(store_id, [part_id], on=localdate(at))
    number = numbering.next_number(store_id, "JC", on=localdate(at))
    shares = leaving.take_free(
        warrant.actor,
        book,
        part_id,
        quantity,
        kind=OUT[kind],
        document=number,
        taken_by_id=taker_id,
        note=f"{partner.strip()} {why.strip()}".strip(),
        batches=(batch_id,) if batch_id else (),
    )
    made: list[Loan] = Loan.objects.bulk_create(
        [
            Loan(
                store_id=store_id,
                number=number,
                kind=kind,
                partner=partner.strip()[:60],
                taker_id=taker_id,
                part_id=part_id,
                batch_id=share.batch_id,
                bin_id=share.bin_id,
                quantity=share.quantity,
                value=share.value,
                why=why.strip()[:120],
                due_on=due_on,
                at=at,
                by_id=warrant.actor.staff_id,
            )
            for share in shares
        ]
    )
    book.close(at=at, by_id=warrant.actor.staff_id)
    warrant.about(made[0], number)
    return made


@use_case(permissions.LEND_GOODS, "借进配件")
def borrow_goods(
    warrant: Warrant,
    *,
    store_id: int,
    received: receiving.Received,
    partner: str,
    why: str,
    at: datetime,
    due_on: date | None = None,
) -> Loan:
    """Goods are borrowed from another dealer, at the cost agreed; those who wait are served.

    Raises what a receipt raises, and Refused without the other side.
    """
    warrant.show_at(store_id)
    if not partner.strip():
        raise Refused("请填写向哪家单位借的。", fields=("partner",))
    number = numbering.next_number(store_id, "JJ", on=localdate(at))
    receipt = receiving.bring_in(
        warrant.actor,
        store_id,
        [received],
        supplier=partner.strip(),
        paper=number,
        at=at,
        kind=MoveKind.BORROW,
        number=number,
    )
    bin_id, batch_id = receiving.last_of(store_id, number)
    loan: Loan = Loan.objects.create(
        store_id=store_id,
        number=number,
        kind=LoanKind.IN,
        partner=partner.strip()[:60],
        part_id=received.part_id,
        batch_id=batch_id,
        bin_id=bin_id,
        quantity=received.quantity,
        value=receipt.value,
        why=why.strip()[:120],
        due_on=due_on,
        at=at,
        by_id=warrant.actor.staff_id,
    )
    warrant.about(loan, number)
    return loan


@use_case(permissions.LEND_GOODS, "归还借料")
def end_loan(
    warrant: Warrant,
    loan_id: int,
    *,
    quantity: Decimal,
    at: datetime,
    serials: tuple[int, ...] = (),
) -> Loan:
    """So much of a loan goes back to whom it belongs: what we lent comes in at the value it left at, what we borrowed
    goes out of free stock.

    `serials`: the batches that go back of what we borrowed. Raises OutOfTurn when all of it is back, Refused for more.
    """
    loan: Loan = Loan.objects.locked(loan_id, warrant)
    if loan.ended_at is not None:
        raise OutOfTurn(f"{loan}已经还清。")
    book = ledger.open_book(loan.store_id, [loan.part_id], on=localdate(at))
    part = book.stock(loan.part_id).part
    left = loan.quantity - loan.back
    if not rules.is_countable(quantity, is_whole=part.is_whole) or quantity > left:
        raise Refused(f"还差 {rules.plain(left)} {part.unit}没有归还，归还数不能是 {rules.plain(quantity)}。")
    kind = BACK[LoanKind(loan.kind)]
    if loan.kind == LoanKind.IN:
        leaving.take_free(
            warrant.actor,
            book,
            loan.part_id,
            quantity,
            kind=kind,
            document=loan.number,
            note=f"归还 {loan.partner}",
            batches=serials[:1],
        )
    else:
        bin_id = _home(book, loan)
        places.check_entry(warrant.actor, [book.know_bins([bin_id])[bin_id]])
        book.move(
            ledger.Movement(
                part_id=loan.part_id,
                bin_id=bin_id,
                kind=kind,
                quantity=quantity,
                value=rules.share_of_value(loan.quantity, loan.value, quantity),
                document=loan.number,
                taken_by_id=loan.taker_id,
                note=f"{loan.partner} 归还".strip(),
                batch_id=loan.batch_id,
            )
        )
        holds.serve(book, at=at)
    loan.back += quantity
    loan.ended_at = at if loan.back == loan.quantity else None
    loan.save(update_fields=["back", "ended_at"])
    book.close(at=at, by_id=warrant.actor.staff_id)
    return loan


def _home(book: ledger.Book, loan: Loan) -> int:
    """Where lent goods come back to: their bin, or quarantine when their batch may not lie on a shelf any more."""
    if loan.batch_id is not None:
        batch = book.lots.batch(loan.batch_id, loan.part_id)
        if batch.state in LOCKED_AWAY:
            return batches.quarantine_bin(book.store_id).pk
    home: int = loan.bin_id
    return home
