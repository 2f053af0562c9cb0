"""The arithmetic of stocking: service by class, when and how much to order, what is idle. Pure.

Quantities are pieces (or litres …) as Decimal, times are days, levels are of what is there and on its way.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from huichang.kernel.months import apart

MONTH_DAYS = 365.25 / 12
ZERO = Decimal(0)
SERVICE = {
    "AX": 98,
    "AY": 97,
    "AZ": 95,
    "BX": 97,
    "BY": 95,
    "BZ": 92,
    "CX": 95,
    "CY": 92,
    "CZ": 88,
}
"""Share of the asked pieces to be served at once, per cent, by class: defaults of settings."""
CYCLE_DAYS = {"A": 7, "B": 14, "C": 30}
"""How much an order should last at least, days, by class: dear parts often, cheap ones seldom; defaults of settings."""


def round_up(quantity: Decimal, pack: Decimal) -> Decimal:
    """The least number of whole packs that has so much."""
    return (quantity / pack).to_integral_value(ROUND_CEILING) * pack if quantity > 0 else ZERO


def lifted(level: float, *, expected: float, usual: float, extra: float) -> float:
    """A level lifted by demand that is known.

    Known demand of the usual kind is part of what is expected: only what exceeds that counts. What the past does not know
    (a recall) comes on top.
    """
    return level + max(0.0, usual - expected) + extra


@dataclass(frozen=True, kw_only=True)
class Stand:
    """What is there for those who will ask: `there` (not blocked), `coming` (on its way, in drafts), `promised` of it."""

    there: Decimal
    coming: Decimal

    @property
    def position(self) -> Decimal:
        """What there is to meet demand with."""
        return self.there + self.coming


def to_order(
    stand: Stand, *, reorder: float, up_to: float, pack: Decimal, is_whole: bool, at_least: Decimal = ZERO
) -> Decimal:
    """How much to order: nothing above the reorder level, else up to the level in whole packs.

    `at_least`: what is known to be missing now, whatever the levels say.
    """
    position = stand.position
    if float(position) >= reorder and at_least <= 0:
        return ZERO
    lack = (
        max(Decimal(repr(round(max(up_to, 0.0), 3))) - position, ZERO) if float(position) < reorder else ZERO
    )
    wanted = max(lack, at_least)
    if is_whole:
        wanted = wanted.to_integral_value(ROUND_CEILING)
    return round_up(wanted, pack)


HALF = Decimal("0.5")
"""So much short of what is expected means: more likely than not somebody asks in vain."""


@dataclass(frozen=True, kw_only=True)
class Lack:
    """What there will not be when it is wanted, before goods ordered today are there. `wanted`: pieces that will be asked for
    until then; `is_known`: somebody has asked for them already."""

    wanted: Decimal
    missing: Decimal
    is_known: bool


def lack(stand: Stand, *, asked: Decimal, mean_month: float, lead_days: float) -> Lack | None:
    """What makes it urgent to order: pieces that will be missing before an order of today arrives; None when nothing will.

    `asked`: pieces that orders and bookings will take until then. Beyond those, what is usually asked for in that time counts
    only where it exceeds what is there and coming by half a piece: a part that is asked for once a year and is not there is
    to be ordered, but nobody need hurry.
    """
    position = stand.position
    if asked > position:
        return Lack(wanted=asked, missing=asked - position, is_known=True)
    usual = Decimal(repr(round(max(mean_month, 0.0) * lead_days / MONTH_DAYS, 3)))
    if usual - position >= HALF:
        return Lack(wanted=usual, missing=usual - position, is_known=False)
    return None


def days_left(there: Decimal, mean_month: float) -> float | None:
    """How many days what is there lasts at a month's mean; None where nothing is expected."""
    return None if mean_month <= 0 else float(there) / mean_month * MONTH_DAYS


def idle_months(last_out: date | None, last_in: date | None, today: date) -> int | None:
    """Whole months since goods last went out; since they came where none ever went; None where nothing is known."""
    since = last_out or last_in
    if since is None:
        return None
    whole = apart(since, today)
    return whole - 1 if today.day < since.day else whole


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What came of getting some more: pieces that would have been missing without it (`avoided`), were missing all the same
    (`short`), or lie there because far less was asked for than expected (`over`)."""

    avoided: float
    short: float
    over: float

    def is_better_than(self, other: "Judged") -> bool:
        """Fewer missing; where as many, fewer too many."""
        return (self.short, self.over) < (other.short, other.over)


def judged(*, asked: float, position: float, quantity: float, expected: float, spread: float) -> Judged:
    """Judge a decision by what was asked for in the time that it was to cover.

    `position`: what was there and on its way when it was taken; `quantity`: what was got; `expected`, `spread`: of that time
    as forecast. Too much was got only where less was asked for than one standard deviation below what was expected: what
    lies there otherwise is the reserve that the level is meant to keep.
    """
    lack = max(0.0, asked - position)
    avoided = min(quantity, lack)
    too_many = expected - asked if asked < expected - spread else 0.0
    return Judged(avoided=avoided, short=lack - avoided, over=min(quantity - avoided, too_many))
