"""An order goes on when what it waited for is there."""

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn
from huichang.workshop import orders
from huichang.workshop.models import Order
from tests.stories import Visiting
from tests.world import World


def waiting(world: World) -> tuple[Visiting, Order]:
    story = Visiting(world).signed()
    orders.wait_order(world.adviser, story.order.pk, waiting_for="parts", at=story.at)
    return story, story.order


@pytest.mark.req("LANE-24")
class TestResumeOrder:
    def test_goes_back_to_dispatch_when_nothing_was_begun(self, world: World) -> None:
        story, order = waiting(world)
        assert orders.resume_order(world.dispatcher, order.pk, at=story.at).state == "signed"

    def test_is_refused_for_an_order_that_does_not_wait(self, world: World) -> None:
        story = Visiting(world).signed()
        with pytest.raises(OutOfTurn):
            orders.resume_order(world.adviser, story.order.pk, at=story.at)

    def test_is_not_for_the_cashier(self, world: World) -> None:
        story, order = waiting(world)
        with pytest.raises(NotAllowed):
            orders.resume_order(world.cashier, order.pk, at=story.at)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        story, order = waiting(world)
        with pytest.raises(Missing):
            orders.resume_order(world.stranger, order.pk, at=story.at)
