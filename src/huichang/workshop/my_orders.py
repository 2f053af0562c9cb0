"""“现在要做什么” of an adviser with the orders: to quote and sign, extra work to price, answers that came or do not come."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from huichang.company.roles import Role
from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.kernel.wording import yuan
from huichang.workshop import permissions
from huichang.workshop.models import Answer, ExtraWork, Order
from huichang.workshop.states import ExtraState, OrderState, Stage, stage_of

ANSWERS_SHOWN = timedelta(hours=2)
CALL_AFTER = timedelta(minutes=15)
Asked = tuple[QuerySet[Any, Any], ...]
WORDS = {
    ExtraState.APPROVED: "客户同意了全部增项",
    ExtraState.PARTLY: "客户同意了部分增项",
    ExtraState.DECLINED: "客户暂不做增项",
}


def _walked_round(actor: Actor, at: datetime) -> Asked:
    if not actor.may(permissions.SIGN_ORDERS):
        return ()
    drafts = Order.objects.filter(store_id=actor.here, state=OrderState.DRAFT, adviser_id=actor.staff_id)
    drafts = drafts.filter(check_in__signed_at__isnull=False).select_related("vehicle", "customer", "visit")
    return (drafts.order_by("opened_at")[:20],)


@todo.asking(Role.ADVISER, asks=_walked_round)
def drafts_to_sign(actor: Actor, at: datetime, drafts: list[Order]) -> Iterable[Todo]:
    """My drafts whose car has been walked round: quote them and have them signed."""
    for order in drafts:
        yield Todo(
            "报价签字",
            "环检已完成，客户在店等候" if order.visit.waits else "环检已完成，发链接请客户签字",
            f"/workshop/orders/{order.pk}/",
            plate=order.vehicle.plate,
            kind=order.vehicle.plate_kind,
            name=order.customer.name,
            stage=Stage.CHECKED_IN,
            since=order.opened_at,
            urgent=order.visit.waits and at - order.opened_at > timedelta(minutes=30),
            icon="signature",
        )


def _signed_by_link(actor: Actor, at: datetime) -> Asked:
    if not actor.may(permissions.SIGN_ORDERS):
        return ()
    by_link = Answer.objects.filter(order=OuterRef("pk"), about="sign", via="link")
    signed = Order.objects.filter(store_id=actor.here, state=OrderState.SIGNED, adviser_id=actor.staff_id)
    signed = signed.filter(Exists(by_link), signed_at__gte=at - ANSWERS_SHOWN)
    return (signed.select_related("vehicle", "customer").order_by("signed_at")[:20],)


@todo.asking(Role.ADVISER, asks=_signed_by_link)
def signed_on_the_phone(actor: Actor, at: datetime, signed: list[Order]) -> Iterable[Todo]:
    """My orders that the customer has just signed by the link: see that they are dispatched."""
    for order in signed:
        yield Todo(
            "看工单",
            "客户已在手机上签字，可以派工了",
            f"/workshop/orders/{order.pk}/",
            plate=order.vehicle.plate,
            kind=order.vehicle.plate_kind,
            name=f"{order.customer.name} · {yuan(order.amount_signed)}",
            stage=Stage.TO_DISPATCH,
            since=order.signed_at,
            icon="signature",
        )


def _extra_work(actor: Actor, at: datetime) -> Asked:
    if not actor.may(permissions.RECORD_ANSWERS):
        return ()
    mine = ExtraWork.objects.filter(store_id=actor.here, order__adviser_id=actor.staff_id)
    mine = mine.select_related("order__vehicle", "order__customer")
    by_customer = Answer.objects.filter(extra_work=OuterRef("pk"), via="link")
    fresh = mine.filter(state__in=list(WORDS), answered_at__gte=at - ANSWERS_SHOWN)
    return (
        mine.filter(state__in=[ExtraState.FOUND, ExtraState.ASKED]).order_by("found_at")[:20],
        fresh.filter(Exists(by_customer)).order_by("-answered_at")[:10],
    )


@todo.asking(Role.ADVISER, asks=_extra_work)
def extra_work_to_answer(
    actor: Actor, at: datetime, waiting: list[ExtraWork], fresh: list[ExtraWork]
) -> Iterable[Todo]:
    """Extra work of my orders: to price, to call about, and answers that have just come back."""
    for extra in (*waiting, *fresh):
        yield from _todo(extra, at)


def _todo(extra: ExtraWork, at: datetime) -> Iterable[Todo]:
    order = extra.order
    if extra.state == ExtraState.FOUND:
        act, why, since = "增项报价", f"技师发现：{extra.what[:30]}", extra.found_at
        urgent = extra.is_safety
    elif extra.state == ExtraState.ASKED:
        since = extra.asked_at or extra.found_at
        if at - since < CALL_AFTER:
            return
        act, why, urgent = "打电话确认", f"客户还没有答复：{extra.what[:30]}", True
    else:
        since = extra.answered_at or extra.found_at
        act, why, urgent = "看答复", f"{WORDS[ExtraState(extra.state)]}：{extra.what[:24]}", False
    yield Todo(
        act,
        why,
        f"/workshop/orders/{order.pk}/#extra-{extra.pk}",
        plate=order.vehicle.plate,
        kind=order.vehicle.plate_kind,
        name=f"{order.customer.name} · {yuan(order.amount_agreed)}",
        stage=stage_of(order.state, left=False),
        since=since,
        urgent=urgent,
        icon="message-circle",
    )
