"""Goods that go from one store of the group to another: sent, on their way, received, differences settled (PARTS-10, 11).

What is sent leaves the sender's stock with its value and its batch, and is on its way to the receiver, who has it with
the same value when it arrives. What did not arrive goes back into the sender's stock, or is lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from django.utils.timezone import localdate

from huichang.company import queries as company
from huichang.kernel import numbering
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import batches, holds, leaving, ledger, permissions, receiving, rules, states, waiting
from huichang.parts.models import Delivery, Transfer, TransferLine
from huichang.parts.states import Difference, MoveKind, Tracking, TransferState

ZERO = Decimal(0)


@dataclass(frozen=True)
class Sent:
    """So much of a part goes; of the batches named, or of what expires first."""

    part_id: int
    quantity: Decimal
    batches: tuple[int, ...] = ()


@use_case(permissions.SEND_TRANSFERS, "调拨发货")
def send_transfer(
    warrant: Warrant,
    *,
    store_id: int,
    to_store_id: int,
    lines: Sequence[Sent],
    expected_on: date,
    at: datetime,
    note: str = "",
) -> Transfer:
    """Free goods leave for another store of the group: on their way there from now on (PartExpected for those who wait).

    Raises Refused for goods that are not free, a day in the past, and a store that is not another one of the group;
    NotAllowed for the hazardous store without that right.
    """
    warrant.show_at(store_id)
    if to_store_id == store_id or to_store_id not in company.store_ids():
        raise Refused("请选择集团里的另一家门店作为调入门店。")
    if not lines:
        raise Refused("请至少填写一行调拨配件。")
    if expected_on < localdate(at):
        raise Refused("预计到达日期已经过去，请填写今天或以后的日期。")
    for store in sorted((store_id, to_store_id)):
        ledger.enter(store)
    book = ledger.open_book(store_id, (line.part_id for line in lines), entered=True, on=localdate(at))
    number = numbering.next_number(store_id, "DB", on=localdate(at))
    transfer: Transfer = Transfer.objects.create(
        store_id=store_id,
        number=number,
        to_store_id=to_store_id,
        note=note.strip()[:120],
        expected_on=expected_on,
        sent_at=at,
        sent_by_id=warrant.actor.staff_id,
    )
    made: list[TransferLine] = []
    for line in lines:
        made += _take(warrant, book, transfer, line)
    TransferLine.objects.bulk_create(made)
    book.close(at=at, by_id=warrant.actor.staff_id)
    _announce(transfer, made, at=at, by_id=warrant.actor.staff_id)
    warrant.about(transfer, f"{number} → {company.store_card(to_store_id).name}")
    return transfer


def _take(warrant: Warrant, book: ledger.Book, transfer: Transfer, line: Sent) -> list[TransferLine]:
    """Goods leave their bins; one transfer line for each bin and batch."""
    shares = leaving.take_free(
        warrant.actor,
        book,
        line.part_id,
        line.quantity,
        kind=MoveKind.TRANSFER_OUT,
        document=transfer.number,
        so="不能调出",
        note=transfer.note,
        batches=line.batches,
    )
    return [
        TransferLine(
            store_id=transfer.store_id,
            transfer=transfer,
            part_id=line.part_id,
            batch_id=share.batch_id,
            bin_id=share.bin_id,
            quantity=share.quantity,
            value=share.value,
        )
        for share in shares
    ]


def _announce(transfer: Transfer, lines: Sequence[TransferLine], *, at: datetime, by_id: int | None) -> None:
    """The receiver's store room knows what is on its way."""
    coming: dict[int, Decimal] = {}
    for line in lines:
        coming[line.part_id] = coming.get(line.part_id, ZERO) + line.quantity
    book = ledger.open_book(transfer.to_store_id, coming, entered=True)
    Delivery.objects.bulk_create(
        [
            Delivery(
                store_id=transfer.to_store_id,
                part_id=part_id,
                quantity=quantity,
                supplier=company.store_card(transfer.store_id).name,
                document=transfer.number,
                expected_on=transfer.expected_on,
                told_at=at,
            )
            for part_id, quantity in coming.items()
        ]
    )
    for part_id, quantity in coming.items():
        book.expect(part_id, quantity)
    waiting.redate(book, coming, at=at)
    book.close(at=at, by_id=by_id)


def _found(warrant: Warrant, transfer_id: int, *, receiver: bool) -> Transfer:
    """The transfer, locked, with both store rooms entered in one order. Raises Missing for another store's."""
    side = "to_store_id" if receiver else "store_id"
    mine = Q(**{f"{side}__in": warrant.actor.stores})
    transfer = Transfer.objects.select_for_update(of=("self",)).filter(mine, pk=transfer_id).first()
    if transfer is None:
        raise Missing("没有找到这张调拨单，请检查链接或重新搜索。")
    warrant.show_at(getattr(transfer, side))
    warrant.about(transfer, transfer.number)
    for store in sorted((transfer.store_id, transfer.to_store_id)):
        ledger.enter(store)
    found: Transfer = transfer
    return found


@use_case(permissions.RECEIVE_TRANSFERS, "调拨收货")
def receive_transfer(
    warrant: Warrant,
    transfer_id: int,
    *,
    at: datetime,
    received: Mapping[int, Decimal] | None = None,
    why: str = "",
) -> Transfer:
    """Goods of a transfer arrived: `received` by transfer line, None for all of it; those who wait are served.

    Raises OutOfTurn when it was received before, Refused for more than was sent, and for less without saying why.
    """
    transfer = _found(warrant, transfer_id, receiver=True)
    lines = list(
        TransferLine.objects.filter(transfer=transfer).select_related("part", "batch").order_by("pk")
    )
    short = False
    for line in lines:
        quantity = line.quantity if received is None else received.get(line.pk, ZERO)
        if quantity != 0 and not rules.is_countable(quantity, is_whole=line.part.is_whole):
            raise Refused(f"“{line.part.name}”的收到数不对：{rules.plain(quantity)}。")
        if quantity > line.quantity:
            raise Refused(
                f"“{line.part.name}”只发出 {rules.plain(line.quantity)} {line.part.unit}，不能收 {rules.plain(quantity)}；"
                "多出来的请让对方补一张调拨单。"
            )
        line.received = quantity
        short = short or quantity < line.quantity
    if short and not why.strip():
        raise Refused("收到的比发出的少，请写明缺什么、包装是否完好。", fields=("why",))
    states.TRANSFER.move(transfer, "differ" if short else "receive")
    transfer.received_at, transfer.received_by_id = at, warrant.actor.staff_id
    transfer.save(update_fields=["state", "received_at", "received_by"])
    for line in lines:
        if line.received != line.quantity:
            line.why = why.strip()[:120]
    TransferLine.objects.bulk_update(lines, ["received", "why"])
    came = [_as_received(line, transfer.number) for line in lines if line.received]
    if came:
        receiving.bring_in(
            warrant.actor,
            transfer.to_store_id,
            came,
            supplier=company.store_card(transfer.store_id).name,
            paper=transfer.number,
            at=at,
            kind=MoveKind.TRANSFER_IN,
            number=transfer.number,
        )
    _forget_coming(transfer, at=at, by_id=warrant.actor.staff_id)
    return transfer


def _as_received(line: TransferLine, number: str) -> receiving.Received:
    quantity = line.received or ZERO
    batch, came = line.batch, None
    if batch is not None:
        passed = batch.state == states.BatchState.PASSED and (batch.code or all(batch.checklist.values()))
        came = batches.Came(
            numbers=(batch.number,),
            made_on=batch.made_on,
            expires_on=batch.expires_on,
            certificate=batch.certificate,
            code=batch.code or ("随调拨单" if passed else ""),
            checklist=batch.checklist,
            genuine=True if passed else None,
            note=batch.note,
        )
    elif line.part.tracking != Tracking.NONE:
        came = batches.Came(numbers=(number,))
    worth = rules.share_of_value(line.quantity, line.value, quantity)
    return receiving.Received(line.part_id, quantity, ZERO, None, came, number, worth)


def _forget_coming(transfer: Transfer, *, at: datetime, by_id: int | None) -> None:
    """What has not come with a transfer is no longer on its way."""
    left = list(
        Delivery.objects.filter(
            store_id=transfer.to_store_id, document=transfer.number, ended_at__isnull=True
        )
    )
    if not left:
        return
    book = ledger.open_book(transfer.to_store_id, {each.part_id for each in left}, entered=True)
    for each in left:
        each.ended_at = at
        book.expect(each.part_id, -each.quantity)
    Delivery.objects.bulk_update(left, ["ended_at"])
    waiting.redate(book, book.stocks, at=at)
    book.close(at=at, by_id=by_id)


@use_case(permissions.SEND_TRANSFERS, "撤回调拨")
def recall_transfer(warrant: Warrant, transfer_id: int, *, at: datetime) -> Transfer:
    """A transfer that was sent by mistake and has not been received comes back, each piece to its bin and batch."""
    transfer = _found(warrant, transfer_id, receiver=False)
    states.TRANSFER.move(transfer, "recall")
    transfer.save(update_fields=["state"])
    _forget_coming(transfer, at=at, by_id=warrant.actor.staff_id)
    lines = TransferLine.objects.filter(transfer=transfer).order_by("pk")
    _bring_back(transfer, [(line, line.quantity) for line in lines], at=at, by_id=warrant.actor.staff_id)
    return transfer


def _bring_back(
    transfer: Transfer, lines: Sequence[tuple[TransferLine, Decimal]], *, at: datetime, by_id: int | None
) -> None:
    """Goods of a transfer are in the sender's stock again, at the value they left at."""
    book = ledger.open_book(transfer.store_id, {line.part_id for line, _ in lines}, entered=True)
    for line, quantity in lines:
        book.move(
            ledger.Movement(
                part_id=line.part_id,
                bin_id=line.bin_id,
                kind=MoveKind.TRANSFER_OUT,
                quantity=quantity,
                value=rules.share_of_value(line.quantity, line.value, quantity),
                document=transfer.number,
                note="退回",
                batch_id=line.batch_id,
            )
        )
    holds.serve(book, at=at)
    book.close(at=at, by_id=by_id)


@use_case(permissions.SETTLE_TRANSFERS, "处理调拨差异")
def settle_difference(
    warrant: Warrant, transfer_id: int, *, answers: Mapping[int, Difference], at: datetime
) -> Transfer:
    """The sender says of every line that came short what became of the rest: back in stock, or lost.

    Raises OutOfTurn when nothing differs, Refused when a line has no answer.
    """
    transfer = _found(warrant, transfer_id, receiver=False)
    if transfer.state != TransferState.DIFFERS:
        raise OutOfTurn(f"{transfer}现在是“{transfer.get_state_display()}”，没有要处理的差异。")
    short = [
        line
        for line in TransferLine.objects.filter(transfer=transfer).select_related("part").order_by("pk")
        if (line.received or ZERO) < line.quantity
    ]
    for line in short:
        if line.pk not in answers:
            raise Refused(f"请说明“{line.part.name}”少收的部分是退回库存，还是运输丢失。")
        line.difference = answers[line.pk]
    TransferLine.objects.bulk_update(short, ["difference"])
    back = [
        (line, line.quantity - (line.received or ZERO))
        for line in short
        if line.difference == Difference.BACK
    ]
    if back:
        _bring_back(transfer, back, at=at, by_id=warrant.actor.staff_id)
    states.TRANSFER.move(transfer, "settle")
    transfer.save(update_fields=["state"])
    return transfer
