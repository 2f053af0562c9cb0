"""Sets of minutes as whole numbers: bit m stands for the minute m after now.

A day of one person is a number of some thousand bits; "free at the same time" is one `&`, and the first
minute at which an hour is free takes seven shifts, whatever lies before. That is what makes placing a step
a matter of microseconds without any compiled code of our own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import numpy as np

from huichang.engines.dayplan.values import Windows


def span(start: int, end: int) -> int:
    """The minutes from `start` until `end`, `end` not included; none where `end` is not later."""
    return ((1 << (end - start)) - 1) << start if end > start else 0


def mask(windows: Iterable[tuple[int, int]], now: int) -> int:
    """The minutes of the windows, counted from `now`; what lies before `now` is left out."""
    found = 0
    for start, end in windows:
        found |= span(max(start - now, 0), end - now)
    return found


def first(minutes: int) -> int:
    """The first minute of a set that is not empty."""
    return (minutes & -minutes).bit_length() - 1


def starts(free: int, length: int) -> int:
    """The minutes at which `length` free minutes begin."""
    for more in _doublings(length):
        free &= free >> more
    return free


@lru_cache(maxsize=4096)
def _doublings(length: int) -> tuple[int, ...]:
    """By how much to shift: from runs of 1 to runs of 2, 4, 8 … and in the last step to just `length`."""
    found, have = [], 1
    while have < length:
        found.append(min(have, length - have))
        have += found[-1]
    return tuple(found)


def pieces(minutes: int) -> Iterator[tuple[int, int]]:
    """The set as stretches (from, until), the first first."""
    offset = 0
    while minutes:
        start = first(minutes)
        minutes >>= start
        length = first(~minutes)
        yield offset + start, offset + start + length
        minutes >>= length
        offset += start + length


class Calendar:
    """Work that rests while its people are away: where `n` present minutes end that begin somewhere."""

    __slots__ = ("before", "nth", "windows")

    def __init__(self, present: int) -> None:
        """`present`: the minutes in which work goes on."""
        length = max(present.bit_length(), 1)
        packed = np.frombuffer(present.to_bytes((length + 7) // 8, "little"), dtype=np.uint8)
        bits = np.unpackbits(packed, bitorder="little")
        self.windows = tuple(pieces(present))
        self.nth: list[int] = np.flatnonzero(bits).tolist()
        self.before: list[int] = [0, *np.cumsum(bits, dtype=np.int64).tolist()]

    def end(self, start: int, minutes: int) -> int | None:
        """The minute after the last of `minutes` present ones from `start` on; None: there are not so many."""
        if start >= len(self.before):
            return None
        last = self.before[start] + minutes - 1
        return self.nth[last] + 1 if last < len(self.nth) else None


@lru_cache(maxsize=512)
def calendar(present: int) -> Calendar:
    """The calendar of a set of minutes; many people share one."""
    return Calendar(present)


def in_minutes(windows: Windows, now: int, start: int, end: int) -> Windows:
    """What of the windows lies between `start` and `end`, joined and in order; all times from the origin."""
    return tuple((a + now, b + now) for a, b in pieces(mask(windows, now) & span(start - now, end - now)))
