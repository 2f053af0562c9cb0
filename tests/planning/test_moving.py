"""Dragging: an immediate verdict, what is in the way moves behind, fixed by hand until let go; races."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.planning import accepting, keeping, moving, names, proposing, reading
from huichang.planning.models import Arrangement, PlannedStep
from huichang.workshop import clock
from huichang.workshop.models import Assignment, Job
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.workshop.floor import BRAKES, bay, given, job_of, signed
from tests.world import World


def dragged(world: World, job: Job, *, at: datetime, number: int = 1, **more: object) -> Arrangement:
    """The job dropped on the first technician in a lift at a time."""
    said: dict[str, object] = {
        "technician_ids": [world.technician.staff_id],
        "bay_id": bay(world, number=number).pk,
        "starts_at": at,
        "at": AFTER_REST,
    }
    return moving.move_step(world.dispatcher, world.north.pk, names.job_key(job.pk), **{**said, **more})  # type: ignore[arg-type]


def start_of(job: Job) -> datetime:
    """When it is planned."""
    found: Assignment = Assignment.objects.get(job=job, is_open=True)
    begins: datetime = found.period.lower
    return begins


@pytest.mark.req("LANE-31")
class TestMoveStep:
    def test_it_stands_there_fixed_with_its_cost_in_words(self, world: World) -> None:
        floor.crew(world)
        job = job_of(signed(world))
        done = dragged(world, job, at=AFTER_REST + timedelta(hours=2))
        assert start_of(job) == AFTER_REST + timedelta(hours=2)
        assert PlannedStep.objects.get(key=names.job_key(job.pk)).pinned
        assert "客户等候 +" in done.words
        assert reading.read(world.north.pk, at=AFTER_REST).version == 1

    def test_what_is_in_the_way_moves_behind(self, world: World) -> None:
        floor.crew(world)
        first = given(world, job_of(signed(world)), at=AFTER_REST)
        urgent = job_of(signed(world, BRAKES, vehicle=world.another_car()))
        dragged(world, urgent, at=AFTER_REST)
        assert start_of(urgent) == AFTER_REST
        assert start_of(first) == AFTER_REST + timedelta(hours=1)

    def test_what_was_dragged_can_be_dragged_again_earlier_elsewhere_and_to_somebody_else(
        self, world: World
    ) -> None:
        _, second = floor.crew(world)
        job = job_of(signed(world))
        dragged(world, job, at=AFTER_REST + timedelta(hours=3))
        dragged(
            world,
            job,
            at=AFTER_REST + timedelta(hours=1),
            number=2,
            technician_ids=[second.staff_id],
        )
        assert start_of(job) == AFTER_REST + timedelta(hours=1)
        (row,) = Assignment.objects.filter(job=job, is_open=True)
        assert (row.technician_id, row.bay_id) == (second.staff_id, bay(world, number=2).pk)

    def test_started_work_does_not_give_way(self, world: World) -> None:
        floor.crew(world)
        first = given(world, job_of(signed(world, BRAKES)), at=AFTER_REST)
        clock.clock_on(world.technician, first.pk, at=AFTER_REST)
        other = job_of(signed(world, vehicle=world.another_car()))
        with pytest.raises(Refused, match="已经在做"):
            dragged(world, other, at=AFTER_REST + timedelta(minutes=10))
        with pytest.raises(Refused, match="已经开工"):
            dragged(world, first, at=AFTER_REST + timedelta(hours=2))

    @pytest.mark.parametrize(
        ("more", "why"),
        [
            ({"starts_at": AFTER_REST - timedelta(hours=1)}, "已经过了"),
            ({"starts_at": AFTER_REST + timedelta(hours=8)}, "不在岗"),
            ({"technician_ids": []}, "人数"),
        ],
    )
    def test_says_why_not(self, world: World, more: dict[str, object], why: str) -> None:
        floor.crew(world)
        with pytest.raises(Refused, match=why):
            dragged(world, job_of(signed(world)), at=AFTER_REST, **more)

    def test_not_in_a_bay_of_another_kind(self, world: World) -> None:
        floor.crew(world)
        with pytest.raises(Refused, match="不能在这个工位"):
            dragged(world, job_of(signed(world)), at=AFTER_REST, bay_id=bay(world, "wash").pk)

    def test_on_an_old_board_nothing_moves(self, world: World) -> None:
        floor.crew(world)
        job = job_of(signed(world))
        dragged(world, job, at=AFTER_REST, seen=0)
        with pytest.raises(Changed, match="刚刚调整过排程"):
            dragged(world, job, at=AFTER_REST + timedelta(hours=1), seen=0)

    def test_a_step_that_is_no_job_follows_the_jobs(self, world: World) -> None:
        floor.crew(world)
        order = signed(world)
        with pytest.raises((OutOfTurn, Refused)):
            moving.move_step(
                world.dispatcher,
                world.north.pk,
                names.order_key(order.pk, "check"),
                technician_ids=[world.staff("inspector").pk],
                bay_id=None,
                starts_at=AFTER_REST + timedelta(hours=2),
                at=AFTER_REST,
            )

    def test_not_for_technicians_nor_in_another_store(self, world: World) -> None:
        floor.crew(world)
        key = names.job_key(job_of(signed(world)).pk)
        said = {"technician_ids": [1], "bay_id": None, "starts_at": AFTER_REST, "at": AFTER_REST}
        with pytest.raises(NotAllowed):
            moving.move_step(world.technician, world.north.pk, key, **said)  # type: ignore[arg-type]
        with pytest.raises(Missing):
            moving.move_step(world.southern_manager, world.north.pk, key, **said)  # type: ignore[arg-type]

    def test_a_job_that_is_no_more(self, world: World) -> None:
        floor.crew(world)
        with pytest.raises(Missing):
            moving.move_step(
                world.dispatcher,
                world.north.pk,
                "j0",
                technician_ids=[1],
                bay_id=None,
                starts_at=AFTER_REST,
                at=AFTER_REST,
            )


class TestPinStep:
    def test_a_replan_leaves_it_there(self, world: World) -> None:
        floor.crew(world)
        job = given(world, job_of(signed(world)), at=AFTER_REST + timedelta(hours=3))
        moving.pin_step(world.dispatcher, world.north.pk, names.job_key(job.pk), at=AFTER_REST)
        assert proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST) is None

    def test_only_what_stands_somewhere(self, world: World) -> None:
        floor.crew(world)
        key = names.job_key(job_of(signed(world)).pk)
        with pytest.raises(Missing, match="还没有排定"):
            moving.pin_step(world.dispatcher, world.north.pk, key, at=AFTER_REST)
        with pytest.raises(NotAllowed):
            moving.pin_step(world.technician, world.north.pk, key, at=AFTER_REST)
        with pytest.raises(Missing):
            moving.pin_step(world.southern_manager, world.north.pk, key, at=AFTER_REST)


class TestUnpinStep:
    def test_it_may_be_planned_again(self, world: World) -> None:
        floor.crew(world)
        job = given(world, job_of(signed(world)), at=AFTER_REST + timedelta(hours=3))
        key = names.job_key(job.pk)
        moving.pin_step(world.dispatcher, world.north.pk, key, at=AFTER_REST)
        moving.unpin_step(world.dispatcher, world.north.pk, key, at=AFTER_REST)
        assert proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST) is not None

    def test_only_what_is_fixed(self, world: World) -> None:
        with pytest.raises(Missing, match="没有固定"):
            moving.unpin_step(world.dispatcher, world.north.pk, "j1", at=AFTER_REST)
        with pytest.raises(NotAllowed):
            moving.unpin_step(world.technician, world.north.pk, "j1", at=AFTER_REST)
        with pytest.raises(Missing):
            moving.unpin_step(world.southern_manager, world.north.pk, "j1", at=AFTER_REST)


@pytest.mark.req("LANE-31")
@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_dragging_against_accepting_leaves_one_plan_and_nobody_twice(self, world: World) -> None:
        floor.crew(world)
        orders = floor.three_cars(world)
        made = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
        assert made is not None
        keeping.ensured(world.north.pk)
        job, ended, together = job_of(orders[0]), [], Barrier(3)

        def act(what: object) -> None:
            together.wait()
            try:
                what()  # type: ignore[operator]
                ended.append("done")
            except (OutOfTurn, Refused) as error:
                ended.append(str(error))
            finally:
                connection.close()

        acts = [
            lambda: accepting.accept_plan(world.dispatcher, made.pk, at=AFTER_REST),
            lambda: dragged(world, job, at=AFTER_REST + timedelta(hours=2), seen=0),
            lambda: proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST),
        ]
        _ = world.dispatcher, world.technician.staff_id
        threads = [Thread(target=act, args=(each,)) for each in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(ended) == 3
        assert "done" in ended
        versions = list(Arrangement.objects.order_by("version").values_list("version", flat=True))
        assert versions == list(range(1, keeping.ensured(world.north.pk).version + 1))
        open_ones = list(Assignment.objects.filter(is_open=True).values_list("job_id", flat=True))
        assert len(open_ones) == len(set(open_ones))
