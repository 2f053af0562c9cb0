"""What an adviser has to do with the orders."""

from datetime import timedelta

import pytest

from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.kernel.money import money
from huichang.workshop import extra_work, orders
from huichang.workshop.models import CheckIn, Order
from tests.workshop.desk import asked, brakes, customer, drafted, found, hose, signed, stroke, token_of
from tests.workshop.floor import statements
from tests.world import NOON, World, minutes


def todos(actor: Actor, *, later: float = 0) -> list[Todo]:
    acts = {"报价签字", "看工单", "增项报价", "打电话确认", "看答复"}
    return [each for each in todo.for_actor(actor, NOON + minutes(later)) if each.act in acts]


class TestDraftsToSign:
    @pytest.mark.req("LANE-22")
    def test_shows_a_draft_whose_car_was_walked_round(self, world: World) -> None:
        order = drafted(world, brakes(world))
        assert todos(world.adviser) == []
        CheckIn.objects.update_or_create(
            order=order, defaults={"store": world.north, "signed_at": NOON, "signed_name": "王建国"}
        )
        (one,) = todos(world.adviser)
        assert (one.act, one.plate, one.url) == ("报价签字", "川A8F6K2", f"/workshop/orders/{order.pk}/")
        assert todos(world.adviser, later=60)[0].urgent

    def test_is_for_the_order_s_own_adviser(self, world: World) -> None:
        order = drafted(world)
        CheckIn.objects.update_or_create(order=order, defaults={"store": world.north, "signed_at": NOON})
        assert todos(world.stranger) == []
        assert todos(world.technician) == []


class TestSignedOnThePhone:
    def test_shows_what_came_back_signed(self, world: World) -> None:
        order = drafted(world, brakes(world))
        address = orders.send_to_sign(world.adviser, order.pk, promised_at=NOON + timedelta(hours=4), at=NOON)
        token = token_of(address)
        seen = Order.objects.get(pk=order.pk).version
        orders.sign_by_link(customer(token), token, name="王建国", signature=stroke(), seen=seen, at=NOON)
        (one,) = todos(world.adviser, later=5)
        assert (one.act, one.why) == ("看工单", "客户已在手机上签字，可以派工了")
        assert todos(world.adviser, later=121) == []

    def test_leaves_out_what_was_signed_in_the_house(self, world: World) -> None:
        signed(world)
        assert todos(world.adviser) == []


@pytest.mark.req("LANE-23")
class TestExtraWorkToAnswer:
    def test_shows_what_to_price_at_once_and_whom_to_call_after_a_while(self, world: World) -> None:
        order = signed(world)
        found(world, order, what="雨刮老化")
        asked(world, order, hose(world))
        assert [one.act for one in todos(world.adviser)] == ["增项报价"]
        assert [one.act for one in todos(world.adviser, later=20)] == ["打电话确认", "增项报价"]

    def test_shows_an_answer_that_came_back_from_the_phone_page_for_two_hours(self, world: World) -> None:
        order = signed(world)
        _, token = asked(world, order, hose(world))
        extra_work.answer_by_link(customer(token), token, name="王建国", price_told=money(276), at=NOON)
        (one,) = todos(world.adviser, later=30)
        assert (one.act, one.why) == ("看答复", "客户同意了全部增项：右前制动软管龟裂")
        assert todos(world.adviser, later=121) == []

    def test_costs_no_statement_of_its_own(self, world: World) -> None:
        order = signed(world)
        for number in range(4):
            found(world, order, what=f"发现 {number}")
        actor = world.adviser
        with statements(at_most=9):
            found_so = todo.for_actor(actor, NOON + timedelta(minutes=1))
        assert [each.act for each in found_so].count("增项报价") == 4
