"""Which car comes to which store when: fuller at the week's end and on Mondays, at nine and at two."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from huichang.site.demo.chance import Chance, Weighted, clock
from huichang.site.demo.owners import Car
from huichang.site.demo.stores import Site
from huichang.vehicles.states import Use

VISITS_A_YEAR = 5.0
"""Per customer, over both stores: family cars come two or three times, taxis every few weeks."""
OF_THE_WEEK = (1.12, 0.86, 0.86, 0.9, 0.94, 1.2, 1.14)
HOURS = Weighted(
    [
        (8.6, 7.0),
        (9.0, 15.0),
        (9.6, 17.0),
        (10.4, 14.0),
        (11.2, 7.0),
        (13.2, 7.0),
        (13.8, 13.0),
        (14.6, 11.0),
        (15.6, 7.0),
        (16.4, 2.0),
    ]
)
BOOKED = 0.47
LEAST_GAP = 16
"""Days between two visits of a car, comebacks aside."""
OFTEN = {Use.TAXI: 9.0, Use.RIDE: 5.0, Use.COMPANY: 2.0}
COMEBACKS = 0.04
"""Of repairs (not of maintenance), within some days."""


@dataclass
class Return:
    """A car that will come back for a repair that did not hold."""

    car: Car
    order_id: int
    guarantee_id: int
    title: str
    system: str
    code: str
    until_km: int


@dataclass
class Coming:
    """A car that comes: when, and whether it was booked."""

    car: Car
    day: date
    arrived: datetime
    booked: bool
    again: Return | None = None


@dataclass
class Calendar:
    """The coming and going of one store's cars."""

    site: Site
    cars: list[Car]
    customers: int
    chance: Chance
    returns: dict[date, list[Return]] = field(default_factory=dict)
    _weighted: Weighted[Car] | None = None

    def __post_init__(self) -> None:
        self.mine = [car for car in self.cars if car.store == self.site.id]

    def day(self, day: date) -> Iterator[Coming]:
        """The cars of a day, in the order in which they arrive."""
        for_store = self.customers * VISITS_A_YEAR / 365 * self.site.plan.share
        many = round(self.chance.about(for_store * OF_THE_WEEK[day.weekday()], for_store * 0.12))
        moments = sorted(self._moment(day) for _ in range(many))
        again = self.returns.pop(day, [])
        cars = [each.car for each in again]
        for moment in moments:
            back = again.pop() if again else None
            car = back.car if back else self._car(day, cars)
            if car is None:
                return
            if back is None:
                cars.append(car)
            yield Coming(car, day, moment, back is None and self.chance.maybe(BOOKED), back)

    def comes_back(self, back: Return, day: date) -> None:
        """A repaired car will be here again on a day."""
        self.returns.setdefault(day, []).append(back)

    def _moment(self, day: date) -> datetime:
        return clock(day, self.chance.one(HOURS) + self.chance.uniform(-0.35, 0.35))

    def _car(self, day: date, here: list[Car]) -> Car | None:
        if self._weighted is None:
            self._weighted = Weighted([(car, OFTEN.get(Use(car.use), 1.0)) for car in self.mine])
        for _ in range(60):
            car = self.chance.one(self._weighted)
            free = car.busy_until is None or car.busy_until < day
            if free and car.sold_on < day - timedelta(days=25) and car not in here:
                car.busy_until = day + timedelta(days=LEAST_GAP)
                return car
        return None
