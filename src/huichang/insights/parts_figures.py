"""The parts store's figures on a page (PARTS-31): a month of a store, its year, several stores side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.company import queries as company
from huichang.company import settings
from huichang.insights import catalogue, gathering, permissions, rules
from huichang.insights.catalogue import Figure
from huichang.insights.models import MonthSum
from huichang.insights.summing import KEPT_MONTHS
from huichang.kernel import wording
from huichang.kernel.actor import Actor
from huichang.kernel.figures import Sum
from huichang.kernel.months import apart, first_of
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.parts.queries import figures as store_room
from huichang.workshop.states import Payer

SHOWN_MONTHS = 12
SPARK_WIDTH, SPARK_HEIGHT = 8, 24
AGE_SAYS = {
    "0": "3 个月内",
    "3": "3–6 个月",
    "6": "6–12 个月",
    "12": "12–24 个月",
    "24": "24 个月以上（死库存）",
}
CHANNELS = {str(payer.value): f"维修·{payer.label}" for payer in Payer} | {
    "sale_counter": "柜台销售",
    "sale_order": "批发订单",
}
"""Through whom parts are sold: by who pays a repair order, over the counter, to the trade."""
EXTRA_SAYS = {"price": "急件加价", "freight": "急件多出的运费"}


@dataclass(frozen=True)
class Bar:
    """A month in the small drawing of a figure (`SPARK_HEIGHT` tall)."""

    x: int
    y: float
    height: float


@dataclass(frozen=True)
class FigureCard:
    """A figure in a month. `light`: ok, soon, now, or nothing without a target; `trend`: the year up to the month, oldest
    first; `better`: whether the change since the month before is for the better, None where nobody can say."""

    key: str
    name: str
    group: str
    unit: str
    formula: str
    source: str
    owner: str
    value: Decimal | None
    before: Decimal | None
    year_before: Decimal | None
    top: Decimal | None
    under: Decimal | None
    counts_unit: str
    least: Decimal | None
    most: Decimal | None
    light: str
    trend: tuple[Decimal | None, ...]
    bars: tuple[Bar, ...]

    @property
    def change(self) -> Decimal | None:
        """Since the month before."""
        return self.value - self.before if self.value is not None and self.before is not None else None

    @property
    def better(self) -> bool | None:
        """Whether the change is for the better."""
        if not self.change or (self.least is None) == (self.most is None):
            return None
        return (self.change > 0) == (self.least is not None)

    @property
    def says(self) -> str:
        """The value with its unit."""
        return said(self.value, self.unit)

    @property
    def before_says(self) -> str:
        """The month before, with its unit."""
        return said(self.before, self.unit)

    @property
    def year_before_says(self) -> str:
        """The same month a year ago, with its unit."""
        return said(self.year_before, self.unit)

    @property
    def change_says(self) -> str:
        """The change since the month before, with its sign; shares in points."""
        if not self.change:
            return "—" if self.change is None else "持平"
        unit = " 个点" if self.unit == catalogue.PERCENT else self.unit
        return ("+" if self.change > 0 else "−") + said(abs(self.change), unit)

    @property
    def tone(self) -> str:
        """How a tile shows it."""
        return {"ok": "good", "soon": "watch", "now": "act"}.get(self.light, "")

    @property
    def target_says(self) -> str:
        """The target in words; empty without one."""
        sides = [f"≥ {self.least.normalize():f}" if self.least is not None else ""]
        sides.append(f"≤ {self.most.normalize():f}" if self.most is not None else "")
        said = "，".join(filter(None, sides))
        return f"{said} {self.unit}" if said else ""


@dataclass(frozen=True)
class Slice:
    """A part of a sum. `margin`: of sales, per cent; `share`: of the whole, per cent."""

    key: str
    words: str
    top: Decimal
    under: Decimal
    share: Decimal | None
    margin: Decimal | None = None


@dataclass(frozen=True)
class PartsFigures:
    """A month of a store. `is_running`: it is not over; `summed_at`: when the months before were worked out, None before the
    first night (then they are worked out now)."""

    store_id: int
    store: str
    month: date
    months: tuple[date, ...]
    is_running: bool
    summed_at: datetime | None
    groups: tuple[tuple[str, tuple[FigureCard, ...]], ...]
    channels: tuple[Slice, ...]
    ages: tuple[Slice, ...]
    extra_cost: tuple[Slice, ...]
    idle_from: int

    @property
    def cards(self) -> tuple[FigureCard, ...]:
        """All figures, in the order of the page."""
        return tuple(card for _, cards in self.groups for card in cards)


@dataclass(frozen=True)
class StoreColumn:
    """A store beside others, its figures in the order of the catalogue; store_id None: all of them together."""

    store_id: int | None
    store: str
    cards: tuple[FigureCard, ...]


def said(value: Decimal | None, unit: str) -> str:
    """A value with its unit, a dash for none."""
    if value is None:
        return "—"
    if unit == catalogue.YUAN:
        return wording.yuan(value)
    return f"{value:f}{unit}" if unit == catalogue.PERCENT or unit.startswith(" ") else f"{value:f} {unit}"


def months_shown(at: datetime) -> tuple[date, ...]:
    """The months that may be looked at, the running one first."""
    running = first_of(localdate(at))
    return tuple(first_of(running, -back) for back in range(SHOWN_MONTHS))


def parts_figures(actor: Actor, *, month: date | None = None, at: datetime) -> PartsFigures:
    """A month (default: the running one) of the store where one works. Twelve statements.

    Raises NotAllowed without the right, Missing for a month that is not among the last twelve.
    """
    store_id = _check(actor, actor.here)
    shown, summed_at, sums = _of_stores([store_id], month, at)
    months = _months(sums, at)
    cards = _cards(months, shown, store_id)
    idle_from = int(settings.of(store_id, catalogue.IDLE_FROM))
    return PartsFigures(
        store_id,
        company.store_card(store_id).name,
        shown,
        months_shown(at),
        shown == months.running,
        summed_at,
        tuple((group, tuple(card for card in cards if card.group == group)) for group in catalogue.GROUPS),
        _slices(months, shown, "sales", CHANNELS, sold=True),
        _slices(months, shown, "age", AGE_SAYS),
        _slices(months, shown, "urgent_cost", EXTRA_SAYS),
        idle_from,
    )


def stores_compared(
    actor: Actor, *, month: date | None = None, at: datetime
) -> tuple[date, list[StoreColumn]]:
    """All stores whose figures one may see, side by side, and all together first. Twelve statements, however many stores.

    Raises NotAllowed without the right in any store, Missing for a month that is not among the last twelve.
    """
    stores = {
        store_id: name
        for store_id, name in company.stores_of(actor)
        if actor.may(permissions.SEE_PARTS_FIGURES, store_id)
    }
    if not stores:
        raise NotAllowed("您的岗位不能查看备件指标，请找备件经理或服务经理。")
    shown, _, sums = _of_stores(list(stores), month, at)
    columns = (
        [StoreColumn(None, "合计", _cards(_months(sums, at), shown, actor.here))] if len(stores) > 1 else []
    )
    for store_id, name in stores.items():
        mine = _months([each for each in sums if each.store_id == store_id], at)
        columns.append(StoreColumn(store_id, name, _cards(mine, shown, store_id)))
    return shown, columns


def _check(actor: Actor, store_id: int) -> int:
    if not actor.may(permissions.SEE_PARTS_FIGURES, store_id):
        raise NotAllowed("您的岗位不能查看备件指标，请找备件经理或服务经理。")
    return store_id


def check_month(month: date | None, at: datetime) -> date:
    """The month asked for, the running one by default. Raises Missing for one that is not among the last twelve."""
    running = first_of(localdate(at))
    shown = first_of(month) if month else running
    if not 0 <= apart(shown, running) < SHOWN_MONTHS:
        raise Missing(f"只能看最近 {SHOWN_MONTHS} 个月的指标，请重新选择月份。")
    return shown


def _of_stores(
    stores: Sequence[int], month: date | None, at: datetime
) -> tuple[date, datetime | None, list[Sum]]:
    """The month, when the kept sums were worked out, and all sums that its year stands on: kept ones of the months that are
    over, live ones from the first that is not kept. The running month is summed only where it is shown."""
    shown = check_month(month, at)
    running = first_of(localdate(at))
    oldest = first_of(running, -KEPT_MONTHS)
    rows = MonthSum.objects.filter(store_id__in=stores, month__gte=oldest, month__lt=running).values_list(
        "computed_at", "store_id", "month", "key", "top", "under"
    )
    summed_at, kept = None, []
    for computed_at, *words in rows:
        summed_at = max(summed_at or computed_at, computed_at)
        kept.append(Sum(*words))
    known = {(each.store_id, each.month) for each in kept if each.key == "value"}
    missing = [
        month
        for back in range(KEPT_MONTHS, 0, -1)
        for month in [first_of(running, -back)]
        if any((store_id, month) not in known for store_id in stores)
    ]
    first = missing[0] if missing else running
    is_live = shown == running or first < running
    live = gathering.gather(stores, gathering.Span(first, running, at)) if is_live else []
    ages = store_room.ages(stores, at=at, is_now=True) if shown == running else []
    kept = [each for each in kept if each.month < first or each.key.startswith("age")]
    return shown, summed_at, [*kept, *live, *ages]


def _months(sums: Sequence[Sum], at: datetime) -> rules.Months:
    rows = ((each.month, each.key, each.top, each.under) for each in sums)
    return rules.months_of(rows, running=first_of(localdate(at)))


def _cards(months: rules.Months, shown: date, store_id: int) -> tuple[FigureCard, ...]:
    idle_from = int(settings.of(store_id, catalogue.IDLE_FROM))
    return tuple(_card(figure, months, shown, store_id, idle_from) for figure in catalogue.FIGURES)


def _card(figure: Figure, months: rules.Months, shown: date, store_id: int, idle_from: int) -> FigureCard:
    trend = tuple(
        figure.worked_out(months, month, idle_from) if month >= months.first else None
        for month in (first_of(shown, back - SHOWN_MONTHS + 1) for back in range(SHOWN_MONTHS))
    )
    least = _target(store_id, figure.least)
    most = _target(store_id, figure.most)
    value, before = trend[-1], trend[-2]
    return FigureCard(
        figure.key,
        figure.name,
        figure.group,
        figure.unit,
        figure.formula,
        figure.source,
        str(figure.owner.label),
        value,
        before,
        figure.worked_out(months, past, idle_from)
        if (past := first_of(shown, -SHOWN_MONTHS)) >= months.first
        else None,
        months.top(shown, figure.counts) if figure.counts else None,
        months.under(shown, figure.counts) if figure.counts else None,
        figure.counts_unit,
        least,
        most,
        rules.judged(value, least=least, most=most),
        trend,
        _bars(trend),
    )


def _target(store_id: int, setting: settings.Setting[float] | None) -> Decimal | None:
    return Decimal(str(settings.of(store_id, setting))) if setting is not None else None


def _bars(trend: Sequence[Decimal | None]) -> tuple[Bar, ...]:
    most = max((abs(value) for value in trend if value is not None), default=Decimal(0)) or Decimal(1)
    heights = [float(round((SPARK_HEIGHT - 2) * abs(value) / most, 1)) if value else 0.0 for value in trend]
    return tuple(
        Bar(SPARK_WIDTH * place, SPARK_HEIGHT - max(height, 0.6), max(height, 0.6))
        for place, height in enumerate(heights)
    )


def _slices(
    months: rules.Months, month: date, key: str, words: Mapping[str, str], *, sold: bool = False
) -> tuple[Slice, ...]:
    whole = months.top(month, key)
    found = []
    for part, says in words.items():
        top, under = months.top(month, f"{key}.{part}"), months.under(month, f"{key}.{part}")
        if top or under:
            found.append(
                Slice(
                    part,
                    says,
                    top,
                    under,
                    rules.share(top, whole),
                    rules.margin(top, under) if sold else None,
                )
            )
    return tuple(found)
