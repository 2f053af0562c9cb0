"""What the screen in the hall shows (LANE-33): masked plates, stages, promised times; no names."""

from dataclasses import dataclass
from datetime import datetime

from huichang.workshop.queries import lane
from huichang.workshop.states import Stage

FITS = 18
"""How many cars fit on a wall screen at a size that is read at three metres."""
ORDER = (
    Stage.TO_DELIVER,
    Stage.TO_SETTLE,
    Stage.TO_CHECK,
    Stage.IN_WORK,
    Stage.WAITING,
    Stage.TO_DISPATCH,
    Stage.CHECKED_IN,
    Stage.ARRIVED,
)


@dataclass(frozen=True)
class HallCar:
    """One car on the wall. `ready`: it may be fetched."""

    plate: str
    plate_kind: str
    stage: str
    waiting_for: str
    promised_at: datetime | None
    ready: bool


@dataclass(frozen=True)
class Hall:
    """The wall: the cars of those who wait first, and how many do not fit."""

    cars: tuple[HallCar, ...]
    more: int
    ready: int


def hall(store_id: int) -> Hall:
    """Every car in the house that somebody waits for, ready ones first, then by promise; customers who wait before those
    who left. A car whose order was cancelled only has to leave. One statement."""
    found = [car for car in lane.in_house(store_id) if car.stage in ORDER]
    found.sort(
        key=lambda car: (
            ORDER.index(Stage(car.stage)) > 1,
            not car.waits,
            car.promised_at is None,
            (car.promised_at or car.arrived_at).timestamp(),
        )
    )
    cars = [
        HallCar(
            car.plate,
            car.plate_kind,
            car.stage,
            car.waiting_for,
            car.promised_at,
            car.stage == Stage.TO_DELIVER,
        )
        for car in found
    ]
    return Hall(tuple(cars[:FITS]), max(0, len(cars) - FITS), sum(1 for car in cars if car.ready))
