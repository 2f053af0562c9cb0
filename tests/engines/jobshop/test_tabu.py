"""Tabu search: from any schedule to one that is no worse and right, and never round in a circle."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from huichang.engines.jobshop import arrays, instance, schedule, tabu
from huichang.engines.jobshop.arrays import Chains, Net
from huichang.engines.jobshop.dispatch import dispatch
from huichang.engines.jobshop.instance import Shop
from huichang.engines.jobshop.population import in_order
from huichang.engines.jobshop.schedule import Schedule
from tests.engines.jobshop.shops import TWO_CARS, random_shops


def chained(net: Net, found: Schedule) -> Chains:
    rows = np.array([(place.machine, place.start, place.end) for job in found.jobs for place in job])
    chains = arrays.empty(net)
    arrays.chain(net, rows[:, 0].copy(), in_order(rows[:, 1], rows[:, 2]), chains)
    return chains


def searched(
    shop: Shop, found: Schedule, seed: int, *, stop: int = 0, goal: int = 0
) -> tuple[Schedule, int, int]:
    """The best schedule, the makespan that was told, and the number of moves."""
    net = arrays.net_of(shop)
    best = arrays.empty(net)
    makespan, moves = tabu.search(
        net, chained(net, found), best, 200, goal, np.array([stop]), np.array([seed % 1000 + 1])
    )
    return arrays.schedule_of(shop, best.machine, arrays.starts(net, best), best.time), makespan, moves


class TestSearch:
    @settings(deadline=None, max_examples=30)
    @given(random_shops(jobs=6, machines=4, steps=5, least=1), st.integers())
    def test_gives_a_right_schedule_that_is_no_longer(self, shop: Shop, seed: int) -> None:
        first = dispatch(shop, random.Random(seed))
        found, makespan, _ = searched(shop, first, seed)
        assert schedule.problems_of(shop, found) == []
        assert found.makespan == makespan <= first.makespan

    @settings(deadline=None, max_examples=30)
    @given(random_shops(jobs=6, machines=3, steps=5), st.integers())
    def test_gets_over_operations_of_no_length(self, shop: Shop, seed: int) -> None:
        found, makespan, _ = searched(shop, dispatch(shop, random.Random(seed)), seed)
        assert schedule.problems_of(shop, found) == []
        assert found.makespan == makespan

    def test_finds_the_shortest_of_a_small_shop(self) -> None:
        shop = instance.parse(TWO_CARS)
        assert searched(shop, dispatch(shop, random.Random(1)), 1)[1] == 9

    def test_makes_no_move_when_it_is_called_off_or_has_its_goal(self) -> None:
        shop = instance.parse(TWO_CARS)
        first = dispatch(shop, random.Random(1))
        assert searched(shop, first, 1, stop=1)[2] == 0
        assert searched(shop, first, 1, goal=100)[2] == 0


class TestForward:
    @settings(deadline=None, max_examples=30)
    @given(random_shops(), st.integers())
    def test_starts_everything_as_the_chains_say(self, shop: Shop, seed: int) -> None:
        net = arrays.net_of(shop)
        first = dispatch(shop, random.Random(seed))
        chains = chained(net, first)
        again = arrays.schedule_of(shop, chains.machine, arrays.starts(net, chains), chains.time)
        assert again.makespan <= first.makespan
        assert schedule.problems_of(shop, again) == []

    def test_knows_a_circle(self) -> None:
        shop = instance.parse("2 2\n2 1 1 3 1 2 3\n2 1 2 3 1 1 3\n")
        net = arrays.net_of(shop)
        chains = chained(net, dispatch(shop, random.Random(1)))
        # Each job's last operation before the other's first one.
        chains.left[:], chains.right[:] = (3, -1, 1, -1), (-1, 2, -1, 0)
        scratch = [np.zeros(4, np.int64) for _ in range(3)]
        assert arrays.forward(net, chains, *scratch) == -1
