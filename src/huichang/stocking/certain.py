"""Demand that is known: rooms say which parts will be wanted, when and for what (PARTS-30).

A booked job, a service that falls due, a recall: whoever knows of it registers a source here, and the night's
calculation asks all of them once per store.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Known:
    """So much of a part will be wanted by a day.

    `is_usual`: of a kind that the past had too, so that the forecast expects some of it already; a recall is not. `is_sure`:
    somebody has asked for it; what only usually comes (a service that falls due) is no reason to get a part that is not kept.
    """

    part_id: int
    quantity: Decimal
    on: date
    says: str
    is_usual: bool = True
    is_sure: bool = True


Source = Callable[[int, date, date], Iterable[Known]]
_SOURCES: list[Source] = []


def source(tells: Source) -> Source:
    """Register who knows of demand: `tells(store_id, today, until)`, with few statements."""
    _SOURCES.append(tells)
    return tells


def known(store_id: int, *, today: date, until: date) -> list[Known]:
    """All that is known to be wanted of a store's parts from today until a day."""
    return [each for tells in _SOURCES for each in tells(store_id, today, until)]
