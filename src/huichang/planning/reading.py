"""The store as the engine's problem, and the accepted plan as the engine's plan: one reading for everything that asks.

Nine statements, however many cars there are (`test_reading` counts them). Time inside the engine is whole
minutes from midnight, store time, of the day of the reading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils.timezone import localtime

from huichang.booking.queries.expected import ExpectedCar, expected
from huichang.company import queries as company
from huichang.company import settings
from huichang.engines import durations
from huichang.engines.dayplan import values
from huichang.parts import queries as parts
from huichang.planning import limits, names, people, steps
from huichang.planning.models import LearnedDuration, PlannedStep, StorePlan
from huichang.workshop import promise
from huichang.workshop.forecast import OpenHours
from huichang.workshop.queries.open_work import OpenOrder, open_work

MINUTE = timedelta(minutes=1)
SPEED = {1: 1.3, 2: 1.15, 3: 1.0, 4: 0.92, 5: 0.85}
"""Factor of the standard time by level of skill, until clocked work says better (durations)."""
NO_COST = values.Cost()
RUN_OUT_DAYS = 2
"""What comes in the last hours of the horizon is finished after it: people and bays are known for so many days more."""


@dataclass(frozen=True)
class Reading:
    """A store at a moment."""

    store_id: int
    at: datetime
    origin: datetime
    version: int
    problem: values.Problem
    accepted: values.Plan
    steps: Mapping[str, names.StepName]
    cars: Mapping[str, names.CarName]
    crew: people.Crew
    pinned: frozenset[str]
    hours: OpenHours
    stretch: float = 0.0
    """By which part of its length a finish is moved before anybody is told (see `engines.calibration`)."""
    loose: Mapping[str, values.Step] = field(default_factory=dict)
    """Steps that are held in a place, as they are for who moves them."""

    def without_hold(self, key: str) -> values.Problem:
        """The problem for somebody who moves a step: what held it (fixed by hand, its car on the lift) holds it no more."""
        if key not in self.loose:
            return self.problem
        steps = tuple(self.loose.get(key, step) if step.id == key else step for step in self.problem.steps)
        return replace(self.problem, steps=steps)

    def minute(self, moment: datetime) -> int:
        """Minutes from the origin."""
        return (moment - self.origin) // MINUTE

    def moment(self, minute: int) -> datetime:
        """The time of a minute, store time."""
        return self.origin + minute * MINUTE


def read(store_id: int, *, at: datetime, but_for: int | None = None) -> Reading:
    """Everything that the plan of a store depends on. `but_for` leaves a booking out (it is about to be moved)."""
    now = localtime(at)
    origin = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = max(1, settings.of(store_id, limits.HORIZON_DAYS))
    orders = open_work(store_id, at=at)
    cars = expected(store_id, since=at - timedelta(hours=1), until=origin + timedelta(days=days))
    cars = [car for car in cars if car.id != but_for]
    version, stretch, kept = _kept(store_id)
    shop = steps.Shop(
        store_id,
        -(-(now - origin) // MINUTE),
        lambda moment: (moment - origin) // MINUTE,
        lambda minute: origin + minute * MINUTE,
        people.crew(store_id, origin=origin, days=days + RUN_OUT_DAYS),
        lambda codes, series, skill, minutes: (1.0, durations.USUAL_SPREAD, {}),
        {},
    )
    shop.lasting = _lasting(store_id, orders, cars, shop.crew)
    shop.pinned = {
        each.key: (tuple(each.technicians), each.bay_id, shop.minute(each.starts_at))
        for each in kept
        if each.pinned
    }
    steps.find_cars(shop, orders)
    for order in orders:
        steps.add_order(shop, order)
    _add_expected(shop, cars)
    problem = values.Problem(
        shop.now,
        shop.crew.technicians,
        tuple(_kept_free(bay, shop.kept_until.get(bay.id, 0)) for bay in shop.crew.places),
        tuple(shop.steps),
        tuple(shop.cars),
        setup_minutes=settings.of(store_id, limits.SETUP_MINUTES),
        speed=SPEED,
    )
    return Reading(
        store_id,
        at,
        origin,
        version,
        problem,
        _accepted(shop, problem, orders, kept),
        shop.step_names,
        shop.car_names,
        shop.crew,
        frozenset(shop.pinned) & frozenset(shop.step_names),
        open_hours(store_id),
        stretch,
        shop.loose,
    )


def _kept_free(bay: values.Bay, until: int) -> values.Bay:
    """The bay without the time for which a car waits in it."""
    windows = tuple((max(opens, until), closes) for opens, closes in bay.windows if closes > until)
    return replace(bay, windows=windows)


def open_hours(store_id: int) -> OpenHours:
    """When the workshop of a store works. No statement but for a store that nobody has asked for lately."""
    store = company.store_card(store_id)
    return OpenHours(
        store.opens_at,
        store.closes_at,
        time.fromisoformat(settings.of(store_id, promise.BREAK_FROM)),
        settings.of(store_id, promise.BREAK_MINUTES),
    )


@dataclass(frozen=True)
class Kept:
    """An accepted step as it is kept."""

    key: str
    technicians: tuple[int, ...]
    bay_id: int | None
    starts_at: datetime
    ends_at: datetime
    pinned: bool


def _kept(store_id: int) -> tuple[int, float, list[Kept]]:
    """The version of the accepted plan, how finishes are stretched, and its steps. One statement."""
    steps_of = PlannedStep.objects.filter(plan=OuterRef("pk")).values(
        it=JSONObject(
            key="key",
            technicians="technicians",
            bay="bay_id",
            since="starts_at",
            until="ends_at",
            pinned="pinned",
        )
    )
    mine = StorePlan.objects.filter(store_id=store_id)
    row = mine.values_list("version", "stretch", ArraySubquery(steps_of)).first()
    if row is None:
        return 0, 0.0, []
    return (
        row[0],
        row[1],
        [
            Kept(
                each["key"],
                tuple(each["technicians"]),
                each["bay"],
                datetime.fromisoformat(each["since"]),
                datetime.fromisoformat(each["until"]),
                each["pinned"],
            )
            for each in row[2]
        ],
    )


def _add_expected(shop: steps.Shop, cars: Sequence[ExpectedCar]) -> None:
    """Cars that are booked: their steps count, but nobody can be given them yet."""
    late = _parts_of_bookings(shop, cars)
    for car in cars:
        told = _told(shop, car)
        coming = steps.Coming(
            names.car_of_appointment(car.id),
            max(car.starts_at, shop.moment(shop.now)),
            tuple((work.title, work.skill, work.bay_kind, work.minutes, work.code) for work in car.work),
            car.series,
            car.colour,
            car.waits,
            late.get(car.id),
            told,
            car.adviser_id,
        )
        if not coming.work:
            continue
        made, own = steps.coming_steps(shop, coming)
        shop.cars.append(made)
        for step, title in own:
            name = names.StepName(
                step.id,
                step.kind,
                title,
                coming.key,
                step.minutes,
                appointment_id=car.id,
                skill=step.skill or "",
            )
            shop.add(step, name)
        shop.car_names[coming.key] = names.CarName(
            coming.key,
            car.plate,
            car.plate_kind,
            car.car,
            car.customer,
            car.adviser_id,
            car.adviser,
            "booked",
            car.waits,
            appointment_id=car.id,
            number=car.number,
            promised_at=told,
            promised_first_at=told,
        )


def _told(shop: steps.Shop, car: ExpectedCar) -> datetime | None:
    """By when a customer who will wait was told to have the car: the time of the work, between receiving and handing
    over; None when nothing was told or nobody waits."""
    if not car.told_minutes or not car.waits:
        return None
    around = settings.of(shop.store_id, limits.RECEPTION_MINUTES)
    around += settings.of(shop.store_id, promise.FINISH_MINUTES)
    return car.starts_at + timedelta(minutes=car.told_minutes + around)


def _parts_of_bookings(shop: steps.Shop, cars: Sequence[ExpectedCar]) -> dict[int, datetime]:
    """When the last short part of a booking can be used. One statement, none without bookings."""
    wanted = {car.id for car in cars}
    found: dict[int, datetime] = {}
    now = shop.moment(shop.now)
    for short in parts.shorts(shop.store_id) if wanted else ():
        if short.appointment_id in wanted:
            days = (
                (short.expected_on - now.date()).days
                if short.expected_on
                else settings.of(shop.store_id, limits.UNKNOWN_PARTS_DAYS)
            )
            there = shop.moment(shop.morning(now, days))
            found[short.appointment_id] = max(there, found.get(short.appointment_id, there))
    return found


def _lasting(
    store_id: int, orders: Sequence[OpenOrder], cars: Sequence[ExpectedCar], crew: people.Crew
) -> steps.Lasting:
    """What is known of the durations of the work at hand. One statement."""
    jobs = [job for order in orders for job in order.jobs]
    codes = {code for job in jobs for code in (*job.codes, durations.together(job.codes))}
    codes |= {work.code for car in cars for work in car.work if work.code}
    return lasting_of(store_id, codes, crew)


def lasting_of(store_id: int, codes: set[str], crew: people.Crew) -> steps.Lasting:
    """How long work of these operations takes whom, as far as it was learned. One statement."""
    rows = LearnedDuration.objects.filter(store_id=store_id, operation__in=codes)
    known = {
        (operation, level, series): durations.Learned(factor, spread, samples)
        for operation, level, series, factor, spread, samples in rows.values_list(
            "operation", "level", "series", "factor", "spread", "samples"
        )
    }

    def lasting(
        codes: Sequence[str], series: str, skill: str, minutes: int
    ) -> tuple[float, float, dict[int, float]]:
        whole_job = durations.together(codes)
        if (whole_job, 0, "") in known:
            codes = (whole_job,)
        learned = [code for code in codes if (code, 0, "") in known]
        if not learned:
            return 1.0, durations.USUAL_SPREAD, {}
        share = len(learned) / len(codes)
        whole = _mean([known[code, 0, ""] for code in learned])
        by_technician = {}
        for person in crew.people.values():
            if skill in person.skills:
                each = [
                    durations.best_known(known, code, person.skills[skill], series) or durations.STANDARD
                    for code in learned
                ]
                by_technician[person.id] = _mean(each).factor * share + (1 - share)
        return whole.factor * share + (1 - share), whole.spread, by_technician

    return lasting


def _mean(known: Sequence[durations.Learned]) -> durations.Learned:
    return durations.Learned(
        sum(each.factor for each in known) / len(known), sum(each.spread for each in known) / len(known)
    )


def _accepted(
    shop: steps.Shop, problem: values.Problem, orders: Sequence[OpenOrder], kept: Sequence[Kept]
) -> values.Plan:
    """The plan that stands: dispatch where there is dispatch, else what was accepted."""
    windows = {person.id: person.windows for person in problem.technicians}
    by_key = {each.key: each for each in kept}
    jobs = {names.job_key(job.id): job for order in orders for job in order.jobs}
    placed: list[values.Placed] = []
    for step in problem.steps:
        job, row = jobs.get(step.id), by_key.get(step.id)
        if step.started is not None:
            begun = step.started
            end = shop.now + begun.left
            placed.append(
                values.Placed(step.id, begun.at, end, begun.technicians, begun.bay, ((begun.at, end),))
            )
        elif job is not None and job.planned:
            start = min(shop.minute(each.since) for each in job.planned)
            end = max(shop.minute(each.until) for each in job.planned if each.until)
            who = tuple(dict.fromkeys(each.technician_id for each in job.planned))
            bay = next((each.bay_id for each in job.planned if each.bay_id in shop.crew.bays), None)
            placed.append(values.Placed(step.id, start, end, who, bay, _pieces(windows, who, start, end)))
        elif job is None and row is not None:
            who, start, end = row.technicians, shop.minute(row.starts_at), shop.minute(row.ends_at)
            placed.append(
                values.Placed(step.id, start, end, who, row.bay_id, _pieces(windows, who, start, end))
            )
    return values.Plan(tuple(sorted(placed, key=lambda each: each.start)), (), NO_COST, {})


def _pieces(
    windows: Mapping[int, values.Windows], who: Sequence[int], start: int, end: int
) -> tuple[tuple[int, int], ...]:
    """The stretch without the breaks and nights of the first of them."""
    own = windows.get(who[0], ()) if who else ()
    cut = tuple((max(a, start), min(b, end)) for a, b in own if max(a, start) < min(b, end))
    return cut or ((start, end),)
