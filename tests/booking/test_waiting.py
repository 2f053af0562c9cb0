"""What waits for people in this room."""

from datetime import timedelta

import pytest

from huichang.booking import calls, preparation
from huichang.booking.models import Appointment
from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from tests.booking.desk import another, booked, clock
from tests.booking.test_preparation import points
from tests.world import NOON, World


def waiting(actor: Actor, at: object = NOON) -> list[Todo]:
    return [item for item in todo.for_actor(actor, at) if "/booking/" in item.url]  # type: ignore[arg-type]


class TestWaiting:
    @pytest.mark.req("LANE-09")
    def test_care_agent_calls_back_and_confirms(self, world: World) -> None:
        row = booked(world)
        Appointment.objects.filter(pk=row.pk).update(state="asked", taken_at=NOON - timedelta(minutes=31))
        calls.log_call(
            world.care_agent, store_id=world.north.pk, outcome="lost", phone="13800138001", at=NOON
        )

        items = waiting(world.care_agent)
        assert [(item.act, item.urgent) for item in items] == [("确认预约", True), ("打电话", False)]
        assert waiting(world.care_agent, NOON + timedelta(minutes=16))[0].urgent

    @pytest.mark.req("LANE-05")
    def test_adviser_sees_the_next_two_hours(self, world: World) -> None:
        booked(world)
        acts = [item.act for item in waiting(world.adviser, clock("7:30"))]
        assert "看预约" in acts
        assert "看预约" not in [item.act for item in waiting(world.adviser, NOON)]

    @pytest.mark.req("LANE-05")
    def test_every_post_sees_its_own_points(self, world: World) -> None:
        booked(world, parts=True)
        at = clock("7:00")
        assert [item.why.split("（")[0] for item in waiting(world.parts_clerk, at)] == ["备件上预约货架"]
        assert [item.act for item in waiting(world.dispatcher, at)] == ["预排"]
        assert waiting(world.cashier, at) == []

    @pytest.mark.req("LANE-05")
    def test_several_points_alike_are_one_item_and_troubled_ones_stand_out(self, world: World) -> None:
        for number, said in enumerate(("9:00", "10:00", "11:00")):
            row = booked(world, said, caller=another(world, number))
        at = clock("7:00")
        assert [item.why for item in waiting(world.dispatcher, at)] == ["预排技师和工位：3 个预约"]
        preparation.report_problem(
            world.dispatcher, points(row)["people"].pk, problem="没有合适的技师", at=at
        )
        assert [(item.why, item.urgent) for item in waiting(world.dispatcher, at)] == [
            ("预排技师和工位（今天 11:00 到店）：没有合适的技师", True),
            ("预排技师和工位：2 个预约", True),
        ]

    @pytest.mark.req("LANE-05")
    def test_what_is_done_waits_no_more(self, world: World) -> None:
        row = booked(world, parts=True)
        preparation.tick(world.parts_clerk, points(row)["parts"].pk, at=NOON)
        assert waiting(world.parts_clerk, clock("7:00")) == []
