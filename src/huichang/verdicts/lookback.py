"""How far a risk score looks back, and what this desk turned down in that time: plain functions over rows."""

from datetime import datetime, timedelta

from huichang.verdicts.models import Verdict
from huichang.verdicts.states import Ruling, VerdictState

WINDOW = timedelta(days=183)
"""Claims of the last half year are looked at."""


def turned_down(since: datetime, store_id: int | None = None) -> list[int]:
    """Claims that this desk cut or rejected, of what was sent since. One statement."""
    rows = Verdict.objects.filter(
        ruling__in=(Ruling.CUT, Ruling.REJECT),
        state__in=(VerdictState.DECIDED, VerdictState.PUBLISHED),
        sent_at__gte=since,
    )
    if store_id is not None:
        rows = rows.filter(store_id=store_id)
    return list(rows.values_list("claim_id", flat=True))
