"""Arithmetic of prices. Pure."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from huichang.kernel.money import ZERO, Money, money

HUNDRED = Decimal(100)


def labour_amount(per_hour: Decimal, minutes: int, quantity: Decimal = Decimal(1)) -> Money:
    """Yuan for `quantity` times `minutes` of work at `per_hour`, rounded once, at the end."""
    return money(per_hour * minutes * quantity / 60)


def percent_off(list_amount: Decimal, new_amount: Decimal) -> Decimal:
    """How many per cent `new_amount` lies below `list_amount`, to one place, rounded half up."""
    if list_amount <= 0:
        return Decimal("0.0")
    return ((list_amount - new_amount) * HUNDRED / list_amount).quantize(Decimal("0.1"), ROUND_HALF_UP)


def lowest_amount(list_amount: Decimal, limit: Decimal | int) -> Money:
    """The lowest amount that a limit of so many per cent allows. Rounded up to the cent, never beyond the limit."""
    exact = list_amount * (HUNDRED - Decimal(limit)) / HUNDRED
    rounded = money(exact)
    return rounded if rounded >= exact else Money(rounded + Decimal("0.01"))


def limit_of(roles: Iterable[str], limits: Mapping[str, int]) -> tuple[str, int]:
    """The post with the widest limit among `roles`, and that limit in per cent; ("", 0) when none may give anything."""
    held = [(limits[role], role) for role in roles if role in limits]
    if not held:
        return "", 0
    limit, role = max(held)
    return role, limit


def saving(list_amount: Decimal, percent: Decimal) -> Money:
    """What `percent` takes off `list_amount`, never more than all of it."""
    return min(money(list_amount * percent / HUNDRED), money(list_amount)) if percent > 0 else ZERO
