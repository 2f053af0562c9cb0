"""“现在要做什么” at the gate, at the reception and for the service manager."""

from collections.abc import Iterable
from datetime import datetime

from huichang.company.roles import Role
from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.workshop import alarms, permissions
from huichang.workshop.queries import alarms as alarm_cards
from huichang.workshop.queries import lane
from huichang.workshop.states import Stage


@todo.source(Role.GREETER)
def at_the_gate(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Cars that nobody has greeted, and cars that stand too long in the pre-check area."""
    if not actor.may(permissions.GREET_CARS):
        return
    limits = alarms.limits_of(actor.here)
    for car in lane.in_house(actor.here):
        if car.greeted_at is None:
            yield _todo(car, "去迎接", "车到了，还没有人迎接", "/workshop/gate/", car.arrived_at, urgent=True)
        elif car.precheck_from and (at - car.precheck_from).total_seconds() > 60 * limits.precheck_minutes:
            yield _todo(
                car, "移车", "在预检区停得太久", "/workshop/gate/#precheck", car.precheck_from, urgent=True
            )


@todo.source(Role.ADVISER)
def at_the_reception(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Customers to call in (mine, or nobody's), and my cars to walk round."""
    if not actor.may(permissions.RECEIVE_CARS):
        return
    limit = 60 * alarms.limits_of(actor.here).wait_minutes
    for car in lane.in_house(actor.here):
        mine = car.adviser_id == actor.staff_id
        if car.received_at is None and (mine or car.adviser_id is None):
            late = (at - car.arrived_at).total_seconds() > limit
            why = f"{car.ticket} 号客户在等候" + ("（已超时）" if late else "")
            yield _todo(car, "叫号接待", why, "/workshop/reception/", car.arrived_at, urgent=late)
        elif mine and car.order_id is None:
            url = f"/workshop/visits/{car.visit_id}/"
            yield _todo(car, "开委托书", "已接待，还没有开单", url, car.received_at)
        elif mine and car.stage == Stage.CHECKED_IN and not car.checked_in:
            url = f"/workshop/check-in/{car.order_id}/"
            yield _todo(car, "环检", "和客户一起绕车检查并签字", url, car.received_at)


@todo.source(Role.SERVICE_MANAGER)
def alarms_waiting(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Alarms that nobody has dealt with, those that still stand first."""
    if not actor.may(permissions.HANDLE_ALARMS):
        return
    for card in alarm_cards.waiting(actor, at=at)[:8]:
        yield Todo(
            "处理预警",
            card.says,
            f"/workshop/alarms/?alarm={card.id}",
            plate=card.plate,
            kind=card.plate_kind,
            name=card.kind_says,
            since=card.opened_at,
            urgent=card.stands,
            icon="alert-triangle",
        )


def _todo(
    car: lane.LaneCar, act: str, why: str, url: str, since: datetime | None, *, urgent: bool = False
) -> Todo:
    name = " · ".join(part for part in (car.customer, car.car) if part)
    return Todo(act, why, url, car.plate, car.plate_kind, name, car.stage, since=since, urgent=urgent)
