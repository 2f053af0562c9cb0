"""Goods that go back to their supplier for credit (PARTS-20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel import numbering
from huichang.kernel.actor import Warrant
from huichang.kernel.money import money
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import arrivals
from huichang.parts import queries as parts
from huichang.parts.states import MoveKind
from huichang.supply import drafting, permissions, rules, states
from huichang.supply.models import ReceiptLine, ReturnLine, Supplier, SupplierReturn, Variance
from huichang.supply.states import ReturnReason

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Back:
    """So many of a part go back, out of a bin; `price` per unit without tax, None: what they last came at."""

    part_id: int
    bin_id: int
    quantity: Decimal
    price: Decimal | None = None


@use_case(permissions.RETURN_GOODS, "编制采购退货单")
def write_return(
    warrant: Warrant,
    supplier_id: int,
    *,
    store_id: int,
    reason: str,
    lines: Sequence[Back],
    at: datetime,
    words: str = "",
) -> SupplierReturn:
    """What is to go back. Raises Missing for a bin of another store, Refused for impossible lines, parts that never came from
    this supplier without a price, and surplus after the contract's term."""
    warrant.show_at(store_id)
    supplier = Supplier.objects.filter(pk=supplier_id).first()
    if supplier is None:
        raise Missing("没有找到这个供应商，请重新选择。")
    if reason not in ReturnReason.values:
        raise Refused("退货原因请从列表里选择。", fields=("reason",))
    if not lines:
        raise Refused("请至少填写一行退货配件。")
    on = localdate(at)
    arrivals.check_bins(store_id, (line.bin_id for line in lines))
    briefs = parts.parts(line.part_id for line in lines)
    last = _last_receipts(store_id, supplier_id, [line.part_id for line in lines])
    made: SupplierReturn = SupplierReturn(
        store_id=store_id,
        number=numbering.next_number(store_id, "TH", on=on),
        supplier=supplier,
        reason=reason,
        reason_words=words.strip()[:120],
        written_at=at,
        written_by_id=warrant.actor.staff_id,
    )
    made.save()
    rows = []
    for line in lines:
        brief = briefs.get(line.part_id)
        if brief is None:
            raise Missing("有的配件已经不在目录里，请重新搜索配件。")
        drafting.check_quantity(brief, line.quantity)
        came = last.get(line.part_id)
        if reason == ReturnReason.SURPLUS:
            _check_term(brief.name, came, drafting.contract_of(store_id, supplier_id, on=on), on)
        price = line.price if line.price is not None else came.price if came else None
        if price is None or price <= 0:
            raise Refused(
                f"“{brief.name}”没有从这家供应商收过货，请填写退货价（不含税）。", fields=("price",)
            )
        rows.append(
            ReturnLine(
                store_id=store_id,
                supplier_return=made,
                part_id=line.part_id,
                bin_id=line.bin_id,
                quantity=line.quantity,
                price=rules.unit_price(price),
            )
        )
    ReturnLine.objects.bulk_create(rows)
    warrant.about(made, made.number)
    return made


def _last_receipts(store_id: int, supplier_id: int, part_ids: Sequence[int]) -> dict[int, ReceiptLine]:
    rows = (
        ReceiptLine.objects.filter(
            store_id=store_id,
            part_id__in=part_ids,
            receipt__order__supplier_id=supplier_id,
            receipt__undone_at__isnull=True,
        )
        .select_related("receipt")
        .order_by("part_id", "-receipt__received_at", "-pk")
        .distinct("part_id")
    )
    return {row.part_id: row for row in rows}


def _check_term(name: str, came: ReceiptLine | None, contract: object, on: date) -> None:
    days = getattr(contract, "return_days", 30)
    if came is not None and localdate(came.receipt.received_at) + timedelta(days=days) < on:
        raise Refused(
            f"“{name}”{localdate(came.receipt.received_at)} 到货，已超过合同的 {days} 天退货期限。"
            "请与供应商另行商定，或改走促销、调拨。"
        )


@use_case(permissions.RETURN_GOODS, "采购退货退出")
def send_return(warrant: Warrant, return_id: int, *, carrier: str, at: datetime) -> SupplierReturn:
    """The goods leave the store room. Raises Refused when they are not there or are promised to others."""
    row: SupplierReturn = SupplierReturn.objects.locked(return_id, warrant)
    states.RETURN.move(row, "send")
    if not carrier.strip():
        raise Refused("请填写承运人和运单号，或供应商取件人。", fields=("carrier",))
    lines = list(ReturnLine.objects.filter(supplier_return=row).order_by("pk"))
    values = arrivals.hand_over(
        warrant.actor,
        row.store_id,
        [
            arrivals.Leaving(part_id=line.part_id, bin_id=line.bin_id, quantity=line.quantity)
            for line in lines
        ],
        kind=MoveKind.SENT_BACK,
        document=row.number,
        note=f"{row.supplier.name} {carrier.strip()}",
        at=at,
    )
    for line, value in zip(lines, values, strict=True):
        line.value = value
    ReturnLine.objects.bulk_update(lines, ["value"])
    row.gone_at, row.carrier = at, carrier.strip()[:60]
    row.save(update_fields=["state", "gone_at", "carrier"])
    return row


@use_case(permissions.RECORD_INVOICES, "登记退货红字")
def credit_return(
    warrant: Warrant, return_id: int, *, amount: Decimal, number: str, at: datetime
) -> SupplierReturn:
    """The supplier's red-letter invoice: so much without tax. What it differs from the goods' value is cost.

    Raises Refused without its number or for nothing.
    """
    row: SupplierReturn = SupplierReturn.objects.locked(return_id, warrant)
    states.RETURN.move(row, "credit")
    if not number.strip():
        raise Refused("请填写红字发票号码。", fields=("number",))
    if amount <= 0:
        raise Refused("红字金额必须大于零（按正数填写，不含税）。", fields=("amount",))
    row.credited, row.credit_number, row.credited_at = money(amount), number.strip()[:20], at
    row.save(update_fields=["state", "credited", "credit_number", "credited_at"])
    worth = sum(ReturnLine.objects.filter(supplier_return=row).values_list("value", flat=True), ZERO)
    if worth != amount:
        Variance.objects.create(
            store_id=row.store_id,
            supplier_id=row.supplier_id,
            amount=money(worth - amount),
            document=row.number,
            why="退货差价",
            at=at,
            by_id=warrant.actor.staff_id,
        )
    return row


@use_case(permissions.RETURN_GOODS, "取消采购退货单")
def cancel_return(warrant: Warrant, return_id: int) -> SupplierReturn:
    """Nothing goes back after all. Raises OutOfTurn once the goods are gone."""
    row: SupplierReturn = SupplierReturn.objects.locked(return_id, warrant)
    states.RETURN.move(row, "cancel")
    row.save(update_fields=["state"])
    return row
