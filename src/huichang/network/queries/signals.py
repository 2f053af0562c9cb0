"""What screens may ask of the early warning."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min, Sum

from huichang.company import everywhere
from huichang.company import queries as company
from huichang.kernel import pinyin
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.network import permissions
from huichang.network.models import Cars, Case, Round, Signal
from huichang.network.queries import calls
from huichang.network.queries.calls import AskRow
from huichang.network.states import CaseState, Measure, SignalState
from huichang.warranty.queries import field

MOST_ROWS = 100
_HEAVY = ("months", "built", "stores", "claim_ids")
"""What only the page of one signal shows."""


@dataclass(frozen=True)
class SignalRow:
    """A signal on the desk."""

    id: int
    case_id: int | None
    model: str
    part: str
    failure: str
    state: str
    says: str
    first_on: date
    last_on: date
    observed: float
    expected: float
    ratio: float
    reach: int
    raised_on: date


@dataclass(frozen=True)
class Desk:
    """The early warning as it stands: counts by state, the last round, the rows of the state that was asked for."""

    rows: list[SignalRow]
    counts: dict[str, int]
    on: date | None
    claims: int
    left_out: int
    series: int
    cars: int


@dataclass(frozen=True)
class Bar:
    """Claims and expectation of a month, as heights of a hundred."""

    month: str
    claims: float
    expected: float
    height: int
    meant: int
    inside: bool


@dataclass(frozen=True)
class Origin:
    """A store, what came from it, what its share would be."""

    store: str
    claims: int
    expected: float
    stands_out: bool


@dataclass(frozen=True)
class Curve:
    """The life of a part, drawn 300 wide and 120 high: of a thousand cars those that have failed, usual and in the window."""

    usual: str
    window: str
    months: int
    most: float
    usual_end: float
    window_end: float


@dataclass(frozen=True)
class SignalCard:
    """A signal with its evidence, and the case that was made of it."""

    row: SignalRow
    since_on: date
    seen_on: date
    ratio_low: float
    ratio_high: float
    rarity: float
    affected: int
    built: int
    ahead: float
    ahead_low: float
    ahead_high: float
    ahead_usual: float
    wear: str
    life: Curve | None
    why: str
    by_built: list[Bar]
    by_month: list[Bar]
    stores: list[Origin]
    numbers: list[str]
    suspicion: str
    opened_at: datetime | None
    opened_by: str
    case_number: str
    case_open: bool
    measure: str
    finding: str
    closed_at: datetime | None
    asks: list[AskRow]

    @property
    def by_chance(self) -> float:
        """Of a thousand series in a year, how many stand out like this by chance."""
        return 1000.0 * self.rarity


@dataclass(frozen=True)
class FleetRow:
    """What is known of the cars of a model."""

    model: str
    cars: int
    first_on: date
    last_on: date
    sold_until: date


def _allowed(actor: Actor) -> None:
    if not actor.may(permissions.SEE_FIELD):
        raise NotAllowed("您的岗位不能查看质量预警，请找集团督导。")


def desk(actor: Actor, *, state: str = SignalState.NEW, text: str = "") -> Desk:
    """The desk with signals of one state, the most striking first; `text` finds model, part and failure. Four statements."""
    _allowed(actor)
    found = Signal.objects.filter(state=state if state in SignalState.values else SignalState.NEW)
    rows = [
        _row(each) for each in found.select_related("case").defer(*_HEAVY).order_by("-score")[: MOST_ROWS * 5]
    ]
    if text.strip():
        rows = [row for row in rows if pinyin.means(text, f"{row.model} {row.part} {row.failure}")]
    counts = dict(Signal.objects.values_list("state").annotate(count=Count("pk")))
    last = Round.objects.order_by("-on").first()
    cars = Cars.objects.aggregate(cars=Sum("count"))["cars"] or 0
    return Desk(
        rows[:MOST_ROWS],
        {each.value: counts.get(each.value, 0) for each in SignalState},
        last.on if last else None,
        last.claims if last else 0,
        last.left_out if last else 0,
        last.series if last else 0,
        cars,
    )


def _row(row: Signal) -> SignalRow:
    case: Case | None = getattr(row, "case", None)
    return SignalRow(
        row.pk,
        case.pk if case else None,
        row.model,
        f"{row.part_name} {row.part_code}".strip(),
        row.failure,
        row.state,
        case.get_state_display() if case else row.get_state_display(),
        row.first_on,
        row.last_on,
        row.observed,
        row.expected,
        row.ratio,
        row.reach,
        row.raised_on,
    )


def signal(actor: Actor, signal_id: int, *, on: date) -> SignalCard:
    """One signal. Raises Missing for an unknown one. Seven statements at most."""
    _allowed(actor)
    row = Signal.objects.select_related("case").filter(pk=signal_id).first()
    if row is None:
        raise Missing("没有找到这个预警，请回到预警清单。")
    case: Case | None = getattr(row, "case", None)
    stores = dict(everywhere.stores())
    return SignalCard(
        _row(row),
        row.since_on,
        row.seen_on,
        row.ratio_low,
        row.ratio_high,
        row.rarity,
        row.affected,
        row.built_count,
        row.ahead,
        row.ahead_low,
        row.ahead_high,
        row.ahead_usual,
        _wear(row.shape),
        _curve(row.life),
        row.why,
        _bars(row.built, f"{row.first_on:%Y-%m}", f"{row.last_on:%Y-%m}"),
        _bars(row.months, f"{row.since_on:%Y-%m}", "9999"),
        [
            Origin(stores.get(store, ""), seen, meant, chance < 0.001)
            for store, seen, meant, chance in row.stores[:10]
        ],
        [number for _, number in field.numbers_of(row.claim_ids)][-30:],
        case.suspicion if case else "",
        case.opened_at if case else None,
        company.names([case.opened_by_id]).get(case.opened_by_id or 0, "") if case else "",
        case.number if case else "",
        bool(case and case.state == CaseState.OPEN),
        Measure(case.measure).label if case and case.measure else "",
        case.finding if case else "",
        case.closed_at if case else None,
        calls.of_case(case.pk if case else None, on=on),
    )


def fleet(actor: Actor) -> list[FleetRow]:
    """What is known of cars built and sold, by model. One statement."""
    _allowed(actor)
    rows = (
        Cars.objects.values("model")
        .annotate(
            cars=Sum("count"),
            first_on=Min("produced_on"),
            last_on=Max("produced_on"),
            sold_until=Max("sold_on"),
        )
        .order_by("model")
    )
    return [FleetRow(**row) for row in rows]


def _bars(told: list[list[Any]], first: str, last: str) -> list[Bar]:
    """The last three years of a row of months."""
    shown = told[-36:]
    most = max((max(seen, meant) for _, seen, meant in shown), default=0) or 1
    return [
        Bar(month, seen, meant, round(100 * seen / most), round(100 * meant / most), first <= month <= last)
        for month, seen, meant in shown
    ]


def _curve(told: list[list[float]]) -> Curve | None:
    """The curve that a round left, or nothing."""
    if len(told) < 2:
        return None
    most = max(max(usual, window) for _, usual, window in told) or 1.0
    last = told[-1]

    def line(column: int) -> str:
        return " ".join(
            f"{300 * each[0] / last[0]:.1f},{120 - 120 * each[column] / most:.1f}" for each in told
        )

    return Curve(line(1), line(2), int(last[0]), most, last[1], last[2])


def _wear(shape: float) -> str:
    """What the shape of life says."""
    if shape < 0.85:
        return f"早期失效（形状参数 {shape:.2f}）"
    if shape > 1.15:
        return f"耗损失效（形状参数 {shape:.2f}）"
    return f"偶然失效（形状参数 {shape:.2f}）"


def signal_of_case(case_id: int) -> int | None:
    """The signal that a case was made of; None for an unknown case. One statement."""
    return Case.objects.filter(pk=case_id).values_list("signal_id", flat=True).first()
