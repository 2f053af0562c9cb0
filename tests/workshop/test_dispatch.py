"""Dispatch: who may give which work to whom, where and when; nobody and no bay twice."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from huichang.company.models import Team
from huichang.company.roles import BayKind, Role, Skill
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.workshop import clock, dispatch
from huichang.workshop.models import Assignment, Job, Order
from tests.workshop import floor
from tests.workshop.floor import BRAKES, OIL, Work
from tests.world import NOON, World, minutes


def assign(
    world: World, job: Job, *, actor: Actor | None = None, who: Actor | None = None, **change: object
) -> Assignment:
    technician = who or world.technician
    wanted = {
        "technician_id": technician.staff_id,
        "bay_id": floor.bay(world).pk,
        "starts_at": NOON,
        "at": NOON,
        **change,
    }
    return dispatch.assign_job(actor or world.dispatcher, job.pk, **wanted)  # type: ignore[arg-type]


class TestAssignJob:
    @pytest.mark.req("LANE-30")
    def test_gives_the_job_to_the_technician_for_its_standard_time(self, world: World) -> None:
        job = floor.job_of(floor.signed(world, BRAKES))
        given = assign(world, job)
        assert given.technician_id == world.technician.staff_id
        assert given.bay_id == floor.bay(world).pk
        assert (given.period.lower, given.period.upper) == (NOON, NOON + minutes(60))
        assert given.assigned_by_id == world.dispatcher.staff_id

    def test_takes_a_quarter_of_an_hour_at_least(self, world: World) -> None:
        job = floor.job_of(floor.signed(world, Work(minutes=5)))
        assert assign(world, job).period.upper == NOON + minutes(15)

    @pytest.mark.req("LANE-30")
    def test_lets_an_adviser_give_work_to_the_team_that_he_leads(self, world: World) -> None:
        Team.objects.filter(pk=world._team.pk).update(led_by_adviser=True, adviser=world.staff(Role.ADVISER))
        job = floor.job_of(floor.signed(world))
        assert assign(world, job, actor=world.adviser).is_open

    @pytest.mark.req("LANE-30")
    def test_keeps_the_dispatcher_from_a_team_that_an_adviser_leads(self, world: World) -> None:
        Team.objects.filter(pk=world._team.pk).update(led_by_adviser=True, adviser=world.staff(Role.ADVISER))
        job = floor.job_of(floor.signed(world))
        with pytest.raises(NotAllowed, match="由服务顾问北服务顾问派工"):
            assign(world, job)

    @pytest.mark.req("LANE-30")
    def test_keeps_an_adviser_from_other_teams(self, world: World) -> None:
        job = floor.job_of(floor.signed(world))
        with pytest.raises(NotAllowed, match="由车间调度派"):
            assign(world, job, actor=world.adviser)

    def test_lets_the_service_manager_do_both(self, world: World) -> None:
        Team.objects.filter(pk=world._team.pk).update(led_by_adviser=True, adviser=world.staff(Role.ADVISER))
        assert assign(world, floor.job_of(floor.signed(world)), actor=world.service_manager).is_open

    def test_lets_two_people_work_on_one_job(self, world: World) -> None:
        job = floor.job_of(floor.signed(world, BRAKES))
        assign(world, job)
        assign(world, job, who=floor.another_technician(world))
        assert Assignment.objects.filter(job=job, is_open=True).count() == 2

    def test_is_not_for_technicians(self, world: World) -> None:
        job = floor.job_of(floor.signed(world))
        with pytest.raises(NotAllowed):
            assign(world, job, actor=world.technician)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        job = floor.job_of(floor.signed(world))
        with pytest.raises(Missing):
            assign(world, job, actor=world.southern_manager)

    def test_refuses_a_technician_of_another_store(self, world: World) -> None:
        job = floor.job_of(floor.signed(world))
        with pytest.raises(Missing, match="没有找到这位技师"):
            assign(world, job, who=world.actor(Role.TECHNICIAN, world.south))

    def test_refuses_somebody_without_the_skill(self, world: World) -> None:
        job = floor.job_of(floor.signed(world, Work(title="更换动力电池", skill=Skill.HIGH_VOLTAGE)))
        with pytest.raises(Refused, match="没有“高压”技能"):
            assign(world, job)

    def test_refuses_a_bay_of_another_kind(self, world: World) -> None:
        job = floor.job_of(floor.signed(world, Work(title="四轮定位", bay_kind=BayKind.ALIGNMENT)))
        with pytest.raises(Refused, match="要用四轮定位工位"):
            assign(world, job)

    def test_allows_general_work_on_the_alignment_lift(self, world: World) -> None:
        job = floor.job_of(floor.signed(world))
        assert assign(world, job, bay_id=floor.bay(world, BayKind.ALIGNMENT).pk).is_open

    def test_refuses_another_stores_bay(self, world: World) -> None:
        job = floor.job_of(floor.signed(world))
        with pytest.raises(Missing, match="没有找到这个工位"):
            assign(world, job, bay_id=world.south_bay.pk)

    def test_refuses_a_time_after_the_shift(self, world: World) -> None:
        job = floor.job_of(floor.signed(world))
        with pytest.raises(Refused, match="不当班"):
            assign(world, job, starts_at=NOON + timedelta(hours=7))

    def test_waits_for_the_signature(self, world: World) -> None:
        order = floor.signed(world)
        Order.objects.filter(pk=order.pk).update(state="draft")
        with pytest.raises(OutOfTurn, match="还没有客户签字"):
            assign(world, floor.job_of(order))

    def test_is_over_when_the_work_is_done(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world))
        with pytest.raises(OutOfTurn, match="待质检"):
            assign(world, floor.job_of(order))

    def test_refuses_the_same_technician_twice_on_a_job(self, world: World) -> None:
        job = floor.job_of(floor.signed(world))
        assign(world, job)
        with pytest.raises(OutOfTurn, match="改派"):
            assign(world, job, starts_at=NOON + timedelta(hours=2))

    @pytest.mark.req("LANE-30")
    def test_never_plans_a_technician_twice_in_one_time(self, world: World) -> None:
        first, second = floor.signed(world, BRAKES), floor.signed(world, OIL, vehicle=world.another_car())
        assign(world, floor.job_of(first))
        with pytest.raises(OutOfTurn, match="这位技师在这段时间已经有别的活"):
            assign(
                world,
                floor.job_of(second),
                bay_id=floor.bay(world, number=2).pk,
                starts_at=NOON + minutes(30),
            )

    @pytest.mark.req("LANE-30")
    def test_never_plans_a_bay_for_two_cars_in_one_time(self, world: World) -> None:
        first, second = floor.signed(world, BRAKES), floor.signed(world, OIL, vehicle=world.another_car())
        assign(world, floor.job_of(first))
        with pytest.raises(OutOfTurn, match="这个工位在这段时间已经有别的车"):
            assign(world, floor.job_of(second), who=floor.another_technician(world))

    def test_keeps_two_jobs_of_one_car_in_one_bay(self, world: World) -> None:
        order = floor.signed(world, BRAKES, OIL)
        assign(world, floor.job_of(order))
        assert assign(world, floor.job_of(order, 2), who=floor.another_technician(world)).is_open


class TestReassignJob:
    def move(self, world: World, given: Assignment, **change: object) -> Assignment:
        wanted = {
            "technician_id": given.technician_id,
            "bay_id": given.bay_id,
            "starts_at": given.period.lower,
            "at": NOON,
            **change,
        }
        return dispatch.reassign_job(world.dispatcher, given.pk, **wanted)  # type: ignore[arg-type]

    def test_moves_it_to_another_time_bay_and_person(self, world: World) -> None:
        given, li = assign(world, floor.job_of(floor.signed(world, BRAKES))), floor.another_technician(world)
        other = floor.bay(world, number=3).pk
        moved = self.move(world, given, technician_id=li.staff_id, bay_id=other, starts_at=NOON + minutes(90))
        assert (moved.pk, moved.technician_id, moved.bay_id) == (given.pk, li.staff_id, other)
        assert (moved.period.lower, moved.period.upper) == (NOON + minutes(90), NOON + minutes(150))

    def test_refuses_a_time_that_is_taken(self, world: World) -> None:
        assign(world, floor.job_of(floor.signed(world, BRAKES)))
        second = floor.job_of(floor.signed(world, OIL, vehicle=world.another_car()))
        given = assign(world, second, starts_at=NOON + minutes(60))
        with pytest.raises(OutOfTurn, match="已经有别的活"):
            self.move(world, given, starts_at=NOON + minutes(45))

    def test_refuses_another_person_while_the_first_works(self, world: World) -> None:
        job = floor.job_of(floor.signed(world))
        given = assign(world, job)
        clock.clock_on(world.technician, job.pk, at=NOON)
        with pytest.raises(OutOfTurn, match="正在做"):
            self.move(world, given, technician_id=floor.another_technician(world).staff_id)

    def test_is_not_for_technicians(self, world: World) -> None:
        given = assign(world, floor.job_of(floor.signed(world)))
        with pytest.raises(NotAllowed):
            dispatch.reassign_job(
                world.technician,
                given.pk,
                technician_id=given.technician_id,
                bay_id=None,
                starts_at=NOON,
                at=NOON,
            )

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        given = assign(world, floor.job_of(floor.signed(world)))
        with pytest.raises(Missing):
            dispatch.reassign_job(
                world.southern_manager,
                given.pk,
                technician_id=given.technician_id,
                bay_id=None,
                starts_at=NOON,
                at=NOON,
            )

    def test_refuses_what_was_taken_back(self, world: World) -> None:
        given = assign(world, floor.job_of(floor.signed(world)))
        dispatch.release_job(world.dispatcher, given.pk, at=NOON)
        with pytest.raises(OutOfTurn, match="已经结束或撤回"):
            self.move(world, given)


class TestReleaseJob:
    def test_frees_technician_and_bay(self, world: World) -> None:
        first = assign(world, floor.job_of(floor.signed(world, BRAKES)))
        dispatch.release_job(world.dispatcher, first.pk, at=NOON)
        second = floor.job_of(floor.signed(world, OIL, vehicle=world.another_car()))
        assert assign(world, second).is_open

    def test_waits_while_the_technician_is_clocked_on(self, world: World) -> None:
        job = floor.job_of(floor.signed(world))
        given = assign(world, job)
        clock.clock_on(world.technician, job.pk, at=NOON)
        with pytest.raises(OutOfTurn, match="请先让他暂停再撤回"):
            dispatch.release_job(world.dispatcher, given.pk, at=NOON)

    def test_is_for_whoever_dispatches_the_team(self, world: World) -> None:
        given = assign(world, floor.job_of(floor.signed(world)))
        with pytest.raises(NotAllowed, match="由车间调度派"):
            dispatch.release_job(world.adviser, given.pk, at=NOON)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        given = assign(world, floor.job_of(floor.signed(world)))
        with pytest.raises(Missing):
            dispatch.release_job(world.southern_manager, given.pk, at=NOON)


@pytest.mark.django_db(transaction=True)
class TestTwoDispatchersAtOnce:
    @pytest.mark.req("LANE-30")
    def test_cannot_give_the_same_bay_twice(self) -> None:
        world = World()
        li = floor.another_technician(world)
        jobs = [
            floor.job_of(floor.signed(world, BRAKES)),
            floor.job_of(floor.signed(world, BRAKES, vehicle=world.another_car())),
        ]
        people = [world.technician, li]
        actors = [world.dispatcher, world.service_manager]
        start, outcomes = threading.Barrier(2), ["", ""]

        def give(index: int) -> None:
            start.wait()
            try:
                assign(world, jobs[index], actor=actors[index], who=people[index])
                outcomes[index] = "given"
            except OutOfTurn as refusal:
                outcomes[index] = str(refusal)
            finally:
                connection.close()

        threads = [threading.Thread(target=give, args=(index,)) for index in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["given", "这个工位在这段时间已经有别的车，请换时间或换工位。"]
        assert Assignment.objects.filter(bay=floor.bay(world), is_open=True).count() == 1
