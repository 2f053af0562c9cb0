"""The screen in the hall."""

import pytest

from huichang.workshop import orders
from huichang.workshop.queries import hall
from tests.workshop.desk import drafted
from tests.world import NOON, World


@pytest.mark.req("LANE-33")
class TestHall:
    def test_stays_lit_while_a_car_without_an_order_any_more_is_still_in_the_house(
        self, world: World
    ) -> None:
        order = drafted(world)
        assert len(hall.hall(world.north.pk).cars) == 1

        orders.cancel_order(world.adviser, order.pk, reason="客户改期", at=NOON)

        assert hall.hall(world.north.pk).cars == ()
