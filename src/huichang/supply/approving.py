"""Who may spend how much: purchase orders are approved by amount before they go out (PARTS-20)."""

from datetime import datetime
from decimal import Decimal

from huichang.company import settings
from huichang.kernel import freshness
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.kernel.use_case import use_case
from huichang.supply import drafting, permissions, states, tracking
from huichang.supply.models import PurchaseOrder
from huichang.supply.states import URGENT_KINDS

FREE_UP_TO = settings.declare(
    "supply.free_up_to",
    2_000,
    "采购单不超过多少不用审批（不含税）",
    unit="元",
    fits=settings.between(0, 1_000_000),
)
MANAGER_UP_TO = settings.declare(
    "supply.manager_up_to",
    20_000,
    "备件经理可审批的采购金额（不含税）",
    unit="元",
    fits=settings.between(0, 10_000_000),
)
SERVICE_UP_TO = settings.declare(
    "supply.service_up_to",
    100_000,
    "服务经理可审批的采购金额（不含税）",
    unit="元",
    fits=settings.between(0, 100_000_000),
)


def may_approve(actor: Actor, amount: Decimal, store_id: int) -> bool:
    """Whether somebody may approve an order of so much (yuan without tax)."""
    if actor.may(permissions.APPROVE_ANY, store_id):
        return True
    if actor.may(permissions.APPROVE_LARGE, store_id):
        return amount <= settings.of(store_id, SERVICE_UP_TO)
    return actor.may(permissions.APPROVE_ORDERS, store_id) and amount <= settings.of(store_id, MANAGER_UP_TO)


def who_approves(amount: Decimal, store_id: int) -> str:
    """Whose approval an order of so much needs, in words; empty when it needs none."""
    if amount <= settings.of(store_id, FREE_UP_TO):
        return ""
    if amount <= settings.of(store_id, MANAGER_UP_TO):
        return "备件经理"
    return "服务经理" if amount <= settings.of(store_id, SERVICE_UP_TO) else "总经理"


def total_of(order: PurchaseOrder) -> Decimal:
    """Goods and freight of an order, without tax."""
    return drafting.goods_of(order.lines.all()) + order.freight


@use_case(permissions.WRITE_ORDERS, "提交采购单")
def submit_order(warrant: Warrant, order_id: int, *, at: datetime, seen: int | None = None) -> PurchaseOrder:
    """The draft is ready: small orders, and those of somebody who may approve them, are approved at once.

    Raises Refused for an empty order, one below the supplier's minimum (emergencies are exempt), and goods of an emergency
    order that nobody is named for.
    """
    order: PurchaseOrder = PurchaseOrder.objects.locked(order_id, warrant)
    freshness.check(order, seen)
    states.ORDER.move(order, "submit")
    lines = tracking.locked_lines(order)
    if not lines:
        raise Refused("采购单还是空的，请先加要订的配件。")
    goods = drafting.goods_of(lines)
    urgent = order.kind in URGENT_KINDS
    if order.contract and not urgent and goods < order.contract.min_order:
        raise Refused(
            f"这张单 {goods:,.2f} 元，没有达到合同的起订金额 {order.contract.min_order:,.2f} 元（不含税）。"
            "请凑单，或改为急件订单并写明原因。"
        )
    order.submitted_at, order.sent_back_why = at, ""
    total = goods + order.freight
    if not who_approves(total, order.store_id) or may_approve(warrant.actor, total, order.store_id):
        states.ORDER.move(order, "approve")
        order.approved_at, order.approved_by_id = at, warrant.actor.staff_id
    freshness.bump(order)
    order.save()
    return order


@use_case(permissions.APPROVE_ORDERS, "审批采购单")
def approve_order(warrant: Warrant, order_id: int, *, at: datetime, seen: int | None = None) -> PurchaseOrder:
    """The order may go out. Raises NotAllowed above one's amount, with whose it is."""
    order: PurchaseOrder = PurchaseOrder.objects.locked(order_id, warrant)
    freshness.check(order, seen)
    states.ORDER.move(order, "approve")
    total = total_of(order)
    if not may_approve(warrant.actor, total, order.store_id):
        raise NotAllowed(
            f"这张单 {total:,.2f} 元，超过您的审批额度，要由{who_approves(total, order.store_id)}审批。"
        )
    order.approved_at, order.approved_by_id = at, warrant.actor.staff_id
    freshness.bump(order)
    order.save(update_fields=["state", "approved_at", "approved_by", "version"])
    return order


@use_case(permissions.APPROVE_ORDERS, "退回采购单")
def send_back_order(warrant: Warrant, order_id: int, *, why: str, seen: int | None = None) -> PurchaseOrder:
    """The order is a draft again. Raises Refused without a reason, OutOfTurn once it is out."""
    order: PurchaseOrder = PurchaseOrder.objects.locked(order_id, warrant)
    freshness.check(order, seen)
    states.ORDER.move(order, "send_back")
    if not why.strip():
        raise Refused("请写明为什么退回，制单人要照着改。", fields=("why",))
    order.sent_back_why = why.strip()[:120]
    order.approved_at, order.approved_by_id = None, None
    freshness.bump(order)
    order.save()
    return order
