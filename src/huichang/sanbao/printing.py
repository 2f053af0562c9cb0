"""The calculation, the repair record and the letters of 三包, filled from what is kept."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from huichang.company import letterhead
from huichang.kernel import pictures
from huichang.kernel.actor import Actor
from huichang.kernel.papers import UNSIGNED, Signed
from huichang.kernel.wording import labour_hours, quantity
from huichang.sanbao import papers, queries
from huichang.sanbao.queries.repair import SpareCard
from huichang.sanbao.states import RequestKind, RequestState, SpareKind
from huichang.vehicles import queries as vehicles
from huichang.workshop import queries as workshop
from huichang.workshop.queries import JobCard, LineCard
from huichang.workshop.states import LineKind, LineState

AGREED = (LineState.AUTHORIZED, LineState.DONE)


def calculation(actor: Actor, vehicle_id: int, *, at: datetime, address: str) -> papers.Calculation:
    """三包计算书 of a car as of now; `address` is the house's own. Eleven statements. Raises Missing, NotAllowed."""
    page = queries.car_page(actor, vehicle_id, at=at)
    card = page.certificate
    factor = card.use_factor if card else None
    numbers = {row.id: row.number for row in page.repairs}
    return papers.Calculation(
        store=letterhead.head(actor.here),
        no=f"SBJ{at:%y%m%d}-{vehicle_id}",
        qr=f"{address}sanbao/cars/{vehicle_id}/",
        printed_at=at,
        printed_by=actor.name,
        plate=page.car.plate,
        vin=page.car.vin,
        model=page.car.title,
        owner=page.owner,
        km=page.km,
        at=at,
        law=page.law,
        limits_version=page.limits_version,
        use=card.use_says if card else "",
        invoice_on=page.invoiced_on,
        delivered_on=page.delivered_on,
        begins_on=page.begins_on,
        sanbao_until=page.sanbao_until,
        sanbao_km=page.sanbao_km,
        in_sanbao=page.in_sanbao,
        last_day_is_free=page.last_day_is_free,
        cover_until=page.cover_until,
        cover_km=page.cover_km,
        price=card.price if card else None,
        factor=f"{(factor * 100).normalize():f}%" if factor is not None else "",
        compensation=page.compensation if page.applies else None,
        missing="、".join(page.missing),
        says=page.says,
        counts=tuple(
            papers.Counted(
                article=each.article,
                says=each.says,
                count=each.count,
                limit=each.limit,
                unit=each.unit,
                light=each.light,
                light_says=each.light_says,
                sums=each.sums,
                orders=tuple(numbers[repair] for repair in each.repairs if repair in numbers),
            )
            for each in page.counts
        ),
        repairs=tuple(
            papers.CountedRepair(
                number=row.number,
                store=row.store,
                agreed_at=row.agreed_at,
                done_at=row.done_at,
                days=row.days,
                km=row.km,
                faults="；".join(f"{fault.words}（{fault.says}）" for fault in row.faults),
                note="；".join(
                    part
                    for part in (f"免责：{row.blame_says}" if row.blame_says else "", *row.left_out)
                    if part
                ),
            )
            for row in reversed(page.repairs)
        ),
        open_faults=page.open_faults,
    )


def repair_record(actor: Actor, repair_id: int, *, at: datetime, address: str) -> papers.RepairRecord:
    """三包修理记录 of a repair, with the thirteen things of 第十七条. Raises Missing, NotAllowed."""
    page = queries.repair_page(actor, repair_id, at=at)
    order = workshop.order_card(actor, page.order_id)
    signed = order.signed_by
    lines = [line for line in order.lines if line.state in AGREED]
    jobs = [job for job in order.jobs if any(line.state in AGREED for line in job.lines)]
    return papers.RepairRecord(
        store=letterhead.head(order.store_id),
        no=order.number,
        qr=f"{address}sanbao/repairs/{repair_id}/",
        printed_at=at,
        printed_by=actor.name,
        plate=order.car.plate,
        vin=order.car.vin,
        model=order.car.title,
        owner=order.customer.name,
        sender=order.sender_name or order.customer.name,
        adviser=order.adviser,
        arrived_at=order.arrived_at,
        agreed_at=page.agreed_at,
        done_at=page.done_at,
        delivered_at=order.delivered_at,
        km=order.odometer,
        days=page.days,
        told="；".join(dict.fromkeys(job.concern or order.concern or job.title for job in jobs)),
        found=_each(jobs, "cause"),
        repaired=_each(jobs, "correction"),
        works=tuple(_line(line) for line in lines if line.kind == LineKind.LABOUR),
        materials=tuple(_line(line) for line in lines if line.kind in (LineKind.PART, LineKind.CONSUMABLE)),
        towing=sum((line.amount for line in lines if line.kind == LineKind.TOWING), Decimal("0.00")),
        spares=tuple(_spare(each) for each in reversed(page.spares)),
        keep_until=page.keep_until,
        repairer=Signed(name=order.adviser, at=order.delivered_at or page.done_at),
        consumer=Signed(
            name=signed.name,
            at=signed.at,
            way=signed.via_says,
            image=pictures.content_of(signed.signature_id),
        )
        if signed
        else UNSIGNED,
    )


def letter(actor: Actor, request_id: int, *, at: datetime, address: str) -> papers.Letter:
    """What the owner gets in writing: that it was taken, what was answered, or the certificate. Raises Missing, NotAllowed."""
    page = queries.request_page(actor, request_id, at=at)
    car = vehicles.cards([page.vehicle_id])[page.vehicle_id]
    kind: Literal["换车退车要求受理通知", "换车退车答复函", "换车证明", "退车证明"] = "换车退车要求受理通知"
    if page.proof:
        kind = "换车证明" if page.kind == RequestKind.EXCHANGE else "退车证明"
    elif page.answered_at:
        kind = "换车退车答复函"
    refused = page.row.state == RequestState.REFUSED
    return papers.Letter(
        store=letterhead.head(actor.here),
        no=page.proof or page.row.number,
        qr=f"{address}sanbao/requests/{request_id}/",
        printed_at=at,
        printed_by=actor.name,
        kind=kind,
        owner=page.row.customer,
        plate=car.plate,
        vin=car.vin,
        model=car.title,
        asked_at=page.row.asked_at,
        wants=page.row.kind_says,
        words=page.words,
        article=page.row.article,
        answer_by_on=page.answer_by_on,
        done_by_on=page.done_by_on,
        verdict="不同意" if refused else "同意",
        reasons=page.answer_words,
        sums=page.sums,
        new_vin=page.new_vin,
        proof=page.proof,
        done_at=page.done_at,
        answered_by=page.answered_by or page.taken_by,
    )


def _each(jobs: list[JobCard], what: str) -> str:
    said = [(job.title, getattr(job, what)) for job in jobs]
    return "；".join(f"{title}：{words}" if words else title for title, words in said)


def _line(line: LineCard) -> papers.RecordLine:
    return papers.RecordLine(
        code=line.code,
        name=line.name,
        quantity=labour_hours(line.hours)
        if line.kind == LineKind.LABOUR
        else quantity(line.quantity, line.unit),
        amount=line.amount,
        payer=line.payer_says,
    )


def _spare(card: SpareCard) -> papers.SpareLine:
    parts = [card.plate] if card.kind == SpareKind.CAR else []
    if card.amount is not None:
        parts.append(f"{card.amount:,.2f} 元")
    return papers.SpareLine(
        kind=card.kind_says,
        since=card.since,
        until=card.until,
        what=" ".join([*parts, card.words]).strip(),
    )
