"""The history of a visit."""

import pytest
from pytest_django import DjangoAssertNumQueries

from huichang.kernel.refusals import Missing, NotAllowed
from huichang.workshop.queries import history
from tests.stories import Visiting
from tests.world import World

pytestmark = pytest.mark.req("PLAT-11")


class TestHistory:
    def test_tells_every_act_from_gate_to_gate_with_who_did_it(self, world: World) -> None:
        story = Visiting(world).gone()
        events = history.history(world.service_manager, story.order.pk)
        said = [event.what for event in events]
        for act in (
            "到店登记",
            "开委托书",
            "添加维修项目",
            "客户签委托书",
            "派工",
            "开工",
            "发料",
            "完工",
            "终检合格",
            "收款",
            "交车",
            "扫出门证放行",
        ):
            assert act in said, act
        assert said.index("扫出门证放行") < said.index("客户签委托书")
        assert {event.who for event in events if event.what == "派工"} == {world.dispatcher.name}

    def test_says_before_and_after(self, world: World) -> None:
        story = Visiting(world).signed()
        (signed,) = [
            event for event in history.history(world.adviser, story.order.pk) if event.what == "客户签委托书"
        ]
        assert ("待签字", "待派工") in {(change.before, change.after) for change in signed.changes}

    def test_costs_four_statements(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        story, actor = Visiting(world).gone(), world.service_manager
        with django_assert_max_num_queries(4):
            history.history(actor, story.order.pk)

    def test_is_not_there_for_another_store_nor_for_the_gate(self, world: World) -> None:
        story = Visiting(world).signed()
        with pytest.raises(Missing):
            history.history(world.southern_manager, story.order.pk)
        with pytest.raises(NotAllowed):
            history.history(world.greeter, story.order.pk)
