"""The buyer's budget of a month: what is ordered, what is drafted, what is left for what is suggested."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from huichang.company import settings
from huichang.kernel.actor import Actor
from huichang.kernel.money import money
from huichang.kernel.months import first_of
from huichang.stocking.queries import reading
from huichang.supply.queries import drafts
from huichang.supply.queries.drafts import Spent

MONTH_BUDGET = settings.declare(
    "stocking.month_budget",
    0,
    "每月采购备件的预算（不含税，0 为不控制）",
    unit="元",
    fits=settings.between(0, 100_000_000),
)


@dataclass(frozen=True)
class Budget:
    """Goods without tax. `whole` is nought where the store sets none."""

    month: date
    whole: Decimal
    out: Decimal
    drafted: Decimal
    by_supplier: tuple[Spent, ...]

    @property
    def left(self) -> Decimal:
        """What may still be ordered; below nought when more is ordered than was meant to be."""
        return self.whole - self.out - self.drafted


def budget(actor: Actor, *, on: date) -> Budget:
    """The month of a day in the store where one works. One statement."""
    store_id, month = reading.store_for(actor), first_of(on)
    rows = drafts.spent(store_id, since=month, until=first_of(on, 1))
    return Budget(
        month=month,
        whole=money(Decimal(settings.of(store_id, MONTH_BUDGET))),
        out=sum((each.out for each in rows), Decimal(0)),
        drafted=sum((each.drafted for each in rows), Decimal(0)),
        by_supplier=tuple(rows),
    )
