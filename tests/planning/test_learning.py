"""What the clocked past teaches, and how honest our certainties were."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from huichang.kernel.refusals import NotAllowed
from huichang.planning import keeping, learning, names, proposing, queries, reading
from huichang.planning.models import LearnedDuration
from huichang.workshop import clock
from huichang.workshop.models import Job, Order, QualityCheck
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.workshop.floor import finish, given, job_of, signed
from tests.world import NOON, World


def clocked(world: World, minutes: int) -> Job:
    """An oil change (30 minutes) that took so long."""
    job = given(world, job_of(signed(world)), at=NOON)
    clock.clock_on(world.technician, job.pk, at=NOON)
    return finish(world, job, at=NOON + timedelta(minutes=minutes))


@pytest.mark.req("LANE-40")
class TestLearnDurations:
    def test_slower_work_is_planned_longer_for_who_is_slower(self, world: World) -> None:
        technician, _ = floor.crew(world)
        clocked(world, 60)
        count = learning.learn_durations(floor.machine(world), world.north.pk, at=AFTER_REST)
        assert count == 3
        whole = LearnedDuration.objects.get(level=0)
        assert (whole.operation, whole.samples) == ("MT0101RR", 1)
        assert 1.0 < whole.factor < 1.2
        order = signed(world, vehicle=world.another_car())
        found = reading.read(world.north.pk, at=AFTER_REST)
        step = next(each for each in found.problem.steps if each.id == names.job_key(job_of(order).pk))
        assert step.minutes > 30
        assert technician.staff_id is not None
        assert step.minutes_of[technician.staff_id] >= step.minutes

    def test_may_run_again(self, world: World) -> None:
        clocked(world, 45)
        for _ in range(2):
            learning.learn_durations(floor.machine(world), world.north.pk, at=AFTER_REST)
        assert LearnedDuration.objects.count() == 3
        assert {row.operation for row in queries.learned(world.dispatcher)} == {"MT0101RR"}

    def test_not_for_everybody(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            learning.learn_durations(world.dispatcher, world.north.pk, at=AFTER_REST)
        with pytest.raises(NotAllowed):
            learning.learn_durations(world.southern_manager, world.north.pk, at=AFTER_REST)


def passed(order: Order, *, at: datetime) -> None:
    """The order passed its final check; nobody washes its car."""
    Order.objects.filter(pk=order.pk).update(wash=False)
    QualityCheck.objects.create(
        store=order.store, order=order, level="final", by_id=order.adviser_id, at=at, passed=True
    )


class TestCalibration:
    def test_claimed_and_observed_stand_beside_each_other(self, world: World) -> None:
        first, second = signed(world), signed(world, vehicle=world.another_car())
        for order, late in ((first, 0), (second, 1)):
            told = learning.Told(85, NOON, NOON + timedelta(hours=1))
            learning.foretell(world.north.pk, {order.pk: told}, at=NOON)
            passed(order, at=NOON + timedelta(hours=1, minutes=late))
        assert learning.came_true(world.north.pk) == 2
        (row,) = queries.calibration(world.dispatcher, at=AFTER_REST)
        assert (row.claimed_percent, row.came, row.kept, row.kept_percent) == (85, 2, 1, 50.0)

    @pytest.mark.req("LANE-21")
    def test_past_misses_move_what_is_foretold_next(self, world: World) -> None:
        plan = keeping.ensured(world.north.pk)
        hours = reading.open_hours(world.north.pk)
        orders = [signed(world, vehicle=world.another_car(f"川A{n:05d}", f"{n:017d}")) for n in range(30)]
        for number, order in enumerate(orders):
            told = learning.Told(85, NOON + timedelta(hours=1), NOON + timedelta(hours=2, minutes=number))
            learning.foretell(world.north.pk, {order.pk: told}, at=AFTER_REST)
        assert learning.stretch(world.north.pk, certainty=85, hours=hours, at=AFTER_REST) == 0
        at = NOON + timedelta(hours=3)
        found = learning.stretch(world.north.pk, certainty=85, hours=hours, at=at)
        assert 0.8 < found <= 1.0
        sure = learning.stretched(NOON + timedelta(hours=3), found, hours=hours, at=AFTER_REST)
        assert NOON + timedelta(hours=4, minutes=30) < sure <= NOON + timedelta(hours=5)
        proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=at)
        plan.refresh_from_db()
        assert plan.stretch == found == reading.read(world.north.pk, at=at).stretch
        assert learning.stretch(world.north.pk, certainty=95, hours=hours, at=at) == 0
        for gone in (
            {"state": "cancelled"},
            {"state": "signed", "amount_agreed": Decimal(10_000)},
        ):
            Order.objects.filter(pk=orders[0].pk).update(**gone)
            assert learning.stretch(world.north.pk, certainty=85, hours=hours, at=at) == 0

    def test_the_first_word_and_the_first_check_count(self, world: World) -> None:
        order = signed(world)
        for hours in (1, 5):
            told = learning.Told(85, NOON, NOON + timedelta(hours=hours))
            learning.foretell(world.north.pk, {order.pk: told}, at=NOON)
        for hours in (2, 3):
            passed(order, at=NOON + timedelta(hours=hours))
        learning.came_true(world.north.pk)
        (row,) = queries.calibration(world.dispatcher, at=AFTER_REST)
        assert (row.came, row.kept) == (1, 0)
