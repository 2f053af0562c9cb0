"""What the parts store's figures are summed from, room by room (PARTS-31): live sums of some months, and what was sold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.billing.queries import figures as billing
from huichang.booking.queries import figures as booking
from huichang.kernel.days import begin_of
from huichang.kernel.figures import Entry, Sum
from huichang.kernel.months import first_of
from huichang.parts.queries import figures as store_room
from huichang.stocking.queries import figures as stocking
from huichang.supply.queries import figures as supply
from huichang.trade.queries import figures as trade
from huichang.workshop.queries import figures as workshop

ZERO = Decimal(0)


@dataclass(frozen=True)
class Span:
    """Some whole months: from the first day of one until before the first day of another; `at`: the moment of asking."""

    first: date
    last: date
    at: datetime

    @property
    def since(self) -> datetime:
        """When the first of them begins."""
        return begin_of(self.first)

    @property
    def until(self) -> datetime:
        """When the last of them ends."""
        return begin_of(first_of(self.last, 1))


def gather(stores: Sequence[int], span: Span) -> list[Sum]:
    """All sums of some months up to the running one, and what the stock was worth when each ended. Ten statements."""
    since, until, at = span.since, span.until, span.at
    values = store_room.values_at_ends(stores, since=since, at=at)
    return [
        *store_room.flows(stores, since=since, until=until),
        *supply.flows(stores, since=since, until=until, at=at),
        *booking.flows(stores, since=since, until=until, at=at),
        *stocking.flows(stores, since=since, until=until),
        *sums_of(sales(stores, span)),
        *(Sum(store_id, month, "value", value, ZERO) for (store_id, month), value in values.items()),
    ]


def sales(stores: Sequence[int], span: Span) -> list[Entry]:
    """Parts sold, line by line: top what they brought without tax, under what they cost, the slice through whom. Five
    statements."""
    return [*_with_orders(stores, span), *_over_the_counter(stores, span)]


def _with_orders(stores: Sequence[int], span: Span) -> list[Entry]:
    """With settled repair orders, sold when the statement was made. Three statements."""
    statements = {
        (row.order_id, row.payer): row for row in billing.settled(stores, since=span.since, until=span.until)
    }
    lines = [
        line
        for line in workshop.parts_sold(order_id for order_id, _ in statements)
        if (line.order_id, line.payer) in statements
    ]
    costs = store_room.costs_of_lines([line.line_id for line in lines])
    found = []
    for line in lines:
        row = statements[line.order_id, line.payer]
        found.append(
            Entry(
                row.store_id,
                row.at,
                line.part_id,
                line.payer,
                line.net,
                costs.get(line.line_id, ZERO),
                row.number,
                f"/billing/order/{line.order_id}/",
                f"数量 {line.quantity.normalize():f}",
            )
        )
    return found


def _over_the_counter(stores: Sequence[int], span: Span) -> list[Entry]:
    """Over the counter and to the trade, sold when the goods left, less what came back. Two statements."""
    moves = store_room.sale_moves(stores, since=span.since, until=span.until)
    lines = trade.sold_lines(move.line_id for move in moves)
    found = []
    for move in moves:
        line = lines.get(move.line_id)
        if line is not None:
            found.append(
                Entry(
                    move.store_id,
                    move.at,
                    move.part_id,
                    f"sale_{line.kind}",
                    line.net_of(move.quantity),
                    move.cost,
                    line.number,
                    f"/trade/orders/{line.sale_id}/",
                    f"{'数量' if move.quantity > 0 else '退回'} {abs(move.quantity).normalize():f}",
                )
            )
    return found


def sums_of(entries: Sequence[Entry]) -> list[Sum]:
    """Sold parts by store, month and who paid."""
    found: dict[tuple[int, date, str], tuple[Decimal, Decimal]] = {}
    for each in entries:
        key = (each.store_id, first_of(localdate(each.at)), f"sales.{each.slice}")
        top, under = found.get(key, (ZERO, ZERO))
        found[key] = (top + each.top, under + each.under)
    return [Sum(store_id, month, key, *pair) for (store_id, month, key), pair in found.items()]
