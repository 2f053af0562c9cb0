"""What decisions and forecasts were worth, seen afterwards (PARTS-30).

A decision is judged when the time that it was to cover is over: by what was asked for in that time, with what was there, and
what it added. A forecast is judged when its month is over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.timezone import localdate

from huichang.company import settings
from huichang.kernel.actor import Warrant
from huichang.kernel.months import first_of
from huichang.kernel.use_case import use_case
from huichang.parts.queries import demand as store_room
from huichang.parts.queries.demand import Gone, Window
from huichang.stocking import permissions, rules
from huichang.stocking.forecasting import Outlook
from huichang.stocking.models import Asked, Expectation, Suggestion
from huichang.stocking.queries import windows
from huichang.stocking.reading import Reading
from huichang.stocking.states import IDLE_KINDS, Outcome, State

DECIDED = (State.ACCEPTED, State.CHANGED, State.DROPPED)
IDLE_DAYS = settings.declare(
    "stocking.idle_judged_days", 60, "呆滞处理后多少天看效果", unit="天", fits=settings.between(7, 365)
)


@use_case(permissions.MAKE_SUGGESTIONS, "评价备货决定的效果")
def judge_decisions(warrant: Warrant, store_id: int, *, at: datetime) -> int:
    """Judge every decision of a store whose time is over, and the forecasts of the months that are over; returns how many
    decisions were judged. Nine statements, whatever their number."""
    warrant.show_at(store_id)
    rows = [
        (row, until)
        for row in Suggestion.objects.filter(store_id=store_id, state__in=DECIDED, judged_at__isnull=True)
        .select_for_update(of=("self",))
        .order_by("pk")
        if (until := judged_from(row)) <= at
    ]
    _judge(store_id, rows, at=at)
    months = _look_back(store_id, at=at)
    warrant.note = f"{len(rows)} 条决定，{months} 个月预测"
    return len(rows)


def judged_from(row: Suggestion) -> datetime:
    """When the time that a decision was to cover is over. The row is decided."""
    assert row.decided_at is not None
    if row.kind in IDLE_KINDS:
        return row.decided_at + timedelta(days=settings.of(row.store_id, IDLE_DAYS))
    covers = row.numbers.get("lead_days", 0.0) + row.numbers.get("cycle_days", 0.0)
    return row.decided_at + timedelta(days=max(1.0, covers))


def _judge(store_id: int, rows: Sequence[tuple[Suggestion, datetime]], *, at: datetime) -> None:
    spans = windows.windows_of((row.part_id, row.decided_at, until) for row, until in rows if row.decided_at)
    left = store_room.gone(store_id, spans)
    for (row, _), gone, lost in zip(rows, left, _lost(store_id, spans), strict=True):
        row.outcome, row.outcome_numbers = (
            _idle(row, gone) if row.kind in IDLE_KINDS else _got(row, gone, lost)
        )
        row.judged_at = at
    Suggestion.objects.bulk_update(
        [row for row, _ in rows], ["outcome", "outcome_numbers", "judged_at"], batch_size=500
    )


def _lost(store_id: int, spans: Sequence[Window]) -> list[Decimal]:
    """Who asked in each window and left without it. One statement, none for no window."""
    if not spans:
        return []
    asked = Asked.objects.filter(
        store_id=store_id,
        counts=True,
        part_id__in={part_id for each in spans for part_id in each.part_ids},
        at__gte=min(each.since for each in spans),
    ).values_list("part_id", "at", "quantity")
    known = list(asked)
    return [
        sum(
            (
                pieces
                for part_id, when, pieces in known
                if part_id in each.part_ids and each.since <= when < each.until
            ),
            Decimal(0),
        )
        for each in spans
    ]


def _got(row: Suggestion, gone: Gone, lost: Decimal) -> tuple[Outcome, dict[str, Any]]:
    """A decision to get something, or not to."""
    numbers = row.numbers
    asked = float(gone.used + gone.unserved + lost)
    position = numbers.get("there", 0.0) + numbers.get("coming", 0.0)
    seen = {
        "asked": asked,
        "position": position,
        "expected": numbers.get("expected", 0.0),
        "spread": numbers.get("spread", 0.0),
    }
    quantity = float(row.decided_quantity or 0)
    came = rules.judged(quantity=quantity, **seen)
    advised = rules.judged(quantity=float(row.quantity), **seen)
    told: dict[str, Any] = {
        **seen,
        **asdict(came),
        "unserved": float(gone.unserved + lost),
        "quantity": quantity,
        "advised": asdict(advised),
        "better": came.is_better_than(advised),
        "worse": advised.is_better_than(came),
    }
    if came.short > 0:
        return Outcome.SHORT, told
    if not quantity:
        return Outcome.SPARED, told
    if came.avoided > 0:
        return Outcome.AVOIDED, told
    return (Outcome.OVER if came.over > 0 else Outcome.EXPECTED), told


def _idle(row: Suggestion, gone: Gone) -> tuple[Outcome, dict[str, Any]]:
    """A decision to be rid of something, or to keep it."""
    ways = {word: float(gone.by_kind.get(kind, Decimal(0))) for kind, (word, _) in windows.WAYS_OUT.items()}
    ways["used"] = float(gone.used)
    left = sum(ways.values())
    wanted = float(row.decided_quantity or row.quantity)
    told = {**ways, "left": left, "quantity": wanted, "worth": left * float(row.cost)}
    if row.state == State.DROPPED:
        return (Outcome.STILL if left == 0 else Outcome.SPARED), told
    if left >= wanted:
        return Outcome.FREED, told
    return (Outcome.PARTLY if left > 0 else Outcome.STILL), told


def expect(seen: Reading, outlooks: Iterable[Outlook]) -> None:
    """Write down what is expected for the month that has begun; what was said first in a month stays. One statement."""
    month = first_of(seen.today)
    rows = []
    for each in outlooks:
        last: list[float] = [served + lost for served, lost in seen.months_of(each.part_id)[-12:]]
        if each.is_kept or any(last):
            rows.append(
                Expectation(
                    store_id=seen.store_id,
                    part_id=each.part_id,
                    month=month,
                    classes=each.classes,
                    mean=each.mean,
                    plain=sum(last) / len(last),
                )
            )
    Expectation.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def _look_back(store_id: int, *, at: datetime) -> int:
    """Put beside the forecasts of months that are over what was asked for; returns how many months."""
    this_month = first_of(localdate(at))
    rows = list(Expectation.objects.filter(store_id=store_id, asked__isnull=True, month__lt=this_month))
    if not rows:
        return 0
    first = min(row.month for row in rows)
    newest = store_room.successors()
    asked: dict[tuple[int, Any], float] = {}
    for each in store_room.asked_by_month(store_id, since=first, until=this_month):
        key = (newest.get(each.part_id, each.part_id), each.month)
        asked[key] = asked.get(key, 0.0) + float(each.served + each.lost)
    lost = (
        Asked.objects.filter(store_id=store_id, counts=True, at__date__gte=first, at__date__lt=this_month)
        .values_list("part_id", "at__date")
        .annotate(pieces=Sum("quantity"))
    )
    for part_id, on, pieces in lost:
        key = (newest.get(part_id, part_id), first_of(on))
        asked[key] = asked.get(key, 0.0) + float(pieces)
    for row in rows:
        row.asked = asked.get((row.part_id, row.month), 0.0)
    Expectation.objects.bulk_update(rows, ["asked"], batch_size=1000)
    return len({row.month for row in rows})
