"""The count of cars: what lists, notices and alarms read. Anew by night, and whenever something of a car changes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.use_case import use_case
from huichang.sanbao import facts, permissions, reading, turns
from huichang.sanbao.models import Fault, Repair, Standing
from huichang.sanbao.queries import counting, saying, terms
from huichang.sanbao.states import Light
from huichang.vehicles import queries as vehicles
from huichang.workshop import alarms

CARS = 500
"""Cars that are read and counted in one transaction: whoever decides about one of them waits no longer than that."""
LOOKS_BACK = timedelta(days=120)
"""By night orders are read again that were opened so lately, or are open still."""
LATELY = timedelta(days=1)
"""By day the orders that were opened so lately, and what is open."""
WRITTEN = [
    "light",
    "could",
    "says",
    "todo",
    "missing",
    "open_faults",
    "used_days",
    "most_same",
    "repairs",
    "until_on",
    "until_km",
    "in_sanbao",
    "is_returned",
    "last_at",
    "computed_at",
    "limits",
]

COMPARED = [name for name in WRITTEN if name != "computed_at"]
"""What makes a row another than the last count wrote."""


@dataclass(frozen=True)
class Turn:
    """Some cars that are read and counted together; `since`: orders that were opened after it, all of them without one."""

    vehicle_ids: Sequence[int]
    since: datetime | None


def by_night(store_id: int, *, at: datetime, whole: bool = False) -> list[Turn]:
    """All cars of a store, some hundred in a turn; `whole` reads all orders ever, as the first night does. Three statements."""
    is_first = not Repair.objects.filter(store_id=store_id).exists()
    since = None if whole or is_first else at - LOOKS_BACK
    known = set(Repair.objects.filter(store_id=store_id).values_list("vehicle_id", flat=True))
    return _turns(known | reading.cars_here(store_id, since=since), since)


def by_day(store_id: int, *, at: datetime) -> list[Turn]:
    """Cars that are in the workshop, or came in lately. One statement.

    A repair begins with the agreement and ends with its work, not when the car is fetched (第四十条).
    """
    since = at - LATELY
    return _turns(reading.cars_here(store_id, since=since), since)


def _turns(vehicle_ids: Collection[int], since: datetime | None) -> list[Turn]:
    cars = sorted(vehicle_ids)
    return [Turn(cars[first : first + CARS], since) for first in range(0, len(cars), CARS)]


@use_case(permissions.KEEP_CLOCK, "重算三包时钟")
def count_cars(
    warrant: Warrant,
    store_id: int,
    *,
    turn: Turn,
    at: datetime,
) -> int:
    """Read some cars' orders of the store and count those that have repairs; returns how many. Nobody decides about these cars
    meanwhile: what people say comes before or after it."""
    warrant.show_at(store_id)
    if not turn.vehicle_ids:
        return 0
    turns.of_cars(turn.vehicle_ids)
    reading.take_cars(store_id, turn.vehicle_ids, since=turn.since)
    repaired = Repair.objects.filter(store_id=store_id, vehicle_id__in=turn.vehicle_ids)
    cars = sorted(set(repaired.values_list("vehicle_id", flat=True)))
    if cars:
        count(cars, at=at)
    return len(cars)


@use_case(permissions.KEEP_CLOCK, "要求重算三包时钟")
def ask_recalculation(warrant: Warrant, store_id: int, *, at: datetime) -> None:
    """Have all cars of the store counted soon, not while somebody waits for the page."""
    warrant.show_at(store_id)
    announce(facts.CountAsked(store_id, at))


def count(vehicle_ids: Collection[int], *, at: datetime) -> None:
    """Count some cars anew and write how they stand, for each store that repaired them; who comes nearer to a limit is told of
    by an alarm. Twelve statements for as many cars as there are."""
    numbers = terms.in_force(localdate(at))
    histories = counting.histories(vehicle_ids)
    likes = [fault for history in histories for fault in counting.propose_likes(history)]
    if likes:
        undecided = Fault.objects.filter(decided_at__isnull=True)
        undecided.bulk_update(likes, ["like_key", "like_points", "like_why"], batch_size=1_000)
    before = {
        (row.store_id, row.vehicle_id): row for row in Standing.objects.filter(vehicle_id__in=vehicle_ids)
    }
    rows: list[Standing] = []
    same: list[int] = []
    counted: set[tuple[int, int]] = set()
    changed: list[tuple[Standing, str]] = []
    for history in histories:
        for row in _standings(history, numbers, at=at):
            counted.add((row.store_id, row.vehicle_id))
            old = before.get((row.store_id, row.vehicle_id))
            was = old.light if old else Light.GREEN
            if old is not None and all(getattr(old, name) == getattr(row, name) for name in COMPARED):
                same.append(old.pk)
                continue
            rows.append(row)
            if was != row.light:
                changed.append((row, was))
    Standing.objects.filter(pk__in=same).update(computed_at=at)
    Standing.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["store", "vehicle"],
        update_fields=WRITTEN,
        batch_size=1_000,
    )
    _forget([row for key, row in before.items() if key not in counted], at=at)
    _tell(changed, at=at)


def _forget(rows: list[Standing], *, at: datetime) -> None:
    """Cars whose repairs were all called off stand nowhere."""
    for row in rows:
        alarms.close_alarm(row.store_id, f"sanbao:{row.vehicle_id}", at=at)
    if rows:
        Standing.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _standings(history: counting.History, numbers: terms.InForce, *, at: datetime) -> Iterable[Standing]:
    if not history.repairs:
        return
    found = counting.count(history, numbers, at=at)
    certificate = history.certificate
    values: dict[str, Any] = {
        "light": found.light,
        "could": found.could,
        "says": saying.says_of(found)[:200],
        "todo": saying.todo_of(found)[:200],
        "missing": "、".join(found.missing)[:120],
        "open_faults": found.open_faults,
        "computed_at": at,
        "limits": numbers.version,
        "is_returned": bool(certificate and certificate.returned_on),
        "last_at": max(repair.agreed_at for repair in history.repairs),
    }
    read = found.decided
    if read is not None:
        values |= {
            "until_on": read.sanbao_until,
            "until_km": read.sanbao_km,
            "in_sanbao": read.in_sanbao,
        }
        if read.applies:
            values["used_days"] = min(32_000, read.count("repair_days").count)
            values["most_same"] = max(
                (each.count for each in read.counts if each.rule.startswith("same:")), default=0
            )
            values["repairs"] = len(read.count("repair_days").repairs)
    for store_id in dict.fromkeys(repair.store_id for repair in history.repairs):
        yield Standing(store_id=store_id, vehicle_id=history.vehicle_id, **values)


def _tell(changed: Iterable[tuple[Standing, str]], *, at: datetime) -> None:
    """Alarms and facts of cars whose light changed."""
    several = list(changed)
    plates = vehicles.cards([row.vehicle_id for row, _ in several]) if several else {}
    for row, was in several:
        key = f"sanbao:{row.vehicle_id}"
        if was in (Light.AMBER, Light.RED):
            alarms.close_alarm(row.store_id, key, at=at)
        if row.light in (Light.AMBER, Light.RED):
            car = plates[row.vehicle_id]
            word = "已达到三包限值" if row.light == Light.RED else "接近三包限值"
            text = f"{car.plate or car.vin[-6:]} {word}：{row.says}"
            alarms.open_alarm(row.store_id, "sanbao_limit", key=key, text=text, at=at)
        announce(facts.LightChanged(row.store_id, row.vehicle_id, was, row.light, row.says, at))
