"""What is proved is true: bounds below the optimum, the optimum where it is settled."""

import random
import time

from hypothesis import given, settings

from huichang.engines.jobshop import exact, instance, schedule, solve
from huichang.engines.jobshop.dispatch import dispatch
from huichang.engines.jobshop.instance import Shop
from huichang.engines.jobshop.schedule import Schedule
from tests.engines.jobshop.shops import TWO_CARS, random_shops


def soon() -> float:
    return time.monotonic() + 5


class TestBalance:
    def test_bounds_a_shop_of_one_machine_by_its_work(self) -> None:
        shop = instance.parse("3 1\n1 1 1 4\n1 1 1 5\n1 1 1 6\n")
        assert exact.balance(shop, exact.Solver(), until=soon()) == (15, ((0,), (0,), (0,)))

    def test_counts_the_way_in_and_out(self) -> None:
        shop = instance.parse("2 3\n3 1 1 2 1 2 7 1 3 1\n3 1 1 3 1 2 7 1 3 2\n")
        bound, _ = exact.balance(shop, exact.Solver(), until=soon())
        assert bound == 2 + 14 + 1

    @settings(deadline=None, max_examples=10)
    @given(random_shops(jobs=6, machines=3, steps=4))
    def test_is_never_above_what_is_found(self, shop: Shop) -> None:
        bound, assignment = exact.balance(shop, exact.Solver(), until=soon())
        assert assignment is not None
        assert bound <= dispatch(shop, random.Random(1), assignment).makespan
        assert bound <= solve.solve(shop, seconds=0.1).makespan

    def test_gives_nothing_without_time(self) -> None:
        shop = instance.parse(TWO_CARS)
        assert exact.balance(shop, exact.Solver(), until=time.monotonic()) == (0, None)
        called_off = exact.Solver()
        called_off.call_off()
        assert exact.balance(shop, called_off, until=soon()) == (0, None)


class TestProve:
    def test_finds_the_shortest_and_proves_it(self) -> None:
        shop = instance.parse(TWO_CARS)
        known = dispatch(shop, random.Random(3), [[0, 1], [0, 0]])
        assert known.makespan > 9
        better: list[Schedule] = []
        bounds: list[int] = []
        assert exact.prove(
            shop,
            exact.Solver(),
            bound=1,
            known=known,
            until=soon(),
            better=better.append,
            bounded=bounds.append,
        )
        assert better[-1].makespan == max(bounds) == 9
        assert all(schedule.problems_of(shop, each) == [] for each in better)

    def test_proves_that_nothing_is_shorter(self) -> None:
        shop = instance.parse("2 1\n1 1 1 4\n1 1 1 5\n")
        bounds: list[int] = []
        known = dispatch(shop, random.Random(1))
        assert exact.prove(
            shop, exact.Solver(), bound=1, known=known, until=soon(), better=[].append, bounded=bounds.append
        )
        assert max(bounds) == 9

    def test_settles_nothing_without_time(self) -> None:
        shop = instance.parse(TWO_CARS)
        known = dispatch(shop, random.Random(3), [[0, 1], [0, 0]])
        assert not exact.prove(
            shop, exact.Solver(), bound=1, known=known, until=0.0, better=[].append, bounded=[].append
        )


class TestPlainBound:
    def test_is_the_longest_job_or_the_work_of_all_machines(self) -> None:
        assert exact.plain_bound(instance.parse("2 2\n2 1 1 4 2 1 6 2 5\n1 1 2 2\n")) == 9
        assert exact.plain_bound(instance.parse("3 2\n1 2 1 4 2 5\n1 2 1 4 2 5\n1 2 1 5 2 4\n")) == 6
