"""What an invoice that holds changes in the books: the goods' value as far as they are still here, cost for the rest
(PARTS-20). Plain functions for the use-cases of invoices.

Freight belongs to what goods cost (企业会计准则第1号——存货 第六条): it is shared out over the invoice's lines by their amounts;
a store may book it as an expense instead (note 0013).
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from huichang.company import settings
from huichang.kernel.money import Money, money, split
from huichang.parts import arrivals
from huichang.supply import tolerance
from huichang.supply.models import Invoice, InvoiceLine, Variance

ZERO = Decimal(0)
PRICE, FREIGHT, CANCELLED = "发票差价", "采购运费", "发票作废"


def post(
    invoice: Invoice,
    billed: Sequence[InvoiceLine],
    lines: Sequence[InvoiceLine],
    *,
    at: datetime,
    by_id: int | None,
) -> None:
    """Post the differences of the lines that are paid as billed, and the freight over all lines: to the value of what is still
    here, else to cost. The caller has locked the invoice."""
    _share_freight(invoice, lines)
    differences = {line.pk: line.net - line.expected for line in billed if line.net != line.expected}
    changed = [line for line in lines if line.pk in differences or line.freight]
    by_price = [line for line in changed if line.pk in differences]
    by_freight = [line for line in changed if line.freight]
    at_price = _reprice(
        invoice, by_price, [differences[line.pk] for line in by_price], "差价", at=at, by_id=by_id
    )
    at_freight = _reprice(
        invoice, by_freight, [line.freight for line in by_freight], "运费", at=at, by_id=by_id
    )
    costs: list[tuple[int | None, Decimal, str]] = []
    for line, share in zip(by_price, at_price, strict=True):
        line.to_stock += share
        line.to_cost += money(differences[line.pk] - share)
        costs.append((line.receipt_line.part_id, money(differences[line.pk] - share), PRICE))
    for line, share in zip(by_freight, at_freight, strict=True):
        line.to_stock += share
        line.to_cost += money(line.freight - share)
        costs.append((line.receipt_line.part_id, money(line.freight - share), FREIGHT))
    if not invoice.freight_in_stock:
        costs.append((None, invoice.freight, FREIGHT))
    InvoiceLine.objects.bulk_update(changed, ["freight", "to_stock", "to_cost"])
    _write(invoice, costs, at=at, by_id=by_id)


def post_back(invoice: Invoice, lines: Sequence[InvoiceLine], *, at: datetime, by_id: int | None) -> None:
    """Take back what an invoice posted: out of the stock as far as it is still there, the rest out of cost."""
    posted = [line for line in lines if line.to_stock or line.to_cost]
    shares = _reprice(invoice, posted, [-line.to_stock for line in posted], "作废", at=at, by_id=by_id)
    costs: list[tuple[int | None, Decimal, str]] = [
        (line.receipt_line.part_id, money(-line.to_stock - line.to_cost - share), CANCELLED)
        for line, share in zip(posted, shares, strict=True)
    ]
    if not invoice.freight_in_stock:
        costs.append((None, money(-invoice.freight), CANCELLED))
    _write(invoice, costs, at=at, by_id=by_id)


def _share_freight(invoice: Invoice, lines: Sequence[InvoiceLine]) -> None:
    """By the amounts of the lines, to the cent; where they are worth nothing the freight has no goods to belong to."""
    weights = [line.expected for line in lines]
    invoice.freight_in_stock = bool(
        invoice.freight
        and sum(weights, ZERO) > 0
        and settings.of(invoice.store_id, tolerance.FREIGHT) == "stock"
    )
    invoice.save(update_fields=["freight_in_stock"])
    if invoice.freight_in_stock:
        for line, share in zip(lines, split(money(invoice.freight), weights), strict=True):
            line.freight = share


def _reprice(
    invoice: Invoice,
    lines: Sequence[InvoiceLine],
    amounts: Sequence[Decimal],
    words: str,
    *,
    at: datetime,
    by_id: int | None,
) -> list[Money]:
    if not lines:
        return []
    return arrivals.reprice(
        invoice.store_id,
        [
            arrivals.Reprice(part_id=line.receipt_line.part_id, quantity=line.quantity, difference=amount)
            for line, amount in zip(lines, amounts, strict=True)
        ],
        document=_document(invoice),
        note=f"发票 {invoice.number} {words}",
        at=at,
        by_id=by_id,
    )


def _write(
    invoice: Invoice, costs: Sequence[tuple[int | None, Decimal, str]], *, at: datetime, by_id: int | None
) -> None:
    Variance.objects.bulk_create(
        [
            Variance(
                store_id=invoice.store_id,
                part_id=part_id,
                supplier_id=invoice.supplier_id,
                amount=amount,
                document=_document(invoice),
                why=why,
                at=at,
                by_id=by_id,
            )
            for part_id, amount, why in costs
            if amount
        ]
    )


def _document(invoice: Invoice) -> str:
    return invoice.number[-20:]
