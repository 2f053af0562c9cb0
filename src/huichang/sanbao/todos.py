"""“现在要做” of 三包."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.timezone import localdate

from huichang.company.roles import Role
from huichang.engines.sanbao import days
from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.kernel.days import begin_of
from huichang.sanbao import permissions
from huichang.sanbao.models import Request, Standing
from huichang.sanbao.queries import spares, terms
from huichang.sanbao.states import Light, RequestState

SHOWN = 6


@todo.source(Role.ADVISER, Role.SERVICE_MANAGER)
def spare_cars(actor: Actor, at: datetime) -> Iterator[Todo]:
    """Owners who get, or will get tomorrow, a spare car or transport money. Two statements."""
    if not actor.may(permissions.LEND_CARS, actor.here):
        return
    all_of_them = Role.SERVICE_MANAGER in actor.roles
    rows = [
        row
        for row in spares.running_long(actor.here, at=at)
        if all_of_them or row.adviser_id == actor.staff_id
    ]
    if not rows:
        return
    spare_days = terms.in_force(localdate(at)).law.spare_days
    for row in rows[:SHOWN]:
        lasted = days.repair_days(row.agreed_at, at)
        due = row.agreed_at + timedelta(days=spare_days)
        yield Todo(
            act="备用车",
            why=f"修理第 {lasted} 日，"
            + ("客户应得备用车或交通补偿" if due < at else f"超过 {spare_days} 日起要提供备用车"),
            url=f"/sanbao/repairs/{row.pk}/",
            plate=row.vehicle.plate,
            kind=row.vehicle.plate_kind,
            due=due,
            urgent=due < at,
            icon="car",
        )


@todo.source(Role.WARRANTY_CLERK, Role.TECHNICAL_MANAGER)
def to_judge(actor: Actor, at: datetime) -> Iterator[Todo]:
    """Cars that would stand worse if what is proposed held, and certificates that nobody has told. One statement."""
    if not actor.may(permissions.JUDGE_FAULTS, actor.here):
        return
    waiting = Standing.objects.filter(store_id=actor.here).filter(
        Q(could__in=[Light.AMBER, Light.RED], open_faults__gt=0)
    )
    for row in waiting.select_related("vehicle").order_by("-could", "-used_days")[:SHOWN]:
        yield Todo(
            act="认定三包",
            why=row.todo or f"{row.open_faults} 项疑似质量问题待认定",
            url=f"/sanbao/cars/{row.vehicle_id}/",
            plate=row.vehicle.plate,
            kind=row.vehicle.plate_kind,
            urgent=row.could == Light.RED and row.light != Light.RED,
            icon="shield-half",
        )


@todo.source(Role.SERVICE_MANAGER, Role.GENERAL_MANAGER)
def to_answer(actor: Actor, at: datetime) -> Iterator[Todo]:
    """Requests that the law wants answered or done by a day. One statement."""
    if not actor.may(permissions.ANSWER_REQUESTS, actor.here):
        return
    today = localdate(at)
    rows = Request.objects.filter(
        store_id=actor.here, state__in=[RequestState.ASKED, RequestState.AGREED]
    ).select_related("vehicle")
    for row in rows.order_by("answer_by_on")[:SHOWN]:
        asked = row.state == RequestState.ASKED
        by = row.answer_by_on if asked else row.done_by_on
        left = (by - today).days
        yield Todo(
            act="答复换退车" if asked else "办结换退车",
            why=f"{row.get_kind_display()}：{'答复' if asked else '办结'}期限 {by:%Y-%m-%d}"
            + (f"，已超 {-left} 天" if left < 0 else f"，还有 {left} 天"),
            url=f"/sanbao/requests/{row.pk}/",
            plate=row.vehicle.plate,
            kind=row.vehicle.plate_kind,
            due=begin_of(by + timedelta(days=1)),
            urgent=left <= 2,
            icon="shield-half",
        )
