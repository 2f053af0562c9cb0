"""Stores by risk, and the claims behind each reason."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from huichang.company import queries as company
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.verdicts import lookback, scoring
from huichang.verdicts.models import Risk, Verdict
from huichang.verdicts.queries import reading
from huichang.verdicts.states import Reason
from huichang.warranty.queries import conduct
from huichang.warranty.queries.conduct import Behind

MOST_MONTHS = 12


@dataclass(frozen=True)
class Line:
    """A reason with its figures in words. `width`: points in percent of the weight."""

    key: str
    says: str
    figure: str
    network: str
    weight: int
    points: float
    width: int


@dataclass(frozen=True)
class Card:
    """A store's score of a month."""

    id: int
    store_id: int
    store: str
    month: date
    score: float
    before: float | None
    claims: int
    visits: int
    at: datetime
    reasons: list[Line]

    @property
    def is_risky(self) -> bool:
        """Whether it is marked."""
        return self.score >= scoring.RISKY


_PER_HUNDRED = (Reason.FREQUENCY,)


def _says(reason: str, figure: float) -> str:
    if reason == Reason.AMOUNT:
        return f"预期的 {100 * figure:.0f}%"
    if reason in _PER_HUNDRED:
        return f"{100 * figure:.1f} 笔"
    return f"{100 * figure:.1f}%"


def _line(told: dict[str, float | str]) -> Line:
    reason, points, weight = str(told["reason"]), float(told["points"]), int(told["weight"])
    return Line(
        reason,
        str(Reason(reason).label),
        _says(reason, float(told["figure"])),
        _says(reason, float(told["network"])),
        weight,
        round(points, 1),
        round(100 * points / weight) if weight else 0,
    )


def _card(row: Risk, names: dict[int, str], before: float | None) -> Card:
    return Card(
        row.pk,
        row.store_id,
        names.get(row.store_id, ""),
        row.month,
        row.score,
        before,
        row.claims,
        row.visits,
        row.at,
        [_line(each) for each in row.reasons],
    )


def stores(actor: Actor) -> list[Card]:
    """The last score of every store, the riskiest first. One statement."""
    mine = reading.stores_of(actor)
    names = dict(company.stores_of(actor))
    last: dict[int, list[Risk]] = {}
    for row in Risk.objects.filter(store_id__in=mine).order_by("-month")[: 2 * len(mine)]:
        last.setdefault(row.store_id, []).append(row)
    cards = [_card(rows[0], names, rows[1].score if len(rows) > 1 else None) for rows in last.values()]
    return sorted(cards, key=lambda card: -card.score)


@dataclass(frozen=True)
class Page:
    """A store's score with its past months, and the claims behind the reason that was opened."""

    card: Card
    past: list[Card]
    reason: str
    reason_says: str
    behind: list[Behind]
    verdicts: dict[int, int]


def store(actor: Actor, risk_id: int, *, reason: str = "") -> Page:
    """A store's score; with `reason` the claims behind it. Five statements at most. Raises Missing."""
    mine, names = reading.stores_of(actor), dict(company.stores_of(actor))
    row = Risk.objects.filter(pk=risk_id, store_id__in=mine).first()
    if row is None:
        raise Missing("没有找到这家门店的风险分，请回到门店清单。")
    past = Risk.objects.filter(store_id=row.store_id, month__lt=row.month).order_by("-month")[:MOST_MONTHS]
    cards = [_card(each, names, None) for each in past]
    behind: list[Behind] = []
    if reason in Reason.values:
        since = row.at - lookback.WINDOW
        behind = conduct.behind(
            row.store_id,
            reason,
            since,
            row.at,
            zone=settings.TIME_ZONE,
            down=lookback.turned_down(since, row.store_id),
        )
    verdicts = Verdict.objects.filter(claim_id__in=[each.claim_id for each in behind]).order_by("sent_at")
    return Page(
        _card(row, names, cards[0].score if cards else None),
        cards,
        reason if reason in Reason.values else "",
        str(Reason(reason).label) if reason in Reason.values else "",
        behind,
        dict(verdicts.values_list("claim_id", "pk")) if behind else {},
    )
