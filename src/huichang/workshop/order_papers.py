"""任务委托书 and 增项确认单 filled from an order, as draft, as signed, as amended."""

from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.company import letterhead, settings
from huichang.customers.states import Kind
from huichang.kernel import pictures
from huichang.kernel.actor import Actor
from huichang.kernel.papers import UNSIGNED, Signed
from huichang.kernel.refusals import Missing
from huichang.kernel.wording import labour_hours, quantity, yuan
from huichang.parts import queries as parts
from huichang.pricebook import queries as pricebook
from huichang.pricebook.states import RepairClass
from huichang.workshop import floor_papers, papers, rules
from huichang.workshop.models import Order
from huichang.workshop.queries import order as orders
from huichang.workshop.queries.cards import AnswerCard, ExtraCard, JobCard, LineCard
from huichang.workshop.queries.order_card import OrderCard
from huichang.workshop.states import LineKind, LineState, OldPart, RepairType

TERMS = settings.declare(
    "workshop.terms_order",
    "\n".join(
        (
            "本委托书即维修合同，一式两份，托修方与承修方各执一份，双方签字后生效。",
            "维修中发现需要增加项目、更换配件或延长时间的，承修方先告知原因、价格和时间，经托修方同意后才施工；未经同意的不收费。",
            "工时按公布的工时定额和单价计算，配件按公布的售价计算；结算时出具结算清单，工时费与材料费分列。",
            "换下的旧件按托修方的意愿带走或由承修方处理；索赔、保险更换的旧件按规定回收。",
            "承修方执行质量保证期制度，期内因维修质量造成的故障由承修方无偿返修；托修方自备配件不在保证之列。",
            "为诊断和检验需要，托修方同意承修方在必要范围内路试。贵重物品请托修方自行带走。",
            "费用结清或经承修方批准挂账后，凭出门证交车；双方有争议时协商解决，协商不成的可向道路运输管理机构申请调解或依法诉讼。",
        )
    ),
    "委托书上的条款（一行一条）",
)
EXCESS = "增加项目或费用超出预计时，先告知并经托修方确认；未经确认不施工、不收费。"
PARTS_RULE = "配件按公布的零售价"
PAYING = settings.declare("workshop.payment_ways", "现金、刷卡、微信、支付宝、转账", "可用的付款方式")
MOST_PHOTOS = 6


def repair_order(actor: Actor, order_id: int, *, at: datetime, address: str) -> papers.RepairOrder:
    """The repair contract of an order; `address` is the house's own, for the code that opens the record. Raises Missing."""
    card = orders.order_card(actor, order_id)
    return repair_order_of(card, at=at, address=address, printed_by=actor.name)


def repair_order_of(card: OrderCard, *, at: datetime, address: str, printed_by: str) -> papers.RepairOrder:
    """The repair contract filled from a card."""
    qualities = parts.parts([line.part_id for line in card.lines if line.part_id])
    jobs = [job for job in card.jobs if job.is_open and (job.extra_id is None or _agreed(job))]
    lines = [
        (job, line)
        for job in jobs
        for line in job.open_lines
        if job.extra_id is None or line.state != "draft"
    ]
    signed = card.signed_by
    return papers.RepairOrder(
        store=letterhead.head(card.store_id),
        no=card.number,
        qr=f"{address}workshop/orders/{card.id}/",
        printed_at=at,
        printed_by=printed_by,
        opened_at=card.opened_at,
        promised_at=card.promised_at,
        repair_type=card.repair_type_says,
        arrival="预约到店" if card.appointment_id else "直接到店",
        adviser=card.adviser,
        party=_party(card),
        car=_car(card),
        concerns=_concerns(card, jobs),
        labour=tuple(_labour(job, line) for job, line in lines if line.kind == LineKind.LABOUR),
        materials=tuple(_material(job, line, qualities) for job, line in lines if line.kind == LineKind.PART),
        others=tuple(
            papers.OtherLine(
                name=line.name,
                amount=line.amount,
                payer=line.payer_says,
                note=f"{line.kind_says} {quantity(line.quantity, line.unit)} × {yuan(line.unit_price)}",
                own=_own(line),
            )
            for _, line in lines
            if line.hand_priced
        ),
        first_signed=card.amounts.first,
        amended=(card.amounts.agreed or Decimal(0)) - (card.amounts.first or Decimal(0)),
        rates=_rates(card, at),
        excess_rule=EXCESS,
        delivery_place="本店交车区",
        delivery_way="托修方到店提车",
        payment_ways=settings.of(card.store_id, PAYING),
        guarantees=_guarantees(jobs, at),
        old_parts=_old_parts(card, lines),
        wash=card.wash,
        changes=tuple(_change(card, answer) for answer in card.answers if answer.about != "sign"),
        terms=letterhead.terms(card.store_id, TERMS),
        customer=_signed(signed) if signed else UNSIGNED,
        adviser_signed=Signed(name=card.adviser, at=card.signed_at),
    )


def approval(actor: Actor, extra_id: int, *, at: datetime, address: str) -> papers.Approval:
    """The sheet of an extra work: found, priced, answered point by point. Raises Missing."""
    card = orders.order_card(actor, orders.order_of(actor, "extra", extra_id))
    extra = card.extra(extra_id)
    if extra is None or card.amounts.first is None:
        raise Missing("没有找到这个增项，请刷新委托书。")
    before = [answer for answer in card.answers if extra.answer is None or answer.id < extra.answer.id]
    others = [each for each in card.extras if each.id != extra.id and each.answer in before]
    gone = [answer.amount for answer in before if answer.about == "give_up"]
    base = gone[-1] if gone else card.amounts.first + sum((each.amount for each in others), Decimal(0))
    told = [answer.promised_at for answer in before if answer.promised_at]
    return papers.Approval(
        store=letterhead.head(card.store_id),
        no=f"{card.number}-{extra.position}",
        qr=f"{address}workshop/orders/{card.id}/",
        printed_at=at,
        printed_by=actor.name,
        order_no=card.number,
        found_at=extra.found_at,
        found_by=extra.found_by,
        adviser=card.adviser,
        party=_party(card),
        car=_car(card),
        points=tuple(_point(number, job, extra) for number, job in enumerate(extra.points, start=1)),
        first_signed=card.amounts.first,
        amended_before=base - card.amounts.first,
        promised_before=told[-1] if told else card.promised_first_at,
        promised_after=extra.promised_at,
        answered_at=extra.answered_at,
        way=extra.answer.via_says if extra.answer else "",
        customer=_signed(extra.answer) if extra.answer else UNSIGNED,
        adviser_signed=Signed(name=card.adviser, at=extra.asked_at),
    )


def _agreed(job: JobCard) -> bool:
    return any(line.state in (LineState.AUTHORIZED, LineState.DONE) for line in job.lines)


def _party(card: OrderCard) -> papers.Party:
    firm = card.customer.name if card.customer.kind == Kind.COMPANY else ""
    return papers.Party(
        owner=card.customer.name,
        phone=card.customer.phone,
        sender=card.sender_name,
        sender_phone=card.sender_phone,
        company=firm,
    )


def _car(card: OrderCard) -> papers.Car:
    return floor_papers.car_of(Order.objects.select_related("vehicle").get(pk=card.id))


def _concerns(card: OrderCard, jobs: list[JobCard]) -> tuple[papers.Concern, ...]:
    said = [job for job in jobs if job.concern or job.cause or job.correction]
    if not said:
        return (papers.Concern(no="1", words=card.concern),) if card.concern else ()
    return tuple(
        papers.Concern(
            no=str(job.position), words=job.concern or job.title, cause=job.cause, correction=job.correction
        )
        for job in said
    )


def _labour(job: JobCard, line: LineCard) -> papers.LabourLine:
    return papers.LabourLine(
        job_no=str(job.position),
        code=line.code,
        name=line.name,
        minutes=line.hours,
        rate=line.unit_price,
        amount=line.amount,
        payer=line.payer_says,
        discount=line.discount,
        note=_note(line),
        own=_own(line),
    )


def _material(job: JobCard, line: LineCard, known: dict[int, parts.PartBrief]) -> papers.MaterialLine:
    part = known.get(line.part_id or 0)
    return papers.MaterialLine(
        job_no=str(job.position),
        code=line.code,
        name=line.name,
        quality=part.quality_says if part else "",
        quantity=line.quantity,
        unit=line.unit,
        price=line.unit_price,
        amount=line.amount,
        payer=line.payer_says,
        discount=line.discount,
        customer_supplied=line.own_part,
        note=_note(line),
        own=_own(line),
    )


def _note(line: LineCard) -> str:
    shared = (
        f"{line.payer_says}承担 {line.payer_percent}%，客户 {yuan(line.own_amount)}" if line.is_shared else ""
    )
    return " · ".join(part for part in (line.rule, line.price_reason, shared) if part)


def _own(line: LineCard) -> Decimal:
    return line.own_amount if line.is_shared else Decimal("0.00")


def _rates(card: OrderCard, at: datetime) -> str:
    """收费标准: the hourly rates that this order's work is charged at, and how parts are priced."""
    types = {job.repair_type for job in card.jobs if job.is_open} or {card.repair_type}
    found = [
        each
        for each in pricebook.rates(card.store_id, on=localdate(at))
        if each.rate_class == card.car.rate_class and each.repair_type in types
    ]
    told = [f"{RepairType(each.repair_type).label} {each.per_hour:f} 元/小时" for each in found]
    return f"工时单价：{'、'.join(told)}（前台公示）；{PARTS_RULE}。" if told else f"{PARTS_RULE}。"


def _guarantees(jobs: list[JobCard], at: datetime) -> tuple[papers.Guarantee, ...]:
    classes = {job.repair_class for job in jobs}
    return tuple(
        papers.Guarantee(
            repair_class=kind.label,
            km=rules.guarantee_term(kind, on=localdate(at)).km,
            days=rules.guarantee_term(kind, on=localdate(at)).days,
            applies=kind in classes,
        )
        for kind in RepairClass
    )


def _old_parts(card: OrderCard, lines: list[tuple[JobCard, LineCard]]) -> papers.particulars.OldParts:
    replaced = [line for _, line in lines if line.kind == LineKind.PART and line.old_part != OldPart.NONE]
    if lines and not replaced:
        return "none"
    return "taken" if card.takes_old_parts else "left"


def _signed(answer: AnswerCard) -> Signed:
    return Signed(
        name=answer.name, at=answer.at, way=answer.via_says, image=pictures.content_of(answer.signature_id)
    )


def _change(card: OrderCard, answer: AnswerCard) -> papers.Change:
    extra = card.extra(answer.extra_id) if answer.extra_id else None
    return papers.Change(
        at=answer.at,
        content=extra.what if extra else answer.words or answer.about_says,
        amount=answer.amount if extra else Decimal(0),
        promised_at=answer.promised_at,
        answer=extra.state_says if extra else answer.about_says,
        way=answer.via_says,
        by=answer.name,
    )


def _point(number: int, job: JobCard, extra: ExtraCard) -> papers.ApprovalPoint:
    asked = [line for line in job.lines if line.state != LineState.DROPPED]
    agreed = any(line.state in (LineState.AUTHORIZED, LineState.DONE) for line in asked)
    declined = not agreed and any(line.state == LineState.DECLINED for line in asked)
    reason = next((line.decline_reason for line in asked if line.decline_reason), "")
    return papers.ApprovalPoint(
        no=number,
        title=job.title,
        finding=extra.what,
        state="now" if extra.point_state == "now" else "soon",
        risk=extra.risk,
        lines=tuple(
            papers.ApprovalLine(
                name=line.name,
                quantity=labour_hours(line.hours)
                if line.kind == LineKind.LABOUR
                else quantity(line.quantity, line.unit),
                price=line.unit_price,
                amount=line.amount,
            )
            for line in asked
        ),
        photos=_photos(extra) if number == 1 else (),
        answer="approved" if agreed else "declined" if declined else "",
        reason=reason,
    )


def _photos(extra: ExtraCard) -> tuple[papers.Photo, ...]:
    found = [pictures.content_of(number) for number in extra.photo_ids[:MOST_PHOTOS]]
    return tuple(papers.Photo(image=image, caption=extra.what) for image in found if image is not None)
