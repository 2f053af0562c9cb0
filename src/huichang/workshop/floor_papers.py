"""派工单 and 竣工检验单, filled from what was planned, done and checked."""

from collections.abc import Iterable
from datetime import datetime

from huichang.company import letterhead
from huichang.company import queries as company
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.papers import UNSIGNED, Signed
from huichang.kernel.refusals import Missing
from huichang.parts import queries as parts
from huichang.vehicles import notices
from huichang.workshop import papers, permissions, reporting
from huichang.workshop.models import (
    Assignment,
    CheckIn,
    Clock,
    Finding,
    Job,
    Line,
    Order,
    QualityCheck,
)
from huichang.workshop.queries.plan import parts_state
from huichang.workshop.queries.walks import remaining_in_words
from huichang.workshop.states import (
    WORKABLE_LINES,
    CheckLevel,
    JobState,
    LineKind,
    OrderState,
    PointState,
    RepairType,
)


def dispatch_slip(actor: Actor, order_id: int, *, at: datetime, address: str) -> papers.DispatchSlip:
    """派工单: what the workshop is to do, by whom, where, until when. Raises Missing, NotAllowed."""
    row = order_row(actor, order_id)
    jobs = jobs_of(row)
    given: dict[int, list[Assignment]] = {}
    for each in Assignment.objects.filter(order=row, is_open=True).select_related(
        "technician", "bay", "assigned_by"
    ):
        given.setdefault(each.job_id, []).append(each)
    planned = [each for rows in given.values() for each in rows]
    lines = list(Line.objects.filter(order=row, state__in=WORKABLE_LINES).order_by("job__position", "pk"))
    numbers = {job.pk: str(job.position) for job in jobs}
    return papers.DispatchSlip(
        store=letterhead.head(row.store_id),
        no=f"PG-{row.number}",
        qr=record_of(row, address),
        printed_at=at,
        printed_by=actor.name,
        order_no=row.number,
        opened_at=row.opened_at,
        finish_by=max((each.period.upper for each in planned), default=None),
        promised_at=row.promised_at,
        adviser=row.adviser.name,
        dispatcher=next((each.assigned_by.name for each in planned if each.assigned_by), ""),
        team="、".join(_teams(row.store_id, planned)),
        bay="、".join(dict.fromkeys(each.bay.name for each in planned if each.bay)),
        repair_type=row.get_repair_type_display(),
        arrival="预约到店" if row.visit.appointment_id else "直接到店",
        party=_party(row),
        car=car_of(row),
        concerns=tuple(
            papers.Concern(no=numbers[job.pk], words=job.concern or row.concern or job.title) for job in jobs
        ),
        items=tuple(_items(jobs, lines, given, _workers(row))),
        parts=tuple(_parts(lines, numbers, row)),
        wash=row.wash,
        old_parts="taken" if row.takes_old_parts else "left",
        warnings=tuple(_warnings(row, jobs, at)),
    )


def quality_check(actor: Actor, order_id: int, *, at: datetime, address: str) -> papers.QualityCheck:
    """竣工检验单: three levels of checking, order against work, parts issued against charged. Raises Missing."""
    row = order_row(actor, order_id)
    jobs = jobs_of(row)
    checks = list(
        QualityCheck.objects.filter(order=row).select_related("by", "responsible", "job").order_by("at")
    )
    lines = list(Line.objects.filter(order=row, state__in=WORKABLE_LINES).order_by("job__position", "pk"))
    workers = _workers(row)
    final = next((each for each in reversed(checks) if each.level == CheckLevel.FINAL), None)
    compared = final is not None and final.passed
    road = final.road_test if final is not None else {}
    return papers.QualityCheck(
        store=letterhead.head(row.store_id),
        no=f"JY-{row.number}",
        qr=record_of(row, address),
        printed_at=at,
        printed_by=actor.name,
        order_no=row.number,
        checked_at=row.checked_at,
        repair_type=row.get_repair_type_display(),
        adviser=row.adviser.name,
        party=_party(row),
        car=car_of(row),
        works=tuple(
            papers.CheckedWork(
                name=job.title,
                technicians="、".join(workers.get(job.pk, [])),
                done=job.state == JobState.DONE,
                passed=True if compared else None,
                note=job.correction,
            )
            for job in jobs
        ),
        items=tuple(_checked_items(checks)),
        parts=tuple(
            papers.CheckedPart(
                code=line.code, name=line.name, issued=line.issued, charged=line.quantity, unit=line.unit
            )
            for line in lines
            if line.kind == LineKind.PART and not line.own_part
        ),
        road_test=_road_test(road, final) if road and final is not None else None,
        road_test_needed=reporting.needs_road_test(jobs),
        reworks=tuple(
            papers.Rework(
                at=each.at,
                item=each.job.title if each.job else "",
                cause=each.cause,
                responsible=each.responsible.name if each.responsible else "",
                result="已返工，复检合格" if compared else "返工中",
            )
            for each in checks
            if not each.passed
        ),
        remaining=tuple(_remaining(row)),
        washed=row.washed_at is not None,
        parked_at=row.parked_at.name if row.parked_at else "",
        passed=True if compared else False if final is not None else None,
        conclusion=final.note if final is not None else "",
        technician=_signed(checks, CheckLevel.SELF),
        peer=_signed(checks, CheckLevel.PEER),
        inspector=_signed(checks, CheckLevel.FINAL),
    )


def order_row(actor: Actor, order_id: int) -> Order:
    """A signed order with its car, visit and people. Raises Missing, NotAllowed."""
    Warrant(actor, permissions.SEE_WORKSHOP).show_at(actor.here)
    row: Order | None = (
        Order.objects.seen_by(actor)
        .filter(pk=order_id)
        .exclude(state=OrderState.DRAFT)
        .select_related("vehicle", "visit", "customer", "adviser", "parked_at")
        .first()
    )
    if row is None:
        raise Missing("没有找到这张工单，或客户还没有签字。")
    return row


def jobs_of(row: Order) -> list[Job]:
    """Its jobs that were agreed to, in their order."""
    closed = [JobState.DROPPED, JobState.PROPOSED]
    return list(Job.objects.filter(order=row).exclude(state__in=closed).order_by("position"))


def record_of(row: Order, address: str) -> str:
    """The address that the code in the head of a document opens."""
    return f"{address}workshop/orders/{row.pk}/"


def _party(row: Order) -> papers.Party:
    return papers.Party(
        owner=row.customer.name,
        phone=row.customer.phone,
        sender=row.sender_name,
        sender_phone=row.sender_phone,
    )


def model_of(row: Order) -> str:
    """Brand and model in one line, the brand once."""
    brand, model = row.vehicle.brand, row.vehicle.model or row.vehicle.series
    return model if model.startswith(brand) else f"{brand} {model}".strip()


def car_of(row: Order, *, mileage: int | None = None) -> papers.Car:
    """The car as documents show it; `mileage` in km, the reading on arrival when none is given."""
    car = row.vehicle
    kept = CheckIn.objects.filter(order=row).values_list("fuel_eighths", "battery_percent").first()
    fuel, charge = kept or (None, None)
    return papers.Car(
        plate=car.plate,
        vin=car.vin,
        model=model_of(row),
        colour=car.colour,
        engine_no=car.engine_number,
        mileage_km=mileage or row.odometer,
        fuel_eighths=fuel,
        charge_percent=charge,
        sold_on=car.sold_on,
    )


def _items(
    jobs: list[Job], lines: list[Line], given: dict[int, list[Assignment]], workers: dict[int, list[str]]
) -> Iterable[papers.DispatchItem]:
    """What is done by whom: those it is given to; after the finish, those who did it."""
    for job in jobs:
        mine = given.get(job.pk, [])
        works = [line for line in lines if line.job_id == job.pk and line.kind == LineKind.LABOUR]
        for index, line in enumerate(works or [None]):
            yield papers.DispatchItem(
                job_no=str(job.position),
                code=line.code if line else "",
                name=line.name if line else job.title,
                minutes=int(line.minutes * line.quantity) if line else job.minutes,
                technicians="、".join(each.technician.name for each in mine)
                or "、".join(workers.get(job.pk, ())),
                bay=next((each.bay.name for each in mine if each.bay), ""),
                starts_at=mine[0].period.lower if mine and index == 0 else None,
                ends_at=mine[0].period.upper if mine and index == 0 else None,
                payer=job.get_payer_display(),
                note="返修" if job.repair_type == RepairType.REWORK else "",
            )


def _teams(store_id: int, planned: list[Assignment]) -> list[str]:
    """The teams of those who do the work."""
    who = {each.technician_id for each in planned}
    return sorted({person.team for person in company.people(store_id) if person.id in who and person.team})


def _parts(lines: list[Line], numbers: dict[int, str], row: Order) -> Iterable[papers.DispatchPart]:
    picks = parts.picks_of_order(row.pk)
    for line in lines:
        if line.kind != LineKind.PART:
            continue
        pick = picks.get(line.pk)
        owed = {line.pk: pick} if pick is not None and pick.left > 0 else {}
        yield papers.DispatchPart(
            job_no=numbers.get(line.job_id, ""),
            code=line.code,
            name=line.name,
            quantity=line.quantity,
            unit=line.unit,
            bin=pick.bin if pick else "",
            state="客户自备" if line.own_part else parts_state([(line.pk, line.name)], owed).words,
        )


def _warnings(row: Order, jobs: list[Job], at: datetime) -> Iterable[str]:
    if any(job.system == "hv" for job in jobs):
        yield "高压作业：持证人员操作，断电、挂牌、验电后再动手"
    if any(job.repair_type == RepairType.REWORK for job in jobs):
        yield "返修：先看首次工单和返修原因"
    for each in notices.about(row.vehicle_id, store_id=row.store_id, at=at):
        if each.tone == "act":
            yield each.text


def _workers(row: Order) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Clock.objects.filter(order=row).order_by("pk").values_list("job_id", "technician__name")
    for job_id, name in rows:
        if name not in found.setdefault(job_id, []):
            found[job_id].append(name)
    return found


def _checked_items(checks: list[QualityCheck]) -> Iterable[papers.CheckedItem]:
    """Every point that was ticked at any level, with the levels at which it was."""
    ticked: dict[str, dict[str, bool]] = {}
    for check in checks:
        for item in check.items:
            ticked.setdefault(str(item["text"]), {})[check.level] = bool(item["ok"])
    for text, levels in ticked.items():
        yield papers.CheckedItem(
            name=text,
            own=levels.get(CheckLevel.SELF),
            peer=levels.get(CheckLevel.PEER),
            final=levels.get(CheckLevel.FINAL),
        )


def _road_test(road: dict[str, object], final: QualityCheck) -> papers.RoadTest:
    technician_id = int(str(road["technician_id"]))
    return papers.RoadTest(
        at=final.at,
        technician=company.names([technician_id]).get(technician_id, ""),
        inspector=final.by.name,
        start_km=int(str(road["from_km"])),
        end_km=int(str(road["to_km"])),
        minutes=0,
        result=str(road["result"]),
    )


def _remaining(row: Order) -> Iterable[papers.Point]:
    left = Finding.objects.filter(order=row, outcome__in=["open", "declined"]).exclude(state=PointState.OK)
    for each in left.order_by("-is_safety", "pk"):
        value = f"{each.value.normalize():f} {each.unit}" if each.value is not None else ""
        rest = remaining_in_words(each.remaining_days, each.remaining_km)
        yield papers.Point(
            name=each.name,
            state="now" if each.state == PointState.NOW else "soon",
            value=value,
            remaining=rest,
            risk=each.risk,
        )


def _signed(checks: list[QualityCheck], level: CheckLevel) -> Signed:
    last = next((each for each in reversed(checks) if each.level == level and each.passed), None)
    return Signed(name=last.by.name, at=last.at, way="系统签署") if last is not None else UNSIGNED
