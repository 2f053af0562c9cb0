"""What waits on the receiving place, and where each of it should go, in walking order (PARTS-11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, Sum, Value
from django.db.models.functions import StrIndex, Substr

from huichang.kernel.actor import Actor
from huichang.parts import permissions
from huichang.parts.models import BatchStock, Bin, BinStock, Hold, Stock, Warehouse
from huichang.parts.queries import catalogue, reading
from huichang.parts.queries.catalogue import PartBrief
from huichang.parts.states import SHELVES, HoldState, Place, Size

ZERO = Decimal(0)
_ROOM = {Size.SMALL: 1, Size.MEDIUM: 2, Size.LARGE: 3}


@dataclass(frozen=True)
class Shelf:
    """A bin that is proposed, and why."""

    bin_id: int
    code: str
    warehouse: str
    walk: int
    why: str


@dataclass(frozen=True)
class Waiting:
    """So much of a part (of a batch) waits in a bin of the receiving place. `shelf`: where it should go, None where no bin
    suits. `promised`: so many of these pieces are somebody's, because what lies elsewhere does not do for all that was
    promised; `waited`: of them, for orders of cars and customers that are here, not for bookings of days to come."""

    part: PartBrief
    batch_id: int | None
    batch: str
    quantity: Decimal
    source_id: int
    source: str
    promised: Decimal
    waited: Decimal
    shelf: Shelf | None

    @property
    def key(self) -> str:
        """Its name on the page."""
        return f"{self.source_id}-{self.part.id}-{self.batch_id or 0}"


@dataclass(frozen=True)
class _Bin:
    """A shelf place as it is looked at."""

    id: int
    code: str
    walk: int
    size: str
    place: str
    warehouse: str

    @property
    def rack(self) -> str:
        """The first word of its code: the rack or zone."""
        return self.code.partition("-")[0]

    def proposed(self, why: str) -> Shelf:
        """As a proposal."""
        return Shelf(self.id, self.code, self.warehouse, self.walk, why)


def to_put_away(actor: Actor) -> list[Waiting]:
    """All that waits on the receiving place of the actor's store, in the walking order of where it goes. Nine statements
    at most.

    A part goes to its own bin, else to where most of it lies, else into a free bin: of its size, in the rack where parts of
    its system lie, what moves fast in front, what moves slowly at the back. A bin that is full is not proposed, hazardous
    goods only in their store.
    """
    store_id = reading.store_for(actor, permissions.SEE_COUNTER)
    rows = list(
        BinStock.objects.filter(store_id=store_id, quantity__gt=0, bin__warehouse__place=Place.RECEIVING)
        .select_related("part", "bin")
        .order_by("part__number", "bin__walk")
    )
    if not rows:
        return []
    lots: dict[tuple[int, int], list[tuple[int, str, Decimal]]] = {}
    for bin_id, part_id, *lot in (
        BatchStock.objects.filter(bin_id__in={row.bin_id for row in rows}, quantity__gt=0)
        .order_by("batch__expires_on", "batch_id")
        .values_list("bin_id", "part_id", "batch_id", "batch__number", "quantity")
    ):
        lots.setdefault((bin_id, part_id), []).append((lot[0], lot[1], lot[2]))
    owed = _owed(store_id, rows)
    shelves = _shelves(store_id, {row.part_id: row for row in rows})
    found = []
    for row in rows:
        rest = row.quantity
        named: list[tuple[int | None, str, Decimal]] = []
        for lot in lots.get((row.bin_id, row.part_id), ()):
            named.append(lot)
            rest -= lot[2]
        if rest > 0:
            named.append((None, "", rest))
        for batch_id, number, quantity in named:
            promised, waited = (min(each, quantity) for each in owed[row.part_id])
            owed[row.part_id] = (owed[row.part_id][0] - promised, owed[row.part_id][1] - waited)
            found.append(
                Waiting(
                    catalogue.brief(row.part),
                    batch_id,
                    number,
                    quantity,
                    row.bin_id,
                    row.bin.code,
                    promised,
                    waited,
                    shelves.get(row.part_id),
                )
            )
    return sorted(found, key=lambda each: (each.shelf is None, each.shelf.walk if each.shelf else 0))


def _owed(store_id: int, rows: Iterable[BinStock]) -> dict[int, tuple[Decimal, Decimal]]:
    """Of each part here: what is promised of it beyond what lies elsewhere, and what of that is for orders. What the booking
    shelf keeps is neither. Two statements."""
    here: dict[int, Decimal] = {}
    for row in rows:
        here[row.part_id] = here.get(row.part_id, ZERO) + row.quantity
    kept = {
        part_id: (on_shelf or ZERO, for_orders or ZERO)
        for part_id, on_shelf, for_orders in Hold.objects.filter(
            store_id=store_id, part_id__in=here, state=HoldState.HELD
        )
        .values("part_id")
        .annotate(
            on_shelf=Sum("quantity", filter=Q(shelf__isnull=False)),
            for_orders=Sum("quantity", filter=Q(shelf__isnull=True, for_line__isnull=False)),
        )
        .values_list("part_id", "on_shelf", "for_orders")
    }
    owed = {}
    for stock in Stock.objects.filter(store_id=store_id, part_id__in=here):
        on_shelf, for_orders = kept.get(stock.part_id, (ZERO, ZERO))
        elsewhere = max(stock.on_hand - stock.blocked - on_shelf - here[stock.part_id], ZERO)
        promised = max(stock.held - on_shelf - elsewhere, ZERO)
        owed[stock.part_id] = (promised, min(promised, max(for_orders - elsewhere, ZERO)))
    return owed


def has_receiving_place(store_id: int) -> bool:
    """Whether goods of this store are received first and put away afterwards. One statement."""
    return Bin.objects.filter(store_id=store_id, warehouse__place=Place.RECEIVING).exists()


def kinds_waiting(store_id: int, part_ids: Iterable[int]) -> int:
    """How many of some parts lie on the receiving place and wait to be put away. One statement."""
    return (
        BinStock.objects.filter(
            store_id=store_id,
            part_id__in=list(part_ids),
            quantity__gt=0,
            bin__warehouse__place=Place.RECEIVING,
        )
        .values("part_id")
        .distinct()
        .count()
    )


def _shelves(store_id: int, rows: dict[int, BinStock]) -> dict[int, Shelf]:
    """The bin for each part; no free bin is proposed for two of them."""
    homes: dict[int, int | None] = {}
    classes: dict[int, str] = {}
    for part_id, home_id, abc in Stock.objects.filter(store_id=store_id, part_id__in=rows).values_list(
        "part_id", "home_bin_id", "abc"
    ):
        homes[part_id], classes[part_id] = home_id, abc
    bins = _open_bins(store_id)
    keeps_apart = (
        any(row.part.is_hazardous for row in rows.values())
        and Warehouse.objects.filter(store_id=store_id, place=Place.HAZARD).exists()
    )
    known = {bin.id: bin for bin, _ in bins}
    lying: dict[int, list[int]] = {}
    for part_id, bin_id in (
        BinStock.objects.filter(store_id=store_id, part_id__in=rows, quantity__gt=0, bin_id__in=known)
        .order_by("-quantity", "bin__walk")
        .values_list("part_id", "bin_id")
    ):
        lying.setdefault(part_id, []).append(bin_id)
    found: dict[int, Shelf] = {}
    homeless = []
    for part_id, row in rows.items():
        allowed = _allowed(row, known.values(), keeps_apart)
        home = homes.get(part_id)
        there = [bin_id for bin_id in lying.get(part_id, ()) if bin_id in allowed]
        if home is not None and home in allowed:
            found[part_id] = known[home].proposed("固定货位")
        elif there:
            found[part_id] = known[there[0]].proposed("已有同件")
        else:
            homeless.append(part_id)
    if homeless:
        zones = _zones(store_id, {rows[part_id].part.system for part_id in homeless} - {""})
        free = [bin for bin, is_free in bins if is_free]
        taken = {shelf.bin_id for shelf in found.values()}
        for part_id in homeless:
            row = rows[part_id]
            allowed = _allowed(row, (bin for bin in free if bin.id not in taken), keeps_apart)
            chosen = _first(
                row, list(allowed.values()), zones.get(row.part.system, ""), classes.get(part_id, "")
            )
            if chosen is not None:
                found[part_id] = chosen
                taken.add(chosen.bin_id)
    return found


def _open_bins(store_id: int) -> list[tuple[_Bin, bool]]:
    """The shelf places that are not full, in walking order, and whether nothing lies there. One statement."""
    lying = BinStock.objects.filter(bin=OuterRef("pk"), quantity__gt=0)
    rows = (
        Bin.objects.filter(store_id=store_id, is_full=False, warehouse__place__in=SHELVES)
        .order_by("walk", "code")
        .values_list("pk", "code", "walk", "size", "warehouse__place", "warehouse__name", Exists(lying))
    )
    return [(_Bin(*words), not is_used) for *words, is_used in rows]


def _allowed(row: BinStock, bins: Iterable[_Bin], keeps_apart: bool) -> dict[int, _Bin]:
    """The bins that may hold the part: hazardous goods in their store (where there is one), nothing else in there."""
    apart = keeps_apart and row.part.is_hazardous
    return {bin.id: bin for bin in bins if (bin.place == Place.HAZARD) == apart}


def _zones(store_id: int, systems: set[str]) -> dict[str, str]:
    """The rack where most parts of a system lie. One statement."""
    if not systems:
        return {}
    rack = Substr("bin__code", 1, StrIndex("bin__code", Value("-")) - 1)
    rows = (
        BinStock.objects.filter(
            store_id=store_id,
            quantity__gt=0,
            part__system__in=systems,
            bin__warehouse__place__in=SHELVES,
            bin__code__contains="-",
        )
        .values(system=F("part__system"), rack=rack)
        .annotate(kinds=Sum(Value(1)))
        .order_by("kinds", "rack")
    )
    return {row["system"]: row["rack"] for row in rows}


def _first(row: BinStock, free: list[_Bin], zone: str, abc: str) -> Shelf | None:
    """The free bin that suits best: large enough and not larger than needed, in the zone, fast movers in front."""
    size = row.part.size
    fitting = [bin for bin in free if not bin.size or not size or _ROOM[Size(bin.size)] >= _ROOM[Size(size)]]
    if not fitting:
        return None

    def rank(bin: _Bin) -> tuple[int, bool, int]:
        spare = _ROOM[Size(bin.size)] - _ROOM[Size(size)] if bin.size and size else len(_ROOM)
        return spare, bin.rack != zone, -bin.walk if abc == "C" else bin.walk

    best = min(fitting, key=rank)
    words = ["空货位"]
    if size and best.size == size:
        words.append(f"放{Size(size).label}")
    if zone and best.rack == zone:
        words.append(f"{row.part.system}件在 {zone} 架")
    if abc in ("A", "C"):
        words.append("常用，靠前" if abc == "A" else "不常用，靠后")
    return best.proposed("，".join(words))
