"""The live lane board."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from huichang.insights import queries
from huichang.kernel.refusals import NotAllowed
from tests.stories import Visiting
from tests.world import World


@pytest.mark.req("FIG-01")
class TestLaneBoard:
    def columns(self, world: World, story: Visiting) -> dict[str, int]:
        board = queries.lane_board(world.service_manager, at=story.at)
        return {column.key: len(column.cars) for column in board.columns if column.cars}

    def test_shows_each_car_in_its_stage(self, world: World) -> None:
        first = Visiting(world).dispatched()
        second = Visiting(world, car=world.another_car(), at=first.at).arrived()

        assert self.columns(world, second) == {"to_dispatch": 1, "arrived": 1}

    def test_follows_a_car_to_its_delivery(self, world: World) -> None:
        story = Visiting(world).checked()
        assert self.columns(world, story) == {"to_settle": 1}
        assert queries.lane_board(world.service_manager, at=story.at).delivered_today == 0

    def test_counts_what_was_delivered_and_lets_the_car_go(self, world: World) -> None:
        story = Visiting(world).gone()
        board = queries.lane_board(world.service_manager, at=story.at)
        assert (board.in_house, board.delivered_today) == (0, 1)

    @pytest.mark.req("LANE-34")
    def test_sees_a_promise_in_danger_before_it_is_broken(self, world: World) -> None:
        story = Visiting(world).signed()
        late = story.order.promised_at - timedelta(minutes=30)  # type: ignore[operator]
        board = queries.lane_board(world.service_manager, at=late)
        assert board.threatened == 1

    def test_is_empty_for_another_store(self, world: World) -> None:
        story = Visiting(world).arrived()
        board = queries.lane_board(world.southern_manager, at=story.at)
        assert board.in_house == 0
        assert board.busy == ()

    def test_is_not_for_the_cashier(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            queries.lane_board(world.cashier, at=Visiting(world).at)

    def test_costs_a_fixed_number_of_statements(
        self,
        world: World,
        django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
    ) -> None:
        story = Visiting(world).done()
        for number in range(4):
            Visiting(world, car=world.another_car(f"川A1000{number}", vin=""), at=story.at).arrived()
        manager = world.service_manager
        with django_assert_max_num_queries(9):
            queries.lane_board(manager, at=story.at)
