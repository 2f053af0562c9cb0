"""What tests of selling parts stand on: a repair shop on credit, sales in every state, a quarantine."""

from datetime import datetime
from decimal import Decimal

from huichang.billing.models import CreditAccount
from huichang.customers.models import Customer
from huichang.kernel.actor import Actor
from huichang.parts import issuing, proving
from huichang.parts.models import Bin, Part, Stock
from huichang.parts.states import Place
from huichang.trade import accounts, dispatching, ordering, writing
from huichang.trade.models import Account, Dispatch, Sale, SaleLine
from huichang.trade.sending import Route
from huichang.trade.states import Pays, SaleKind, Way
from huichang.trade.writing import Head, Wanted
from tests.parts import storeroom
from tests.world import NOON, World

ZERO = Decimal(0)
SIGNATURE = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAF0lEQVR4nGP4//8/AwwwMSAB3BwGBgYAVQcDBUK1FXEAAAAASUVORK5CYII="
)


def shop(world: World, *, limit: str = "5000.00", pays: str = Pays.MONTHLY) -> Account:
    """A repair shop that may owe so much."""
    customer: Customer = world._customer("顺达汽车维修厂", "13900139001")
    customer.kind = "company"
    customer.save()
    if pays == Pays.MONTHLY:
        CreditAccount.objects.create(store=world.north, customer=customer, limit=Decimal(limit), days=30)
    account = accounts.open_account(
        world.parts_manager,
        world.north.pk,
        customer_id=customer.pk,
        kind="shop",
        pays=pays,
        words={"contact": "刘师傅", "tax_number": "91510100MA6CXXXX1A"[:18]},
        at=NOON,
    )
    accounts.keep_address(
        world.parts_manager,
        account.pk,
        name="一店",
        address="成都市成华区八里桥路 18 号",
        receiver="刘师傅",
        phone="13900139001",
        at=NOON,
    )
    return account


def quarantine(world: World) -> Bin:
    """Where bad goods go."""
    return storeroom.place(world, "隔离区", Place.QUARANTINE, "GL-01")


def written(
    world: World,
    wanted: dict[Part, int | str],
    *,
    account: Account | None = None,
    kind: str = SaleKind.ORDER,
    by: Actor | None = None,
    at: datetime = NOON,
    **head: object,
) -> Sale:
    """A draft."""
    return writing.write_sale(
        by or world.parts_clerk,
        world.north.pk,
        kind=kind,
        head=Head(customer_id=account.customer_id if account else None, **head),  # type: ignore[arg-type]
        lines=[Wanted(part.pk, Decimal(quantity)) for part, quantity in wanted.items()],
        at=at,
    )


def ordered(
    world: World, wanted: dict[Part, int | str], *, account: Account | None = None, at: datetime = NOON
) -> Sale:
    """A sale that is ordered."""
    sale = written(world, wanted, account=account, at=at)
    ordering.confirm_sale(world.parts_clerk, sale.pk, at=at)
    return fresh(sale)


def picked(world: World, sale: Sale, *, at: datetime = NOON) -> Sale:
    """All that is ready left its bins."""
    issuing.issue(
        world.parts_clerk, sale.pk, quantities=None, taken_by_id=world.parts_clerk.staff_id or 0, at=at
    )
    return fresh(sale)


def sent(
    world: World, sale: Sale, quantities: dict[Part, int | str] | None = None, *, at: datetime = NOON
) -> Dispatch:
    """Out with a carrier."""
    return dispatching.send_goods(
        world.parts_clerk,
        sale.pk,
        route=Route(way=Way.CARRIER, carrier="顺丰", tracking="sf1001", ship_to="成都市成华区八里桥路 18 号"),
        quantities=None
        if quantities is None
        else {line(sale, part).pk: Decimal(quantity) for part, quantity in quantities.items()},
        at=at,
    )


def delivered(
    world: World, wanted: dict[Part, int | str], *, account: Account | None = None, at: datetime = NOON
) -> Sale:
    """A sale on credit whose goods were signed for."""
    sale = picked(world, ordered(world, wanted, account=account, at=at), at=at)
    dispatch = sent(world, sale, at=at)
    dispatching.deliver(world.parts_clerk, dispatch.pk, signed_by="刘师傅", signature=SIGNATURE, at=at)
    return fresh(sale)


def line(sale: Sale, part: Part) -> SaleLine:
    """The sale's line of a part."""
    return SaleLine.objects.get(sale=sale, part=part)


def fresh(sale: Sale) -> Sale:
    """The sale as it is now."""
    return Sale.objects.get(pk=sale.pk)


def stock(world: World, part: Part) -> Stock:
    """The totals of a part in the north."""
    return Stock.objects.get(store=world.north, part=part)


def assert_proved(world: World) -> None:
    """Every running total equals the sum of its ledger."""
    _, wrong = proving.prove(world.north.pk)
    assert [each.says for each in wrong] == []
