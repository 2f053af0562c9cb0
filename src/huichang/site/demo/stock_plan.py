"""The planning of the demo's stock: demand of the years before its ledger, what was decided in the last months and what came
of it, and the suggestions of today."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import exp, pi, sin
from time import monotonic
from typing import TYPE_CHECKING

from django.db.models import Sum

from huichang.company import settings
from huichang.company.models import Store
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.months import first_of
from huichang.parts.models import DemandHistory, Move
from huichang.site.demo.chance import Chance, Weighted, clock
from huichang.site.demo.content import PartFact
from huichang.site.demo.rows import Rows
from huichang.stocking import calculating, deciding, forecasting, judging, lost_sales, permissions, suggesting
from huichang.stocking.models import Suggestion
from huichang.stocking.queries.budget import MONTH_BUDGET
from huichang.stocking.reading import Reading, read
from huichang.stocking.states import ChangeReason, DropReason, Kind, LostReason, State

if TYPE_CHECKING:
    from huichang.site.demo.store_room import StoreRoom
    from huichang.site.demo.visits import Desk

ZERO = Decimal(0)
MONTHS_BEFORE = 30
RARE = 0.07
"""Pieces a month that are asked of a part which nobody needed in the half year of the ledger."""
SEASON, GROWTH = 0.12, 0.25
PAST_MONTHS = 2
"""Of the first store; the others have one, so that the demo begins sooner."""
CHANGED, DROPPED = 0.12, 0.12
MOST_DECIDED = 60
LOST_DAYS_AGO = (40, 33, 21, 15, 9, 5, 2, 1, 0)
LOST_REASONS = Weighted([(LostReason.NO_STOCK, 6), (LostReason.PRICE, 2), (LostReason.ONLY_ASKED, 1)])
BUDGET = 400_000


def write_demand(rows: Rows, room: "StoreRoom", parts: Iterable[PartFact]) -> None:
    """What was asked for month by month before the ledger began: like the half year that the ledger knows, with seasons, a
    house that grew, and parts that nobody has wanted for long."""
    chance = Chance(room.since.toordinal(), f"{room.crew.site.plan.code} demand")
    months = max(1.0, (room.until.date() - room.since).days / 30)
    begun = first_of(room.since, 1)
    for part in parts:
        if not part.is_current:
            continue
        issues = room.issues.get(part.id, ())
        used = float(sum((issue.quantity for issue in issues), ZERO))
        lump = used / len(issues) if issues else float(part.pack if part.pack <= 4 else 1)
        a_month = used / months if issues else min(RARE, part.demand * room.crew.site.plan.share) * lump
        for back in range(MONTHS_BEFORE, 0, -1):
            month = first_of(begun, -back)
            rate = a_month * (1 - GROWTH * back / MONTHS_BEFORE) * (1 + SEASON * sin(month.month / 6 * pi))
            pieces = _times(chance, rate / lump) * lump
            if pieces:
                rows.add(
                    DemandHistory,
                    store_id=room.crew.site.id,
                    part_id=part.id,
                    month=month,
                    quantity=Decimal(round(pieces)) if part.whole else Decimal(str(round(pieces, 1))),
                    lost=Decimal(1) if part.whole and chance.maybe(0.01) else ZERO,
                )


def _times(chance: Chance, rate: float) -> int:
    """How often something happens that happens so often on the average."""
    if rate > 20:
        return max(0, round(chance.gauss(rate, rate**0.5)))
    least, times, product = exp(-rate), 0, chance.random()
    while product > least:
        times += 1
        product *= chance.random()
    return times


def fill(desks: "list[Desk]", now: datetime) -> None:
    """Decisions of the months before with what came of them, then the calculation of last night, then what the counter and the
    parts manager did about it this morning."""
    for store in Store.objects.all():
        store.settings = {**store.settings, MONTH_BUDGET.key: BUDGET}
        store.save(update_fields=["settings"])
    settings.forget()
    for number, desk in enumerate(desks):
        for back in range(1 if number else PAST_MONTHS, 0, -1):
            _decide_then(desk, first_of(now.date(), -back))
    # The first store last, so that it knows what the others have too much of.
    for desk in reversed(desks):
        store_id = desk.crew.site.id
        machine = _machine(store_id)
        judging.judge_decisions(machine, store_id, at=now)
        _lose(desk, now)
        began, at = monotonic(), min(now, clock(now.date(), 3.35))
        calculating.began(store_id, at=at)
        count = suggesting.make_suggestions(machine, store_id, at=at)
        calculating.ended(store_id, seconds=monotonic() - began, count=count, at=at + timedelta(seconds=8))
        _begin(store_id, now)


def _machine(store_id: int) -> Actor:
    grants = {store_id: frozenset({permissions.MAKE_SUGGESTIONS, permissions.DECIDE_SUGGESTIONS})}
    return Actor(None, "系统·示例", grants, store_id=store_id, door="job")


def _decide_then(desk: "Desk", day: date) -> None:
    """What was expected on the first of a month, what was suggested, and what the parts manager made of it."""
    store_id, at = desk.crew.site.id, clock(day, 9.2)
    chance = Chance(day.toordinal(), f"{desk.crew.site.plan.code} decisions")
    manager = desk.crew.by_role[Role.PARTS_MANAGER][0].id
    seen = _as_then(read(store_id, today=day, months=24), at)
    outlooks = forecasting.outlooks(seen)
    judging.expect(seen, outlooks)
    rows = []
    for draft in list(suggesting.lacking(seen, outlooks))[:MOST_DECIDED]:
        row = Suggestion(store_id=store_id, part_id=draft.part_id, kind=draft.kind, made_at=at)
        suggesting.fill(row, draft, at=at)
        row.state, row.decided_at, row.decided_by_id = State.ACCEPTED, at, manager
        row.decided_quantity = row.quantity
        lot = chance.random()
        if lot < CHANGED:
            row.state, row.reason = State.CHANGED, chance.choice(ChangeReason.values[:5])
            row.decided_quantity = (
                row.quantity * 2 if chance.maybe(0.5) or row.quantity < 2 else row.quantity // 2
            )
        elif lot < CHANGED + DROPPED:
            row.state, row.reason, row.decided_quantity = (
                State.DROPPED,
                chance.choice(DropReason.values[:5]),
                None,
            )
        rows.append(row)
    Suggestion.objects.bulk_create(rows)


def _as_then(seen: Reading, at: datetime) -> Reading:
    """A store as it stood at a moment, by its ledger: what was promised and on its way then counts for nothing."""
    then: dict[int, Decimal] = dict(
        Move.objects.filter(store_id=seen.store_id, at__lt=at)
        .values_list("part_id")
        .annotate(Sum("quantity"))
    )
    positions = {
        part_id: replace(
            each, on_hand=then.get(part_id, ZERO), held=ZERO, blocked=ZERO, in_transit=ZERO, short=ZERO
        )
        for part_id, each in seen.positions.items()
    }
    return replace(seen, positions=positions, known={}, drafted={})


def _lose(desk: "Desk", now: datetime) -> None:
    """Some people asked for what was not there, or found it dear."""
    store_id = desk.crew.site.id
    clerk = desk.crew.by_role[Role.PARTS_CLERK][0].id
    grants = {store_id: frozenset({permissions.RECORD_LOST})}
    actor = Actor(clerk, "系统·示例", grants, store_id=store_id, door="job")
    chance = Chance(now.date().toordinal(), f"{desk.crew.site.plan.code} lost")
    scarce = [part for part in desk.content.parts.values() if part.is_current and part.whole]
    for days in LOST_DAYS_AGO:
        lost_sales.record_lost(
            actor,
            chance.choice(scarce).id,
            store_id=store_id,
            quantity=Decimal(1),
            reason=chance.one(LOST_REASONS),
            need=f"川A{chance.randint(10000, 99999)}",
            at=now - timedelta(days=days, minutes=chance.randint(5, 90)),
        )


def _begin(store_id: int, now: datetime) -> None:
    """Two kinds of idle stock are already being dealt with."""
    idle = Suggestion.objects.filter(store_id=store_id, state=State.OPEN)
    for kind in (Kind.SELL, Kind.SCRAP):
        row = idle.filter(kind=kind).order_by("-worth", "pk").first()
        if row is not None:
            deciding.accept_suggestions(_machine(store_id), [row.pk], at=now - timedelta(minutes=40))
