"""Who and what there is: people with their presence, bays, teams; as the engine asks for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.timezone import localtime

from huichang.company import queries as company
from huichang.company import settings
from huichang.company.crew import everybody
from huichang.company.roles import WORK_BAYS, Role
from huichang.engines.dayplan import values
from huichang.kernel.actor import Actor
from huichang.planning import names
from huichang.workshop import arranging, promise

WORKERS = (Role.TECHNICIAN, Role.TEAM_LEADER)
INSPECTORS = (Role.INSPECTOR, Role.TECHNICAL_MANAGER)
INSPECTORS_LEVEL = 3
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Crew:
    """Everybody and every place of a store for some days."""

    people: dict[int, company.PersonCard]
    bays: dict[int, company.BayCard]
    teams: dict[int, company.TeamCard]
    technicians: tuple[values.Technician, ...]
    places: tuple[values.Bay, ...]

    def team_of(self, adviser_id: int) -> int | None:
        """The team that an adviser leads, if any: his cars are its work."""
        return next((team.id for team in self.teams.values() if team.adviser_id == adviser_id), None)

    def is_left_to_others(self, actor: Actor, technician_ids: Iterable[int]) -> bool:
        """Whether somebody else than the actor gives work to one of these people (LANE-30)."""
        for each in technician_ids:
            person = self.people.get(each)
            team = self.teams.get(person.team_id or 0) if person else None
            if person is None or arranging.why_not_mine(actor, person, team):
                return True
        return False

    @property
    def has_inspectors(self) -> bool:
        """Whether somebody could do a final check at all."""
        return any(names.CHECK_SKILL in person.skills and person.windows for person in self.technicians)

    @property
    def washers(self) -> bool:
        """Whether somebody is there for washing; else the car is washed by whoever is free."""
        return any("wash" in person.skills and person.windows for person in self.technicians)


def crew(store_id: int, *, origin: datetime, days: int) -> Crew:
    """Who is there when, on `days` days from `origin` (midnight, store time). One statement."""
    here = everybody(
        store_id, roles=(*WORKERS, *INSPECTORS), bay_kinds=WORK_BAYS, since=origin.date(), days=days
    )
    people, bays = here.people, here.bays
    windows = _windows(store_id, people, here.shifts, origin, days)
    return Crew(
        people,
        bays,
        here.teams,
        tuple(
            values.Technician(person.id, _skills(person), tuple(windows[person.id]), person.team_id)
            for person in people.values()
        ),
        tuple(values.Bay(bay.id, bay.kind, ((0, days * 1440),)) for bay in bays.values()),
    )


def _skills(person: company.PersonCard) -> dict[str, int]:
    skills = dict(person.skills) if set(person.roles) & set(WORKERS) else {}
    if set(person.roles) & set(INSPECTORS):
        skills[names.CHECK_SKILL] = INSPECTORS_LEVEL
    return skills


def _windows(
    store_id: int,
    people: dict[int, company.PersonCard],
    shifts: dict[date, list[company.ShiftCard]],
    origin: datetime,
    days: int,
) -> dict[int, list[tuple[int, int]]]:
    """Minutes in which each is present. On a day for which nobody has planned shifts, everybody counts as present in the
    store's hours, as dispatch does."""
    store = company.store_card(store_id)
    rest = time.fromisoformat(settings.of(store_id, promise.BREAK_FROM))
    usual = settings.of(store_id, promise.BREAK_MINUTES)
    found: dict[int, list[tuple[int, int]]] = {person_id: [] for person_id in people}
    for number in range(days):
        day = origin + timedelta(days=number)
        here = [shift for shift in shifts.get(day.date(), []) if shift.staff_id in people]
        if not shifts.get(day.date()):
            opens = datetime.combine(day.date(), store.opens_at, origin.tzinfo)
            closes = datetime.combine(day.date(), store.closes_at, origin.tzinfo)
            here = [company.ShiftCard(person_id, opens, closes, usual) for person_id in people]
        noon = datetime.combine(day.date(), rest, origin.tzinfo)
        for shift in here:
            found[shift.staff_id] += _presence(shift, noon, origin)
    return found


def _presence(shift: company.ShiftCard, noon: datetime, origin: datetime) -> list[tuple[int, int]]:
    """A shift without its break, which is taken when the workshop takes it."""
    since, until = localtime(shift.starts_at), localtime(shift.ends_at)
    back = noon + timedelta(minutes=shift.break_minutes)
    spans = (
        [(since, min(noon, until)), (max(back, since), until)] if since < noon < until else [(since, until)]
    )
    return [
        (max(0, (begin - origin) // MINUTE), (end - origin) // MINUTE) for begin, end in spans if begin < end
    ]
