"""What lines of sales bring, without tax (PARTS-31)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from huichang.kernel.money import Money, money, with_tax_inside
from huichang.pricebook import tax
from huichang.trade.models import SaleLine


@dataclass(frozen=True)
class SoldLine:
    """A line of a sale: `amount` for `quantity`, tax included at `rate`."""

    line_id: int
    sale_id: int
    number: str
    kind: str
    quantity: Decimal
    amount: Decimal
    rate: Decimal

    def net_of(self, quantity: Decimal) -> Money:
        """What so many of it bring without tax; below nought what a return takes away."""
        return with_tax_inside(money(self.amount * quantity / self.quantity), self.rate).net


def sold_lines(line_ids: Iterable[int]) -> dict[int, SoldLine]:
    """Lines of sales by their keys. One statement, none for none."""
    wanted = set(line_ids)
    if not wanted:
        return {}
    rows = SaleLine.objects.filter(pk__in=wanted).values_list(
        "pk", "sale_id", "sale__number", "sale__kind", "quantity", "amount", "store_id"
    )
    return {
        pk: SoldLine(pk, sale_id, number, kind, quantity, amount, tax.rate(store_id, "part"))
        for pk, sale_id, number, kind, quantity, amount, store_id in rows
    }
