"""Goods come against a purchase order: counted, looked at, put away, or refused (PARTS-20, PARTS-02)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel import numbering, pictures
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import arrivals, batches, ledger
from huichang.parts import queries as parts
from huichang.parts import receiving as store_room
from huichang.parts.states import Tracking
from huichang.supply import facts, permissions, rules, states, tracking
from huichang.supply.models import PurchaseLine, PurchaseOrder, Receipt, ReceiptLine, ReceiptPhoto
from huichang.supply.states import Fault

ZERO = Decimal(0)
MOST_PHOTOS = 6


@dataclass(frozen=True, kw_only=True)
class Came:
    """What came of one purchase line, or of one batch of it: `good` goes into `bin_id` (None: the part's own place),
    `damaged` into quarantine for a claim, `refused` goes back with the driver.
    `announced` is what the delivery note says; None: just what came."""

    line_id: int
    good: Decimal
    damaged: Decimal = ZERO
    refused: Decimal = ZERO
    announced: Decimal | None = None
    fault: str = ""
    fault_words: str = ""
    over_why: str = ""
    bin_id: int | None = None
    batch: batches.Came | None = None
    photos: Sequence[bytes] = ()

    @property
    def kept(self) -> Decimal:
        """What stays in the house."""
        return self.good + self.damaged


@use_case(permissions.RECEIVE_ORDERS, "按采购单收货")
def receive_order(
    warrant: Warrant, order_id: int, *, document: str, came: Sequence[Came], at: datetime, note: str = ""
) -> Receipt:
    """Goods of an order came with a delivery note: good ones into stock and to those who wait, damaged ones into quarantine.

    More than is open of a line is refused unless a reason is given. Raises Refused for a fault without its kind, an empty
    receipt, a delivery note that was received before, and as the store room does; OutOfTurn for an order that is not out.
    """
    order: PurchaseOrder = PurchaseOrder.objects.locked(order_id, warrant)
    states.ORDER.move(order, "receive")
    if not document.strip():
        raise Refused("请填写送货单号，便于以后对账。", fields=("document",))
    if Receipt.objects.filter(order=order, document=document.strip()[:40], undone_at__isnull=True).exists():
        raise Refused(f"送货单 {document.strip()} 已经收过货，请核对，避免重复入库。", fields=("document",))
    lines = {line.pk: line for line in tracking.locked_lines(order)}
    said = [each for each in came if each.kept or each.refused or each.announced]
    if not said:
        raise Refused("请至少填写一行的到货数量。")
    briefs = parts.parts(line.part_id for line in lines.values())
    before: dict[int, Decimal] = {}
    for each in said:
        _check(lines.get(each.line_id), each, briefs, before.get(each.line_id, ZERO))
        before[each.line_id] = before.get(each.line_id, ZERO) + each.kept
    # Receipts without an order take their number inside the store room: whoever has a number must not wait at its door.
    ledger.enter(order.store_id)
    number = numbering.next_number(order.store_id, "RK", on=localdate(at))
    receipt = Receipt(
        store_id=order.store_id,
        order=order,
        number=number,
        document=document.strip()[:40],
        note=note.strip()[:120],
        received_at=at,
        received_by_id=warrant.actor.staff_id,
    )
    receipt.save()
    goods = [line for each in said for line in _goods(order, lines[each.line_id], each, briefs)]
    if goods:
        store_room.bring_in(
            warrant.actor,
            order.store_id,
            goods,
            supplier=order.supplier.name,
            paper=document.strip()[:40],
            at=at,
            number=number,
        )
    for each in said:
        _write(receipt, lines[each.line_id], each, at=at, by_id=warrant.actor.staff_id)
    PurchaseLine.objects.bulk_update(lines.values(), ["received"])
    order.confirmed_at = order.confirmed_at or at
    order.save(update_fields=["state", "confirmed_at"])
    tracking.tell_the_store_room(
        order, [lines[line_id] for line_id in sorted(before)], at=at, by_id=warrant.actor.staff_id
    )
    tracking.finish_if_over(order, at=at)
    announce(facts.GoodsReceived(order.store_id, order.pk, receipt.pk, at))
    warrant.about(order, f"{number} {document.strip()}"[:200])
    return receipt


def _check(
    line: PurchaseLine | None, each: Came, briefs: dict[int, parts.PartBrief], before: Decimal
) -> None:
    """`before`: what this receipt has of the line already, by another batch."""
    if line is None:
        raise Missing("有一行不在这张采购单里。如果到的是别的配件，请按错件拒收。")
    brief = briefs[line.part_id]
    quantities = (each.good, each.damaged, each.refused, each.announced or ZERO)
    if min(quantities) < 0:
        raise Refused(f"“{brief.name}”的数量不能小于零。", fields=(f"good_{line.pk}",))
    if brief.is_whole and any(quantity % 1 for quantity in quantities):
        raise Refused(f"“{brief.name}”只能按整{brief.unit}收货。", fields=(f"good_{line.pk}",))
    still = max(tracking.open_of(line) - before, ZERO)
    if each.kept > still and not each.over_why.strip():
        raise Refused(
            f"“{brief.name}”还有 {still.normalize():f} {brief.unit}没到，这次收 {each.kept.normalize():f} {brief.unit}，"
            "超出订单。请核对数量；确实要收下，请写明原因。",
            fields=(f"over_{line.pk}",),
        )
    if (each.damaged or each.refused) and each.fault not in Fault.values:
        raise Refused(f"“{brief.name}”有破损或拒收，请选择问题。", fields=(f"fault_{line.pk}",))
    if brief.tracking == Tracking.SERIAL and each.batch is not None and len(each.batch.numbers) != each.kept:
        raise Refused(
            f"“{brief.name}”收下 {each.kept.normalize():f} {brief.unit}，写了 {len(each.batch.numbers)} 个序列号，"
            "请一件写一个。",
            fields=(f"numbers_{line.pk}",),
        )
    if len(each.photos) > MOST_PHOTOS:
        raise Refused(f"一行最多 {MOST_PHOTOS} 张照片。")


def _goods(
    order: PurchaseOrder, line: PurchaseLine, each: Came, briefs: dict[int, parts.PartBrief]
) -> list[store_room.Received]:
    """What the store room gets of a line: good goods, and damaged ones into quarantine."""
    shares = []
    if each.good:
        shares.append((each.good, each.bin_id, _numbered(each, briefs[line.part_id], damaged=False)))
    if each.damaged:
        where = batches.quarantine_bin(order.store_id).pk
        shares.append((each.damaged, where, _numbered(each, briefs[line.part_id], damaged=True)))
    return [
        store_room.Received(
            part_id=line.part_id,
            quantity=quantity,
            cost=line.price,
            bin_id=bin_id,
            came=batch,
            order=order.number,
        )
        for quantity, bin_id, batch in shares
    ]


def _numbered(each: Came, part: parts.PartBrief, *, damaged: bool) -> batches.Came | None:
    """What the good or the damaged share says of itself: of serial numbers the damaged pieces have the last ones, a batch has
    one number for all."""
    came = each.batch
    if came is None or part.tracking != Tracking.SERIAL:
        return came
    good = int(each.good)
    return replace(came, numbers=came.numbers[good:] if damaged else came.numbers[:good])


def _write(receipt: Receipt, line: PurchaseLine, each: Came, *, at: datetime, by_id: int | None) -> None:
    line.received += each.kept
    row: ReceiptLine = ReceiptLine.objects.create(
        store_id=receipt.store_id,
        receipt=receipt,
        line=line,
        part_id=line.part_id,
        announced=each.kept + each.refused if each.announced is None else each.announced,
        good=each.good,
        damaged=each.damaged,
        refused=each.refused,
        fault=each.fault or (Fault.SHORT if (each.announced or ZERO) > each.kept + each.refused else ""),
        fault_words=each.fault_words.strip()[:120],
        over_why=each.over_why.strip()[:120],
        certificate=each.batch.certificate[:60] if each.batch else "",
        price=line.price,
        value=sum(_values(line, each), ZERO),
    )
    ReceiptPhoto.objects.bulk_create(
        [
            ReceiptPhoto(
                store_id=receipt.store_id,
                line=row,
                picture=pictures.keep(
                    photo, store_id=receipt.store_id, kind="receipt", at=at, staff_id=by_id
                ),
            )
            for photo in each.photos
        ]
    )


def _values(line: PurchaseLine, each: Came) -> list[Decimal]:
    """What the store room posted for the two shares of a line, rounded as it rounds."""
    return [rules.amount(quantity, line.price) for quantity in (each.good, each.damaged)]


@use_case(permissions.UNDO_RECEIPTS, "撤销收货")
def undo_receipt(warrant: Warrant, receipt_id: int, *, why: str, at: datetime) -> Receipt:
    """A receipt was a mistake: its goods leave the stock again and are on their way again.

    Raises Refused when something of these parts left the store since, or it was invoiced or claimed; OutOfTurn when it was
    undone already.
    """
    found = Receipt.objects.seen_by(warrant.actor).filter(pk=receipt_id).values_list("order_id").first()
    if found is None:
        raise Missing("没有找到这张收货单，请刷新页面。")
    order: PurchaseOrder = PurchaseOrder.objects.locked(found[0], warrant)
    receipt: Receipt = Receipt.objects.select_for_update(of=("self",)).get(pk=receipt_id)
    if receipt.undone_at is not None:
        raise OutOfTurn("这张收货单已经撤销，不用再撤。")
    if not why.strip():
        raise Refused("请写明为什么撤销收货。", fields=("why",))
    rows = list(ReceiptLine.objects.filter(receipt=receipt).select_for_update().order_by("pk"))
    if any(row.invoiced for row in rows):
        raise Refused("这张收货单已经登记发票，不能撤销。请先作废发票。")
    if ReceiptLine.objects.filter(receipt=receipt, claims__isnull=False).exists():
        raise Refused("这张收货单已经提出索赔，不能撤销。请先撤回索赔。")
    if any(row.good or row.damaged for row in rows):
        arrivals.take_back(
            order.store_id, receipt.number, at=at, by_id=warrant.actor.staff_id, why=why.strip()
        )
    lines = {line.pk: line for line in tracking.locked_lines(order)}
    for row in rows:
        lines[row.line_id].received -= row.good + row.damaged
    PurchaseLine.objects.bulk_update(lines.values(), ["received"])
    receipt.undone_at, receipt.undone_why = at, why.strip()[:120]
    receipt.save(update_fields=["undone_at", "undone_why"])
    tracking.finish_if_over(order, at=at)
    tracking.tell_the_store_room(order, list(lines.values()), at=at, by_id=warrant.actor.staff_id)
    warrant.about(order, f"{receipt.number} {why.strip()}"[:200])
    return receipt
