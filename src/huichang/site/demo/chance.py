"""Chance that can be repeated: everything random in the demo comes from one seed."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")
SHANGHAI = ZoneInfo("Asia/Shanghai")
"""The time zone of all stores; it has had no summer time since 1991."""


@cache
def midnight(day: date) -> datetime:
    """The beginning of a day in store time."""
    return datetime.combine(day, time(), SHANGHAI)


def clock(day: date, hours: float) -> datetime:
    """A moment of a day: 9.5 is half past nine."""
    return midnight(day) + timedelta(minutes=round(hours * 60))


def minutes(count: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)


class Weighted(Generic[T]):
    """Things of which some come more often than others."""

    def __init__(self, things: Sequence[tuple[T, float]]) -> None:
        self.things = [thing for thing, _ in things]
        self.until = list(accumulate(weight for _, weight in things))


class Chance(random.Random):
    """A source of chance of its own, so that a change in one part of the demo leaves the others alone."""

    def __init__(self, seed: int, what: str) -> None:
        super().__init__(f"{seed} {what}")

    def maybe(self, share: float) -> bool:
        """True in so many cases (0–1)."""
        return self.random() < share

    def one(self, weighted: Weighted[T]) -> T:
        """One of some things, by weight."""
        return self.choices(weighted.things, cum_weights=weighted.until)[0]

    def about(self, middle: float, spread: float, *, least: float = 0) -> float:
        """A number near the middle (normal, with this standard deviation), not below `least`."""
        return max(least, self.gauss(middle, spread))

    def wait(self, least: float, most: float) -> timedelta:
        """A time between so many minutes, to the second."""
        return timedelta(seconds=round(self.uniform(least, most) * 60))
