"""出厂合格证 and 出门证, filled from what was checked and settled."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localtime

from huichang.company import letterhead
from huichang.kernel.actor import Actor
from huichang.kernel.papers import UNSIGNED, Signed
from huichang.kernel.refusals import Missing, OutOfTurn
from huichang.workshop import floor_papers, handover, papers
from huichang.workshop.models import Comeback, GatePass, Guarantee, Order, QualityCheck
from huichang.workshop.states import CheckLevel, JobState, OrderState

CERTIFIED = (OrderState.CHECKED, OrderState.SETTLED, OrderState.DELIVERED)
GUARANTEE_TERMS = (
    "质量保证期自竣工出厂之日起计算，里程和日期以先到者为准。",
    "保证期内因维修质量造成的故障或损坏，凭本卡由承修方无偿返修；返修项目的质量保证期重新计算。",
    "使用不当、自行拆装、自备配件或意外事故造成的损坏，不在保证之列。",
)
PASS_NOTES = ("一证一车，扫码放行一次有效，过期或作废不得放行。",)


def certificate(actor: Actor, order_id: int, *, at: datetime, address: str) -> papers.Certificate:
    """出厂合格证 with its 质量保障卡 (道路运输条例 §44). Raises Missing, OutOfTurn before the final check is passed."""
    row = floor_papers.order_row(actor, order_id)
    if row.state not in CERTIFIED:
        raise OutOfTurn(f"{row} 还没有通过终检，不能开合格证。")
    jobs = [job for job in floor_papers.jobs_of(row) if job.state == JobState.DONE]
    terms = list(Guarantee.objects.filter(order=row))
    final = (
        QualityCheck.objects.filter(order=row, level=CheckLevel.FINAL, passed=True)
        .select_related("by")
        .last()
    )
    out_on = localtime(row.delivered_at or row.checked_at or at).date()
    road = final.road_test if final is not None else {}
    return papers.Certificate(
        store=letterhead.head(row.store_id),
        no=f"HG-{row.number}",
        qr=floor_papers.record_of(row, address),
        printed_at=at,
        printed_by=actor.name,
        contract_no=row.number,
        owner=row.customer.name,
        car=floor_papers.car_of(row, mileage=int(road.get("to_km", row.odometer))),
        repair_type=row.get_repair_type_display(),
        works=tuple(job.title for job in jobs),
        in_on=localtime(row.visit.arrived_at).date(),
        out_on=out_on,
        guarantee_km=max((each.km for each in terms), default=0),
        guarantee_days=max((each.days for each in terms), default=0),
        returns=tuple(_returns(row)),
        inspector=Signed(name=final.by.name, at=final.at, way="系统签署") if final else UNSIGNED,
        receiver=Signed(name=row.sender_name or row.customer.name, at=row.delivered_at)
        if row.delivered_at
        else UNSIGNED,
        terms=GUARANTEE_TERMS,
    )


def gate_pass(actor: Actor, order_id: int, *, at: datetime, width: str = "a4") -> papers.GatePass:
    """出门证, on A4 or on the roll of a receipt printer (`width` 80mm). Raises Missing when there is none that holds."""
    row = floor_papers.order_row(actor, order_id)
    found = GatePass.objects.filter(order=row, void_at__isnull=True).select_related("used_by").first()
    if found is None:
        raise Missing("这张工单没有有效的出门证：结清或批准挂账后才有。")
    return papers.GatePass(
        store=letterhead.head(row.store_id),
        no=found.number,
        qr=found.token,
        printed_at=at,
        printed_by=actor.name,
        width="80mm" if width == "80mm" else "a4",
        plate=row.vehicle.plate,
        vin=row.vehicle.vin,
        model=floor_papers.model_of(row),
        colour=row.vehicle.colour,
        order_no=row.number,
        statement_no="",
        settled="已结清",
        issued_at=found.issued_at,
        valid_until=handover.valid_until(found),
        adviser=row.adviser.name,
        cashier="",
        receiver=row.sender_name or row.customer.name,
        passed_at=found.used_at,
        guard=found.used_by.name if found.used_by else "",
        notes=PASS_NOTES,
    )


def _returns(row: Order) -> Iterable[papers.Returned]:
    """Returns of the car within the guarantees of this order."""
    found = Comeback.objects.filter(guarantee__order=row).select_related(
        "job__order__visit", "job__order__customer", "decided_by"
    )
    for each in found.order_by("pk"):
        again = each.job.order
        yield papers.Returned(
            item=each.job.title,
            in_on=localtime(again.visit.arrived_at).date(),
            out_on=localtime(again.delivered_at).date() if again.delivered_at else None,
            sender=again.sender_name or again.customer.name,
            inspector=each.decided_by.name if each.decided_by else "",
        )
