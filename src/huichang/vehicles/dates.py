"""What the car's own papers say is due: insurance and annual inspection (LANE-14)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.timezone import localdate

from huichang.vehicles import notices, queries

SOON_DAYS = 60


@notices.source(rank=50)
def papers_due(vehicle_id: int, store_id: int, at: datetime) -> Iterable[notices.Notice]:
    """Insurance and annual inspection that end within 60 days, or have ended."""
    insurance, inspection = queries.dates(vehicle_id)
    today = localdate(at)
    for kind, word, ends in (("insurance", "保险", insurance), ("inspection", "年检", inspection)):
        if ends is not None and (ends - today).days <= SOON_DAYS:
            yield notices.Notice(kind, _said(word, ends, today), "mind", f"/vehicles/{vehicle_id}/")


def _said(word: str, ends: date, today: date) -> str:
    days = (ends - today).days
    if days < 0:
        return f"{word}已于 {ends:%Y-%m-%d} 到期"
    return f"{word}今天到期" if days == 0 else f"{word}还有 {days} 天到期（{ends:%Y-%m-%d}）"
