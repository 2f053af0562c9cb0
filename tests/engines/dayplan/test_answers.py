"""What the plan answers: questions, moves, reasons, certainty, and the foreman beside it."""

from dataclasses import replace

import pytest

from huichang.engines.dayplan import rules
from huichang.engines.dayplan.asking import Offer, offers, what_if
from huichang.engines.dayplan.construct import construct
from huichang.engines.dayplan.generator import workshop_day
from huichang.engines.dayplan.improve import improve, prove, replan
from huichang.engines.dayplan.laying import push
from huichang.engines.dayplan.moving import move
from huichang.engines.dayplan.reasons import Reasons, changes, why_here
from huichang.engines.dayplan.sampling import sample
from huichang.engines.dayplan.values import Car
from tests.engines.dayplan.small import NINE, NOON, ONE, begun, day, step, technician

BUSY = day(step("a", 120), step("b", 60))
PLAN = construct(BUSY)
NEW = Car("n", None, False)


@pytest.mark.req("LANE-41")
class TestWhatIf:
    def test_takes_the_first_gap_and_says_what_was_in_the_way(self) -> None:
        answer = what_if(BUSY, PLAN, NEW, [step("n", 60)])
        assert answer.finish == ONE + 60
        assert next(why.code for why in answer.why) == "shift"

    def test_names_what_has_no_place(self) -> None:
        answer = what_if(BUSY, PLAN, NEW, [step("n", skill="paint")])
        assert answer.finish is None
        assert [each.code for each in answer.refused] == ["no_skill"]

    def test_of_more_work_on_a_car_of_the_plan_lays_the_whole_car_anew(self) -> None:
        answer = what_if(BUSY, PLAN, Car("b", None, False), [step("b0", 30)])
        assert set(answer.by_step) == {"b", "b0"}

    def test_is_followed_by_honest_offers(self) -> None:
        found = offers(BUSY, PLAN, NEW, [step("n", 60)], arrivals=(NINE, ONE, ONE + 30), longest=90)
        assert found == (Offer(ONE, ONE + 60), Offer(ONE + 30, ONE + 90))


@pytest.mark.req("LANE-31")
class TestMove:
    def test_pushes_what_lies_in_the_way_behind(self) -> None:
        second = max(PLAN.placed, key=lambda each: each.start)
        verdict = move(BUSY, PLAN, second.step, start=NINE, bay=1, technicians=(1,))
        assert verdict.ok
        assert verdict.plan_after is not None
        assert min(verdict.plan_after.placed, key=lambda each: each.start).step == second.step

    @pytest.mark.parametrize(
        ("wanted", "code"),
        [
            ({"start": NINE - 60}, "past"),
            ({"start": NOON - 30}, "absent"),
            ({"bay": 9}, "bay"),
            ({"bay": None}, "bay"),
            ({"technicians": ()}, "hands"),
            ({"technicians": (9,)}, "skill"),
        ],
    )
    def test_is_refused_with_the_reason(self, wanted: dict[str, object], code: str) -> None:
        place = {"start": NINE, "bay": 1, "technicians": (1,)} | wanted
        assert move(BUSY, PLAN, "b", **place).code == code  # type: ignore[arg-type]

    def test_leaves_started_work_alone(self) -> None:
        problem = day(step("a", started=begun(500, 60)), step("b"))
        plan = construct(problem)
        assert move(problem, plan, "a", start=ONE, bay=1, technicians=(1,)).code == "started"
        assert move(problem, plan, "b", start=NINE + 30, bay=1, technicians=(1,)).code == "taken"

    def test_waits_for_parts_cars_and_steps_before(self) -> None:
        problem = day(
            step("a1"),
            step("a2", after=("a1",)),
            step("b", ready=600),
            step("c"),
            cars=(Car("c", None, False, arrives=600),),
        )
        plan, place = construct(problem), {"start": NINE, "bay": 1, "technicians": (1,)}
        assert move(problem, plan, "a2", **place).code == "after"  # type: ignore[arg-type]
        assert move(problem, plan, "b", **place).code == "parts"  # type: ignore[arg-type]
        assert move(problem, plan, "c", **place).code == "arrives"  # type: ignore[arg-type]


@pytest.mark.req("LANE-34")
class TestReasons:
    def test_follow_from_step_to_step(self) -> None:
        problem = day(step("a1", started=begun(500, 60)), step("a2", after=("a1",)), step("b", ready=700))
        reasons = Reasons(problem, construct(problem))
        assert [why.code for why in reasons.chain("a2")] == ["after", "started"]
        why = why_here(problem, construct(problem), "nothing")
        assert why is None

    def test_of_changes_stand_beside_them(self) -> None:
        later = replace(BUSY, now=NINE + 30)
        told = changes(later, PLAN, push(later, PLAN))
        assert {(each.code, each.minutes >= 30) for each in told} == {("later", True)}
        assert all(each.because for each in told)


@pytest.mark.req("LANE-21")
class TestSampled:
    def test_is_later_the_surer_it_must_be(self) -> None:
        sampled = sample(BUSY, PLAN)
        assert sampled == sample(BUSY, PLAN)
        half, sure = sampled.holds_with("a", 0.5), sampled.holds_with("a", 0.85)
        assert half is not None
        assert sure is not None
        assert half < sure
        assert (sampled.certainty("a", sure) or 0) >= 0.85
        assert sampled.holds_with("nothing", 0.85) is None


@pytest.mark.req("LANE-40")
class TestTheSearch:
    def test_beats_the_foreman_and_knows_how_far_it_may_be_from_the_best(self) -> None:
        problem = workshop_day(2, 20)
        plan = improve(problem, construct(problem), seconds=5)
        cost = plan.cost.total(problem.weights)
        assert cost < min(
            rule(problem).cost.total(problem.weights)
            for rule in (rules.first_come, rules.promise_first, rules.shortest_first)
        )
        proved = prove(problem, plan, seconds=2)
        assert proved.bound is not None
        assert 0 < proved.bound <= cost
        assert proved.gap == (cost - proved.bound) / cost

    def test_leaves_people_their_cars_where_a_change_brings_nothing(self) -> None:
        problem = day(step("a"), step("b"), technicians=(technician(1), technician(2)))
        plan = construct(problem)
        assert changes(problem, plan, replan(problem, plan, seconds=0.5)) == ()
