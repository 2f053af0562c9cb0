"""The due list (CARE-20): every reason for a car to come back, worked to booked, refused, lost or later."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils.timezone import localdate

from huichang.care import permissions, queries, rules
from huichang.care.models import DueItem
from huichang.care.states import DUE, DueState
from huichang.company import settings
from huichang.kernel.actor import Warrant
from huichang.kernel.money import ZERO
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.vehicles import queries as vehicles

OPEN = (DueState.OPEN, DueState.LATER)
ASSUMED_KM = settings.declare(
    "care.assumed_km_per_day", 35, "行驶习惯未知的车按每天行驶多少估算剩余寿命", unit="公里"
)


def remember_finding(
    *,
    store_id: int,
    order_id: int,
    finding_id: int,
    vehicle_id: int,
    customer_id: int,
    name: str,
    system: str,
    state: str,
    declined: bool,
    reason: str,
    is_safety: bool,
    remaining_days: int | None,
    remaining_km: int | None,
    at: datetime,
) -> None:
    """A point that left the store unrepaired comes onto the list, once: when to call, at which mileage it is worn out, and
    the day to propose. Two statements, three for a new one."""
    on = localdate(at)
    odometer, _, km_per_day = vehicles.rates_of_use([vehicle_id])[vehicle_id]
    lasts = rules.lasts_days(
        remaining_days=remaining_days,
        remaining_km=remaining_km,
        km_per_day=km_per_day,
        assumed_km_per_day=settings.of(store_id, ASSUMED_KM),
    )
    due_on = rules.declined_due_on(on, state=state, is_safety=is_safety, remaining_days=lasts)
    DueItem.objects.get_or_create(
        for_finding=finding_id,
        defaults={
            "store_id": store_id,
            "order_id": order_id,
            "vehicle_id": vehicle_id,
            "customer_id": customer_id,
            "kind": "declined" if declined else "worn",
            "text": f"{name}{'（立即处理）' if state == 'now' else ''}",
            "system": system,
            "is_safety": is_safety,
            "why_not": reason,
            "due_on": due_on,
            "due_km": odometer + remaining_km if remaining_km else None,
            "proposed_on": rules.proposed_on(on, due_on=due_on, state=state, remaining_days=lasts),
        },
    )


def remember_line(
    *,
    store_id: int,
    order_id: int,
    line_id: int,
    vehicle_id: int,
    customer_id: int,
    name: str,
    system: str,
    amount: Decimal,
    reason: str,
    is_safety: bool,
    at: datetime,
) -> None:
    """Quoted work that the customer did not want comes onto the list, once, with what it was worth and a day to propose."""
    on = localdate(at)
    due_on = rules.declined_due_on(on, state="soon", is_safety=is_safety, remaining_days=None)
    DueItem.objects.get_or_create(
        for_line=line_id,
        defaults={
            "store_id": store_id,
            "order_id": order_id,
            "vehicle_id": vehicle_id,
            "customer_id": customer_id,
            "kind": "declined",
            "text": name,
            "system": system,
            "is_safety": is_safety,
            "why_not": reason,
            "worth": amount,
            "due_on": due_on,
            "proposed_on": rules.proposed_on(on, due_on=due_on, state="soon", remaining_days=None),
        },
    )


def remember_service(
    *,
    store_id: int,
    order_id: int,
    vehicle_id: int,
    customer_id: int,
    on: date,
    km: int | None,
    worth: Decimal = ZERO,
) -> None:
    """The next service of a car: replaces the forecast that stood before. Three statements."""
    wait_for_turn(f"care.service:{store_id}:{vehicle_id}")
    DueItem.objects.filter(
        vehicle_id=vehicle_id, store_id=store_id, kind="service", state__in=[*OPEN, DueState.BOOKED]
    ).update(state=DueState.DONE)
    DueItem.objects.create(
        store_id=store_id,
        order_id=order_id,
        vehicle_id=vehicle_id,
        customer_id=customer_id,
        kind="service",
        text="下次保养",
        system="maintenance",
        worth=worth,
        due_on=on,
        due_km=km,
        proposed_on=on,
    )


def close_repaired(
    *, store_id: int, vehicle_id: int, systems: Collection[str], not_order_id: int, at: datetime
) -> None:
    """What this visit repaired needs no call any more: open matters of the same systems from earlier visits are done."""
    DueItem.objects.filter(
        store_id=store_id,
        vehicle_id=vehicle_id,
        system__in=systems,
        kind__in=["declined", "worn"],
        state__in=[*OPEN, DueState.BOOKED],
    ).exclude(order_id=not_order_id).update(state=DueState.DONE, closed_at=at)


def mark_booked(
    *, store_id: int, vehicle_id: int, due_id: int | None, appointment_id: int, at: datetime
) -> None:
    """The car comes: what the call was about and everything else of it that is on the list now needs no call any more.
    Two statements."""
    ahead = localdate(at) + timedelta(days=settings.of(store_id, queries.AHEAD))
    DueItem.objects.filter(
        Q(pk=due_id) | Q(due_on__lte=ahead) | Q(kind="campaign"),
        store_id=store_id,
        vehicle_id=vehicle_id,
        state__in=OPEN,
    ).update(state=DueState.BOOKED, appointment_id=appointment_id)


def reopen(appointment_id: int) -> None:
    """The appointment was cancelled or missed, or its visit is over: what is not done is to be called about again."""
    DueItem.objects.filter(appointment_id=appointment_id, state=DueState.BOOKED).update(
        state=DueState.OPEN, appointment_id=None
    )


@use_case(permissions.WORK_DUE, "招揽：客户拒绝")
def refuse(warrant: Warrant, due_id: int, *, why: str, also: Collection[int] = (), at: datetime) -> DueItem:
    """The customer does not want it, nor the other matters `also` of the same car that the call was about.

    Raises Refused without a reason, Missing for a matter of another car.
    """
    return _close(warrant, due_id, "refuse", why, also, at)


@use_case(permissions.WORK_DUE, "招揽：已流失")
def lose(warrant: Warrant, due_id: int, *, why: str, also: Collection[int] = (), at: datetime) -> DueItem:
    """The customer goes elsewhere, or the car is sold. Raises as `refuse`."""
    return _close(warrant, due_id, "lose", why, also, at)


@use_case(permissions.WORK_DUE, "招揽：稍后联系")
def put_off(
    warrant: Warrant, due_id: int, *, until: date, why: str = "", also: Collection[int] = (), at: datetime
) -> DueItem:
    """Call again on a day. Raises Refused for a day that is not to come, Missing for a matter of another car."""
    items = _matters(warrant, due_id, also)
    if until <= localdate(at):
        raise Refused("请选择今天以后的日期再联系。")
    for item in items:
        DUE.move(item, "put_off")
        item.later_on, item.answer = until, why.strip()[:120]
        item.save(update_fields=["state", "later_on", "answer"])
    return items[0]


def _close(
    warrant: Warrant, due_id: int, verb: str, why: str, also: Collection[int], at: datetime
) -> DueItem:
    items = _matters(warrant, due_id, also)
    if not why.strip():
        raise Refused("请选择或填写原因，才能改进招揽。")
    for item in items:
        DUE.move(item, verb)
        item.answer, item.closed_at = why.strip()[:120], at
        item.save(update_fields=["state", "answer", "closed_at"])
    return items[0]


def _matters(warrant: Warrant, due_id: int, also: Collection[int]) -> list[DueItem]:
    """The matter and the others of the same car, locked."""
    first: DueItem = DueItem.objects.locked(due_id, warrant)
    others = [pk for pk in also if pk != due_id]
    rest: list[DueItem] = list(DueItem.objects.all_locked(others, warrant)) if others else []
    if any(item.vehicle_id != first.vehicle_id for item in rest):
        raise Missing("没有找到这些招揽事项，请刷新清单。")
    return [first, *rest]
