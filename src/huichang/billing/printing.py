"""The settlement list (结算清单) as a printed document."""

from datetime import datetime

from huichang.billing import queries
from huichang.billing.models import Statement
from huichang.billing.papers import statement as paper
from huichang.billing.states import StatementState
from huichang.company import letterhead, settings
from huichang.company import queries as company
from huichang.customers import queries as customers
from huichang.kernel.actor import Actor
from huichang.kernel.money import ZERO
from huichang.kernel.papers import Signed
from huichang.kernel.refusals import Missing
from huichang.parts import queries as parts
from huichang.vehicles import queries as vehicles
from huichang.workshop import queries as workshop

TERMS = settings.declare(
    "billing.terms",
    "\n".join(
        (
            "本清单一式两联，经双方签字后生效。",
            "托修方自备配件的，承修方不承担该配件的质量保证责任。",
            "质量保证期内因维修质量造成故障的，凭本清单免费返修，返修项目的质量保证期重新计算。",
        )
    ),
    "结算清单上的条款（一行一条）",
)


def statement_paper(actor: Actor, statement_id: int, *, at: datetime, url: str) -> paper.Statement:
    """The document of a statement, complete by JT/T 1133. `url` is what its QR opens. Raises Missing for another store's."""
    row: Statement | None = Statement.objects.seen_by(actor).filter(pk=statement_id).first()
    if row is None:
        raise Missing("没有找到这张结算单，请检查链接。")
    record = workshop.visit_record(actor, row.order_id)
    card = workshop.settlement(actor, row.order_id)
    car = vehicles.cards([record.vehicle_id])[record.vehicle_id]
    customer = customers.cards([record.customer_id])[record.customer_id]
    names = company.names([record.adviser_id, row.issued_by_id, row.credit_by_id])
    share = next((share for share in card.shares if share.payer == row.payer), None)
    lines = share.lines if share else ()
    masters = parts.parts([line.part_id for line in lines if line.part_id])
    statements, _ = queries.statements_of(actor, row.order_id)
    mine = next((found for found in statements if found.id == row.pk), None)
    open_amount = row.total - row.paid
    return paper.Statement(
        store=letterhead.head(row.store_id),
        no=row.number,
        qr=url,
        printed_at=at,
        printed_by=actor.name,
        order_no=record.number,
        payer=row.payer_name,
        owner=customer.name,
        sender=record.sender_name or customer.name,
        phone=record.sender_phone or customer.phone,
        plate=car.plate,
        vin=car.vin,
        model=f"{car.brand} {car.model}".strip(),
        engine_no=car.engine_number,
        vehicle_type="小型汽车",
        mileage_km=record.odometer,
        arrived_at=record.arrived_at,
        settled_at=row.issued_at,
        fault=record.concern,
        repair_type=record.repair_type_says,
        adviser=names.get(record.adviser_id, ""),
        cashier=names.get(row.issued_by_id or 0, ""),
        labour=tuple(
            paper.StatementLabour(
                name=line.name,
                minutes=line.minutes,
                rate=line.unit_price,
                amount=line.listed,
                discount=line.discount,
                rule=line.rule,
            )
            for line in lines
            if line.kind == "labour"
        ),
        materials=tuple(
            paper.StatementMaterial(
                name=line.name,
                code=line.code,
                brand=masters[line.part_id].maker if line.part_id in masters else "",
                quality=str(masters[line.part_id].quality_says) if line.part_id in masters else "",
                quantity=line.quantity,
                unit=line.unit,
                price=line.unit_price,
                amount=line.listed,
                discount=line.discount,
                customer_supplied=line.own_part,
                rule=line.rule,
            )
            for line in lines
            if line.kind == "part"
        ),
        others=tuple(
            paper.StatementOther(name=line.name, amount=line.amount)
            for line in lines
            if line.kind not in ("labour", "part")
        ),
        rounding=row.rounding,
        tax=row.tax,
        first_signed=record.amount_signed,
        amended_total=record.amount_agreed,
        shares=tuple(
            paper.StatementShare(
                payer=other.payer_name,
                labour=other.labour,
                materials=other.parts,
                others=other.other - other.discount - other.rounding,
                this=other.id == row.pk,
            )
            for other in statements
        ),
        payments=tuple(
            paper.StatementPayment(at=paid.at, way=paid.method, amount=paid.amount, reference=paid.reference)
            for paid in (mine.payments if mine else ())
        ),
        credit=open_amount if row.state == StatementState.ON_CREDIT else ZERO,
        credit_approved_by=names.get(row.credit_by_id or 0, ""),
        old_parts=_old_parts({line.old_part for line in lines if line.kind == "part"}),
        guarantee_km=record.guarantee_km,
        guarantee_days=record.guarantee_days,
        next_service_on=record.next_service_on,
        next_service_km=record.next_service_km,
        remaining=tuple(f"{point.name}：{point.remaining}" for point in record.left if point.remaining),
        declined=tuple(
            paper.DeclinedPoint(name=point.name, value=point.value, risk=point.risk, safety=point.is_safety)
            for point in record.left
            if point.declined
        ),
        terms=letterhead.terms(row.store_id, TERMS),
        declined_by=Signed(
            name=customer.name,
            image=next((point.signature for point in record.left if point.signature), None),
        ),
    )


def _old_parts(found: set[str]) -> paper.OldPartsResult:
    for result in ("taken", "claimed", "left"):
        if result in found:
            return result
    return "none" if found else ""
