"""Invoices against receipts against orders: matched, settled, paid (PARTS-20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.money import money
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.supply import drafting, permissions, postings, rules, states, tolerance, tracking
from huichang.supply.models import Invoice, InvoiceLine, ReceiptLine, Supplier
from huichang.supply.states import InvoiceState, Settlement

ZERO = Decimal(0)
TAX_TOLERANCE = Decimal("1.27")
"""How far the tax of a whole invoice may be off by rounding line by line (RULES A9)."""


@dataclass(frozen=True, kw_only=True)
class Billed:
    """What an invoice bills of a receipt line: so many, for so much without tax."""

    receipt_line_id: int
    quantity: Decimal
    net: Decimal


@use_case(permissions.RECORD_INVOICES, "登记采购发票")
def record_invoice(
    warrant: Warrant,
    supplier_id: int,
    *,
    store_id: int,
    number: str,
    invoiced_on: date,
    tax: Decimal,
    gross: Decimal,
    lines: Sequence[Billed],
    at: datetime,
    freight: Decimal = ZERO,
) -> Invoice:
    """A supplier's invoice against what came: without a difference beyond the tolerance it is ready to be paid at once.

    Raises Refused for a number that is known, lines of another supplier or billed before, sums that do not add up, and a tax
    that is not the rate's.
    """
    warrant.show_at(store_id)
    supplier = Supplier.objects.filter(pk=supplier_id).first()
    if supplier is None:
        raise Missing("没有找到这个供应商，请重新选择。")
    number = _checked_number(supplier, number)
    if invoiced_on > localdate(at):
        raise Refused("开票日期在今天以后，请核对。", fields=("invoiced_on",))
    if not lines:
        raise Refused("请至少选择一行收货来核对。")
    if freight < 0 or min(line.net for line in lines) < 0:
        raise Refused("发票金额不能小于零；红字发票请在退货单或索赔单里登记。")
    net = sum((line.net for line in lines), ZERO) + freight
    if net + tax != gross:
        raise Refused(
            f"各行金额 {net:,.2f} 加税额 {tax:,.2f} 是 {net + tax:,.2f}，不等于价税合计 {gross:,.2f}，请核对发票。",
            fields=("gross",),
        )
    contract = drafting.contract_of(store_id, supplier_id, on=invoiced_on)
    rate = tolerance.rate_of(store_id, contract)
    if abs(tax - rules.tax_of(net, rate)) > TAX_TOLERANCE:
        raise Refused(
            f"按税率 {(rate * 100).normalize():f}% 税额应是 {rules.tax_of(net, rate):,.2f}，发票上是 {tax:,.2f}，请核对税率。",
            fields=("tax",),
        )
    rows = _locked_receipt_lines(store_id, supplier_id, lines)
    invoice = Invoice(
        store_id=store_id,
        supplier=supplier,
        number=number,
        invoiced_on=invoiced_on,
        due_on=invoiced_on + timedelta(days=contract.pay_days if contract else 30),
        rate=rate,
        freight=freight,
        freight_expected=_freight_still_due(store_id, rows),
        net=net,
        tax=tax,
        gross=gross,
        payable=gross,
        recorded_at=at,
        recorded_by_id=warrant.actor.staff_id,
    )
    made = [
        InvoiceLine(
            store_id=store_id,
            receipt_line=rows[line.receipt_line_id],
            quantity=line.quantity,
            net=line.net,
            expected=rules.amount(line.quantity, rows[line.receipt_line_id].price),
        )
        for line in lines
    ]
    agrees = all(tolerance.within(store_id, line.net, line.expected) for line in made)
    agrees = agrees and tolerance.within(store_id, freight, invoice.freight_expected)
    if agrees:
        invoice.state, invoice.settled_at = InvoiceState.MATCHED, at
        invoice.settled_by_id = warrant.actor.staff_id
    invoice.save()
    for line in made:
        line.invoice = invoice
        line.receipt_line.invoiced += line.quantity
    InvoiceLine.objects.bulk_create(made)
    ReceiptLine.objects.bulk_update(rows.values(), ["invoiced"])
    if agrees:
        postings.post(invoice, made, made, at=at, by_id=warrant.actor.staff_id)
    warrant.about(invoice, f"{supplier.name} {number}")
    return invoice


def _checked_number(supplier: Supplier, number: str) -> str:
    wanted = number.strip()
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) in (8, 10, 12, 20)):
        raise Refused("发票号码是 20 位数字（数电票）或 8 位数字，请核对。", fields=("number",))
    known = (
        Invoice.objects.filter(supplier=supplier, number=wanted).exclude(state=InvoiceState.CANCELLED).first()
    )
    if known is not None:
        raise Refused(
            f"发票 {wanted} 已在 {localdate(known.recorded_at)} 登记过，不能重复登记。", fields=("number",)
        )
    return wanted


def _locked_receipt_lines(store_id: int, supplier_id: int, lines: Sequence[Billed]) -> dict[int, ReceiptLine]:
    wanted = {line.receipt_line_id for line in lines}
    if len(wanted) < len(lines):
        raise Refused("同一行收货在一张发票里只能核对一次，请合并数量。")
    tracking.lock_orders_of(wanted)
    rows = {
        row.pk: row
        for row in ReceiptLine.objects.filter(
            store_id=store_id, pk__in=wanted, receipt__undone_at__isnull=True
        )
        .select_related("receipt__order", "part")
        .select_for_update(of=("self",))
        .order_by("pk")
    }
    if len(rows) < len(wanted):
        raise Missing("有的收货行没有找到或已经撤销，请刷新页面。")
    for line in lines:
        row = rows[line.receipt_line_id]
        if row.receipt.order.supplier_id != supplier_id:
            raise Refused(f"收货单 {row.receipt.number} 不是这个供应商的，请核对。")
        still = row.good + row.damaged - row.invoiced
        if not ZERO < line.quantity <= still:
            raise Refused(
                f"“{row.part.name}”（{row.receipt.number}）未开票的只有 {still.normalize():f}，"
                f"发票上是 {line.quantity.normalize():f}。多开的部分请供应商重开。"
            )
    return rows


def _freight_still_due(store_id: int, rows: Mapping[int, ReceiptLine]) -> Decimal:
    """The freight of the orders concerned that no invoice has billed yet."""
    orders = {row.receipt.order_id: row.receipt.order for row in rows.values()}
    billed = set(
        InvoiceLine.objects.filter(
            store_id=store_id, receipt_line__receipt__order_id__in=orders, invoice__freight__gt=0
        )
        .exclude(invoice__state=InvoiceState.CANCELLED)
        .values_list("receipt_line__receipt__order_id", flat=True)
    )
    return sum((order.freight for pk, order in orders.items() if pk not in billed), ZERO)


@use_case(permissions.SETTLE_DIFFERENCES, "处理发票差异")
def settle_differences(
    warrant: Warrant, invoice_id: int, *, settlements: Mapping[int, str], words: str, at: datetime
) -> Invoice:
    """Say of each line that differs (line id → `Settlement`) whether the invoice holds or the receipt.

    As invoiced: the difference goes to the value of what is still here, the rest to cost. As received: only that is paid,
    the supplier credits the rest. Raises Refused when a line is left out, OutOfTurn when nothing differs any more.
    """
    invoice: Invoice = Invoice.objects.locked(invoice_id, warrant)
    states.INVOICE.move(invoice, "settle")
    if not words.strip():
        raise Refused("请写明差异的原因和处理依据。", fields=("words",))
    lines = list(
        InvoiceLine.objects.filter(invoice=invoice)
        .select_related("receipt_line")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    held_back = ZERO
    posted = []
    for line in lines:
        if line.net != line.expected and not tolerance.within(invoice.store_id, line.net, line.expected):
            line.settlement = settlements.get(line.pk, "")
            if line.settlement not in Settlement.values:
                raise Refused("每一行差异都要选择处理办法。")
        if line.settlement == Settlement.AS_RECEIVED:
            held_back += line.net - line.expected
        else:
            posted.append(line)
    InvoiceLine.objects.bulk_update(lines, ["settlement"])
    invoice.payable = money(invoice.gross - held_back * (1 + invoice.rate))
    invoice.settled_at, invoice.settled_by_id = at, warrant.actor.staff_id
    invoice.settled_words = words.strip()[:120]
    invoice.save(update_fields=["state", "payable", "settled_at", "settled_by", "settled_words"])
    postings.post(invoice, posted, lines, at=at, by_id=warrant.actor.staff_id)
    return invoice


@use_case(permissions.PAY_INVOICES, "登记采购付款")
def pay_invoice(warrant: Warrant, invoice_id: int, *, paid_on: date, reference: str, at: datetime) -> Invoice:
    """The invoice was paid at the bank. Raises Refused without the bank's reference or for a day to come, OutOfTurn while
    differences are open."""
    invoice: Invoice = Invoice.objects.locked(invoice_id, warrant)
    states.INVOICE.move(invoice, "pay")
    if not reference.strip():
        raise Refused("请填写付款凭证号或银行流水号。", fields=("reference",))
    if not invoice.invoiced_on - timedelta(days=366) <= paid_on <= localdate(at):
        raise Refused("付款日期不能在今天以后，请核对。", fields=("paid_on",))
    invoice.paid_on, invoice.paid_reference = paid_on, reference.strip()[:40]
    invoice.save(update_fields=["state", "paid_on", "paid_reference"])
    return invoice


@use_case(permissions.SETTLE_DIFFERENCES, "作废采购发票")
def cancel_invoice(warrant: Warrant, invoice_id: int, *, why: str, at: datetime) -> Invoice:
    """An invoice was recorded by mistake or is taken back: what it posted is posted back, its lines may be billed again.

    Raises Refused without a reason, OutOfTurn once it is paid.
    """
    invoice: Invoice = Invoice.objects.locked(invoice_id, warrant)
    was_matched = invoice.state == InvoiceState.MATCHED
    states.INVOICE.move(invoice, "cancel")
    if not why.strip():
        raise Refused("请写明为什么作废。", fields=("why",))
    lines = list(InvoiceLine.objects.filter(invoice=invoice).select_related("receipt_line").order_by("pk"))
    rows = {
        row.pk: row
        for row in ReceiptLine.objects.filter(pk__in=[line.receipt_line_id for line in lines])
        .select_for_update()
        .order_by("pk")
    }
    for line in lines:
        rows[line.receipt_line_id].invoiced -= line.quantity
    ReceiptLine.objects.bulk_update(rows.values(), ["invoiced"])
    if was_matched:
        postings.post_back(invoice, lines, at=at, by_id=warrant.actor.staff_id)
    invoice.cancelled_why = why.strip()[:120]
    invoice.save(update_fields=["state", "cancelled_why"])
    return invoice
