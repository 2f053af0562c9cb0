"""Is there an honest finish? What the plan of the day knows about a car that would come (LANE-03, LANE-41).

The planner registers itself here (`planner_is`); where it has no opinion (no plan, a day beyond its horizon) the sums of
`rules.Day` stand alone. It only ever closes a slot that the sums would sell, never opens one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from huichang.booking.rules import Want


@dataclass(frozen=True)
class Question:
    """A car that would come: its work, whether the customer stays, a booking that is about to be moved. Its parts are
    there: days on which they are not are closed before the plan is asked."""

    store_id: int
    needs: tuple[Want, ...]
    waits: bool
    but_for: int | None
    at: datetime


@dataclass(frozen=True)
class Finish:
    """When a car that comes at a time would be ready (None: not within the plan's horizon), when it is so with the store's
    certainty (per cent), and what keeps it from being ready sooner: at most three sentences, the first cause first."""

    at: datetime | None
    sure_at: datetime | None = None
    certainty: int = 0
    chain: tuple[str, ...] = ()


class Outlook(Protocol):
    """The plan, asked about one car."""

    def closed(self, times: Sequence[datetime]) -> Mapping[datetime, str]:
        """The times of one day at which the car had better not come, because it would not be finished; with the reason."""

    def finishes(self, times: Sequence[datetime]) -> Mapping[datetime, Finish]:
        """When the car would be ready if it came at each of these times; times beyond the horizon are left out."""

    def finish(self, starts_at: datetime) -> Finish | None:
        """The same for one time, with certainty and reason; None beyond the horizon."""


Planner = Callable[[Question], Outlook | None]
_planner: list[Planner] = []


def planner_is(planner: Planner) -> Planner:
    """Tell the booking desk who plans the workshop's day (planning does)."""
    _planner[:] = [planner]
    return planner


def outlook(
    store_id: int, needs: Sequence[Want], *, waits: bool, but_for: int | None = None, at: datetime
) -> Outlook | None:
    """What the plan knows about this car; None when there is no plan, or nothing to be done to the car."""
    for planner in _planner if needs else ():
        return planner(Question(store_id, tuple(needs), waits, but_for, at))
    return None
