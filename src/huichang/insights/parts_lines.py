"""The lines behind each of the parts store's figures (PARTS-31): what the number is the sum of, the misses first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from django.utils.timezone import localdate

from huichang.booking.queries import figures as booking
from huichang.company import settings
from huichang.insights import catalogue, gathering, parts_figures, permissions, rules
from huichang.kernel.actor import Actor
from huichang.kernel.days import begin_of
from huichang.kernel.figures import Entry
from huichang.kernel.months import first_of
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.parts import queries as parts
from huichang.parts.queries import figures as store_room
from huichang.stocking.queries import figures as stocking
from huichang.supply.queries import figures as supply

PAGE = 100
MOST = 20_000
"""Lines of a sheet to take away."""
COUNTED = {
    "fill_ro",
    "fill_counter",
    "booking_ready",
    "urgent",
    "on_time",
    "count_right",
    "adopted",
    "worked",
}
"""Figures whose lines are right or missed; the lines of the others are amounts."""
HEADS: dict[str, tuple[str, str]] = {
    "value": ("金额", "品种"),
    "turnover": ("出库成本", "数量"),
    "months_of_stock": ("金额", "品种"),
    "idle": ("金额", "品种"),
    "cost_out": ("出库成本", "数量"),
    "sales": ("销售额", "成本"),
    "margin": ("销售额", "成本"),
    "bought": ("金额", "数量"),
    "urgent_cost": ("多花", "急件货款"),
    "count_gain": ("盘盈", "盘亏"),
}
"""What the two numbers of a line are."""
Fetch = Callable[..., tuple[list[Entry], int]]
"""`limit` lines after `skip`: the lines, and how many there are altogether."""


@dataclass(frozen=True)
class LineCard:
    """One line. `missed`: it was not as it should be; None where lines are amounts."""

    on: date
    document: str
    opens: str
    number: str
    name: str
    words: str
    slice: str
    top: Decimal
    under: Decimal
    missed: bool | None


@dataclass(frozen=True)
class FigureLines:
    """A page of the lines of a figure. `heads` name the two numbers; `after`: how many lines stand before the next page, None
    on the last one."""

    key: str
    name: str
    formula: str
    month: date
    slice: str
    slice_says: str
    is_counted: bool
    heads: tuple[str, str]
    lines: tuple[LineCard, ...]
    total: int
    after: int | None


def figure_lines(
    actor: Actor,
    key: str,
    *,
    month: date | None = None,
    part: str = "",
    skip: int = 0,
    limit: int = PAGE,
    at: datetime,
) -> FigureLines:
    """The lines behind a figure in a month of the store where one works, `limit` of them after `skip`; `part`: only of one
    slice (who paid, age). At most six statements.

    Raises NotAllowed without the right, Missing for no figure or slice of ours and for a month that is not among the last twelve.
    """
    if not actor.may(permissions.SEE_PARTS_FIGURES, actor.here):
        raise NotAllowed("您的岗位不能查看备件指标，请找备件经理或服务经理。")
    figure = catalogue.BY_KEY.get(key)
    if figure is None:
        raise Missing("没有这个指标，请从备件指标页点开。")
    if part and not _slice_says(key, part):
        raise Missing("这个指标没有这样的分类，请从备件指标页点开。")
    shown = parts_figures.check_month(month, at)
    found: list[Entry] = []
    total = 0
    for fetch in _sources(actor.here, key, shown, part, at):
        lines, count = fetch(limit=max(limit - len(found), 0), skip=max(skip - total, 0))
        found += lines
        total += count
    briefs = parts.parts({each.part_id for each in found if each.part_id})
    after = skip + len(found)
    return FigureLines(
        key,
        figure.name,
        figure.formula,
        shown,
        part,
        _slice_says(key, part),
        key in COUNTED,
        HEADS.get(key, ("", "")),
        tuple(_card(each, briefs, key) for each in found),
        total,
        after if after < total else None,
    )


def _sources(store_id: int, key: str, month: date, part: str, at: datetime) -> list[Fetch]:
    """Where the lines come from; of several rooms one after the other."""
    stores, since, until = [store_id], begin_of(month), begin_of(first_of(month, 1))
    if key in ("sales", "margin"):
        return [_sold(stores, month, part, at)]
    if key in ("value", "months_of_stock", "idle"):
        return [_lying(store_id, key, month, part, at)]
    if key == "booking_ready":
        return [partial(booking.ready_entries, stores, since=since, until=until, at=at)]
    by_size = key not in COUNTED
    slices = [part] if part else []
    own = "cost_out" if key == "turnover" else key
    return [
        *(
            partial(stocking.flow_entries, measure, stores, since=since, until=until)
            for measure in stocking.FLOWS
            if measure.key == key
        ),
        *(
            partial(
                supply.flow_entries,
                measure,
                stores,
                since=since,
                until=until,
                at=at,
                slices=slices,
                largest_first=by_size,
            )
            for measure in supply.FLOWS
            if measure.key == key
        ),
        *(
            partial(store_room.flow_entries, measure, stores, since=since, until=until, largest_first=by_size)
            for measure in store_room.FLOWS
            if measure.key == own
        ),
    ]


def _sold(stores: Sequence[int], month: date, part: str, at: datetime) -> Fetch:
    def fetch(*, limit: int, skip: int) -> tuple[list[Entry], int]:
        lines = gathering.sales(stores, gathering.Span(month, month, at))
        mine = sorted(
            (each for each in lines if not part or each.slice == part),
            key=lambda each: (each.top - each.under, each.document),
        )
        return mine[skip : skip + limit], len(mine)

    return fetch


def _lying(store_id: int, key: str, month: date, part: str, at: datetime) -> Fetch:
    is_now = month == first_of(localdate(at))
    when = at if is_now else begin_of(first_of(month, 1)) - timedelta(microseconds=1)
    idle = [each.split(".")[1] for each in rules.idle_keys(int(settings.of(store_id, catalogue.IDLE_FROM)))]
    slices = [part] if part else idle if key == "idle" else []

    def fetch(*, limit: int, skip: int) -> tuple[list[Entry], int]:
        return store_room.age_entries(
            [store_id], at=when, is_now=is_now, limit=limit, skip=skip, slices=slices
        )

    return fetch


def _card(each: Entry, briefs: dict[int, parts.PartBrief], key: str) -> LineCard:
    brief = briefs.get(each.part_id) if each.part_id else None
    return LineCard(
        localdate(each.at),
        each.document,
        each.opens,
        brief.number if brief else "",
        brief.name if brief else "",
        each.words,
        _slice_says(key, each.slice),
        each.top,
        each.under,
        each.top < each.under if key in COUNTED else None,
    )


def _slice_says(key: str, part: str) -> str:
    if key in ("sales", "margin"):
        return parts_figures.CHANNELS.get(part, "")
    if key in ("value", "months_of_stock", "idle"):
        return parts_figures.AGE_SAYS.get(part, "")
    return parts_figures.EXTRA_SAYS.get(part, "") if key == "urgent_cost" else ""
