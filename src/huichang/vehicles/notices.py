"""What every room knows about a car, asked once (LANE-14): each room registers its own source.

A source gets the vehicle's id, the store and the moment, and answers with notices; recall, 三包, policies, coupons and
whatever later rooms bring register here without a change at the gate, the booking desk or the ramp.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from huichang.kernel import together


@dataclass(frozen=True)
class Notice:
    """One short thing to know: `tone` is `act` (red: act now), `mind` (amber) or `know`; `blocks` stops a delivery."""

    kind: str
    text: str
    tone: str = "know"
    url: str = ""
    blocks: bool = False


Source = Callable[[int, int, datetime], Iterable[Notice]]
Asks = Callable[[int, int, datetime], "tuple[QuerySet[Any, Any], ...]"]
Says = Callable[..., Iterable[Notice]]
_SOURCES: list[tuple[int, Source]] = []
_ASKING: list[tuple[int, Asks, Says]] = []
_MAY_BLOCK: list[Source] = []
_ORDER = {"act": 0, "mind": 1, "know": 2}


def source(*, rank: int, may_block: bool = False) -> Callable[[Source], Source]:
    """Register a source that reads for itself, in one statement; `rank` orders notices of the same tone (small first).
    Only a source that says `may_block` is asked again when the car is about to leave."""

    def register(answer: Source) -> Source:
        _SOURCES.append((rank, answer))
        _SOURCES.sort(key=lambda pair: pair[0])
        if may_block:
            _MAY_BLOCK.append(answer)
        return answer

    return register


def asking(*, rank: int, asks: Asks) -> Callable[[Says], Says]:
    """Register a source that hands in its questions as querysets: it is called as `says(vehicle_id, store_id, at, rows,
    …)` with the rows of each. The questions of all sources are one statement."""

    def register(says: Says) -> Says:
        _ASKING.append((rank, asks, says))
        return says

    return register


def about(vehicle_id: int, *, store_id: int, at: datetime) -> list[Notice]:
    """All notices about a car, most urgent first. One statement, and one for each source that reads for itself."""
    found = [(rank, notice) for rank, answer in _SOURCES for notice in answer(vehicle_id, store_id, at)]
    asked = [(rank, asks(vehicle_id, store_id, at), says) for rank, asks, says in _ASKING]
    rows = iter(together.read([queryset for _, mine, _ in asked for queryset in mine]))
    for rank, mine, says in asked:
        told = says(vehicle_id, store_id, at, *[next(rows) for _ in mine])
        found += [(rank, notice) for notice in told]
    return [notice for _, notice in sorted(found, key=lambda each: (_ORDER[each[1].tone], each[0]))]


def stops(vehicle_id: int, *, store_id: int, at: datetime) -> list[Notice]:
    """The notices that forbid a delivery now. One statement for each source that may block."""
    return [notice for answer in _MAY_BLOCK for notice in answer(vehicle_id, store_id, at) if notice.blocks]
