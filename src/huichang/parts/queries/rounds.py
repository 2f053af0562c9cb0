"""The matrix, and rounds of new prices with their effect (PARTS-40)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Exists, F, Q, QuerySet

from huichang.kernel.actor import Actor
from huichang.kernel.money import Money
from huichang.kernel.refusals import Missing
from huichang.parts import permissions, price_rules
from huichang.parts.models import Move, Part, PriceBand, PriceRound, PriceRoundLine
from huichang.parts.queries import in_force, reading
from huichang.parts.states import MoveKind
from huichang.pricebook import tax

SHOWN_LINES = 200
EFFECT_DAYS = 365


@dataclass(frozen=True)
class BandCard:
    """A row of the matrix."""

    use_class: str
    quality: str
    cost_from: Decimal
    cost_to: Decimal | None
    markup: Decimal
    step: Decimal
    ending: Decimal
    example: str


def bands_for(store_id: int | None) -> QuerySet[PriceBand]:
    """The matrix that holds in a store: its own, or the group's where it has none; without a store the group's."""
    group = PriceBand.objects.filter(store__isnull=True)
    if store_id is None:
        return group
    own = PriceBand.objects.filter(store_id=store_id)
    mine: QuerySet[PriceBand] = PriceBand.objects.filter(
        Q(store_id=store_id) | Q(store__isnull=True) & ~Exists(own)
    )
    return mine


def has_own_matrix(store_id: int) -> bool:
    """Whether a store prices by a matrix of its own. One statement."""
    return PriceBand.objects.filter(store_id=store_id).exists()


def matrix(actor: Actor, *, group: bool = False) -> list[BandCard]:
    """The matrix that holds here (or the group's), with what a cost in the middle of each band sells at. One statement."""
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    rate = tax.rate(store_id, "part")
    cards = []
    for row in bands_for(None if group else store_id).order_by("use_class", "quality", "cost_from"):
        cost = row.cost_from + 50 if row.cost_to is None else (row.cost_from + row.cost_to) / 2
        price = price_rules.cost_plus(cost, markup=row.markup, tax=rate, step=row.step, ending=row.ending)
        cards.append(
            BandCard(
                row.use_class,
                row.quality,
                row.cost_from,
                row.cost_to,
                row.markup,
                row.step,
                row.ending,
                f"成本 ¥{cost:,.2f} → ¥{price:,.2f}",
            )
        )
    return cards


@dataclass(frozen=True)
class RoundBrief:
    """A round in the list."""

    id: int
    name: str
    basis_says: str
    scope: str
    is_group: bool
    from_on: date
    state: str
    state_says: str
    who: str
    made_at: datetime


def rounds(actor: Actor, *, limit: int = 40) -> list[RoundBrief]:
    """The last rounds of the store and of the group. One statement."""
    rows = _known(actor).select_related("made_by").order_by("-pk")[:limit]
    return [_brief(row) for row in rows]


def _known(actor: Actor) -> QuerySet[PriceRound]:
    """Rounds that concern the store where somebody works. Raises NotAllowed."""
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    rows: QuerySet[PriceRound] = PriceRound.objects.filter(Q(store_id=store_id) | Q(store__isnull=True))
    return rows


def _brief(row: PriceRound) -> RoundBrief:
    scope = " · ".join(filter(None, [row.get_use_class_display(), row.get_quality_display(), row.maker]))
    return RoundBrief(
        row.pk,
        row.name,
        row.get_basis_display(),
        scope or "全部在用配件",
        row.store_id is None,
        row.from_on,
        row.state,
        row.get_state_display(),
        row.made_by.name if row.made_by else "",
        row.made_at,
    )


@dataclass(frozen=True)
class RoundLine:
    """What a round makes of a part."""

    part_id: int
    number: str
    name: str
    quality_says: str
    old: Money | None
    new: Money | None
    cost: Decimal | None
    why: str
    percent: Decimal | None


@dataclass(frozen=True)
class RoundPage:
    """A round with its effect. `effect`: what a year's use (yuan without tax) would bring more, None without the right."""

    round: RoundBrief
    up: int
    down: int
    first: int
    unpriced: int
    average: Decimal | None
    below_cost: int
    effect: Money | None
    dearer_than_genuine: int
    lines: tuple[RoundLine, ...]
    can_withdraw: bool


_SUMS = f"""
SELECT count(*) FILTER (WHERE l.new > l.old), count(*) FILTER (WHERE l.new < l.old),
  count(*) FILTER (WHERE l.old IS NULL AND l.new IS NOT NULL), count(*) FILTER (WHERE l.new IS NULL),
  round(avg((l.new - l.old) / nullif(l.old, 0) * 100) FILTER (WHERE l.new IS NOT NULL AND l.old > 0), 1),
  count(*) FILTER (WHERE l.new / (1 + %s) < l.cost),
  round(sum((l.new - coalesce(l.old, l.new)) / (1 + %s) * coalesce(u.pieces, 0)), 2)
FROM {PriceRoundLine._meta.db_table} l
LEFT JOIN (SELECT part_id, -sum(quantity) AS pieces FROM {Move._meta.db_table}
           WHERE store_id = %s AND at >= %s AND kind = ANY(%s) GROUP BY part_id) u ON u.part_id = l.part_id
WHERE l.round_id = %s
"""
_DEARER = f"""
SELECT count(*) FROM {PriceRoundLine._meta.db_table} l JOIN {Part._meta.db_table} p ON p.id = l.part_id
WHERE l.round_id = %s AND p.quality <> 'genuine' AND l.new > (
  SELECT min(coalesce(g.new, (SELECT h.price FROM ({in_force.HOLDS.format(part="o.id")}) h)))
  FROM parts_substitute s JOIN {Part._meta.db_table} o ON o.id = s.other_id AND o.quality = 'genuine'
  LEFT JOIN {PriceRoundLine._meta.db_table} g ON g.round_id = l.round_id AND g.part_id = o.id
  WHERE s.part_id = l.part_id)
"""


def round_page(actor: Actor, round_id: int, *, on: date, only: str = "") -> RoundPage:
    """A round with its sums and the lines that change most; `only`: up, down, first or unpriced. Four statements."""
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    row = _known(actor).select_related("made_by").filter(pk=round_id).first()
    if row is None:
        raise Missing("没有找到这张调价单，请从列表里打开。")
    rate, sees = tax.rate(store_id, "part"), actor.may(permissions.SEE_COSTS, store_id)
    with connection.cursor() as cursor:
        since = on - timedelta(days=EFFECT_DAYS)
        kinds = [MoveKind.ISSUE, MoveKind.RETURN, MoveKind.SALE, MoveKind.SALE_BACK]
        cursor.execute(_SUMS, [rate, rate, store_id, since, kinds, round_id])
        up, down, first, unpriced, average, below, effect = cursor.fetchone()
        cursor.execute(_DEARER, [round_id, *in_force.values(row.store_id, row.from_on)])
        (dearer,) = cursor.fetchone()
    lines = list(_lines(round_id, sees=sees, only=only)[:SHOWN_LINES])
    return RoundPage(
        _brief(row),
        up,
        down,
        first,
        unpriced,
        average,
        below if sees else 0,
        effect if sees else None,
        dearer,
        tuple(_line(each, sees=sees) for each in lines),
        row.state == "draft" or (row.state == "published" and row.from_on > on),
    )


def round_lines(actor: Actor, round_id: int) -> Iterator[RoundLine]:
    """All lines of a round, to take away. Two statements. Raises Missing for another store's."""
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    if not _known(actor).filter(pk=round_id).exists():
        raise Missing("没有找到这张调价单，请从列表里打开。")
    sees = actor.may(permissions.SEE_COSTS, store_id)
    for row in _lines(round_id, sees=sees).iterator(2000):
        yield _line(row, sees=sees)


def _lines(round_id: int, *, sees: bool, only: str = "") -> QuerySet[PriceRoundLine]:
    rows: QuerySet[PriceRoundLine] = PriceRoundLine.objects.filter(round_id=round_id).select_related("part")
    match only:
        case "up":
            rows = rows.filter(new__gt=F("old"))
        case "down":
            rows = rows.filter(new__lt=F("old"))
        case "first":
            rows = rows.filter(old__isnull=True, new__isnull=False)
        case "unpriced":
            rows = rows.filter(new__isnull=True)
    return rows.order_by(((F("new") - F("old")) / F("old")).desc(nulls_last=True), "part__number")


def _line(row: PriceRoundLine, *, sees: bool) -> RoundLine:
    change = (
        ((row.new - row.old) / row.old * 100).quantize(Decimal("0.1"))
        if row.new is not None and row.old
        else None
    )
    return RoundLine(
        row.part_id,
        row.part.number,
        row.part.name,
        row.part.get_quality_display(),
        None if row.old is None else Money(row.old),
        None if row.new is None else Money(row.new),
        row.cost if sees else None,
        row.why,
        change,
    )
