"""What the car's own papers say is due: insurance and annual inspection (LANE-14)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from huichang.vehicles import notices
from huichang.vehicles.models import Vehicle

SOON_DAYS = 60


def _ends(vehicle_id: int, store_id: int, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    return (Vehicle.objects.filter(pk=vehicle_id).values_list("insurance_ends_on", "inspection_ends_on"),)


@notices.asking(rank=50, asks=_ends)
def papers_due(
    vehicle_id: int, store_id: int, at: datetime, rows: list[tuple[date | None, date | None]]
) -> Iterable[notices.Notice]:
    """Insurance and annual inspection that end within 60 days, or have ended."""
    if not rows:
        return
    ((insurance, inspection),) = rows
    today = localdate(at)
    for kind, word, ends in (("insurance", "保险", insurance), ("inspection", "年检", inspection)):
        if ends is not None and (ends - today).days <= SOON_DAYS:
            yield notices.Notice(kind, _said(word, ends, today), "mind", f"/vehicles/{vehicle_id}/")


def _said(word: str, ends: date, today: date) -> str:
    days = (ends - today).days
    if days < 0:
        return f"{word}已于 {ends:%Y-%m-%d} 到期"
    return f"{word}今天到期" if days == 0 else f"{word}还有 {days} 天到期（{ends:%Y-%m-%d}）"
