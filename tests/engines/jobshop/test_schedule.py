"""The checker finds every way in which a schedule can be wrong."""

import pytest

from huichang.engines.jobshop import instance, schedule
from huichang.engines.jobshop.schedule import Placed, Schedule
from tests.engines.jobshop.shops import TWO_CARS

SHOP = instance.parse(TWO_CARS)
GOOD = ((Placed(0, 2, 5), Placed(1, 5, 9)), (Placed(0, 0, 2), Placed(1, 2, 5)))


def changed(job: int, step: int, placed: Placed) -> Schedule:
    rows = [list(row) for row in GOOD]
    rows[job][step] = placed
    return Schedule(tuple(map(tuple, rows)))


class TestProblemsOf:
    def test_finds_nothing_in_a_good_one(self) -> None:
        assert schedule.problems_of(SHOP, Schedule(GOOD)) == []
        assert Schedule(GOOD).makespan == 9

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            (Schedule(GOOD[:1]), "other jobs or operations"),
            (Schedule((GOOD[0][:1], GOOD[1])), "other jobs or operations"),
            (changed(1, 0, Placed(0, -1, 1)), "begins before 0"),
            (changed(0, 1, Placed(0, 5, 9)), "cannot be done on machine 0"),
            (changed(0, 1, Placed(1, 5, 8)), "takes 4 on machine 1, not 3"),
            (changed(0, 1, Placed(1, 4, 8)), "before the one before it ends at 5"),
            (changed(0, 0, Placed(0, 1, 4)), "Machine 0 does"),
            (changed(1, 1, Placed(1, 6, 9)), "Machine 1 does"),
        ],
    )
    def test_names_what_is_wrong(self, wrong: Schedule, says: str) -> None:
        assert any(says in problem for problem in schedule.problems_of(SHOP, wrong))

    def test_lets_what_takes_no_time_be_anywhere(self) -> None:
        shop = instance.parse("2 1\n1 1 1 0\n1 1 1 4\n")
        assert schedule.problems_of(shop, Schedule(((Placed(0, 2, 2),), (Placed(0, 0, 4),)))) == []
