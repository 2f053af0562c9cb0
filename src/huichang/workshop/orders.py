"""The order as a whole: its promise, the customer's signature on a screen or by a link, waiting, cancelling (LANE-22, 24)."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.timezone import localtime

from huichang.customers import queries as customers
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.kernel.wording import yuan
from huichang.parts import holds, picking
from huichang.post import outbox, templates
from huichang.workshop import (
    amounts,
    answers,
    drafting,
    facts,
    guarantees,
    links,
    permissions,
    reasons,
    states,
)
from huichang.workshop.answers import Said
from huichang.workshop.links import Purpose
from huichang.workshop.models import Assignment, Clock, Job, Line, Order
from huichang.workshop.states import (
    OPEN_LINES,
    ExtraState,
    JobState,
    LineState,
    OrderState,
    WaitingFor,
)

PLEASE_SIGN = templates.declare(
    "workshop.please_sign",
    "请签委托书",
    "{name}您好，您的车 {plate} 的维修委托书已备好：共 {amount}，预计 {time} 交车。请点开链接查看并签字：",
    urgent=True,
)
SIGNED = templates.declare(
    "workshop.signed",
    "委托书已确认",
    "{name}您好，您的车 {plate} 的委托书 {number} 已确认，共 {amount}，预计 {time} 交车。点开链接随时查看进度：",
    urgent=True,
)


@use_case(permissions.QUOTE_ORDERS, "确定承诺交车时间")
def set_promise(
    warrant: Warrant, order_id: int, *, promised_at: datetime, seen: int | None = None, at: datetime
) -> Order:
    """The time that the customer is told with the quote. Raises Refused for a time that has passed, OutOfTurn once signed
    (then the time changes with extra work, or the customer is told of a delay)."""
    order = drafting.order_locked(order_id, warrant, seen=seen)
    if order.state != OrderState.DRAFT:
        raise OutOfTurn("客户签字后交车时间不能直接改：随增项一起请客户确认，或用“告知新的交车时间”。")
    _in_future(promised_at, at)
    order.promised_at = promised_at
    drafting.changed(order, "promised_at")
    announce(facts.PromiseMoved(order.store_id, order.pk, promised_at, at))
    return order


def _in_future(promised_at: datetime | None, at: datetime) -> None:
    if promised_at is None:
        raise Refused("请先确定承诺交车时间，再请客户签字。")
    if promised_at <= at:
        raise Refused(f"承诺交车时间 {localtime(promised_at):%m月%d日 %H:%M} 已经过了，请重新确定。")


@use_case(permissions.SIGN_ORDERS, "客户签委托书")
def sign_order(
    warrant: Warrant,
    order_id: int,
    *,
    name: str,
    via: str = "screen",
    signature: str = "",
    declined: Mapping[int, str] | None = None,
    promised_at: datetime | None = None,
    seen: int | None = None,
    at: datetime,
) -> Order:
    """The customer signs in the house: on the tablet (`screen`, with `signature` as PNG data URL) or on paper.

    `declined` maps lines that are not wanted to the reason; everything else is authorised, at the prices shown.
    Raises Refused without name, signature, lines or a promise in the future; OutOfTurn for an order that is signed.
    """
    order = drafting.order_locked(order_id, warrant, seen=seen, with_customer=True)
    if via not in ("screen", "paper"):
        raise Refused("在店签委托书请选平板签字或纸质；客户不在店请发签字链接。")
    order.promised_at = promised_at or order.promised_at
    return _sign(warrant, order, Said(name, via, at, signature, declined or {}))[0]


@use_case(permissions.ANSWER_AS_CUSTOMER, "车主签委托书")
def sign_by_link(
    warrant: Warrant,
    token: str,
    *,
    name: str,
    signature: str,
    declined: Mapping[int, str] | None = None,
    seen: int,
    at: datetime,
) -> tuple[Order, str]:
    """The customer signs on the phone page; `seen` is the version of the quote that the page showed. Returns the order
    and the address of its progress page.

    Raises Missing or OutOfTurn for a link that is altered, unknown, expired, used or void, Changed when the adviser
    changed the quote meanwhile, Refused as for `sign_order`.
    """
    found = links.opened(token, Purpose.SIGN, at=at)
    order = drafting.order_locked(found.order_id or 0, warrant, seen=seen, with_customer=True)
    links.use(found, at=at)
    return _sign(warrant, order, Said(name, "link", at, signature, declined or {}))


def _sign(warrant: Warrant, order: Order, said: Said) -> tuple[Order, str]:
    states.ORDER.move(order, "sign")
    lines = answers.open_lines(order, None)
    if not lines:
        raise Refused("委托书里还没有项目，请先添加维修项目再请客户签字。")
    answers.check(said, lines, needs_signature=said.via in answers.WITH_SIGNATURE)
    guarantees.refuse_charging_again(order, [line for line in lines if line.pk not in said.declined])
    if len(said.declined) == len(lines):
        raise Refused("全部项目都不做，不需要签委托书；请取消工单。")
    _in_future(order.promised_at, said.at)
    order.promised_first_at, order.signed_at, order.told_at = order.promised_at, said.at, said.at
    _answer, agreed = answers.record(warrant, order, lines, said)
    order.amount_signed = order.amount_agreed = amounts.total(agreed)
    drafting.changed(
        order,
        "state",
        "promised_first_at",
        "promised_at",
        "signed_at",
        "told_at",
        "amount_signed",
        "amount_agreed",
    )
    warrant.note = f"{said.name}，{answers.VIA[said.via]}，{yuan(order.amount_signed)}"
    announce(facts.OrderSigned(order.store_id, order.pk, order.amount_signed, said.at))
    progress = links.issue(order, Purpose.PROGRESS, at=said.at)
    _write(order, SIGNED, progress, at=said.at, amount=order.amount_signed)
    return order, progress


@use_case(permissions.SIGN_ORDERS, "发签字链接")
def send_to_sign(
    warrant: Warrant,
    order_id: int,
    *,
    promised_at: datetime | None = None,
    seen: int | None = None,
    at: datetime,
) -> str:
    """Send the customer a link under which the quote can be read and signed; returns its address. Earlier ones are void.

    Raises Refused without lines or a promise in the future, OutOfTurn for an order that is signed.
    """
    order = drafting.order_locked(order_id, warrant, seen=seen, with_customer=True)
    if not states.ORDER.allows(order.state, "sign"):
        raise OutOfTurn(f"{order}现在是“{order.get_state_display()}”，不用再签委托书。")
    open_lines = Line.objects.filter(order=order, state__in=OPEN_LINES).select_related("job")
    lines = list(guarantees.looked_up(open_lines, order))
    amount = amounts.total(lines)
    if not lines:
        raise Refused("委托书里还没有项目，请先添加维修项目再请客户签字。")
    guarantees.refuse_charging_again(order, lines)
    order.promised_at = promised_at or order.promised_at
    _in_future(order.promised_at, at)
    drafting.void_links(order.pk, at, purpose=Purpose.SIGN)
    if promised_at is not None:
        drafting.changed(order, "promised_at")
        announce(facts.PromiseMoved(order.store_id, order.pk, promised_at, at))
    address = links.issue(order, Purpose.SIGN, at=at)
    _write(order, PLEASE_SIGN, address, at=at, amount=amount)
    return address


def _write(order: Order, template: templates.Template, address: str, *, at: datetime, amount: object) -> None:
    assert order.promised_at is not None
    outbox.write(
        store_id=order.store_id,
        customer_id=order.customer_id,
        template=template,
        about=f"workshop.order:{order.pk}",
        values={
            "plate": order.vehicle.plate or "（未上牌）",
            "number": order.number,
            "amount": f"{amount:.2f} 元",
            "time": f"{localtime(order.promised_at):%m月%d日 %H:%M}",
        },
        link=address,
        due_at=at,
        to=customers.brief(order.customer),
    )


@use_case(permissions.HOLD_ORDERS, "转入等待")
def wait_order(
    warrant: Warrant,
    order_id: int,
    *,
    waiting_for: str,
    reason: str = "",
    seen: int | None = None,
    at: datetime,
) -> Order:
    """Nothing can go on: the order waits for parts, customer, insurer or sublet work. OutOfTurn while a clock runs."""
    order = drafting.order_locked(order_id, warrant, seen=seen)
    if waiting_for not in WaitingFor.values or not waiting_for:
        raise Refused("请选择在等什么：配件、客户、保险、外包。")
    if running := _running(order):
        raise OutOfTurn(f"{running}，先暂停作业再转入等待。")
    put_waiting(order, waiting_for, at=at)
    drafting.changed(order)
    warrant.note = (reasons.words(f"waiting_{waiting_for}", reason) if reason else "")[:200]
    return order


@use_case(permissions.HOLD_ORDERS, "恢复作业")
def resume_order(warrant: Warrant, order_id: int, *, seen: int | None = None, at: datetime) -> Order:
    """What was waited for is there. OutOfTurn for an order that does not wait."""
    order = drafting.order_locked(order_id, warrant, seen=seen)
    end_waiting(order, at=at)
    drafting.changed(order)
    return order


def put_waiting(order: Order, waiting_for: str, *, at: datetime) -> None:
    """The order (locked) waits; one that waits already waits for this from now on. Raises OutOfTurn. One statement."""
    if order.state != OrderState.WAITING:
        states.ORDER.move(order, "wait")
    order.waiting_for = waiting_for
    order.save(update_fields=["state", "waiting_for"])
    announce(facts.WaitingChanged(order.store_id, order.pk, waiting_for, at))


def end_waiting(order: Order, *, at: datetime) -> None:
    """The order (locked) goes on: in work, or back to dispatch when nothing of it was started. Raises OutOfTurn."""
    started = Job.objects.filter(order=order, started_at__isnull=False).exists()
    states.ORDER.move(order, "resume" if started else "queue")
    order.waiting_for = WaitingFor.NOTHING
    order.save(update_fields=["state", "waiting_for"])
    announce(facts.WaitingChanged(order.store_id, order.pk, "", at))


def _running(order: Order) -> str:
    """Who is clocked on, as the beginning of a sentence; empty for nobody."""
    clocks = Clock.objects.filter(order=order, ended_by="").select_related("technician", "job").order_by("pk")
    return "、".join(f"{clock.technician.name}正在做{clock.job}" for clock in clocks)


@use_case(permissions.CANCEL_ORDERS, "取消工单")
def cancel_order(
    warrant: Warrant, order_id: int, *, reason: str, seen: int | None = None, at: datetime
) -> Order:
    """The order is not carried out: lines and jobs are dropped, parts go back to free stock, links lead nowhere.

    Raises Refused without a reason, while parts are out or work was done; OutOfTurn while a clock runs, or too late.
    """
    order = drafting.order_locked(order_id, warrant, seen=seen)
    if not reason.strip():
        raise Refused("请选择取消的原因。")
    states.ORDER.move(order, "cancel")
    _nothing_is_out(order)
    order.cancelled_reason = reasons.words("order_cancel", reason)[:120]
    order.waiting_for = WaitingFor.NOTHING
    lines = list(Line.objects.select_for_update(of=("self",)).filter(order=order).order_by("pk"))
    picking.withdraw(store_id=order.store_id, line_ids=[line.pk for line in lines if line.part_id], at=at)
    if order.visit.appointment_id is not None:
        holds.release_for_appointment(order.visit.appointment_id, at=at)
    Line.objects.filter(order=order, state__in=OPEN_LINES).update(state=LineState.DROPPED)
    Job.objects.filter(order=order).update(state=JobState.DROPPED)
    order.extras.filter(state__in=[ExtraState.FOUND, ExtraState.ASKED]).update(
        state=ExtraState.WITHDRAWN, ended_reason=order.cancelled_reason[:80]
    )
    Assignment.objects.filter(order=order, is_open=True).update(is_open=False)
    drafting.void_links(order.pk, at, purpose=Purpose.SIGN)
    drafting.void_links(order.pk, at, purpose=Purpose.APPROVE)
    drafting.changed(order, "state", "cancelled_reason", "waiting_for")
    warrant.note = order.cancelled_reason
    announce(facts.OrderCancelled(order.store_id, order.pk, order.visit_id, order.cancelled_reason, at))
    return order


def _nothing_is_out(order: Order) -> None:
    """What must be put right before an order can be cancelled, named."""
    out = Line.objects.filter(order=order, issued__gt=0).order_by("pk")
    if issued := "、".join(f"{line}{line.issued.normalize():f}{line.unit}" for line in out):
        raise Refused(f"{issued}已经领出，请先到备件柜台退料，再取消工单。")
    if running := _running(order):
        raise OutOfTurn(f"{running}，请先停止计时，再取消工单。")
    if done := "、".join(str(job) for job in Job.objects.filter(order=order, state=JobState.DONE)):
        raise Refused(f"{done}已经完工，不能取消整张工单；请撤下没做的项目，做完的照常结算。")
