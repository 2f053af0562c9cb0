"""Extra work (增项, LANE-23): found and photographed, priced, asked, answered point by point; nothing changes silently.

A point that the customer answers is a job of the extra work: its labour and parts stand or fall together.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max, Q
from django.utils.timezone import localtime

from huichang.customers import queries as customers
from huichang.kernel import pictures
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.money import Money, money
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.kernel.wording import yuan
from huichang.parts import picking
from huichang.post import outbox, templates
from huichang.workshop import (
    amounts,
    answers,
    drafting,
    facts,
    guarantees,
    links,
    orders,
    permissions,
    promise,
    states,
)
from huichang.workshop.answers import Said
from huichang.workshop.links import Purpose
from huichang.workshop.models import Answer, Clock, ExtraWork, Finding, Job, Line, Order
from huichang.workshop.states import (
    CHANGEABLE_LINES,
    EXTRA_STATES,
    ExtraState,
    JobState,
    LineState,
    OrderState,
    PointState,
    WaitingFor,
)

PLEASE_ANSWER = templates.declare(
    "workshop.please_answer",
    "请确认增项",
    "{name}您好，您的车 {plate} 在作业中发现：{what}。{price}交车时间 {time}。请点开链接查看照片并选择做或暂不做：",
    urgent=True,
)
MOST_PHOTOS = 9


@use_case(permissions.REPORT_EXTRA, "报告增项")
def report_extra(
    warrant: Warrant,
    order_id: int,
    *,
    what: str,
    system: str = "",
    point_state: str = PointState.SOON,
    risk: str = "",
    is_safety: bool = False,
    photos: Sequence[bytes] = (),
    at: datetime,
) -> ExtraWork:
    """Something was found that the customer has not ordered: what, how urgent, with photos. The adviser prices it.

    Raises Refused without words, with too many or unreadable photos; OutOfTurn for an order that is not in the workshop.
    """
    order = drafting.order_locked(order_id, warrant)
    _takes_extras(order)
    if not what.strip():
        raise Refused("请写明发现了什么问题。")
    if point_state not in PointState.values:
        raise Refused("请选择问题的程度：近期处理，或立即处理。")
    if len(photos) > MOST_PHOTOS:
        raise Refused(f"一次最多上传 {MOST_PHOTOS} 张照片，请挑选最清楚的几张。")
    kept = [
        pictures.keep(photo, store_id=order.store_id, at=at, staff_id=warrant.actor.staff_id).pk
        for photo in photos
    ]
    extra = put_down(
        order,
        by_id=warrant.actor.staff_id,
        at=at,
        what=what.strip()[:300],
        system=system,
        point_state=point_state,
        risk=risk.strip()[:300],
        is_safety=is_safety,
        pictures=kept,
    )
    warrant.note = extra.what[:200]
    drafting.changed(order)
    return extra


def put_down(order: Order, *, by_id: int | None, at: datetime, **said: Any) -> ExtraWork:
    """Extra work of an order that the caller has locked; the caller counts the change. Raises OutOfTurn for an order that is
    not in the workshop. Two statements."""
    _takes_extras(order)
    last = ExtraWork.objects.filter(order=order).aggregate(last=Max("position"))["last"] or 0
    return ExtraWork.objects.create(
        store_id=order.store_id, order=order, position=last + 1, found_by_id=by_id, found_at=at, **said
    )


def _takes_extras(order: Order) -> None:
    if order.state not in EXTRA_STATES:
        raise OutOfTurn(
            "委托书还没有签字，直接加到委托书里就可以。"
            if order.state == OrderState.DRAFT
            else f"{order}现在是“{order.get_state_display()}”，不能再登记增项。"
        )


@use_case(permissions.RECORD_ANSWERS, "撤回增项")
def withdraw_extra(warrant: Warrant, extra_id: int, *, reason: str, at: datetime) -> ExtraWork:
    """The extra work is not put to the customer after all; its jobs and lines are dropped. OutOfTurn once answered."""
    order, extra = _locked(extra_id, warrant)
    if not reason.strip():
        raise Refused("请填写撤回的原因。")
    states.EXTRA.move(extra, "withdraw")
    extra.ended_reason = reason.strip()[:80]
    extra.save(update_fields=["state", "ended_reason"])
    Line.objects.filter(extra_work=extra, state__in=CHANGEABLE_LINES).update(state=LineState.DROPPED)
    Job.objects.filter(extra_work=extra, state=JobState.PROPOSED).update(state=JobState.DROPPED)
    drafting.void_links(order.pk, at, extra_id=extra.pk)
    _go_on(order, extra, at)
    warrant.note = extra.ended_reason
    drafting.changed(order)
    return extra


@use_case(permissions.RECORD_ANSWERS, "请客户确认增项")
def ask_customer(
    warrant: Warrant,
    extra_id: int,
    *,
    promised_at: datetime | None = None,
    seen: int | None = None,
    at: datetime,
) -> str:
    """Put the priced points and the new time to the customer by a link; returns its address. Asking again voids the
    earlier link. Without running work the order waits for the customer.

    `promised_at` None: the proposed time. Raises Refused when there is nothing to ask, or for a time that has passed.
    """
    order, extra = _locked(extra_id, warrant, seen=seen, with_customer=True)
    lines = _quote(order, extra, promised_at, at)
    amount, own = amounts.total(lines), amounts.customers_part(lines)
    drafting.void_links(order.pk, at, extra_id=extra.pk)
    address = links.issue(order, Purpose.APPROVE, at=at, extra=extra)
    assert extra.promised_at is not None
    outbox.write(
        store_id=order.store_id,
        customer_id=order.customer_id,
        template=PLEASE_ANSWER,
        about=f"workshop.order:{order.pk}",
        values={
            "plate": order.vehicle.plate or "（未上牌）",
            "what": extra.what[:60],
            "price": f"增加费用 {own:.2f} 元，" if own else "不增加您的费用，" if amount else "",
            "time": f"{localtime(extra.promised_at):%m月%d日 %H:%M}",
        },
        link=address,
        due_at=at,
        to=customers.brief(order.customer),
    )
    order.told_at = at
    if order.state in (OrderState.SIGNED, OrderState.IN_WORK) and not _anybody_works(order):
        orders.put_waiting(order, WaitingFor.CUSTOMER, at=at)
    drafting.changed(order, "told_at")
    warrant.note = f"{yuan(amount)}，{localtime(extra.promised_at):%m-%d %H:%M}"
    announce(facts.ExtraAsked(order.store_id, order.pk, extra.pk, at))
    return address


def _quote(order: Order, extra: ExtraWork, promised_at: datetime | None, at: datetime) -> list[Line]:
    """The extra work is quoted with its lines and its new time; returns the lines."""
    states.EXTRA.move(extra, "ask")
    mine = Line.objects.filter(extra_work=extra, state__in=CHANGEABLE_LINES).select_related("job")
    lines = list(guarantees.looked_up(mine, order))
    guarantees.refuse_charging_again(order, lines)
    extra.promised_at = promised_at or extra.promised_at or propose(order, extra, at=at)
    if extra.promised_at <= at:
        raise Refused("新的交车时间已经过了，请重新确定。")
    if not lines and extra.promised_at == order.promised_at:
        raise Refused("还没有报价，也没有新的交车时间，没有需要客户确认的内容。请先添加项目。")
    extra.asked_at = at
    extra.save(update_fields=["state", "promised_at", "asked_at"])
    Line.objects.filter(extra_work=extra, state=LineState.DRAFT).update(state=LineState.QUOTED)
    return lines


def propose(order: Order, extra: ExtraWork, *, at: datetime) -> datetime:
    """The new time for an order with this extra work: the work that is left and the new work from now on, or the old
    promise where that is later. Never earlier than promised."""
    open_work = Job.objects.filter(order=order).filter(
        Q(state__in=[JobState.PLANNED, JobState.WORKING, JobState.PAUSED])
        | Q(state=JobState.PROPOSED, extra_work=extra)
    )
    work = list(open_work.values_list("minutes", "state"))
    minutes = sum(each for each, _ in work)
    more = sum(each for each, state in work if state == JobState.PROPOSED)
    ready = promise.propose(order.store_id, minutes, order_id=order.pk, more=more, at=at)
    return max(ready, order.promised_at or ready)


@use_case(permissions.RECORD_ANSWERS, "登记客户对增项的答复")
def answer_extra(
    warrant: Warrant,
    extra_id: int,
    *,
    name: str,
    via: str,
    price_told: Money,
    declined: Mapping[int, str] | None = None,
    signature: str = "",
    promised_at: datetime | None = None,
    seen: int | None = None,
    at: datetime,
) -> ExtraWork:
    """The customer answered by phone, in a chat, on paper or on the tablet in the house; taken down by name and way.

    `declined` maps jobs (points) that are not wanted to the reason; `price_told` is the amount of all points that was
    said. Extra work that was not asked in writing is asked and answered at once. Raises Refused for another amount than
    the quote, without name, reason or (on the tablet) signature; OutOfTurn once it is answered.
    """
    order, extra = _locked(extra_id, warrant, seen=seen)
    if via == "link":
        raise Refused("手机页的答复由客户本人提交，这里请选电话、微信、纸质或平板签字。")
    if extra.state == ExtraState.FOUND:
        _quote(order, extra, promised_at, at)
    elif promised_at is not None:
        extra.promised_at = promised_at
        extra.save(update_fields=["promised_at"])
    return _answer(warrant, order, extra, Said(name, via, at, signature), declined or {}, price_told)


@use_case(permissions.ANSWER_AS_CUSTOMER, "车主答复增项")
def answer_by_link(
    warrant: Warrant,
    token: str,
    *,
    name: str,
    price_told: Money,
    declined: Mapping[int, str] | None = None,
    signature: str = "",
    at: datetime,
) -> tuple[ExtraWork, str]:
    """The customer answers on the phone page, point by point. A safety point that is declined needs a signature. Returns
    the extra work and the address of the progress page.

    Raises Missing or OutOfTurn for a link that is altered, unknown, expired, used or void; Refused when the quote is
    another than the page showed.
    """
    found = links.opened(token, Purpose.APPROVE, at=at)
    order = drafting.order_locked(found.order_id or 0, warrant)
    links.use(found, at=at)
    extra = ExtraWork.objects.select_for_update(of=("self",)).get(pk=found.extra_id)
    if extra.is_safety and declined and not signature:
        raise Refused("这一项关系到行车安全。如暂不处理，请在下方签字，表示您已知晓风险。")
    _answer(warrant, order, extra, Said(name, "link", at, signature), declined or {}, price_told)
    return extra, links.issue(order, Purpose.PROGRESS, at=at)


@use_case(permissions.ANSWER_AS_CUSTOMER, "车主打开增项")
def open_question(warrant: Warrant, token: str, extra_id: int, *, at: datetime) -> str:
    """From the progress page to a question that waits: a link of its own, used once; returns its address.

    Raises Missing or OutOfTurn for a progress link that does not work, Missing for extra work of another order,
    OutOfTurn for a question that waits no more.
    """
    found = links.opened(token, Purpose.PROGRESS, at=at)
    order = drafting.order_locked(found.order_id or 0, warrant)
    extra = ExtraWork.objects.filter(pk=extra_id, order=order).first()
    if extra is None:
        raise Missing("没有找到这个增项，请刷新后重试。")
    if extra.state != ExtraState.ASKED:
        raise OutOfTurn("这个增项已经答复过，或服务顾问正在更新，请刷新看最新内容。")
    return links.issue(order, Purpose.APPROVE, at=at, extra=extra)


def _answer(
    warrant: Warrant,
    order: Order,
    extra: ExtraWork,
    said: Said,
    unwanted: Mapping[int, str],
    price_told: Money,
) -> ExtraWork:
    lines = answers.open_lines(order, extra)
    if money(price_told) != amounts.total(lines):
        raise Refused(f"报价已经更新为 {yuan(amounts.total(lines))}，请看最新内容再答复。")
    if unknown := set(unwanted) - {line.job_id for line in lines}:
        raise Missing(f"有 {len(unknown)} 个项目已经变动，请刷新后看最新内容再答复。")
    said = Said(
        said.name,
        said.via,
        said.at,
        said.signature,
        {line.pk: unwanted[line.job_id] for line in lines if line.job_id in unwanted},
    )
    answers.check(said, lines, needs_signature=said.via == "screen")
    states.EXTRA.move(extra, _verb(lines, said))
    promised_before = order.promised_at
    answer, agreed = answers.record(warrant, order, lines, said, extra=extra)
    if not lines and extra.state == ExtraState.APPROVED:
        order.promised_at = extra.promised_at
    extra.answered_at = said.at
    extra.save(update_fields=["state", "answered_at"])
    if extra.is_safety and said.declined:
        _remember(order, extra, lines, said, answer)
    if order.promised_at != promised_before:
        picking.promise_moved(order.pk, order.promised_at)
        order.promise_danger_at = None
    order.amount_agreed = answers.agreed_now(order)
    drafting.void_links(order.pk, said.at, extra_id=extra.pk)
    if agreed and order.state in (OrderState.DONE, OrderState.CHECKED):
        states.ORDER.move(order, "reopen")
    _go_on(order, extra, said.at)
    drafting.changed(order, "state", "promised_at", "promise_danger_at", "amount_agreed")
    warrant.note = (
        f"{said.name}，{answers.VIA[said.via]}：{extra.get_state_display()}，{yuan(answer.amount)}"[:200]
    )
    announce(facts.ExtraAnswered(order.store_id, order.pk, extra.pk, extra.state, said.at))
    return extra


def _verb(lines: Sequence[Line], said: Said) -> str:
    if not said.declined:
        return "approve"
    return "decline" if len(said.declined) == len(lines) else "approve_partly"


def _remember(order: Order, extra: ExtraWork, lines: Iterable[Line], said: Said, answer: Answer) -> None:
    """A safety point that the customer does not want is a finding of this visit, with the signature if there is one."""
    line = next(line for line in lines if line.pk in said.declined)
    Finding.objects.get_or_create(
        order=order,
        point=f"extra-{extra.position}",
        defaults={
            "store_id": order.store_id,
            "vehicle_id": order.vehicle_id,
            "name": extra.what[:60],
            "system": extra.system,
            "state": extra.point_state,
            "risk": extra.risk,
            "is_safety": True,
            "pictures": extra.pictures,
            "found_at": extra.found_at,
            "found_by_id": extra.found_by_id,
            "outcome": "declined",
            "decline_reason": said.reason(line.pk),
            "declined_at": said.at,
            "declined_signature": answer.signature,
            "line": line,
        },
    )


def _go_on(order: Order, extra: ExtraWork, at: datetime) -> None:
    """Nothing is asked any more: an order that waited for the customer goes on."""
    others = ExtraWork.objects.filter(order=order, state=ExtraState.ASKED).exclude(pk=extra.pk)
    if order.state == OrderState.WAITING and order.waiting_for == WaitingFor.CUSTOMER and not others.exists():
        orders.end_waiting(order, at=at)


def _anybody_works(order: Order) -> bool:
    return Clock.objects.filter(order=order, ended_by="").exists()


def _locked(
    extra_id: int, warrant: Warrant, *, seen: int | None = None, with_customer: bool = False
) -> tuple[Order, ExtraWork]:
    order_id = (
        ExtraWork.objects.seen_by(warrant.actor)
        .filter(pk=extra_id)
        .values_list("order_id", flat=True)
        .first()
    )
    if order_id is None:
        raise Missing("没有找到这个增项，请刷新委托书后重试。")
    order = drafting.order_locked(order_id, warrant, seen=seen, with_customer=with_customer)
    return order, ExtraWork.objects.select_for_update(of=("self",)).get(pk=extra_id)
