"""The simulated month as it happens: one event after another, each act by whom it is up to, at its minute.

Who gets which job next, what the customer is told and who is checked first is decided by the way of working (`Way`); all
the rest is the same for every way. Nothing of the truth reaches the product but what people stamp.
"""

import heapq
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from huichang.company import shifts
from huichang.planning import learning
from huichang.planning.reading import SPEED
from huichang.site.bench import month_house
from huichang.site.bench.month_crew import Counted, Way, Worker
from huichang.site.bench.month_house import BACK, BEGIN, CLOSES, OPENS, RESTS, Hand, House, moment
from huichang.site.bench.month_truth import Car, Month
from huichang.site.bench.month_visit import Stay, Work
from huichang.workshop import clock, rules
from huichang.workshop.queries import plan as workshop_plan

MINUTE = timedelta(minutes=1)
ASKED = 0.7
"""The part of the time at the desk after which the customer asks when the car will be ready."""
ASKS_EVERY = 5
"""Minutes after which somebody who was given nothing asks again."""
OVERTIME = 10
"""Minutes that somebody works on into the break or after closing rather than put the tools down."""
NIGHT = 2 * 60 + 40
NO_SHOW = 30
ACT, SEEK, PLAN = 0, 1, 2
"""What happens at a minute happens first, then people look for work, then the plan is made anew."""
SPANS = tuple((a.hour * 60 + a.minute, b.hour * 60 + b.minute) for a, b in ((OPENS, RESTS), (BACK, CLOSES)))


def _say(says: Callable[[int], None], day: int, _: datetime) -> None:
    says(day)


class Floor:
    """The month of one way of working."""

    def __init__(self, truth: Month, house: House) -> None:
        self.truth, self.house = truth, house
        self.way: Way
        self.stays: list[Stay] = []
        self.counted = Counted()
        self.technicians = [Worker(each) for each in house.technicians]
        self.inspectors = [Worker(each) for each in house.inspectors]
        self.washers = [Worker(each) for each in house.washers]
        self.bays: dict[int, Stay | None] = dict.fromkeys(house.bays)
        self.queue: list[Stay] = []
        self.desks: list[bool] = [False] * len(house.advisers)
        self.to_check: list[Stay] = []
        self.to_wash: list[Stay] = []
        self._wash_bays = len(house.wash_bays)
        self._events: list[tuple[datetime, int, int, Callable[[datetime], None]]] = []
        self._number = count()
        self._seeking: set[datetime] = set()

    def run(self, way: Way, says: Callable[[int], None]) -> None:
        """The whole month, until the last car of it has left or four days have passed; `says` hears each evening."""
        self.way = way
        by_day: dict[int, list[Car]] = {}
        for car in self.truth.cars:
            by_day.setdefault(car.day, []).append(car)
        for day in range(-1, self.truth.days + 4):
            self.at(moment(day, 16 * 60 + 30), self._booking(by_day.get(day + 1, [])))
            if day < 0:
                continue
            self.at(moment(day, NIGHT), self._night)
            self.at(moment(day, 7 * 60 + 30), self._roll_call(day))
            for number, (since, until) in enumerate(SPANS):
                self.at(moment(day, since), self._open if number == 0 else self._back)
                self.at(moment(day, until), self._rest)
            if day < self.truth.days:
                self.at(moment(day, 19 * 60), partial(_say, says, day))
        while self._events:
            at, _, _, act = heapq.heappop(self._events)
            if at < moment(self.truth.days, 0) or not self._over():
                act(at)

    def at(self, when: datetime, act: Callable[[datetime], None], turn: int = ACT) -> None:
        """Something will happen."""
        heapq.heappush(self._events, (when, turn, next(self._number), act))

    def _over(self) -> bool:
        """Has the last car been delivered? Then there is nothing to plan or to do any more."""
        return all(stay.left_at is not None for stay in self.stays)

    # The day.

    def _booking(self, cars: Sequence[Car]) -> Callable[[datetime], None]:
        def book(at: datetime) -> None:
            for car in cars:
                stay = Stay(self.house, car)
                if car.slot is not None and not stay.book(at):
                    self.counted.turned_away += 1
                    continue
                if car.stays_away and stay.booked_at is not None:
                    self.counted.stayed_away += 1
                    self.at(stay.booked_at + NO_SHOW * MINUTE, stay.stay_away)
                    continue
                self.stays.append(stay)
                self.at(stay.arrived_at or moment(car.day, car.comes), self._arrive(stay))

        return book

    def _night(self, at: datetime) -> None:
        self.counted.learned.append(learning.learn_durations(self.house.learner, self.house.store_id, at=at))

    def _roll_call(self, day: int) -> Callable[[datetime], None]:
        def call(at: datetime) -> None:
            on = BEGIN + timedelta(days=day)
            ill = [
                each.hand.id
                for each in self.technicians
                if (each.hand.number, day) in self.truth.absent and each.hand.rest != on.weekday()
            ]
            if ill:
                shifts.take_off(self.house.manager, self.house.store_id, staff_ids=ill, days=[on])
            here = [each for each in self.technicians if self._works(each, on.weekday(), day)]
            if day < self.truth.days:
                self.counted.present += len(here) * sum(until - since for since, until in SPANS)
                self.counted.bay_open += len(self.bays) * sum(until - since for since, until in SPANS)

        return call

    def _works(self, worker: Worker, weekday: int, day: int) -> bool:
        ill = worker in self.technicians and (worker.hand.number, day) in self.truth.absent
        return worker.hand.rest != weekday and not ill

    def _left(self, worker: Worker, at: datetime) -> int:
        """Minutes until the worker's break or evening; 0 when he is not there."""
        day, minute = (at.date() - BEGIN).days, at.hour * 60 + at.minute
        if not self._works(worker, at.weekday(), day):
            return 0
        return next((until - minute for since, until in SPANS if since <= minute < until), 0)

    def _open(self, at: datetime) -> None:
        self.way.morning(at)
        self._back(at)

    def _back(self, at: datetime) -> None:
        for worker in self.technicians:
            if worker.in_hand is not None and not worker.busy and self._left(worker, at):
                self._go_on(worker, at)
        self.seek(at)

    def _rest(self, at: datetime) -> None:
        self.seek(at)

    # The desks.

    def _arrive(self, stay: Stay) -> Callable[[datetime], None]:
        def arrive(at: datetime) -> None:
            stay.arrive(at)
            self.queue.append(stay)
            self._receive(at)
            self.way.happened(at)

        return arrive

    def _receive(self, at: datetime) -> None:
        while self.queue and False in self.desks:
            desk, stay = self.desks.index(False), self.queue.pop(0)
            self.desks[desk] = True
            self.at(at + 2 * MINUTE, partial(stay.open, desk))
            self.at(at + stay.car.desk * ASKED * MINUTE, self._ask(stay))
            self.at(at + stay.car.desk * MINUTE, self._sign(stay, desk))

    def _ask(self, stay: Stay) -> Callable[[datetime], None]:
        def ask(at: datetime) -> None:
            stay.promised_at = self.way.promise(stay, at.replace(second=0))

        return ask

    def _sign(self, stay: Stay, desk: int) -> Callable[[datetime], None]:
        def sign(at: datetime) -> None:
            stay.sign(desk, at)
            self.desks[desk] = False
            if stay.car.short_days:
                there = month_house.moment(
                    (at.date() - BEGIN).days + stay.car.short_days + stay.car.short_late, 9 * 60 + 30
                )
                stay.parts_at = there
                self.at(there, self._part(stay))
            self.way.happened(at, signed=True)
            self._receive(at)
            self.seek(at)

        return sign

    def _part(self, stay: Stay) -> Callable[[datetime], None]:
        def there(at: datetime) -> None:
            stay.receive_part(at)
            self.way.happened(at)
            self.seek(at)

        return there

    # The work.

    def seek(self, at: datetime) -> None:
        """Everybody who is free looks for work, once at this minute, after all that happens in it."""
        if at not in self._seeking:
            self._seeking.add(at)
            self.at(at, self._seek, SEEK)

    def _seek(self, at: datetime) -> None:
        self._seeking.discard(at)
        for worker in self.technicians:
            if worker.busy or not self._left(worker, at) or not self.possible(worker.hand, at):
                continue
            if worker.asks_again is not None and at < worker.asks_again:
                continue
            if (found := self.way.take(worker.hand, at)) is not None:
                self._start(worker, *found, at)
            else:
                worker.asks_again = at + ASKS_EVERY * MINUTE
                self.at(worker.asks_again, self.seek)
        for worker in self.inspectors:
            self._check(worker, at)
        for worker in self.washers:
            self._wash(worker, at)

    def possible(self, hand: Hand, at: datetime) -> list[tuple[Stay, Work]]:
        """What somebody could begin at this minute, in the order in which the cars were signed."""
        free = {self.house.bays[bay] for bay, car in self.bays.items() if car is None}
        return [
            (stay, work)
            for stay in sorted(
                (each for each in self.stays if each.signed_at and not each.done_at and not each.in_work),
                key=lambda each: (each.signed_at, each.car.number),
            )
            for work in stay.works
            if work.done_at is None
            and work.skill in hand.skills
            and (work.index > 0 or stay.parts_at is None or stay.parts_at <= at)
            and any(rules.bay_fits(kind, work.bay_kind) for kind in free)
        ]

    def _start(self, worker: Worker, stay: Stay, work: Work, at: datetime) -> None:
        if work.index == 0 and not stay.issued:
            stay.fetch(worker.hand.id, at)
        begun = clock.clock_on(worker.hand.actor, work.job_id, at=at)
        assert begun.bay_id is not None
        self.bays[begun.bay_id] = stay
        worker.busy, worker.in_hand, stay.in_work = True, (stay, work), True
        skill = worker.hand.skills[work.skill]
        whole = self.truth.minutes(stay.car, work.index, work.minutes, worker.hand.number, SPEED[skill])
        need = max(1, round(whole * work.left))
        here = self._left(worker, at)
        if need <= here + OVERTIME:
            self.at(at + need * MINUTE, self._finish(worker, begun.bay_id, need))
        else:
            work.left *= 1 - here / need
            self.at(at + here * MINUTE, self._pause(worker, begun.bay_id, here))
        self.way.happened(at)

    def _pause(self, worker: Worker, bay_id: int, minutes: int) -> Callable[[datetime], None]:
        def pause(at: datetime) -> None:
            assert worker.in_hand is not None
            stay, work = worker.in_hand
            reason = "meal" if at.hour < BACK.hour else "shift_end"
            clock.pause_job(worker.hand.actor, work.job_id, reason=reason, at=at)
            self._free(worker, stay, bay_id, minutes)
            self.way.happened(at)

        return pause

    def _go_on(self, worker: Worker, at: datetime) -> None:
        """After the break with what was begun before it, unless somebody else has got it meanwhile."""
        assert worker.in_hand is not None
        stay, work = worker.in_hand
        worker.in_hand = None
        if work.done_at is None and not stay.in_work and self.way.resume(worker.hand, stay, work, at):
            self._start(worker, stay, work, at)

    def _finish(self, worker: Worker, bay_id: int, minutes: int) -> Callable[[datetime], None]:
        def finish(at: datetime) -> None:
            assert worker.in_hand is not None
            stay, work = worker.in_hand
            clock.finish_job(
                worker.hand.actor,
                work.job_id,
                cause="正常磨损",
                correction="按标准完成，检查正常",
                checked=None,
                at=at,
            )
            work.done_at, work.left, work.worked_by = at, 0.0, worker.hand.id
            worker.in_hand = None
            self._free(worker, stay, bay_id, minutes)
            if all(each.done_at for each in stay.works):
                stay.done_at = at
                self.to_check.append(stay)
            self.way.happened(at)
            self.seek(at)

        return finish

    def _free(self, worker: Worker, stay: Stay, bay_id: int, minutes: int) -> None:
        self.bays[bay_id] = None
        worker.busy, stay.in_work = False, False
        worker.worked += minutes
        self.counted.worked += minutes
        self.counted.bay_used += minutes

    # What comes after the work.

    def _check(self, worker: Worker, at: datetime) -> None:
        if worker.busy or not self.to_check:
            return
        stay = self.way.first(self.to_check, "check", at)
        usual = workshop_plan.CHECK_MINUTES.default + (month_house.TEST if stay.road_test else 0)
        if self._left(worker, at) < usual:
            return
        self.to_check.remove(stay)
        worker.busy = True
        minutes = max(3, round(usual * stay.car.check))

        def done(when: datetime) -> None:
            stay.check(worker.hand.number, when)
            worker.busy = False
            self.to_wash.append(stay)
            self.way.happened(when)
            self.seek(when)

        self.at(at + minutes * MINUTE, done)

    def _wash(self, worker: Worker, at: datetime) -> None:
        usual = workshop_plan.WASH_MINUTES.default
        if worker.busy or not self.to_wash or not self._wash_bays or self._left(worker, at) < usual:
            return
        stay = self.way.first(self.to_wash, "wash", at)
        self.to_wash.remove(stay)
        worker.busy = True
        self._wash_bays -= 1

        def done(when: datetime) -> None:
            stay.washed(when)
            worker.busy = False
            self._wash_bays += 1
            self.at(when + stay.car.settle * MINUTE, self._settle(stay))
            self.way.happened(when)
            self.seek(when)

        self.at(at + max(3, round(usual * stay.car.wash)) * MINUTE, done)

    def _settle(self, stay: Stay) -> Callable[[datetime], None]:
        def settle(at: datetime) -> None:
            stay.settle(at)
            assert stay.promised_at is not None
            fetched = max(at, at if stay.car.waits else stay.promised_at) + (5 + stay.car.fetched) * MINUTE
            if fetched.hour >= 19 or fetched.hour < OPENS.hour:
                day = (fetched.date() - BEGIN).days + (fetched.hour >= 19)
                fetched = moment(day, 9 * 60 + stay.car.fetched % 60)
            self.at(max(fetched, at + 5 * MINUTE), stay.leave)

        return settle
