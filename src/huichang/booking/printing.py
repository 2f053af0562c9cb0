"""The booking sheet (预约单) as a printed document."""

from datetime import datetime, timedelta
from decimal import Decimal

from huichang.booking import papers, preparation, queries
from huichang.company import letterhead, settings
from huichang.company.roles import Role
from huichang.kernel import wording
from huichang.kernel.actor import Actor
from huichang.kernel.money import money
from huichang.parts import queries as parts

ZERO = Decimal("0.00")
TERMS = settings.declare(
    "booking.terms",
    "\n".join(
        (
            "价格为按公布价目的预估，以到店检查后双方签字的任务委托书为准。",
            "请提前 5 分钟到店，带好行驶证、保养手册和车钥匙；迟到超过 20 分钟，时段可能让给其他客户。",
            "需要改期或取消，请提前来电或在预约短信的链接中办理。",
        )
    ),
    "预约单上的条款（一行一条）",
)


def booking_paper(actor: Actor, appointment_id: int, *, at: datetime, url: str) -> papers.Appointment:
    """What was agreed on the phone and what is prepared for it. `url` is what its QR opens; at most six statements.

    Raises Missing, also for another store's booking, NotAllowed without the right to see bookings.
    """
    queries.may_see(actor)
    card = queries.card(actor, appointment_id)
    told = [card.told_remedy]
    if card.told_price is not None:
        told.append(f"预估 {wording.yuan(card.told_price)}")
    if card.told_minutes:
        told.append(f"约需 {wording.span(card.told_minutes)}")
    says = {point["code"]: point["text"] for point in preparation.words()["told"]}
    told += [says[code] for code in card.told_points if code in says]
    return papers.Appointment(
        store=letterhead.head(card.store_id),
        no=card.number,
        qr=url,
        printed_at=at,
        printed_by=actor.name,
        booked_at=card.taken_at,
        booked_by=card.taken_by or "车主",
        channel=card.channel_says,
        initiative="本店邀约" if card.is_active else "客户主动",
        customer=card.customer,
        phone=wording.phone(card.phone),
        sender=card.sender,
        plate=card.plate,
        model=card.model,
        vin=card.vin,
        mileage_km=card.odometer or None,
        arrives_at=card.starts_at,
        ready_at=card.starts_at + timedelta(minutes=card.told_minutes) if card.told_minutes else None,
        repair_type=card.repair_type_says,
        adviser=card.adviser,
        bay=card.bay,
        technician=card.technician,
        concern=card.concern,
        diagnosis=card.first_diagnosis,
        told="；".join(each.rstrip("。；") for each in told if each),
        services=tuple(
            papers.ServiceLine(
                name=need.title,
                minutes=need.minutes,
                amount=need.price if need.price is not None else ZERO,
                note="" if need.price is not None else "检查后报价",
            )
            for need in card.needs
        ),
        parts=_parts(card),
        preparations=tuple(
            papers.Preparation(
                title=point.title,
                owner=point.owner or Role(point.owner_role).label,
                due_at=point.due_at,
                done_at=point.done_at,
            )
            for point in card.points
        ),
        reminders="前一天和到店前 1 小时各提醒一次",
        terms=letterhead.terms(card.store_id, TERMS),
    )


def _parts(card: queries.AppointmentCard) -> tuple[papers.PartLine, ...]:
    short = {
        each.part_id: each
        for each in parts.shorts(card.store_id)
        if card.part_needs and each.appointment_id == card.id
    }
    lines = []
    for need in card.part_needs:
        missing = short.get(need.part_id)
        state = "已预留" if card.is_open else ""
        if missing is not None:
            day = missing.expected_on
            state = f"缺件，{day.month}月{day.day}日到" if day else "缺件，到货日未定"
        price = need.price if need.price is not None else ZERO
        lines.append(
            papers.PartLine(
                code=need.number,
                name=need.name,
                quantity=need.quantity,
                unit=need.unit,
                price=price,
                amount=money(price * need.quantity),
                state=state,
            )
        )
    return tuple(lines)
