"""The night's calculation: levels of every part, and suggestions that explain themselves (PARTS-30)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from math import ceil
from typing import Any

from django.utils.timezone import localdate

from huichang.company import queries as company
from huichang.company import settings
from huichang.kernel.actor import Warrant
from huichang.kernel.money import money
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.parts.queries import demand as store_room
from huichang.parts.queries import free_by_store
from huichang.stocking import forecasting, judging, permissions, reading, rules, saying
from huichang.stocking.forecasting import Outlook
from huichang.stocking.models import Level, Suggestion
from huichang.stocking.reading import Reading
from huichang.stocking.states import SUGGESTION, Kind, State

ZERO = Decimal(0)
IDLE_MONTHS = settings.declare(
    "stocking.idle_months", 6, "多少个月没有出库算呆滞", unit="个月", fits=settings.between(1, 60)
)
DEAD_MONTHS = settings.declare(
    "stocking.dead_months", 24, "多少个月没有出库算死库存", unit="个月", fits=settings.between(6, 120)
)
QUIET_DAYS = settings.declare(
    "stocking.quiet_days", 30, "不采纳的建议多少天内不再提出", unit="天", fits=settings.between(1, 365)
)
LEAST_TRANSFER = settings.declare(
    "stocking.least_transfer", 50, "调拨金额至少多少才值得", unit="元", fits=settings.between(0, 100_000)
)
GROWN = Decimal("1.5")
"""A suggestion that was dropped comes back when this many times as much is needed."""


@dataclass
class Draft:
    """A suggestion before it is a row."""

    part_id: int
    kind: Kind
    quantity: Decimal
    why: str
    cost: Decimal = ZERO
    supplier_id: int | None = None
    other_store_id: int | None = None
    days_left: float | None = None
    urgent_why: str = ""
    numbers: dict[str, Any] = field(default_factory=dict)


@use_case(permissions.MAKE_SUGGESTIONS, "计算备货建议")
def make_suggestions(warrant: Warrant, store_id: int, *, at: datetime) -> int:
    """Forecast every part of a store, set its levels, and say what to order, to fetch, to be rid of; returns how many
    suggestions are open now.

    Suggestions on which somebody has decided stay as they are; open ones follow what is known now. Two calculations of
    one store wait for each other.
    """
    warrant.show_at(store_id)
    wait_for_turn(turn_of(store_id))
    open_rows = Suggestion.objects.filter(store_id=store_id, state=State.OPEN)
    before = dict(open_rows.values_list("pk", "part_id"))
    today = localdate(at)
    seen = reading.read(store_id, today=today, months=settings.of(store_id, forecasting.MONTHS))
    outlooks = forecasting.outlooks(seen)
    _keep_levels(seen, outlooks, at=at)
    judging.expect(seen, outlooks)
    drafts = [*lacking(seen, outlooks), *_idle(seen, outlooks)]
    count = _keep(store_id, drafts, before, at=at)
    warrant.note = f"{len(outlooks)} 种配件，{count} 条建议"
    return count


def turn_of(store_id: int) -> str:
    """What a calculation of a store holds until its suggestions are written."""
    return f"stocking:{store_id}"


def _keep_levels(seen: Reading, outlooks: Iterable[Outlook], *, at: datetime) -> None:
    rows = [
        Level(
            store_id=seen.store_id,
            part_id=each.part_id,
            computed_at=at,
            until=seen.until,
            months=seen.months_of(each.part_id),
            mean=each.mean,
            method=each.method,
            pattern=each.pattern,
            phase=each.phase,
            service=each.service,
            lead_days=each.lead.days,
            lead_spread=each.lead.spread,
            lead_is_measured=each.lead.is_measured,
            supplier_id=each.lead.offer.supplier_id if each.lead.offer else None,
            cost=each.lead.offer.price if each.lead.offer else None,
            cycle_days=each.cycle_days,
            expected=each.expected,
            spread=each.spread,
            reorder=Decimal(str(round(each.reorder, 3))),
            up_to=Decimal(str(round(each.up_to, 3))),
            is_kept=each.is_kept,
            last_out_on=each.position.last_out_on if each.position else None,
            explains=each.explains,
        )
        for each in outlooks
    ]
    kept = [field.name for field in Level._meta.concrete_fields if field.name not in {"id", "store", "part"}]
    Level.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["store", "part"], update_fields=kept, batch_size=1000
    )


def lacking(seen: Reading, outlooks: Iterable[Outlook]) -> Iterator[Draft]:
    """What should come: from other stores that have too much first, then bought."""
    wanted: dict[int, tuple[Outlook, Decimal, Decimal, Decimal]] = {}
    for outlook in outlooks:
        there, coming, short = _stand(seen, outlook.part_id)
        position = outlook.position
        offer = outlook.lead.offer
        pack = offer.pack if offer else position.pack if position else Decimal(1)
        quantity = rules.to_order(
            rules.Stand(there=there, coming=coming),
            reorder=outlook.reorder,
            up_to=outlook.up_to,
            pack=pack,
            is_whole=position is None or position.is_whole,
            at_least=max(ZERO, short - coming),
        )
        if quantity > 0:
            wanted[outlook.part_id] = (outlook, quantity, there, coming)
    over = _overs(seen.store_id, wanted)
    for part_id, (outlook, quantity, there, coming) in wanted.items():
        left = rules.days_left(_free(seen, part_id), outlook.mean)
        cost = _cost(outlook)
        unit = outlook.position.unit if outlook.position else "件"
        urgent = _urgent_why(seen, outlook, rules.Stand(there=there, coming=coming), unit)
        fetched = ZERO
        for store_id, spare in over.get(part_id, []):
            take = min(quantity - fetched, spare)
            if take > 0 and take * cost >= settings.of(seen.store_id, LEAST_TRANSFER):
                fetched += take
                name = company.store_card(store_id).name
                yield Draft(
                    part_id,
                    Kind.TRANSFER,
                    take,
                    saying.why_transfer(store=name, over=spare, quantity=take, unit=unit),
                    cost=cost,
                    other_store_id=store_id,
                    days_left=left,
                    urgent_why=urgent,
                    numbers=_numbers(seen, outlook, there, coming),
                )
                break
        rest = quantity - fetched
        if rest <= 0:
            continue
        yield Draft(
            part_id,
            Kind.ORDER,
            rest,
            saying.why_order(
                outlook,
                quantity=rest,
                there=there,
                coming=coming + fetched,
                year=_year(seen, part_id),
                unit=unit,
            ),
            cost=cost,
            supplier_id=outlook.lead.offer.supplier_id if outlook.lead.offer else None,
            days_left=left,
            urgent_why=urgent,
            numbers=_numbers(seen, outlook, there, coming + fetched),
        )


def _urgent_why(seen: Reading, outlook: Outlook, stand: rules.Stand, unit: str) -> str:
    """Why a part cannot wait for the usual order; empty where it can."""
    there_by = seen.today + timedelta(days=ceil(outlook.lead.days))
    asked = sum(
        (
            each.quantity
            for each in seen.known.get(outlook.part_id, [])
            if each.is_sure and each.is_usual and each.on <= there_by
        ),
        ZERO,
    )
    lack = rules.lack(
        stand,
        asked=asked,
        mean_month=outlook.mean if outlook.is_kept else 0.0,
        lead_days=outlook.lead.days,
    )
    if lack is None:
        return ""
    return saying.why_urgent(
        lack, position=stand.position, mean_month=outlook.mean, lead_days=outlook.lead.days, unit=unit
    )


def _chain(seen: Reading, part_id: int) -> list[int]:
    """A part and the old numbers that it replaces."""
    return [part_id, *(old for old, new in seen.newest.items() if new == part_id)]


def _stand(seen: Reading, part_id: int) -> tuple[Decimal, Decimal, Decimal]:
    """(there and not blocked, on its way or decided, missing for those who asked), old numbers that are used up first
    with it."""
    there = coming = short = ZERO
    for each in _chain(seen, part_id):
        position = seen.positions.get(each)
        if position is not None:
            there += position.on_hand - position.blocked
            coming += position.in_transit
            short += position.short
    return there, coming + seen.drafted.get(part_id, ZERO), short


def _free(seen: Reading, part_id: int) -> Decimal:
    return sum((seen.positions[each].free for each in _chain(seen, part_id) if each in seen.positions), ZERO)


def _year(seen: Reading, part_id: int) -> tuple[float, float]:
    months = seen.months_of(part_id)[-12:]
    return sum(served for served, _ in months), sum(lost for _, lost in months)


def _cost(outlook: Outlook) -> Decimal:
    """What a piece costs: as offered, else as it stands in the books."""
    if outlook.lead.offer is not None:
        return outlook.lead.offer.price
    return outlook.position.average.quantize(Decimal("0.0001")) if outlook.position else ZERO


def _numbers(seen: Reading, outlook: Outlook, there: Decimal, coming: Decimal) -> dict[str, Any]:
    used, lost = _year(seen, outlook.part_id)
    return {
        "year_used": used,
        "year_lost": lost,
        "mean": outlook.mean,
        "method": outlook.method,
        "reorder": outlook.reorder,
        "up_to": outlook.up_to,
        "there": float(there),
        "coming": float(coming),
        "lead_days": outlook.lead.days,
        "service": outlook.service,
        "expected": outlook.expected,
        "spread": outlook.spread,
        "cycle_days": outlook.cycle_days,
        "classes": outlook.classes,
    }


def _overs(store_id: int, part_ids: Iterable[int]) -> dict[int, list[tuple[int, Decimal]]]:
    """What other stores have above their own levels, most first, whole pieces. Two statements."""
    wanted = sorted(set(part_ids))
    if not wanted:
        return {}
    free = free_by_store(wanted)
    levels = Level.objects.filter(part_id__in=wanted).exclude(store_id=store_id)
    found: dict[int, list[tuple[int, Decimal]]] = {}
    for other, part_id, up_to in levels.values_list("store_id", "part_id", "up_to"):
        spare = (free.get((other, part_id), ZERO) - up_to).to_integral_value(ROUND_FLOOR)
        if spare > 0:
            found.setdefault(part_id, []).append((other, spare))
    return {part_id: sorted(some, key=lambda each: -each[1]) for part_id, some in found.items()}


def _idle(seen: Reading, outlooks: Iterable[Outlook]) -> Iterator[Draft]:
    """What lies there and nobody asks for: to a store that lacks it, back to the supplier, sold cheaper, scrapped."""
    levels = {each.part_id: each for each in outlooks}
    idle_from = settings.of(seen.store_id, IDLE_MONTHS)
    dead_from = settings.of(seen.store_id, DEAD_MONTHS)
    used_up_first = store_room.used_up_first()
    idle: dict[int, tuple[Decimal, int, bool]] = {}
    for part_id, position in seen.positions.items():
        months = rules.idle_months(position.last_out_on, position.last_in_on, seen.today)
        outlook = levels.get(part_id)
        spare = position.free - (Decimal(str(outlook.up_to)) if outlook else ZERO)
        if months is None or months < idle_from or spare <= 0 or part_id in used_up_first:
            continue
        idle[part_id] = (spare, months, position.last_out_on is None)
    lacking = _lacking_elsewhere(seen.store_id, idle)
    for part_id, (spare, months, never) in idle.items():
        position = seen.positions[part_id]
        outlook = levels.get(part_id)
        offer = outlook.lead.offer if outlook else None
        quantity, other = spare, None
        if part_id in lacking:
            other, needed = lacking[part_id]
            kind, quantity = Kind.OFFER, min(spare, needed)
            then = f"{company.store_card(other).name}正要订，先调给它"
        elif months >= dead_from:
            kind, then = Kind.SCRAP, f"超过 {dead_from} 个月，查验后报废或作旧件处理"
        elif offer is not None and offer.kind == "manufacturer" and months < 2 * idle_from:
            kind, then = Kind.SEND_BACK, f"还能向{offer.supplier}申请退货"
        else:
            kind, then = Kind.SELL, "特价卖给维修厂或车主"
        worth = money(position.average * quantity)
        yield Draft(
            part_id,
            kind,
            quantity,
            saying.why_idle(
                months=months, never=never, free=position.free, worth=worth, unit=position.unit, then=then
            ),
            cost=position.average.quantize(Decimal("0.0001")),
            supplier_id=offer.supplier_id if kind == Kind.SEND_BACK and offer else None,
            other_store_id=other,
            numbers={
                "idle_months": months,
                "free": float(position.free),
                "worth": float(worth),
                "classes": f"{position.abc}{position.xyz}",
            },
        )


def _lacking_elsewhere(store_id: int, part_ids: Iterable[int]) -> dict[int, tuple[int, Decimal]]:
    """Which other store is about to order one of these parts, and how many. One statement."""
    rows = (
        Suggestion.objects.filter(state=State.OPEN, kind=Kind.ORDER, part_id__in=list(part_ids))
        .exclude(store_id=store_id)
        .order_by("-quantity")
        .values_list("part_id", "store_id", "quantity")
    )
    found: dict[int, tuple[int, Decimal]] = {}
    for part_id, other, quantity in rows:
        found.setdefault(part_id, (other, quantity))
    return found


def _keep(store_id: int, drafts: Iterable[Draft], before: Mapping[int, int], *, at: datetime) -> int:
    """Write the suggestions: open ones are refreshed, those that hold no longer pass by, dropped ones rest for a while.

    `before`: what was open before stock and orders were read. A part on which somebody has decided meanwhile is left for the
    next calculation: what was ordered of it was not among what was read, and would be suggested again.
    """
    rows = Suggestion.objects.filter(store_id=store_id, state=State.OPEN)
    open_rows = {(row.part_id, row.kind): row for row in rows.select_for_update(of=("self",)).order_by("pk")}
    still = {row.pk for row in open_rows.values()}
    decided = {part_id for pk, part_id in before.items() if pk not in still}
    quiet = _dropped(store_id, at)
    new, refreshed = [], []
    for draft in drafts:
        if draft.part_id in decided:
            continue
        key = (draft.part_id, str(draft.kind))
        row = open_rows.pop(key, None)
        if row is None:
            if key in quiet and draft.quantity < quiet[key] * GROWN:
                continue
            row = Suggestion(store_id=store_id, part_id=draft.part_id, kind=draft.kind, made_at=at)
            new.append(row)
        else:
            row.version += 1 if row.quantity != draft.quantity else 0
            refreshed.append(row)
        fill(row, draft, at=at)
    Suggestion.objects.bulk_create(new, batch_size=500)
    columns = [
        "quantity", "supplier", "other_store", "cost", "worth", "days_left", "is_urgent", "why", "numbers",
        "refreshed_at", "version",
    ]  # fmt: skip
    Suggestion.objects.bulk_update(refreshed, columns, batch_size=500)
    passing = [row for row in open_rows.values() if row.part_id not in decided]
    for row in passing:
        SUGGESTION.move(row, "pass_by")
        row.refreshed_at = at
    Suggestion.objects.bulk_update(passing, ["state", "refreshed_at"], batch_size=500)
    return len(new) + len(refreshed)


def _dropped(store_id: int, at: datetime) -> dict[tuple[int, str], Decimal]:
    since = at - timedelta(days=settings.of(store_id, QUIET_DAYS))
    rows = Suggestion.objects.filter(store_id=store_id, state=State.DROPPED, decided_at__gte=since)
    return {
        (part_id, kind): quantity
        for part_id, kind, quantity in rows.values_list("part_id", "kind", "quantity")
    }


def fill(row: Suggestion, draft: Draft, *, at: datetime) -> None:
    """Write what is suggested into its row, as of a moment."""
    row.quantity, row.why, row.cost = draft.quantity, draft.why[:400], draft.cost
    row.worth = money(draft.quantity * draft.cost)
    row.supplier_id, row.other_store_id = draft.supplier_id, draft.other_store_id
    row.days_left, row.is_urgent = draft.days_left, bool(draft.urgent_why)
    row.numbers = draft.numbers | ({"urgent_why": draft.urgent_why} if draft.urgent_why else {})
    row.refreshed_at = at
