"""Pure rules of selling: shares of an amount, the month's end, fees for what comes back, ages of what is owed."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

from huichang.kernel.money import ZERO, Money, money
from huichang.trade.states import AGES, OLDEST, OUR_FAULT, ReturnReason


def amount(price: Decimal, quantity: Decimal) -> Money:
    """What a line costs, tax included, rounded half up to the cent."""
    return money(price * quantity)


def share(whole: Decimal, quantity: Decimal, before: Decimal, more: Decimal) -> Money:
    """The part of a line's amount that belongs to `more` of `quantity` after `before` were counted.

    The shares of all parts add up to the whole, whatever the parts: each is the difference of two running sums.
    """
    if not quantity:
        return ZERO
    return Money(money(whole * (before + more) / quantity) - money(whole * before / quantity))


def restocking_fee(value: Money, reason: str, percent: int) -> Money:
    """What the customer pays for goods that come back: nothing when it was our fault."""
    if ReturnReason(reason) in OUR_FAULT:
        return ZERO
    return money(value * percent / 100)


def month_end(on: date, day: int) -> date:
    """The last day that a bill of that month covers: `day`, or the month's last one where it is shorter."""
    return on.replace(day=min(day, monthrange(on.year, on.month)[1]))


def last_closed(on: date, day: int) -> date:
    """The newest end of a billing month that is over on a day."""
    end = month_end(on, day)
    if end < on:
        return end
    before = on.replace(day=1) - timedelta(days=1)
    return month_end(before, day)


def age_of(due_on: date, today: date) -> str:
    """The age band of what is owed, by the days after it was due."""
    days = (today - due_on).days
    return next((says for most, says in AGES if days <= most), OLDEST)
