"""Many jobs given out at once: people may change places, the database has the last word."""

from datetime import timedelta

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.workshop import arranging, clock
from huichang.workshop.arranging import Given
from huichang.workshop.models import Assignment, Job
from tests.workshop.floor import BRAKES, OIL, another_technician, bay, given, job_of, signed, statements
from tests.world import NOON, World


def to(job: Job, who: int | None, where: int | None = None, *, after: int = 0, minutes: int = 60) -> Given:
    """The job for somebody in a bay some minutes from now."""
    start = NOON + timedelta(minutes=after)
    people = (who,) if who is not None else ()
    return Given(job.pk, people, where, start, start + timedelta(minutes=minutes))


def two(world: World) -> tuple[Job, Job]:
    """Jobs of two cars, one after the other with the technician."""
    first = given(world, job_of(signed(world, OIL)))
    second = given(
        world, job_of(signed(world, BRAKES, vehicle=world.another_car())), at=NOON + timedelta(minutes=30)
    )
    return first, second


@pytest.mark.req("LANE-31", "LANE-40")
class TestArrange:
    def test_two_jobs_change_places(self, world: World) -> None:
        first, second = two(world)
        me, here = world.technician.staff_id, bay(world).pk
        wanted = [to(second, me, here), to(first, me, here, after=60, minutes=30)]
        actor = world.dispatcher
        with statements(8):
            arranging.arrange(world.north.pk, wanted, by=actor, at=NOON)
        starts = dict(Assignment.objects.filter(is_open=True).values_list("job_id", "period__startswith"))
        assert starts == {second.pk: NOON, first.pk: NOON + timedelta(hours=1)}

    def test_nobody_takes_it_back(self, world: World) -> None:
        first, second = two(world)
        arranging.arrange(world.north.pk, [to(first, None)], by=world.dispatcher, at=NOON)
        assert list(Assignment.objects.filter(is_open=True).values_list("job_id", flat=True)) == [second.pk]

    def test_nothing_is_nothing(self, world: World) -> None:
        actor = world.dispatcher
        with statements(0):
            arranging.arrange(world.north.pk, [], by=actor, at=NOON)

    def test_started_work_and_unsigned_orders_are_left_alone(self, world: World) -> None:
        first, second = two(world)
        clock.clock_on(world.technician, first.pk, at=NOON)
        with pytest.raises(OutOfTurn, match="已经开工"):
            arranging.arrange(
                world.north.pk, [to(first, world.technician.staff_id)], by=world.dispatcher, at=NOON
            )
        order = second.order
        order.state = "done"
        order.save()
        with pytest.raises(OutOfTurn, match="不能再派工"):
            arranging.arrange(
                world.north.pk, [to(second, world.technician.staff_id)], by=world.dispatcher, at=NOON
            )

    def test_what_is_given_out_of_work_that_goes_on_ends_with_the_work(self, world: World) -> None:
        first, second = two(world)
        clock.clock_on(world.technician, first.pk, at=NOON)
        until = NOON + timedelta(minutes=10)
        wanted = [to(second, world.technician.staff_id, bay(world).pk, after=10)]
        arranging.arrange(world.north.pk, wanted, by=world.dispatcher, at=NOON, at_work={first.pk: until})
        assert Assignment.objects.get(job=first).period.upper == until

    def test_skill_team_and_store(self, world: World) -> None:
        first, _ = two(world)
        painter = another_technician(world, "n.qi", "漆师傅", "paint")
        with pytest.raises(Refused, match="没有“机电”技能"):
            arranging.arrange(world.north.pk, [to(first, painter.staff_id)], by=world.dispatcher, at=NOON)
        with pytest.raises(Missing):
            arranging.arrange(world.south.pk, [to(first, None)], by=world.southern_manager, at=NOON)
        with pytest.raises(Missing, match="已不在本店"):
            arranging.arrange(world.north.pk, [to(first, 0)], by=world.dispatcher, at=NOON)
        me = world.technician.staff_id
        with pytest.raises(NotAllowed, match="由车间调度派"):
            arranging.arrange(world.north.pk, [to(first, me)], by=world.technician, at=NOON)
        mine = to(first, me, minutes=30)
        arranging.arrange(world.north.pk, [mine], by=world.technician, at=NOON, taking=me)
