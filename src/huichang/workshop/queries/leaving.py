"""The delivery (LANE-62, LANE-63): which cars go out, and one car with everything that is explained and shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from huichang.company import settings
from huichang.kernel import pictures
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.refusals import Missing
from huichang.vehicles import notices
from huichang.workshop import permissions, rules
from huichang.workshop.models import (
    Answer,
    ExtraWork,
    Finding,
    GatePass,
    Guarantee,
    Handover,
    Job,
    Line,
    Order,
)
from huichang.workshop.queries.walks import remaining_in_words
from huichang.workshop.states import (
    STAGE_OF_ORDER,
    JobState,
    LineKind,
    LineState,
    OldPart,
    OrderState,
    Payer,
    PointState,
)

SERVICE_KM = settings.declare("workshop.service_every_km", 7_500, "建议保养间隔", unit="公里")
SERVICE_MONTHS = settings.declare("workshop.service_every_months", 6, "建议保养间隔", unit="个月")
ELECTRIC_KM = settings.declare(
    "workshop.service_every_km_electric", 15_000, "纯电车建议保养间隔", unit="公里"
)
ELECTRIC_MONTHS = settings.declare(
    "workshop.service_every_months_electric", 12, "纯电车建议保养间隔", unit="个月"
)
LEAVING = (OrderState.CHECKED, OrderState.SETTLED, OrderState.DELIVERED)
OLD_PARTS = (
    (OldPart.TAKEN, "客户带走"),
    (OldPart.LEFT, "客户放弃"),
    (OldPart.CLAIMED, "索赔回收"),
    (OldPart.NONE, "无旧件"),
)
SCORES = ((5, "很满意"), (4, "满意"), (3, "一般"), (2, "不满意"), (1, "很不满意"))


@dataclass(frozen=True)
class LeavingCar:
    """A checked car on its way out."""

    order_id: int
    vehicle_id: int
    number: str
    plate: str
    plate_kind: str
    car: str
    customer: str
    adviser: str
    mine: bool
    stage: str
    waits: bool
    place: str
    washed: bool
    wash: bool
    promised_at: datetime | None
    since: datetime | None
    delivered_at: datetime | None

    @property
    def url(self) -> str:
        """Where it is handed over."""
        return f"/workshop/delivery/{self.order_id}/"

    @property
    def order_url(self) -> str:
        """The visit."""
        return f"/workshop/orders/{self.order_id}/"

    @property
    def file(self) -> str:
        """The car's own file."""
        return f"/vehicles/{self.vehicle_id}/"


@dataclass(frozen=True)
class Explained:
    """A job as the adviser explains it: what the customer said, what it was, what was done."""

    title: str
    concern: str
    cause: str
    correction: str
    amount: Decimal
    guarantee: str


@dataclass(frozen=True)
class OldPartLine:
    """A part that was replaced; `likely` is what usually becomes of the old one."""

    line_id: int
    name: str
    quantity: str
    likely: str


@dataclass(frozen=True)
class StillOpen:
    """A point that was not repaired; safety points need the customer's signature."""

    finding_id: int
    name: str
    state: str
    value: str
    remaining: str
    risk: str
    declined: bool
    reason: str
    is_safety: bool
    signature: str

    @property
    def needs_signature(self) -> bool:
        """The car may not leave like this."""
        return self.is_safety and not self.signature and (self.declined or self.state == PointState.NOW)


@dataclass(frozen=True)
class Pass:
    """The gate pass."""

    number: str
    token: str
    issued_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Delivery:
    """One car with everything that belongs to its delivery."""

    car: LeavingCar
    version: int
    state: str
    phone: str
    odometer: int
    amount: Decimal | None
    jobs: tuple[Explained, ...]
    old_parts: tuple[OldPartLine, ...]
    open_points: tuple[StillOpen, ...]
    points: tuple[tuple[str, str], ...]
    stops: tuple[str, ...]
    next_on: date
    next_km: int
    gate_pass: Pass | None
    score: int | None
    score_words: str
    may_deliver: bool
    unsigned_extras: tuple[str, ...] = ()

    @property
    def to_sign(self) -> tuple[str, ...]:
        """Safety points that the customer declined without a signature: signed now, with the delivery."""
        declined = [point.name for point in self.open_points if point.needs_signature and point.declined]
        return (*declined, *self.unsigned_extras)

    @property
    def why_not(self) -> str:
        """Why the car cannot be handed over now; empty when it can."""
        if self.stops:
            return f"不能交车：{'；'.join(self.stops)}。"
        if self.state == OrderState.CHECKED:
            return "还没有结清，请客户先到收银台付款或办理挂账。"
        unasked = [point.name for point in self.open_points if point.needs_signature and not point.declined]
        if unasked:
            return f"安全项目还没有问过客户：{'、'.join(unasked)}。请登记客户不做并签字，或列入维修。"
        return "" if self.state == OrderState.SETTLED else "这台车已经交给客户了。"


def leaving(actor: Actor, *, at: datetime) -> list[LeavingCar]:
    """Cars that passed their check and have not left the gate, the actor's own first. One statement."""
    Warrant(actor, permissions.SEE_WORKSHOP).show_at(actor.here)
    rows = (
        Order.objects.filter(state__in=LEAVING, visit__store_id=actor.here, visit__left_at__isnull=True)
        .filter(Q(delivered_at__isnull=True) | Q(delivered_at__gte=at - timedelta(days=1)))
        .select_related("vehicle", "visit", "customer", "adviser", "parked_at")
    )
    cars = [_car(row, actor.staff_id) for row in rows]
    rank = {"to_deliver": 0, "to_settle": 1}
    return sorted(
        cars, key=lambda car: (car.delivered_at is not None, not car.mine, rank.get(car.stage, 2), car.number)
    )


def delivery(actor: Actor, order_id: int, *, at: datetime) -> Delivery:
    """One car for its delivery. Raises Missing for another store's order or one that has not passed its check. Eight
    statements and those of the sources that may stop a car."""
    Warrant(actor, permissions.SEE_WORKSHOP).show_at(actor.here)
    row: Order | None = (
        Order.objects.seen_by(actor)
        .filter(pk=order_id, state__in=LEAVING)
        .select_related("vehicle", "visit", "customer", "adviser", "parked_at")
        .first()
    )
    if row is None:
        raise Missing("没有找到等待交车的车，质检合格后才能办理交车。")
    gate_pass = GatePass.objects.filter(order=row, void_at__isnull=True).first()
    handover = Handover.objects.filter(order=row).first() if row.delivered_at else None
    next_on, next_km = _next_service(row, at)
    lines = list(Line.objects.filter(order=row, state=LineState.DONE).order_by("job__position", "pk"))
    return Delivery(
        _car(row, actor.staff_id),
        row.version,
        row.state,
        row.sender_phone or row.customer.phone,
        row.odometer,
        row.amount_settled if row.amount_settled is not None else row.amount_agreed,
        tuple(_explained(row, lines)),
        tuple(_old_part(row, line) for line in lines if line.kind == LineKind.PART),
        tuple(_still_open(row)),
        tuple(point for point in rules.DELIVERY_POINTS if point[0] != "washed" or row.wash),
        tuple(each.text for each in notices.stops(row.vehicle_id, store_id=row.store_id, at=at)),
        handover.next_service_on if handover and handover.next_service_on else next_on,
        handover.next_service_km if handover and handover.next_service_km else next_km,
        Pass(gate_pass.number, gate_pass.token, gate_pass.issued_at, gate_pass.used_at)
        if gate_pass
        else None,
        handover.score if handover else None,
        handover.score_words if handover else "",
        actor.may(permissions.DELIVER_CARS, row.store_id),
        tuple(each.what[:30] for each in unsigned_extras(row)) if row.delivered_at is None else (),
    )


def _car(row: Order, me: int | None) -> LeavingCar:
    stage = "to_deliver" if row.state == OrderState.DELIVERED else STAGE_OF_ORDER[OrderState(row.state)].value
    return LeavingCar(
        row.pk,
        row.vehicle_id,
        row.number,
        row.vehicle.plate,
        row.vehicle.plate_kind,
        row.vehicle.model or row.vehicle.series,
        row.sender_name or row.customer.name,
        row.adviser.name,
        row.adviser_id == me,
        stage,
        row.visit.waits,
        row.parked_at.name if row.parked_at else "",
        row.washed_at is not None,
        row.wash,
        row.promised_at,
        row.settled_at or row.checked_at,
        row.delivered_at,
    )


def _explained(row: Order, lines: list[Line]) -> Iterable[Explained]:
    guarantees = {each.job_id: each for each in Guarantee.objects.filter(order=row)}
    for job in Job.objects.filter(order=row, state=JobState.DONE).order_by("position"):
        term = guarantees.get(job.pk)
        yield Explained(
            job.title,
            job.concern,
            job.cause,
            job.correction,
            sum((line.amount for line in lines if line.job_id == job.pk), Decimal(0)),
            f"{term.days} 天或 {term.km:,} 公里" if term else "",
        )


def _old_part(row: Order, line: Line) -> OldPartLine:
    if line.own_part:
        likely = OldPart.NONE
    elif line.payer == Payer.MANUFACTURER:
        likely = OldPart.CLAIMED
    else:
        likely = OldPart.TAKEN if row.takes_old_parts else OldPart.LEFT
    chosen = line.old_part if row.delivered_at is not None else likely
    return OldPartLine(line.pk, line.name, f"{line.quantity.normalize():f} {line.unit}".strip(), chosen)


def _still_open(row: Order) -> Iterable[StillOpen]:
    found = Finding.objects.filter(order=row, outcome__in=["open", "declined"]).exclude(state=PointState.OK)
    for each in found.order_by("-is_safety", "state", "pk"):
        yield StillOpen(
            each.pk,
            each.name,
            each.state,
            f"{each.value.normalize():f} {each.unit}" if each.value is not None else "",
            remaining_in_words(each.remaining_days, each.remaining_km),
            each.risk,
            each.outcome == "declined",
            each.decline_reason,
            each.is_safety,
            pictures.link(each.declined_signature_id) if each.declined_signature_id else "",
        )


def unsigned_extras(order: Order) -> QuerySet[ExtraWork]:
    """Safety extra work that the customer declined without a signature, by phone for instance (LANE-16)."""
    declined = Line.objects.filter(extra_work=OuterRef("pk"), state=LineState.DECLINED)
    signed = Answer.objects.filter(extra_work=OuterRef("pk"), signature__isnull=False)
    found: QuerySet[ExtraWork] = ExtraWork.objects.filter(order=order, is_safety=True)
    return found.filter(Exists(declined), ~Exists(signed)).order_by("position")


def _next_service(row: Order, at: datetime) -> tuple[date, int]:
    """The likely next maintenance, for the adviser to tell and to change."""
    electric = row.vehicle.energy == "bev"
    return rules.next_service(
        on=localtime(at).date(),
        odometer=row.odometer,
        every_km=settings.of(row.store_id, ELECTRIC_KM if electric else SERVICE_KM),
        every_months=settings.of(row.store_id, ELECTRIC_MONTHS if electric else SERVICE_MONTHS),
        km_per_day=row.vehicle.km_per_day,
    )
