"""Workshop days from a seed, for measuring and for tests: the same seed gives the same day, everywhere.

The mix of work, the hours and the shares are invented so that a day is neither empty nor hopeless (people are
asked for about nine tenths of their time); they are no statistics of a real store. Every time is a multiple of
five minutes, so that a model on a raster of five minutes is exact (`exact`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from huichang.engines.dayplan.values import Bay, Car, Plan, Problem, Started, Step, Technician, Windows

DAY = 1440
OPENS, CLOSES = 8 * 60, 17 * 60 + 30
NOW = 9 * 60
"""The plan is asked for at nine: an hour of the day has been worked."""
LATE_SHIFT = (10 * 60 + 30, 20 * 60)
"""Whoever closes stays until the last cars of the day are done."""
LUNCHES = ((11 * 60 + 30, 12 * 60 + 30), (13 * 60 + 30, 14 * 60 + 30))
"""Of the early and of the late shift."""
SPEED = {1: 1.3, 2: 1.15, 3: 1.0, 4: 0.9, 5: 0.85}
"""Level → factor of the minutes."""
COLOURS = ("white", "black", "silver", "red", "blue")
SIZES = {20: (8, 12), 60: (16, 24), 120: (24, 40)}
"""Jobs → bays and people that go with them."""

CREW = (
    *(("mechanical", False), ("mechanical", True), ("mechanical", False), ("mechanical", True)),
    *(("mechanical", False), ("electrical", True), ("body", False), ("paint", True)),
    *(("aircon", False), ("wash", False), ("mechanical", True), ("wash", True)),
)
"""The main skills of twelve people, and who of them comes late and closes; more people repeat the row."""
FLOOR = ("general", "general", "general", "body", "wash", "general", "paint", "general")
"""The kinds of eight bays; more bays repeat the row."""
SECOND = {
    "mechanical": ("electrical", "aircon"),
    "electrical": ("mechanical",),
    "aircon": ("electrical", "mechanical"),
    "body": ("paint",),
    "paint": ("body",),
    "wash": (),
}
"""What people can do beside their main skill, one or two levels lower."""


@dataclass
class _Day:
    """A day that is being thought up."""

    chance: Random
    technicians: list[Technician]
    bays: list[Bay]
    steps: list[Step] = field(default_factory=list)
    cars: list[Car] = field(default_factory=list)

    def minutes(self, low: int, high: int) -> int:
        """A multiple of five between the two."""
        return 5 * self.chance.randint(low // 5, high // 5)


def workshop_day(
    seed: int, jobs: int = 60, *, bays: int | None = None, people: int | None = None, days: int = 3
) -> Problem:
    """A day with so many jobs, one per car; without numbers of its own it has the bays and people that fit.

    `days`: how many days the horizon has; cars that are not ready today go on tomorrow. Some cars stand in the
    bays already, some come later, some wait for parts until tomorrow.
    """
    chance = Random(seed)
    fitting = SIZES.get(jobs, (max(4, jobs // 4), max(6, jobs * 2 // 5)))
    day = _Day(
        chance,
        list(_people(chance, people or fitting[1], days)),
        list(_bays(chance, bays or fitting[0], days)),
    )
    for number in range(jobs):
        _car(day, number)
    _begin(day)
    return Problem(
        now=NOW,
        technicians=tuple(day.technicians),
        bays=tuple(day.bays),
        steps=tuple(day.steps),
        cars=tuple(day.cars),
        setup_minutes=20,
        speed=SPEED,
    )


def _people(chance: Random, count: int, days: int) -> Iterator[Technician]:
    for number in range(count):
        main, late = CREW[number % len(CREW)]
        level = chance.choice((2, 3, 3, 4, 5))
        skills = {main: level}
        for second in SECOND[main]:
            if chance.random() < 0.5:
                skills[second] = max(1, level - chance.choice((1, 2)))
        yield Technician(number + 1, skills, tuple(_windows(chance, late, days)), team=number % 3 + 1)


def _windows(chance: Random, late: bool, days: int) -> Iterator[tuple[int, int]]:
    for day in range(days):
        begins, ends = (each + day * DAY for each in (LATE_SHIFT if late else (OPENS, CLOSES)))
        absent = chance.random()
        if absent < 0.03:
            continue
        if absent < 0.06:
            ends = 15 * 60 + day * DAY
        eats, back = (each + day * DAY for each in LUNCHES[late])
        yield begins, eats
        yield back, ends


def _bays(chance: Random, count: int, days: int) -> Iterator[Bay]:
    for number in range(count):
        windows: Windows = ((0, days * DAY),)
        if chance.random() < 0.06:
            windows = ((0, 14 * 60), (15 * 60, days * DAY))
        yield Bay(number + 1, FLOOR[number % len(FLOOR)], windows)


def _car(day: _Day, number: int) -> None:
    chance, car = day.chance, f"car{number + 1}"
    kind = chance.choices(("service", "repair", "body", "wash"), (52, 28, 14, 6))[0]
    arrives = NOW - 60 if chance.random() < 0.25 else day.minutes(NOW - 60, 15 * 60)
    waits = chance.random() < {"service": 0.45, "repair": 0.2, "body": 0.0, "wash": 0.7}[kind]
    steps = list(_steps(day, car, kind))
    day.steps.extend(steps)
    work = sum(step.minutes for step in steps)
    parts = max(step.ready for step in steps)
    promise: int | None = None
    if chance.random() < 0.92:
        spare = chance.choice((1.2, 1.5, 2.0, 3.0)) * work + 20
        promise = _working(5 * round((max(arrives, parts) + spare) / 5))
    day.cars.append(
        Car(
            id=car,
            promise=promise,
            told=promise is not None and chance.random() < 0.7,
            weight=chance.choices((1, 2, 3), (80, 15, 5))[0],
            waits=waits,
            arrives=arrives,
            statutory=promise is not None and chance.random() < 0.03,
        )
    )


def _working(minute: int) -> int:
    """The same minute, or as long into the next morning as it lies after closing time, but not beyond noon."""
    day, clock = divmod(minute, DAY)
    if OPENS <= clock <= CLOSES:
        return minute
    over, morning = (clock - CLOSES, day + 1) if clock > CLOSES else (clock + DAY - CLOSES, day)
    return morning * DAY + OPENS + min(over, 240)


def _steps(day: _Day, car: str, kind: str) -> Iterator[Step]:
    chance = day.chance
    team = chance.choice((1, 2, 3)) if chance.random() < 0.6 else None
    colour = chance.choice(COLOURS) if kind == "body" else None
    skill = chance.choices(("mechanical", "electrical", "aircon"), (70, 18, 12))[0]
    level = chance.choices((1, 2, 3, 4), (35, 40, 20, 5))[0]
    parts = 0
    if kind in ("repair", "body") and chance.random() < 0.25:
        parts = DAY + OPENS + 60 if chance.random() < 0.25 else day.minutes(10 * 60, 15 * 60)
    rows: dict[str, list[tuple[str, int, str | None, tuple[str, ...]]]] = {
        "service": [
            ("check", day.minutes(10, 20), "mechanical", ("general",)),
            ("repair", day.minutes(25, 55), "mechanical", ("general",)),
            ("wash", day.minutes(10, 20), "wash", ("wash",)),
        ],
        "repair": [
            ("check", day.minutes(20, 40), skill, ("general",)),
            ("repair", day.minutes(40, 150), skill, ("general",)),
            ("test", day.minutes(10, 20), skill, ()),
            ("wash", day.minutes(10, 20), "wash", ("wash",)),
        ],
        "body": [
            ("body", day.minutes(60, 200), "body", ("body",)),
            ("paint", day.minutes(40, 100), "paint", ("paint",)),
            ("dry", day.minutes(40, 90), None, ()),
            ("wash", day.minutes(20, 30), "wash", ("wash",)),
        ],
        "wash": [("wash", day.minutes(20, 40), "wash", ("wash",))],
    }
    wanted = rows[kind] if kind in ("body", "wash") or chance.random() < 0.75 else rows[kind][:-1]
    before: tuple[str, ...] = ()
    for what, minutes, needed, kinds in wanted:
        hard = what in ("repair", "body")
        yield Step(
            id=f"{car}-{what}",
            job=car,
            car=car,
            kind=what,
            minutes=minutes,
            skill=needed,
            level=level if hard and needed != "body" else 1,
            hands=0 if what == "dry" else 2 if hard and kind == "repair" and chance.random() < 0.06 else 1,
            bay_kinds=kinds,
            after=before,
            ready=parts if hard else 0,
            may_pause=hard,
            colour=colour if what == "paint" else None,
            team=team if hard else None,
            spread={"check": 0.2, "repair": 0.35, "body": 0.4}.get(what, 0.15),
        )
        before = (f"{car}-{what}",)


def _begin(day: _Day) -> None:
    """An hour of the day is over: the first cars are being worked on, each by somebody who can and in a bay of its own."""
    here = {car.id for car in day.cars if car.arrives < NOW}
    bays = [bay for bay in day.bays if bay.windows[0][1] > NOW]
    people = [
        each for each in day.technicians if each.windows and each.windows[0][0] <= NOW < each.windows[0][1]
    ]
    for place, step in enumerate(day.steps):
        if (
            step.car not in here
            or step.after
            or step.hands != 1
            or step.ready > NOW
            or day.chance.random() < 0.3
        ):
            continue
        bay = next((bay for bay in bays if bay.kind in step.bay_kinds), None)
        able = [each for each in people if each.skills.get(step.skill or "", 0) >= step.level]
        if bay is None or not able:
            continue
        person = able[0]
        bays.remove(bay)
        people.remove(person)
        left = min(step.minutes, day.minutes(5, 60))
        begun = Started(NOW - day.minutes(5, 55), (person.id,), bay.id, left)
        day.steps[place] = replace(step, started=begun)


def some_time_later(problem: Problem, plan: Plan, minutes: int, seed: int = 0) -> Problem:
    """The same day after the plan was worked for a while, and not all went well.

    What was to have ended is gone, what was to have begun goes on, one step in six takes half an hour longer, and
    one person has gone home.
    """
    chance, now = Random(seed), problem.now + minutes
    placed, steps = {each.step: each for each in plan.placed}, []
    for step in problem.steps:
        place = placed.get(step.id)
        if place and place.start < now:
            left = sum(max(end - max(begin, now), 0) for begin, end in place.pieces)
            left += 30 if chance.random() < 1 / 6 else 0
            if not left:
                continue
            steps.append(replace(step, started=Started(place.start, place.technicians, place.bay, left)))
        else:
            steps.append(step)
    working = {person for step in steps if step.started for person in step.started.technicians}
    idle = [each for each in problem.technicians if each.id not in working]
    gone = chance.choice(idle).id if idle else None
    people = tuple(replace(each, windows=()) if each.id == gone else each for each in problem.technicians)
    return replace(problem, now=now, steps=tuple(steps), technicians=people)
