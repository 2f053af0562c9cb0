"""Children respect the order inside each job; the population keeps the best and stays unlike."""

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from huichang.engines.jobshop import arrays
from huichang.engines.jobshop.dispatch import dispatch
from huichang.engines.jobshop.instance import Shop
from huichang.engines.jobshop.population import PATIENCE, Member, Population, child, in_order
from tests.engines.jobshop.shops import random_shops


def by_rule(shop: Shop, seed: int) -> Member:
    found = dispatch(shop, random.Random(seed))
    rows = np.array([(place.machine, place.start, place.end) for job in found.jobs for place in job])
    return Member(found.makespan, rows[:, 0].copy(), in_order(rows[:, 1], rows[:, 2]))


def member(makespan: int, *order: int) -> Member:
    return Member(makespan, np.zeros(len(order), np.int64), np.array(order))


class TestChild:
    @settings(deadline=None, max_examples=30)
    @given(random_shops(), st.integers(0, 1 << 30))
    def test_can_always_be_laid_out(self, shop: Shop, seed: int) -> None:
        net = arrays.net_of(shop)
        machine, order = child(net, by_rule(shop, seed), by_rule(shop, seed + 1), np.random.default_rng(seed))
        assert sorted(order.tolist()) == list(range(shop.operations))
        place = {v: at for at, v in enumerate(order.tolist())}
        assert all(place[int(u)] < place[v] for v, u in enumerate(net.before) if u >= 0)
        choices = [operation for job in shop.jobs for operation in job]
        assert all(k in {c.machine for c in choices[v]} for v, k in enumerate(machine.tolist()))

    def test_takes_what_both_have_from_both(self) -> None:
        one = member(3, 0, 1, 2)
        net = arrays.Net(*(np.arange(3) for _ in range(6)), machines=1)
        _, order = child(net, one, one, np.random.default_rng(1))
        assert order.tolist() == [0, 1, 2]


class TestPopulation:
    def test_gives_parents_only_when_it_is_complete(self) -> None:
        population = Population(2)
        numbers = np.random.default_rng(1)
        population.add(member(5, 0, 1, 2))
        assert population.parents(numbers) is None
        population.add(member(6, 2, 1, 0))
        parents = population.parents(numbers)
        assert parents is not None
        assert sorted(each.makespan for each in parents) == [5, 6]

    def test_takes_a_better_one_for_the_worst_and_no_worse_one(self) -> None:
        population = Population(2)
        for each in (member(5, 0, 1, 2), member(9, 2, 1, 0), member(6, 1, 0, 2), member(8, 2, 0, 1)):
            population.add(each)
        parents = population.parents(np.random.default_rng(1))
        assert parents is not None
        assert sorted(each.makespan for each in parents) == [5, 6]

    def test_takes_one_that_is_alike_only_for_the_one_that_it_is_like(self) -> None:
        population = Population(2)
        for each in (member(5, 0, 1, 2), member(9, 2, 1, 0), member(4, 0, 1, 2)):
            population.add(each)
        parents = population.parents(np.random.default_rng(1))
        assert parents is not None
        assert sorted(each.makespan for each in parents) == [4, 9]

    def test_begins_anew_after_long_without_progress(self) -> None:
        population = Population(2)
        population.add(member(5, 0, 1, 2))
        for _ in range(2 * PATIENCE):
            population.add(member(6, 2, 1, 0))
        assert population.parents(np.random.default_rng(1)) is None
