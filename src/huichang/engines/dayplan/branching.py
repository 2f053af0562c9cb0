"""A stronger bound for cars that fight for few people and bays: branch and bound below the prices.

Where some cars have people and bays to themselves (the body shop: long work, few bays), prices alone leave a wide gap:
each car is planned in parts. These cars are taken together: what they share with others keeps its price, what is
theirs alone is decided case by case. In one case a step begins by some slot or goes without somebody, in the other it
does not; each case has its own prices, and what is proved of the worst is proved of all.
"""

from __future__ import annotations

import heapq
import time
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from huichang.engines.dayplan.answering import NEVER
from huichang.engines.dayplan.descending import descend
from huichang.engines.dayplan.prices import EPSILON, Prices
from huichang.engines.dayplan.ways import Floats, Whole

COMMON = 0.4
"""A line that more than this share of all cars can use belongs to nobody alone."""
CROWD = 20
"""Cars beyond which there are too many cases."""
AT_FIRST, TRYING, LATER = 600, 30, 80
"""Rounds of prices for all cases together, for a case that may come of a question, and for one that does."""
QUESTIONS = 5
"""Questions of each kind that are tried before one is asked."""
LITTLE = 0.1
"""A share of the slots of a step, below which it is not worth asking who does it."""
SPREAD = 0.5
"""Slots about which a step's begin is undecided at least, to be decided next."""


@dataclass(order=True, slots=True)
class _Case:
    """One case: the ways that are left in it, and what is proved of it."""

    bound: float
    number: int
    ways: Whole = field(compare=False)
    price: Floats = field(compare=False)
    share: Floats = field(compare=False)
    """Way → how often the cars chose it of late."""


def clusters(prices: Prices) -> list[list[int]]:
    """Groups of chains that share lines which are not everybody's, the ones small enough for cases."""
    ways = prices.ways
    users: dict[int, set[int]] = defaultdict(set)
    for chain in range(len(ways.cars)):
        a, b = ways.first_step[chain], ways.first_step[chain + 1]
        for on in np.unique(ways.line[:, ways.first_way[a] : ways.first_way[b]]).tolist():
            if on != ways.none:
                users[on].add(chain)
    groups: list[set[int]] = []
    for cars in users.values():
        if len(cars) > COMMON * len(ways.cars):
            continue
        touching = [group for group in groups if group & cars]
        groups = [group for group in groups if not group & cars] + [cars.union(*touching)]
    return [sorted(group) for group in groups if 1 < len(group) <= CROWD]


class Cluster:
    """Some cars of a day, for themselves."""

    def __init__(self, prices: Prices, chains: list[int]) -> None:
        ways = prices.ways
        self.prices, self.chains = prices, chains
        own = set(chains)
        steps = [
            step for chain in chains for step in range(ways.first_step[chain], ways.first_step[chain + 1])
        ]
        parts = [np.arange(ways.first_way[step], ways.first_way[step + 1]) for step in steps]
        mine = np.concatenate(parts)
        others = [np.empty(0, np.int64)]
        for chain in range(len(ways.cars)):
            if chain not in own:
                a, b = ways.first_way[ways.first_step[[chain, chain + 1]]]
                others.append(np.unique(ways.line[:, a:b]))
        shared = np.unique(np.concatenate(others))
        self.lines = np.setdiff1d(np.unique(ways.line[:, mine]), [*shared.tolist(), ways.none])
        totals = prices.totals()
        place = np.full(ways.none + 1, len(self.lines), np.int64)
        place[self.lines] = np.arange(len(self.lines))
        self.step_of = np.repeat(np.arange(len(steps)), [len(part) for part in parts])
        self.begin, self.end = ways.begin[mine], ways.end[mine]
        self.slots = int(self.end.max()) + 2 if len(mine) else 2
        self.cost = ways.cost[mine].copy()
        for line in ways.line[:, mine]:
            away = ~np.isin(line, self.lines)
            self.cost += np.where(away, totals[line, self.end] - totals[line, self.begin], 0.0)
        self.line = place[ways.line[:, mine]]
        self.first_step = np.concatenate([[0], np.cumsum(np.diff(ways.first_step)[chains])])
        self.ready_cost = np.ascontiguousarray(ways.ready_cost[chains][:, : self.slots])
        wide = (len(self.lines) + 1, self.slots)
        self.present, self.offered, self.price = np.zeros(wide, bool), np.zeros(wide), np.zeros(wide)
        upto = min(self.slots, ways.slots)
        self.present[:-1, :upto] = ways.present[self.lines, :upto]
        self.offered[:-1, :upto] = ways.offered[self.lines, :upto] * ways.present[self.lines, :upto]
        self.price[:-1, :upto] = prices.price[self.lines, :upto] * ways.present[self.lines, :upto]
        self.cases: list[_Case] = []
        self.decided = NEVER
        """The smallest bound of a case in which nothing is left to decide."""
        self.looked = 0
        self.value = self._by_prices()
        """What is proved of these cars, with what they pay for the lines that others use too."""
        self._open = _Case(-NEVER, 0, np.arange(len(mine)), self.price, np.zeros(len(mine)))

    def _by_prices(self) -> float:
        """The part of the bound by prices that belongs to these cars."""
        value = float(self.prices.value[self.chains].sum())
        return value - float((self.price * self.present * self.offered).sum())

    def climb(self, until: float, enough: float) -> None:
        """Branch until the moment, or until no plan of these cars can cost less than `enough`."""
        if not self.looked:
            self._keep(self._looked(self._open, AT_FIRST, enough), enough)
        while self.cases and self.cases[0].bound < enough - EPSILON and time.monotonic() < until:
            case = heapq.heappop(self.cases)
            halves = self._halves(case, enough)
            if not halves:
                self.decided = min(self.decided, case.bound)
            for half in halves:
                self._keep(self._looked(half, LATER, enough), enough)
        worst = self.cases[0].bound if self.cases else NEVER
        self.value = max(self.value, min(worst, self.decided, enough))

    def _keep(self, case: _Case, enough: float) -> None:
        if case.bound < enough - EPSILON:
            heapq.heappush(self.cases, case)

    def _looked(self, case: _Case, rounds: int, enough: float) -> _Case:
        """The case with what can be proved of it in so many rounds, without the ways that it cannot have any more."""
        self.looked += 1
        ways, price, share = case.ways, case.price.astype(np.float64), case.share.copy()
        first_way = np.searchsorted(self.step_of[ways], np.arange(self.first_step[-1] + 1))
        dearer = np.zeros(len(ways))
        found = descend(
            *(self.first_step, first_way, self.begin[ways], self.end[ways], self.cost[ways]),
            *(np.ascontiguousarray(self.line[:, ways]), self.ready_cost, self.present, self.offered, price),
            *(enough, rounds, 0.5, share, dearer),
        )
        bound = max(found, case.bound)
        if bound >= enough - EPSILON:
            return _Case(bound, self.looked, ways[:0], case.price, share[:0])
        kept = found + dearer < enough - EPSILON
        return _Case(bound, self.looked, ways[kept], price.astype(np.float32), share[kept])

    def _halves(self, case: _Case, enough: float) -> list[_Case]:
        """The two halves of a case: of some ways to divide it the one after which the most is proved of both."""
        best: tuple[float, list[_Case]] = (-1.0, [])
        for step, yes in self._questions(case):
            rest = self.step_of[case.ways] != step
            parts = [
                _Case(case.bound, 0, case.ways[part], case.price, case.share[part])
                for part in (rest | yes, rest | ~yes)
            ]
            tried = [self._looked(part, TRYING, enough) for part in parts]
            risen = sorted(each.bound - case.bound for each in tried)
            score = (risen[0] + 1) * (risen[1] + 1)
            if score > best[0]:
                best = score, tried
            if risen[0] >= enough - EPSILON - case.bound:
                break
        return best[1]

    def _questions(self, case: _Case) -> list[tuple[int, NDArray[np.bool_]]]:
        """What could be decided next: a step, and the ways for which the answer is yes. When it begins, or who does it."""
        ways, steps, count = case.ways, self.step_of[case.ways], int(self.first_step[-1])
        weight = np.maximum(np.bincount(steps, case.share, count), 1e-12)
        number = np.maximum(np.bincount(steps, minlength=count), 1)
        length = np.bincount(steps, (self.end - self.begin)[ways], count) / number
        begin = self.begin[ways]
        mean = np.bincount(steps, case.share * begin, count) / weight
        off = np.bincount(steps, case.share * np.abs(begin - mean[steps]), count) / weight
        found = [
            (step, begin <= np.floor(mean[step]))
            for step in np.argsort(-off * np.sqrt(length))[:QUESTIONS].tolist()
            if off[step] > SPREAD
        ]
        undecided: list[tuple[float, int, int]] = []
        for on in range(len(self.lines)):
            uses = (self.line[:, ways] == on).any(axis=0)
            part = np.bincount(steps, case.share * uses, count) / weight
            open_ = np.minimum(part, 1 - part) * length
            undecided += [(float(open_[step]), step, on) for step in np.argsort(-open_)[:2].tolist()]
        for much, step, on in sorted(undecided, reverse=True)[:QUESTIONS]:
            if much > LITTLE:
                found.append((step, (self.line[:, ways] == on).any(axis=0)))
        return found
