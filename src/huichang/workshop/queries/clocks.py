"""The clock of a day: who worked on what, from when to when, against the standard time; and what may be booked."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from huichang.company import queries as company
from huichang.company.roles import Role
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.days import begin_of
from huichang.workshop import permissions, rules
from huichang.workshop.models import Clock, Job
from huichang.workshop.states import JobState, OrderState

AT_WORK = (OrderState.SIGNED, OrderState.IN_WORK, OrderState.WAITING)
OPEN_JOBS = (JobState.PLANNED, JobState.WORKING, JobState.PAUSED)


@dataclass(frozen=True)
class ClockRow:
    """One stretch of work. `until` None: it runs."""

    id: int
    technician_id: int
    technician: str
    order_id: int
    plate: str
    plate_kind: str
    job: str
    bay: str
    since: datetime
    until: datetime | None
    minutes: int
    why: str

    @property
    def mark(self) -> str:
        """The stretch as its form carries it."""
        return rules.stretch(self.since, self.until)

    @property
    def key(self) -> str:
        """Its id in text, as forms carry it."""
        return str(self.id)


@dataclass(frozen=True)
class PersonDay:
    """A technician's day: minutes clocked, standard minutes of the jobs finished, how they compare."""

    id: int
    name: str
    clocked: int
    standard: int
    done: int

    @property
    def percent(self) -> int | None:
        """Standard against clocked time, in per cent; None when nothing was clocked."""
        return round(100 * self.standard / self.clocked) if self.clocked else None


@dataclass(frozen=True)
class Bookable:
    """A job that can still be booked, with what the form presets."""

    job_id: int
    words: str
    minutes: int


@dataclass(frozen=True)
class ClockDay:
    """A day of the workshop's clock."""

    on: date
    rows: tuple[ClockRow, ...]
    people: tuple[PersonDay, ...]
    bookable: tuple[Bookable, ...]
    technicians: tuple[tuple[int, str], ...]
    may_correct: bool
    may_book: bool


def clock_day(actor: Actor, *, on: date, at: datetime) -> ClockDay:
    """What began on a day in the actor's store. Three statements. Raises NotAllowed."""
    Warrant(actor, permissions.SEE_CLOCKS).show_at(actor.here)
    since = begin_of(on)
    found = (
        Clock.objects.filter(
            store_id=actor.here,
            period__startswith__gte=since,
            period__startswith__lt=since + timedelta(days=1),
        )
        .select_related("technician", "bay", "job", "order__vehicle")
        .order_by("-period")
    )
    rows = [_row(each, at) for each in found]
    may_book = actor.may(permissions.BOOK_WORK)
    people = company.people(actor.here, Role.TECHNICIAN, Role.TEAM_LEADER) if may_book else []
    return ClockDay(
        on,
        tuple(rows),
        tuple(_people(list(found), rows)),
        tuple(_bookable(actor.here)) if may_book else (),
        tuple((person.id, person.name) for person in people),
        actor.may(permissions.CORRECT_CLOCKS),
        may_book,
    )


def _row(each: Clock, at: datetime) -> ClockRow:
    until = each.period.upper
    return ClockRow(
        each.pk,
        each.technician_id,
        each.technician.name,
        each.order_id,
        each.order.vehicle.plate,
        each.order.vehicle.plate_kind,
        each.job.title,
        each.bay.name if each.bay else "",
        localtime(each.period.lower),
        localtime(until) if until else None,
        max(0, int(((until or at) - each.period.lower) // timedelta(minutes=1))),
        each.ended_by,
    )


def _people(found: list[Clock], rows: list[ClockRow]) -> list[PersonDay]:
    days = []
    for person_id, name in dict.fromkeys((row.technician_id, row.technician) for row in rows):
        jobs = {
            each.job_id: each.job
            for each in found
            if each.technician_id == person_id and each.job.state == JobState.DONE
        }
        days.append(
            PersonDay(
                person_id,
                name,
                sum(row.minutes for row in rows if row.technician_id == person_id),
                sum(job.minutes for job in jobs.values()),
                len(jobs),
            )
        )
    return sorted(days, key=lambda day: -day.clocked)


def _bookable(store_id: int) -> list[Bookable]:
    jobs = Job.objects.filter(order__store_id=store_id, state__in=OPEN_JOBS, order__state__in=AT_WORK)
    return [
        Bookable(job.pk, f"{job.order.vehicle.plate} {job.title}", job.minutes)
        for job in jobs.select_related("order__vehicle").order_by("order__promised_at", "pk")
    ]
