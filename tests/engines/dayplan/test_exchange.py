"""The machine code of the search and of the bound: what it finds is checked by those who do not know of it."""

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huichang.engines.dayplan import machine
from huichang.engines.dayplan.bound import climbed, lower_bound
from huichang.engines.dayplan.checking import problems_of
from huichang.engines.dayplan.construct import construct, finished
from huichang.engines.dayplan.exchange import Exchange
from huichang.engines.dayplan.generator import workshop_day
from huichang.engines.dayplan.improve import improve, replan
from huichang.engines.dayplan.laying import floor_of
from huichang.engines.dayplan.search import Search
from huichang.engines.dayplan.shop import Shop
from huichang.engines.dayplan.values import Bay, Car, Placed, Plan, Problem
from tests.engines.dayplan.days import days
from tests.engines.dayplan.small import ALL_DAY, day, step, technician

pytestmark = pytest.mark.req("LANE-40")
hasty = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def total(problem: Problem, plan: Plan) -> int:
    return plan.cost.total(problem.weights)


def exchanged(problem: Problem, plan: Plan, known: Plan | None = None, seed: int = 0) -> tuple[Search, Plan]:
    """The plan after a moment of exchanging."""
    shop = Shop(problem)
    places: dict[int, Placed] = {shop.number[it.step]: it for it in known.placed} if known else {}
    search = Search(floor_of(shop, plan), places, seed)
    moment = time.monotonic()
    Exchange(search, moment + 0.05).run(moment + 0.2, seed)
    return search, finished(search.floor, known)


class TestExchanging:
    @hasty
    @given(days(), st.integers(0, 3))
    def test_never_makes_a_plan_worse_and_every_plan_can_be_worked(self, problem: Problem, seed: int) -> None:
        plan = construct(problem)
        search, better = exchanged(problem, plan, seed=seed)
        assert problems_of(problem, better) == []
        assert total(problem, better) <= total(problem, plan)
        assert better.refused or search.total() == total(problem, better)

    @hasty
    @given(days())
    def test_counts_what_differs_from_a_known_plan(self, problem: Problem) -> None:
        known = construct(problem)
        _, better = exchanged(problem, known, known=known)
        assert problems_of(problem, better) == []
        assert total(problem, better) <= total(problem, known)

    def test_finds_the_one_order_in_which_all_promises_hold(self) -> None:
        problem = day(step("a"), step("b"), step("c"), technicians=(technician(1),))
        cars = (Car("a", 780, True), Car("b", 660, True), Car("c", 600, True))
        problem = replace(problem, cars=cars)
        shop = Shop(problem)
        upside_down = construct(
            replace(problem, cars=(Car("a", 600, True), Car("b", 660, True), Car("c", 780, True)))
        )
        search = Search(floor_of(shop, upside_down), {}, 0)
        assert Exchange(search, time.monotonic() + 0.1).run(time.monotonic() + 0.3, 0)
        assert finished(search.floor).cost.lateness == 0

    def test_leaves_time_for_another_colour(self) -> None:
        booths = (Bay(1, "paint", ALL_DAY),)
        steps = [
            step(name, 30, skill="paint", bay_kinds=("paint",), colour=colour)
            for name, colour in (("a", "red"), ("b", "blue"), ("c", "red"))
        ]
        people = (technician(1, skills={"paint": 3}), technician(2, skills={"paint": 3}))
        problem = day(*steps, technicians=people, bays=booths, setup_minutes=20)
        _, better = exchanged(problem, construct(problem))
        assert problems_of(problem, better) == []
        assert better.cost.makespan == 110


class TestTheMachineCode:
    def test_is_there_after_it_was_waited_for(self) -> None:
        machine.prepare()
        assert machine.ready()

    def test_beats_what_is_found_without_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        machine.prepare()
        problem = workshop_day(101, 20)
        plan = construct(problem)
        with_it = improve(problem, plan, seconds=2)
        monkeypatch.setattr(machine, "ready", lambda wait=0.0: False)
        assert total(problem, with_it) <= total(problem, improve(problem, plan, seconds=0.5))

    def test_keeps_to_the_time_of_a_replan(self) -> None:
        machine.prepare()
        problem = workshop_day(102, 60)
        plan, began = construct(problem), time.monotonic()
        assert total(problem, replan(problem, plan, seconds=1.0)) <= total(problem, plan)
        assert time.monotonic() - began < 2.0


class TestTheBound:
    @hasty
    @given(days())
    def test_is_never_above_a_plan_even_after_ways_were_taken_out(self, problem: Problem) -> None:
        plan = improve(problem, construct(problem), seconds=0.2)
        # As if a plan were known that is a little dearer: what is proved holds for all that are cheaper.
        bound = lower_bound(problem, seconds=0.3, above=total(problem, plan) + 1)
        assert bound.value <= total(problem, plan)

    def test_meets_the_plan_where_one_car_has_the_shop_to_itself(self) -> None:
        problem = replace(day(step("a", 60)), cars=(Car("a", 560, True),))
        plan = construct(problem)
        assert lower_bound(problem, seconds=0.5, above=total(problem, plan) + 100).value == total(
            problem, plan
        )

    def test_of_a_body_shop_rises_above_the_prices_case_by_case(self) -> None:
        problem = workshop_day(3, 20)
        plan = improve(problem, construct(problem), seconds=1)
        by_prices = climbed(Shop(problem), time.monotonic() + 2, total(problem, plan)).best
        proved = lower_bound(problem, seconds=6, above=total(problem, plan)).value
        assert by_prices < proved <= total(problem, plan)
