"""What the planner learns from: clocked work, and when cars were ready."""

from datetime import timedelta

import pytest

from huichang.workshop.models import Line, Order
from huichang.workshop.queries import past_work
from tests.workshop.floor import checked, job_of, signed, statements, worked
from tests.world import NOON, World

LATER = NOON + timedelta(hours=1)
SINCE = NOON - timedelta(days=1)


class TestPastWork:
    def test_finished_work_teaches_how_long_it_took(self, world: World) -> None:
        worked(world, signed(world))
        with statements(3):
            (found,) = past_work.past_work(world.north.pk, since=SINCE, until=LATER)
        assert (found.codes, found.standard, found.taken) == (("MT0101RR",), 30, 30)

    def test_operations_under_one_clock_are_learned_together(self, world: World) -> None:
        order = worked(world, signed(world))
        second = Line.objects.get(order=order)
        second.pk, second.code = None, "BR0101RR"
        second.save()
        (found,) = past_work.past_work(world.north.pk, since=SINCE, until=LATER)
        assert found.codes == ("BR0101RR", "MT0101RR")
        assert found.job_id == job_of(order).pk


@pytest.mark.req("LANE-21")
class TestFinishedAt:
    def test_is_the_check_or_the_washing_whatever_is_later(self, world: World) -> None:
        order = checked(world, worked(world, signed(world)), at=LATER)
        assert self.found(order) == LATER
        order.washed_at = LATER + timedelta(minutes=25)
        order.save()
        assert self.found(order) == LATER + timedelta(minutes=25)

    def test_is_not_known_while_the_car_is_not_clean(self, world: World) -> None:
        order = checked(world, worked(world, signed(world)), at=LATER)
        Order.objects.filter(pk=order.pk).update(washed_at=None)
        assert self.found(order) is None

    def test_of_a_car_whose_washing_nobody_stamped_is_as_long_after_the_check_as_washing_takes(
        self, world: World
    ) -> None:
        order = checked(world, worked(world, signed(world)), at=LATER)
        Order.objects.filter(pk=order.pk).update(washed_at=None, state="settled")
        assert self.found(order) == LATER + timedelta(minutes=20)

    def test_is_the_check_where_nobody_wants_it_washed(self, world: World) -> None:
        order = checked(world, worked(world, signed(world, wash=False)), at=LATER)
        Order.objects.filter(pk=order.pk).update(washed_at=None)
        assert self.found(order) == LATER

    @staticmethod
    def found(order: Order) -> object:
        """When the order was finished."""
        return past_work.finished_at([order.pk], wash_minutes=20).get(order.pk)
