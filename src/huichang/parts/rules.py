"""The arithmetic of a parts store: moving average, shelves, fairness among those who wait, classes. Pure.

Quantities have at most three places, amounts two; nothing here is ever rounded twice.
"""

import re
import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean, pstdev
from typing import Generic, TypeVar

from huichang.kernel.money import money

K = TypeVar("K", bound=Hashable)
NOTHING = Decimal(0)
MOST_PIECES = Decimal(10**9)
"""What a quantity of the ledger stays below (nine digits before the point)."""
A_SHARE, B_SHARE = Decimal("0.80"), Decimal("0.95")
X_BELOW, Y_UP_TO = 0.5, 1.0
_MARKS = re.compile(r"[^A-Z0-9]")


def key_of(text: str) -> str:
    """A part number as scanners and hurried people give it: full-width made narrow, capitals, no marks.

    >>> key_of("１０１２０１０-ya01 ")
    '1012010YA01'
    """
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).upper())


def plain(quantity: Decimal) -> str:
    """A quantity in a sentence, without trailing zeros."""
    text = f"{quantity:.3f}".rstrip("0").rstrip(".")
    return text or "0"


def is_countable(quantity: Decimal | int, *, is_whole: bool) -> bool:
    """Whether a part can be asked for in this quantity: more than nothing, at most three places, pieces whole, and no more
    than a column of the ledger holds."""
    step = Decimal(1) if is_whole else Decimal("0.001")
    return Decimal(quantity).is_finite() and 0 < quantity < MOST_PIECES and quantity % step == 0


def share_of_value(quantity: Decimal, value: Decimal, taken: Decimal) -> Decimal:
    """What `taken` of `quantity` is worth when all of it is worth `value` (moving average, to the cent, half up).

    The last piece takes what is left, so that nothing on the shelf is worth nothing and no cent is lost.
    Raises ValueError when more is taken than there is.
    """
    if not 0 <= taken <= quantity:
        raise ValueError(f"{taken} of {quantity}")
    if taken == quantity:
        return value
    return min(value, money(value * taken / quantity))


def at_average(quantity: Decimal, value: Decimal, more: Decimal) -> Decimal:
    """What `more` pieces are worth at the average of the `quantity` that are worth `value`; nothing beside nothing."""
    return money(value * more / quantity) if quantity else Decimal(0)


@dataclass(frozen=True)
class Take:
    """So much from one bin, and of which batch where that was chosen."""

    bin_id: int
    quantity: Decimal
    batch_id: int | None = None


def choose_bins(wanted: Decimal, usable: Sequence[tuple[int, Decimal]]) -> list[Take]:
    """Where to take `wanted` from bins in walking order: the first that has all of it, else one after the other.

    What the bins do not have is missing from the answer.
    """
    for bin_id, quantity in usable:
        if quantity >= wanted:
            return [Take(bin_id, wanted)]
    takes, left = [], wanted
    for bin_id, quantity in usable:
        if quantity > 0 and left > 0:
            takes.append(Take(bin_id, min(quantity, left)))
            left -= takes[-1].quantity
    return takes


@dataclass(frozen=True)
class Waiting(Generic[K]):
    """Somebody who waits for a part: so much is missing."""

    key: K
    quantity: Decimal


def serve(free: Decimal, waiting: Sequence[Waiting[K]]) -> dict[K, Decimal]:
    """How `free` stock goes to those who wait, in the order given; everybody who gets something is in the answer."""
    given: dict[K, Decimal] = {}
    for each in waiting:
        if free <= 0:
            break
        given[each.key] = min(free, each.quantity)
        free -= given[each.key]
    return given


def abc_classes(used: Mapping[K, Decimal]) -> dict[K, str]:
    """A, B, C by the value used in a period: A up to 80 % of the whole, B up to 95 %, C the rest (RULES B4).

    The part that crosses a line still belongs to the better class.
    """
    whole = sum(used.values(), NOTHING)
    classes: dict[K, str] = {}
    before = NOTHING
    for key, value in sorted(used.items(), key=lambda pair: -pair[1]):
        classes[key] = (
            "C"
            if value <= 0
            else "A"
            if before < A_SHARE * whole
            else "B"
            if before < B_SHARE * whole
            else "C"
        )
        before += value
    return classes


def xyz_class(by_month: Sequence[Decimal]) -> str:
    """X, Y, Z by how steadily a part is used month by month: variation below 0.5, up to 1, above (RULES B4)."""
    series = [float(quantity) for quantity in by_month]
    mean = fmean(series) if series else 0.0
    if mean <= 0:
        return "Z"
    variation = pstdev(series) / mean
    return "X" if variation < X_BELOW else "Y" if variation <= Y_UP_TO else "Z"
