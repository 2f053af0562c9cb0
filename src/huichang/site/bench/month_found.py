"""What a simulated month came to: promises, certainty, lateness, use; by week, so that learning shows."""

from collections.abc import Callable
from typing import Any

from huichang.planning.models import Foretold
from huichang.site.bench.month_floor import MINUTE, Floor
from huichang.site.bench.month_result import WEEK, CarFound, Found
from huichang.site.bench.month_visit import Stay
from huichang.site.bench.month_ways import Foreman, Planned


class Counter:
    """Counts the statements that are sent, without transaction control."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """What Django calls around each statement."""
        self.statements += not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
        return execute(sql, params, many, context)


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
