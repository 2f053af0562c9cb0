"""From a shop to a schedule within a time limit, on two cores.

Two threads work side by side. The one breeds schedules and improves each by tabu search, from the first moment to the
last. The other first asks CP-SAT how evenly the machines can be loaded, which bounds the makespan and gives the
population assignments to start from; then it lets CP-SAT look at the whole problem for a share of the time, which
settles small shops; then it breeds too. What one finds, the other works on.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from huichang.engines.jobshop import arrays, exact, tabu
from huichang.engines.jobshop.arrays import Numbers
from huichang.engines.jobshop.dispatch import Assignment, dispatch
from huichang.engines.jobshop.instance import Choice, Shop
from huichang.engines.jobshop.population import Member, Population, child, in_order
from huichang.engines.jobshop.schedule import Schedule

PATIENCE = 1_000
"""Moves without progress after which tabu search gives up and the schedule takes its place in the population. With 500
it gives up too early, with 5,000 it spends on one schedule what breeding uses better."""

BALANCE_SHARE, BALANCE_SECONDS = 0.1, 2.0
"""How much of the time may go into the bound that the machines give; at least so many seconds, but never more than half:
a search without a balanced assignment to start from is the worse one."""

EXACT_SHARE = 0.3
"""How much of the time CP-SAT may spend on the whole problem, with one of the two cores."""

LARGEST = 20_000
"""Alternatives above which CP-SAT is not asked: writing its model down would take a second and more."""

MARGIN = 0.1
"""Seconds before the limit at which all work is called off, so that the limit holds on a busy machine too."""


@dataclass(frozen=True, slots=True)
class Solution:
    """A schedule, and what is proved: no schedule is shorter than `bound`."""

    schedule: Schedule
    bound: int
    seconds: float

    @property
    def makespan(self) -> int:
        """The length of the schedule."""
        return self.schedule.makespan

    @property
    def proved(self) -> bool:
        """Is it proved that no schedule is shorter?"""
        return self.bound == self.makespan


def solve(shop: Shop, *, seconds: float, seed: int = 0) -> Solution:
    """The shortest schedule that is found within `seconds`, everything included; earlier if it is proved to be.

    The first call in a process loads the machine code of the inner loops, the first one ever makes it (some seconds);
    what is left of the time then counts, and without any there is still a schedule by rule.
    """
    began = time.monotonic()
    search = _Search(shop, began + seconds - min(MARGIN, seconds / 10), seed)
    search.run()
    return Solution(search.schedule, search.bound, time.monotonic() - began)


def prepare() -> float:
    """Load the machine code of the inner loops, or make it if there is none yet; the seconds that it took."""
    began = time.monotonic()
    net = arrays.net_of(Shop((((Choice(0, 1),),),), 1))
    chains, best = arrays.empty(net), arrays.empty(net)
    nothing = np.zeros(1, np.int64)
    arrays.chain(net, nothing, nothing, chains)
    tabu.search(net, chains, best, 1, 1, nothing, np.ones(1, np.int64))
    arrays.starts(net, best)
    return time.monotonic() - began


class _Search:
    """What the threads share: the best schedule, the bound, the population."""

    def __init__(self, shop: Shop, until: float, seed: int) -> None:
        self._shop = shop
        self._until = until
        self._seed = seed
        self._solver = exact.Solver()
        self._population = Population()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._stop = np.zeros(1, np.int64)
        self._assignment: Assignment | None = None
        self._net = arrays.net_of(shop)
        self._breeders = 0
        self._failure: Exception | None = None
        self.schedule = dispatch(shop, random.Random(seed))
        self.bound = exact.plain_bound(shop)

    def run(self) -> None:
        """Search until the time is over or the schedule is proved to be the shortest."""
        if self._settled():
            return
        workers = [
            threading.Thread(target=self._guarded, args=(work,), daemon=True)
            for work in (self._breed, self._prove_then_breed)
        ]
        for worker in workers:
            worker.start()
        self._over.wait(max(0.0, self._until - time.monotonic()))
        self._call_off()
        # Threads see at once that they are called off; but making machine code cannot be interrupted, and the limit holds
        # all the same.
        patience = min(self._until + MARGIN / 2, time.monotonic() + MARGIN)
        for worker in workers:
            worker.join(timeout=max(0.0, patience - time.monotonic()))
        if self._failure is not None:
            raise self._failure

    def _guarded(self, work: Callable[[], None]) -> None:
        """Run in a thread; a failure ends the search and is raised to the caller."""
        try:
            work()
        except Exception as failure:
            self._failure = failure
            self._over.set()

    def _prove_then_breed(self) -> None:
        ways = sum(len(operation) for job in self._shop.jobs for operation in job)
        if ways <= LARGEST:
            now = time.monotonic()
            left = self._until - now
            share = min(max(BALANCE_SHARE * left, BALANCE_SECONDS), left / 2)
            bound, assignment = exact.balance(self._shop, self._solver, until=now + share)
            with self._lock:
                self._assignment = assignment
            self._bounded(bound)
            exact.prove(
                self._shop,
                self._solver,
                bound=self.bound,
                known=self.schedule,
                until=time.monotonic() + EXACT_SHARE * left,
                better=self._found,
                bounded=self._bounded,
            )
        self._breed()

    def _breed(self) -> None:
        with self._lock:
            self._breeders += 1
            chance = random.Random(f"{self._seed} {self._breeders}")
        net = self._net
        numbers = np.random.default_rng(chance.getrandbits(32))
        dice = np.array([chance.randrange(1, 1 << 31)], np.int64)
        chains, best = arrays.empty(net), arrays.empty(net)
        while not self._over.is_set():
            machine, order = self._start(chance, numbers)
            arrays.chain(net, machine, order, chains)
            tabu.search(net, chains, best, PATIENCE, self.bound, self._stop, dice)
            start = arrays.starts(net, best)
            self._found(arrays.schedule_of(self._shop, best.machine, start, best.time))

    def _start(self, chance: random.Random, numbers: np.random.Generator) -> tuple[Numbers, Numbers]:
        """Where the next tabu search starts: a child of two members, or something new while these are too few."""
        with self._lock:
            parents = self._population.parents(numbers)
            assignment = self._assignment if chance.random() < 0.5 else None
        if parents is not None:
            return child(self._net, *parents, numbers)
        fresh = self._member(dispatch(self._shop, chance, assignment))
        return fresh.machine, fresh.order

    def _found(self, schedule: Schedule) -> None:
        member = self._member(schedule)
        with self._lock:
            self._population.add(member)
            if member.makespan < self.schedule.makespan:
                self.schedule = schedule
        if self._settled():
            self._over.set()

    def _member(self, schedule: Schedule) -> Member:
        rows = [(place.machine, place.start, place.end) for job in schedule.jobs for place in job]
        machine, start, end = np.array(rows, np.int64).T
        return Member(schedule.makespan, machine.copy(), in_order(start, end))

    def _bounded(self, bound: int) -> None:
        with self._lock:
            self.bound = max(self.bound, bound)
        if self._settled():
            self._over.set()

    def _settled(self) -> bool:
        return self.bound >= self.schedule.makespan

    def _call_off(self) -> None:
        self._over.set()
        self._stop[0] = 1
        self._solver.call_off()
