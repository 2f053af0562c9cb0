"""The insurer's case of an order, and what it lacks before the insurer can be charged (LANE-60)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from huichang.kernel.actor import Actor
from huichang.kernel.money import ZERO, Money
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.workshop import permissions
from huichang.workshop.models import InsurerCase, Line, Order
from huichang.workshop.queries.settlement import missing_of_insurer
from huichang.workshop.states import BEFORE_SETTLEMENT, OPEN_LINES, Payer, RepairType


@dataclass(frozen=True)
class InsurerCaseCard:
    """What is known of the insurer of an order; `borne` is the insurer's share as the lines stand, `version` the order's,
    `concerns` whether an insurer has anything to do with it."""

    order_id: int
    version: int
    is_open: bool
    concerns: bool
    borne: Money
    insurer: str = ""
    case_number: str = ""
    assessment_number: str = ""
    amount: Decimal | None = None
    approved_on: date | None = None
    approved_by: str = ""
    noted_by: str = ""
    noted_at: datetime | None = None
    missing: tuple[str, ...] = ()


def insurer_case(actor: Actor, order_id: int) -> InsurerCaseCard:
    """The insurer's side of an order. Two statements. Raises Missing for another store's, NotAllowed without the right to
    see orders."""
    order = Order.objects.seen_by(actor).select_related("insurer_case__noted_by").filter(pk=order_id).first()
    if order is None:
        raise Missing("没有找到这张工单，请检查单号或重新搜索。")
    if not actor.may(permissions.SEE_ORDERS, order.store_id):
        raise NotAllowed("您的岗位不能查看委托书，请找服务顾问。")
    case: InsurerCase | None = getattr(order, "insurer_case", None)
    amounts = Line.objects.filter(order=order, payer=Payer.INSURER, state__in=OPEN_LINES)
    borne = Money(sum(amounts.values_list("amount", flat=True), ZERO))
    is_open = order.state in BEFORE_SETTLEMENT
    concerns = borne > 0 or case is not None or order.repair_type == RepairType.ACCIDENT
    missing = tuple(missing_of_insurer(borne, case)) if is_open else ()
    if case is None:
        return InsurerCaseCard(order.pk, order.version, is_open, concerns, borne, missing=missing)
    return InsurerCaseCard(
        order.pk,
        order.version,
        is_open,
        concerns,
        borne,
        case.insurer,
        case.case_number,
        case.assessment_number,
        case.amount,
        case.approved_on,
        case.approved_by,
        case.noted_by.name if case.noted_by else "",
        case.noted_at,
        missing,
    )
