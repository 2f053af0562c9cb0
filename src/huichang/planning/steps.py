"""An order or a booking as the engine's steps: what follows what, in which bays, how long, not before when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from huichang.company import settings
from huichang.company.roles import BayKind, Skill
from huichang.engines.dayplan import values
from huichang.planning import limits, names
from huichang.planning.people import Crew
from huichang.planning.states import StepKind
from huichang.workshop.queries import plan as workshop
from huichang.workshop.queries.open_work import OpenJob, OpenOrder, fitting_bays

LEAST_LEFT = 10
"""Minutes that begun work still needs however much it has used: nobody knows better (as workshop.forecast)."""
LEAST_MINUTES = 15
"""What is planned for a job without a standard time: dispatch gives no less either."""
KINDS = {Skill.BODY: StepKind.BODY, Skill.PAINT: StepKind.PAINT, Skill.WASH: StepKind.WASH}
TURN = {StepKind.BODY: 0, StepKind.PAINT: 1, StepKind.DRY: 2, StepKind.REPAIR: 3, StepKind.WASH: 4}
BODYWORK = (StepKind.BODY, StepKind.PAINT, StepKind.DRY)
DRYING = "漆面干燥"
CERTAIN = 0.05
"""Spread of what hardly varies: drying."""
Lasting = Callable[[Sequence[str], str, str, int], tuple[float, float, dict[int, float]]]
"""(codes, series, skill, minutes) → factor of the standard time, spread of its logarithm, factor by technician."""


@dataclass
class Shop:
    """What turning work into steps must know of the store."""

    store_id: int
    now: int
    minute: Callable[[datetime], int]
    moment: Callable[[int], datetime]
    crew: Crew
    lasting: Lasting
    pinned: dict[str, tuple[tuple[int, ...], int | None, int]]
    """Fixed by hand: people, bay, not before; by step."""
    steps: list[values.Step] = field(default_factory=list)
    cars: list[values.Car] = field(default_factory=list)
    loose: dict[str, values.Step] = field(default_factory=dict)
    """Steps that are held in their place, as they would be if somebody moves them."""
    stands_in: dict[int, int] = field(default_factory=dict)
    """Bay → the order whose car was worked on there last, of those that are not finished."""
    kept_until: dict[int, int] = field(default_factory=dict)
    """Bay → until when it is kept by a car that waits in it."""
    step_names: dict[str, names.StepName] = field(default_factory=dict)
    car_names: dict[str, names.CarName] = field(default_factory=dict)

    def morning(self, moment: datetime, days: int) -> int:
        """When parts that come on the day of `moment` + `days` can be used."""
        hour = min(23, settings.of(self.store_id, limits.PARTS_HOUR))
        local = self.moment(self.minute(moment))
        return self.minute(datetime.combine(local.date() + timedelta(days=days), time(hour), local.tzinfo))

    def add(self, step: values.Step, name: names.StepName) -> None:
        """One more step."""
        self.steps.append(step)
        self.step_names[step.id] = name


def find_cars(shop: Shop, orders: Sequence[OpenOrder]) -> None:
    """Note in which bay each car stands that has been worked on: where somebody clocked on it last."""
    stretches = [(each, order.id) for order in orders for job in order.jobs for each in job.clocked]
    for stretch, order_id in sorted(stretches, key=lambda each: each[0].since):
        if stretch.bay_id is not None:
            shop.stands_in[stretch.bay_id] = order_id


def add_order(shop: Shop, order: OpenOrder) -> None:
    """An order that stands in the workshop: its open jobs, then road test, final check, washing."""
    car = names.car_of_order(order.id)
    ready = shop.now
    if not order.signed:
        # The customer is on the way to the signature since the order was opened.
        ready = max(ready, shop.minute(order.opened_at) + settings.of(shop.store_id, limits.DRAFT_MINUTES))
    ready += settings.of(shop.store_id, limits.ANSWER_MINUTES) if order.waiting_for == "customer" else 0
    if order.waiting_for in ("insurer", "sublet"):
        ready = max(ready, shop.morning(shop.moment(shop.now), 1))
    jobs = [_kind_of(job.skill) for job in order.jobs]
    chain: list[str] = []
    for kind, job in sorted(
        zip(jobs, order.jobs, strict=True), key=lambda each: (TURN[each[0]], each[1].position)
    ):
        chain += _add_job(shop, order, job, kind, car, ready, _before(shop, kind, chain))
    if not order.checked:
        chain = [*chain, *_add_ending(shop, order, car, ready, tuple(chain))]
    washes = any(kind == StepKind.WASH for kind in jobs)
    if order.to_wash and not washes:
        chain += _add_wash(shop, order, car, ready, tuple(chain))
    if not chain:
        return
    weight = settings.of(shop.store_id, limits.REWORK_WEIGHT) if order.repair_type == "rework" else 1
    promise = shop.minute(order.promised_at) if order.promised_at else None
    shop.cars.append(
        values.Car(
            car,
            promise,
            order.signed and promise is not None,
            max(1, weight),
            order.waits,
            0,
            order.statutory,
        )
    )
    shop.car_names[car] = names.CarName(
        car,
        order.plate,
        order.plate_kind,
        order.car,
        order.customer,
        order.adviser_id,
        order.adviser,
        order.stage,
        order.waits,
        order_id=order.id,
        number=order.number,
        waiting_for=order.waiting_for,
        promised_at=order.promised_at,
        promised_first_at=order.promised_first_at,
        told_at=order.told_at,
        told=order.signed,
        version=order.version,
    )


def _before(shop: Shop, kind: StepKind, chain: Sequence[str]) -> tuple[str, ...]:
    """What must be done before work of a kind: body before paint, paint (dry) before the rest, all before a wash. Repairs of
    one car wait for each other's place only, in whatever order suits the people."""
    if kind == StepKind.WASH:
        return tuple(chain)
    return tuple(key for key in chain if shop.step_names[key].kind in BODYWORK)


def _kind_of(skill: str) -> StepKind:
    return KINDS.get(Skill(skill), StepKind.REPAIR)


def _add_job(
    shop: Shop, order: OpenOrder, job: OpenJob, kind: StepKind, car: str, ready: int, before: tuple[str, ...]
) -> list[str]:
    """The step of a job, and the drying after paint."""
    key = names.job_key(job.id)
    factor, spread, by_technician = shop.lasting(job.codes, order.series, job.skill, job.minutes)
    standard = max(job.minutes, LEAST_MINUTES)
    median = max(5, round(standard * factor))
    started, left = None, median
    if job.worked or job.clocked:
        left = max(median - job.worked, LEAST_LEFT)
    if job.running:
        first = min(each.since for each in job.running)
        who = tuple(dict.fromkeys(each.technician_id for each in job.running))
        bay = next((each.bay_id for each in job.running if each.bay_id in shop.crew.bays), None)
        started = values.Started(shop.minute(first), who, bay, left)
    scale = left / median
    people, bay_fixed, not_before = shop.pinned.get(key, ((), None, 0))
    can_begin = max(ready, _parts_there(shop, job))
    stays = _stays_in(shop, order, job, can_begin) if bay_fixed is None else None
    hands = max(1, len({each.technician_id for each in (job.running or job.planned)}))
    painting = kind == StepKind.PAINT
    loose = values.Step(
        key,
        str(job.id),
        car,
        kind,
        left,
        job.skill,
        hands=hands,
        bay_kinds=job.bay_kinds,
        after=before,
        ready=can_begin,
        may_pause=not painting or left > settings.of(shop.store_id, limits.LONG_PAINT_MINUTES),
        colour=(order.colour or None) if painting else None,
        team=shop.crew.team_of(order.adviser_id),
        spread=spread,
        minutes_of={who: max(5, round(standard * each * scale)) for who, each in by_technician.items()},
        started=started,
    )
    if key in shop.pinned or stays is not None:
        shop.loose[key] = loose
    shop.add(
        replace(loose, technicians=people, bay=bay_fixed or stays, ready=max(can_begin, not_before)),
        names.StepName(
            key,
            kind,
            job.title,
            car,
            left,
            order.id,
            job.id,
            dispatched=order.signed and not job.running,
            running=bool(job.running),
            parts=job.parts.key,
            parts_words=job.parts.words,
            skill=Skill(job.skill).label,
            amount=job.amount,
        ),
    )
    if not painting:
        return [key]
    dry = names.dry_key(job.id)
    step = _dry(shop, dry, str(job.id), car, key)
    shop.add(step, names.StepName(dry, StepKind.DRY, DRYING, car, step.minutes, order.id))
    return [key, dry]


def _dry(shop: Shop, key: str, job: str, car: str, painted: str) -> values.Step:
    """Drying after paint: nobody works, the car keeps its place."""
    return values.Step(
        key,
        job,
        car,
        StepKind.DRY,
        settings.of(shop.store_id, limits.DRY_MINUTES),
        None,
        hands=0,
        bay_kinds=(BayKind.PAINT,) if _has(shop, BayKind.PAINT) else (),
        after=(painted,),
        spread=CERTAIN,
    )


def _stays_in(shop: Shop, order: OpenOrder, job: OpenJob, can_begin: int) -> int | None:
    """The bay in which the car of a job that was begun and paused waits to go on; None when it was given elsewhere, another
    car has stood there since, or the wait is so long that the car is moved out. The bay is kept for it meanwhile, unless
    other work of the same car may be done there."""
    last = max(job.clocked, key=lambda each: each.since, default=None)
    if job.running or last is None or last.bay_id is None or last.bay_id not in shop.crew.bays:
        return None
    elsewhere = job.moved_out or any(each.bay_id != last.bay_id for each in job.planned)
    long = can_begin - shop.now > settings.of(shop.store_id, limits.BAY_KEEPS_MINUTES)
    if elsewhere or long or shop.stands_in.get(last.bay_id) != order.id:
        return None
    if len(order.jobs) == 1:
        shop.kept_until[last.bay_id] = max(can_begin, shop.kept_until.get(last.bay_id, 0))
    return last.bay_id


def _parts_there(shop: Shop, job: OpenJob) -> int:
    """Not before its parts: short ones come on their day; of whose coming nobody knows, after the usual time."""
    if job.parts.key != "short":
        return 0
    if job.parts.expected_on is None:
        days = settings.of(shop.store_id, limits.UNKNOWN_PARTS_DAYS)
        return shop.morning(shop.moment(shop.now), days)
    today = shop.moment(shop.now).date()
    return shop.morning(shop.moment(shop.now), (job.parts.expected_on - today).days)


def _add_ending(shop: Shop, order: OpenOrder, car: str, ready: int, before: tuple[str, ...]) -> list[str]:
    """Road test where the work asks for one, and the final check."""
    made: list[str] = []
    wanted = [(StepKind.CHECK, "终检", settings.of(shop.store_id, workshop.CHECK_MINUTES))]
    if order.road_test:
        wanted.insert(0, (StepKind.TEST, "路试", settings.of(shop.store_id, limits.TEST_MINUTES)))
    watched = shop.crew.has_inspectors
    for kind, title, minutes in wanted:
        key = names.order_key(order.id, kind)
        shop.add(
            values.Step(
                key,
                key,
                car,
                kind,
                max(5, minutes),
                names.CHECK_SKILL if watched else None,
                hands=1 if watched else 0,
                after=(*before, *made),
                ready=ready,
            ),
            names.StepName(key, kind, title, car, minutes, order.id),
        )
        made.append(key)
    return made


def _add_wash(shop: Shop, order: OpenOrder, car: str, ready: int, before: tuple[str, ...]) -> list[str]:
    key = names.order_key(order.id, StepKind.WASH)
    minutes = max(5, settings.of(shop.store_id, workshop.WASH_MINUTES))
    shop.add(
        _wash(shop, key, car, minutes, ready, before),
        names.StepName(key, StepKind.WASH, "洗车", car, minutes, order.id),
    )
    return [key]


def _wash(shop: Shop, key: str, car: str, minutes: int, ready: int, before: tuple[str, ...]) -> values.Step:
    return values.Step(
        key,
        key,
        car,
        StepKind.WASH,
        minutes,
        Skill.WASH if shop.crew.washers else None,
        hands=1 if shop.crew.washers else 0,
        bay_kinds=(BayKind.WASH,) if _has(shop, BayKind.WASH) else (),
        after=before,
        ready=ready,
    )


def _has(shop: Shop, kind: str) -> bool:
    return any(bay.kind == kind for bay in shop.crew.places)


@dataclass(frozen=True)
class Coming:
    """A car that is booked, or thought of on the phone: work as (title, skill, kind of bay, minutes, code)."""

    key: str
    arrives: datetime
    work: tuple[tuple[str, str, str, int, str], ...]
    series: str = ""
    colour: str = ""
    waits: bool = False
    parts_ready: datetime | None = None
    promise: datetime | None = None
    adviser_id: int = 0


def coming_steps(shop: Shop, coming: Coming) -> tuple[values.Car, list[tuple[values.Step, str]]]:
    """The car and its steps (with their titles) without adding them: reception, the work, the check, the wash."""
    ready = shop.minute(coming.arrives) + settings.of(shop.store_id, limits.RECEPTION_MINUTES)
    there = shop.minute(coming.parts_ready) if coming.parts_ready else 0
    made: list[tuple[values.Step, str]] = []
    before: tuple[str, ...] = ()
    bodywork: list[str] = []
    ordered = sorted(coming.work, key=lambda each: TURN[_kind_of(each[1])])
    for number, (title, skill, bay_kind, minutes, code) in enumerate(ordered):
        kind = _kind_of(skill)
        factor, spread, by_technician = shop.lasting((code,) if code else (), coming.series, skill, minutes)
        standard = max(minutes, LEAST_MINUTES)
        key = f"{coming.key}:{number}"
        step = values.Step(
            key,
            key,
            coming.key,
            kind,
            max(5, round(standard * factor)),
            skill,
            bay_kinds=fitting_bays(bay_kind),
            after=before if kind in (*BODYWORK, StepKind.WASH) else tuple(bodywork),
            ready=max(ready, there),
            may_pause=kind != StepKind.PAINT,
            colour=(coming.colour or None) if kind == StepKind.PAINT else None,
            team=shop.crew.team_of(coming.adviser_id),
            spread=spread,
            minutes_of={who: max(5, round(standard * each)) for who, each in by_technician.items()},
        )
        made.append((step, title))
        own = [key]
        if kind == StepKind.PAINT:
            dry = _dry(shop, f"{key}:dry", key, coming.key, key)
            made.append((dry, DRYING))
            own.append(dry.id)
        before = (*before, *own)
        bodywork += own if kind in BODYWORK else []
    check = max(5, settings.of(shop.store_id, workshop.CHECK_MINUTES))
    watched, key = shop.crew.has_inspectors, f"{coming.key}:check"
    skill_of_check = names.CHECK_SKILL if watched else None
    made.append(
        (
            values.Step(
                key,
                key,
                coming.key,
                StepKind.CHECK,
                check,
                skill_of_check,
                hands=int(watched),
                after=before,
                ready=ready,
            ),
            "终检",
        )
    )
    wash = max(5, settings.of(shop.store_id, workshop.WASH_MINUTES))
    made.append((_wash(shop, f"{coming.key}:wash", coming.key, wash, ready, (*before, key)), "洗车"))
    promise = shop.minute(coming.promise) if coming.promise else None
    arrives = shop.minute(coming.arrives)
    return values.Car(coming.key, promise, False, 1, coming.waits, max(0, arrives)), made
