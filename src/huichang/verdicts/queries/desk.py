"""What waits at the desk, what was decided, and how far the rules are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from huichang.company import queries as company
from huichang.kernel import finder
from huichang.kernel.actor import Actor
from huichang.verdicts import permissions
from huichang.verdicts.models import Round, Verdict
from huichang.verdicts.queries import reading
from huichang.verdicts.states import VerdictState

TABS = {
    "waiting": "待审",
    "sample": "抽检",
    "called": "等旧件",
    "decided": "已决定",
    "returned": "已退回",
    "published": "已发布",
}
MOST = 200
MOST_READ = 2_000


@dataclass(frozen=True)
class Row:
    """A verdict in a list."""

    id: int
    number: str
    store: str
    plate: str
    title: str
    model: str
    asked: Decimal
    paid: Decimal
    sent_at: datetime
    state: str
    says: str
    by: str
    is_sample: bool
    called_back: str
    risk: int
    reasons: list[str]


@dataclass(frozen=True)
class Desk:
    """The desk: rows of a tab, how many each tab has, the reasons among them, the stores to choose from, how far the rules
    are."""

    rows: list[Row]
    found: int
    counts: dict[str, int]
    reasons: list[tuple[str, int]]
    stores: list[tuple[int, str]]
    running: list[tuple[str, int, int]]
    judged_at: datetime | None
    asked: Decimal


def _of(tab: str) -> Q:
    match tab:
        case "sample":
            return Q(state=VerdictState.WAITING, is_sample=True)
        case "called":
            return Q(state=VerdictState.WAITING, called_back__isnull=False)
        case "decided" | "returned" | "published":
            return Q(state=tab)
        case _:
            return Q(state=VerdictState.WAITING)


def kind_of(reason: str) -> str:
    """What a reason is about: its words before the figure."""
    return reason.partition("：")[0].partition(" ")[0]


def desk(
    actor: Actor,
    *,
    only: str = "waiting",
    store_id: int | None = None,
    why: str = "",
    least: Decimal | None = None,
    text: str = "",
) -> Desk:
    """A tab of the desk: what waits the oldest first, the rest newest first. `why`: one kind of reason; `least`: from so many
    yuan on. Four statements."""
    stores = reading.stores_of(actor)
    names = {pk: name for pk, name in company.stores_of(actor) if pk in stores}
    mine = Verdict.objects.filter(store_id__in=stores)
    counts = mine.aggregate(**{key: Count("pk", filter=_of(key)) for key in TABS}, last=Max("judged_at"))
    rows = _filtered(mine.filter(_of(only)), store_id=store_id, least=least, text=text)
    first = only in ("waiting", "sample", "called")
    rows = rows.order_by("sent_at", "pk") if first else rows.order_by("-decided_at", "-pk")
    read = list(rows.select_related("claim", "decided_by", "called_back")[:MOST_READ])
    kinds = Counter(kind for row in read for kind in {kind_of(each) for each in row.reasons})
    if why:
        read = [row for row in read if any(kind_of(each) == why for each in row.reasons)]
    running = Round.objects.filter(store_id__in=stores, ended_at=None)
    return Desk(
        [_row(row, names) for row in read[:MOST]],
        len(read),
        {key: counts[key] for key in TABS},
        kinds.most_common(12),
        sorted(names.items()),
        [(names[row.store_id], row.done, row.whole) for row in running],
        counts["last"],
        sum((row.asked for row in read), Decimal(0)),
    )


def _filtered(
    rows: "QuerySet[Verdict]", *, store_id: int | None, least: Decimal | None, text: str
) -> "QuerySet[Verdict]":
    if store_id is not None:
        rows = rows.filter(store_id=store_id)
    if least is not None:
        rows = rows.filter(asked__gte=least)
    if wanted := text.strip():
        rows = rows.filter(
            Q(number__icontains=wanted)
            | Q(claim__plate__icontains=wanted)
            | Q(claim__vin__iendswith=wanted)
            | Q(claim__title__icontains=wanted)
            | Q(claim__lines__code__istartswith=wanted)
            | Q(claim__lines__part__initials__startswith=wanted.lower())
            | Q(claim__vehicle__customer__initials__startswith=wanted.lower())
        ).distinct()
    return rows


def _row(row: Verdict, names: dict[int, str]) -> Row:
    claim = row.claim
    return Row(
        row.pk,
        row.number,
        names.get(row.store_id, ""),
        claim.plate,
        claim.title,
        claim.model,
        row.asked,
        row.paid,
        row.sent_at,
        row.state,
        str(row.get_ruling_display() if row.ruling else row.get_state_display()),
        "规则" if row.by_rule else row.decided_by.name if row.decided_by else "",
        row.is_sample,
        row.called_back.their_number if row.called_back else "",
        row.risk,
        list(row.reasons),
    )


def next_waiting(actor: Actor, after: int | None = None) -> int | None:
    """The oldest verdict that waits behind the one of that key, else the oldest that waits. One statement, or two."""
    rows = Verdict.objects.filter(store_id__in=reading.stores_of(actor), state=VerdictState.WAITING)
    order = rows.order_by("sent_at", "pk")
    if after is not None:
        here = Verdict.objects.filter(pk=after).values_list("sent_at", flat=True).first()
        if here is not None:
            later = order.filter(Q(sent_at__gt=here) | Q(sent_at=here, pk__gt=after)).exclude(pk=after)
            found: int | None = later.values_list("pk", flat=True).first()
            if found is not None:
                return found
    oldest: int | None = order.exclude(pk=after).values_list("pk", flat=True).first()
    return oldest


def _papers(actor: Actor, text: str) -> tuple[QuerySet[Any, Any], ...]:
    rows = Verdict.objects.filter(
        store_id__in=actor.stores_where(permissions.SEE_DESK), number__icontains=text
    )
    return (rows.select_related("claim").order_by("-sent_at")[:6],)


@finder.papers(_papers, rank=62)
def found(rows: list[Verdict]) -> Iterable[finder.Found]:
    """Verdicts by the number of the submission, for the manufacturer's people."""
    for row in rows:
        yield finder.Found(
            "索赔审核",
            f"{row.number} {row.claim.title}",
            str(row.get_state_display()),
            f"/verdicts/claims/{row.pk}/",
            row.claim.plate,
        )
