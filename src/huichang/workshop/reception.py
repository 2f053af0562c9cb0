"""The adviser takes the car in: who and what is completed, the order opened with what was booked or said (LANE-15)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from huichang.booking import queries as booking
from huichang.customers import cards as customer_cards
from huichang.customers import queries as customers
from huichang.kernel import freshness, numbering
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.vehicles import owners, registration
from huichang.workshop import alarms, amounts, arrival, check_in, permissions, quoting
from huichang.workshop.models import Job, Order, Visit
from huichang.workshop.pricing import WantedJob, WantedLine
from huichang.workshop.states import LineKind, OrderState, Payer, RepairType

if TYPE_CHECKING:
    from huichang.customers.models import Customer

NUMBERS = "RO"
UNNAMED = "未留姓名"
CAR_FIELDS = ("brand", "series", "model", "model_year", "colour", "energy", "use", "engine_number")


@dataclass(frozen=True)
class Concern:
    """What the customer says is to be done: their own words, why it is done, who pays (default: by the repair type)."""

    words: str
    repair_type: str = ""
    payer: str = ""


@dataclass(frozen=True)
class Opened:
    """The order that was opened; `left_out` says what of the booking could not be priced and must be added by hand."""

    order: Order
    left_out: str = ""


@use_case(permissions.RECEIVE_CARS, "补全客户和车辆")
def complete_arrival(
    warrant: Warrant,
    visit_id: int,
    *,
    at: datetime,
    customer_id: int | None = None,
    name: str = "",
    phone: str = "",
    sex: str = "unknown",
    vin: str = "",
    vin_reason: str = "",
    car: Mapping[str, str | int | None] | None = None,
) -> Visit:
    """A walk-in's customer and car are completed before an order is opened: a known customer or name and phone; what of
    the car is known by now (`CAR_FIELDS`).

    Raises Missing for a customer that this store does not know, Refused for wrong fields.
    """
    visit: Visit = Visit.objects.select_related("vehicle").locked(visit_id, warrant)
    if visit.left_at is not None:
        raise OutOfTurn("这辆车已经离店了。")
    if customer_id is not None:
        if not customers.is_known(customer_id, visit.store_id):
            raise Missing("没有找到这位客户，请先建立客户档案。")
        visit.customer_id = customer_id
    elif phone.strip():
        visit.customer_id = customer_cards.record(
            store_id=visit.store_id, phone=phone, name=name, sex=sex, at=at
        )
    if visit.customer_id is not None:
        owners.ensure_owner(visit.vehicle_id, visit.customer_id, store_id=visit.store_id, since=localdate(at))
    if vin.strip():
        registration.take_vin(visit.vehicle_id, vin=vin, reason=vin_reason)
    registration.complete(visit.vehicle_id, {key: (car or {}).get(key) for key in CAR_FIELDS})
    visit.save(update_fields=["customer"])
    return visit


@use_case(permissions.RECEIVE_CARS, "开委托书")
def open_order(
    warrant: Warrant,
    visit_id: int,
    *,
    at: datetime,
    concerns: Sequence[Concern] = (),
    repair_type: str = "",
    sender_name: str = "",
    sender_phone: str = "",
    wash: bool = True,
    takes_old_parts: bool = False,
    adviser_id: int | None = None,
) -> Opened:
    """From the visit to a draft order with what was booked, or what the customer says now.

    Raises Refused for a walk-in whose customer or car is not completed, OutOfTurn when the visit has an order already
    (with its address) or the car has left.
    """
    visit: Visit = Visit.objects.select_related("vehicle", "customer").locked(visit_id, warrant)
    customer = _may_open(visit)
    booked = booking.card_of(booking.rows(pk=visit.appointment_id).get()) if visit.appointment_id else None
    why = repair_type or (booked.repair_type if booked else "") or _first_type(concerns)
    if why not in RepairType.values:
        raise Refused("请选择维修类型。")
    adviser = adviser_id or warrant.actor.staff_id
    if adviser is None:
        raise Refused("请写明由哪位服务顾问接车。")
    arrival.receive(visit, adviser, at=at)
    visit.save(update_fields=["adviser", "greeted_at", "received_at"])
    said = "；".join(each.words.strip() for each in concerns if each.words.strip())
    order = Order.objects.create(
        store_id=visit.store_id,
        number=numbering.next_number(visit.store_id, NUMBERS, on=localdate(at)),
        visit=visit,
        vehicle=visit.vehicle,
        customer=customer,
        adviser_id=adviser,
        sender_name=(sender_name.strip() or customer.name)[:40],
        sender_phone=(sender_phone.strip() or customer.phone)[:20],
        repair_type=why,
        concern=(said or (booked.concern if booked else "") or visit.purpose)[:500],
        odometer=visit.vehicle.odometer,
        opened_at=at,
        wash=wash,
        takes_old_parts=takes_old_parts,
    )
    warrant.about(order)
    check_in.begin(order)
    left_out = _write(order, [*_booked_jobs(booked), *_said_jobs(concerns, order)], at=at)
    warrant.note = left_out[:200]
    alarms.look_for_ends(visit.store_id, at=at)
    return Opened(order, left_out)


@use_case(permissions.RECEIVE_CARS, "分诊")
def triage(
    warrant: Warrant,
    order_id: int,
    *,
    repair_type: str,
    payer: str = "",
    seen: int | None = None,
    at: datetime,
) -> Order:
    """Say why the car is here (LANE-15): the order's repair type, and that of its jobs which have no price yet; a job
    with lines is changed in the order, where its price follows.

    Raises Refused for an unknown type or payer, OutOfTurn once the order is signed.
    """
    order: Order = Order.objects.locked(order_id, warrant)
    freshness.check(order, seen)
    if repair_type not in RepairType.values:
        raise Refused("请选择维修类型。")
    if payer and payer not in Payer.values:
        raise Refused("请选择付费方。")
    if order.state != OrderState.DRAFT:
        raise OutOfTurn(f"{order}已经签字，维修类型要在增项里变更。")
    pays = payer or amounts.payer_of(repair_type)
    Job.objects.filter(order=order, lines__isnull=True).update(repair_type=repair_type, payer=pays)
    order.repair_type = repair_type
    freshness.bump(order)
    order.save(update_fields=["repair_type", "version"])
    return order


def _may_open(visit: Visit) -> "Customer":
    """The customer of a visit that may get its order. Raises Refused, OutOfTurn."""
    if visit.left_at is not None:
        raise OutOfTurn("这辆车已经离店了，再来请重新登记。")
    order = Order.objects.filter(visit=visit).first()
    if order is not None:
        raise OutOfTurn(f"这次到店已经开过{order}，请直接打开。", url=f"/workshop/orders/{order.pk}/")
    if visit.customer is None or not visit.customer.phone or visit.customer.name == UNNAMED:
        raise Refused("请先补全客户：姓名和手机号，委托书上要有。")
    if not (visit.vehicle.model or visit.vehicle.series):
        raise Refused("请先补全车辆：品牌和车系，报价和备件要用。")
    return visit.customer


def _first_type(concerns: Sequence[Concern]) -> str:
    return next((each.repair_type for each in concerns if each.repair_type), RepairType.MAINTENANCE)


def _booked_jobs(booked: booking.AppointmentCard | None) -> list[WantedJob]:
    """What was booked, as jobs: a maintenance is one job; of other work each need is one, the first with the parts."""
    if booked is None:
        return []
    parts = [
        WantedLine(LineKind.PART, part_id=need.part_id, quantity=need.quantity) for need in booked.part_needs
    ]
    labour = [
        (need.title, WantedLine(LineKind.LABOUR, operation_id=need.operation_id)) for need in booked.needs
    ]
    if booked.repair_type in (RepairType.FIRST_MAINTENANCE, RepairType.MAINTENANCE) or len(labour) < 2:
        lines = [line for _, line in labour if line.operation_id] + parts
        title = labour[0][0] if len(labour) == 1 else RepairType(booked.repair_type).label
        return [WantedJob(title, booked.repair_type, concern=booked.concern, lines=tuple(lines))]
    jobs = []
    for number, (title, line) in enumerate(labour):
        lines = ([line] if line.operation_id else []) + (parts if number == 0 else [])
        concern = booked.concern if number == 0 else ""
        jobs.append(WantedJob(title, booked.repair_type, concern=concern, lines=tuple(lines)))
    return jobs


def _said_jobs(concerns: Sequence[Concern], order: Order) -> list[WantedJob]:
    return [
        WantedJob(
            title=each.words.strip()[:80],
            repair_type=each.repair_type or order.repair_type,
            payer=each.payer,
            concern=each.words,
        )
        for each in concerns
        if each.words.strip()
    ]


def _write(order: Order, jobs: Sequence[WantedJob], *, at: datetime) -> str:
    """Write the jobs; what cannot be priced does not keep the car from being taken in: its jobs are written without
    lines, and the sentence says what to add."""
    if not jobs:
        return ""
    order.vehicle = order.visit.vehicle
    try:
        quoting.write_jobs(order, jobs, at=at)
    except Refused as refusal:
        bare = [
            WantedJob(job.title or "预约项目", job.repair_type, job.payer, job.concern or job.title)
            for job in jobs
        ]
        quoting.write_jobs(order, bare, at=at)
        return f"预约的项目没有全部带入：{refusal}"
    return ""
