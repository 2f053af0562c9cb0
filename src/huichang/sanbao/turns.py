"""Who changes something of a car's clock waits for whoever does: the car first, then its rows (docs/how/lock-things.md)."""

from collections.abc import Collection
from typing import Any

from django.db import connection

from huichang.kernel.actor import Warrant
from huichang.kernel.turns import wait_for_turn
from huichang.sanbao.models import Change, Fault, LeftOut, Repair, SpareCar


def of_car(vehicle_id: int) -> None:
    """Wait until nobody else changes this car's clock. One statement."""
    wait_for_turn(f"sanbao:{vehicle_id}")


def of_cars(vehicle_ids: Collection[int]) -> None:
    """Wait until nobody else changes the clocks of some cars, in the order of their keys. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('sanbao:' || car, 0)) FROM"
            " (SELECT unnest(%s::bigint[]) AS car ORDER BY 1) AS wanted",
            [sorted(vehicle_ids)],
        )


def fault_locked(fault_id: int, warrant: Warrant) -> Any:
    """A fault, its car held. Raises Missing, NotAllowed."""
    return _locked(Fault, fault_id, "vehicle_id", warrant)


def change_locked(change_id: int, warrant: Warrant) -> Any:
    """A changed part, its car held. Raises Missing, NotAllowed."""
    return _locked(Change, change_id, "fault__vehicle_id", warrant)


def repair_locked(repair_id: int, warrant: Warrant) -> Any:
    """A repair, its car held. Raises Missing, NotAllowed."""
    return _locked(Repair, repair_id, "vehicle_id", warrant)


def left_out_locked(left_out_id: int, warrant: Warrant) -> Any:
    """A stretch that is not counted, its car held. Raises Missing, NotAllowed."""
    return _locked(LeftOut, left_out_id, "repair__vehicle_id", warrant)


def spare_locked(spare_id: int, warrant: Warrant) -> Any:
    """A spare car, the customer's car held. Raises Missing, NotAllowed."""
    return _locked(SpareCar, spare_id, "repair__vehicle_id", warrant)


def _locked(model: Any, pk: int, car: str, warrant: Warrant) -> Any:
    vehicle_id = model.objects.seen_by(warrant.actor).filter(pk=pk).values_list(car, flat=True).first()
    if vehicle_id is not None:
        of_car(vehicle_id)
    return model.objects.locked(pk, warrant)
