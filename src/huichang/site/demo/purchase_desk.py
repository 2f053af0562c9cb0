"""The purchasing desk of the demo's day, and the marks that its suppliers had in the months before."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from huichang.kernel.actor import Actor
from huichang.site.demo.content import PartFact
from huichang.site.demo.purchases import Purchases
from huichang.site.demo.rows import Rows
from huichang.supply import evaluating, permissions
from huichang.supply.states import OrderKind, OrderState

EVALUATED_MONTHS = 5
DEAR = Decimal(9000)


def fill(rows: Rows, buying: Purchases, parts: dict[str, PartFact]) -> None:
    """What lies on the desk: a draft, one that is too dear for the parts manager, one to be sent."""
    current = [part for part in parts.values() if part.is_current]
    fast = sorted(current, key=lambda part: -part.demand)
    dear = sorted(current, key=lambda part: -part.cost)
    heaps = (
        (0, OrderKind.WEEKLY, OrderState.DRAFT, fast[:9], 4.0),
        (0, OrderKind.ASSEMBLY, OrderState.SUBMITTED, dear[:9], 20.0),
        (1, OrderKind.AD_HOC, OrderState.APPROVED, fast[9:24], 3.0),
    )
    for firm, kind, state, some, hours in heaps:
        at = buying.until - timedelta(hours=hours)
        number = buying.numbers.next(buying.crew.site.id, "CG", at.date())
        order_id = buying.order(rows, firm, number, kind, state, at)
        for part in [each for each in some if buying.firm_of(each) == firm] or some[:1]:
            quantity = part.pack if part.pack <= 12 else Decimal(1)
            if state == OrderState.SUBMITTED:
                quantity = max(quantity, Decimal(int(DEAR / max(part.cost, Decimal(1))) + 1))
            buying.line(rows, order_id, part, quantity, part.cost, None)


def months_before(day: date, count: int) -> Iterator[date]:
    """The first days of the months before a day's, the latest first."""
    first = day.replace(day=1)
    for _ in range(count):
        first = (first - timedelta(days=1)).replace(day=1)
        yield first


def evaluate(store_ids: list[int], until: datetime) -> None:
    """Mark the suppliers of every store for the months that are over, as the job of each first day would have."""
    for store_id in store_ids:
        grants = {store_id: frozenset({permissions.EVALUATE_SUPPLIERS})}
        actor = Actor(None, "系统·供应商评价", grants, store_id=store_id, door="job")
        for month in months_before(until.date(), EVALUATED_MONTHS):
            evaluating.evaluate_suppliers(actor, store_id, month=month, at=until)
