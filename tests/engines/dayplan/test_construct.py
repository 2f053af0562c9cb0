"""The first plan, on days that can be planned by hand."""

import time
from dataclasses import replace

import pytest

from huichang.engines.dayplan.construct import construct
from huichang.engines.dayplan.generator import SIZES, workshop_day
from huichang.engines.dayplan.values import Bay, Car, Placed, Plan
from tests.engines.dayplan.small import ALL_DAY, NINE, NOON, ONE, SIX, begun, day, step, technician

pytestmark = pytest.mark.req("LANE-40")


def at(plan: Plan, name: str) -> Placed:
    return next(each for each in plan.placed if each.step == name)


def code(plan: Plan, name: str) -> tuple[str, str]:
    return next((each.code, each.detail) for each in plan.refused if each.step == name)


class TestAStep:
    def test_begins_at_once(self) -> None:
        assert at(construct(day(step("a"))), "a") == Placed(
            "a", NINE, NINE + 60, (1,), 1, ((NINE, NINE + 60),)
        )

    def test_that_may_not_pause_waits_until_after_the_break(self) -> None:
        assert at(construct(day(step("a", 200))), "a").start == ONE

    def test_that_may_pause_goes_on_after_the_break_and_keeps_the_bay(self) -> None:
        plan = construct(day(step("a", 200, may_pause=True), step("b", 30)))
        assert at(plan, "a").pieces == ((NINE, NOON), (ONE, ONE + 20)) or at(plan, "a").start == NINE + 30

    def test_waits_for_its_parts_and_for_its_car(self) -> None:
        problem = day(step("a", ready=600), step("b"), cars=(Car("b", None, False, arrives=660),))
        plan = construct(problem)
        assert at(plan, "a").start == 600
        assert at(plan, "b").start >= 660

    def test_goes_to_whom_it_takes_the_least_time(self) -> None:
        people = (technician(1), technician(2, skills={"mechanical": 5}))
        plan = construct(day(step("a"), technicians=people, speed={5: 0.84}))
        assert (at(plan, "a").technicians, at(plan, "a").end) == ((2,), NINE + 55)

    def test_takes_as_long_as_its_technician_is_known_to_need(self) -> None:
        assert at(construct(day(step("a", minutes_of={1: 47}))), "a").end == NINE + 47

    def test_for_two_needs_two_at_once(self) -> None:
        people = (technician(1), technician(2, windows=((660, SIX),)))
        plan = construct(day(step("a", 45, hands=2), technicians=people))
        assert (at(plan, "a").start, set(at(plan, "a").technicians)) == (660, {1, 2})

    def test_fixed_by_hand_stays_with_its_people_and_bay(self) -> None:
        people = (technician(1), technician(2, skills={}))
        bays = (Bay(1, "general", ALL_DAY), Bay(2, "paint", ALL_DAY))
        plan = construct(day(step("a", technicians=(2,), bay=2), technicians=people, bays=bays))
        assert (at(plan, "a").technicians, at(plan, "a").bay) == ((2,), 2)

    def test_that_dries_needs_nobody_and_no_daylight(self) -> None:
        drying = step("a2", 300, hands=0, skill=None, bay_kinds=(), after=("a",))
        plan = construct(day(step("a", 60, ready=1000), drying))
        assert (at(plan, "a2").start, at(plan, "a2").end) == (1060, 1360)

    def test_of_another_colour_waits_for_the_setup(self) -> None:
        plan = construct(day(step("a", 30, colour="red"), step("b", 30, colour="blue"), setup_minutes=20))
        first, second = plan.placed
        assert second.start == first.end + 20


class TestACar:
    def test_is_worked_on_by_one_step_at_a_time(self) -> None:
        bays = (Bay(1, "general", ALL_DAY), Bay(2, "general", ALL_DAY))
        both = day(step("a1"), step("a2"), technicians=(technician(1), technician(2)), bays=bays)
        first, second = construct(both).placed
        assert second.start >= first.end


class TestStartedWork:
    def test_stays_and_takes_its_rest_over_the_break(self) -> None:
        plan = construct(day(step("a", started=begun(500, 200))))
        assert at(plan, "a") == Placed("a", 500, ONE + 20, (1,), 1, ((500, NOON), (ONE, ONE + 20)))

    def test_ends_after_closing_when_there_is_no_time_left(self) -> None:
        people = (technician(1, windows=((480, 600),)),)
        assert at(construct(day(step("a", started=begun(500, 90)), technicians=people)), "a").end == 630


class TestRefusals:
    def test_name_what_is_missing_and_the_rest_is_planned(self) -> None:
        plan = construct(
            day(
                step("a", skill="paint"),
                step("b", bay_kinds=("paint",)),
                step("c", 400),
                step("d", after=("c",)),
                step("e1", after=("e2",)),
                step("e2", after=("e1",)),
                step("f"),
            )
        )
        assert code(plan, "a") == ("no_skill", "paint")
        assert code(plan, "b") == ("no_bay", "paint")
        assert code(plan, "c") == ("too_long", "400")
        assert code(plan, "d") == ("needs_refused", "c")
        assert code(plan, "e1")[0] == code(plan, "e2")[0] == "circle"
        assert [each.step for each in plan.placed] == ["f"]
        assert plan.finish == {"f": NINE + 60}

    def test_count_what_found_no_time(self) -> None:
        plan = construct(day(*(step(name, 170) for name in "abcd")))
        assert [each.code for each in plan.refused] == ["no_time"] * len(plan.refused)
        assert plan.cost.refused == len(plan.refused) > 0

    def test_of_two_steps_of_one_name(self) -> None:
        with pytest.raises(ValueError, match="same id"):
            construct(day(step("a"), step("a")))


class TestTheOrder:
    def test_is_what_costs_least(self) -> None:
        cars = (Car("a", None, False), Car("b", NINE + 60, True), Car("c", NINE + 60, False, statutory=True))
        plan = construct(day(step("a"), step("b"), step("c"), cars=cars))
        assert next(each.step for each in plan.placed) == "c"
        assert plan.cost.told_changes == 1

    def test_is_found_in_time_for_a_large_workshop(self) -> None:
        problem, began = workshop_day(1, max(SIZES)), time.process_time()
        construct(problem)
        assert time.process_time() - began < 0.6


class TestAGeneratedDay:
    def test_is_the_same_for_the_same_seed(self) -> None:
        assert workshop_day(7, 20) == workshop_day(7, 20) != workshop_day(8, 20)

    def test_has_what_makes_a_day_hard(self) -> None:
        problem = workshop_day(1, 60)
        assert (len(problem.cars), len(problem.bays), len(problem.technicians)) == (60, 16, 24)
        assert {step.kind for step in problem.steps} == {
            "check",
            "repair",
            "body",
            "paint",
            "dry",
            "test",
            "wash",
        }
        assert any(step.started for step in problem.steps)
        assert any(step.hands == 2 for step in problem.steps)
        assert any(step.ready > problem.now for step in problem.steps)
        assert any(car.waits for car in problem.cars)
        assert replace(problem, now=0) != problem
