"""The completion of a campaign as a small drawing: cars done by week, and the share of our cars that are done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

WIDTH, HEIGHT = 560, 190
LEFT, RIGHT, TOP, BOTTOM = 40, 14, 16, 26
MOST_WEEKS = 52


class Counted(Protocol):
    """A week from its Monday: cars done in it, all up to its end, and these in per cent of our cars."""

    @property
    def starts_on(self) -> date:
        """Its Monday."""

    @property
    def done(self) -> int:
        """Cars done in it."""

    @property
    def total(self) -> int:
        """Cars done up to its end."""

    @property
    def percent(self) -> int:
        """The same in per cent of our cars."""


@dataclass(frozen=True)
class Bar:
    """A week in the drawing."""

    x: float
    y: float
    width: float
    height: float
    spot_x: float
    spot_y: float
    says: str
    label: str


@dataclass(frozen=True)
class WeeksPlot:
    """The drawing, in units of its own view box. `most`: the cars of the highest bar."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    line: str
    rows: tuple[tuple[float, str], ...]
    most: int


def weeks_plot(weeks: Sequence[Counted]) -> WeeksPlot | None:
    """The last year's weeks at most; None before the first car is done."""
    shown = weeks[-MOST_WEEKS:]
    if not shown:
        return None
    room, floor = WIDTH - LEFT - RIGHT, HEIGHT - BOTTOM
    step = room / len(shown)
    most = max(1, *(each.done for each in shown))
    label_every = max(1, len(shown) // 8)
    bars = []
    for place, each in enumerate(shown):
        height = (floor - TOP) * each.done / most
        bars.append(
            Bar(
                round(LEFT + place * step + step * 0.15, 1),
                round(floor - height, 1),
                round(step * 0.7, 1),
                round(height, 1),
                round(LEFT + (place + 0.5) * step, 1),
                round(floor - (floor - TOP) * min(100, each.percent) / 100, 1),
                f"{each.starts_on:%Y-%m-%d} 起一周 {each.done} 台，累计 {each.total} 台，{each.percent}%",
                f"{each.starts_on:%m-%d}" if place % label_every == 0 else "",
            )
        )
    rows = tuple((round(floor - (floor - TOP) * share / 100, 1), f"{share}%") for share in (0, 50, 100))
    line = " ".join(f"{bar.spot_x},{bar.spot_y}" for bar in bars)
    return WeeksPlot(WIDTH, HEIGHT, tuple(bars), line, rows, most)
