"""What really happens in the simulated month: which cars come when, and how long work takes. Pure, from a seed.

The product never sees any of this. It learns what a workshop can learn: from the clock. How long a piece of work takes is
its standard time × what the operation is really worth × the hand of the technician × the state of the car × luck; each
of these factors has a law of its own, and a setting (`SPREADS`) says how wide they are and how skewed the luck is.
"""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

MIX: tuple[tuple[tuple[str, ...], int], ...] = (
    (("15010130", "15010300"), 40),
    (("15020300",), 4),
    (("03020130",), 7),
    (("03030130",), 5),
    (("03010360",), 4),
    (("03020230",), 4),
    (("01070130",), 4),
    (("01050140",), 4),
    (("01060140",), 3),
    (("02010160",), 3),
    (("07010130",), 4),
    (("07010330",), 2),
    (("07020200",), 4),
    (("09030440",), 3),
    (("09010260",), 3),
    (("05040110",), 4),
    (("13010210",), 4),
    (("05010430",), 2),
    (("06020130",), 2),
    (("01080330",), 2),
    (("01080230",), 2),
    (("05020130",), 2),
)
"""Codes of the price book that one job is made of, and how often it is asked for."""
CONTAINED = frozenset({("03020130", "03020230")})
"""Labour that is part of other labour: nobody asks for both."""
ARRIVALS = (
    (8.6, 7),
    (9.0, 15),
    (9.6, 17),
    (10.4, 14),
    (11.2, 7),
    (13.2, 7),
    (13.8, 13),
    (14.6, 11),
    (15.6, 7),
    (16.4, 2),
)
"""Hours at which cars come, and how often: full at nine, again after the break."""
BOOKED, MISSED, SECOND_JOB, WAITS, SHORT_PART, ABSENT = 0.5, 0.08, 0.3, 0.5, 0.04, 0.03
"""Shares: of cars that are booked, of those that stay away, of cars with two jobs, of customers who stay, of cars for which
a part is not there, of shifts that nobody comes to."""
PUNCTUAL = 12
"""Minutes: standard deviation of arrivals around the booked time."""
LEAST, MOST = 0.3, 4.0
"""No piece of work is shorter or longer than this, against its standard time."""


@dataclass(frozen=True)
class Spread:
    """How far reality is from the standard times. `luck`: sigma of the logarithm of what cannot be known; the share
    `surprised` of all work takes longer by a factor between the two of `surprise`. `operations`, `people`, `cars`:
    sigmas of the factors that stay the same for an operation, a technician, a car; `skewed`: luck has a long tail to
    the late side (a gamma law of the same spread), else it is lognormal."""

    says: str
    luck: float
    operations: float
    people: float
    cars: float
    surprised: float = 0.0
    surprise: tuple[float, float] = (1.5, 2.5)
    skewed: bool = False


SPREADS: Mapping[str, Spread] = {
    "calm": Spread("calm", 0.12, 0.10, 0.06, 0.05),
    "usual": Spread("usual", 0.22, 0.18, 0.10, 0.08),
    "rough": Spread("rough", 0.30, 0.25, 0.15, 0.12, surprised=0.06),
    "skewed": Spread("skewed", 0.40, 0.20, 0.12, 0.10, skewed=True),
}
"""By name."""


@dataclass(frozen=True)
class Car:
    """A car of the month. `day` counts from 0; `comes`: minute of the day at the gate; `slot`: the hour that was asked for
    on the phone (None: nobody called); `jobs`: codes by job, `luck` beside them."""

    number: int
    day: int
    comes: int
    slot: int | None
    stays_away: bool
    waits: bool
    short_days: int
    """Days until a part comes that is not there; 0: all are."""
    short_late: int
    """Days by which it comes later than was said."""
    jobs: tuple[tuple[str, ...], ...]
    luck: tuple[float, ...]
    state: float
    check: float
    wash: float
    desk: int
    """Minutes that the adviser needs from the handshake to the signature."""
    settle: int
    fetched: int
    """Minutes after it is ready at which the customer comes for it."""


@dataclass
class Month:
    """Everything that chance decides, decided before the month begins, so that both ways of working meet the same."""

    seed: int
    days: int
    cars_a_day: int
    spread: Spread
    cars: list[Car] = field(default_factory=list)
    operations: dict[str, float] = field(default_factory=dict)
    absent: set[tuple[int, int]] = field(default_factory=set)
    """(number of the person, day)."""
    hands: list[float] = field(default_factory=list)

    def minutes(self, car: Car, job: int, standard: int, person: int, speed: float) -> int:
        """How long a job of a car really takes a person. `speed`: the factor of his level of skill."""
        codes = car.jobs[job]
        worth = sum(self.operations[code] for code in codes) / len(codes)
        factor = worth * self.hands[person % len(self.hands)] * speed * car.state * car.luck[job]
        return max(3, round(standard * min(max(factor, LEAST), MOST)))


def month(seed: int, *, days: int, cars_a_day: int, spread: str, people: int) -> Month:
    """Draw a month. Raises KeyError for a spread that is none."""
    law, chance = SPREADS[spread], random.Random(f"{seed} month {spread}")
    made = Month(seed, days, cars_a_day, law)
    made.operations = {code: _factor(chance, law.operations) for codes, _ in MIX for code in codes}
    made.hands = [_factor(chance, law.people) for _ in range(max(people, 1))]
    for day in range(days):
        many = max(1, round(chance.gauss(cars_a_day, 0.1 * cars_a_day)))
        made.cars += [_car(chance, law, day, len(made.cars) + place) for place in range(many)]
        made.absent |= {(person, day) for person in range(people) if chance.random() < ABSENT}
    return made


def _car(chance: random.Random, law: Spread, day: int, number: int) -> Car:
    hour = chance.choices([hour for hour, _ in ARRIVALS], [often for _, often in ARRIVALS])[0]
    slot = round((hour + chance.uniform(-0.35, 0.35)) * 60)
    booked = chance.random() < BOOKED
    comes = max(8 * 60 + 20, slot + round(chance.gauss(0, PUNCTUAL))) if booked else slot
    kinds = [codes for codes, _ in MIX]
    often = [share for _, share in MIX]
    jobs = [chance.choices(kinds, often)[0]]
    if chance.random() < SECOND_JOB:
        more = chance.choices(kinds, often)[0]
        if more not in jobs and tuple(sorted((*more, *jobs[0]))) not in CONTAINED:
            jobs.append(more)
    short = chance.choice((1, 1, 2)) if chance.random() < SHORT_PART else 0
    return Car(
        number=number,
        day=day,
        comes=comes,
        slot=slot if booked else None,
        stays_away=booked and chance.random() < MISSED,
        waits=chance.random() < WAITS,
        short_days=short,
        short_late=1 if short and chance.random() < 0.15 else 0,
        jobs=tuple(jobs),
        luck=tuple(_luck(chance, law) for _ in jobs),
        state=_factor(chance, law.cars),
        check=_factor(chance, law.luck),
        wash=_factor(chance, law.luck),
        desk=round(min(max(chance.gauss(17, 4), 9), 30)),
        settle=round(min(max(chance.gauss(8, 3), 3), 18)),
        fetched=round(chance.expovariate(1 / 40)),
    )


def _factor(chance: random.Random, sigma: float) -> float:
    return math.exp(chance.gauss(0, sigma))


def _luck(chance: random.Random, law: Spread) -> float:
    if law.skewed:
        shape = 1 / (math.exp(law.luck**2) - 1)
        luck = chance.gammavariate(shape, 1 / shape)
    else:
        luck = _factor(chance, law.luck)
    return luck * chance.uniform(*law.surprise) if chance.random() < law.surprised else luck
