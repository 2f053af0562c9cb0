"""What tests of buying stand on: a supplier with a contract, orders in every state, a quarantine."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from huichang.kernel import pinyin
from huichang.kernel.actor import Actor
from huichang.parts import proving
from huichang.parts.models import Bin, Part, Stock
from huichang.parts.states import Place
from huichang.supply import approving, invoices, ordering, receiving
from huichang.supply.drafting import Line, Urgency
from huichang.supply.models import (
    Contract,
    ContractPrice,
    Invoice,
    PurchaseLine,
    PurchaseOrder,
    Receipt,
    ReceiptLine,
    Supplier,
)
from huichang.supply.states import OrderKind, Standing
from tests.parts import storeroom
from tests.world import NOON, TODAY, World

ZERO = Decimal(0)


def supplier(
    code: str = "G001", name: str = "远岚配件中心", *, standing: Standing = Standing.QUALIFIED
) -> Supplier:
    """Somebody to buy from."""
    made: Supplier = Supplier.objects.create(
        code=code,
        name=name,
        pinyin=pinyin.full(name),
        initials=pinyin.initials(name),
        kind="manufacturer",
        standing=standing,
    )
    return made


def contract(world: World, of: Supplier, prices: dict[Part, str] | None = None, **terms: object) -> Contract:
    """A contract of the north with prices (without tax)."""
    made: Contract = Contract.objects.create(
        **{
            "store": world.north,
            "supplier": of,
            "number": f"HT-{of.code}",
            "from_on": TODAY - timedelta(days=100),
            "min_order": Decimal(0),
            "freight": Decimal(60),
            "free_from": Decimal(5000),
            "lead_days": 5,
            "urgent_days": 1,
            "urgent_freight": Decimal(120),
            "urgent_percent": Decimal(10),
            **terms,
        }
    )
    for part, price in (prices or {}).items():
        ContractPrice.objects.create(
            store=world.north, contract=made, part=part, price=Decimal(price), from_on=made.from_on
        )
    return made


def usual(world: World) -> Supplier:
    """The parts centre: pads at 280, filters at 20."""
    of = supplier()
    contract(world, of, {world.pads: "280.00", world.filter: "20.00"})
    return of


def quarantine(world: World) -> Bin:
    """Where damaged goods go."""
    return storeroom.place(world, "隔离区", Place.QUARANTINE, "GL-01")


def written(
    world: World,
    of: Supplier,
    wanted: dict[Part, int | str],
    *,
    kind: str = OrderKind.WEEKLY,
    by: Actor | None = None,
    at: datetime = NOON,
    urgency: Urgency | None = None,
) -> PurchaseOrder:
    """A draft."""
    return ordering.write_order(
        by or world.parts_clerk,
        store_id=world.north.pk,
        supplier_id=of.pk,
        kind=kind,
        lines=[Line(part_id=part.pk, quantity=Decimal(quantity)) for part, quantity in wanted.items()],
        at=at,
        urgency=urgency,
    )


def sent(
    world: World,
    of: Supplier,
    wanted: dict[Part, int | str],
    *,
    kind: str = OrderKind.WEEKLY,
    at: datetime = NOON,
    urgency: Urgency | None = None,
) -> PurchaseOrder:
    """An order that is out."""
    order = written(world, of, wanted, kind=kind, at=at, urgency=urgency)
    approving.submit_order(world.parts_manager, order.pk, at=at)
    return ordering.send_order(world.parts_clerk, order.pk, via="邮件", at=at)


def line(order: PurchaseOrder, part: Part) -> PurchaseLine:
    """The order's line of a part."""
    return PurchaseLine.objects.get(order=order, part=part)


def came(order: PurchaseOrder, part: Part, good: int | str, **more: object) -> receiving.Came:
    """What came of a part."""
    return receiving.Came(line_id=line(order, part).pk, good=Decimal(good), **more)  # type: ignore[arg-type]


def received(
    world: World,
    order: PurchaseOrder,
    *goods: receiving.Came,
    document: str = "SH-1",
    at: datetime = NOON,
    by: Actor | None = None,
) -> Receipt:
    """Goods of an order came."""
    return receiving.receive_order(by or world.parts_clerk, order.pk, document=document, came=goods, at=at)


def billed(
    world: World,
    of: Supplier,
    lines: Sequence[tuple[ReceiptLine, str, str]],
    *,
    number: str = "25512000000012345678",
    on: date = TODAY,
    freight: str = "60.00",
) -> Invoice:
    """An invoice of receipt lines: (line, quantity, net)."""
    net = sum((Decimal(amount) for _, _, amount in lines), ZERO) + Decimal(freight)
    tax = (net * Decimal("0.13")).quantize(Decimal("0.01"))
    return invoices.record_invoice(
        world.cashier,
        of.pk,
        store_id=world.north.pk,
        number=number,
        invoiced_on=on,
        tax=tax,
        gross=net + tax,
        freight=Decimal(freight),
        lines=[
            invoices.Billed(receipt_line_id=row.pk, quantity=Decimal(quantity), net=Decimal(amount))
            for row, quantity, amount in lines
        ],
        at=NOON,
    )


def stock(world: World, part: Part) -> Stock:
    """The totals of a part in the north."""
    return Stock.objects.get(store=world.north, part=part)


def assert_proved(world: World) -> None:
    """Every running total equals the sum of its ledger."""
    _, wrong = proving.prove(world.north.pk)
    assert [each.says for each in wrong] == []
