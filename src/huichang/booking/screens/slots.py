"""The week and its slots, as part of the booking desk and of moving a booking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.timezone import localdate, localtime, now

from huichang.booking import capacity, queries
from huichang.booking.rules import Want
from huichang.kernel.web import Request, day_of, number_of

WEEK = 7
MOST_MINUTES, MOST_PIECES = 100_000, 100_000


@dataclass(frozen=True)
class Cell:
    """A slot to touch: `value` is what the form posts."""

    slot: capacity.Slot
    value: str
    chosen: bool


@dataclass(frozen=True)
class Hour:
    """A row of the grid: an hour with its load, and for every adviser the cells of its quarters (None: no slot)."""

    hour: int
    load: capacity.HourLoad
    cells: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True)
class Grid:
    """The slots of a day: advisers across, hours down."""

    advisers: tuple[str, ...]
    hours: tuple[Hour, ...]
    quarters: int
    free: int


def show(request: Request) -> HttpResponse:
    """The week from `since`, the slots of `on`, and what to propose for the work (`need`) and parts (`part`) asked."""
    queries.may_see(request.actor)
    given, at = request.GET, now()
    today = localdate(at)
    since = max(day_of(given.get("since", "")) or today, today)
    needs, parts = wanted_of(given)
    but_for = given.get("but_for", "")
    adviser, chosen = given.get("adviser", ""), given.get("slot", "")
    found = capacity.overview(
        request.actor.here,
        since,
        on=day_of(given.get("on", "")) if given.get("on") else None,
        stay=request.htmx.trigger_name == "on",
        needs=needs,
        part_needs=parts,
        adviser_id=number_of(adviser),
        waits=given.get("waits", "1") == "1",
        at=at,
        but_for=number_of(but_for),
    )
    return render(
        request,
        "booking/screens/slots.html",
        {
            "days": found.days,
            "on": found.on,
            "day": next(day for day in found.days if day.on == found.on),
            "grid": grid_of(found.slots, found.days, found.on, chosen),
            "proposals": [cell_of(slot, chosen) for slot in found.proposals],
            "why_not": found.why_not,
            "gone": _gone(found.slots, chosen),
            "since": since,
            "before": max(today, since - timedelta(days=WEEK)) if since > today else None,
            "after": since + timedelta(days=WEEK),
            "minutes": sum(need.minutes for need in needs),
        },
    )


def wanted_of(given: QueryDict) -> tuple[list[Want], dict[int, Decimal]]:
    """The work and parts that a form asks room for: `need=skill:bay:minutes`, `part=id:quantity`."""
    needs = []
    for said in given.getlist("need"):
        skill, _, rest = said.partition(":")
        bay_kind, _, minutes = rest.partition(":")
        if asked := number_of(minutes):
            needs.append(Want(skill, bay_kind, min(asked, MOST_MINUTES)))
    parts: dict[int, Decimal] = {}
    for said in given.getlist("part"):
        part_id, _, quantity = said.partition(":")
        part, pieces = number_of(part_id), _pieces(quantity)
        if part is not None and pieces is not None:
            parts[part] = pieces
    return needs, parts


def _pieces(said: str) -> Decimal | None:
    try:
        pieces = Decimal(said)
    except InvalidOperation:
        return None
    return pieces if pieces.is_finite() and 0 < pieces <= MOST_PIECES else None


def cell_of(slot: capacity.Slot, chosen: str) -> Cell:
    """A slot as a radio button."""
    value = f"{localtime(slot.starts_at).isoformat()}|{slot.adviser_id}"
    return Cell(slot, value, value == chosen)


def _gone(slots: Sequence[capacity.Slot], chosen: str) -> str:
    """Why the time that was touched a moment ago is not free any more; empty when it is."""
    for slot in slots:
        if chosen and not slot.free and cell_of(slot, chosen).chosen:
            return f"{localtime(slot.starts_at):%H:%M} {slot.why_not}"
    return ""


def grid_of(slots: Sequence[capacity.Slot], days: Sequence[capacity.DayLoad], on: date, chosen: str) -> Grid:
    """Slots as a table: a row for each hour, a group of columns for each adviser."""
    loads = {load.hour: load for day in days if day.on == on for load in day.hours}
    advisers = list(dict.fromkeys((slot.adviser_id, slot.adviser) for slot in slots))
    minutes = sorted({localtime(slot.starts_at).minute for slot in slots})
    by_place = {
        (slot.adviser_id, localtime(slot.starts_at).hour, localtime(slot.starts_at).minute): cell_of(
            slot, chosen
        )
        for slot in slots
    }
    hours = sorted({hour for _, hour, _ in by_place})
    return Grid(
        tuple(name for _, name in advisers),
        tuple(
            Hour(
                hour,
                loads.get(hour, capacity.HourLoad(hour, 0, 0)),
                tuple(
                    tuple(by_place.get((adviser_id, hour, minute)) for minute in minutes)
                    for adviser_id, _ in advisers
                ),
            )
            for hour in hours
        ),
        max(1, len(minutes)),
        sum(slot.free for slot in slots),
    )
