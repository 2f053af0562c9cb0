"""What every room knows about a car, asked once (LANE-14): each room registers its own source.

A source gets the vehicle's id, the store and the moment, and answers with notices; recall, 三包, policies, coupons and
whatever later rooms bring register here without a change at the gate, the booking desk or the ramp.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Notice:
    """One short thing to know: `tone` is `act` (red: act now), `mind` (amber) or `know`; `blocks` stops a delivery."""

    kind: str
    text: str
    tone: str = "know"
    url: str = ""
    blocks: bool = False


Source = Callable[[int, int, datetime], Iterable[Notice]]
_SOURCES: list[tuple[int, Source]] = []
_MAY_BLOCK: list[Source] = []
_ORDER = {"act": 0, "mind": 1, "know": 2}


def source(*, rank: int, may_block: bool = False) -> Callable[[Source], Source]:
    """Register a source; `rank` orders notices of the same tone (small first). Only a source that says `may_block`
    is asked again when the car is about to leave."""

    def register(answer: Source) -> Source:
        _SOURCES.append((rank, answer))
        _SOURCES.sort(key=lambda pair: pair[0])
        if may_block:
            _MAY_BLOCK.append(answer)
        return answer

    return register


def about(vehicle_id: int, *, store_id: int, at: datetime) -> list[Notice]:
    """All notices about a car, most urgent first. The number of statements is the sum of the sources' (each ≤ 1)."""
    found = [notice for _, answer in _SOURCES for notice in answer(vehicle_id, store_id, at)]
    return sorted(found, key=lambda notice: _ORDER[notice.tone])


def stops(vehicle_id: int, *, store_id: int, at: datetime) -> list[Notice]:
    """The notices that forbid a delivery now. One statement for each source that may block."""
    return [notice for answer in _MAY_BLOCK for notice in answer(vehicle_id, store_id, at) if notice.blocks]
