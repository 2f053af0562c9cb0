"""What is left of an order's parts after cost, while it is quoted (PARTS-40): for those who may see costs."""

from dataclasses import dataclass
from decimal import Decimal

from huichang.kernel.actor import Actor
from huichang.kernel.money import ZERO, Money, money
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.parts import permissions as parts_permissions
from huichang.parts import queries as parts
from huichang.workshop.models import Line, Order
from huichang.workshop.states import LineKind, LineState


@dataclass(frozen=True)
class MarginLine:
    """A part line: what it brings without tax, what it costs by the moving average; `cost` None where the store has none."""

    name: str
    quantity: Decimal
    net: Money
    cost: Money | None
    share: Decimal | None
    rule: str
    is_below: bool


@dataclass(frozen=True)
class Margin:
    """The lines and their sum; lines without a cost are not in the sum."""

    lines: tuple[MarginLine, ...]
    left: Money
    share: Decimal | None


def margin_of(actor: Actor, order_id: int) -> Margin:
    """The margin of the parts of an order. Three statements. Raises Missing for an order of another store, NotAllowed for
    who may not see costs."""
    order = Order.objects.seen_by(actor).filter(pk=order_id).only("pk", "store_id").first()
    if order is None:
        raise Missing("没有找到这张委托书，请重新搜索。")
    if not actor.may(parts_permissions.SEE_COSTS, order.store_id):
        raise NotAllowed("您的岗位不能查看成本和毛利。")
    rows = list(
        Line.objects.filter(order_id=order_id, kind=LineKind.PART, own_part=False)
        .exclude(state__in=[LineState.DECLINED, LineState.DROPPED])
        .order_by("pk")
    )
    costs = parts.costs(order.store_id, [row.part_id for row in rows if row.part_id])
    lines = [_line(row, costs.get(row.part_id or 0)) for row in rows]
    known = [line for line in lines if line.cost is not None]
    net = sum((line.net for line in known), ZERO)
    left = Money(net - sum((line.cost or ZERO for line in known), ZERO))
    return Margin(tuple(lines), left, _share(left, net))


def _line(row: Line, each: Decimal | None) -> MarginLine:
    net = money(row.amount / (1 + row.tax_rate))
    cost = None if each is None else money(each * row.quantity)
    return MarginLine(
        row.name,
        row.quantity,
        net,
        cost,
        None if cost is None else _share(Money(net - cost), net),
        " · ".join(filter(None, [row.rule, row.price_reason])),
        cost is not None and net < cost,
    )


def _share(left: Money, net: Decimal) -> Decimal | None:
    return (left / net * 100).quantize(Decimal("0.1")) if net else None
