"""What a simulated month came to: promises, certainty, lateness, use; by week, so that learning shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from huichang.planning.models import Foretold
from huichang.site.bench.month_floor import MINUTE, Floor
from huichang.site.bench.month_visit import Stay
from huichang.site.bench.month_ways import Foreman, Planned

WEEK = 7


class Counter:
    """Counts the statements that are sent, without transaction control."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """What Django calls around each statement."""
        self.statements += not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
        return execute(sql, params, many, context)


@dataclass
class CarFound:
    """One car: minutes by which it was ready after its promise (below zero: before), minutes from the signature to the
    promise and to ready; by how much the product foretold it too early (None: it foretold nothing); its week."""

    week: int
    late: int
    promised: int
    stayed: int
    waits: bool
    short: bool
    kept_of_foretold: bool | None = None
    certainty: int = 0
    over: int | None = None
    """Minutes beyond the time that was foretold with certainty."""
    middle: bool | None = None
    """Ready by the middle of what was foretold?"""


@dataclass
class Found:
    """The month of one way of working."""

    way: str
    cars: list[CarFound]
    not_ready: int
    turned_away: int
    stayed_away: int
    present: int
    worked: int
    bay_open: int
    bay_used: int
    learned: int
    plans: int = 0
    accepted: int = 0
    refused: int = 0
    pulled: int = 0


def found(floor: Floor, way: Planned | Foreman) -> Found:
    """Read what became of every car."""
    told = {row.order_id: row for row in Foretold.objects.all()}
    counted = floor.counted
    planned = way if isinstance(way, Planned) else None
    return Found(
        way.name,
        [_car(stay, told.get(stay.order_id)) for stay in floor.stays if stay.ready_at is not None],
        sum(stay.ready_at is None for stay in floor.stays),
        counted.turned_away,
        counted.stayed_away,
        counted.present,
        counted.worked,
        counted.bay_open,
        counted.bay_used,
        counted.learned[-1] if counted.learned else 0,
        plans=planned.plans if planned else 0,
        accepted=planned.accepted if planned else 0,
        refused=planned.refused if planned else 0,
        pulled=planned.pulled if planned else 0,
    )


def _car(stay: Stay, told: Foretold | None) -> CarFound:
    assert stay.ready_at is not None
    assert stay.promised_at is not None
    assert stay.signed_at is not None
    made = CarFound(
        stay.car.day // WEEK,
        (stay.ready_at - stay.promised_at) // MINUTE,
        (stay.promised_at - stay.signed_at) // MINUTE,
        (stay.ready_at - stay.signed_at) // MINUTE,
        stay.car.waits,
        bool(stay.car.short_days),
    )
    if told is not None and told.finished_at is not None:
        made.kept_of_foretold, made.certainty = told.kept, told.certainty
        made.over = (told.finished_at - told.ready_at) // MINUTE
        made.middle = told.finished_at <= told.middle_at
    return made


def percentile(sorted_values: Sequence[int], share: float) -> int:
    """The value that this share of all is not above; 0 for none."""
    if not sorted_values:
        return 0
    return sorted_values[min(len(sorted_values) - 1, max(0, round(share * len(sorted_values)) - 1))]
