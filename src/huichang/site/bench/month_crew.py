"""Who works in the simulated month and what is counted of it; and what a way of running the workshop must answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from huichang.site.bench.month_house import Hand
from huichang.site.bench.month_visit import Stay, Work


class Way(Protocol):
    """How the workshop is run."""

    def promise(self, stay: Stay, at: datetime) -> datetime:
        """What the customer is told before he signs."""

    def take(self, hand: Hand, at: datetime) -> tuple[Stay, Work] | None:
        """The next job of somebody who is free, given out to him in the product."""

    def resume(self, hand: Hand, stay: Stay, work: Work, at: datetime) -> bool:
        """May he go on with what he began before the break?"""

    def first(self, waiting: Sequence[Stay], kind: str, at: datetime) -> Stay:
        """Which of the cars is checked, or washed, next."""

    def happened(self, at: datetime, *, signed: bool = False) -> None:
        """Something changed: time to plan anew, perhaps."""

    def morning(self, at: datetime) -> None:
        """The doors open."""


@dataclass
class Worker:
    """Somebody of the floor and what he has in hand."""

    hand: Hand
    busy: bool = False
    in_hand: tuple[Stay, Work] | None = None
    worked: int = 0
    """Minutes."""
    asks_again: datetime | None = None
    """Not before; he was told that there is nothing for him now."""


@dataclass
class Counted:
    """What the month came to, beside what stands on each car."""

    turned_away: int = 0
    stayed_away: int = 0
    present: int = 0
    worked: int = 0
    bay_open: int = 0
    bay_used: int = 0
    learned: list[int] = field(default_factory=list)
