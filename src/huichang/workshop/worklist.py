"""“现在要做什么” of the workshop: to dispatch, to begin, to check, to tell, to hand over, to decide."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from huichang.company import queries as company
from huichang.company import settings
from huichang.company.roles import Role
from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.workshop import aggregate, checklists, permissions, progress
from huichang.workshop.models import Assignment, Clock, Comeback, Job, Order, QualityCheck
from huichang.workshop.queries import checking, plan
from huichang.workshop.states import OPEN_ORDER_STATES, STAGE_OF_ORDER, CheckLevel, JobState, OrderState

AT_WORK = (OrderState.SIGNED, OrderState.IN_WORK, OrderState.WAITING)
MOST = 12


@todo.source(Role.DISPATCHER)
def to_dispatch(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Jobs that nobody has been given. One statement."""
    if actor.may(permissions.DISPATCH_JOBS):
        yield from _undispatched(actor, at)


@todo.source(Role.ADVISER)
def to_dispatch_to_my_team(actor: Actor, at: datetime) -> Iterable[Todo]:
    """The same for an adviser who leads a team: the jobs of his own orders (LANE-30). Two statements."""
    if actor.staff_id is not None and company.led_teams(actor.here, actor.staff_id):
        yield from _undispatched(actor, at, order__adviser_id=actor.staff_id)


@todo.source(Role.TECHNICIAN, Role.TEAM_LEADER)
def my_jobs(actor: Actor, at: datetime) -> Iterable[Todo]:
    """What was given to me, and what a check sent back to me. One statement."""
    given = Assignment.objects.filter(job=OuterRef("pk"), is_open=True)
    mine = Clock.objects.filter(job=OuterRef("pk"), technician_id=actor.staff_id)
    rows = (
        _jobs(actor)
        .filter(Q(Exists(given.filter(technician_id=actor.staff_id))) | Q(Exists(mine), ~Exists(given)))
        .annotate(running=Exists(mine.filter(ended_by="")), before=Exists(mine))
    )
    for job in sorted(rows[:MOST], key=lambda each: not each.running):
        back = job.before and job.state == JobState.PLANNED
        why = (
            f"{job.title} 正在做"
            if job.running
            else f"{job.title} 被退回，请返工"
            if back
            else f"{job.title} 已派给您"
        )
        if job.state == JobState.PAUSED:
            why = f"{job.title} 暂停：{job.pause_reason}"
        act = "去完工" if job.running else "开工"
        yield _of_job(
            job,
            act,
            why,
            f"/workshop/bench/{job.pk}/",
            urgent=back,
            icon="check" if job.running else "player-play",
        )


@todo.source(Role.TEAM_LEADER)
def to_check_as_peer(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Finished jobs that must be checked by a colleague, but for own work. Two statements."""
    needed = settings.of(actor.here, checking.PEER_KINDS)
    worked = Clock.objects.filter(job=OuterRef("pk"), technician_id=actor.staff_id)
    rows = (
        Job.objects.filter(order__store_id=actor.here, state=JobState.DONE, order__state__in=checking.OPEN)
        .filter(~Exists(worked))
        .select_related("order__vehicle", "order__customer")
        .order_by("order__promised_at")
    )
    wanted = [job for job in rows if checklists.kind_of(job.repair_type, job.system) in needed]
    passed = checking.passed_levels([job.pk for job in wanted])
    for job in wanted[:MOST]:
        if CheckLevel.PEER not in passed.get(job.pk, set()):
            yield _of_job(
                job, "互检", f"{job.title} 等互检", f"/workshop/inspection/peer/{job.pk}/", icon="users"
            )


@todo.source(Role.INSPECTOR)
def to_check_finally(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Cars whose work is done. One statement."""
    for order in _orders(actor, state=OrderState.DONE).order_by("promised_at")[:MOST]:
        late = order.promised_at is not None and order.promised_at - at < timedelta(minutes=20)
        yield _of_order(
            order,
            "终检",
            "已完工，等终检",
            f"/workshop/inspection/{order.pk}/",
            since=order.done_at,
            urgent=late,
            icon="checkup-list",
        )


def _my_orders(actor: Actor, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    failed = QualityCheck.objects.filter(order=OuterRef("pk"), passed=False, at__gt=at - timedelta(hours=12))
    mine = _orders(actor, adviser_id=actor.staff_id).annotate(sent_back=Exists(failed))
    in_danger = mine.filter(state__in=plan.IN_WORKSHOP, promise_danger_at__isnull=False)
    rest = mine.filter(promise_danger_at__isnull=True, state__in=OPEN_ORDER_STATES).filter(
        Q(state__in=[OrderState.CHECKED, OrderState.SETTLED])
        | Q(sent_back=True, state=OrderState.IN_WORK)
        | Q(pk__in=progress.to_call(actor.here, at=at))
    )
    return in_danger.order_by("promised_at")[:MOST], rest.order_by("promised_at")[:MOST]


@todo.asking(Role.ADVISER, asks=_my_orders)
def my_cars(actor: Actor, at: datetime, in_danger: list[Order], rest: list[Order]) -> Iterable[Todo]:
    """My cars: promises in danger, checks that failed, customers to call, ready to settle and to hand over."""
    for order in in_danger:
        time = progress.in_words(order.promised_at, at)
        if order.told_at is not None and order.told_at >= (order.promise_danger_at or at):
            yield _told(
                order, "客户已知道", f"已发消息告知新时间 {time}，请确认客户知道", due=order.promised_at
            )
        else:
            why = f"赶不上承诺的 {time}，请告知客户新时间"
            url = f"/workshop/orders/{order.pk}/"
            yield _of_order(order, "告知客户", why, url, due=order.promised_at, urgent=True, icon="phone")
    for order in rest:
        yield _next_of(order, at)


@todo.source(Role.SERVICE_MANAGER)
def comebacks_to_decide(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Comebacks that nobody has decided about. One statement."""
    rows = (
        Comeback.objects.filter(store_id=actor.here, decided_at__isnull=True)
        .select_related("job__order__vehicle", "job__order__customer")
        .order_by("found_at")
    )
    for each in rows[:MOST]:
        yield _of_job(
            each.job,
            "裁定",
            f"返修：{each.job.title}，现按免费处理",
            "/workshop/comebacks/",
            icon="arrow-back-up",
        )


def _undispatched(actor: Actor, at: datetime, **only: object) -> Iterable[Todo]:
    given = Assignment.objects.filter(job=OuterRef("pk"), is_open=True)
    running = Clock.objects.filter(job=OuterRef("pk"), ended_by="")
    rows = _jobs(actor).filter(~Exists(given), ~Exists(running), **only).order_by("order__promised_at", "pk")
    for job in rows[:MOST]:
        slack = job.order.promised_at - at if job.order.promised_at else timedelta(days=1)
        urgent = slack < timedelta(minutes=job.minutes + 30)
        yield _of_job(
            job,
            "派工",
            f"{job.title} 等派工",
            f"/workshop/dispatch/job/{job.pk}/",
            urgent=urgent,
            icon="user-plus",
        )


def _jobs(actor: Actor) -> QuerySet[Job]:
    return (
        Job.objects.filter(
            order__store_id=actor.here, state__in=aggregate.OPEN_JOBS, order__state__in=AT_WORK
        )
        .select_related("order__vehicle", "order__customer")
        .order_by("order__promised_at", "pk")
    )


def _orders(actor: Actor, **only: object) -> QuerySet[Order]:
    return Order.objects.filter(store_id=actor.here, **only).select_related("vehicle", "customer")


def _next_of(order: Order, at: datetime) -> Todo:
    if order.state == OrderState.CHECKED:
        return _of_order(
            order,
            "去结算",
            "质检合格，请和客户结算",
            f"/workshop/delivery/{order.pk}/",
            since=order.checked_at,
            icon="receipt-yuan",
        )
    if order.state == OrderState.SETTLED:
        return _of_order(
            order,
            "交车",
            "已结清，请交车",
            f"/workshop/delivery/{order.pk}/",
            since=order.settled_at,
            icon="key",
        )
    if order.state == OrderState.IN_WORK and getattr(order, "sent_back", False):
        return _of_order(
            order,
            "看进度",
            "终检退回返工，请关注交车时间",
            f"/workshop/orders/{order.pk}/",
            due=order.promised_at,
            icon="arrow-back-up",
        )
    since = order.told_at or order.signed_at
    return _told(order, "已告知", "客户在店等候，请当面或电话告知进度", since=since, urgent=True)


def _told(
    order: Order,
    act: str,
    why: str,
    *,
    since: datetime | None = None,
    due: datetime | None = None,
    urgent: bool = False,
) -> Todo:
    """One touch says that the customer knows."""
    return Todo(
        act,
        why,
        f"/workshop/orders/{order.pk}/told/",
        plate=order.vehicle.plate,
        kind=order.vehicle.plate_kind,
        name=order.customer.name,
        stage=STAGE_OF_ORDER[OrderState(order.state)].value,
        since=since,
        due=due,
        urgent=urgent,
        post=True,
        values={"back": "home"},
        icon="phone-call",
    )


def _of_job(job: Job, act: str, why: str, url: str, *, urgent: bool = False, icon: str = "") -> Todo:
    order = job.order
    return _of_order(order, act, why, url, due=order.promised_at, urgent=urgent, icon=icon)


def _of_order(
    order: Order,
    act: str,
    why: str,
    url: str,
    *,
    since: datetime | None = None,
    due: datetime | None = None,
    urgent: bool = False,
    icon: str = "",
) -> Todo:
    return Todo(
        act,
        why,
        url,
        plate=order.vehicle.plate,
        kind=order.vehicle.plate_kind,
        name=order.customer.name,
        stage=STAGE_OF_ORDER[OrderState(order.state)].value,
        since=since,
        due=due,
        urgent=urgent,
        icon=icon,
    )
