"""A sale is written: who buys, what, at which price by which rule (PARTS-50)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum
from django.utils.timezone import localdate

from huichang.customers import queries as customers
from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.money import ZERO, money
from huichang.kernel.numbering import next_number
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.kernel.wording import yuan
from huichang.parts import floors
from huichang.trade import permissions, pricing, rules
from huichang.trade.models import Account, Address, Sale, SaleLine
from huichang.trade.states import WRITTEN, Pays, SaleKind

WALK_IN = "散客"


@dataclass(frozen=True)
class Wanted:
    """So many of a part; `price` per unit with tax only where somebody sets it by hand."""

    part_id: int
    quantity: Decimal
    price: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Head:
    """Who buys and where it goes; what is left empty comes from the account of the customer."""

    customer_id: int | None = None
    buyer: str = ""
    phone: str = ""
    vehicle: str = ""
    pays: str = ""
    needed_on: date | None = None
    ship_to: str = ""
    receiver: str = ""
    note: str = ""


@use_case(permissions.WRITE_SALES, "开配件销售单")
def write_sale(
    warrant: Warrant,
    store_id: int,
    *,
    kind: str = SaleKind.ORDER,
    head: Head | None = None,
    lines: Sequence[Wanted] = (),
    at: datetime,
) -> Sale:
    """A new sale for a customer, or for somebody who walks in; each line at the price that the rules give.

    Raises Missing for a customer that the store does not know, Refused for a wrong quantity or a part without a price.
    """
    warrant.show_at(store_id)
    if kind not in SaleKind.values:
        raise Refused("请选择柜台销售或订单销售。")
    sale = fresh(store_id, kind, head or Head(), at=at, by_id=warrant.actor.staff_id)
    put_lines(sale, lines, at=at)
    warrant.about(sale)
    return sale


def fresh(store_id: int, kind: str, head: Head, *, at: datetime, by_id: int | None) -> Sale:
    """A new sale without lines. Raises as `put_head` does."""
    sale = Sale(
        store_id=store_id,
        number=next_number(store_id, "XS", on=localdate(at)),
        kind=kind,
        written_at=at,
        written_by_id=by_id,
    )
    put_head(sale, head)
    sale.save()
    return sale


@use_case(permissions.WRITE_SALES, "修改销售单抬头")
def change_head(warrant: Warrant, sale_id: int, *, head: Head, seen: int | None = None, at: datetime) -> Sale:
    """Another customer, address or day; the lines whose price was not set by hand are priced anew.

    Raises OutOfTurn once the sale is ordered, Changed on an old page.
    """
    sale = written(sale_id, warrant, seen)
    before = sale.customer_id
    put_head(sale, head)
    freshness.bump(sale)
    sale.save()
    if sale.customer_id != before:
        _price_anew(sale, at=at)
    return sale


@use_case(permissions.WRITE_SALES, "销售单加配件")
def add_line(
    warrant: Warrant,
    sale_id: int,
    *,
    part_id: int,
    quantity: Decimal = Decimal(1),
    price: Decimal | None = None,
    seen: int | None = None,
    at: datetime,
) -> SaleLine:
    """One more part, or more of one that is there already. Raises as `write_sale` does."""
    sale = written(sale_id, warrant, seen)
    put_lines(sale, [Wanted(part_id, quantity, price)], at=at)
    freshness.bump(sale)
    sale.save(update_fields=["version"])
    return SaleLine.objects.get(sale=sale, part_id=part_id)


@use_case(permissions.WRITE_SALES, "修改销售行")
def change_line(
    warrant: Warrant,
    sale_id: int,
    line_id: int,
    *,
    quantity: Decimal,
    price: Decimal | None = None,
    seen: int | None = None,
    at: datetime,
) -> SaleLine | None:
    """Another quantity (0 takes the line away) or, by hand, another price; None when it is gone.

    Raises Refused for a price below the floor that nobody allowed (its address leads to asking for it).
    """
    sale = written(sale_id, warrant, seen)
    line = line_of(sale, line_id)
    freshness.bump(sale)
    if not quantity:
        line.delete()
        add_up(sale)
        return None
    check_quantity(line.name, quantity, is_whole=line.part.is_whole, unit=line.part.unit)
    line.quantity = quantity
    if price is not None and price != line.price:
        _set_price(sale, line, price, at=at)
    line.amount = rules.amount(line.price, line.quantity)
    line.save()
    add_up(sale)
    return line


def written(sale_id: int, warrant: Warrant, seen: int | None = None) -> Sale:
    """A sale whose lines may still be changed, locked. Raises OutOfTurn once it is ordered, Changed on an old page."""
    sale: Sale = Sale.objects.locked(sale_id, warrant)
    freshness.check(sale, seen)
    if sale.state not in WRITTEN:
        raise OutOfTurn(
            f"{sale}现在是“{sale.get_state_display()}”，不能再改明细；报价要改请先点“改报价”，已下单的请取消没发的部分。"
        )
    return sale


def line_of(sale: Sale, line_id: int) -> SaleLine:
    """A line of a sale. Raises Missing."""
    line: SaleLine | None = SaleLine.objects.select_related("part").filter(sale=sale, pk=line_id).first()
    if line is None:
        raise Missing("单上没有这一行，可能刚被删除，请刷新页面。")
    return line


def put_lines(sale: Sale, wanted: Sequence[Wanted], *, at: datetime) -> None:
    """Lines of a written sale, at the prices of the rules or, by hand, above the floor. Raises Refused."""
    on = localdate(at)
    found = pricing.priced(
        [each.part_id for each in wanted], store_id=sale.store_id, customer_id=sale.customer_id, on=on
    )
    mine = {line.part_id: line for line in SaleLine.objects.filter(sale=sale)}
    for each in wanted:
        said = found.get(each.part_id)
        if said is None:
            raise Missing("没有这个配件，请重新搜索。")
        line = mine.get(each.part_id)
        quantity = each.quantity + (line.quantity if line else ZERO)
        check_quantity(said.part.name, quantity, is_whole=said.part.is_whole, unit=said.part.unit)
        if line is None:
            if said.price is None and each.price is None:
                raise Refused(f"“{said.part.name}”还没有售价，请先定价，或填写单价。", fields=("price",))
            line = SaleLine(
                store_id=sale.store_id,
                sale=sale,
                part_id=said.part.id,
                name=said.part.name,
                quality=said.part.quality,
                published=said.published or ZERO,
                price=said.price or ZERO,
                price_why=said.why[:160],
            )
            mine[each.part_id] = line
        line.quantity = quantity
        if each.price is not None and each.price != line.price:
            _set_price(sale, line, each.price, at=at)
        line.amount = rules.amount(line.price, line.quantity)
        line.save()
    add_up(sale)


def add_up(sale: Sale) -> None:
    """The sale's total is the sum of its lines. Two statements."""
    sale.total = SaleLine.objects.filter(sale=sale).aggregate(all=Sum("amount"))["all"] or ZERO
    sale.save(update_fields=["total", "version"])


def check_quantity(
    name: str, quantity: Decimal, *, is_whole: bool, unit: str, field: str = "quantity"
) -> None:
    """A quantity that a part can be sold, sent or brought back in. Raises Refused."""
    if quantity <= 0 or quantity >= 100_000 or (is_whole and quantity != quantity.to_integral_value()):
        raise Refused(f"“{name}”的数量不对：请填写大于零的{unit}数。", fields=(field,))
    if quantity != quantity.quantize(Decimal("0.001")):
        raise Refused(f"“{name}”的数量最多三位小数。", fields=(field,))


def _set_price(sale: Sale, line: SaleLine, price: Decimal, *, at: datetime) -> None:
    if price != money(price) or price < 0:
        raise Refused("单价不能是负数，最多两位小数。", fields=("price",))
    floors.check(
        sale.store_id,
        [floors.Priced(line.part_id, line.name, price, line.pk or 0)],
        order_id=sale.pk,
        on=localdate(at),
    )
    rule = pricing.priced(
        [line.part_id], store_id=sale.store_id, customer_id=sale.customer_id, on=localdate(at)
    )[line.part_id]
    line.price, line.by_hand = price, price != rule.price
    line.price_why = (
        f"手工改价（规则价 {yuan(rule.price)}）"
        if line.by_hand and rule.price is not None
        else rule.why or "手工定价"
    )[:160]


def _price_anew(sale: Sale, *, at: datetime) -> None:
    lines = list(SaleLine.objects.filter(sale=sale, by_hand=False))
    found = pricing.priced(
        [line.part_id for line in lines],
        store_id=sale.store_id,
        customer_id=sale.customer_id,
        on=localdate(at),
    )
    for line in lines:
        said = found[line.part_id]
        if said.price is not None:
            line.price, line.price_why = said.price, said.why[:160]
            line.published = said.published or ZERO
            line.amount = rules.amount(line.price, line.quantity)
    SaleLine.objects.bulk_update(lines, ["price", "price_why", "published", "amount"])
    add_up(sale)


def put_head(sale: Sale, head: Head) -> None:
    """Who buys and where it goes. Raises Missing for a customer that the store does not know, Refused for a closed account and
    a way to settle that this customer has not."""
    account = None
    if head.customer_id is not None:
        known = customers.known_cards([head.customer_id], sale.store_id).get(head.customer_id)
        if known is None:
            raise Missing("没有找到这位客户，请先在客户档案里建立。")
        account = Account.objects.filter(store_id=sale.store_id, customer_id=head.customer_id).first()
        if account is not None and not account.is_open:
            raise Refused(f"{known.name}的配件账户已停用，请先在账户页恢复合作。")
        sale.buyer = head.buyer.strip()[:80] or known.name
        sale.phone = head.phone.strip()[:20] or (account.phone if account else "") or known.phone
    else:
        sale.buyer, sale.phone = head.buyer.strip()[:80] or WALK_IN, head.phone.strip()[:20]
    sale.customer_id = head.customer_id
    if head.pays and head.pays not in Pays.values:
        raise Refused("请选择结算方式：现结或挂账月结。", fields=("pays",))
    sale.pays = head.pays or (account.pays if account else Pays.AT_ONCE)
    if sale.pays == Pays.MONTHLY and account is None:
        raise Refused(
            "只有配件客户可以挂账月结：请先在“账户”里为客户建立配件账户，或改为现结。", fields=("pays",)
        )
    first = (
        Address.objects.filter(account=account, is_first=True, is_active=True).first() if account else None
    )
    sale.vehicle, sale.note = head.vehicle.strip()[:40], head.note.strip()[:200]
    sale.needed_on = head.needed_on
    sale.ship_to = head.ship_to.strip()[:120] or (first.address if first else "")
    sale.receiver = head.receiver.strip()[:40] or (first.receiver if first else "")
