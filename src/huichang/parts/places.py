"""Store rooms and bins, and goods that change their place (PARTS-11)."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import Max, Q, Sum
from django.utils import timezone

from huichang.kernel import numbering
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import holds, ledger, permissions, rules
from huichang.parts.models import Bin, BinStock, Hold, Part, PlaceLimit, Warehouse
from huichang.parts.states import BLOCKED_PLACES, HoldState, Place

ZERO = Decimal(0)


@use_case(permissions.KEEP_PLACES, "建立库区")
def add_warehouse(
    warrant: Warrant, *, store_id: int, name: str, place: Place, most: Decimal | None = None
) -> Warehouse:
    """A part of the store room with its own rule. Raises Refused for a name that is taken."""
    warrant.show_at(store_id)
    wanted = name.strip()
    if not wanted:
        raise Refused("请填写库区名称。")
    ledger.enter(store_id)
    if Warehouse.objects.filter(store_id=store_id, name=wanted).exists():
        raise Refused(f"本店已经有库区“{wanted}”，请换一个名称。")
    if most is not None and most <= 0:
        raise Refused("限量必须大于零；不限量请留空。")
    warehouse: Warehouse = Warehouse.objects.create(store_id=store_id, name=wanted, place=place, most=most)
    warrant.about(warehouse)
    return warehouse


@use_case(permissions.KEEP_PLACES, "建立货位")
def add_bin(
    warrant: Warrant, warehouse_id: int, *, code: str, walk: int | None = None, size: str = ""
) -> Bin:
    """A shelf place for pieces of at most a size (empty: any); without `walk` it is the last on the way.

    Raises Refused for a code that is taken.
    """
    for store_id in Warehouse.objects.filter(pk=warehouse_id).values_list("store_id", flat=True):
        ledger.enter(store_id)
    warehouse: Warehouse = Warehouse.objects.locked(warehouse_id, warrant)
    wanted = code.strip().upper()
    if not wanted:
        raise Refused("请填写货位编码，例如 A-01-1。")
    if Bin.objects.filter(store_id=warehouse.store_id, code=wanted).exists():
        raise Refused(f"货位 {wanted} 已经有了，请换一个编码。")
    last = Bin.objects.filter(store_id=warehouse.store_id).aggregate(last=Max("walk"))["last"] or 0
    bin: Bin = Bin.objects.create(
        store_id=warehouse.store_id,
        warehouse=warehouse,
        code=wanted,
        walk=last + 10 if walk is None else walk,
        size=size,
    )
    warrant.about(bin)
    return bin


@use_case(permissions.KEEP_PLACES, "设置配件限量")
def limit_part(warrant: Warrant, warehouse_id: int, *, part_id: int, most: Decimal | None) -> None:
    """So much of a part, and not more, may lie in a part of the store room (None: no limit of its own).

    Raises Refused for less than nothing, and for an unknown part.
    """
    warehouse: Warehouse = Warehouse.objects.locked(warehouse_id, warrant)
    part = Part.objects.filter(pk=part_id).first()
    if part is None:
        raise Refused("没有找到这个配件，请重新搜索。")
    if most is None:
        PlaceLimit.objects.filter(warehouse=warehouse, part=part).delete()
        return
    if most < 0:
        raise Refused("限量不能小于零；不限量请留空。")
    PlaceLimit.objects.update_or_create(
        store_id=warehouse.store_id, warehouse=warehouse, part=part, defaults={"most": most}
    )


@use_case(permissions.MOVE_GOODS, "设置固定货位")
def settle_part(warrant: Warrant, part_id: int, *, store_id: int, bin_id: int, at: datetime) -> None:
    """The bin in which a part belongs: receipts and returns go there. Raises Refused for a bin of another purpose."""
    warrant.show_at(store_id)
    book = ledger.open_book(store_id, [part_id])
    bin = book.know_bins([bin_id])[bin_id]
    if bin.warehouse.place in BLOCKED_PLACES | {Place.BOOKING, Place.RECEIVING}:
        raise Refused(f"{bin.warehouse.name}的货位不能作为固定货位，请选择主库、分库或危险品库的货位。")
    book.settle_in(part_id, bin_id)
    book.close(at=at, by_id=warrant.actor.staff_id)
    warrant.about(book.stock(part_id), bin.code)


@use_case(permissions.MOVE_GOODS, "移库")
def move_goods(
    warrant: Warrant,
    part_id: int,
    *,
    store_id: int,
    source_id: int,
    target_id: int,
    quantity: Decimal,
    why: str,
    at: datetime,
    batch_id: int | None = None,
) -> str:
    """Carry goods from one bin to another, also into and out of quarantine; returns the document number.

    Raises Refused when they are not there, when they are promised and would be blocked, and when the target may not
    hold them; NotAllowed for the hazardous store without that right.
    """
    warrant.show_at(store_id)
    book = ledger.open_book(store_id, [part_id])
    part = book.stock(part_id).part
    bins = book.know_bins([source_id, target_id])
    source, target = bins[source_id], bins[target_id]
    if source_id == target_id:
        raise Refused("移出和移入是同一个货位，请重新选择。")
    if not rules.is_countable(quantity, is_whole=part.is_whole):
        raise Refused(f"移库数量不对：{rules.plain(quantity)}。请填写大于零的{part.unit}数。")
    check_entry(warrant.actor, (source, target))
    if target.warehouse.place == Place.BOOKING:
        raise Refused("预约货架按预约备货，请在“预约货架”里操作，不能直接移入。")
    if part.is_hazardous and target.warehouse.place not in {Place.HAZARD, Place.QUARANTINE}:
        raise Refused(f"“{part.name}”是危险品，只能放在危险品库或隔离区。")
    if source.warehouse.place == Place.BOOKING:
        kept = Hold.objects.filter(shelf_id=source_id, part_id=part_id, state=HoldState.HELD)
        promised = kept.aggregate(pieces=Sum("quantity"))["pieces"] or ZERO
        lying = sum((each.quantity for each in book.contents(part_id) if each.bin_id == source_id), ZERO)
        if quantity > lying - promised:
            raise Refused(
                f"货架上的“{part.name}”是为预约备的，只有 {rules.plain(lying - promised)} {part.unit} 可以移走。"
            )
    number = numbering.next_number(store_id, "YK", on=timezone.localdate(at))
    book.shift(
        part_id,
        quantity,
        source=source_id,
        target=target_id,
        document=number,
        note=why.strip()[:120],
        batch_id=batch_id,
    )
    check_limits(book, {target.warehouse_id})
    if source.warehouse.place in BLOCKED_PLACES:
        holds.serve(book, at=at)
    book.close(at=at, by_id=warrant.actor.staff_id)
    warrant.about(book.stock(part_id), f"{number} {source.code}→{target.code}")
    return number


def check_entry(actor: Actor, bins: Iterable[Bin]) -> None:
    """Only who may enter the hazardous store does anything in it. Raises NotAllowed. The bins come with their warehouses."""
    for bin in bins:
        hazard = bin.warehouse.place == Place.HAZARD
        if hazard and not actor.may(permissions.ENTER_HAZARD_STORE, bin.store_id):
            raise NotAllowed(
                f"{bin.code} 在“{bin.warehouse.name}”，您没有进入危险品库的权限，请找有权限的备件员。"
            )


def check_limits(book: ledger.Book, warehouse_ids: set[int]) -> None:
    """No store room holds more than it may, altogether or of one part, with the book's movements. Raises Refused.

    One statement, two where a room is limited altogether.
    """
    known = {
        bin.warehouse_id: bin.warehouse for bin in book.known_bins() if bin.warehouse_id in warehouse_ids
    }
    by_part = PlaceLimit.objects.filter(warehouse_id__in=known, part_id__in=book.stocks).values_list(
        "warehouse_id", "part_id", "most"
    )
    for warehouse_id, part_id, most in by_part:
        lying = sum(
            (each.quantity for each in book.contents(part_id) if each.warehouse_id == warehouse_id), ZERO
        )
        if lying > most:
            part = book.stock(part_id).part
            raise Refused(
                f"“{known[warehouse_id].name}”里“{part.name}”限量 {rules.plain(most)} {part.unit}，"
                f"放进去后会有 {rules.plain(lying)}，请改放别处或分批到货。"
            )
    limited = {pk: warehouse for pk, warehouse in known.items() if warehouse.most is not None}
    if not limited:
        return
    others = (
        BinStock.objects.filter(store_id=book.store_id, bin__warehouse__in=limited)
        .filter(~Q(part_id__in=book.stocks))
        .values("bin__warehouse_id")
        .annotate(pieces=Sum("quantity"))
    )
    there: dict[int, Decimal] = dict(others.values_list("bin__warehouse_id", "pieces"))
    for part_id in book.stocks:
        for content in book.contents(part_id):
            if content.warehouse_id in limited:
                there[content.warehouse_id] = there.get(content.warehouse_id, ZERO) + content.quantity
    for warehouse_id, warehouse in limited.items():
        if warehouse.most is not None and there.get(warehouse_id, ZERO) > warehouse.most:
            raise Refused(
                f"“{warehouse.name}”限量 {rules.plain(warehouse.most)}，放进去后会有 {rules.plain(there[warehouse_id])}，"
                "请改放别处或分批到货。"
            )
