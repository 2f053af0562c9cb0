"""From demand to levels: the forecast of every part, the time its goods take, the service it deserves (PARTS-30).

The mathematics is in `engines.demand`; what is the store's own stands here: classes, settings, measured delivery times,
what is kept at all, and what is known to be wanted. The engine is loaded by the first calculation, so that processes which
only show pages do without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Any

from huichang.company import settings
from huichang.kernel.months import apart
from huichang.parts.queries.demand import Position
from huichang.stocking import rules
from huichang.stocking.reading import Reading
from huichang.supply.queries.offers import Offer, offers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from huichang.engines import demand

MONTHS = settings.declare(
    "stocking.months", 36, "预测使用最近多少个月的需求", unit="月", fits=settings.between(6, 120)
)
REVIEW_DAYS = settings.declare(
    "stocking.review_days", 7, "多久看一次备货建议", unit="天", fits=settings.between(1, 31)
)
LEAST_HITS = settings.declare(
    "stocking.least_hits",
    3,
    "最近 12 个月里至少几个月有需求才常备",
    unit="个月",
    fits=settings.between(1, 12),
)
USUAL_LEAD_DAYS = settings.declare(
    "stocking.usual_lead_days", 10, "没有供应商报价时按几天到货", unit="天", fits=settings.between(1, 180)
)
SERVICE = {
    pair: settings.declare(
        f"stocking.service_{pair}",
        percent,
        f"{pair} 类备件的目标供货率",
        unit="%",
        fits=settings.between(50, 99),
    )
    for pair, percent in rules.SERVICE.items()
}
CYCLE = {
    letter: settings.declare(
        f"stocking.cycle_{letter}",
        days,
        f"{letter} 类备件一次订够多少天",
        unit="天",
        fits=settings.between(1, 180),
    )
    for letter, days in rules.CYCLE_DAYS.items()
}
NEW, OVER = "new", frozenset({"ended", "none"})
"""Phases of the engine in which a part is kept sooner, or not at all."""
NEW_HITS = 2
"""A part that is new is kept after so many months with demand."""
QUARTILES_TO_DEVIATION = 1.349
"""The middle half of a normal distribution is so many standard deviations wide."""
SPREAD_OF_AGREED = 0.3
"""A delivery time that was only agreed is taken to vary by this share of itself, until it is measured."""
LONGEST_MONTHS = 12.0


@dataclass(frozen=True)
class Lead:
    """How long a part takes to come, days, from whom and at what price."""

    days: float
    spread: float
    is_measured: bool
    offer: Offer | None


@dataclass(frozen=True)
class Outlook:
    """What is expected of a part, and the levels that follow; `months` is the protection period."""

    part_id: int
    position: Position | None
    classes: str
    mean: float
    method: str
    pattern: str
    phase: str
    service: float
    lead: Lead
    cycle_days: float
    expected: float
    spread: float
    reorder: float
    up_to: float
    is_kept: bool
    explains: dict[str, Any]


def outlooks(reading: Reading) -> list[Outlook]:
    """The outlook of every part that a store has or was asked for. Two statements."""
    if not reading.part_ids:
        return []
    import numpy as np

    from huichang.engines import demand

    store_id = reading.store_id
    review = settings.of(store_id, REVIEW_DAYS)
    leads = _leads(reading)
    classes = [_class(reading.positions.get(part_id)) for part_id in reading.part_ids]
    service = np.array([settings.of(store_id, SERVICE[pair]) / 100 for pair in classes])
    cycle = np.array([max(review, settings.of(store_id, CYCLE[pair[0]])) for pair in classes], dtype=float)
    lead = np.array([leads[part_id].days for part_id in reading.part_ids])
    spread = np.array([leads[part_id].spread for part_id in reading.part_ids])
    longest = float(((lead + 3 * spread + cycle) / rules.MONTH_DAYS).max())
    forecast = demand.forecast(series(reading), horizon=int(np.ceil(min(max(longest, 3.0), LONGEST_MONTHS))))
    reorder, up_to = (
        demand.order_up_to(
            forecast,
            lead_months_mean=lead / rules.MONTH_DAYS,
            lead_months_sd=spread / rules.MONTH_DAYS,
            review_months=days / rules.MONTH_DAYS,
            service=service,
            by=demand.Service.FILL,
        )
        for days in (review, cycle)
    )
    least_hits = settings.of(store_id, LEAST_HITS)
    found = []
    for row, part_id in enumerate(reading.part_ids):
        explained = demand.explain(
            forecast,
            row,
            level=float(up_to[row]),
            lead_months_mean=float(lead[row]) / rules.MONTH_DAYS,
            lead_months_sd=float(spread[row]) / rules.MONTH_DAYS,
            review_months=float(cycle[row]) / rules.MONTH_DAYS,
            service=float(service[row]),
            by=demand.Service.FILL,
        )
        found.append(
            _outlook(
                reading,
                part_id,
                explained=explained,
                lead=leads[part_id],
                cycle_days=float(cycle[row]),
                service=float(service[row]),
                levels=(float(reorder[row]), float(up_to[row])),
                least_hits=least_hits,
            )
        )
    return found


def series(reading: Reading) -> NDArray[np.float64]:
    """What was asked for, a row for each part, a number for each month; NaN before the part could be asked for."""
    import numpy as np

    months = reading.months
    table = np.zeros((len(reading.part_ids), months))
    for row, part_id in enumerate(reading.part_ids):
        if part_id in reading.split:
            table[row] = np.asarray(reading.split[part_id]).sum(axis=1)
        blank = apart(reading.first, reading.began[part_id]) if part_id in reading.began else months
        table[row, : max(0, min(blank, months))] = np.nan
    return table


def _outlook(
    reading: Reading,
    part_id: int,
    *,
    explained: demand.Explanation,
    lead: Lead,
    cycle_days: float,
    service: float,
    levels: tuple[float, float],
    least_hits: int,
) -> Outlook:
    position, phase = reading.positions.get(part_id), explained.phase.value
    kept = _is_kept(reading, part_id, position, phase, least_hits)
    until = reading.today + timedelta(days=lead.days + cycle_days)
    known = [each for each in reading.known.get(part_id, []) if each.on <= until and (kept or each.is_sure)]
    usual = float(sum(each.quantity for each in known if each.is_usual))
    extra = float(sum(each.quantity for each in known if not each.is_usual))
    expected = float(explained.expected) if kept else 0.0
    reorder, up_to = levels if kept else (0.0, 0.0)
    whole = position is None or position.is_whole
    lift = rules.lifted(0.0, expected=expected, usual=usual, extra=extra)
    return Outlook(
        part_id=part_id,
        position=position,
        classes=_class(position),
        mean=float(explained.mean_month),
        method=str(explained.method.value),
        pattern=explained.pattern.value,
        phase=phase,
        service=service,
        lead=lead,
        cycle_days=cycle_days,
        expected=expected,
        spread=float(explained.spread),
        reorder=float(ceil(reorder + lift - 1e-9)) if whole else reorder + lift,
        up_to=float(ceil(up_to + lift - 1e-9)) if whole else up_to + lift,
        is_kept=kept,
        explains={
            "runner_up": str(explained.second.value),
            "gain_percent": float(explained.gain_percent),
            "months_seen": int(explained.months_seen),
            "months_with_demand": int(explained.months_with_demand),
            "protection_months": float(explained.protection_months),
            "known_usual": usual,
            "known_extra": extra,
            "known": [[each.on.isoformat(), float(each.quantity), each.says] for each in known[:8]],
        },
    )


def _class(position: Position | None) -> str:
    return f"{(position.abc if position else '') or 'C'}{(position.xyz if position else '') or 'Z'}"


def _is_kept(reading: Reading, part_id: int, position: Position | None, phase: str, least_hits: int) -> bool:
    """Whether a part is kept on the shelf: asked for in enough months of the last twelve, or new and asked for again.

    A part that ends, or is no longer active, is got for those who ask only.
    """
    if part_id in reading.newest or (position is not None and not position.is_active):
        return False
    if phase in OVER:
        return False
    hits = sum(1 for served, lost in reading.months_of(part_id)[-12:] if served + lost > 0)
    return hits >= (min(NEW_HITS, least_hits) if phase == NEW else least_hits)


def _leads(reading: Reading) -> dict[int, Lead]:
    """From whom each part would be bought, and how long it takes: as measured, else as agreed, else as usual."""
    usual = float(settings.of(reading.store_id, USUAL_LEAD_DAYS))
    by_part = offers(reading.store_id, reading.part_ids, on=reading.today)
    found = {}
    for part_id in reading.part_ids:
        best = next(iter(by_part.get(part_id, [])), None)
        if best is None:
            found[part_id] = Lead(usual, usual * SPREAD_OF_AGREED, is_measured=False, offer=None)
        elif best.measured is None:
            agreed = float(best.lead_days)
            found[part_id] = Lead(agreed, agreed * SPREAD_OF_AGREED, is_measured=False, offer=best)
        else:
            found[part_id] = Lead(
                best.measured.middle,
                best.measured.spread / QUARTILES_TO_DEVIATION,
                is_measured=True,
                offer=best,
            )
    return found
