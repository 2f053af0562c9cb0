"""“现在要做什么” of an adviser: parts that my cars wait for, and when they come (PARTS-13)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localdate

from huichang.company.roles import Role
from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.kernel.wording import day, quantity
from huichang.parts import queries as parts
from huichang.workshop import permissions
from huichang.workshop.models import Order
from huichang.workshop.states import OrderState, Stage, stage_of

OPEN = (OrderState.SIGNED, OrderState.IN_WORK, OrderState.WAITING)
MOST = 12


@todo.source(Role.ADVISER)
def short_for_my_cars(actor: Actor, at: datetime) -> Iterable[Todo]:
    """One line for each of my cars with a part on back order; urgent when it comes too late or nobody knows when. Two
    statements."""
    if not actor.may(permissions.SEE_ORDERS):
        return
    missing: dict[int, list[parts.ShortCard]] = defaultdict(list)
    for short in parts.shorts(actor.here):
        if short.order_id is not None:
            missing[short.order_id].append(short)
    if not missing:
        return
    mine = Order.objects.filter(
        store_id=actor.here, pk__in=missing, adviser_id=actor.staff_id, state__in=OPEN
    ).select_related("vehicle", "customer")
    for order in mine.order_by("promised_at")[:MOST]:
        shorts = missing[order.pk]
        late = any(short.is_late for short in shorts)
        yield Todo(
            "看缺件",
            _says(shorts, at) + ("，请告知客户" if late else ""),
            f"/workshop/orders/{order.pk}/",
            plate=order.vehicle.plate,
            kind=order.vehicle.plate_kind,
            name=order.customer.name,
            stage=Stage.WAITING if order.state == OrderState.WAITING else stage_of(order.state, left=False),
            since=min(short.asked_at for short in shorts),
            due=order.promised_at,
            urgent=late,
            icon="packages",
        )


def _says(shorts: list[parts.ShortCard], at: datetime) -> str:
    first = shorts[0]
    days = [short.expected_on for short in shorts if short.expected_on is not None]
    when = f"{day(max(days), localdate(at))} 到货" if len(days) == len(shorts) else "到货日未定"
    more = f"等 {len(shorts)} 项" if len(shorts) > 1 else ""
    return f"缺 {first.name} {quantity(first.quantity, first.unit)}{more}，{when}"
