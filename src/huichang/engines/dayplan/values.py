"""What the plan of a day is made from and what comes out of it: plain values, nothing else.

Time is whole minutes from an origin that the caller chooses (midnight of the first day, say). Several days
lie one behind the other; a person who works two days has two or more windows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Windows = tuple[tuple[int, int], ...]
"""Stretches of time (from, until), until not included; they may come unsorted or touch each other."""


@dataclass(frozen=True, slots=True)
class Technician:
    """Somebody who can be planned. `windows`: when present; breaks and absences are already cut out."""

    id: int
    skills: Mapping[str, int]
    """Skill → level, 1 (learner) to 5 (master)."""
    windows: Windows
    team: int | None = None


@dataclass(frozen=True, slots=True)
class Bay:
    """A place to work at. `windows`: when it may be used.

    A car may stand in a bay over the night, so a night is no gap. What is cut out is time in which no car may
    stand there at all: the lift is being repaired, the booth is being cleaned.
    """

    id: int
    kind: str
    windows: Windows


@dataclass(frozen=True, slots=True)
class Started:
    """Work that goes on now: it stays where it is, and nothing is said about the past but `at`.

    `left`: minutes of work still needed, counted from the problem's `now`. Work that was begun and laid aside
    is not started work: give its step as an open one, with the rest of its minutes and, if they must be the
    same, its `technicians` and `bay`.
    """

    at: int
    technicians: tuple[int, ...]
    bay: int | None
    left: int


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of work on one car, by the same people in the same bay from its start to its end."""

    id: str
    job: str
    car: str
    kind: str
    """check, repair, body, paint, dry, test, wash; only told on, never decided by."""
    minutes: int
    """Median at standard speed."""
    skill: str | None
    """None: anybody can do it."""
    level: int = 1
    """The lowest level that may do it."""
    hands: int = 1
    """How many technicians at once; 0: nobody, the work does itself (drying), day and night."""
    bay_kinds: tuple[str, ...] = ()
    """Kinds of bay it can be done in, the best first; empty: it needs none (a test drive)."""
    after: tuple[str, ...] = ()
    """Steps that must have ended. Steps that the problem does not hold count as done."""
    ready: int = 0
    """Not before this minute: parts there or car there, whichever is later."""
    may_pause: bool = False
    """May lie over breaks and nights. The car keeps the bay, the people go on where they stopped."""
    colour: str | None = None
    """Two colours one after the other in a bay have `Problem.setup_minutes` between them."""
    team: int | None = None
    """The team it belongs to; others may do it, its own are preferred."""
    spread: float = 0.25
    """Sigma of the logarithm of the duration."""
    minutes_of: Mapping[int, int] = field(default_factory=dict)
    """Technician → his own median; for the others `minutes` × the factor of their level."""
    technicians: tuple[int, ...] = ()
    """Fixed by hand: it must be these, whatever their skills."""
    bay: int | None = None
    """Fixed by hand: it must be this one, whatever its kind."""
    started: Started | None = None


@dataclass(frozen=True, slots=True)
class Car:
    """A car in the workshop or on its way. It is worked on at one place, by one step, at a time."""

    id: str
    promise: int | None
    """Minute at which it was promised to be ready."""
    told: bool
    """The customer knows this promise: breaking it costs a call."""
    weight: int = 1
    """How much a minute of lateness counts, against 1 of an ordinary customer."""
    waits: bool = False
    """The customer stays in the store."""
    arrives: int = 0
    statutory: bool = False
    """The law or safety wants it done by its promise."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a unit of each part of the cost counts for in the sum that is minimised.

    They stand in the order in which a dispatcher decides; each is so much heavier than the next that what is
    usual of the next (a few hours, a few cars) does not outweigh it. They are not strictly lexicographic on
    purpose: two minutes of lateness do not justify that somebody waits half a day longer.
    """

    refused: int = 1_000_000
    """A step that found no time, however late."""
    statutory: int = 400
    """A minute beyond the promise of a car that the law or safety wants done."""
    lateness: int = 40
    """A minute beyond a promise, × the weight of the car."""
    told_changes: int = 600
    """A told promise that is broken: the customer must be called, as bad as 15 minutes of lateness."""
    waiting: int = 4
    """A minute that a customer stays in the store."""
    makespan: int = 2
    """A minute until the last car is ready."""
    instability: int = 2
    """A point of difference from the plan that people already know (see `cost.instability`)."""
    strangers: int = 20
    """A step that is not done by the team that it belongs to."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that a plan must know. Nothing is planned before `now`."""

    now: int
    technicians: tuple[Technician, ...]
    bays: tuple[Bay, ...]
    steps: tuple[Step, ...]
    cars: tuple[Car, ...]
    setup_minutes: int = 20
    speed: Mapping[int, float] = field(default_factory=dict)
    """Level → factor of the minutes (1.2: a fifth slower); 1.0 where none is given."""
    weights: Weights = field(default_factory=Weights)
    grid: int = 5
    """Durations by a factor are rounded up to this many minutes: nobody plans a workshop to the minute."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where and when a step is done, and by whom."""

    step: str
    start: int
    end: int
    technicians: tuple[int, ...]
    bay: int | None
    pieces: Windows
    """When it is really worked on: one piece, or several with breaks and nights between."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A step that cannot be planned, and why.

    `code`: `no_skill` (not enough people who may do it, at any time), `no_bay` (no such bay), `too_long` (fits
    into nobody's day and may not pause), `no_time` (would fit, but everything is taken until the horizon ends),
    `needs_refused` (comes after the refused step `detail`), `circle` (comes, in the end, after itself).
    """

    step: str
    code: str
    detail: str = ""
    """What is missing: the skill, the kinds of bay, the minutes, the other step."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What is bad about a plan, in the order in which it counts; how each is counted: `cost`."""

    statutory: int = 0
    lateness: int = 0
    told_changes: int = 0
    waiting: int = 0
    makespan: int = 0
    instability: int = 0
    strangers: int = 0
    refused: int = 0

    def total(self, weights: Weights) -> int:
        """The sum that is minimised; of two plans the one with the smaller sum is the better."""
        return (
            weights.refused * self.refused
            + weights.statutory * self.statutory
            + weights.lateness * self.lateness
            + weights.told_changes * self.told_changes
            + weights.waiting * self.waiting
            + weights.makespan * self.makespan
            + weights.instability * self.instability
            + weights.strangers * self.strangers
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Every step of the problem stands either in `placed` (by start) or in `refused`."""

    placed: tuple[Placed, ...]
    refused: tuple[Refused, ...]
    cost: Cost
    finish: Mapping[str, int]
    """Car → minute at which its last step ends; cars with a refused step are not in it."""
    bound: int | None = None
    """No plan can have a smaller `cost.total` than this; proved."""
    gap: float | None = None
    """How far above `bound` this plan is at most: (total - bound) / total."""
    seconds: float = 0
    """How long it took to find."""
