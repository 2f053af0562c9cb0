"""Arithmetic of the booking desk: which slots are free and why others are not, how full a day is, when things are due.

Pure: a `Day` holds all that is known about one day of one store; times are aware datetimes in the store's time zone,
labour is in minutes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import combinations

from huichang.kernel.refusals import Refused

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Want:
    """Work that must be possible on the day: minutes of a skill in a kind of bay."""

    skill: str
    bay_kind: str
    minutes: int


@dataclass(frozen=True)
class Worker:
    """Somebody of the workshop on shift: what they can do, and for how many minutes."""

    skills: frozenset[str]
    minutes: int


@dataclass(frozen=True)
class Adviser:
    """Somebody who receives cars on the day: working time (None when off), and what is taken of it."""

    id: int
    name: str
    shift: Span | None
    taken: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Limits:
    """The store's settings. Percentages are of the workshop's minutes."""

    slot_minutes: int = 15
    in_a_row: int = 3
    walk_in_percent: int = 20
    booked_percent: int = 80
    last_minutes: int = 60

    @property
    def bookable_percent(self) -> int:
        """What may be booked: the share for booked cars, never more than walk-ins leave."""
        return max(0, min(self.booked_percent, 100 - self.walk_in_percent))


@dataclass(frozen=True)
class Verdict:
    """Whether something fits, and if not, why: a code (`words.json`, `closed_slot`) and a sentence for the person."""

    code: str = ""
    why: str = ""

    def __bool__(self) -> bool:
        return not self.code


FREE = Verdict()


@dataclass(frozen=True)
class Day:
    """One day of a store. `demand` is minutes booked by skill, `bay_demand` by kind of bay; `…_says` are their words."""

    on: date
    opens_at: datetime
    closes_at: datetime
    advisers: tuple[Adviser, ...] = ()
    workers: tuple[Worker, ...] = ()
    bays: Mapping[str, int] = field(default_factory=dict)
    demand: Mapping[str, int] = field(default_factory=dict)
    bay_demand: Mapping[str, int] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    skill_says: Mapping[str, str] = field(default_factory=dict)
    bay_says: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def times(self) -> list[datetime]:
        """Starts of all slots of the day, from opening until the last one that may be received."""
        step, last = timedelta(minutes=self.limits.slot_minutes), timedelta(minutes=self.limits.last_minutes)
        count = max(0, (self.closes_at - last - self.opens_at) // step + 1)
        return [self.opens_at + step * index for index in range(count)]

    @cached_property
    def booked_minutes(self) -> int:
        """Minutes booked, all skills together."""
        return sum(self.demand.values())

    @cached_property
    def bookable_minutes(self) -> int:
        """Minutes that may be booked, all workers together."""
        return sum(worker.minutes for worker in self.workers) * self.limits.bookable_percent // 100

    @property
    def fullness(self) -> float:
        """Booked against bookable minutes; 1 when nobody works."""
        return self.booked_minutes / self.bookable_minutes if self.bookable_minutes else 1.0

    def minutes_of(self, skills: Iterable[str], *, percent: int | None = None) -> int:
        """Minutes of everybody who can do at least one of these skills, cut to the bookable (or another) share."""
        wanted = set(skills)
        whole = sum(worker.minutes for worker in self.workers if worker.skills & wanted)
        return whole * (self.limits.bookable_percent if percent is None else percent) // 100

    def room_for(self, wants: Sequence[Want]) -> Verdict:
        """Whether the workshop can take this work on the day: skills first, then bays."""
        demand, bays = dict(self.demand), dict(self.bay_demand)
        for want in wants:
            demand[want.skill] = demand.get(want.skill, 0) + want.minutes
            bays[want.bay_kind] = bays.get(want.bay_kind, 0) + want.minutes
        lacking = self._lacking_skills(demand, {want.skill for want in wants})
        return lacking if lacking.code else self._lacking_bays(bays, {want.bay_kind for want in wants})

    def _lacking_skills(self, demand: Mapping[str, int], wanted: set[str]) -> Verdict:
        """A person with two skills works once. By Hall's theorem the demand can be met exactly when, for every set of
        skills, those who have one of them have the minutes for all of it."""
        asked = sorted(skill for skill, minutes in demand.items() if minutes)
        for size in range(1, len(asked) + 1):
            for skills in combinations(asked, size):
                if not wanted & set(skills):
                    continue
                needed = sum(demand[skill] for skill in skills)
                if needed > self.minutes_of(skills):
                    return self._no_hours(skills, needed)
        return FREE

    def _no_hours(self, skills: Sequence[str], needed: int) -> Verdict:
        names = "、".join(self.skill_says.get(skill, skill) for skill in skills)
        whole = self.minutes_of(skills, percent=100)
        if not whole:
            return Verdict("no_skill", f"当天没有会{names}的技师在岗")
        booked = sum(self.demand.get(skill, 0) for skill in skills)
        left = hours(max(0, self.minutes_of(skills) - booked))
        if needed <= whole:
            return Verdict("booked_share_full", f"{names}的预约工时只剩 {left}，其余留给临时到店的车")
        return Verdict("no_skill", f"{names}的工时已约满，只剩 {left}")

    def _lacking_bays(self, demand: Mapping[str, int], wanted: set[str]) -> Verdict:
        open_minutes = int((self.closes_at - self.opens_at).total_seconds() // 60)
        for kind in sorted(wanted):
            count = self.bays.get(kind, 0)
            name = self.bay_says.get(kind, kind)
            if not count:
                return Verdict("no_bay", f"本店没有可用的{name}")
            if demand[kind] > count * open_minutes * self.limits.bookable_percent // 100:
                return Verdict("no_bay", f"{name}当天已约满")
        return FREE

    def slot(self, adviser: Adviser, at: datetime, *, now: datetime) -> Verdict:
        """Whether this adviser can receive a car at this time."""
        span = (at, at + timedelta(minutes=self.limits.slot_minutes))
        if at < now:
            return Verdict("past", "时间已过")
        if at not in self.times:
            return Verdict("closed", "不在接待时间内")
        if adviser.shift is None:
            return Verdict("adviser_off", f"{adviser.name}当天不在岗")
        if span[0] < adviser.shift[0] or span[1] > adviser.shift[1]:
            return Verdict("adviser_off", f"{adviser.name}这个时段不在岗")
        if any(overlaps(span, taken) for taken in adviser.taken):
            return Verdict("adviser_taken", f"{adviser.name}这个时段已有预约")
        if self.limits.in_a_row and self._run_with(adviser, at) > self.limits.in_a_row:
            return Verdict("kept_free", f"连续 {self.limits.in_a_row} 个预约后留出的机动时段")
        return FREE

    def _run_with(self, adviser: Adviser, at: datetime) -> int:
        """How many slots would be booked in a row, were this one booked too."""
        step = timedelta(minutes=self.limits.slot_minutes)

        def booked(start: datetime) -> bool:
            return any(overlaps((start, start + step), taken) for taken in adviser.taken)

        count = 1
        for direction in (-step, step):
            near = at + direction
            while count <= self.limits.in_a_row and booked(near):
                count, near = count + 1, near + direction
        return count

    def ready_by(self, at: datetime, wants: Sequence[Want]) -> Verdict:
        """Whether a customer who waits can be served before the doors close."""
        work = max((want.minutes for want in wants), default=0)
        if at + timedelta(minutes=work) > self.closes_at:
            return Verdict("too_late_today", f"要 {hours(work)}，关门前做不完，请约早一些或留车")
        return FREE

    def hour_loads(self) -> list[tuple[int, int, int]]:
        """(hour, booked slots, slots of advisers on shift) for every hour of reception: the peak and the empty hours."""
        found: dict[int, list[int]] = {}
        step = timedelta(minutes=self.limits.slot_minutes)
        for at in self.times:
            booked, there = found.setdefault(at.hour, [0, 0]), 0
            for adviser in self.advisers:
                taken = any(overlaps((at, at + step), span) for span in adviser.taken)
                on_shift = (
                    adviser.shift is not None and adviser.shift[0] <= at and at + step <= adviser.shift[1]
                )
                there += on_shift or taken
                booked[0] += taken
            booked[1] += there
        return [(hour, booked, there) for hour, (booked, there) in sorted(found.items())]


def overlaps(one: Span, other: Span) -> bool:
    """Whether two spans share time; touching ends do not."""
    return one[0] < other[1] and other[0] < one[1]


def hours(minutes: int) -> str:
    """Minutes as hours of labour with one place: 90 → 1.5 工时."""
    tenths = round(minutes / 6)
    return f"{tenths / 10:g} 工时"


@dataclass(frozen=True)
class Offer:
    """A free slot to be ranked: how full its day and its hour are (0–1), how many cars its adviser has that day."""

    index: int
    at: datetime
    day_fullness: float
    hour_fullness: float
    cars: int = 0


def emptiest(offers: Iterable[Offer], *, limit: int, per_day: int = 2) -> list[int]:
    """Indexes of the offers to propose first (LANE-04): emptier days, then emptier hours, then sooner, then
    the adviser with fewer cars.

    At most `per_day` of a day and one of an hour, so that the customer has a real choice.
    """
    ranked = sorted(
        offers,
        key=lambda offer: (
            round(offer.day_fullness, 1),
            round(offer.hour_fullness, 1),
            offer.at,
            offer.cars,
        ),
    )
    chosen: list[Offer] = []
    for offer in ranked:
        same_day = [one for one in chosen if one.at.date() == offer.at.date()]
        if len(same_day) < per_day and all(one.at.hour != offer.at.hour for one in same_day):
            chosen.append(offer)
        if len(chosen) == limit:
            break
    return [offer.index for offer in chosen]


@dataclass(frozen=True)
class Due:
    """When something is to be ready before a car comes: minutes before, or days before at a time of day."""

    minutes_before: int = 0
    days_before: int = 0
    at: time | None = None


_BEFORE = re.compile(r"前\s*(\d{1,4})\s*(分钟|分|个?小时)")
_ON_A_DAY = re.compile(r"(?:当天|前\s*(\d{1,2})\s*天)\s*(\d{1,2})[:：](\d{2})")


def read_due(said: str) -> Due:
    """A due time as people write it: `前1天 16:00`, `当天 08:00`, `前60分钟`, `前2小时`. Raises Refused for anything else."""
    before, on_a_day = _BEFORE.fullmatch(said.strip()), _ON_A_DAY.fullmatch(said.strip())
    if before is not None:
        return Due(minutes_before=int(before[1]) * (60 if before[2].endswith("小时") else 1))
    if on_a_day is not None and int(on_a_day[2]) < 24 and int(on_a_day[3]) < 60:
        return Due(days_before=int(on_a_day[1] or 0), at=time(int(on_a_day[2]), int(on_a_day[3])))
    raise Refused("请写成“前1天 16:00”“当天 08:00”“前60分钟”或“前2小时”。")


def due_at(due: Due, starts_at: datetime, *, made_at: datetime) -> datetime:
    """When a point of the preparation is due for a car that comes at `starts_at`, never after it came; for a booking made
    later than that, half an hour after it was made, but before the car comes."""
    planned = starts_at - timedelta(minutes=due.minutes_before)
    if due.at is not None:
        day = (starts_at - timedelta(days=due.days_before)).date()
        planned = min(datetime.combine(day, due.at, tzinfo=starts_at.tzinfo), starts_at)
    if planned > made_at:
        return planned
    return min(made_at + timedelta(minutes=30), starts_at)


def call_by(starts_at: datetime, *, at: datetime) -> datetime:
    """By when a customer must be called about a booking in trouble: within the hour, and well before setting out."""
    return max(at, min(at + timedelta(hours=1), starts_at - timedelta(hours=1)))


def answered_in_time(rings: int, outcome: str, *, within: int) -> bool:
    """The measure of the booking line (LANE-09): answered within so many rings."""
    return outcome == "answered" and rings <= within


def board_name(choice: str, *, name: str, addressed: str, masked_plate: str) -> str:
    """What the welcome board may say of a customer, by the choice on their file (LANE-07)."""
    if choice == "name":
        return name
    return addressed if choice == "surname" else masked_plate
