"""The count of cars: what lists, notices and alarms read. Anew by night, and whenever something of a car changes."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.sanbao import facts, permissions, reading
from huichang.sanbao.models import Fault, Repair, Standing
from huichang.sanbao.queries import counting, saying, terms
from huichang.sanbao.states import Light
from huichang.vehicles import queries as vehicles
from huichang.workshop import alarms

CARS = 2_000
"""Cars that are counted together: so many rows are held at once."""
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


@use_case(permissions.KEEP_CLOCK, "重算三包时钟")
def recalculate(warrant: Warrant, store_id: int, *, at: datetime, whole: bool = False) -> int:
    """Read the store's orders and count all its cars anew; returns how many. `whole` reads all orders ever, as the first
    night does."""
    warrant.show_at(store_id)
    wait_for_turn(f"sanbao.store:{store_id}")
    is_first = not Repair.objects.filter(store_id=store_id).exists()
    reading.take_store(store_id, since=None if whole or is_first else at - LOOKS_BACK)
    cars = sorted(set(Repair.objects.filter(store_id=store_id).values_list("vehicle_id", flat=True)))
    for first in range(0, len(cars), CARS):
        count(cars[first : first + CARS], at=at)
    return len(cars)


@use_case(permissions.KEEP_CLOCK, "三包时钟跟随工单")
def follow_orders(warrant: Warrant, store_id: int, *, at: datetime) -> int:
    """Read what is in the workshop, or came in lately, and count these cars; returns how many.

    A repair begins with the agreement and ends with its work, not when the car is fetched (第四十条).
    """
    warrant.show_at(store_id)
    wait_for_turn(f"sanbao.store:{store_id}")
    cars = sorted(reading.take_store(store_id, since=at - LATELY))
    if cars:
        count(cars, at=at)
    return len(cars)


def count(vehicle_ids: Collection[int], *, at: datetime) -> None:
    """Count some cars anew and write how they stand, for each store that repaired them; who comes nearer to a limit is told of
    by an alarm. Eleven statements for as many cars as there are."""
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
    changed: list[tuple[Standing, str]] = []
    for history in histories:
        for row in _standings(history, numbers, at=at):
            old = before.get((row.store_id, row.vehicle_id))
            was = old.light if old else Light.GREEN
            rows.append(row)
            if was != row.light:
                changed.append((row, was))
    Standing.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["store", "vehicle"],
        update_fields=WRITTEN,
        batch_size=1_000,
    )
    counted = {(row.store_id, row.vehicle_id) for row in rows}
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
