"""Accepting whole and by line, and taking back; the database has the last word."""

from datetime import timedelta

import pytest

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.planning import accepting, keeping, names, proposing
from huichang.planning.models import Arrangement, PlannedStep, Proposal
from huichang.workshop import clock, dispatch
from huichang.workshop.models import Assignment, Job
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.workshop.floor import Work, bay, given, job_of, signed
from tests.world import World


def proposed(world: World) -> Proposal:
    """Three cars, nothing given out, a plan for them."""
    floor.crew(world)
    floor.three_cars(world)
    made = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
    assert made is not None
    return made


def open_jobs() -> dict[int, tuple[int, int | None]]:
    """Job → who and where, of what is given out."""
    rows = Assignment.objects.filter(is_open=True).values_list("job_id", "technician_id", "bay_id")
    return {job: (who, where) for job, who, where in rows}


@pytest.mark.req("LANE-40")
class TestAcceptPlan:
    def test_every_job_is_dispatched_as_proposed(self, world: World) -> None:
        made = proposed(world)
        done = accepting.accept_plan(world.dispatcher, made.pk, at=AFTER_REST)
        made.refresh_from_db()
        assert made.state == "accepted"
        for line in made.changes.all():
            assert line.accepted_at == AFTER_REST
            given_out = Assignment.objects.get(job_id=int(line.key[1:]), is_open=True)
            assert given_out.technician_id == line.after["technicians"][0]
            assert given_out.period.lower.isoformat()[:16] <= line.after["start"]
        assert done.says == "采纳排程，4 处变化"
        assert PlannedStep.objects.filter(kind="check").count() == 3

    def test_the_bench_of_the_technician_has_the_work(self, world: World) -> None:
        accepting.accept_plan(world.dispatcher, proposed(world).pk, at=AFTER_REST)
        mine = Assignment.objects.filter(technician_id=world.technician.staff_id, is_open=True)
        first = mine.order_by("period").first()
        assert first is not None
        clock.clock_on(world.technician, first.job_id, at=AFTER_REST + timedelta(minutes=5))

    def test_a_second_time_is_out_of_turn(self, world: World) -> None:
        made = proposed(world)
        accepting.accept_plan(world.dispatcher, made.pk, at=AFTER_REST)
        with pytest.raises(OutOfTurn, match="已采纳"):
            accepting.accept_plan(world.dispatcher, made.pk, at=AFTER_REST)

    def test_a_plan_that_was_arranged_since_is_another_plan(self, world: World) -> None:
        made = proposed(world)
        plan = keeping.ensured(world.north.pk)
        plan.version = 9
        plan.save()
        with pytest.raises(Changed, match="已经过期"):
            accepting.accept_plan(world.dispatcher, made.pk, at=AFTER_REST)

    def test_what_somebody_dispatched_meanwhile_is_refused_by_the_database(self, world: World) -> None:
        made = proposed(world)
        line = made.changes.order_by("position").first()
        assert line is not None
        other = job_of(signed(world, vehicle=world.another_car("川A99999", "1HGCM82633A004354")))
        dispatch.assign_job(
            world.dispatcher,
            other.pk,
            technician_id=line.after["technicians"][0],
            bay_id=None,
            starts_at=AFTER_REST,
            minutes=240,
            at=AFTER_REST,
        )
        with pytest.raises(OutOfTurn, match="已经有别的活"):
            accepting.accept_plan(world.dispatcher, made.pk, at=AFTER_REST)
        assert open_jobs().keys() == {other.pk}

    @pytest.mark.parametrize("number", range(4))
    def test_whatever_began_meanwhile_stays_where_it_is_and_the_rest_comes_behind(
        self, world: World, number: int
    ) -> None:
        made = proposed(world)
        job = Job.objects.order_by("pk")[number]
        given(world, job, at=AFTER_REST)
        clock.clock_on(world.technician, job.pk, at=AFTER_REST)
        accepting.accept_plan(world.dispatcher, made.pk, at=AFTER_REST)
        assert open_jobs()[job.pk] == (world.technician.staff_id, bay(world).pk)

    def test_teams_that_an_adviser_leads_are_left_to_him(self, world: World) -> None:
        made = proposed(world)
        team = world._team
        team.led_by_adviser, team.adviser = True, world.staff("adviser")
        team.save()
        with pytest.raises(NotAllowed, match="由别人派工"):
            accepting.accept_plan(world.dispatcher, made.pk, at=AFTER_REST)
        accepting.accept_plan(world.adviser, made.pk, at=AFTER_REST)
        assert len(open_jobs()) == 4

    def test_not_for_technicians_nor_in_another_store(self, world: World) -> None:
        made = proposed(world)
        with pytest.raises(NotAllowed):
            accepting.accept_plan(world.technician, made.pk, at=AFTER_REST)
        with pytest.raises(Missing):
            accepting.accept_plan(world.southern_manager, made.pk, at=AFTER_REST)


@pytest.mark.req("LANE-40")
class TestAcceptLine:
    def test_one_line_is_dispatched_the_rest_stays_proposed(self, world: World) -> None:
        made = proposed(world)
        line = made.changes.order_by("position").first()
        assert line is not None
        done = accepting.accept_line(world.dispatcher, line.pk, at=AFTER_REST)
        made.refresh_from_db()
        assert made.state == "partly"
        assert int(line.key[1:]) in open_jobs()
        assert len(open_jobs()) == 1 + len(done.along)

    def test_line_by_line_ends_with_the_whole(self, world: World) -> None:
        made = proposed(world)
        for line in made.changes.order_by("position"):
            line.refresh_from_db()
            if line.accepted_at is None:
                accepting.accept_line(world.dispatcher, line.pk, at=AFTER_REST)
        made.refresh_from_db()
        assert made.state == "accepted"
        assert len(open_jobs()) == 4

    def test_whose_place_it_takes_comes_along(self, world: World) -> None:
        technician, _ = floor.crew(world)
        first = given(world, job_of(signed(world, Work(minutes=120), waits=False)), at=AFTER_REST)
        urgent = signed(world, vehicle=world.another_car(), promised_at=AFTER_REST + timedelta(minutes=90))
        Assignment.objects.exclude(technician_id=technician.staff_id).delete()
        made = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert made is not None
        line = made.changes.get(key=names.job_key(job_of(urgent).pk))
        accepting.accept_line(world.dispatcher, line.pk, at=AFTER_REST)
        assert open_jobs().keys() == {first.pk, job_of(urgent).pk}

    def test_what_cannot_be_planned_cannot_be_accepted(self, world: World) -> None:
        floor.crew(world)
        signed(world, Work(title="钣金", skill="body", bay_kind="body", repair_type="body", system="body"))
        signed(world, vehicle=world.another_car())
        made = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert made is not None
        with pytest.raises(Refused, match="没有可以采纳的安排"):
            accepting.accept_line(world.dispatcher, made.changes.filter(code="refused")[0].pk, at=AFTER_REST)

    def test_twice_is_out_of_turn(self, world: World) -> None:
        made = proposed(world)
        line = made.changes.order_by("position")[0]
        accepting.accept_line(world.dispatcher, line.pk, at=AFTER_REST)
        with pytest.raises(OutOfTurn, match="已经采纳"):
            accepting.accept_line(world.dispatcher, line.pk, at=AFTER_REST)

    @pytest.mark.parametrize("who", ["technician", "southern_manager"])
    def test_not_for_everybody(self, world: World, who: str) -> None:
        made = proposed(world)
        actor: Actor = getattr(world, who)
        with pytest.raises((NotAllowed, Missing)):
            accepting.accept_line(actor, made.changes.all()[0].pk, at=AFTER_REST)


class TestDropProposal:
    def test_the_accepted_plan_stands(self, world: World) -> None:
        made = proposed(world)
        dropped = accepting.drop_proposal(world.dispatcher, made.pk, at=AFTER_REST)
        assert (dropped.state, open_jobs()) == ("dropped", {})
        with pytest.raises(OutOfTurn):
            accepting.accept_plan(world.dispatcher, made.pk, at=AFTER_REST)

    def test_not_for_technicians_nor_in_another_store(self, world: World) -> None:
        made = proposed(world)
        with pytest.raises(NotAllowed):
            accepting.drop_proposal(world.technician, made.pk, at=AFTER_REST)
        with pytest.raises(Missing):
            accepting.drop_proposal(world.southern_manager, made.pk, at=AFTER_REST)


class TestUndo:
    def test_everything_stands_where_it_stood(self, world: World) -> None:
        done = accepting.accept_plan(world.dispatcher, proposed(world).pk, at=AFTER_REST)
        accepting.undo(world.dispatcher, done.arrangement_id, at=AFTER_REST)
        assert open_jobs() == {}
        assert not PlannedStep.objects.exists()

    def test_only_the_last_and_only_once(self, world: World) -> None:
        made = proposed(world)
        first, second = made.changes.order_by("position")[:2]
        done = accepting.accept_line(world.dispatcher, first.pk, at=AFTER_REST)
        second.refresh_from_db()
        if second.accepted_at is None:
            accepting.accept_line(world.dispatcher, second.pk, at=AFTER_REST)
            with pytest.raises(OutOfTurn, match="之后又有人"):
                accepting.undo(world.dispatcher, done.arrangement_id, at=AFTER_REST)
        last = Arrangement.objects.latest("version")
        accepting.undo(world.dispatcher, last.pk, at=AFTER_REST)
        with pytest.raises(OutOfTurn, match="已经撤销过"):
            accepting.undo(world.dispatcher, last.pk, at=AFTER_REST)

    def test_not_for_technicians_nor_in_another_store(self, world: World) -> None:
        done = accepting.accept_plan(world.dispatcher, proposed(world).pk, at=AFTER_REST)
        with pytest.raises(NotAllowed):
            accepting.undo(world.technician, done.arrangement_id, at=AFTER_REST)
        with pytest.raises(Missing):
            accepting.undo(world.southern_manager, done.arrangement_id, at=AFTER_REST)
