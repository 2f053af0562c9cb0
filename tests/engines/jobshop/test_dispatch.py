"""Schedules by rule: always right, and on the machines that were asked for."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from huichang.engines.jobshop import schedule
from huichang.engines.jobshop.dispatch import dispatch
from huichang.engines.jobshop.instance import Shop
from tests.engines.jobshop.shops import random_shops


class TestDispatch:
    @settings(deadline=None, max_examples=30)
    @given(random_shops(), st.integers())
    def test_gives_a_right_schedule(self, shop: Shop, seed: int) -> None:
        assert schedule.problems_of(shop, dispatch(shop, random.Random(seed))) == []

    @settings(deadline=None, max_examples=30)
    @given(random_shops(), st.integers())
    def test_keeps_to_an_assignment(self, shop: Shop, seed: int) -> None:
        assignment = [[operation[-1].machine for operation in job] for job in shop.jobs]
        found = dispatch(shop, random.Random(seed), assignment)
        assert [[place.machine for place in job] for job in found.jobs] == assignment
        assert schedule.problems_of(shop, found) == []
