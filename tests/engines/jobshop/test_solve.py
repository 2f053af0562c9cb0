"""The search: right on small shops, within its time, and never below what is possible."""

import itertools
import time

import pytest
from hypothesis import HealthCheck, given, settings

from huichang.engines.jobshop import exact, instance, schedule, solve
from huichang.engines.jobshop.instance import Shop
from tests.engines.jobshop.shops import TWO_CARS, random_shops

FEW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def shortest(shop: Shop) -> int:
    """The optimum, by trying every order of the operations and every machine."""
    steps = [j for j, job in enumerate(shop.jobs) for _ in job]
    least = 1 << 30
    for order in set(itertools.permutations(steps)):
        states = {((0,) * len(shop.jobs), (0,) * shop.machines)}
        done = [0] * len(shop.jobs)
        for j in order:
            following = set()
            for ready, free in states:
                for choice in shop.jobs[j][done[j]]:
                    end = max(ready[j], free[choice.machine]) + choice.time
                    following.add(
                        (
                            (*ready[:j], end, *ready[j + 1 :]),
                            (*free[: choice.machine], end, *free[choice.machine + 1 :]),
                        )
                    )
            states = following
            done[j] += 1
        least = min(least, *(max(ready) for ready, _ in states))
    return least


class TestSolve:
    def test_proves_the_shortest_of_a_small_shop(self) -> None:
        found = solve.solve(instance.parse(TWO_CARS), seconds=5)
        assert (found.makespan, found.bound, found.proved) == (9, 9, True)

    @FEW
    @given(random_shops(jobs=3, machines=3, steps=2))
    def test_is_as_short_as_trying_everything(self, shop: Shop) -> None:
        found = solve.solve(shop, seconds=5)
        assert schedule.problems_of(shop, found.schedule) == []
        assert found.makespan == found.bound == shortest(shop)

    @FEW
    @given(random_shops(jobs=8, machines=5, steps=6))
    def test_is_always_right_and_never_below_the_bound(self, shop: Shop) -> None:
        found = solve.solve(shop, seconds=0.2)
        assert schedule.problems_of(shop, found.schedule) == []
        assert exact.plain_bound(shop) <= found.bound <= found.makespan

    @pytest.mark.parametrize("seconds", [0.0, 0.05, 1.0])
    def test_keeps_its_time(self, seconds: float) -> None:
        rows = [" ".join(f"3 {k} 17 {(k + 2) % 9 + 1} 19 {(k + 5) % 9 + 1} 23" for k in range(1, 10))] * 25
        shop = instance.parse("25 9\n" + "\n".join(f"9 {row}" for row in rows))
        began = time.monotonic()
        found = solve.solve(shop, seconds=seconds)
        assert time.monotonic() - began < seconds + 1
        assert schedule.problems_of(shop, found.schedule) == []

    def test_raises_what_goes_wrong_in_a_thread(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: object, **__: object) -> None:
            raise ArithmeticError("broken")

        monkeypatch.setattr(exact, "balance", broken)
        with pytest.raises(ArithmeticError):
            solve.solve(instance.parse("2 2\n2 2 1 3 2 4 2 1 5 2 2\n2 2 1 3 2 4 2 1 5 2 2\n"), seconds=5)
