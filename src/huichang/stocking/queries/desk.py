"""The planning desk: what is suggested now, by supplier and urgency."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.parts import queries as parts
from huichang.stocking import saying
from huichang.stocking.models import Level, Suggestion
from huichang.stocking.queries import reading
from huichang.stocking.states import IDLE_KINDS, Kind, State

ZERO = Decimal(0)
DECIDED = (State.ACCEPTED, State.CHANGED, State.DROPPED)
TABS: dict[str, Q] = {
    "order": Q(kind=Kind.ORDER),
    "transfer": Q(kind=Kind.TRANSFER),
    "idle": Q(kind__in=IDLE_KINDS),
}


@dataclass(frozen=True)
class Bar:
    """A month in the small plot of a row, in a drawing of 96 by 24."""

    x: int
    y: float
    height: float


@dataclass(frozen=True)
class DeskRow:
    """A suggestion as the desk shows it. `days_left`: how long what is free lasts, None where nothing is expected."""

    id: int
    version: int
    part_id: int
    number: str
    name: str
    unit: str
    is_whole: bool
    classes: str
    kind: str
    kind_says: str
    state: str
    state_says: str
    quantity: Decimal
    cost: Decimal
    worth: Decimal
    days_left: float | None
    is_urgent: bool
    urgent_why: str
    """Why it cannot wait; empty where it can."""
    why: str
    supplier_id: int | None
    supplier: str
    other_store: str
    mean: float
    there: float
    coming: float
    months: tuple[float, ...]
    """What was asked for in the last twelve months, oldest first."""
    bars: tuple[Bar, ...]
    decided_quantity: Decimal | None
    decided_by: str
    decided_at: datetime | None
    reason: str
    document: str
    purchase_order_id: int | None
    outcome: str = ""
    outcome_says: str = ""
    effect: str = ""
    """What came of it, in a sentence; empty until its time is over."""
    other_store_id: int | None = None
    idle_months: int | None = None
    """How long nothing of it has gone out, where it is to go."""

    @property
    def change_sheet(self) -> str:
        """The name of the sheet in which its quantity is changed."""
        return f"change-{self.id}"

    @property
    def drop_sheet(self) -> str:
        """The name of the sheet in which it is dropped."""
        return f"drop-{self.id}"


@dataclass(frozen=True)
class DeskGroup:
    """The suggestions for one supplier or store, and what they come to."""

    key: int
    title: str
    rows: tuple[DeskRow, ...]
    worth: Decimal
    urgent: int


@dataclass(frozen=True)
class Desk:
    """A tab of the desk. `counts`: open suggestions by tab; `ended`: those decided since the day."""

    groups: tuple[DeskGroup, ...]
    counts: dict[str, int]
    worth: Decimal
    urgent: int
    computed_at: datetime | None
    ended: tuple[DeskRow, ...] = ()


def desk(
    actor: Actor, *, tab: str = "order", text: str = "", urgent: bool = False, since: date | None = None
) -> Desk:
    """Open suggestions of the store where one works, by supplier or store, most urgent first; `text` searches part numbers,
    names, initials and suppliers. With tab `decided` those decided since a day. Four statements."""
    store_id = reading.store_for(actor)
    mine = Suggestion.objects.seen_by(actor).filter(store_id=store_id)
    numbers = mine.filter(state=State.OPEN).aggregate(
        **{name: Count("pk", filter=within) for name, within in TABS.items()},
        urgent=Count("pk", filter=Q(is_urgent=True)),
        worth=Sum("worth", filter=Q(kind=Kind.ORDER)),
    )
    when = Level.objects.filter(store_id=store_id).aggregate(at=Max("computed_at"))["at"]
    decided: list[DeskRow] = []
    rows: list[DeskRow] = []
    if tab == "decided":
        found = matching(mine.filter(state__in=DECIDED), text).order_by("-decided_at", "-pk")
        if since is not None:
            found = found.filter(decided_at__date__gte=since)
        decided = rows_of(store_id, found[:200])
    else:
        found = matching(mine.filter(TABS.get(tab, TABS["order"]), state=State.OPEN), text)
        if urgent:
            found = found.filter(is_urgent=True)
        rows = rows_of(store_id, found.order_by("pk"))
    return Desk(
        groups=tuple(_groups(rows)),
        counts={name: numbers[name] for name in TABS},
        worth=numbers["worth"] or ZERO,
        urgent=numbers["urgent"],
        computed_at=when,
        ended=tuple(decided),
    )


def suggestion(actor: Actor, suggestion_id: int) -> DeskRow:
    """One suggestion of the store where one works. Raises Missing. Two statements."""
    store_id = reading.store_for(actor)
    found = rows_of(store_id, Suggestion.objects.seen_by(actor).filter(store_id=store_id, pk=suggestion_id))
    if not found:
        raise Missing("没有找到这条备货建议，请刷新页面。")
    return found[0]


def matching(rows: QuerySet[Suggestion, Any], text: str) -> QuerySet[Suggestion, Any]:
    """Those whose part number, name, initials or supplier has the text; all of them for none."""
    words = text.strip()
    if not words:
        return rows
    key = parts.key_of(words)
    means = Q(part__name__icontains=words) | Q(supplier__name__icontains=words)
    if key:
        means |= (
            Q(part__key__startswith=key)
            | Q(part__initials__startswith=key.lower())
            | Q(supplier__initials__startswith=key.lower())
        )
    return rows.filter(means)


def rows_of(store_id: int, found: QuerySet[Suggestion, Any]) -> list[DeskRow]:
    """Some suggestions as cards. Two statements."""
    rows = list(found.select_related("part", "supplier", "other_store", "decided_by"))
    levels: dict[int, list[list[float]]] = dict(
        Level.objects.filter(store_id=store_id, part_id__in={row.part_id for row in rows}).values_list(
            "part_id", "months"
        )
    )
    return [_row(row, levels.get(row.part_id, [])) for row in rows]


def _row(row: Suggestion, months: list[list[float]]) -> DeskRow:
    part, numbers = row.part, row.numbers
    return DeskRow(
        id=row.pk,
        version=row.version,
        part_id=part.pk,
        number=part.number,
        name=part.name,
        unit=part.unit,
        is_whole=part.is_whole,
        classes=numbers.get("classes", ""),
        kind=row.kind,
        kind_says=row.get_kind_display(),
        state=row.state,
        state_says=row.get_state_display(),
        quantity=row.quantity,
        cost=row.cost,
        worth=row.worth,
        days_left=row.days_left,
        is_urgent=row.is_urgent,
        urgent_why=numbers.get("urgent_why", "") if row.is_urgent else "",
        why=row.why,
        supplier_id=row.supplier_id,
        supplier=row.supplier.name if row.supplier else "",
        other_store=row.other_store.name if row.other_store else "",
        mean=numbers.get("mean", 0.0),
        there=numbers.get("there", numbers.get("free", 0.0)),
        coming=numbers.get("coming", 0.0),
        months=tuple(served + lost for served, lost in months[-12:]),
        bars=_bars([served + lost for served, lost in months[-12:]]),
        decided_quantity=row.decided_quantity,
        decided_by=row.decided_by.name if row.decided_by else "",
        decided_at=row.decided_at,
        reason=row.reason_says,
        document=row.document,
        purchase_order_id=row.purchase_order_id,
        outcome=row.outcome,
        outcome_says=row.get_outcome_display() if row.outcome else "",
        effect=saying.effect(row.kind, row.outcome_numbers, part.unit),
        other_store_id=row.other_store_id,
        idle_months=numbers.get("idle_months"),
    )


def _bars(months: list[float]) -> tuple[Bar, ...]:
    """As tall as the drawing for the month with the most; a hair where nothing was asked for."""
    most = max(months, default=0.0) or 1.0
    heights = [max(1.0, round(22 * each / most, 1)) for each in months]
    return tuple(Bar(8 * place, 24 - height, height) for place, height in enumerate(heights))


def _groups(rows: Iterable[DeskRow]) -> list[DeskGroup]:
    """By supplier for orders, by store for transfers, by what is to be done for what lies idle."""
    by_title: dict[tuple[int, str], list[DeskRow]] = {}
    for row in rows:
        if row.kind == Kind.ORDER:
            key = (row.supplier_id or 0, row.supplier or "没有供应商报价")
        elif row.kind == Kind.TRANSFER:
            key = (0, row.other_store)
        else:
            key = (0, row.kind_says)
        by_title.setdefault(key, []).append(row)
    groups = [
        DeskGroup(
            key=number,
            title=title,
            rows=tuple(sorted(mine, key=_urgency)),
            worth=sum((row.worth for row in mine), ZERO),
            urgent=sum(row.is_urgent for row in mine),
        )
        for (number, title), mine in by_title.items()
    ]
    return sorted(groups, key=lambda group: (-group.urgent, -group.worth))


def _urgency(row: DeskRow) -> tuple[bool, float, Decimal]:
    return (not row.is_urgent, row.days_left if row.days_left is not None else 1e9, -row.worth)


def open_to_get(store_id: int) -> QuerySet[Suggestion, tuple[bool, int]]:
    """Open suggestions to get something, how many are urgent and how many are not: the question alone, to be asked with
    others."""
    found = Suggestion.objects.filter(
        store_id=store_id, state=State.OPEN, kind__in=[Kind.ORDER, Kind.TRANSFER]
    )
    rows: QuerySet[Suggestion, tuple[bool, int]] = (
        found.order_by().values_list("is_urgent").annotate(many=Count("pk"))
    )
    return rows
