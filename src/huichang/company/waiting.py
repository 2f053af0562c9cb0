"""What a store still lacks before it can take in cars, for “现在要做”."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Subquery
from django.utils.timezone import localdate

from huichang.company import permissions
from huichang.company.models import Bay, Grant, Shift, Store
from huichang.company.roles import Role
from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo


@dataclass(frozen=True)
class Lacking:
    """What a store lacks altogether before it can work."""

    colleagues: bool
    bays: bool
    shifts: bool


def lacking(store_id: int, *, on: date) -> Lacking:
    """Whether a store has but one person, no open bay, and nobody on shift from the day `on`. One statement."""
    people = (
        Grant.objects.filter(store_id=OuterRef("pk"), staff__is_active=True, staff__is_machine=False)
        .order_by()
        .values("store_id")
        .annotate(many=Count("staff_id", distinct=True))
    )
    of_store = Store.objects.filter(pk=store_id).annotate(
        people=Subquery(people.values("many")),
        bays=Exists(Bay.objects.filter(store_id=OuterRef("pk"), is_open=True)),
        shifts=Exists(Shift.objects.filter(store_id=OuterRef("pk"), on__gte=on)),
    )
    people_here, bays, shifts = of_store.values_list("people", "bays", "shifts").get()
    return Lacking((people_here or 0) < 2, not bays, not shifts)


@todo.source(Role.ADMINISTRATOR, Role.SERVICE_MANAGER)
def to_furnish(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Colleagues, bays, shifts: without them nothing can be booked or dispatched. One statement."""
    lacks = lacking(actor.here, on=localdate(at))
    if lacks.colleagues and actor.may(permissions.MANAGE_PEOPLE):
        yield Todo(
            act="新增员工",
            why="本店现在只有您一位，先把各岗位的同事加进来",
            url="/company/people/",
            icon="user-plus",
        )
    if lacks.bays:
        yield Todo(
            act="登记工位",
            why="还没有工位：没有工位就不能预约、派工和停车",
            url="/company/store/",
            icon="car-garage",
        )
    if lacks.shifts and not lacks.colleagues:
        yield Todo(
            act="排班",
            why="今天起没有人排班：预约排不出时间",
            url="/company/shifts/",
            icon="calendar-time",
        )
