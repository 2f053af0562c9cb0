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
_ORDER = {"act": 0, "mind": 1, "know": 2}


def source(*, rank: int) -> Callable[[Source], Source]:
    """Register a source; `rank` orders notices of the same tone (small first)."""

    def register(answer: Source) -> Source:
        _SOURCES.append((rank, answer))
        _SOURCES.sort(key=lambda pair: pair[0])
        return answer

    return register


def about(vehicle_id: int, *, store_id: int, at: datetime) -> list[Notice]:
    """All notices about a car, most urgent first. The number of statements is the sum of the sources' (each ≤ 1)."""
    found = [notice for _, answer in _SOURCES for notice in answer(vehicle_id, store_id, at)]
    return sorted(found, key=lambda notice: _ORDER[notice.tone])
