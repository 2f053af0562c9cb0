"""What was learned of durations, and how honest our certainties were."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from huichang.kernel.actor import Actor, Warrant
from huichang.planning import permissions
from huichang.planning.models import Foretold, LearnedDuration


@dataclass(frozen=True)
class Learned:
    """How long an operation takes (level 0: everybody; empty series: all cars): `percent` of the standard time as median,
    from so many records."""

    operation: str
    level: int
    series: str
    percent: int
    samples: int


@dataclass(frozen=True)
class Calibration:
    """Of orders that were foretold with a certainty: how many came, how many were kept; both in per cent beside each
    other. `kept_percent` None: nothing came yet."""

    claimed_percent: int
    foretold: int
    came: int
    kept: int
    kept_percent: float | None


def learned(actor: Actor, *, limit: int = 200) -> list[Learned]:
    """What most differs from the standard time, by operation. One statement. Raises NotAllowed."""
    Warrant(actor, permissions.SEE_PLAN).show_at(actor.here)
    rows = LearnedDuration.objects.filter(store_id=actor.here, samples__gt=0)
    return [
        Learned(row.operation, row.level, row.series, round(row.factor * 100), row.samples)
        for row in rows.order_by("operation", "level", "series")[:limit]
    ]


def calibration(actor: Actor, *, days: int = 30, at: datetime) -> list[Calibration]:
    """How often what was foretold in the last days was kept, by certainty. One statement. Raises NotAllowed."""
    Warrant(actor, permissions.SEE_PLAN).show_at(actor.here)
    rows = (
        Foretold.objects.filter(store_id=actor.here, at__gte=at - timedelta(days=days))
        .values("certainty")
        .annotate(
            foretold=Count("pk"),
            came=Count("pk", filter=Q(finished_at__isnull=False)),
            held=Count("pk", filter=Q(kept=True)),
        )
        .order_by("certainty")
    )
    return [
        Calibration(
            row["certainty"],
            row["foretold"],
            row["came"],
            row["held"],
            round(100 * row["held"] / row["came"], 1) if row["came"] else None,
        )
        for row in rows
    ]
