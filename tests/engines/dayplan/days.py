"""Workshop days as hypothesis thinks them up: small, crowded and full of what is unusual."""

from dataclasses import replace

from hypothesis import strategies as st

from huichang.engines.dayplan.values import Bay, Car, Problem, Started, Step, Technician, Windows

SKILLS = ("mechanical", "body", "paint")
KINDS = ("general", "body", "paint")
DAY = 1440

minutes = st.integers(1, 36).map(lambda each: each * 5) | st.integers(1, 180)


@st.composite
def windows(draw: st.DrawFn) -> Windows:
    """Two days, each with a break somewhere, or an absence."""
    found = []
    for day in range(2):
        opens, closes = day * DAY + draw(st.integers(420, 540)), day * DAY + draw(st.integers(900, 1080))
        eats = day * DAY + draw(st.integers(660, 780))
        if draw(st.integers(0, 9)):
            found += [(opens, eats), (eats + draw(st.integers(5, 60)), closes)]
    return tuple(found)


@st.composite
def technicians(draw: st.DrawFn) -> tuple[Technician, ...]:
    return tuple(
        Technician(
            id=number + 1,
            skills=draw(st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 5), min_size=1)),
            windows=draw(windows()),
            team=draw(st.sampled_from((None, 1, 2))),
        )
        for number in range(draw(st.integers(1, 5)))
    )


@st.composite
def bays(draw: st.DrawFn) -> tuple[Bay, ...]:
    shut = st.integers(480, 1000).map(lambda each: ((0, each), (each + 60, 2 * DAY)))
    return tuple(
        Bay(number + 1, draw(st.sampled_from(KINDS)), draw(st.just(((0, 2 * DAY),)) | shut))
        for number in range(draw(st.integers(1, 4)))
    )


@st.composite
def steps_of(
    draw: st.DrawFn, car: str, people: tuple[Technician, ...], places: tuple[Bay, ...]
) -> tuple[Step, ...]:
    found: list[Step] = []
    for number in range(draw(st.integers(1, 4))):
        before = tuple(each.id for each in found if draw(st.integers(0, 3)))
        step = Step(
            id=f"{car}.{number}",
            job=car,
            car=car,
            kind="repair",
            minutes=draw(minutes),
            skill=draw(st.sampled_from((None, *SKILLS, *SKILLS, "nobody can"))),
            level=draw(st.integers(1, 3)),
            hands=draw(st.sampled_from((0, 1, 1, 1, 1, 2))),
            bay_kinds=draw(st.sampled_from(((), ("general",), ("body", "general"), ("paint",)))),
            after=before,
            ready=draw(st.sampled_from((0, 0, 0, 700, 1900))),
            may_pause=draw(st.booleans()),
            colour=draw(st.sampled_from((None, None, "red", "blue"))),
            team=draw(st.sampled_from((None, 1, 2))),
            minutes_of={people[0].id: draw(minutes)} if draw(st.integers(0, 5)) == 0 else {},
        )
        if draw(st.integers(0, 9)) == 0:
            step = replace(step, technicians=(people[-1].id,))
        if draw(st.integers(0, 9)) == 0:
            step = replace(step, bay=places[-1].id)
        found.append(step)
    return tuple(found)


def waiting(draw: st.DrawFn, steps: list[Step]) -> list[Step]:
    """Now and then a car waits for another one: the spare car is given out when the first is back."""
    if draw(st.integers(0, 4)) or len({step.car for step in steps}) < 2:
        return steps
    return [*steps[:-1], replace(steps[-1], after=(*steps[-1].after, steps[0].id))]


@st.composite
def days(draw: st.DrawFn) -> Problem:
    """A problem in which everything that a step or a car can have turns up now and then."""
    people, places = draw(technicians()), draw(bays())
    cars: list[Car] = []
    steps: list[Step] = []
    now = draw(st.integers(400, 900))
    for number in range(draw(st.integers(1, 7))):
        car = f"car{number}"
        steps += draw(steps_of(car, people, places))
        cars.append(
            Car(
                id=car,
                promise=draw(st.none() | st.integers(500, 2400)),
                told=draw(st.booleans()),
                weight=draw(st.integers(1, 3)),
                waits=draw(st.booleans()),
                arrives=draw(st.sampled_from((0, 600, 800))),
                statutory=draw(st.integers(0, 5)) == 0,
            )
        )
    problem = Problem(
        now=now,
        technicians=people,
        bays=places,
        steps=tuple(waiting(draw, steps)),
        cars=tuple(cars),
        setup_minutes=draw(st.sampled_from((0, 20))),
        speed=draw(st.sampled_from(({}, {1: 1.3, 2: 1.15, 4: 0.9, 5: 0.85}))),
    )
    return begun(draw, problem) if draw(st.booleans()) else problem


def begun(draw: st.DrawFn, problem: Problem) -> Problem:
    """The first steps of some cars are being worked on, each by people and in a bay of their own."""
    people, places = list(problem.technicians), list(problem.bays)
    steps = list(problem.steps)
    for number, step in enumerate(steps):
        if step.after or not people or not places or steps_before(steps, number) or draw(st.booleans()):
            continue
        started = Started(
            at=problem.now - draw(st.integers(0, 120)),
            technicians=(people.pop().id,),
            bay=places.pop().id,
            left=draw(st.integers(0, 120)),
        )
        steps[number] = replace(step, started=started)
    return replace(problem, steps=tuple(steps))


def steps_before(steps: list[Step], number: int) -> bool:
    """Has the car something that goes on already?"""
    return any(each.car == steps[number].car and each.started for each in steps[:number])
