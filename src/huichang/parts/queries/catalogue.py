"""The catalogue: parts by number, code and words; their prices, their chain of old and new numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from huichang.kernel.actor import Actor
from huichang.kernel.money import Money
from huichang.kernel.refusals import Refused
from huichang.parts import permissions, rules, scanning
from huichang.parts.models import Fit, Part
from huichang.parts.queries import in_force, reading
from huichang.parts.queries.stock import Availability, availability
from huichang.parts.states import ReplaceRule, Tracking

MOST_HITS = 30


@dataclass(frozen=True)
class PartBrief:
    """A part in one line. `replaced_by_id`: there is a newer number."""

    id: int
    number: str
    name: str
    unit: str
    is_whole: bool
    use_class: str
    quality: str
    quality_says: str
    maker: str
    system: str
    is_safety: bool
    is_hazardous: bool
    replaced_by_id: int | None
    is_active: bool
    tracking: str = Tracking.NONE
    needs_check: bool = False
    shelf_life_months: int | None = None

    def is_countable(self, quantity: Decimal) -> bool:
        """Whether the part can be asked for in this quantity: more than nothing, at most three places, pieces whole."""
        return rules.is_countable(quantity, is_whole=self.is_whole)


@dataclass(frozen=True)
class PartHit:
    """A part that was looked for, as the store has it. `asked_for`: the superseded number that led here."""

    part: PartBrief
    price: Money | None
    stock: Availability
    asked_for: str = ""


@dataclass(frozen=True)
class Link:
    """One number in a chain of supersession, oldest first."""

    id: int
    number: str
    name: str
    is_this: bool
    is_newest: bool


def brief(part: Part) -> PartBrief:
    """A row as its brief."""
    return PartBrief(
        part.pk,
        part.number,
        part.name,
        part.unit,
        part.is_whole,
        part.use_class,
        part.quality,
        part.get_quality_display(),
        part.maker,
        part.system,
        part.is_safety,
        part.is_hazardous,
        part.replaced_by_id,
        part.is_active,
        part.tracking,
        part.needs_check,
        part.shelf_life_months,
    )


def parts(part_ids: Iterable[int]) -> dict[int, PartBrief]:
    """Parts by id. One statement."""
    return {part.pk: brief(part) for part in Part.objects.filter(pk__in=set(part_ids))}


def by_number(numbers: Iterable[str]) -> dict[str, PartBrief]:
    """Parts by their numbers as given (marks and case do not matter); unknown ones are left out. One statement."""
    wanted = {number: rules.key_of(number) for number in numbers}
    found = {part.key: brief(part) for part in Part.objects.filter(key__in=set(wanted.values()))}
    return {number: found[key] for number, key in wanted.items() if key in found}


def fitting(part_ids: Iterable[int], series: str) -> set[int]:
    """Which of some parts fit a series. One statement."""
    return set(Fit.objects.filter(part_id__in=set(part_ids), series=series).values_list("part_id", flat=True))


def by_code(code: str) -> PartBrief | None:
    """The part that a scanned or typed code means: its barcode or its whole number. One statement."""
    part = coded(code).order_by("pk").first()
    return brief(part) if part else None


def coded(code: str) -> QuerySet[Part]:
    """Parts with this barcode or number."""
    said = scanning.read(code)
    if said.kind not in (scanning.Code.PART, scanning.Code.TEXT):
        return Part.objects.none()
    text, key = said.text, rules.key_of(said.text)
    if not key:
        return Part.objects.none()
    return Part.objects.filter(Q(key=key) | Q(barcode=text))


def prices(part_ids: Iterable[int], on: date, *, store_id: int | None) -> dict[int, Money]:
    """Selling prices (tax included, per unit) that hold in a store on a day, the group's without a store; parts without one
    are left out. One statement."""
    found = (
        in_force.prices_on(store_id, on)
        .filter(part_id__in=set(part_ids))
        .order_by("part_id", F("store_id").asc(nulls_last=True), "-from_on")
        .distinct("part_id")
    )
    return {part_id: Money(price) for part_id, price in found.values_list("part_id", "price")}


def matching(text: str, *, series: str = "") -> QuerySet[Part]:
    """Active parts whose number begins with the text, whose barcode it is, or whose name or initials it means.

    The best come first: the whole number, numbers that begin so, initials, words anywhere in the name.
    """
    words, key, typed = text.split(), rules.key_of(text), text.strip()
    named = Q()
    for word in words:
        named &= Q(name__contains=word)
    means = named if words else Q()
    ranks = []
    if key:
        means |= Q(key__startswith=key) | Q(barcode=typed) | Q(initials__startswith=typed.lower())
        ranks = [
            When(Q(key=key) | Q(barcode=typed), then=Value(0)),
            When(key__startswith=key, then=Value(1)),
            When(initials__startswith=typed.lower(), then=Value(2)),
        ]
    found: QuerySet[Part] = Part.objects.filter(means, is_active=True)
    if series:
        found = found.filter(Exists(Fit.objects.filter(part=OuterRef("pk"), series=series)))
    rank = Case(*ranks, default=Value(3), output_field=IntegerField())
    return found.annotate(rank=rank).order_by("rank", "number")


def search(actor: Actor, text: str, *, on: date, series: str = "", limit: int = MOST_HITS) -> list[PartHit]:
    """Parts that a text means, with price and stock of the actor's store; at most four statements.

    A superseded number leads to the newest one. Raises NotAllowed without the right to see parts.
    """
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    if not text.strip() and not series:
        return []
    rows = list(matching(text, series=series)[:limit])
    newest = newest_of([row.pk for row in rows if row.replaced_by_id])
    shown: dict[int, tuple[PartBrief, str]] = {}
    for row in rows:
        instead = newest.get(row.pk)
        if instead is None:
            shown[row.pk] = (brief(row), shown.get(row.pk, (None, ""))[1])
        elif instead.id not in shown:
            shown[instead.id] = (instead, row.number)
    cost = prices(shown, on, store_id=store_id)
    stock = availability(store_id, shown)
    return [PartHit(part, cost.get(pk), stock[pk], asked_for) for pk, (part, asked_for) in shown.items()]


_NEWEST = f"""
WITH RECURSIVE chain AS (
  SELECT id AS old, replaced_by_id AS next FROM {Part._meta.db_table} WHERE id = ANY(%s) AND replaced_by_id IS NOT NULL
  UNION
  SELECT c.old, p.replaced_by_id FROM chain c JOIN {Part._meta.db_table} p ON p.id = c.next
  WHERE p.replaced_by_id IS NOT NULL
)
SELECT c.old, c.next FROM chain c JOIN {Part._meta.db_table} p ON p.id = c.next WHERE p.replaced_by_id IS NULL
"""


def newest_of(part_ids: Sequence[int]) -> dict[int, PartBrief]:
    """The newest number of each superseded part; parts that are the newest themselves are left out. Two statements."""
    if not part_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [list(part_ids)])
        pairs = dict(cursor.fetchall())
    known = parts(pairs.values())
    return {old: known[new] for old, new in pairs.items()}


_CHAIN = f"""
WITH RECURSIVE newer AS (
  SELECT id, replaced_by_id, 0 AS step FROM {Part._meta.db_table} WHERE id = %s
  UNION ALL
  SELECT p.id, p.replaced_by_id, n.step + 1 FROM newer n JOIN {Part._meta.db_table} p ON p.id = n.replaced_by_id
), older AS (
  SELECT id, 0 AS step FROM {Part._meta.db_table} WHERE id = %s
  UNION ALL
  SELECT p.id, o.step - 1 FROM older o JOIN {Part._meta.db_table} p ON p.replaced_by_id = o.id
)
SELECT p.id, p.number, p.name, p.replaced_by_id IS NULL
FROM (SELECT id, step FROM newer UNION SELECT id, step FROM older) c JOIN {Part._meta.db_table} p ON p.id = c.id
ORDER BY c.step, p.number
"""


def chain_of(part_id: int) -> list[Link]:
    """Old and new numbers of a part, oldest first, itself among them. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, [part_id, part_id])
        return [
            Link(pk, number, name, pk == part_id, newest) for pk, number, name, newest in cursor.fetchall()
        ]


def not_superseded(part: PartBrief, store_id: int | None = None) -> PartBrief:
    """A part that somebody asks for by its number, unless there is a newer one; with a store an old one that is used up first
    and lies there may still be asked for. At most four statements, none for a part that is the newest.

    Raises Refused with the newer number, its address leads there.
    """
    if part.replaced_by_id is None:
        return part
    newer = newest_of([part.id]).get(part.id)
    if newer is None:
        return part
    if store_id is not None and availability(store_id, [part.id])[part.id].free > 0:
        rule = Part.objects.filter(pk=part.id).values_list("replace_rule", flat=True).get()
        if rule == ReplaceRule.USE_UP:
            return part
    raise Refused(
        f"{part.number} 是旧编码，已由 {newer.number}“{newer.name}”替代，请扫或输入新编码 {newer.number}。",
        url=f"/parts/part/{newer.id}/",
        fields=("code",),
    )
