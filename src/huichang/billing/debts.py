"""What customers owe on their credit limit besides repairs: rooms above say it here."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from huichang.kernel.money import ZERO

Debts = Callable[[int, Sequence[int]], Mapping[int, Decimal]]
_DEBTS: list[Debts] = []


def also_owes(debts: Debts) -> Debts:
    """Register what else customers owe on the same limit: `debts(store_id, customer_ids)` in yuan by customer, one statement."""
    _DEBTS.append(debts)
    return debts


def owed_elsewhere(store_id: int, customer_ids: Sequence[int]) -> dict[int, Decimal]:
    """What customers owe on the same limits for other things than repairs (yuan). One statement for each room above."""
    owed: dict[int, Decimal] = {}
    for debts in _DEBTS if customer_ids else ():
        for customer_id, amount in debts(store_id, customer_ids).items():
            owed[customer_id] = owed.get(customer_id, ZERO) + amount
    return owed
