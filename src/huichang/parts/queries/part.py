"""One part: on its own page, and as a line of a receipt."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum

from huichang.kernel import journal
from huichang.kernel.actor import Actor
from huichang.kernel.money import Money, money
from huichang.kernel.refusals import Missing
from huichang.parts import permissions
from huichang.parts.models import (
    BackOrder,
    Bin,
    BinStock,
    Delivery,
    Move,
    Part,
    PartPrice,
    PickLine,
    Stock,
    Substitute,
)
from huichang.parts.queries import catalogue, in_force, reading
from huichang.parts.queries.catalogue import Link, PartBrief
from huichang.parts.queries.siblings import OldStock, Sibling, siblings, told, use_up_first
from huichang.parts.states import BLOCKED_PLACES, MoveKind, Place

ZERO = Decimal(0)


@dataclass(frozen=True)
class Lying:
    """A bin of the store and what lies in it of the part; `is_home`: the part belongs there."""

    bin_id: int
    code: str
    warehouse: str
    place: str
    quantity: Decimal
    is_home: bool


@dataclass(frozen=True)
class Coming:
    """A delivery on its way."""

    id: int
    quantity: Decimal
    expected_on: date
    supplier: str
    document: str
    is_bought: bool = False
    """Whether a purchase order of that number waits to be received."""

    @property
    def key(self) -> str:
        """Its name on the page."""
        return str(self.id)


@dataclass(frozen=True)
class Instead:
    """A part that may stand for another, with what is free of it."""

    part: PartBrief
    free: Decimal
    bin: str
    condition: str = ""


@dataclass(frozen=True)
class PartPage:
    """All that the store knows of a part. `value` and `average` (without tax) only for those who may see costs."""

    part: PartBrief
    use_class_says: str
    tracking: str
    tracking_says: str
    pack: Decimal
    shelf_life_months: int | None
    barcode: str
    fits: tuple[str, ...]
    price: Money | None
    on_hand: Decimal
    held: Decimal
    blocked: Decimal
    in_transit: Decimal
    value: Decimal | None
    home_bin: str
    abc: str
    xyz: str
    all_bins: tuple[Lying, ...]
    coming: tuple[Coming, ...]
    chain: tuple[Link, ...]
    instead: tuple[Instead, ...]
    siblings: tuple[Sibling, ...]
    old_first: tuple[OldStock, ...]
    quality_told: str
    replace_rule: str
    replace_rule_says: str
    is_interchangeable: bool
    version: int
    size: str

    @property
    def free(self) -> Decimal:
        """What nobody was promised and nothing blocks."""
        return self.on_hand - self.held - self.blocked

    @property
    def other_instead(self) -> list[Instead]:
        """Alternatives that are not the same part by another way of making."""
        kin = {each.part.id for each in self.siblings}
        return [each for each in self.instead if each.part.id not in kin]

    @property
    def bins(self) -> list[Lying]:
        """The bins in which something of it lies, in walking order."""
        return [each for each in self.all_bins if each.quantity > 0]

    @property
    def average(self) -> Decimal | None:
        """Moving average cost of one, for people to read."""
        return self.value / self.on_hand if self.value is not None and self.on_hand else None


def part_page(actor: Actor, part_id: int, *, on: date, empty_bins: bool = True) -> PartPage:
    """A part with its stock in the actor's store, and all bins, or (without `empty_bins`) those in which it lies.

    Six statements, up to eleven with siblings and older numbers. Raises NotAllowed without the right, Missing for an
    unknown part.
    """
    store_id = reading.store_for(actor, permissions.SEE_PARTS)
    price = in_force.prices_on(store_id, on).filter(part=OuterRef("pk"))
    part = (
        Part.objects.filter(pk=part_id)
        .annotate(
            series=ArrayAgg("fits__series", filter=Q(fits__isnull=False), distinct=True, default=[]),
            price=Subquery(price.values("price")[:1]),
            is_newer=Exists(Part.objects.filter(replaced_by=OuterRef("pk"))),
        )
        .first()
    )
    if part is None:
        raise Missing("没有找到这个配件，请重新搜索。")
    stock = Stock.objects.filter(store_id=store_id, part_id=part_id).select_related("home_bin").first()
    stock = stock or Stock(store_id=store_id, part_id=part_id)
    return PartPage(
        part=catalogue.brief(part),
        use_class_says=part.get_use_class_display(),
        tracking=part.tracking,
        tracking_says=part.get_tracking_display(),
        pack=part.pack,
        shelf_life_months=part.shelf_life_months,
        barcode=part.barcode,
        fits=tuple(sorted(part.series)),
        price=None if part.price is None else Money(part.price),
        on_hand=Decimal(stock.on_hand),
        held=Decimal(stock.held),
        blocked=Decimal(stock.blocked),
        in_transit=Decimal(stock.in_transit),
        value=Decimal(stock.value) if actor.may(permissions.SEE_COSTS, store_id) else None,
        home_bin=stock.home_bin.code if stock.home_bin else "",
        abc=stock.abc,
        xyz=stock.xyz,
        all_bins=tuple(_all_bins(store_id, part_id, stock.home_bin_id, empty_bins)),
        coming=tuple(deliveries(store_id, part_id)) if stock.in_transit else (),
        chain=tuple(catalogue.chain_of(part_id)) if part.is_newer or part.replaced_by_id else (),
        instead=tuple(_instead(store_id, part_id)),
        siblings=tuple(siblings(store_id, [part_id], on=on).get(part_id, ())) if part.kin_id else (),
        old_first=tuple(use_up_first(store_id, [part_id]).get(part_id, ())) if part.is_newer else (),
        quality_told=told(part.quality),
        replace_rule=part.replace_rule,
        replace_rule_says=part.get_replace_rule_display(),
        is_interchangeable=part.is_interchangeable,
        version=part.version,
        size=part.size,
    )


def _all_bins(store_id: int, part_id: int, home_id: int | None, empty: bool) -> list[Lying]:
    lying = BinStock.objects.filter(bin=OuterRef("pk"), part_id=part_id)
    rows = (
        Bin.objects.filter(store_id=store_id)
        .select_related("warehouse")
        .annotate(quantity=Subquery(lying.values("quantity")[:1]))
        .order_by("walk", "code")
    )
    if not empty:
        rows = rows.filter(contents__part=part_id, contents__quantity__gt=0)
    return [
        Lying(
            row.pk,
            row.code,
            row.warehouse.name,
            row.warehouse.place,
            row.quantity or ZERO,
            row.pk == home_id,
        )
        for row in rows
    ]


def _instead(store_id: int, part_id: int) -> list[Instead]:
    there = Stock.objects.filter(store_id=store_id, part_id=OuterRef("other_id"))
    rows = (
        Substitute.objects.filter(part_id=part_id)
        .select_related("other")
        .annotate(
            free=Subquery(there.annotate(left=F("on_hand") - F("held") - F("blocked")).values("left")[:1]),
            bin=Subquery(there.values("home_bin__code")[:1]),
        )
        .order_by("other__number")
    )
    return [
        Instead(catalogue.brief(row.other), row.free or ZERO, row.bin or "", row.condition) for row in rows
    ]


def deliveries(store_id: int, part_id: int) -> list[Coming]:
    """What is on its way of a part, soonest first. One statement."""
    rows = Delivery.objects.filter(store_id=store_id, part_id=part_id, ended_at__isnull=True)
    return [
        Coming(
            row.pk,
            row.quantity,
            row.expected_on,
            row.supplier,
            row.document,
            is_bought=row.for_purchase is not None,
        )
        for row in rows.order_by("expected_on", "pk")
    ]


@dataclass(frozen=True)
class PriceCard:
    """A price with the days on which it runs: the store's own, or the group's; `is_now`: the one that is asked today."""

    price: Money
    from_on: date
    until_on: date | None
    is_own: bool
    is_now: bool


def price_history(store_id: int, part_id: int, *, on: date) -> list[PriceCard]:
    """All prices of a part in a store, its own and the group's, newest first. One statement."""
    rows = list(
        PartPrice.objects.filter(Q(store_id=store_id) | Q(store__isnull=True), part_id=part_id).order_by(
            "-from_on", F("store_id").asc(nulls_last=True)
        )
    )
    running = [row for row in rows if row.from_on <= on and (row.until_on is None or row.until_on >= on)]
    now = max(running, key=lambda row: (row.store_id is not None, row.from_on), default=None)
    return [
        PriceCard(Money(row.price), row.from_on, row.until_on, row.store_id is not None, row is now)
        for row in rows
    ]


@dataclass(frozen=True)
class UseCard:
    """An order that used the part."""

    order_id: int
    order_number: str
    plate: str
    quantity: Decimal
    at: datetime


def used_by(store_id: int, part_id: int, *, limit: int = 12) -> list[UseCard]:
    """The last orders of a store that took the part. One statement."""
    rows = PickLine.objects.filter(store_id=store_id, part_id=part_id, issued__gt=0).order_by("-pk")[:limit]
    return [UseCard(row.for_order, row.order_number, row.plate, row.issued, row.asked_at) for row in rows]


def history(part_id: int) -> list[journal.Event]:
    """What was changed in the master of a part. One statement."""
    return journal.history_of({"parts.part": [part_id]}, limit=40)


@dataclass(frozen=True)
class ReceiptLine:
    """A part that is about to come in: what it cost last time (yuan per unit without tax), where it may go.

    `put_in`: the bin that is likeliest: the receiving place where there is one, else its own. `ordered`: what is on its way of
    it by purchase orders, which are received by themselves.
    """

    part: PartBrief
    quantity: Decimal
    cost: Decimal | None
    bins: tuple[Lying, ...]
    put_in: int | None
    free: Decimal
    waiting: Decimal
    ordered: tuple[Coming, ...]


def receipt_line(actor: Actor, part_id: int, *, on: date) -> ReceiptLine:
    """A part with what a receipt needs to know: a pack of it, or what is on its way without an order, at the last cost. Nine
    statements."""
    page = part_page(actor, part_id, on=on)
    store_id = actor.here
    waiting = BackOrder.objects.filter(store_id=store_id, part_id=part_id, closed_at__isnull=True)
    last = (
        Move.objects.filter(store_id=store_id, part_id=part_id, kind=MoveKind.RECEIPT, quantity__gt=0)
        .order_by("-pk")
        .first()
    )
    shelved = BLOCKED_PLACES | {Place.BOOKING}
    fitting = [each for each in page.all_bins if each.place not in shelved]
    receiving = [each for each in fitting if each.place == Place.RECEIVING]
    homes = [each for each in fitting if each.is_home]
    if page.part.is_hazardous:
        fitting = [each for each in fitting if each.place == Place.HAZARD] + receiving or fitting
        homes = homes or fitting
    return ReceiptLine(
        page.part,
        next((each.quantity for each in page.coming if not each.is_bought), page.pack),
        money(last.value / last.quantity) if last else None,
        tuple(fitting),
        next((each.bin_id for each in ([] if page.part.is_hazardous else receiving) + homes), None),
        page.free,
        waiting.aggregate(pieces=Sum("quantity"))["pieces"] or ZERO,
        tuple(each for each in page.coming if each.is_bought),
    )


def suppliers(store_id: int, *, limit: int = 8) -> list[str]:
    """Who delivered lately, to be offered again. One statement."""
    rows = Delivery.objects.filter(store_id=store_id).exclude(supplier="").order_by("-pk")[:200]
    return list(dict.fromkeys(rows.values_list("supplier", flat=True)))[:limit]
