"""What rooms above know of a car that promises hang on: parts that were fitted, repairs that are guaranteed.

Each registers its own source, as with notices: an answer asks them once for a car, whatever the number of lines.
"""

from collections.abc import Callable, Iterable
from datetime import date

from huichang.engines.coverage.values import Fitted, Repaired

Source = Callable[[int, int | None, date], Iterable[Fitted | Repaired]]
_SOURCES: list[Source] = []


def source(tells: Source) -> Source:
    """Register who knows: `tells(vehicle_id, store_id, on)`, in one statement, what stands on a day. What a store itself
    promised is told of that store alone, of all when it is None."""
    _SOURCES.append(tells)
    return tells


def of(vehicle_id: int, *, store_id: int | None, on: date) -> tuple[tuple[Fitted, ...], tuple[Repaired, ...]]:
    """Parts that were fitted to a car, and repairs of it that are guaranteed. One statement for each source."""
    told = [each for tells in _SOURCES for each in tells(vehicle_id, store_id, on)]
    return (
        tuple(each for each in told if isinstance(each, Fitted)),
        tuple(each for each in told if isinstance(each, Repaired)),
    )
