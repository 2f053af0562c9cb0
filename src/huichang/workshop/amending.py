"""Changing what is quoted but not yet authorised: quantities, prices within the post's limit, payers, words."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.money import Money, money
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import floors
from huichang.pricebook import discounts
from huichang.workshop import amounts, drafting, paying, permissions, pricing, reasons, settling, states
from huichang.workshop.models import Finding, Job, Line, Order
from huichang.workshop.pricing import WantedLine
from huichang.workshop.states import (
    BEFORE_SETTLEMENT,
    CHANGEABLE_LINES,
    WORKABLE_LINES,
    LineKind,
    LineState,
    OrderState,
    Payer,
    RepairType,
)

HAND_PRICED = (LineKind.SUBLET, LineKind.CONSUMABLE, LineKind.TOWING, LineKind.STORAGE)


@use_case(permissions.QUOTE_ORDERS, "修改明细")
def change_line(
    warrant: Warrant,
    line_id: int,
    *,
    quantity: Decimal | None = None,
    unit_price: Money | None = None,
    name: str | None = None,
    own_part: bool | None = None,
    seen: int | None = None,
    at: datetime,
) -> Line:
    """Quantity of any line, price and name of charges without a list, or that the customer brings the part.

    A discount keeps its share. Raises Refused for a quantity of nothing, a piece cut in two, or a unit price that a
    list fixes; OutOfTurn for an authorised line.
    """
    held, line = drafting.writable_line(line_id, warrant, seen=seen, at=at)
    listed = amounts.list_amount(line.kind, line.unit_price, line.quantity, line.minutes)
    before = line.minutes * line.quantity
    if unit_price is not None or name is not None:
        if line.kind not in HAND_PRICED:
            raise Refused("工时和配件按公布的价格计价；要优惠请用“改价”，写明原因。")
        line.unit_price = line.unit_price if unit_price is None else money(unit_price)
        line.name = (name if name is not None else line.name).strip()[:80]
        if line.unit_price < 0 or not line.name:
            raise Refused("请填写项目名称和单价，单价不能为负数。")
    if quantity is not None:
        line.quantity = quantity
    if own_part is None:
        _check_quantity(line)
        pricing.keep_discount(line, listed)
    else:
        _bring_or_buy(held.order, line, own_part, at)
    line.save(
        update_fields=[
            "quantity",
            "unit_price",
            "name",
            "discount",
            "amount",
            "own_part",
            "rule",
            "price_reason",
        ]
    )
    if line.kind == LineKind.LABOUR:
        line.job.minutes = max(0, int(line.job.minutes - before + line.minutes * line.quantity))
        line.job.save(update_fields=["minutes"])
    warrant.note = line.name
    drafting.changed(held.order)
    return line


def _check_quantity(line: Line) -> None:
    if line.quantity <= 0:
        raise Refused("数量要大于 0；不需要这一项请撤下。")
    part = line.part
    if part is not None and part.is_whole and line.quantity % 1:
        raise Refused(f"“{line.name}”只能按整{part.unit}领用，请把数量改为整数。")


def _bring_or_buy(order: Order, line: Line, own_part: bool, at: datetime) -> None:
    """Price the part line anew as the customer's own part, or as one of ours."""
    if line.kind != LineKind.PART:
        raise Refused("只有配件可以由客户自备。")
    wanted = WantedLine(
        LineKind.PART, part_id=line.part_id, quantity=line.quantity, payer=line.payer, own_part=own_part
    )
    lists = pricing.look_up(order, [(line.job.repair_type, wanted)], at=at)
    fresh = pricing.line_of(order, line.job, wanted, lists)
    for field in ("unit_price", "discount", "amount", "own_part", "rule", "price_reason"):
        setattr(line, field, getattr(fresh, field))


@use_case(permissions.CHANGE_PRICES, "手工改价")
def change_price(
    warrant: Warrant, line_id: int, *, amount: Money, reason: str, seen: int | None = None, at: datetime
) -> Line:
    """Another amount for a line than the lists give, within the post's limit, with a reason; the rule stands on the line.

    `reason` is a code of `manual_price` or words. Raises Refused without a reason, above the list, beyond the limit.
    """
    held, line = drafting.writable_line(line_id, warrant, seen=seen, at=at)
    _lower(warrant, held.order, line, money(amount), _reason(reason))
    _keep_floor(held.order, [line], at=at)
    line.save(update_fields=["discount", "amount", "rule", "price_reason"])
    warrant.note = f"{line.name} → ¥{line.amount}：{line.price_reason}"[:200]
    drafting.changed(held.order)
    return line


@use_case(permissions.CHANGE_PRICES, "整单优惠")
def give_discount(
    warrant: Warrant,
    order_id: int,
    *,
    percent: Decimal,
    reason: str,
    kinds: Iterable[str] = (LineKind.LABOUR, LineKind.PART),
    seen: int | None = None,
    at: datetime,
) -> list[Line]:
    """So many per cent off the customer's own lines of some kinds in a draft, within the post's limit, with a reason.

    Lines that already save more keep what they have. Raises Refused when nothing is left to lower.
    """
    held = drafting.writable(order_id, warrant, seen=seen, at=at)
    said = _reason(reason)
    if not 0 < percent <= 100:
        raise Refused("优惠比例要在 0 到 100% 之间。")
    mine = Line.objects.select_for_update(of=("self",)).filter(
        order_id=order_id, kind__in=list(kinds), state__in=CHANGEABLE_LINES, payer=Payer.CUSTOMER
    )
    lowered = []
    for line in mine.order_by("pk"):
        listed = amounts.list_amount(line.kind, line.unit_price, line.quantity, line.minutes)
        amount = money(listed * (100 - percent) / 100)
        if amount < line.amount:
            _lower(warrant, held.order, line, amount, said)
            lowered.append(line)
    if not lowered:
        raise Refused("没有可以再优惠的项目：客户自费的工时和配件都已有同样或更大的优惠。")
    _keep_floor(held.order, lowered, at=at)
    Line.objects.bulk_update(lowered, ["discount", "amount", "rule", "price_reason"])
    warrant.note = f"{len(lowered)} 项优惠 {percent:f}%：{said}"[:200]
    drafting.changed(held.order)
    return lowered


def _reason(said: str) -> str:
    if not said.strip():
        raise Refused("请选择或填写改价原因。")
    return reasons.words("manual_price", said)[:80]


def _lower(warrant: Warrant, order: Order, line: Line, amount: Money, reason: str) -> None:
    """Set a line's amount by hand; the limit is that of the posts held in the order's own store."""
    if order.store_id != warrant.actor.store_id:
        raise NotAllowed("请先切换到这张工单所在的门店，再改价。")
    listed = amounts.list_amount(line.kind, line.unit_price, line.quantity, line.minutes)
    rule = discounts.check(order.store_id, warrant.actor.roles, listed, amount)
    line.discount, line.amount = Money(listed - amount), amount
    line.rule, line.price_reason = rule[:60], reason if rule else ""


def _keep_floor(order: Order, lines: Iterable[Line], *, at: datetime) -> None:
    """Parts are not sold below their floor by hand, unless that was allowed."""
    priced = [
        floors.Priced(line.part_id, line.name, line.amount / line.quantity, line.pk)
        for line in lines
        if line.part_id and not line.own_part
    ]
    floors.check(order.store_id, priced, order_id=order.pk, on=localdate(at))


@use_case(permissions.QUOTE_ORDERS, "撤下明细")
def remove_line(warrant: Warrant, line_id: int, *, seen: int | None = None, at: datetime) -> Line:
    """A line that nobody has authorised is dropped; what it was to mend is open again. OutOfTurn once authorised."""
    held, line = drafting.writable_line(line_id, warrant, seen=seen, at=at)
    states.LINE.move(line, "drop")
    line.save(update_fields=["state"])
    if line.kind == LineKind.LABOUR:
        line.job.minutes = max(0, int(line.job.minutes - line.minutes * line.quantity))
        line.job.save(update_fields=["minutes"])
    Finding.objects.filter(line=line).update(outcome="open", line=None)
    warrant.note = line.name
    drafting.changed(held.order)
    return line


@use_case(permissions.QUOTE_ORDERS, "撤下维修项目")
def remove_job(warrant: Warrant, job_id: int, *, seen: int | None = None, at: datetime) -> Job:
    """A job that nobody has authorised is dropped with its lines. OutOfTurn once one of them is authorised."""
    held, job = drafting.writable_job(job_id, warrant, seen=seen, at=at)
    states.JOB.move(job, "drop")
    job.save(update_fields=["state"])
    lines = Line.objects.filter(job=job, state__in=CHANGEABLE_LINES)
    Finding.objects.filter(line__in=lines).update(outcome="open", line=None)
    lines.update(state=LineState.DROPPED)
    warrant.note = job.title
    drafting.changed(held.order)
    return job


@use_case(permissions.QUOTE_ORDERS, "修改维修项目")
def describe_job(
    warrant: Warrant,
    job_id: int,
    *,
    title: str | None = None,
    concern: str | None = None,
    cause: str | None = None,
    correction: str | None = None,
    seen: int | None = None,
    at: datetime,
) -> Job:
    """The words of a job: its name in draft, concern, cause and correction (3C) until the order is settled."""
    found = Job.objects.seen_by(warrant.actor).filter(pk=job_id).values_list("order_id", flat=True).first()
    if found is None:
        raise Missing("没有找到这个维修项目，可能已被撤下，请刷新委托书。")
    order = drafting.order_locked(found, warrant, seen=seen)
    if order.state not in BEFORE_SETTLEMENT:
        raise OutOfTurn(f"{order}现在是“{order.get_state_display()}”，不能再修改维修项目。")
    job: Job = Job.objects.select_for_update(of=("self",)).get(pk=job_id)
    given = {"title": title, "concern": concern, "cause": cause, "correction": correction}
    changes = {field: words.strip() for field, words in given.items() if words is not None}
    if "title" in changes and changes["title"] != job.title and order.state != OrderState.DRAFT:
        raise OutOfTurn("客户签字后不能改维修项目的名称，原因和处理结果可以继续填写。")
    if changes.get("title") == "":
        raise Refused("请填写维修项目的名称。")
    for field, words in changes.items():
        setattr(job, field, words[: 80 if field == "title" else 300])
    job.save(update_fields=list(changes))
    warrant.note = job.title
    drafting.changed(order)
    return job


@use_case(permissions.QUOTE_ORDERS, "更改维修类型")
def change_repair_type(
    warrant: Warrant, job_id: int, *, repair_type: str, seen: int | None = None, at: datetime
) -> Job:
    """Another repair type for a job in draft: its labour is priced anew, and whoever paid by default changes with it."""
    held, job = drafting.writable_job(job_id, warrant, seen=seen, at=at)
    if repair_type not in RepairType.values:
        raise Refused("请选择维修类型。")
    lines = list(
        Line.objects.select_for_update(of=("self",))
        .filter(job=job, state__in=CHANGEABLE_LINES)
        .order_by("pk")
    )
    usual, payer = amounts.payer_of(job.repair_type), amounts.payer_of(repair_type)
    job.repair_type = repair_type
    job.payer = payer if job.payer == usual else job.payer
    wanted = [
        WantedLine(line.kind, line.operation_id, line.part_id, line.quantity)
        for line in lines
        if line.operation_id or line.part_id
    ]
    lists = pricing.look_up(held.order, [(repair_type, each) for each in wanted], at=at)
    for line in lines:
        line.order, line.job = held.order, job
        line.payer = payer if line.payer == usual else line.payer
        line.payer_percent = line.payer_percent if line.payer == Payer.MANUFACTURER else 100
        if line.operation_id:
            priced = pricing.line_of(
                held.order,
                job,
                WantedLine(line.kind, line.operation_id, quantity=line.quantity, payer=line.payer),
                lists,
            )
            line.unit_price = priced.unit_price
        pricing.set_amount(line, lists.rules, lists.offers)
    Line.objects.bulk_update(lines, [*paying.PRICED, "unit_price"])
    job.save(update_fields=["repair_type", "payer"])
    warrant.note = f"{job.title} → {RepairType(repair_type).label}"
    drafting.changed(held.order)
    return job


@use_case(permissions.QUOTE_ORDERS, "更改付费方")
def set_payer(
    warrant: Warrant,
    order_id: int,
    *,
    payer: str,
    job_ids: Iterable[int] = (),
    line_ids: Iterable[int] = (),
    seen: int | None = None,
    at: datetime,
) -> list[Line]:
    """Who pays some lines, or all lines of some jobs (LANE-15).

    What the customer has agreed to may be taken over by somebody else, never be put on the customer: that needs extra
    work. Costs are borne by ourselves only with the right to it. Raises Refused, NotAllowed, OutOfTurn after settlement.
    """
    order = drafting.order_locked(order_id, warrant, seen=seen)
    if order.state not in BEFORE_SETTLEMENT:
        raise OutOfTurn(f"{order}现在是“{order.get_state_display()}”，不能再更改付费方。")
    if payer not in Payer.values:
        raise Refused("请选择付费方：客户自费、厂家索赔、保险、内部。")
    if order.state == OrderState.CHECKED:
        settling.refuse_billed(order)
    jobs, wanted = set(job_ids), set(line_ids)
    lines = list(Line.objects.select_for_update(of=("self",)).filter(order_id=order_id).order_by("pk"))
    mine = [
        line
        for line in lines
        if (line.pk in wanted or line.job_id in jobs)
        and line.state in (*CHANGEABLE_LINES, *WORKABLE_LINES)
        and line.payer != payer
    ]
    if not mine:
        raise Refused("没有需要更改的明细：选中的项目已由这一方付费，或已撤下。")
    paying.may_shift(warrant, order, mine, payer)
    paying.shift(order, {payer: mine}, at=at)
    if jobs:
        Job.objects.filter(pk__in=jobs, order_id=order_id).update(payer=payer)
    warrant.note = f"{'、'.join(line.name for line in mine)} → {Payer(payer).label}"[:200]
    drafting.changed(order)
    return mine


@use_case(permissions.QUOTE_ORDERS, "修改委托书")
def describe_order(
    warrant: Warrant,
    order_id: int,
    *,
    concern: str | None = None,
    sender_name: str | None = None,
    sender_phone: str | None = None,
    wash: bool | None = None,
    takes_old_parts: bool | None = None,
    seen: int | None = None,
    at: datetime,
) -> Order:
    """The order's own words and wishes: what the customer said, who brought the car, wash, old parts."""
    order = drafting.order_locked(order_id, warrant, seen=seen)
    if order.state not in BEFORE_SETTLEMENT:
        raise OutOfTurn(f"{order}现在是“{order.get_state_display()}”，不能再修改。")
    given = {
        "concern": concern,
        "sender_name": sender_name,
        "sender_phone": sender_phone,
        "wash": wash,
        "takes_old_parts": takes_old_parts,
    }
    changes = {field: value for field, value in given.items() if value is not None}
    for field, value in changes.items():
        setattr(order, field, value.strip()[:500] if isinstance(value, str) else value)
    if takes_old_parts is not None:
        ours = Line.objects.filter(order_id=order_id, old_part__in=["taken", "left"])
        ours.update(old_part="taken" if takes_old_parts else "left")
    drafting.changed(order, *changes)
    return order
