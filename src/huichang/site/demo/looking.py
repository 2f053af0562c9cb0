"""The walk round the car and what it finds, as the adviser's tablet would have kept it."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from huichang.kernel.models import Picture, PictureContent
from huichang.site.demo import drawings
from huichang.site.demo.chance import Chance
from huichang.site.demo.owners import Car
from huichang.site.demo.people import Crew, Person
from huichang.site.demo.rows import Rows
from huichang.vehicles.states import Energy
from huichang.workshop import points, walk
from huichang.workshop.models import CheckIn, Finding

MARKS = ("scratch", "scratch", "dent", "rust", "glass")
SIDES = ("left", "right", "front", "rear")
BELONGINGS = ("key", "licence", "recorder", "etc", "umbrella", "triangle", "charger")
MEASURED = ("TREAD-LF", "TREAD-RR", "PAD-F", "BATTERY-V")
REASONS = ("下次保养一起做", "价格超出预算", "回去商量一下", "今天没有时间", "没感觉到有问题")
SIGNATURES = 24
DECLINED = 0.3


@cache
def _steps_of(energy: str) -> tuple[walk.WalkStep, ...]:
    return walk.steps_of(energy)


@cache
def _points_of(energy: str) -> dict[str, points.Point]:
    return {point.code: point for zone in points.for_car(energy) for point in zone.points}


class Findings(list[dict[str, Any]]):
    """What was found on one car and not put right, as values of `Finding` with their keys (`id`)."""


class Inspection:
    """Check-ins and findings of one store."""

    def __init__(self, rows: Rows, crew: Crew, chance: Chance, at: datetime) -> None:
        self.rows, self.crew, self.chance, self.store = rows, crew, chance, crew.site.id
        self.signatures = [self._signature(number, at) for number in range(SIGNATURES)]

    def _signature(self, number: int, at: datetime) -> int:
        content, size = drawings.signature(number)
        digest = drawings.digest(content)
        contents = self.rows.sheet(PictureContent)
        if not any(line[contents.key] == digest for line in contents.lines):
            self.rows.add(PictureContent, sha256=digest, content=content)
        return self.rows.add(
            Picture,
            store_id=self.store,
            content_id=digest,
            kind="signature",
            media_type="image/png",
            width=size[0],
            height=size[1],
            taken_at=at,
        )

    def signature(self) -> int:
        """One of the customers' strokes."""
        return self.chance.choice(self.signatures)

    def check_in(
        self, order_id: int, car: Car, name: str, adviser: Person, start: datetime, signed: datetime
    ) -> None:
        """The walk, every step with its time."""
        chance, steps = self.chance, _steps_of(car.series.energy)
        length = (signed - start) / len(steps)
        electric = car.series.energy == Energy.BEV
        said = {
            step.key: {"at": (start + length * place).isoformat(timespec="seconds"), "by": adviser.name}
            for place, step in enumerate(steps, start=1)
        }
        damages = [
            {
                "side": chance.choice(SIDES),
                "x": round(chance.uniform(0.12, 0.88), 2),
                "y": round(chance.uniform(0.3, 0.75), 2),
                "kind": chance.choice(MARKS),
                "note": "",
            }
            for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 3)))
        ]
        self.rows.add(
            CheckIn,
            store_id=self.store,
            order_id=order_id,
            covers_on_at=start + length,
            steps=json.dumps(said, ensure_ascii=False),
            fuel_eighths=None if electric else chance.randint(1, 8),
            battery_percent=chance.randint(15, 95) if car.series.energy != Energy.PETROL else None,
            belongings=chance.sample(BELONGINGS, chance.randint(1, 4)),
            damages=damages,
            signature_id=self.signature(),
            signed_name=name,
            signed_at=signed,
        )

    def find(self, order_id: int, car: Car, by: int, at: datetime) -> Findings:
        """Some measured points, and now and then something amber or red; returns what is left unrepaired."""
        left = Findings()
        known = dict(_points_of(car.series.energy))
        for code in self.chance.sample(MEASURED, 2):
            self._keep(left, order_id, car, known[code], by, at, sound=True)
        for _ in range(self.chance.choice((0, 0, 0, 0, 1, 1, 1, 2))):
            point = self.chance.choice(list(known.values()))
            if point.code not in MEASURED:
                self._keep(left, order_id, car, point, by, at, sound=False)
                known.pop(point.code)
        return left

    def _keep(
        self,
        left: Findings,
        order_id: int,
        car: Car,
        point: points.Point,
        by: int,
        at: datetime,
        *,
        sound: bool,
    ) -> None:
        state = "ok" if sound else "soon" if self.chance.maybe(0.82) else "now"
        value = self._value(point, state)
        per_day = Decimal(str(round(car.km_per_day, 2)))
        lasts = point.remaining(state, value, energy=car.series.energy, km_per_day=per_day)
        values: dict[str, Any] = {
            "store_id": self.store,
            "order_id": order_id,
            "vehicle_id": car.id,
            "point": point.code,
            "name": point.name,
            "system": point.system,
            "state": state,
            "value": value,
            "unit": point.measure.unit if point.measure and value is not None else "",
            "remaining_days": lasts.days,
            "remaining_km": lasts.km,
            "risk": "" if state == "ok" else point.risk[:300],
            "is_safety": point.is_safety,
            "found_at": at,
            "found_by_id": by,
        }
        # A red safety point leaves the house only with a signature; what else is declined has at least its reason.
        if state != "ok" and (self.chance.maybe(DECLINED) or state == "now"):
            values |= {
                "outcome": "declined",
                "decline_reason": self.chance.choice(REASONS),
                "declined_at": at + timedelta(minutes=5),
                "declined_signature_id": self.signature() if point.is_safety else None,
            }
        key = self.rows.add(Finding, **values)
        if state != "ok":
            left.append(values | {"id": key})

    def _value(self, point: points.Point, state: str) -> Decimal | None:
        """A measured value that means this state."""
        measure = point.measure
        if measure is None:
            return None
        below = measure.worse == "below"
        edges = {
            "ok": (measure.soon, measure.soon * Decimal("1.8") if below else measure.soon * Decimal("0.4")),
            "soon": (measure.now, measure.soon),
            "now": (measure.lowest if below else measure.highest, measure.now),
        }[state]
        low, high = sorted(float(edge) for edge in edges)
        low, high = max(low, float(measure.lowest)), min(high, float(measure.highest))
        value = Decimal(str(round(self.chance.uniform(low, high), 1)))
        return value if measure.state(value) == state else None
