"""The lowest price by hand: what stands below it has to be asked for and allowed (PARTS-40)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.money import Money
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.kernel.use_case import use_case
from huichang.kernel.wording import yuan
from huichang.parts import permissions
from huichang.parts.models import FloorRequest, Part
from huichang.parts.queries import deals
from huichang.parts.states import FLOOR, FloorState

GOOD_DAYS = 7


@dataclass(frozen=True)
class Priced:
    """A line that is to be sold at a unit price (with tax), set by hand."""

    part_id: int
    name: str
    price: Decimal
    line_id: int = 0


def check(store_id: int, lines: Sequence[Priced], *, order_id: int = 0, on: date) -> None:
    """Whether these unit prices may be set by hand. One statement, two when one is below its floor.

    Raises Refused for the first that is below and was not allowed; its address leads to asking for it.
    """
    lowest = deals.floors(store_id, [line.part_id for line in lines]) if lines else {}
    below = [line for line in lines if line.part_id in lowest and line.price < lowest[line.part_id]]
    if not below:
        return
    allowed = FloorRequest.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=on),
        store_id=store_id,
        state=FloorState.ALLOWED,
        part_id__in=[line.part_id for line in below],
        for_order__in=[0, order_id],
    )
    granted = list(allowed.values_list("part_id", "for_order", "for_line", "price"))
    for line in below:
        if not any(
            part_id == line.part_id
            and order == order_id
            and for_line in (0, line.line_id)
            and price <= line.price
            for part_id, order, for_line, price in granted
        ):
            said = {
                "part": line.part_id,
                "order": order_id,
                "line": line.line_id,
                "price": f"{line.price:.2f}",
            }
            raise Refused(
                f"“{line.name}”低于底价 {yuan(lowest[line.part_id])}，请先申请，由备件经理或服务经理同意后再改价。",
                url=f"/parts/prices/floors/?{urlencode(said)}",
            )


@use_case(permissions.ASK_BELOW_FLOOR, "申请低于底价")
def ask_below_floor(
    warrant: Warrant,
    part_id: int,
    *,
    price: Money,
    why: str,
    order_id: int = 0,
    line_id: int = 0,
    whom: str = "",
    at: datetime,
) -> FloorRequest:
    """Somebody wants to sell a part below its floor, for an order or a customer at the counter, with a reason.

    Raises Refused when the price is not below, or there is no reason.
    """
    store_id = warrant.actor.here
    warrant.show_at(store_id)
    if warrant.actor.staff_id is None:
        raise NotAllowed("低于底价要由本人申请。")
    lowest = deals.floors(store_id, [part_id]).get(part_id)
    if lowest is None:
        raise Refused("这个配件没有库存成本，也就没有底价，可以直接改价。")
    if not 0 <= price < lowest:
        raise Refused(f"这个价格不低于底价 {yuan(lowest)}，可以直接改价，不用申请。")
    if not why.strip():
        raise Refused("请写明为什么要低于底价，例如竞争报价、清呆滞、客户抱怨补偿。")
    made: FloorRequest = FloorRequest.objects.create(
        store_id=store_id,
        part_id=part_id,
        for_order=order_id,
        for_line=line_id,
        whom=whom.strip()[:80],
        price=price,
        floor=lowest,
        why=why.strip()[:120],
        asked_by_id=warrant.actor.staff_id,
        asked_at=at,
    )
    part = Part.objects.get(pk=part_id)
    warrant.about(made, f"{part.number} {yuan(price)}（底价 {yuan(lowest)}）：{made.why}"[:200])
    return made


@use_case(permissions.ALLOW_BELOW_FLOOR, "答复底价申请")
def answer_below_floor(
    warrant: Warrant, request_id: int, *, allow: bool, words: str = "", at: datetime
) -> FloorRequest:
    """Yes (for a week) or no, with words; nobody answers their own request. Raises OutOfTurn when it was answered."""
    request: FloorRequest = FloorRequest.objects.locked(request_id, warrant)
    FLOOR.move(request, "allow" if allow else "refuse")
    if request.asked_by_id == warrant.actor.staff_id:
        raise NotAllowed("自己的申请要由别人答复，请找另一位备件经理、服务经理或总经理。")
    if not allow and not words.strip():
        raise Refused("不同意请写一句原因，申请人会看到。")
    request.answered_by_id, request.answered_at = warrant.actor.staff_id, at
    request.words = words.strip()[:120]
    request.until_on = date.fromordinal(localdate(at).toordinal() + GOOD_DAYS) if allow else None
    request.save(update_fields=["state", "answered_by", "answered_at", "words", "until_on"])
    warrant.note = f"{'同意' if allow else '不同意'} {yuan(request.price)}：{request.words}"[:200]
    return request
