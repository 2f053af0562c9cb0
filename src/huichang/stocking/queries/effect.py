"""What decisions and forecasts were worth (PARTS-30): counted, and the lines behind each count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from huichang.kernel.actor import Actor
from huichang.stocking.models import Expectation, Suggestion
from huichang.stocking.queries import reading
from huichang.stocking.queries.desk import DECIDED, DeskRow, rows_of
from huichang.stocking.states import IDLE_KINDS, Kind, Outcome, State

MOST_LINES = 300
GOT = (Kind.ORDER, Kind.TRANSFER)
OUTCOMES = (Outcome.AVOIDED, Outcome.EXPECTED, Outcome.OVER, Outcome.SHORT, Outcome.SPARED)
IDLE_OUTCOMES = (
    *((each, str(each.label)) for each in (Outcome.FREED, Outcome.PARTLY, Outcome.STILL)),
    (Outcome.SPARED, "没处理也有人要"),
)


@dataclass(frozen=True)
class Cell:
    """How many decisions of a kind had an outcome."""

    outcome: str
    says: str
    count: int


@dataclass(frozen=True)
class Tally:
    """Decisions of one kind and what came of them. Pieces are summed over parts: they compare decisions, not parts.

    `better`, `worse`: those that came out better or worse than what was suggested would have.
    """

    state: str
    says: str
    count: int
    waiting: int
    cells: tuple[Cell, ...]
    avoided: float
    short: float
    over: float
    over_worth: float
    better: int
    worse: int


@dataclass(frozen=True)
class ClassError:
    """How far off the forecasts of a class were: the sum of what each part of a month was off, per cent of what was asked.

    `plain`: of the average of twelve months; `bias`: what was expected too much (above nought) or too little, per cent.
    """

    classes: str
    parts: int
    expected: float
    asked: float
    error: float | None
    plain: float | None
    bias: float | None

    @property
    def shortfall(self) -> float:
        """What was expected too little, per cent; nought when it was too much."""
        return max(0.0, -(self.bias or 0.0))

    @property
    def is_better(self) -> bool:
        """Whether the forecast was nearer than the plain average."""
        return self.error is not None and self.plain is not None and self.error <= self.plain


@dataclass(frozen=True)
class ErrorLine:
    """A part in a month: what was expected, what was asked for."""

    part_id: int
    number: str
    name: str
    unit: str
    month: date
    classes: str
    expected: float
    asked: float

    @property
    def off(self) -> float:
        """What was expected too much, or (below nought) too little."""
        return self.expected - self.asked


@dataclass(frozen=True)
class Effect:
    """All of it. `freed`: value of what went of the stock that was to go."""

    tallies: tuple[Tally, ...]
    idle: tuple[Cell, ...]
    idle_waiting: int
    freed: float
    classes: tuple[ClassError, ...]
    total: ClassError | None
    months: int
    """How many months of forecasts are behind `classes`."""

    @property
    def rows(self) -> tuple[ClassError, ...]:
        """The classes, and all together last."""
        return (*self.classes, self.total) if self.total else self.classes


def effect(actor: Actor, *, since: date) -> Effect:
    """What came of the decisions since a day, and of the forecasts of the months since then. Two statements."""
    store_id = reading.store_for(actor)
    rows = list(
        _decided(actor, store_id, since).values_list("state", "kind", "outcome", "outcome_numbers", "cost")
    )
    got = [row for row in rows if row[1] not in IDLE_KINDS]
    idle = [row for row in rows if row[1] in IDLE_KINDS and row[2]]
    seen = list(
        Expectation.objects.seen_by(actor)
        .filter(store_id=store_id, month__gte=since, asked__isnull=False)
        .values_list("classes", "mean", "plain", "asked", "month")
    )
    by_class: dict[str, list[tuple[float, float, float]]] = {}
    for classes, mean, plain, asked, _ in seen:
        by_class.setdefault(classes, []).append((mean, plain, asked or 0.0))
    everything = [each for some in by_class.values() for each in some]
    return Effect(
        tallies=tuple(_tally(state, [row for row in got if row[0] == state]) for state in DECIDED),
        idle=tuple(Cell(key, says, sum(row[2] == key for row in idle)) for key, says in IDLE_OUTCOMES),
        idle_waiting=sum(row[1] in IDLE_KINDS and not row[2] for row in rows),
        freed=sum(row[3].get("worth", 0.0) for row in idle),
        classes=tuple(_error(key, by_class[key]) for key in sorted(by_class)),
        total=_error("", everything) if everything else None,
        months=len({row[4] for row in seen}),
    )


def _decided(actor: Actor, store_id: int, since: date) -> QuerySet[Suggestion, Any]:
    return Suggestion.objects.seen_by(actor).filter(
        store_id=store_id, state__in=DECIDED, decided_at__date__gte=since
    )


def _tally(state: State, rows: list[tuple[Any, ...]]) -> Tally:
    judged = [row for row in rows if row[2]]
    numbers = [row[3] for row in judged]
    return Tally(
        state=state,
        says=str(state.label),
        count=len(judged),
        waiting=len(rows) - len(judged),
        cells=tuple(Cell(key, str(key.label), sum(row[2] == key for row in judged)) for key in OUTCOMES),
        avoided=sum(each.get("avoided", 0.0) for each in numbers),
        short=sum(each.get("short", 0.0) for each in numbers),
        over=sum(each.get("over", 0.0) for each in numbers),
        over_worth=sum(row[3].get("over", 0.0) * float(row[4]) for row in judged),
        better=sum(bool(each.get("better")) for each in numbers),
        worse=sum(bool(each.get("worse")) for each in numbers),
    )


def _error(classes: str, rows: Iterable[tuple[float, float, float]]) -> ClassError:
    some = list(rows)
    expected, asked = sum(row[0] for row in some), sum(row[2] for row in some)

    def share(off: float) -> float | None:
        return 100 * off / asked if asked else None

    return ClassError(
        classes=classes,
        parts=len(some),
        expected=expected,
        asked=asked,
        error=share(sum(abs(row[0] - row[2]) for row in some)),
        plain=share(sum(abs(row[1] - row[2]) for row in some)),
        bias=share(expected - asked),
    )


def effect_lines(
    actor: Actor, *, since: date, state: str = "", outcome: str = "", kind: str = ""
) -> list[DeskRow]:
    """The decisions behind a count, newest first, `outcome` "waiting" those whose time is not over; `kind` "idle" for what was
    to go, else what was to come. Two statements."""
    store_id = reading.store_for(actor)
    rows = _decided(actor, store_id, since).filter(kind__in=IDLE_KINDS if kind == "idle" else GOT)
    if state:
        rows = rows.filter(state=state)
    if outcome:
        rows = rows.filter(outcome="" if outcome == "waiting" else outcome)
    return rows_of(store_id, rows.order_by("-decided_at", "-pk")[:MOST_LINES])


def error_lines(actor: Actor, *, since: date, classes: str = "") -> list[ErrorLine]:
    """The parts and months behind an error, the farthest off first. One statement."""
    store_id = reading.store_for(actor)
    rows = Expectation.objects.seen_by(actor).filter(store_id=store_id, month__gte=since, asked__isnull=False)
    if classes:
        rows = rows.filter(classes=classes)
    lines = [
        ErrorLine(
            row.part_id,
            row.part.number,
            row.part.name,
            row.part.unit,
            row.month,
            row.classes,
            row.mean,
            row.asked or 0.0,
        )
        for row in rows.select_related("part")
    ]
    return sorted(lines, key=lambda line: (-abs(line.off), line.number))[:MOST_LINES]
