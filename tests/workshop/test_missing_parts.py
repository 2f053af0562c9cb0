"""What an adviser hears of parts that are not there."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.kernel.cards import Todo
from huichang.parts import receiving
from huichang.parts.models import BinStock, Stock
from huichang.workshop import missing_parts
from tests.stories import Visiting
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-13")


def short(world: World) -> Visiting:
    """A signed order whose pads are not there."""
    BinStock.objects.filter(part=world.pads).delete()
    Stock.objects.filter(part=world.pads).update(on_hand=0, value=0)
    return Visiting(world).signed()


def seen(world: World) -> list[Todo]:
    return list(missing_parts.short_for_my_cars(world.adviser, NOON))


class TestShortForMyCars:
    def test_names_part_and_says_that_nobody_knows_when(self, world: World) -> None:
        story = short(world)
        (item,) = seen(world)
        assert item.url == f"/workshop/orders/{story.order.pk}/"
        assert world.pads.name in item.why
        assert "到货日未定" in item.why
        assert item.urgent

    def test_says_the_day_and_is_urgent_when_it_lies_behind_the_promise(self, world: World) -> None:
        short(world)
        for days, urgent in ((3, True), (0, False)):
            receiving.expect_parts(
                world.parts_clerk,
                world.pads.pk,
                store_id=world.north.pk,
                quantity=Decimal(5),
                expected_on=TODAY + timedelta(days=days),
                at=NOON,
            )
            (item,) = seen(world)
            assert item.urgent is urgent
            assert "到货日未定" not in item.why

    def test_is_quiet_when_everything_is_there(self, world: World) -> None:
        Visiting(world).signed()
        assert seen(world) == []

    def test_is_not_told_to_another_stores_people(self, world: World) -> None:
        short(world)
        assert list(missing_parts.short_for_my_cars(world.southern_manager, NOON)) == []
