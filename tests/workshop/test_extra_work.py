"""Extra work: found, priced, asked, answered point by point."""

from typing import Any

import pytest

from huichang.kernel.money import money
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts.models import PickLine
from huichang.post.models import Message
from huichang.workshop import clock, extra_work, facts, links
from huichang.workshop.models import ExtraWork, Order
from tests.workshop import floor
from tests.workshop.desk import (
    READY_AT,
    asked,
    brakes,
    found,
    hose,
    jobs_of,
    labour,
    photo,
    service,
    signed,
    token_of,
)
from tests.world import NOON, World, minutes

pytestmark = pytest.mark.req("LANE-23")
LATER = READY_AT + minutes(60)
HOSE = money(276)
"""Labour ¥200 and two filters of ¥38."""


class TestReportExtra:
    def test_keeps_what_was_found_with_photos(self, world: World) -> None:
        order = signed(world)
        extra = extra_work.report_extra(
            world.technician,
            order.pk,
            what=" 右前制动软管龟裂 ",
            system="brake",
            point_state="now",
            risk="可能突然漏油，制动失效",
            is_safety=True,
            photos=[photo(), photo()],
            at=NOON,
        )
        assert (extra.state, extra.what, extra.position, len(extra.pictures)) == (
            "found",
            "右前制动软管龟裂",
            1,
            2,
        )
        assert extra.found_by == world.staff("technician")

    def test_changes_neither_amount_nor_time(self, world: World) -> None:
        order = signed(world)
        found(world, order, hose(world))
        order.refresh_from_db()
        assert (order.amount_signed, order.amount_agreed, order.promised_at) == (1146, 1146, READY_AT)

    def test_is_refused_when_something_is_wrong(self, world: World) -> None:
        order = signed(world)
        for changes, sentence in (
            ({"what": " "}, "请写明发现了什么问题"),
            ({"point_state": "odd"}, "请选择问题的程度"),
            ({"photos": [b"no picture"]}, "不是能打开的照片"),
            ({"photos": [photo()] * 10}, "一次最多上传 9 张"),
        ):
            values: dict[str, Any] = {"what": "x", "at": NOON} | changes
            with pytest.raises(Refused, match=sentence):
                extra_work.report_extra(world.technician, order.pk, **values)

    @pytest.mark.parametrize(
        ("state", "sentence"),
        [("draft", "直接加到委托书里"), ("settled", "不能再登记增项"), ("cancelled", "不能再登记增项")],
    )
    def test_is_refused_outside_the_workshop(self, world: World, state: str, sentence: str) -> None:
        order = signed(world)
        Order.objects.filter(pk=order.pk).update(state=state)
        with pytest.raises(OutOfTurn, match=sentence):
            found(world, order)

    def test_is_not_for_cashiers_nor_for_another_store(self, world: World) -> None:
        order = signed(world)
        with pytest.raises(NotAllowed):
            found(world, order, by=world.cashier)
        with pytest.raises(Missing):
            found(world, order, by=world.stranger)


def ask(world: World, extra: ExtraWork, **changes: Any) -> str:
    return extra_work.ask_customer(world.adviser, extra.pk, **({"promised_at": LATER, "at": NOON} | changes))


class TestAskCustomer:
    def test_quotes_the_points_and_writes_to_the_customer(self, world: World, heard: list[object]) -> None:
        order = signed(world)
        extra = found(world, order, hose(world))
        token = token_of(ask(world, extra))

        extra.refresh_from_db()
        assert (extra.state, extra.promised_at, extra.asked_at) == ("asked", LATER, NOON)
        assert {line.state for line in extra.lines.all()} == {"quoted"}
        message = Message.objects.get(template="workshop.please_answer")
        assert "右前制动软管龟裂。增加费用 276.00 元，交车时间 03月02日 17:00" in message.text
        assert links.look(token, at=NOON).extra_id == extra.pk
        assert facts.ExtraAsked(world.north.pk, order.pk, extra.pk, NOON) in heard

    def test_changes_neither_amount_nor_time_of_the_order(self, world: World) -> None:
        order = signed(world)
        asked(world, order, hose(world))
        order.refresh_from_db()
        assert (order.amount_agreed, order.promised_at) == (1146, READY_AT)
        assert PickLine.objects.filter(for_order=order.pk).count() == 3

    def test_lets_the_order_wait_for_the_customer_unless_somebody_works(self, world: World) -> None:
        order = signed(world)
        asked(world, order, hose(world))
        order.refresh_from_db()
        assert (order.state, order.waiting_for) == ("waiting", "customer")

        busy = signed(world, brakes(world), car=world.another_car())
        clock.clock_on(world.technician, floor.given(world, jobs_of(busy)[0]).pk, at=NOON)
        asked(world, busy, hose(world))
        busy.refresh_from_db()
        assert busy.state == "in_work"

    def test_proposes_a_time_that_holds_the_new_work(self, world: World) -> None:
        order = signed(world, hose(world))
        extra = found(world, order, hose(world), service(world))
        ask(world, extra, promised_at=None, at=READY_AT - minutes(30))
        extra.refresh_from_db()
        assert extra.promised_at is not None
        assert extra.promised_at > READY_AT + minutes(90)

    def test_may_ask_for_more_time_alone(self, world: World) -> None:
        extra = found(world, signed(world), what="配件明天才到，交车改到明天")
        ask(world, extra)
        assert "费用" not in Message.objects.get(template="workshop.please_answer").text

    def test_again_makes_the_earlier_link_void(self, world: World) -> None:
        extra, first = asked(world, signed(world), hose(world))
        second = token_of(ask(world, extra))
        assert [links.look(token, at=NOON).standing for token in (first, second)] == ["void", "open"]

    def test_is_refused_when_there_is_nothing_to_ask(self, world: World) -> None:
        extra = found(world, signed(world))
        with pytest.raises(Refused, match="没有需要客户确认的内容"):
            ask(world, extra, promised_at=READY_AT)
        with pytest.raises(Refused, match="已经过了"):
            ask(world, extra, promised_at=NOON - minutes(1))

    def test_is_refused_once_answered(self, world: World) -> None:
        extra, _ = asked(world, signed(world), hose(world))
        answer(world, extra)
        with pytest.raises(OutOfTurn, match="不能请客户确认"):
            ask(world, extra)

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        extra = found(world, signed(world), hose(world))
        with pytest.raises(NotAllowed):
            extra_work.ask_customer(world.technician, extra.pk, at=NOON)
        with pytest.raises(Missing):
            extra_work.ask_customer(world.stranger, extra.pk, at=NOON)


def answer(world: World, extra: ExtraWork) -> ExtraWork:
    return extra_work.answer_extra(
        world.adviser, extra.pk, name="王建国", via="phone", price_told=HOSE, at=NOON
    )


class TestWithdrawExtra:
    def test_drops_its_points_and_lets_the_order_go_on(self, world: World) -> None:
        order = signed(world)
        extra, token = asked(world, order, hose(world))
        extra_work.withdraw_extra(world.adviser, extra.pk, reason="误报", at=NOON)

        extra.refresh_from_db()
        order.refresh_from_db()
        assert (extra.state, extra.ended_reason, order.state) == ("withdrawn", "误报", "signed")
        assert {line.state for line in extra.lines.all()} == {"dropped"}
        assert extra.jobs.get().state == "dropped"
        assert links.look(token, at=NOON).standing == "void"

    def test_needs_a_reason_and_comes_too_late_after_the_answer(self, world: World) -> None:
        extra, _ = asked(world, signed(world), hose(world))
        with pytest.raises(Refused, match="请填写撤回的原因"):
            extra_work.withdraw_extra(world.adviser, extra.pk, reason="", at=NOON)
        answer(world, extra)
        with pytest.raises(OutOfTurn, match="不能撤回"):
            extra_work.withdraw_extra(world.adviser, extra.pk, reason="误报", at=NOON)

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        extra = found(world, signed(world))
        with pytest.raises(NotAllowed):
            extra_work.withdraw_extra(world.technician, extra.pk, reason="x", at=NOON)
        with pytest.raises(Missing):
            extra_work.withdraw_extra(world.stranger, extra.pk, reason="x", at=NOON)


def test_an_order_keeps_waiting_while_another_question_is_open(world: World) -> None:
    order = signed(world)
    first, _ = asked(world, order, hose(world))
    second, _ = asked(world, order, hose(world, concern="x"), what="轮胎鼓包")
    answer(world, first)
    order.refresh_from_db()
    assert order.state == "waiting"
    answer(world, second)
    order.refresh_from_db()
    assert order.state == "signed"


def test_two_jobs_of_one_operation_are_two_points(world: World) -> None:
    extra, _ = asked(world, signed(world), hose(world), hose(world, concern="另一侧"))
    assert [job.lines.count() for job in extra.jobs.order_by("position")] == [2, 2]
    assert labour(world.operation).operation_id == world.operation.pk
