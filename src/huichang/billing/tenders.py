"""Ways to pay that another room keeps the balance of: stored value, points, coupons (the loyalty room registers them)."""

from collections.abc import Callable
from decimal import Decimal

from huichang.billing.states import Method
from huichang.kernel.refusals import Refused

Spend = Callable[[int, int, Decimal, str], None]
_KEEPERS: dict[str, Spend] = {}
KEPT_ELSEWHERE = frozenset({Method.STORED_VALUE, Method.POINTS, Method.COUPON})


def kept_by(method: Method) -> Callable[[Spend], Spend]:
    """Register who spends a method: `spend(store_id, customer_id, amount, reference)`; it raises Refused when it cannot."""

    def register(spend: Spend) -> Spend:
        _KEEPERS[method] = spend
        return spend

    return register


def offered() -> list[Method]:
    """Methods that a cashier can take now."""
    return [
        method
        for method in Method
        if (method not in KEPT_ELSEWHERE or method in _KEEPERS) and method is not Method.DEPOSIT
    ]


def spend(method: str, *, store_id: int, customer_id: int, amount: Decimal, reference: str) -> None:
    """Take the amount from the customer's balance when another room keeps it; nothing for ordinary money.

    Raises Refused when this store does not offer the method.
    """
    if method not in KEPT_ELSEWHERE:
        return
    keeper = _KEEPERS.get(method)
    if keeper is None:
        raise Refused(f"本店还没有开通{Method(method).label}支付，请换一种收款方式。")
    keeper(store_id, customer_id, amount, reference)
