"""Bars of the board: stretches of bays and people along the day, placed in per cent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from huichang.company.roles import BayKind
from huichang.engines.dayplan import values
from huichang.kernel import wording
from huichang.planning import reading, saying, solving
from huichang.planning.people import WORKERS
from huichang.planning.states import StepKind
from huichang.workshop.queries.open_work import Worked


@dataclass(frozen=True)
class Hour:
    """A mark of the time axis."""

    says: str
    left: str


@dataclass(frozen=True)
class Bar:
    """A stretch on the board. `state`: `done` worked, `run` being worked on, `plan` accepted, `ghost` only proposed or
    foreseen (nobody has been given it), `booked` of a car that is not here. `late`: its car will miss its promise;
    `movable`: may be dragged; `pieces`: the worked parts of it in per cent of the bar (breaks and nights between)."""

    key: str
    order_id: int | None
    job_id: int | None
    appointment_id: int | None
    plate: str
    plate_kind: str
    title: str
    kind: str
    kind_says: str
    state: str
    stage: str
    technician_ids: tuple[int, ...]
    who: str
    bay_id: int | None
    where: str
    since: datetime
    until: datetime
    left: str
    width: str
    late: bool
    waits: bool
    pinned: bool
    movable: bool
    parts: str
    url: str

    @property
    def tail(self) -> str:
        """The end of the plate, by which the house calls a car."""
        return self.plate[-5:]

    @property
    def masked(self) -> str:
        """The plate for a wall that everybody can see."""
        return wording.masked_plate(self.plate)

    @property
    def minutes(self) -> int:
        """From begin to end, breaks included."""
        return int((self.until - self.since) // timedelta(minutes=1))

    @property
    def says(self) -> str:
        """The whole of it in words."""
        how = {"done": "已做", "run": "作业中，预计", "plan": "计划", "ghost": "建议", "booked": "预约"}[
            self.state
        ]
        rest = " · ".join(part for part in (self.who, self.where) if part)
        return f"{self.plate} {self.title} · {how} {self.since:%H:%M}–{self.until:%H:%M} · {rest}"


@dataclass(frozen=True)
class BayRow:
    """A bay along the day."""

    id: int
    name: str
    kind: str
    kind_says: str
    bars: tuple[Bar, ...]
    busy_minutes: int


@dataclass(frozen=True)
class PersonRow:
    """Somebody along the day; `away`: stretches of absence as (left, width) in per cent; `absent`: the whole day."""

    id: int
    name: str
    team: str
    skills: tuple[str, ...]
    bars: tuple[Bar, ...]
    away: tuple[tuple[str, str], ...]
    absent: bool
    busy_minutes: int
    present_minutes: int

    @property
    def load(self) -> str:
        """How much of the time is planned or worked: 6.6/8.5 工时."""
        busy, present = round(self.busy_minutes / 60, 1), round(self.present_minutes / 60, 1)
        return f"{busy:g}/{present:g} 工时"

    @property
    def says(self) -> str:
        """Skills and team in words."""
        return " · ".join(part for part in ("、".join(self.skills), self.team) if part)


def percent(part: timedelta, whole: timedelta) -> str:
    """A place on the axis, for a style: 12.5%."""
    return f"{100 * part / whole:.2f}%"


MOST_SAID = 12
"""So many hours are named on an axis at most: more would run into each other on a phone or a wall."""


def hours(since: datetime, until: datetime) -> tuple[Hour, ...]:
    """Every full hour of the axis; on a long one only every second or third is named."""
    count = int((until - since) // timedelta(hours=1))
    every = max(1, -(-count // MOST_SAID))
    marks = [since + timedelta(hours=number) for number in range(count)]
    return tuple(
        Hour(f"{mark:%H:%M}" if number % every == 0 else "", percent(mark - since, until - since))
        for number, mark in enumerate(marks)
    )


def late_keys(found: reading.Reading, plan: values.Plan) -> frozenset[str]:
    """Steps of cars that will miss their promise; who is only booked has none yet."""
    late = {car for car in solving.late_cars(found, plan) if found.cars[car].order_id is not None}
    return frozenset(key for key, name in found.steps.items() if name.car in late)


@dataclass(frozen=True)
class Drawing:
    """One day of a plan, ready to be drawn."""

    found: reading.Reading
    plan: values.Plan
    since: datetime
    until: datetime
    late: frozenset[str]
    done: tuple[Worked, ...]

    def bays(self) -> tuple[BayRow, ...]:
        """Every open work bay with its bars."""
        of_bay: dict[int, list[Bar]] = {bay: [] for bay in self.found.crew.bays}
        for bar in self._bars():
            if bar.bay_id in of_bay:
                of_bay[bar.bay_id].append(bar)
        return tuple(
            BayRow(
                bay.id,
                bay.name,
                bay.kind,
                BayKind(bay.kind).label,
                tuple(sorted(of_bay[bay.id], key=lambda bar: bar.since)),
                _busy(of_bay[bay.id]),
            )
            for bay in self.found.crew.bays.values()
        )

    def people(self) -> tuple[PersonRow, ...]:
        """Technicians, team leaders and inspectors; who is absent last."""
        of_person: dict[int, list[Bar]] = {person: [] for person in self.found.crew.people}
        for bar in self._bars():
            for technician_id in bar.technician_ids:
                if technician_id in of_person:
                    of_person[technician_id].append(bar)
        windows = {each.id: each.windows for each in self.found.problem.technicians}
        rows = []
        for person in self.found.crew.people.values():
            here = [self._clip(a, b) for a, b in windows.get(person.id, ())]
            present = [(a, b) for a, b in here if a < b]
            rows.append(
                PersonRow(
                    person.id,
                    person.name,
                    person.team,
                    tuple(saying.SKILLS[skill] for skill in person.skills)
                    if set(person.roles) & set(WORKERS)
                    else ("终检",),
                    tuple(sorted(of_person[person.id], key=lambda bar: bar.since)),
                    tuple(self._away(present)),
                    not present,
                    _busy(of_person[person.id]),
                    sum(int((b - a) // timedelta(minutes=1)) for a, b in present),
                )
            )
        return tuple(sorted(rows, key=lambda row: row.absent))

    def _clip(self, start: int, end: int) -> tuple[datetime, datetime]:
        return max(self.found.moment(start), self.since), min(self.found.moment(end), self.until)

    def _away(self, present: list[tuple[datetime, datetime]]) -> Iterator[tuple[str, str]]:
        whole, reached = self.until - self.since, self.since
        for begin, end in sorted(present):
            if begin > reached:
                yield percent(reached - self.since, whole), percent(begin - reached, whole)
            reached = max(reached, end)
        if reached < self.until:
            yield percent(reached - self.since, whole), percent(self.until - reached, whole)

    def _bars(self) -> Iterator[Bar]:
        accepted = {each.step for each in self.found.accepted.placed}
        for placed in self.plan.placed:
            since, until = self._clip(placed.start, placed.end)
            if since < until:
                yield self._bar(placed, since, until, accepted)
        for each in self.done:
            since, until = max(each.since, self.since), min(each.until, self.until)
            if since < until:
                yield self._worked(each, since, until)

    def _bar(self, placed: values.Placed, since: datetime, until: datetime, accepted: set[str]) -> Bar:
        found, name = self.found, self.found.steps[placed.step]
        car = found.cars[name.car]
        state = "run" if name.running else "plan" if placed.step in accepted else "ghost"
        state = "booked" if name.appointment_id is not None else state
        return Bar(
            placed.step,
            name.order_id,
            name.job_id,
            name.appointment_id,
            car.plate,
            car.plate_kind,
            name.title,
            name.kind,
            StepKind(name.kind).label,
            state,
            car.stage,
            placed.technicians,
            "、".join(saying.who_says(found, each) for each in placed.technicians),
            placed.bay,
            saying.bay_says(found, placed.bay) if placed.bay is not None else "",
            since,
            until,
            percent(since - self.since, self.until - self.since),
            percent(until - since, self.until - self.since),
            placed.step in self.late,
            car.waits,
            placed.step in found.pinned,
            name.dispatched,
            name.parts_words if name.parts == "short" else "",
            car.url,
        )

    def _worked(self, each: Worked, since: datetime, until: datetime) -> Bar:
        found = self.found
        return Bar(
            f"w{each.job_id}",
            each.order_id,
            each.job_id,
            None,
            each.plate,
            "",
            each.title,
            StepKind.REPAIR,
            StepKind.REPAIR.label,
            "done",
            "gone",
            (each.technician_id,),
            saying.who_says(found, each.technician_id),
            each.bay_id,
            saying.bay_says(found, each.bay_id) if each.bay_id is not None else "",
            found.moment(found.minute(since)),
            found.moment(found.minute(until)),
            percent(since - self.since, self.until - self.since),
            percent(until - since, self.until - self.since),
            False,
            False,
            False,
            False,
            "",
            f"/workshop/orders/{each.order_id}/",
        )


def _busy(bars: list[Bar]) -> int:
    return sum(bar.minutes for bar in bars)
