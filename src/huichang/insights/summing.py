"""The sums of the months that are over, worked out anew by night (PARTS-31)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from huichang.insights import gathering, permissions
from huichang.insights.models import MonthSum
from huichang.kernel.actor import Warrant
from huichang.kernel.days import begin_of
from huichang.kernel.figures import Sum
from huichang.kernel.months import first_of
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.parts.queries import figures as store_room

KEPT_MONTHS = 24
"""So many months are kept: a year to show, and the year before it, which the turnover of its first months looks back on."""
END = timedelta(microseconds=1)


@use_case(permissions.SUM_FIGURES, "汇总备件指标")
def sum_months(warrant: Warrant, store_id: int, *, at: datetime) -> int:
    """Write the sums of the last `KEPT_MONTHS` months that are over; returns how many rows.

    What lay on the shelves by age is worked out once for each month: it does not change any more. Safe to run twice.
    """
    warrant.show_at(store_id)
    wait_for_turn(f"insights.months:{store_id}")
    running = first_of(localdate(at))
    first = first_of(running, -KEPT_MONTHS)
    span = gathering.Span(first, first_of(running, -1), at)
    found = [each for each in gathering.gather([store_id], span) if each.month < running]
    MonthSum.objects.filter(store_id=store_id).exclude(key__startswith="age").delete()
    _write(found, at)
    aged = set(
        MonthSum.objects.filter(store_id=store_id, key__startswith="age").values_list("month", flat=True)
    )
    lying = {each.month for each in found if each.key == "value" and each.top}
    _write((each for month in sorted(lying - aged) for each in _ages(store_id, month)), at)
    warrant.note = f"{first:%Y-%m} 至 {span.last:%Y-%m}，{len(found)} 项"
    return len(found)


def _ages(store_id: int, month: date) -> list[Sum]:
    end = begin_of(first_of(month, 1)) - END
    return store_room.ages([store_id], at=end, is_now=False)


def _write(sums: Iterable[Sum], at: datetime) -> None:
    MonthSum.objects.bulk_create(
        [
            MonthSum(
                store_id=each.store_id,
                month=each.month,
                key=each.key,
                top=each.top,
                under=each.under,
                computed_at=at,
            )
            for each in _merged(sums)
        ],
        batch_size=1000,
    )


def _merged(sums: Iterable[Sum]) -> Iterable[Sum]:
    """Sums of one measure that two rooms gave, added up."""
    found: dict[tuple[int, date, str], Sum] = {}
    for each in sums:
        key = (each.store_id, each.month, each.key)
        known = found.get(key)
        found[key] = each if known is None else Sum(*key, known.top + each.top, known.under + each.under)
    return found.values()
