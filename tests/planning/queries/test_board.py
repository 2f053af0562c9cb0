"""The board: who does what where, which promises are in danger, what cannot be planned."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from huichang.company import settings
from huichang.company.models import Bay, Shift
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.planning import accepting, names, proposing, queries
from huichang.planning.models import Proposal
from huichang.planning.queries import bars
from huichang.workshop import clock
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.workshop.floor import BRAKES, Work, bay, finish, given, job_of, signed, statements
from tests.world import TODAY, World


@pytest.mark.req("LANE-31")
class TestHours:
    def test_a_short_day_names_every_hour_a_long_one_only_some(self) -> None:
        day = bars.hours(AFTER_REST, AFTER_REST + timedelta(hours=10))
        assert [each.says for each in day][:3] == ["05:00", "06:00", "07:00"]
        whole = bars.hours(AFTER_REST, AFTER_REST + timedelta(hours=24))
        assert len(whole) == 24
        assert [bool(each.says) for each in whole] == [True, False] * 12


@pytest.mark.req("LANE-40")
class TestWhatCannotBe:
    def test_each_impossible_job_is_named_with_what_to_do_and_the_rest_is_planned_in_time(
        self, world: World
    ) -> None:
        floor.crew(world)
        painter = floor.painter(world)
        Shift.objects.filter(staff_id=painter.staff_id).update(
            starts_at=AFTER_REST, ends_at=AFTER_REST + timedelta(hours=2), break_minutes=0
        )
        for ahead in (1, 2):
            Shift.objects.create(
                store=world.north,
                staff_id=painter.staff_id,
                on=TODAY + timedelta(days=ahead),
                starts_at=AFTER_REST + timedelta(days=ahead),
                ends_at=AFTER_REST + timedelta(days=ahead, hours=2),
                break_minutes=0,
            )
        world.north.settings = {"planning.horizon_days": 1, "workshop.break_minutes": 0}
        world.north.save()
        settings.forget()
        Bay.objects.filter(store=world.north, kind="alignment").update(is_open=False)
        fine = signed(world)
        plates = iter(
            [
                ("川A11111", "1HGCM82633A004351"),
                ("川A22222", "1HGCM82633A004352"),
                ("川A33333", "1HGCM82633A004353"),
            ]
        )
        body = Work(title="翼子板钣金", repair_type="body", system="body", skill="body", bay_kind="body")
        lined_up = Work(title="四轮定位", bay_kind="alignment")
        long = replace(floor.PAINT, title="整车喷漆", minutes=200)
        for work in (body, lined_up, long):
            signed(world, work, vehicle=world.another_car(*next(plates)), waits=False)
        started = time.monotonic()
        proposing.propose(floor.machine(world), world.north.pk, seconds=1, at=AFTER_REST)
        assert time.monotonic() - started < 60
        shown = queries.board(world.dispatcher, at=AFTER_REST)
        said = {each.title: each.why for each in shown.cannot}
        assert "请调班或外包" in said["翼子板钣金"]
        assert "请开放工位或外包" in said["四轮定位"]
        assert "请拆成几项" in said["整车喷漆"]
        assert fine.pk in [car.order_id for car in shown.cars if car.forecast_at is not None]


@pytest.mark.req("LANE-31", "LANE-34")
class TestBoard:
    def test_bays_and_people_along_the_day(self, world: World) -> None:
        technician, _ = floor.crew(world)
        job = given(world, job_of(signed(world, BRAKES)), at=AFTER_REST)
        shown = queries.board(world.dispatcher, at=AFTER_REST)
        (bar,) = next(row for row in shown.bays if row.id == bay(world).pk).bars
        assert (bar.state, bar.title, bar.movable, bar.late) == ("plan", "更换前制动片", True, False)
        assert bar.since == AFTER_REST
        row = next(row for row in shown.people if row.id == technician.staff_id)
        assert [each.key for each in row.bars] == [names.job_key(job.pk)]
        assert row.away[0][0] == "0.00%"
        assert shown.now_left is not None
        assert shown.hours[0].says == "08:00"

    def test_what_runs_what_was_done_and_what_is_only_foreseen(self, world: World) -> None:
        technician, _ = floor.crew(world)
        order = signed(world, BRAKES, Work(title="检查空调"), vehicle=world.another_car())
        job = given(world, job_of(order), at=AFTER_REST)
        clock.clock_on(technician, job.pk, at=AFTER_REST)
        shown = queries.board(world.dispatcher, at=AFTER_REST + timedelta(minutes=20))
        assert _states(shown, job.pk) == {"run"}
        finish(world, job, at=AFTER_REST + timedelta(minutes=50))
        shown = queries.board(world.dispatcher, at=AFTER_REST + timedelta(minutes=51))
        states = {bar.state for row in shown.bays for bar in row.bars}
        assert states == {"done", "ghost"}
        assert shown.to_give == 1

    def test_threatened_promises_come_first_with_forecast_and_reason(self, world: World) -> None:
        floor.crew(world)
        fine, late = (
            signed(world),
            signed(
                world, BRAKES, vehicle=world.another_car(), promised_at=AFTER_REST + timedelta(minutes=30)
            ),
        )
        shown = queries.board(world.dispatcher, at=AFTER_REST)
        assert [row.order_id for row in shown.threatened] == [late.pk]
        assert [row.order_id for row in shown.cars] == [fine.pk]
        row = shown.threatened[0]
        assert row.slack is not None
        assert row.slack < 0
        assert row.forecast_at is not None
        assert row.why

    def test_what_cannot_be_planned_is_named(self, world: World) -> None:
        floor.crew(world)
        signed(world, Work(title="钣金", skill="body", bay_kind="body", repair_type="body", system="body"))
        shown = queries.board(world.dispatcher, at=AFTER_REST)
        assert [(each.title, each.why) for each in shown.cannot] == [
            ("钣金", "排期内没有会“钣金”的人在岗，请调班或外包")
        ]

    def test_the_proposal_and_the_last_arrangement_wait_there(self, world: World) -> None:
        floor.crew(world)
        floor.three_cars(world)
        made = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert made is not None
        shown = queries.board(world.dispatcher, at=AFTER_REST)
        assert shown.proposal is not None
        assert (shown.proposal.id, shown.proposal.open_lines) == (made.pk, 4)
        accepting.accept_plan(world.dispatcher, made.pk, at=AFTER_REST)
        shown = queries.board(world.dispatcher, at=AFTER_REST)
        assert shown.proposal is None
        assert shown.last is not None
        assert (shown.version, shown.to_give) == (1, 0)

    @pytest.mark.req("LANE-33")
    def test_the_proposal_says_what_customers_gain_by_it(self, world: World) -> None:
        floor.crew(world)
        floor.three_cars(world)
        made = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert made is not None
        Proposal.objects.filter(pk=made.pk).update(
            cost_before={"lateness": 95, "told_changes": 3, "waiting": 40, "makespan": 300},
            cost_after={"lateness": 20, "told_changes": 3, "waiting": 10, "makespan": 280},
        )
        brief = queries.board(world.dispatcher, at=AFTER_REST).proposal
        assert brief is not None
        assert [(each.says, each.before_says, each.after_says) for each in brief.gains] == [
            ("延误", "1 小时 35 分", "20 分")
        ]

    @pytest.mark.req("LANE-40")
    def test_lines_for_a_team_that_an_adviser_leads_are_his(self, world: World) -> None:
        floor.crew(world)
        floor.three_cars(world)
        proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        team = world._team
        team.led_by_adviser, team.adviser = True, world.staff("adviser")
        team.save()
        theirs = queries.board(world.dispatcher, at=AFTER_REST).proposal
        mine = queries.board(world.adviser, at=AFTER_REST).proposal
        assert theirs is not None
        assert mine is not None
        assert (theirs.open_lines, theirs.told_lines, theirs.others_lines) == (0, 0, 4)
        assert (mine.open_lines, mine.others_lines) == (4, 0)

    def test_costs_a_bounded_number_of_statements(self, world: World) -> None:
        floor.crew(world)
        floor.three_cars(world)
        with statements(14):
            queries.board(world.dispatcher, at=AFTER_REST)

    def test_is_not_for_everybody(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            queries.board(world.marketing_officer, at=AFTER_REST)


def _states(shown: queries.Board, job_id: int) -> set[str]:
    return {bar.state for row in shown.bays for bar in row.bars if bar.job_id == job_id}


@pytest.mark.req("LANE-40")
class TestDiff:
    def test_says_each_change_with_its_reason_and_what_it_is_worth(self, world: World) -> None:
        floor.crew(world)
        orders = floor.three_cars(world)
        made = proposing.propose(
            floor.machine(world), world.north.pk, seconds=0, cause="asked", at=AFTER_REST
        )
        assert made is not None
        shown = queries.diff(world.dispatcher, made.pk, at=AFTER_REST)
        assert shown.is_open
        assert shown.causes == ("人工要求",)
        line = next(each for each in shown.lines if each.order_id == orders[0].pk)
        assert (line.plate, line.title, line.code_says) == ("川A8F6K2", "更换机油机滤", "新排入")
        assert line.possible
        assert line.after is not None
        assert line.after.says.startswith("1")
        assert {part.says for part in shown.cost} >= {"延误", "客户等候"}

    def test_not_in_another_store(self, world: World) -> None:
        floor.crew(world)
        floor.three_cars(world)
        made = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert made is not None
        with pytest.raises(Missing):
            queries.diff(world.southern_manager, made.pk, at=AFTER_REST)


class TestWhy:
    def test_names_what_it_waits_for_and_what_that_waits_for(self, world: World) -> None:
        floor.crew(world)
        first = given(world, job_of(signed(world, BRAKES)), at=AFTER_REST)
        then = given(
            world, job_of(signed(world, vehicle=world.another_car())), at=AFTER_REST + timedelta(hours=1)
        )
        shown = queries.why(world.dispatcher, names.job_key(then.pk), at=AFTER_REST)
        assert shown.stand is not None
        assert shown.stand.since == AFTER_REST + timedelta(hours=1)
        assert "8F6K2 更换前制动片" in shown.reason
        assert queries.why(world.dispatcher, names.job_key(first.pk), at=AFTER_REST).reason

    def test_a_step_that_is_no_more(self, world: World) -> None:
        with pytest.raises(Missing):
            queries.why(world.dispatcher, "j0", at=AFTER_REST)


class TestTrial:
    def test_says_what_a_drag_would_cost_and_writes_nothing(self, world: World) -> None:
        technician, _ = floor.crew(world)
        assert technician.staff_id is not None
        first = given(world, job_of(signed(world)), at=AFTER_REST)
        urgent = job_of(signed(world, BRAKES, vehicle=world.another_car()))
        shown = queries.trial(
            world.dispatcher,
            names.job_key(urgent.pk),
            technician_ids=[technician.staff_id],
            bay_id=bay(world).pk,
            starts_at=AFTER_REST,
            at=AFTER_REST,
        )
        assert shown.ok
        assert "川A8F6K2" in {car.plate for car in shown.later}
        assert "客户等候" in shown.cost_words
        again = queries.board(world.dispatcher, at=AFTER_REST)
        assert again.version == 0
        assert _states(again, first.pk) == {"plan"}

    def test_says_why_not(self, world: World) -> None:
        floor.crew(world)
        job = job_of(signed(world))
        shown = queries.trial(
            world.dispatcher,
            names.job_key(job.pk),
            technician_ids=[world.staff("inspector").pk],
            bay_id=bay(world).pk,
            starts_at=AFTER_REST,
            at=AFTER_REST,
        )
        assert (shown.ok, shown.why) == (False, "北质检员没有“机电”技能，请换一位技师。")
