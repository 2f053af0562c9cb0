"""The store room as a map: its parts with their rules, racks, columns and bins, what lies in a bin, where a part lies."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.parts import permissions
from huichang.parts.models import BatchStock, Bin, BinStock, PlaceLimit, Warehouse
from huichang.parts.queries import catalogue, reading
from huichang.parts.queries.catalogue import PartBrief
from huichang.parts.states import BLOCKED_PLACES, Place

ZERO = Decimal(0)
FULL_KINDS = 12
"""A bin with so many kinds is drawn full."""


@dataclass(frozen=True)
class BinCard:
    """A bin with what lies in it; `found`: how much of the part that is looked for."""

    id: int
    code: str
    walk: int
    kinds: int
    quantity: Decimal
    found: Decimal = ZERO
    is_full: bool = False

    @property
    def fill(self) -> int:
        """How full it is drawn: 0 (empty) to 4."""
        return 0 if not self.kinds else min(4, 1 + self.kinds * 3 // FULL_KINDS)


@dataclass(frozen=True)
class Column:
    """Bins above one another, the highest first."""

    name: str
    bins: tuple[BinCard, ...]


@dataclass(frozen=True)
class Rack:
    """A rack of columns, in walking order."""

    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Limit:
    """So much of a part may lie here, and does."""

    part: PartBrief
    most: Decimal
    lying: Decimal


@dataclass(frozen=True)
class WarehouseCard:
    """A part of the store room with its bins in walking order, and as racks."""

    id: int
    name: str
    place: str
    place_says: str
    most: Decimal | None
    bins: tuple[BinCard, ...]
    racks: tuple[Rack, ...]
    limits: tuple[Limit, ...]

    @property
    def quantity(self) -> Decimal:
        """What lies in it altogether."""
        return sum((each.quantity for each in self.bins), ZERO)

    @property
    def share(self) -> int | None:
        """How much of its limit is used, in per cent; None without one."""
        return None if not self.most else round(100 * self.quantity / self.most)

    @property
    def is_hazardous(self) -> bool:
        """Whether only some may enter."""
        return self.place == Place.HAZARD

    @property
    def is_blocked(self) -> bool:
        """Whether nothing is issued from here."""
        return self.place in BLOCKED_PLACES


def warehouses(actor: Actor, *, part_id: int | None = None) -> list[WarehouseCard]:
    """The store room of the actor's store; with `part_id` where that part lies. At most five statements."""
    store_id = reading.store_for(actor, permissions.SEE_COUNTER)
    found = dict(
        BinStock.objects.filter(store_id=store_id, part_id=part_id, quantity__gt=0).values_list(
            "bin_id", "quantity"
        )
        if part_id is not None
        else ()
    )
    bins: dict[int, list[BinCard]] = {}
    lying = Q(contents__quantity__gt=0)
    for row in (
        Bin.objects.filter(store_id=store_id)
        .annotate(kinds=Count("contents", filter=lying), pieces=Sum("contents__quantity", filter=lying))
        .order_by("walk", "code")
    ):
        bins.setdefault(row.warehouse_id, []).append(
            BinCard(
                row.pk,
                row.code,
                row.walk,
                row.kinds,
                row.pieces or ZERO,
                found.get(row.pk, ZERO),
                row.is_full,
            )
        )
    limits = _limits(store_id)
    return [
        WarehouseCard(
            row.pk,
            row.name,
            row.place,
            row.get_place_display(),
            row.most,
            tuple(bins.get(row.pk, ())),
            _racks(bins.get(row.pk, [])),
            tuple(limits.get(row.pk, ())),
        )
        for row in Warehouse.objects.filter(store_id=store_id).order_by("pk")
    ]


def _racks(bins: list[BinCard]) -> tuple[Rack, ...]:
    """Bins by their codes: rack, column, level (A-01-2)."""
    racks: dict[str, dict[str, list[BinCard]]] = {}
    for bin in bins:
        words = bin.code.split("-")
        column = "-".join(words[:2]) if len(words) > 2 else bin.code
        racks.setdefault(words[0], {}).setdefault(column, []).append(bin)
    return tuple(
        Rack(
            name,
            tuple(
                Column(column, tuple(sorted(each, key=lambda bin: bin.code, reverse=True)))
                for column, each in columns.items()
            ),
        )
        for name, columns in racks.items()
    )


def _limits(store_id: int) -> dict[int, list[Limit]]:
    rows = list(PlaceLimit.objects.filter(store_id=store_id).select_related("part").order_by("part__number"))
    if not rows:
        return {}
    lying = {
        (warehouse_id, part_id): pieces
        for warehouse_id, part_id, pieces in BinStock.objects.filter(
            store_id=store_id, part_id__in=[row.part_id for row in rows]
        )
        .values("bin__warehouse_id", "part_id")
        .annotate(pieces=Sum("quantity"))
        .values_list("bin__warehouse_id", "part_id", "pieces")
    }
    found: dict[int, list[Limit]] = {}
    for row in rows:
        there = lying.get((row.warehouse_id, row.part_id), ZERO)
        found.setdefault(row.warehouse_id, []).append(Limit(catalogue.brief(row.part), row.most, there))
    return found


@dataclass(frozen=True)
class InBin:
    """A part in a bin, by batch where that is known."""

    part: PartBrief
    quantity: Decimal
    batches: tuple[tuple[int, str, Decimal], ...]


@dataclass(frozen=True)
class BinPage:
    """A bin and all that lies in it."""

    id: int
    code: str
    warehouse_id: int
    warehouse: str
    place_says: str
    is_hazardous: bool
    is_blocked: bool
    contents: tuple[InBin, ...]
    size_says: str = ""
    is_full: bool = False


def bin_page(actor: Actor, bin_id: int) -> BinPage:
    """A bin of the actor's store. Three statements. Raises Missing."""
    store_id = reading.store_for(actor, permissions.SEE_COUNTER)
    bin = Bin.objects.filter(store_id=store_id, pk=bin_id).select_related("warehouse").first()
    if bin is None:
        raise Missing("没有找到这个货位，请重新选择。")
    lots: dict[int, list[tuple[int, str, Decimal]]] = {}
    for part_id, batch_id, number, quantity in (
        BatchStock.objects.filter(bin=bin, quantity__gt=0)
        .order_by("batch__expires_on", "batch_id")
        .values_list("part_id", "batch_id", "batch__number", "quantity")
    ):
        lots.setdefault(part_id, []).append((batch_id, number, quantity))
    rows = BinStock.objects.filter(bin=bin, quantity__gt=0).select_related("part").order_by("part__number")
    room = bin.warehouse
    return BinPage(
        bin.pk,
        bin.code,
        room.pk,
        room.name,
        room.get_place_display(),
        room.place == Place.HAZARD,
        room.place in BLOCKED_PLACES,
        tuple(
            InBin(catalogue.brief(row.part), row.quantity, tuple(lots.get(row.part_id, ()))) for row in rows
        ),
        bin.get_size_display(),
        bin.is_full,
    )
