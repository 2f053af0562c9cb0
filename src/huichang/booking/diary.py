"""What is known about some days of a store: hours, shifts, bays, bookings, work booked, parts. Read once, for any number
of days; `capacity` answers from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils.timezone import get_current_timezone, localdate, localtime

from huichang.booking import rules
from huichang.booking.models import Appointment, Need, PartNeed
from huichang.booking.models.appointment import HOLDS_ITS_SLOT
from huichang.booking.rules import Adviser, Day, Limits, Verdict, Worker
from huichang.booking.states import OPEN_STATES
from huichang.company import queries as company
from huichang.company import settings
from huichang.company.roles import BayKind, Role, Skill
from huichang.kernel import wording
from huichang.kernel.refusals import Missing
from huichang.parts import queries as parts

SLOT_MINUTES = settings.declare("booking.slot_minutes", 15, "接待时段", unit="分钟")
IN_A_ROW = settings.declare(
    "booking.slots_in_a_row", 3, "连续预约几个后留一个机动时段（0 为不留）", unit="个"
)
WALK_IN_PERCENT = settings.declare("booking.walk_in_percent", 20, "留给临时到店的车间工时", unit="%")
BOOKED_PERCENT = settings.declare("booking.booked_percent", 80, "可以预约的车间工时", unit="%")
LAST_MINUTES = settings.declare("booking.last_minutes", 60, "关门前多久停止预约接待", unit="分钟")
PARTS_LEAD_DAYS = settings.declare("booking.parts_lead_days", 3, "缺件订货一般几天到", unit="天")
SKILLS: dict[str, str] = dict(Skill.choices)
BAYS: dict[str, str] = dict(BayKind.choices)
WORKSHOP_POSTS = frozenset({Role.TECHNICIAN, Role.TEAM_LEADER})


@dataclass(frozen=True)
class PartsFrom:
    """From which day on all parts are there; None: always."""

    today: date
    since: date | None = None
    why: str = ""

    def on(self, day: date) -> Verdict:
        """Whether all parts can be there on a day."""
        if self.since is None or day >= self.since:
            return rules.FREE
        return Verdict("parts_late", f"{self.why}，最早可约 {wording.day(self.since, self.today)}")


def parts_from(
    store_id: int, wanted: Mapping[int, Decimal] | None, *, at: datetime, but_for: int | None
) -> PartsFrom:
    """A part that is short can be there the day after it is expected, or after the usual time of an order."""
    if not wanted:
        return PartsFrom(localdate(at))
    mine = _kept_for(store_id, but_for) if but_for is not None else {}
    there = parts.availability(store_id, wanted)
    short = {
        part_id: there[part_id].expected_on
        for part_id, quantity in wanted.items()
        if there[part_id].free + mine.get(part_id, Decimal(0)) < quantity
    }
    today = localdate(at)
    if not short:
        return PartsFrom(today)
    ordered = today + timedelta(days=settings.of(store_id, PARTS_LEAD_DAYS))
    since = {
        part_id: (max(expected, today) if expected else ordered) + timedelta(days=1)
        for part_id, expected in short.items()
    }
    last = max(since, key=lambda part_id: (since[part_id], part_id))
    card = parts.parts([last]).get(last)
    if card is None:
        raise Missing("有的备件没有找到，请重新选择备件。")
    name = card.name
    expected = short[last]
    said = f"预计 {wording.day(expected, today)} 到货" if expected else "需要订货"
    return PartsFrom(today, since[last], f"{name}缺货，{said}")


def _kept_for(store_id: int, appointment_id: int) -> dict[int, Decimal]:
    """What an appointment has of its parts: what it needs without what is short. Two statements."""
    rows = PartNeed.objects.filter(appointment_id=appointment_id, appointment__state__in=OPEN_STATES)
    kept: dict[int, Decimal] = dict(rows.values_list("part_id", "quantity"))
    for short in parts.shorts(store_id):
        if short.appointment_id == appointment_id and short.part_id in kept:
            kept[short.part_id] -= short.quantity
    return kept


def limits_of(store_id: int) -> Limits:
    """The store's settings of this room."""
    return Limits(
        slot_minutes=max(5, settings.of(store_id, SLOT_MINUTES)),
        in_a_row=settings.of(store_id, IN_A_ROW),
        walk_in_percent=settings.of(store_id, WALK_IN_PERCENT),
        booked_percent=settings.of(store_id, BOOKED_PERCENT),
        last_minutes=settings.of(store_id, LAST_MINUTES),
    )


def days_of(
    store_id: int, since: date, days: int, *, but_for: int | None = None, adviser_id: int | None = None
) -> list[Day]:
    """Everything that is known about some days: store, shifts, bays, bookings, work booked. Five statements."""
    until = since + timedelta(days=days - 1)
    zone = get_current_timezone()
    store, limits = company.store_card(store_id), limits_of(store_id)
    bays: dict[str, int] = {}
    for bay in company.bays(store_id):
        bays[bay.kind] = bays.get(bay.kind, 0) + 1
    shifts: dict[date, list[company.OnShift]] = {}
    for one in company.on_shift(store_id, since=since, until=until):
        shifts.setdefault(one.on, []).append(one)
    taken, names = _taken(store_id, since, until, but_for)
    if adviser_id is not None and adviser_id not in names:
        names.update(company.names([adviser_id]))
        if adviser_id not in names:
            raise Missing("没有找到这位服务顾问，请重新选择。")
    demand = _demand(store_id, since, until, but_for)
    read = []
    for number in range(days):
        on = since + timedelta(days=number)
        here = shifts.get(on, [])
        advisers = [
            Adviser(
                one.staff_id,
                one.name,
                (localtime(one.starts_at), localtime(one.ends_at)),
                tuple(taken.get((on, one.staff_id), ())),
            )
            for one in here
            if Role.ADVISER in one.roles
        ]
        there = {adviser.id for adviser in advisers}
        off = {staff for day, staff in taken if day == on} | ({adviser_id} if adviser_id else set())
        advisers += [
            Adviser(staff, names[staff], None, tuple(taken.get((on, staff), ())))
            for staff in sorted(off - there)
        ]
        by_skill, by_bay = demand.get(on, ({}, {}))
        read.append(
            Day(
                on=on,
                opens_at=datetime.combine(on, store.opens_at, tzinfo=zone),
                closes_at=datetime.combine(on, store.closes_at, tzinfo=zone),
                advisers=tuple(advisers),
                workers=tuple(
                    Worker(one.skills, one.minutes)
                    for one in here
                    if one.skills and WORKSHOP_POSTS & one.roles
                ),
                bays=bays,
                demand=by_skill,
                bay_demand=by_bay,
                limits=limits,
                skill_says=SKILLS,
                bay_says=BAYS,
            )
        )
    return read


def _taken(
    store_id: int, since: date, until: date, but_for: int | None
) -> tuple[dict[tuple[date, int], list[rules.Span]], dict[int, str]]:
    """Booked spans by day and adviser, and the advisers' names. One statement."""
    zone = get_current_timezone()
    first = datetime.combine(since, datetime.min.time(), tzinfo=zone)
    rows = (
        Appointment.objects.filter(
            store_id=store_id,
            state__in=HOLDS_ITS_SLOT,
            slot__startswith__gte=first,
            slot__startswith__lt=first + timedelta(days=(until - since).days + 1),
        )
        .exclude(pk=but_for)
        .values_list("adviser_id", "adviser__name", "slot")
    )
    taken: dict[tuple[date, int], list[rules.Span]] = {}
    names: dict[int, str] = {}
    for adviser_id, name, slot in rows:
        span = (localtime(slot.lower), localtime(slot.upper))
        taken.setdefault((span[0].date(), adviser_id), []).append(span)
        names[adviser_id] = name
    return taken, names


def _demand(
    store_id: int, since: date, until: date, but_for: int | None
) -> dict[date, tuple[dict[str, int], dict[str, int]]]:
    """Minutes booked by day: (by skill, by kind of bay). One statement."""
    rows = (
        Need.objects.filter(store_id=store_id, counts=True, on__gte=since, on__lte=until)
        .exclude(appointment_id=but_for)
        .values_list("on", "skill", "bay_kind")
        .annotate(minutes=Sum("minutes"))
    )
    found: dict[date, tuple[dict[str, int], dict[str, int]]] = {}
    for on, skill, bay_kind, minutes in rows:
        skills, bays = found.setdefault(on, ({}, {}))
        skills[skill] = skills.get(skill, 0) + minutes
        bays[bay_kind] = bays.get(bay_kind, 0) + minutes
    return found
