"""What is true of every plan, on days that nobody has thought of."""

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from huichang.engines.dayplan import rules
from huichang.engines.dayplan.asking import offers, what_if
from huichang.engines.dayplan.bound import lower_bound
from huichang.engines.dayplan.checking import problems_of
from huichang.engines.dayplan.construct import construct, finished
from huichang.engines.dayplan.generator import some_time_later
from huichang.engines.dayplan.improve import exact_bound, improve, replan
from huichang.engines.dayplan.laying import floor_of, push
from huichang.engines.dayplan.moving import move
from huichang.engines.dayplan.reasons import changes, why_here
from huichang.engines.dayplan.sampling import sample
from huichang.engines.dayplan.search import Search
from huichang.engines.dayplan.shop import Shop
from huichang.engines.dayplan.values import Bay, Car, Plan, Problem, Started, Step, Technician
from tests.engines.dayplan.days import days

calm = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
"""The same days in every run; what other days bring to light becomes an example below."""
hasty = settings(calm, max_examples=10)


def total(problem: Problem, plan: Plan) -> int:
    return plan.cost.total(problem.weights)


def nobody_there() -> Problem:
    """Two steps of one car, in whatever order, for somebody who is not there today."""
    step = Step(id="c.0", job="c", car="c", kind="repair", minutes=5, skill=None, technicians=(1,), bay=1)
    return Problem(
        now=400,
        technicians=(Technician(id=1, skills={"mechanical": 1}, windows=()),),
        bays=(Bay(id=1, kind="general", windows=((0, 2880),)),),
        steps=(step, replace(step, id="c.1")),
        cars=(Car(id="c", promise=None, told=False, statutory=True),),
    )


def bay_closes_under_started_work() -> Problem:
    """Work that runs in a bay beyond the hour at which the bay is to be closed."""
    started = Started(at=400, technicians=(1,), bay=1, left=90)
    step = Step(id="c.0", job="c", car="c", kind="repair", minutes=90, skill=None, started=started)
    return Problem(
        now=400,
        technicians=(Technician(id=1, skills={"mechanical": 1}, windows=((0, 900),)),),
        bays=(Bay(id=1, kind="general", windows=((0, 480), (540, 2880))),),
        steps=(step,),
        cars=(Car(id="c", promise=None, told=False),),
    )


@pytest.mark.req("LANE-40")
class TestEveryPlan:
    @calm
    @given(days())
    def test_can_be_worked(self, problem: Problem) -> None:
        assert problems_of(problem, construct(problem)) == []

    @calm
    @given(days(), st.sampled_from([rules.first_come, rules.promise_first, rules.shortest_first]))
    def test_of_a_foreman_can_be_worked(self, problem: Problem, rule: rules.Maker) -> None:
        assert problems_of(problem, rule(problem)) == []

    @calm
    @given(days())
    def test_never_moves_what_has_started(self, problem: Problem) -> None:
        placed = {each.step: each for each in construct(problem).placed}
        for step in problem.steps:
            if step.started:
                lies = placed[step.id]
                assert (lies.start, lies.technicians, lies.bay) == (
                    step.started.at,
                    step.started.technicians,
                    step.started.bay,
                )

    @calm
    @given(days())
    def test_names_every_step_that_it_cannot_place(self, problem: Problem) -> None:
        plan = construct(problem)
        named = {each.step: each.code for each in plan.refused}
        assert named.keys() | {each.step for each in plan.placed} == {step.id for step in problem.steps}
        for step in problem.steps:
            if step.skill == "nobody can" and step.hands and not step.technicians and not step.started:
                assert named[step.id] in ("no_skill", "needs_refused")

    @calm
    @given(days())
    @example(nobody_there())
    def test_costs_at_least_the_bound(self, problem: Problem) -> None:
        plan = construct(problem)
        assert lower_bound(problem, seconds=0.1, above=total(problem, plan)).value <= total(problem, plan)

    @hasty
    @given(days())
    def test_costs_at_least_what_the_exact_model_says(self, problem: Problem) -> None:
        plan = construct(problem)
        bound = exact_bound(problem, plan, seconds=0.3)
        better = improve(problem, plan, seconds=0.3)
        assert bound is None or bound <= total(problem, better)


@pytest.mark.req("LANE-40")
class TestABetterPlan:
    @hasty
    @given(days(), st.integers(0, 3))
    def test_is_never_worse_and_in_time(self, problem: Problem, seed: int) -> None:
        plan, began = construct(problem), time.monotonic()
        better = improve(problem, plan, seconds=0.3, seed=seed)
        assert time.monotonic() - began < 1.0
        assert problems_of(problem, better) == []
        assert total(problem, better) <= total(problem, plan)

    @hasty
    @given(days())
    def test_of_which_parts_were_made_exact_is_never_worse(self, problem: Problem) -> None:
        plan, shop = construct(problem), Shop(problem)
        search = Search(floor_of(shop, plan), {}, 1)
        search.polish(time.monotonic() + 0.5)
        better = finished(search.floor)
        assert problems_of(problem, better) == []
        assert total(problem, better) <= total(problem, plan)
        assert better.refused or search.total() == total(problem, better)

    @hasty
    @given(days(), st.integers(0, 300))
    def test_after_something_happened_is_never_worse_than_the_one_that_is_pushed(
        self, problem: Problem, minutes: int
    ) -> None:
        accepted = construct(problem)
        now = some_time_later(problem, accepted, minutes)
        pushed, began = push(now, accepted), time.monotonic()
        again = replan(now, accepted, seconds=0.3)
        assert time.monotonic() - began < 1.0
        assert problems_of(now, pushed) == []
        assert problems_of(now, again) == []
        assert total(now, again) <= total(now, pushed)

    @calm
    @given(days())
    def test_that_is_no_other_changes_nothing(self, problem: Problem) -> None:
        plan = construct(problem)
        again = push(problem, plan)
        assert [each for each in changes(problem, plan, again) if each.code != "refused"] == []
        assert again.cost == plan.cost


@pytest.mark.req("LANE-41")
class TestAQuestion:
    @calm
    @given(days())
    def test_moves_no_other_car(self, problem: Problem) -> None:
        plan, step = construct(problem), Step("new", "new", "new", "repair", 45, "mechanical", may_pause=True)
        answer = what_if(problem, plan, Car("new", None, False), [step])
        if answer.finish is None:
            assert answer.refused
            return
        both = (*plan.placed, *answer.by_step.values())
        asked = replace(problem, steps=(*problem.steps, step))
        after = Plan(both, plan.refused, plan.cost, {**plan.finish, "new": answer.finish})
        assert [each for each in problems_of(asked, after) if each.rule != "cost"] == []
        assert answer.why[0].step == "new"

    @calm
    @given(days())
    def test_is_answered_alike_by_an_offer(self, problem: Problem) -> None:
        plan, step = construct(problem), Step("new", "new", "new", "repair", 45, "mechanical", ready=0)
        at = problem.now + 60
        answer = what_if(problem, plan, Car("new", None, False, arrives=at), [step])
        offered = offers(problem, plan, Car("new", None, False), [step], arrivals=[at])
        assert [each.finish for each in offered] == ([answer.finish] if answer.finish is not None else [])


@pytest.mark.req("LANE-31")
class TestAMove:
    @calm
    @given(days(), st.data())
    def test_leaves_a_plan_that_can_be_worked_or_says_why_not(
        self, problem: Problem, data: st.DataObject
    ) -> None:
        plan = construct(problem)
        if not plan.placed:
            return
        each = data.draw(st.sampled_from(plan.placed))
        start = each.start + data.draw(st.integers(-60, 200))
        verdict = move(problem, plan, each.step, start=start, bay=each.bay, technicians=each.technicians)
        if not verdict.ok:
            assert verdict.code
            assert verdict.plan_after is None
            return
        assert verdict.plan_after is not None
        assert problems_of(problem, verdict.plan_after) == []
        lies = next(other for other in verdict.plan_after.placed if other.step == each.step)
        assert (lies.start, lies.bay, lies.technicians) == (start, each.bay, each.technicians)
        assert verdict.cost_delta == total(problem, verdict.plan_after) - total(problem, plan)


@pytest.mark.req("LANE-34")
class TestReasons:
    @calm
    @given(days())
    def test_say_for_every_step_why_it_lies_there(self, problem: Problem) -> None:
        plan = construct(problem)
        for each in plan.placed:
            why = why_here(problem, plan, each.step)
            assert why is not None
            assert why.minute <= each.start


@pytest.mark.req("LANE-21")
class TestARunOfTheDay:
    @calm
    @given(days())
    @example(bay_closes_under_started_work())
    def test_without_scatter_is_the_plan(self, problem: Problem) -> None:
        still = replace(problem, steps=tuple(replace(step, spread=0.0) for step in problem.steps))
        plan = construct(still)
        sampled = sample(still, plan, draws=2)
        for car, finish in plan.finish.items():
            assert sampled.finishes[car][-1] <= finish
