"""What follows from the parts store."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from huichang.booking import jobs
from huichang.kernel.facts import announce
from huichang.parts.facts import BookingShelved, PartsArrived, PartShort
from tests.booking.desk import booked
from tests.booking.test_preparation import points
from tests.world import NOON, World

pytestmark = pytest.mark.req("LANE-05")


def queued() -> list[dict[str, object]]:
    return list(
        ProcrastinateJob.objects.filter(task_name__endswith="look_at_parts").values_list("args", flat=True)
    )


class TestReactions:
    def test_look_at_the_parts_of_a_booking(self, world: World) -> None:
        announce(PartsArrived(world.north.pk, None, None, 5, "前制动片", NOON))
        assert queued() == [{"store_id": world.north.pk, "appointment_id": 5}]

    def test_leave_orders_alone(self, world: World) -> None:
        from decimal import Decimal

        announce(PartShort(world.north.pk, 7, 8, None, "前制动片", Decimal(1), None, NOON))
        assert queued() == []

    def test_tick_the_shelf(self, world: World) -> None:
        row = booked(world, parts=True)
        announce(BookingShelved(world.north.pk, row.pk, True, NOON, None))
        (args,) = queued()
        assert args["shelved"] is True
        jobs.look_at_parts(world.north.pk, row.pk, shelved=True)
        assert points(row)["parts"].done_at is not None
