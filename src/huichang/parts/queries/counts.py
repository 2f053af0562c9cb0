"""Counts: which run, how far they are, who counts where (blindly), what they found."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count as Number
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Abs

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.parts import permissions
from huichang.parts.models import Count, CountBin, CountLine, CountTake, Stock
from huichang.parts.queries import reading
from huichang.parts.states import CountState, LineState

ZERO = Decimal(0)
SHOWN = 40
OPEN_STATES = (CountState.OPEN, CountState.REVIEW)


@dataclass(frozen=True)
class CountCard:
    """A count in one line; amounts (yuan) only for those who may see differences."""

    id: int
    number: str
    kind: str
    kind_says: str
    state: str
    state_says: str
    what: str
    on: date
    by: str
    lines: int
    left: int
    again: int
    differing: int
    bins: int
    mine: int
    gain: Decimal | None
    loss: Decimal | None
    ended_at: datetime | None
    why: str
    version: int
    is_proposed: bool

    @property
    def percent(self) -> int:
        """How much of it is counted."""
        return 100 if not self.lines else round(100 * (self.lines - self.left) / self.lines)


def store_of(actor: Actor) -> int:
    """The store whose counts the actor sees. Raises NotAllowed for who neither counts nor approves."""
    counts = actor.may(permissions.COUNT_STOCK)
    return reading.store_for(actor, permissions.COUNT_STOCK if counts else permissions.SEE_DIFFERENCES)


def counts(actor: Actor) -> list[CountCard]:
    """Counts that run, and the last that ended. Two statements."""
    store_id = store_of(actor)
    rows = Count.objects.filter(store_id=store_id)
    running = rows.filter(state__in=OPEN_STATES)
    ended = rows.exclude(state__in=OPEN_STATES)
    return _cards(actor, running)[:SHOWN] + _cards(actor, ended, most=SHOWN)


def count_card(actor: Actor, count_id: int) -> CountCard:
    """One count. Raises Missing for another store's. One statement."""
    found = _cards(actor, Count.objects.filter(store_id=store_of(actor), pk=count_id))
    if not found:
        raise Missing("没有找到这张盘点单，请从盘点列表打开。")
    return found[0]


def _cards(actor: Actor, rows: object, most: int = SHOWN) -> list[CountCard]:
    lines = Q(lines__isnull=False)
    asked = rows.select_related("planned_by").annotate(  # type: ignore[attr-defined]
        all_lines=Number("lines", filter=lines & ~Q(lines__state=LineState.LEFT_OUT)),
        left=Number("lines", filter=Q(lines__state=LineState.TO_COUNT)),
        again=Number("lines", filter=Q(lines__state=LineState.AGAIN)),
        differing=Number("lines", filter=Q(lines__state=LineState.COUNTED) & ~Q(lines__difference=0)),
    )
    found = list(asked.order_by("-planned_at", "-pk")[:most])
    walks = {
        count_id: (bins, mine)
        for count_id, bins, mine in CountBin.objects.filter(count__in=[row.pk for row in found])
        .values("count_id")
        .annotate(all_bins=Number("pk"), mine=Number("pk", filter=Q(given_to_id=actor.staff_id)))
        .values_list("count_id", "all_bins", "mine")
    }
    sees = actor.may(permissions.SEE_DIFFERENCES)
    return [
        CountCard(
            row.pk,
            row.number,
            row.kind,
            row.get_kind_display(),
            row.state,
            row.get_state_display(),
            row.what,
            row.on,
            row.planned_by.name if row.planned_by else "系统",
            row.all_lines,
            row.left,
            row.again,
            row.differing if sees else 0,
            *walks.get(row.pk, (0, 0)),
            row.gain if sees else None,
            row.loss if sees else None,
            row.ended_at,
            row.why,
            row.version,
            row.is_proposed,
        )
        for row in found
    ]


@dataclass(frozen=True)
class BinCard:
    """A bin of a count, in walking order. `left`: lines that this person may still count there."""

    bin_id: int
    code: str
    warehouse: str
    given_to_id: int | None
    given_to: str
    is_mine: bool
    lines: int
    left: int
    again: int
    checked_at: datetime | None

    @property
    def is_done(self) -> bool:
        """Whether nothing is to be done there."""
        return self.left == 0 and self.again == 0 and self.checked_at is not None


def walk(actor: Actor, count_id: int) -> list[BinCard]:
    """The bins of a count in walking order. Two statements."""
    me = actor.staff_id
    again = Q(state=LineState.AGAIN)
    others = again & ~Q(last_by_id=me)
    lines = {
        bin_id: (whole, left, waiting)
        for bin_id, whole, left, waiting in CountLine.objects.filter(count_id=count_id)
        .values("bin_id")
        .annotate(
            lines=Number("pk"),
            left=Number("pk", filter=Q(state=LineState.TO_COUNT) | others),
            again=Number("pk", filter=again & ~others),
        )
        .values_list("bin_id", "lines", "left", "again")
    }
    rows = (
        CountBin.objects.filter(count_id=count_id)
        .select_related("bin__warehouse", "given_to")
        .order_by("bin__walk", "bin__code")
    )
    return [
        BinCard(
            row.bin_id,
            row.bin.code,
            row.bin.warehouse.name,
            row.given_to_id,
            row.given_to.name if row.given_to else "",
            me is not None and row.given_to_id == me,
            *lines.get(row.bin_id, (0, 0, 0)),
            row.checked_at,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class ToCount:
    """A line as the person who counts sees it: nothing of the book, nothing of other people's numbers."""

    line_id: int
    part_id: int
    number: str
    name: str
    unit: str
    is_whole: bool
    batch: str
    is_left: bool
    mine: Decimal | None

    @property
    def is_decimal(self) -> bool:
        """Whether it is measured, not counted."""
        return not self.is_whole


def blind_list(actor: Actor, count_id: int, bin_id: int) -> list[ToCount]:
    """What is to be counted in a bin, by part number; `mine` is what this person said last. Two statements."""
    lines = list(
        CountLine.objects.filter(count_id=count_id, bin_id=bin_id)
        .exclude(state=LineState.LEFT_OUT)
        .select_related("part", "batch")
        .order_by("part__number", "batch__number")
    )
    takes = CountTake.objects.filter(line__in=lines, by_id=actor.staff_id, round=F("line__round"))
    mine = dict(takes.order_by("pk").values_list("line_id", "counted"))
    return [
        ToCount(
            line.pk,
            line.part_id,
            line.part.number,
            line.part.name,
            line.part.unit,
            line.part.is_whole,
            line.batch.number if line.batch else "",
            line.state == LineState.TO_COUNT
            or (line.state == LineState.AGAIN and line.last_by_id != actor.staff_id),
            mine.get(line.pk),
        )
        for line in lines
    ]


@dataclass(frozen=True)
class TakeCard:
    """What one person said, and the book at that moment."""

    by: str
    at: datetime
    counted: Decimal
    book: Decimal
    counts: bool


@dataclass(frozen=True)
class DifferenceCard:
    """A line that differs, or waits for a second person: with its reason and every number that was said."""

    line_id: int
    bin: str
    part_id: int
    number: str
    name: str
    unit: str
    batch: str
    state: str
    is_found: bool
    counted: Decimal | None
    book: Decimal | None
    difference: Decimal | None
    worth: Decimal | None
    reason: str
    reason_says: str
    words: str
    abc: str
    takes: tuple[TakeCard, ...]


def differences(actor: Actor, count_id: int) -> list[DifferenceCard]:
    """Where a count differs from the ledger, the largest amounts first. Two statements.

    Raises NotAllowed for those who count and do not approve.
    """
    store_id = reading.store_for(actor, permissions.SEE_DIFFERENCES)
    stock = Stock.objects.filter(store_id=store_id, part_id=OuterRef("part_id"))
    lines = list(
        CountLine.objects.filter(count_id=count_id, store_id=store_id)
        .filter(Q(state=LineState.AGAIN) | (Q(state=LineState.COUNTED) & ~Q(difference=0)))
        .select_related("part", "bin", "batch")
        .annotate(abc=stock.values("abc")[:1], size=Abs("worth"))
        .order_by("-size", "bin__walk", "pk")
    )
    takes: dict[int, list[TakeCard]] = {}
    for take in CountTake.objects.filter(line__in=lines).select_related("by", "line").order_by("pk"):
        said = TakeCard(take.by.name, take.at, take.counted, take.book, take.round == take.line.round)
        takes.setdefault(take.line_id, []).append(said)
    return [
        DifferenceCard(
            line.pk,
            line.bin.code,
            line.part_id,
            line.part.number,
            line.part.name,
            line.part.unit,
            line.batch.number if line.batch else "",
            line.state,
            line.is_found,
            line.counted,
            line.book,
            line.difference,
            line.worth,
            line.reason,
            line.get_reason_display(),
            line.words,
            line.abc or "C",
            tuple(takes.get(line.pk, ())),
        )
        for line in lines
    ]


@dataclass(frozen=True)
class Sums:
    """What a count's differences come to (yuan)."""

    gain: Decimal
    loss: Decimal

    @property
    def net(self) -> Decimal:
        """Gains less losses."""
        return self.gain - self.loss

    @property
    def amount(self) -> Decimal:
        """Both together, which decides who approves."""
        return self.gain + self.loss


def sums_of(found: list[DifferenceCard]) -> Sums:
    """The sums of some differences."""
    worths = [each.worth or ZERO for each in found]
    return Sums(sum((w for w in worths if w > 0), ZERO), -sum((w for w in worths if w < 0), ZERO))


def waiting_for(actor: Actor) -> QuerySet[CountLine, tuple[int, str, str, int]]:
    """Open counts with something to count for this person: id, number, words, how many lines. The question alone, to be
    asked with others."""
    me = actor.staff_id
    others = CountBin.objects.filter(count=OuterRef("count_id"), bin=OuterRef("bin_id"))
    mine = others.filter(Q(given_to_id=me) | Q(given_to__isnull=True))
    rows: QuerySet[CountLine, tuple[int, str, str, int]] = (
        CountLine.objects.filter(store_id=actor.here, count__state=CountState.OPEN)
        .filter(Q(state=LineState.TO_COUNT) & Exists(mine) | (Q(state=LineState.AGAIN) & ~Q(last_by_id=me)))
        .values_list("count_id", "count__number", "count__what")
        .annotate(left=Number("pk"))
        .order_by("count_id")
    )
    return rows


def to_approve(store_id: int) -> QuerySet[Count]:
    """Counts that wait for approval, with the amount of the differences as `size`. The question alone, to be asked with
    others."""
    rows: QuerySet[Count] = (
        Count.objects.filter(store_id=store_id, state=CountState.REVIEW)
        .annotate(size=Sum(Abs("lines__worth"), filter=Q(lines__state=LineState.COUNTED)))
        .order_by("handed_in_at")
    )
    return rows
