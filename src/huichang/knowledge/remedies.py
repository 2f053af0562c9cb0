"""What a remedy takes and costs. The parts store stands above this room: it (or who knows it) registers the answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class RemedyPart:
    """A part of a remedy: what it is called, what it costs, whether one is free in this store (None: unknown)."""

    number: str
    name: str
    price: Decimal | None = None
    in_stock: bool | None = None


Source = Callable[[Sequence[str], str, int, date], list[RemedyPart]]
_PROVIDER: list[Source] = []


def parts_are(provider: Source) -> Source:
    """Register who knows parts: (numbers, series or "", store, day) → those that fit, in the same order."""
    _PROVIDER[:] = [provider]
    return provider


def parts_of(numbers: Sequence[str], *, series: str, store_id: int, on: date) -> list[RemedyPart]:
    """The parts with these numbers that fit the series (all when it is not known). At most three statements."""
    wanted = list(dict.fromkeys(numbers))
    if not wanted:
        return []
    for provider in _PROVIDER:
        return provider(wanted, series, store_id, on)
    return [RemedyPart(number, "") for number in wanted]
