"""What the store room has on its hands today: batches to check, one that failed, transfers, a write-off, loans."""

from datetime import timedelta
from decimal import Decimal

from huichang.company import queries as company
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.parts import batches, lending, places, receiving, scrapping, transfers
from huichang.parts.models import Batch, Bin, Stock
from huichang.parts.states import LoanKind, Place, ScrapReason
from huichang.site.demo.cast import House
from huichang.site.demo.chance import clock, minutes

LOOKED = dict.fromkeys(batches.CHECKLIST, True)


def goods_day(house: House) -> None:
    """Everything that waits in the store room. What a small demo has no goods for is left out."""
    clerk, others = house.one(Role.PARTS_CLERK), [pk for pk in company.store_ids() if pk != house.store]
    tracked = _free(house, count=3, tracked=True)
    plain = _free(house, count=5, tracked=False)
    if len(tracked) == 3:
        _came(house, clerk, [stock.part_id for stock in tracked])
    if len(plain) == 5:
        if others:
            _between_stores(house, clerk, others[0], plain[:2])
        _on_loan(house, clerk, plain[3], plain[4])
        _write_off(house, clerk, plain[4])
    _limit_paint(house)


def _free(house: House, *, count: int, tracked: bool) -> list[Stock]:
    """Parts with a place of their own: kept by batch and checked, or with a good deal of free stock."""
    rows = Stock.objects.filter(store_id=house.store, part__is_whole=True, part__is_hazardous=False)
    rows = (
        rows.filter(part__tracking="batch", part__needs_check=True)
        if tracked
        else rows.filter(part__tracking="none", on_hand__gte=6, held=0, blocked=0)
    )
    return list(rows.exclude(home_bin=None).order_by("-on_hand", "pk")[:count])


def _came(house: House, clerk: Actor, part_ids: list[int]) -> None:
    """This morning's goods: one batch genuine, one false, one that nobody has looked at yet."""
    at = min(clock(house.today, 8.8), house.as_of - minutes(30))
    day = f"{house.today:%y%m%d}"
    found = (
        batches.Came(numbers=(f"{day}A1",), code=f"FW{day}0001", certificate=f"HG{day}01", genuine=True),
        batches.Came(numbers=(f"{day}B1",), genuine=False, note="防伪标签查询无结果，印刷模糊"),
        batches.Came(numbers=(f"{day}C1",), certificate=f"HG{day}03"),
    )
    receiving.receive_parts(
        clerk,
        store_id=house.store,
        document=f"SH{day}88",
        supplier="西南通用件配送中心",
        lines=[
            receiving.Received(part_id, Decimal(4), Decimal("126.00"), None, came)
            for part_id, came in zip(part_ids, found, strict=True)
        ],
        at=at,
    )


def _between_stores(house: House, clerk: Actor, other: int, stocks: list[Stock]) -> None:
    """One transfer on its way there, one on its way here."""
    at, tomorrow = house.as_of - minutes(95), house.today + timedelta(days=1)
    transfers.send_transfer(
        clerk,
        store_id=house.store,
        to_store_id=other,
        lines=[transfers.Sent(stock.part_id, Decimal(2)) for stock in stocks],
        note="对方缺件等修",
        expected_on=tomorrow,
        at=at,
    )
    sender = company.actor_of(company.people(other, Role.PARTS_CLERK)[0].id, store_id=other)
    there = Stock.objects.filter(
        store_id=other, on_hand__gte=4, held=0, part__tracking="none", part__is_hazardous=False
    ).exclude(home_bin=None)
    goods = there.order_by("-on_hand", "pk").first()
    if sender is not None and goods is not None:
        transfers.send_transfer(
            sender,
            store_id=other,
            to_store_id=house.store,
            lines=[transfers.Sent(goods.part_id, Decimal(2))],
            note="补库存",
            expected_on=tomorrow,
            at=at,
        )


def _on_loan(house: House, clerk: Actor, lent: Stock, with_the_workshop: Stock) -> None:
    """Something lent to another dealer, overdue; something that a technician tries out."""
    ago = clock(house.today - timedelta(days=9), 10)
    lending.lend_goods(
        clerk,
        lent.part_id,
        store_id=house.store,
        kind=LoanKind.OUT,
        quantity=Decimal(1),
        partner="锦程汽车服务站",
        why="同行应急",
        due_on=house.today - timedelta(days=2),
        at=ago,
    )
    taker = house.desk.crew.on(Role.TECHNICIAN, house.today)[0]
    lending.lend_goods(
        clerk,
        with_the_workshop.part_id,
        store_id=house.store,
        kind=LoanKind.SHOP,
        quantity=Decimal(1),
        partner="",
        taker_id=taker.id,
        why="替换法诊断",
        due_on=house.today,
        at=house.as_of - minutes(50),
    )


def _write_off(house: House, clerk: Actor, stock: Stock) -> None:
    """Something fell off the shelf; the manager has not answered yet."""
    witness = house.desk.crew.on(Role.TECHNICIAN, house.today)[-1]
    scrapping.ask_scrap(
        clerk,
        stock.part_id,
        store_id=house.store,
        bin_id=stock.home_bin_id or 0,
        quantity=Decimal(1),
        reason=ScrapReason.DAMAGED,
        words="上架时跌落，外壳开裂",
        witness_id=witness.id,
        at=house.as_of - minutes(40),
    )


def _limit_paint(house: House) -> None:
    """Two hazardous goods have a limit of their own."""
    room = Bin.objects.filter(store_id=house.store, warehouse__place=Place.HAZARD).first()
    if room is None:
        return
    manager = house.one(Role.PARTS_MANAGER)
    lying = Batch.objects.filter(store_id=house.store, part__is_hazardous=True, lying__quantity__gt=0)
    for part_id in lying.values_list("part_id", flat=True).distinct().order_by("part_id")[:2]:
        stock = Stock.objects.get(store_id=house.store, part_id=part_id)
        places.limit_part(manager, room.warehouse_id, part_id=part_id, most=stock.on_hand + 40)
