"""Deliveries: sent by our driver or a carrier, or fetched; signed for with proof, or brought back (PARTS-50)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from huichang.company import queries as company
from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.trade import billing_sales, links, messages, permissions, sending
from huichang.trade.models import Dispatch, Sale
from huichang.trade.sending import Route
from huichang.trade.states import SaleState, Way


@use_case(permissions.DISPATCH_GOODS, "配件发货")
def send_goods(
    warrant: Warrant,
    sale_id: int,
    *,
    route: Route,
    quantities: Mapping[int, Decimal] | None = None,
    signed_by: str = "",
    seen: int | None = None,
    at: datetime,
) -> Dispatch:
    """Picked goods leave: `quantities` by line, None for all that is picked. Who fetches them signs at once.

    The customer is told, with a link to sign under. Raises Refused for goods that are paid at once and are not paid, for
    a carrier without a name, a driver of another store, or more than is picked.
    """
    sale: Sale = Sale.objects.locked(sale_id, warrant)
    freshness.check(sale, seen)
    if sale.state != SaleState.OPEN:
        raise OutOfTurn(f"{sale}现在是“{sale.get_state_display()}”，没有可发的货。")
    if route.way not in Way.values:
        raise Refused("请选择送货方式：自提、本店送货或物流。", fields=("way",))
    if route.way == Way.CARRIER and not route.carrier.strip():
        raise Refused("走物流请填写承运商，有运单号请一起填。", fields=("carrier",))
    if route.way == Way.DRIVER and route.driver_id is None:
        raise Refused("本店送货请选择送货员。", fields=("driver",))
    if route.driver_id is not None and not company.works_at(route.driver_id, sale.store_id):
        raise Refused("送货员不是本店的在职同事，请重新选择。", fields=("driver",))
    if route.way != Way.PICKUP and not (route.ship_to.strip() or sale.ship_to):
        raise Refused("请填写送货地址。", fields=("ship_to",))
    billing_sales.check_paid(sale)
    by_id = warrant.actor.staff_id
    wanted = sending.picked_of(sale) if quantities is None else quantities
    dispatch = sending.send(sale, wanted, route, at=at, by_id=by_id)
    if route.way == Way.PICKUP:
        sending.hand_in(dispatch, signed_by=signed_by or sale.buyer, at=at, by_id=by_id)
    else:
        how = f"{dispatch.carrier} {dispatch.tracking}".strip() or "本店送货"
        messages.tell_sale(sale, messages.SENT, {"how": how}, at=at, once=f"trade.sent:{dispatch.pk}")
    return dispatch


@use_case(permissions.DELIVER_GOODS, "配件送达签收")
def deliver(
    warrant: Warrant,
    dispatch_id: int,
    *,
    signed_by: str,
    signature: str = "",
    photo: bytes = b"",
    words: str = "",
    at: datetime,
) -> Dispatch:
    """The goods are with the customer: a name, and a signature or a photo as proof; charged when on credit.

    Raises Refused without a name or proof, OutOfTurn when it was signed for already.
    """
    dispatch = _held(dispatch_id, warrant)
    if not signature and not photo:
        raise Refused("请让客户签名，或拍一张货物照片作为凭证。", fields=("signature",))
    sending.hand_in(
        dispatch,
        signed_by=signed_by,
        signature=signature,
        photo=photo,
        words=words,
        at=at,
        by_id=warrant.actor.staff_id,
    )
    return dispatch


@use_case(permissions.ANSWER_AS_CUSTOMER, "客户在手机上签收配件")
def deliver_by_link(
    warrant: Warrant, token: str, dispatch_id: int, *, signed_by: str, signature: str, at: datetime
) -> Dispatch:
    """The customer signs on the phone. Raises Missing for another sale's delivery, Refused without a signature."""
    found = links.opened(token, at=at)
    sale: Sale = Sale.objects.locked(found.sale_id or 0, warrant)
    dispatch: Dispatch | None = (
        Dispatch.objects.select_for_update(of=("self",)).filter(pk=dispatch_id, sale=sale).first()
    )
    if dispatch is None:
        raise Missing("没有找到这张送货单，请刷新页面。")
    dispatch.sale = sale
    if not signature:
        raise Refused("请手写签名后再确认收货。", fields=("signature",))
    sending.hand_in(dispatch, signed_by=signed_by, signature=signature, at=at, by_id=None)
    return dispatch


@use_case(permissions.DELIVER_GOODS, "配件未送达退回")
def bring_back(warrant: Warrant, dispatch_id: int, *, words: str, at: datetime) -> Dispatch:
    """Nobody was there, or it was the wrong address: the goods are back and can be sent again."""
    dispatch = _held(dispatch_id, warrant)
    sending.take_back(dispatch, words=words, at=at, by_id=warrant.actor.staff_id)
    return dispatch


@use_case(permissions.DISPATCH_GOODS, "登记运单号")
def set_tracking(
    warrant: Warrant, dispatch_id: int, *, carrier: str, tracking: str, at: datetime
) -> Dispatch:
    """The carrier's number came later. Raises Refused without a carrier, OutOfTurn after delivery."""
    dispatch = _held(dispatch_id, warrant)
    if dispatch.ended_at is not None:
        raise OutOfTurn(f"{dispatch}已经{dispatch.get_state_display()}，不用再改运单号。")
    if dispatch.way != Way.CARRIER or not carrier.strip():
        raise Refused("只有物流快递有运单号，请填写承运商。", fields=("carrier",))
    dispatch.carrier, dispatch.tracking = carrier.strip()[:40], tracking.strip().upper()[:40]
    dispatch.save(update_fields=["carrier", "tracking"])
    return dispatch


def _held(dispatch_id: int, warrant: Warrant) -> Dispatch:
    """A delivery, locked after its sale. Raises Missing."""
    sale_id = (
        Dispatch.objects.seen_by(warrant.actor)
        .filter(pk=dispatch_id)
        .values_list("sale_id", flat=True)
        .first()
    )
    sale = Sale.objects.seen_by(warrant.actor).held(sale_id) if sale_id else None
    dispatch: Dispatch = Dispatch.objects.locked(dispatch_id, warrant)
    if sale is not None:
        dispatch.sale = sale
    return dispatch
