"""The mileage of a car as a small line drawing: readings, and where it goes from here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

WIDTH, HEIGHT = 480, 190
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 14, 26
STEPS = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000)
MOST_LINES, RECENT = 5, 5


class Taken(Protocol):
    """A reading: kilometres, when, and why it was lower than the one before."""

    @property
    def km(self) -> int:
        """What the odometer showed."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def reason(self) -> str:
        """Why it was lower than the one before; usually empty."""


@dataclass(frozen=True)
class Spot:
    """A reading in the drawing."""

    x: float
    y: float
    km: int
    on: date
    odd: bool


@dataclass(frozen=True)
class Tick:
    """A line of the grid with its word."""

    at: float
    word: str


@dataclass(frozen=True)
class MileagePlot:
    """The drawing, in units of its own view box."""

    width: int
    height: int
    spots: tuple[Spot, ...]
    line: str
    ahead: str
    rows: tuple[Tick, ...]
    days: tuple[Tick, ...]

    @property
    def recent(self) -> tuple[Spot, ...]:
        """The last readings, newest first."""
        return self.spots[: -RECENT - 1 : -1]


def mileage_plot(readings: Sequence[Taken], *, per_day: Decimal | None, until: date) -> MileagePlot | None:
    """The readings on a time line up to `until`, and the expected course after the last. None below two readings."""
    taken = sorted(readings, key=lambda each: each.at)
    if len(taken) < 2:
        return None
    first, last = taken[0].at.date(), taken[-1].at.date()
    end = max(until, last)
    forecast = taken[-1].km + int((per_day or 0) * (end - last).days)
    grid = _grid(min(each.km for each in taken), max([each.km for each in taken] + [forecast]))
    floor, most = grid[0], grid[-1]
    days = max(1, (end - first).days)

    def x_of(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / days, 1)

    def y_of(km: int) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (km - floor) / max(1, most - floor), 1)

    spots = tuple(
        Spot(x_of(each.at.date()), y_of(each.km), each.km, each.at.date(), bool(each.reason))
        for each in taken
    )
    ahead = f"{spots[-1].x},{spots[-1].y} {x_of(end)},{y_of(forecast)}" if per_day else ""
    return MileagePlot(
        WIDTH,
        HEIGHT,
        spots,
        " ".join(f"{spot.x},{spot.y}" for spot in spots),
        ahead,
        tuple(Tick(y_of(km), f"{km:,}") for km in grid),
        (Tick(x_of(first), f"{first:%Y-%m}"), Tick(x_of(last), f"{last:%Y-%m}")),
    )


def _grid(least: int, most: int) -> range:
    """Round numbers of kilometres around two readings, at most five of them."""
    for step in STEPS:
        first, last = least // step * step, max(-(-most // step) * step, least // step * step + step)
        if (last - first) // step < MOST_LINES:
            return range(first, last + 1, step)
    return range(0, most + STEPS[-1], STEPS[-1])
