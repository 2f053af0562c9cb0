"""Where goods lie, and where goods that come should go: the proposal of a receipt (PARTS-11, PARTS-20)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, Sum

from huichang.parts.models import BackOrder, Bin, BinStock, Part, Stock
from huichang.parts.states import BLOCKED_PLACES, Place

MOST_EMPTY = 3
ZERO = Decimal(0)


@dataclass(frozen=True)
class LyingIn:
    """So much of a part in a bin."""

    bin_id: int
    code: str
    place_says: str
    is_blocked: bool
    quantity: Decimal


@dataclass(frozen=True)
class Proposal:
    """Where a part that comes should go, the likeliest bin first; what is asked of it at receipt; who waits for it."""

    bins: tuple[LyingIn, ...]
    tracking: str
    tracking_says: str
    needs_check: bool
    shelf_life_months: int | None
    barcode: str
    waiting: Decimal
    first_needed_on: date | None = None


def lying(store_id: int, part_id: int) -> list[LyingIn]:
    """The bins where a part lies, in walking order. One statement."""
    rows = (
        BinStock.objects.filter(store_id=store_id, part_id=part_id, quantity__gt=0)
        .select_related("bin__warehouse")
        .order_by("bin__walk", "bin__code")
    )
    return [_lying(row.bin, row.quantity) for row in rows]


def _lying(bin: Bin, quantity: Decimal) -> LyingIn:
    place = bin.warehouse.place
    return LyingIn(bin.pk, bin.code, bin.warehouse.get_place_display(), place in BLOCKED_PLACES, quantity)


def receipt_places(store_id: int, part_ids: Iterable[int]) -> dict[int, Proposal]:
    """A proposal for each part that comes: its own bin, bins where it lies, the first bins that suit it. Five statements."""
    wanted = sorted(set(part_ids))
    if not wanted:
        return {}
    parts = {part.pk: part for part in Part.objects.filter(pk__in=wanted)}
    homes = {
        row.part_id: row.home_bin
        for row in Stock.objects.filter(
            store_id=store_id, part_id__in=wanted, home_bin__isnull=False
        ).select_related("home_bin__warehouse")
    }
    shelved = BLOCKED_PLACES | {Place.BOOKING}
    there: dict[int, list[LyingIn]] = {}
    for row in (
        BinStock.objects.filter(store_id=store_id, part_id__in=wanted, quantity__gt=0)
        .exclude(bin__warehouse__place__in=shelved)
        .select_related("bin__warehouse")
        .order_by("bin__walk")
    ):
        there.setdefault(row.part_id, []).append(_lying(row.bin, row.quantity))
    waiting = dict(
        BackOrder.objects.filter(store_id=store_id, part_id__in=wanted, closed_at__isnull=True)
        .values("part_id")
        .annotate(pieces=Sum("quantity"))
        .values_list("part_id", "pieces")
    )
    spare = [_lying(bin, ZERO) for bin in _spare(store_id)]
    receiving = [each for each in spare if each.place_says == Place.RECEIVING.label]
    hazard = [each for each in spare if each.place_says == Place.HAZARD.label]
    main = [each for each in spare if each.place_says == Place.MAIN.label]
    found = {}
    for part_id, part in parts.items():
        bins: dict[int, LyingIn] = {}
        home = homes.get(part_id)
        own = there.get(part_id, [])
        if home is not None:
            bins[home.pk] = next((each for each in own if each.bin_id == home.pk), _lying(home, ZERO))
        for each in (*own, *((hazard or main) if part.is_hazardous else main)):
            bins.setdefault(each.bin_id, each)
        # Goods are received first and put away afterwards; hazardous goods go straight into their store where that can be.
        waiting_room = {each.bin_id: each for each in receiving}
        bins = bins | waiting_room if part.is_hazardous else waiting_room | bins
        found[part_id] = Proposal(
            tuple(bins.values()),
            part.tracking,
            part.get_tracking_display(),
            part.needs_check,
            part.shelf_life_months,
            part.barcode,
            waiting.get(part_id, ZERO),
        )
    return found


def _spare(store_id: int) -> list[Bin]:
    """The first bins of the main and the hazardous store and of the receiving place that hold nothing, or else the first
    bins at all."""
    places = [Place.MAIN, Place.HAZARD, Place.RECEIVING]
    rows = (
        Bin.objects.filter(store_id=store_id, is_full=False, warehouse__place__in=places)
        .select_related("warehouse")
        .annotate(full=Sum("contents__quantity", filter=Q(contents__quantity__gt=0)))
        .order_by(F("full").asc(nulls_first=True), "walk", "pk")
    )
    found: list[Bin] = []
    for bin in rows[:40]:
        if sum(each.warehouse.place == bin.warehouse.place for each in found) < MOST_EMPTY:
            found.append(bin)
    return found
