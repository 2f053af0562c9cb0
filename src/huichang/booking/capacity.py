"""Is there room? The one place that answers: slots of the advisers, hours of the workshop by skill, bays, parts.

Questions (`day_load`, `slots`, `proposals`, `open_days`) and the claim that a booking makes (`claim`) stand still; what
answers them (`diary` and `rules.Day`) may be replaced by a planner.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.booking import diary, honest, rules
from huichang.booking.rules import Day, Verdict, Want
from huichang.company.roles import Skill
from huichang.kernel import wording
from huichang.kernel.refusals import OutOfTurn
from huichang.kernel.turns import wait_for_turn

WEEK = 7


@dataclass(frozen=True)
class Slot:
    """A time at an adviser. `code` is why it is not free in one word (`words.json`, `closed_slot`), `why_not` in a
    sentence; `fullness` how full its hour is (0–1)."""

    starts_at: datetime
    ends_at: datetime
    adviser_id: int
    adviser: str
    free: bool
    code: str
    why_not: str
    fullness: float = 0.0


@dataclass(frozen=True)
class SkillLoad:
    """Minutes of a skill booked against minutes that may be booked on a day."""

    skill: str
    says: str
    booked: int
    bookable: int


@dataclass(frozen=True)
class HourLoad:
    """How many reception slots of an hour are booked, of how many."""

    hour: int
    booked: int
    slots: int

    @property
    def percent(self) -> int:
        """Booked slots in per cent."""
        return round(100 * self.booked / self.slots) if self.slots else 0


@dataclass(frozen=True)
class DayLoad:
    """How full a day is: the workshop in minutes, by skill, and the reception by hour. `bookable` leaves out what is
    kept for walk-ins."""

    on: date
    is_open: bool
    booked: int
    bookable: int
    cars: int
    skills: tuple[SkillLoad, ...]
    hours: tuple[HourLoad, ...]

    @property
    def percent(self) -> int:
        """Booked minutes in per cent of what may be booked."""
        return round(100 * self.booked / self.bookable) if self.bookable else 0

    @property
    def morning(self) -> int:
        """Per cent of the morning's slots that are booked."""
        return _percent([hour for hour in self.hours if hour.hour < 12])

    @property
    def afternoon(self) -> int:
        """Per cent of the afternoon's slots that are booked."""
        return _percent([hour for hour in self.hours if hour.hour >= 12])


def _percent(hours: Sequence[HourLoad]) -> int:
    slots = sum(hour.slots for hour in hours)
    return round(100 * sum(hour.booked for hour in hours) / slots) if slots else 0


def day_load(store_id: int, since: date, days: int = WEEK) -> list[DayLoad]:
    """The load of some days from `since` on (LANE-04). Six statements, however many days."""
    return [_load(day) for day in diary.days_of(store_id, since, days)]


def _load(day: Day) -> DayLoad:
    skills = sorted({skill for worker in day.workers for skill in worker.skills} | day.demand.keys())
    order = list(Skill.values)
    return DayLoad(
        on=day.on,
        is_open=bool(day.workers or any(adviser.shift for adviser in day.advisers)),
        booked=day.booked_minutes,
        bookable=day.bookable_minutes,
        cars=sum(len(adviser.taken) for adviser in day.advisers),
        skills=tuple(
            SkillLoad(
                skill, diary.SKILLS.get(skill, skill), day.demand.get(skill, 0), day.minutes_of([skill])
            )
            for skill in sorted(skills, key=order.index)
        ),
        hours=tuple(HourLoad(*load) for load in day.hour_loads()),
    )


def slots(
    store_id: int,
    on: date,
    *,
    needs: Sequence[Want] = (),
    part_needs: Mapping[int, Decimal] | None = None,
    adviser_id: int | None = None,
    waits: bool = False,
    at: datetime,
    but_for: int | None = None,
) -> list[Slot]:
    """Every slot of a day, by adviser and time, free or with the reason why not (LANE-03).

    `needs` is the work that must be possible on the day and `part_needs` quantities by part; `waits`: the customer stays,
    so the work must end before the doors close; `but_for` leaves out an appointment that is to be moved. At most eight
    statements.
    """
    (day,) = diary.days_of(store_id, on, 1, but_for=but_for, adviser_id=adviser_id)
    parts_there = diary.parts_from(store_id, part_needs, at=at, but_for=but_for)
    planned = honest.outlook(store_id, needs, waits=waits, but_for=but_for, at=at)
    return _slots(day, needs, parts_there, adviser_id, waits, at, planned)


def _slots(
    day: Day,
    needs: Sequence[Want],
    parts_there: diary.PartsFrom,
    adviser_id: int | None,
    waits: bool,
    at: datetime,
    outlook: honest.Outlook | None,
) -> list[Slot]:
    of_day = _verdict_of_day(day, needs, parts_there)
    closed = outlook.closed([start for start in day.times if start >= at]) if outlook and of_day else {}
    fullness = {hour: booked / there if there else 1.0 for hour, booked, there in day.hour_loads()}
    step = timedelta(minutes=day.limits.slot_minutes)
    found = []
    for adviser in day.advisers:
        if adviser_id not in (None, adviser.id):
            continue
        for start in day.times:
            verdict = day.slot(adviser, start, now=at)
            if verdict:
                verdict = of_day
            if verdict and waits:
                verdict = day.ready_by(start, needs)
            if verdict and start in closed:
                verdict = Verdict("plan_full", closed[start])
            found.append(
                Slot(
                    start,
                    start + step,
                    adviser.id,
                    adviser.name,
                    bool(verdict),
                    verdict.code,
                    verdict.why,
                    fullness.get(start.hour, 0.0),
                )
            )
    return found


def _verdict_of_day(day: Day, needs: Sequence[Want], parts_there: diary.PartsFrom) -> Verdict:
    room = day.room_for(needs)
    return room if not room else parts_there.on(day.on)


def proposals(
    store_id: int,
    since: date,
    *,
    days: int = WEEK,
    needs: Sequence[Want] = (),
    part_needs: Mapping[int, Decimal] | None = None,
    adviser_id: int | None = None,
    waits: bool = False,
    at: datetime,
    but_for: int | None = None,
    limit: int = 6,
) -> list[Slot]:
    """Free slots to offer first: emptier days and hours before full ones (LANE-04). At most eight statements."""
    read = diary.days_of(store_id, since, days, but_for=but_for, adviser_id=adviser_id)
    parts_there = diary.parts_from(store_id, part_needs, at=at, but_for=but_for)
    planned = honest.outlook(store_id, needs, waits=waits, but_for=but_for, at=at)
    by_day = {day.on: _slots(day, needs, parts_there, adviser_id, waits, at, planned) for day in read}
    return _best(read, by_day, limit)


@dataclass(frozen=True)
class Overview:
    """A week on one page: the load of each day, the slots of the chosen day, what to propose first. `why_not` says why
    the whole day is closed for what is asked, empty when it is not."""

    days: tuple[DayLoad, ...]
    on: date
    slots: tuple[Slot, ...]
    proposals: tuple[Slot, ...]
    why_not: str


def overview(
    store_id: int,
    since: date,
    *,
    on: date | None = None,
    stay: bool = False,
    days: int = WEEK,
    needs: Sequence[Want] = (),
    part_needs: Mapping[int, Decimal] | None = None,
    adviser_id: int | None = None,
    waits: bool = False,
    at: datetime,
    but_for: int | None = None,
    limit: int = 6,
) -> Overview:
    """`day_load`, `proposals` and the `slots` of one day from one reading: the day `on`, or the first proposed one when
    `on` is not given or has nothing free (unless `stay`: somebody wants to see that day)."""
    read = diary.days_of(store_id, since, days, but_for=but_for, adviser_id=adviser_id)
    parts_there = diary.parts_from(store_id, part_needs, at=at, but_for=but_for)
    planned = honest.outlook(store_id, needs, waits=waits, but_for=but_for, at=at)
    by_day = {day.on: _slots(day, needs, parts_there, adviser_id, waits, at, planned) for day in read}
    best = _best(read, by_day, limit)
    first = min((slot.starts_at for slot in best), default=at).date()
    shown = on if on in by_day and (stay or any(slot.free for slot in by_day[on])) else first
    shown = shown if shown in by_day else since
    day = next(day for day in read if day.on == shown)
    return Overview(
        tuple(_load(day) for day in read),
        shown,
        tuple(by_day[shown]),
        tuple(best),
        _verdict_of_day(day, needs, parts_there).why,
    )


def _best(read: Sequence[Day], by_day: Mapping[date, Sequence[Slot]], limit: int) -> list[Slot]:
    found: list[Slot] = []
    offers: list[rules.Offer] = []
    for day in read:
        cars = {adviser.id: len(adviser.taken) for adviser in day.advisers}
        for slot in by_day[day.on]:
            if slot.free:
                offers.append(
                    rules.Offer(
                        len(found), slot.starts_at, day.fullness, slot.fullness, cars[slot.adviser_id]
                    )
                )
                found.append(slot)
    return [found[index] for index in rules.emptiest(offers, limit=limit)]


@dataclass(frozen=True)
class OpenTime:
    """A time at which somebody can receive a car; who it is, is settled when it is taken."""

    starts_at: datetime
    fullness: float


@dataclass(frozen=True)
class OpenDay:
    """The free times of a day; without any, `code` says why in one word (`words.json`, `closed_slot`)."""

    on: date
    times: tuple[OpenTime, ...]
    code: str = ""

    @property
    def fullness(self) -> float:
        """How full the free hours are on average (0–1); 1 when there is nothing free."""
        return sum(time.fullness for time in self.times) / len(self.times) if self.times else 1.0


def open_days(
    store_id: int,
    since: date,
    *,
    days: int = WEEK,
    needs: Sequence[Want] = (),
    part_needs: Mapping[int, Decimal] | None = None,
    waits: bool = False,
    at: datetime,
    but_for: int | None = None,
) -> list[OpenDay]:
    """Free times for a customer who books without choosing an adviser: the same slots as the desk's (LANE-01)."""
    parts_there = diary.parts_from(store_id, part_needs, at=at, but_for=but_for)
    planned = honest.outlook(store_id, needs, waits=waits, but_for=but_for, at=at)
    found = []
    for day in diary.days_of(store_id, since, days, but_for=but_for):
        slots_of_day = _slots(day, needs, parts_there, None, waits, at, planned)
        times: dict[datetime, OpenTime] = {}
        for slot in slots_of_day:
            if slot.free:
                times.setdefault(slot.starts_at, OpenTime(slot.starts_at, slot.fullness))
        why = "" if times else _verdict_of_day(day, needs, parts_there).code
        code = why or ("" if times else "adviser_off" if not slots_of_day else "adviser_taken")
        found.append(OpenDay(day.on, tuple(times[start] for start in sorted(times)), code))
    return found


def claim(
    store_id: int,
    starts_at: datetime,
    *,
    adviser_id: int | None,
    needs: Sequence[Want],
    part_needs: Mapping[int, Decimal] | None = None,
    waits: bool = False,
    at: datetime,
    but_for: int | None = None,
) -> Slot:
    """The slot, if it is free now; its day is locked for this transaction, so that nobody else can take the slot or the
    last hours meanwhile (LANE-08). Without `adviser_id` the adviser with the fewest cars that day.

    Raises OutOfTurn with the reason and the next offers.
    """
    on = localdate(starts_at)
    lock_day(store_id, on)
    (day,) = diary.days_of(store_id, on, 1, but_for=but_for, adviser_id=adviser_id)
    parts_there = diary.parts_from(store_id, part_needs, at=at, but_for=but_for)
    planned = honest.outlook(store_id, needs, waits=waits, but_for=but_for, at=at)
    slots_of_day = _slots(day, needs, parts_there, adviser_id, waits, at, planned)
    here = [slot for slot in slots_of_day if slot.starts_at == starts_at]
    cars = {adviser.id: len(adviser.taken) for adviser in day.advisers}
    free = sorted(
        (slot for slot in here if slot.free), key=lambda slot: (cars[slot.adviser_id], slot.adviser_id)
    )
    if free:
        return free[0]
    why = here[0].why_not if here else "不在接待时间内"
    instead = proposals(
        store_id,
        on,
        needs=needs,
        part_needs=part_needs,
        adviser_id=adviser_id,
        waits=waits,
        at=at,
        but_for=but_for,
        limit=3,
    )
    today = localdate(at)
    raise OutOfTurn(f"{wording.moment(starts_at, today)} 不能约：{why}。{offered(instead, today)}")


def offered(found: Sequence[Slot], today: date) -> str:
    """Slots as a sentence to offer on the phone."""
    if not found:
        return "一周内没有合适的空档，请换一天或减少项目。"
    said = "、".join(
        f"{wording.moment(slot.starts_at, today)}（{slot.adviser}）"
        for slot in sorted(found, key=lambda one: one.starts_at)
    )
    return f"可以约：{said}。"


def lock_day(store_id: int, on: date) -> None:
    """One booking at a time for a day of a store, until the transaction ends. One statement."""
    wait_for_turn(f"booking:{store_id}:{on}")
