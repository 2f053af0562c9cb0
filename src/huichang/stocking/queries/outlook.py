"""One part as the forecast sees it: history, what is expected, levels, known demand, past suggestions."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from huichang.kernel.actor import Actor
from huichang.kernel.months import first_of
from huichang.parts import queries as parts
from huichang.stocking import rules, saying
from huichang.stocking.models import Level, Suggestion
from huichang.stocking.queries import reading
from huichang.stocking.queries.desk import DeskRow, rows_of


@dataclass(frozen=True)
class MonthBar:
    """A month of demand: what was served, what was lost."""

    month: date
    served: float
    lost: float


@dataclass(frozen=True)
class KnownLine:
    """Demand that is known of."""

    on: date
    quantity: float
    says: str


@dataclass(frozen=True)
class OutlookPage:
    """All of it; `level` words are ready for the screen. `ahead`: the months that come, (month, mean, low, high)."""

    part_id: int
    number: str
    name: str
    unit: str
    computed_at: datetime
    months: tuple[MonthBar, ...]
    ahead: tuple[tuple[date, float, float, float], ...]
    method: str
    runner_up: str
    gain_percent: float
    months_seen: int
    months_with_demand: int
    pattern: str
    phase: str
    mean: float
    service: float
    lead_days: float
    lead_spread: float
    lead_is_measured: bool
    supplier: str
    cost: Decimal | None
    cycle_days: float
    expected: float
    spread: float
    reorder: Decimal
    up_to: Decimal
    is_kept: bool
    on_hand: Decimal
    held: Decimal
    free: Decimal
    in_transit: Decimal
    days_left: float | None
    known: tuple[KnownLine, ...]
    suggestions: tuple[DeskRow, ...]


AHEAD = 3
NINETY = 1.2816
"""Standard deviations above the mean that nine of ten months stay below, of a normal distribution."""


def outlook_page(actor: Actor, part_id: int) -> OutlookPage | None:
    """The outlook of a part in the store where one works; None before it was calculated. Seven statements."""
    here = reading.store_for(actor)
    level = (
        Level.objects.seen_by(actor)
        .filter(store_id=here, part_id=part_id)
        .select_related("part", "supplier")
        .first()
    )
    if level is None:
        return None
    stock = parts.availability(here, [part_id])[part_id]
    first = first_of(level.until, -len(level.months))
    told = level.explains
    deviation = level.spread / max(told.get("protection_months", 1.0), 0.1) ** 0.5
    past = Suggestion.objects.seen_by(actor).filter(store_id=here, part_id=part_id).order_by("-made_at")
    return OutlookPage(
        part_id=part_id,
        number=level.part.number,
        name=level.part.name,
        unit=level.part.unit,
        computed_at=level.computed_at,
        months=tuple(
            MonthBar(_after(first, place), served, lost) for place, (served, lost) in enumerate(level.months)
        ),
        ahead=tuple(
            (
                _after(level.until, place),
                level.mean,
                max(0.0, level.mean - NINETY * deviation),
                level.mean + NINETY * deviation,
            )
            for place in range(AHEAD)
        ),
        method=saying.METHODS.get(level.method, level.method),
        runner_up=saying.METHODS.get(told.get("runner_up", ""), told.get("runner_up", "")),
        gain_percent=told.get("gain_percent", 0.0),
        months_seen=told.get("months_seen", 0),
        months_with_demand=told.get("months_with_demand", 0),
        pattern=saying.PATTERNS.get(level.pattern, level.pattern),
        phase=saying.PHASES.get(level.phase, level.phase),
        mean=level.mean,
        service=level.service,
        lead_days=level.lead_days,
        lead_spread=level.lead_spread,
        lead_is_measured=level.lead_is_measured,
        supplier=level.supplier.name if level.supplier else "",
        cost=level.cost,
        cycle_days=level.cycle_days,
        expected=level.expected,
        spread=level.spread,
        reorder=level.reorder,
        up_to=level.up_to,
        is_kept=level.is_kept,
        on_hand=stock.on_hand,
        held=stock.held,
        free=stock.free,
        in_transit=stock.in_transit,
        days_left=rules.days_left(stock.free, level.mean),
        known=tuple(
            KnownLine(date.fromisoformat(on), quantity, says) for on, quantity, says in told.get("known", [])
        ),
        suggestions=tuple(rows_of(here, past[:12])),
    )


def _after(month: date, count: int) -> date:
    return first_of(month, count)
