"""The walk round a car as the tablet shows it: steps, zones, points with what was found (LANE-12, LANE-13, LANE-16)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from huichang.kernel import pictures, wording
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Photo
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.vehicles import queries as vehicles
from huichang.vehicles.queries import VehicleBrief
from huichang.workshop import permissions, points, walk
from huichang.workshop.models import CheckIn, Finding, Order
from huichang.workshop.states import OrderState, RepairType


@dataclass(frozen=True)
class FindingCard:
    """What was found at a point."""

    id: int
    point: str
    name: str
    zone: str
    system: str
    state: str
    state_says: str
    value: Decimal | None
    unit: str
    remaining_days: int | None
    remaining_km: int | None
    risk: str
    is_safety: bool
    outcome: str
    outcome_says: str
    decline_reason: str
    signed: bool
    photos: tuple[Photo, ...]

    @property
    def measured(self) -> str:
        """The value with its unit: 1.4 mm."""
        return "" if self.value is None else wording.quantity(self.value, self.unit)

    @property
    def remaining(self) -> str:
        """How long it lasts, in words: 约 120 天 · 8,000 公里."""
        return remaining_in_words(self.remaining_days, self.remaining_km)

    @property
    def notable(self) -> bool:
        """Amber or red."""
        return self.state != "ok"


@dataclass(frozen=True)
class PointCard:
    """A point as the tablet offers it, with what was found."""

    code: str
    name: str
    touch: str
    touch_says: str
    how: str
    is_safety: bool
    unit: str
    soon: Decimal | None
    now: Decimal | None
    worse: str
    risk: str
    finding: FindingCard | None

    @property
    def measured(self) -> bool:
        """Whether there is something to measure."""
        return bool(self.unit)


@dataclass(frozen=True)
class StepCard:
    """A step of the walk."""

    key: str
    word: str
    done: bool
    later: bool
    by: str
    at: datetime | None
    points: tuple[PointCard, ...]

    @property
    def mark(self) -> str:
        """When it was saved, as forms carry it (ISO 8601); empty while it was not."""
        return self.at.isoformat() if self.at else ""

    @property
    def is_zone(self) -> bool:
        """Whether points are looked at here."""
        return bool(self.points)

    @property
    def has_red(self) -> bool:
        """Whether a technician's hands are needed here."""
        return any(point.touch == "red" for point in self.points)

    @property
    def worst(self) -> str:
        """The worst state found here: ok, soon, now, or empty."""
        states = {point.finding.state for point in self.points if point.finding}
        return next((state for state in ("now", "soon", "ok") if state in states), "")


@dataclass(frozen=True)
class CheckInCard:
    """The whole walk."""

    order_id: int
    order_number: str
    order_state: str
    version: int
    vehicle: VehicleBrief
    last_odometer: int
    odometer: int
    customer: str
    sender_name: str
    adviser: str
    concern: str
    repair_type_says: str
    waits: bool
    covers_on_at: datetime | None
    fuel_eighths: int | None
    battery_percent: int | None
    belongings: tuple[str, ...]
    belongings_note: str
    damages: tuple[dict[str, Any], ...]
    photos: tuple[tuple[str, Photo], ...]
    signed_at: datetime | None
    signed_name: str
    steps: tuple[StepCard, ...]

    @property
    def locked(self) -> bool:
        """The customer has signed, or the order is closed: only findings may be added."""
        return self.signed_at is not None

    @property
    def vehicle_url(self) -> str:
        """The car's own file."""
        return f"/vehicles/{self.vehicle.id}/"

    @property
    def order_url(self) -> str:
        """The order."""
        return f"/workshop/orders/{self.order_id}/"

    @property
    def shown_odometer(self) -> int | None:
        """The reading of this visit, once it was taken."""
        return self.odometer if self.step("identity").done else None

    @property
    def signer(self) -> str:
        """Who will probably sign."""
        return self.signed_name or self.sender_name or self.customer

    @property
    def signed_words(self) -> str:
        """Who signed and when."""
        return f"{self.signed_name} · {localtime(self.signed_at):%H:%M}" if self.signed_at else ""

    @property
    def unwalked(self) -> list[str]:
        """Zones that nobody has looked at yet, or that are left to the technician."""
        return [each.word for each in self.steps if each.later or (each.is_zone and not each.done)]

    @property
    def any_open(self) -> bool:
        """Something amber or red waits for the customer's word."""
        return any(found.outcome == "open" for found in self.findings)

    @property
    def any_safety_open(self) -> bool:
        """A safety point among them: declining it takes a signature."""
        return any(found.outcome == "open" and found.is_safety for found in self.findings)

    @property
    def findings(self) -> tuple[FindingCard, ...]:
        """Everything amber or red, the red first."""
        found = [p.finding for step in self.steps for p in step.points if p.finding and p.finding.notable]
        return tuple(sorted(found, key=lambda each: each.state != "now"))

    @property
    def first_open(self) -> str:
        """The step to go on with."""
        return next((step.key for step in self.steps if not step.done), walk.SIGN_STEP)

    def step(self, key: str) -> StepCard:
        """One step; the first open one for a key that this car has not."""
        found = {step.key: step for step in self.steps}
        return found.get(key) or found[self.first_open]

    def photos_of(self, step: str) -> list[Photo]:
        """Photos taken at a step."""
        return [photo for taken_at, photo in self.photos if taken_at == step]


def remaining_in_words(days: int | None, km: int | None) -> str:
    """约 120 天 · 8,000 公里; 已到极限 for nothing left; empty where it cannot be said."""
    if days == 0 or km == 0:
        return "已到极限"
    parts = []
    if days is not None:
        parts.append(f"{days} 天" if days < 120 else f"{days // 30} 个月")
    if km is not None:
        parts.append(f"{round(km, -2):,} 公里")
    return f"约 {' · '.join(parts)}" if parts else ""


def check_in(actor: Actor, order_id: int) -> CheckInCard:
    """The walk of an order. Three statements. Raises Missing for another store's order, NotAllowed without the right."""
    if not actor.may(permissions.SEE_CHECK_IN):
        raise NotAllowed("您的岗位不能查看环检记录。")
    row = (
        Order.objects.seen_by(actor)
        .filter(pk=order_id)
        .select_related("vehicle", "customer", "adviser", "check_in", "visit")
        .first()
    )
    if row is None:
        raise Missing("没有找到这张委托书，请检查链接或重新搜索。")
    kept = getattr(row, "check_in", None) or CheckIn(order=row)
    found = {each.point: finding_card(each) for each in Finding.objects.filter(order=row)}
    photos = [
        (each["step"], Photo(pictures.link(each["id"]), words=""))
        for each in kept.pictures
        if isinstance(each, dict) and "id" in each
    ]
    return CheckInCard(
        row.pk,
        row.number,
        row.state,
        row.version,
        vehicles.brief(row.vehicle),
        row.vehicle.odometer,
        row.odometer,
        row.customer.name,
        row.sender_name,
        row.adviser.name,
        row.concern,
        RepairType(row.repair_type).label,
        row.visit.waits,
        kept.covers_on_at,
        kept.fuel_eighths,
        kept.battery_percent,
        tuple(kept.belongings),
        kept.belongings_note,
        tuple(kept.damages),
        tuple(photos),
        kept.signed_at,
        kept.signed_name,
        tuple(_step(step, kept, found) for step in walk.steps_of(row.vehicle.energy)),
    )


def findings_of(order_id: int) -> list[FindingCard]:
    """Everything that was looked at on a visit, amber and red first. One statement."""
    rows = Finding.objects.filter(order_id=order_id).order_by("pk")
    return sorted(map(finding_card, rows), key=lambda each: ("now", "soon", "ok").index(each.state))


def finding_card(row: Finding) -> FindingCard:
    """A row as a card."""
    known = points.by_code().get(row.point)
    return FindingCard(
        row.pk,
        row.point,
        row.name,
        known.zone if known else "",
        row.system,
        row.state,
        row.get_state_display(),
        row.value,
        row.unit,
        row.remaining_days,
        row.remaining_km,
        row.risk,
        row.is_safety,
        row.outcome,
        row.get_outcome_display(),
        row.decline_reason,
        row.declined_signature_id is not None,
        tuple(Photo(pictures.link(each), words=row.name) for each in row.pictures),
    )


def is_open(state: str) -> bool:
    """Whether findings may still be recorded."""
    return state not in (OrderState.DELIVERED, OrderState.CANCELLED)


def _step(step: walk.WalkStep, kept: CheckIn, found: dict[str, FindingCard]) -> StepCard:
    note = kept.steps.get(step.key)
    return StepCard(
        step.key,
        step.word,
        note is not None,
        bool(note and note.get("later")),
        note.get("by", "") if note else "",
        parse_datetime(note["at"]) if note else None,
        tuple(_point(point, found.get(point.code)) for point in step.zone.points) if step.zone else (),
    )


def _point(point: points.Point, found: FindingCard | None) -> PointCard:
    measure = point.measure
    return PointCard(
        point.code,
        point.name,
        point.touch,
        points.TOUCHES[point.touch],
        point.how,
        point.is_safety,
        measure.unit if measure else "",
        measure.soon if measure else None,
        measure.now if measure else None,
        measure.worse if measure else "",
        point.risk,
        found,
    )
