"""Word to the customer (LANE-33): at start, at done, at once when the promise will not be kept, and every hour to those
who wait in the house; by the channel that the customer chose."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localtime

from huichang.company import queries as company
from huichang.company import settings
from huichang.customers import queries as customers
from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import picking
from huichang.post import outbox, templates
from huichang.workshop import alarms, facts, permissions, promise, rules
from huichang.workshop.models import Order
from huichang.workshop.queries import plan

SPARE = settings.declare("workshop.delay_spare_minutes", 10, "告知新交车时间时预留", unit="分钟")
TOLERANCE = settings.declare("workshop.promise_tolerance_minutes", 5, "预计超过承诺多少算有风险", unit="分钟")
BY_ITSELF = settings.declare("workshop.tell_delays_by_itself", True, "来不及时自动告知客户新时间")
WORD_EVERY = settings.declare("workshop.word_every_minutes", 60, "向店内等候客户通报进度的间隔", unit="分钟")

STARTED = templates.declare(
    "workshop.started", "开工通知", "{name}您好，您的车 {plate} 已经开工，预计 {time} 完成。"
)
DONE = templates.declare(
    "workshop.done",
    "完工通知",
    "{name}您好，您的车 {plate} 已经做完，正在检验和清洗，稍后由服务顾问联系您交车。",
)
DELAYED = templates.declare(
    "workshop.delayed",
    "交车延迟通知",
    "{name}您好，很抱歉，您的车 {plate} 不能在 {before} 完成，新的时间是 {time}。有急事请联系您的服务顾问。",
    urgent=True,
)
STILL = templates.declare(
    "workshop.still",
    "等候进度通知",
    "{name}您好，您的车 {plate} 现在{stage}，预计 {time} 交车。谢谢您耐心等候。",
)
WRITTEN = ("sms", "wechat")
"""Channels by which a message goes out by itself; who wants to be called is called by the adviser."""
AFTER_CLOSING = timedelta(hours=1)


def tell(order: Order, template: templates.Template, *, at: datetime, **values: str) -> None:
    """Write the customer of an order and note when; the caller saves `told_at` (and locks `vehicle` with the order).

    One statement for an order that was read with its customer, else two.
    """
    outbox.write(
        store_id=order.store_id,
        customer_id=order.customer_id,
        template=template,
        about=f"workshop.order:{order.pk}",
        values={"plate": order.vehicle.plate or "（未上牌）", **values},
        due_at=at,
        to=customers.brief(order.customer),
    )
    order.told_at = at


def in_words(moment: datetime | None, at: datetime) -> str:
    """A time as a message says it: 16:30 on the same day, else 3月4日 16:30."""
    if moment is None:
        return "待定"
    told, now = localtime(moment), localtime(at)
    return f"{told:%H:%M}" if told.date() == now.date() else f"{told.month}月{told.day}日 {told:%H:%M}"


@use_case(permissions.TELL_CUSTOMERS, "告知客户新的交车时间")
def tell_delay(
    warrant: Warrant, order_id: int, *, promised_at: datetime, seen: int | None = None, at: datetime
) -> Order:
    """The customer is told a new time; the time first promised stays beside it. Raises Refused for a time that has
    passed, OutOfTurn when the car is no longer in the workshop."""
    order: Order = Order.objects.select_related("vehicle").locked(order_id, warrant)
    freshness.check(order, seen)
    if promised_at <= at:
        raise Refused("新的交车时间已经过了，请选一个将来的时间。")
    _in_workshop(order)
    _move_promise(order, promised_at, at)
    freshness.bump(order)
    order.save(update_fields=["promised_at", "told_at", "promise_danger_at", "version"])
    alarms.close_alarm(order.store_id, _alarm_key(order.pk), at=at)
    return order


@use_case(permissions.TELL_CUSTOMERS, "当面告知进度")
def note_told(warrant: Warrant, order_id: int, *, words: str = "", at: datetime) -> Order:
    """Somebody told the customer how it stands, face to face or by phone."""
    order: Order = Order.objects.locked(order_id, warrant)
    _in_workshop(order)
    warrant.note = words
    order.told_at, order.promise_danger_at = at, None
    order.save(update_fields=["told_at", "promise_danger_at"])
    return order


@use_case(permissions.WATCH_PROMISES, "守候交车承诺")
def watch_promises(warrant: Warrant, store_id: int, *, at: datetime) -> list[int]:
    """Look at every car in the workshop: where the forecast lies after the promise, the customer is told the new time
    at once (where the store lets it happen by itself), the manager is alarmed and the adviser gets it to do.

    Returns the ids of the orders in danger. Safe to run again: the new time leaves room, so the same is not told twice.
    Nothing is done while the store is closed.
    """
    warrant.show_at(store_id)
    if not _awake(store_id, at):
        return []
    late = _late(store_id, at)
    orders = Order.objects.select_related("vehicle").select_for_update(of=("self",)).filter(pk__in=late)
    in_danger = []
    for order in orders.filter(state__in=plan.IN_WORKSHOP).order_by("pk"):
        # Somebody may have told the customer another time since the forecast was made: their word stands.
        if order.promised_at == late[order.pk].row.promised_at:
            _danger(order, late[order.pk].ready_at or at, at)
            in_danger.append(order.pk)
    _recovered(store_id, late).update(promise_danger_at=None)
    return in_danger


def needs_watch(store_id: int, *, at: datetime) -> bool:
    """Whether `watch_promises` would change anything: most minutes nothing does, and nothing is then written."""
    if not _awake(store_id, at):
        return False
    late = _late(store_id, at)
    by_itself = settings.of(store_id, BY_ITSELF)
    new = any(by_itself or each.row.promise_danger_at is None for each in late.values())
    return new or _recovered(store_id, late).exists()


def _late(store_id: int, at: datetime) -> dict[int, plan.OrderPlan]:
    """Orders whose forecast lies after their promise by more than the store lets pass. What the plan of the day foresees
    goes before the workshop's own forecast: it knows bays, people and parts."""
    tolerance = timedelta(minutes=settings.of(store_id, TOLERANCE))
    orders = plan.plan(store_id, at=at).orders
    planned = promise.foreseen(store_id, at=at) if orders else {}
    for order_id, each in orders.items():
        each.ready_at = planned.get(order_id, each.ready_at)
    return {
        order_id: each
        for order_id, each in orders.items()
        if each.ready_at and each.row.promised_at and each.ready_at > each.row.promised_at + tolerance
    }


def _recovered(store_id: int, late: Collection[int]) -> QuerySet[Order]:
    """Orders that were in danger, whose customers were told nothing, and that will be in time after all."""
    untold = Q(told_at__isnull=True) | Q(told_at__lt=F("promise_danger_at"))
    here = Order.objects.filter(store_id=store_id, state__in=plan.IN_WORKSHOP)
    return here.filter(untold, promise_danger_at__isnull=False).exclude(pk__in=late)


@use_case(permissions.WATCH_PROMISES, "通报等候进度")
def tell_waiting(warrant: Warrant, store_id: int, *, at: datetime) -> list[int]:
    """Customers who wait in the house and have heard nothing for an hour are told how it stands. Returns the orders."""
    warrant.show_at(store_id)
    silent = _silent(store_id, at).select_related("vehicle").select_for_update(of=("self",)).order_by("pk")
    orders = list(silent)
    forecasts = plan.forecasts(store_id, at=at) if orders else {}
    for order in orders:
        expected = [moment for moment in (forecasts.get(order.pk), order.promised_at) if moment is not None]
        until = max(expected, default=None)
        tell(order, STILL, at=at, stage=order.get_state_display(), time=in_words(until, at))
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(told_at=at)
    return [order.pk for order in orders]


def needs_word(store_id: int, *, at: datetime) -> bool:
    """Whether somebody waits who has heard nothing for an hour."""
    return _silent(store_id, at).exists()


def _silent(store_id: int, at: datetime) -> QuerySet[Order]:
    """Orders of customers who wait in the house, want to be written to and have heard nothing for an hour; none while
    the store is closed."""
    if not _awake(store_id, at):
        return Order.objects.none()
    return _unheard(store_id, at).filter(customer__channel__in=WRITTEN)


def to_call(store_id: int, *, at: datetime) -> QuerySet[Order]:
    """The same for customers who want to be called: their adviser gets it to do."""
    return _unheard(store_id, at).filter(customer__channel="phone")


def _unheard(store_id: int, at: datetime) -> QuerySet[Order]:
    before = at - timedelta(minutes=settings.of(store_id, WORD_EVERY))
    waiting = Order.objects.filter(store_id=store_id, state__in=plan.IN_WORKSHOP, visit__waits=True)
    return waiting.filter(signed_at__lte=before).exclude(told_at__gt=before)


def _awake(store_id: int, at: datetime) -> bool:
    """Whether somebody is there whose work is being watched: opening hours and an hour after them."""
    store, now = company.store_card(store_id), localtime(at)
    closes = datetime.combine(now.date(), store.closes_at, now.tzinfo) + AFTER_CLOSING
    return datetime.combine(now.date(), store.opens_at, now.tzinfo) <= now <= closes


def _in_workshop(order: Order) -> None:
    if order.state not in plan.IN_WORKSHOP:
        raise OutOfTurn(f"{order} 现在是“{order.get_state_display()}”，不在车间作业，不用再告知进度。")


def _move_promise(order: Order, promised_at: datetime, at: datetime) -> None:
    tell(order, DELAYED, at=at, before=in_words(order.promised_at, at), time=in_words(promised_at, at))
    order.promised_at = promised_at
    order.promise_danger_at = None
    picking.promise_moved(order.pk, promised_at)
    announce(facts.PromiseMoved(order.store_id, order.pk, promised_at, at))


def _danger(order: Order, forecast_at: datetime, at: datetime) -> None:
    """One order whose promise will not be kept."""
    promised_at = order.promised_at
    assert promised_at is not None
    if order.promise_danger_at is None:
        alarms.open_alarm(
            order.store_id,
            "promise_threatened",
            key=_alarm_key(order.pk),
            visit_id=order.visit_id,
            text=f"{order.vehicle.plate} 预计 {in_words(forecast_at, at)} 完成，承诺 {in_words(promised_at, at)}",
            at=at,
        )
        announce(facts.PromiseThreatened(order.store_id, order.pk, promised_at, forecast_at, at))
    if settings.of(order.store_id, BY_ITSELF):
        spare = settings.of(order.store_id, SPARE)
        _move_promise(order, rules.new_promise(forecast_at, spare_minutes=spare), at)
    order.promise_danger_at = order.promise_danger_at or at
    order.save(update_fields=["promised_at", "told_at", "promise_danger_at"])


def _alarm_key(order_id: int) -> str:
    return f"promise:{order_id}"
