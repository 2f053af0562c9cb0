"""The customer signs: on the tablet, on paper, by a link."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from huichang.kernel.actor import Actor
from huichang.kernel.models import Entry
from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts.models import Hold, PickLine
from huichang.post.models import Message
from huichang.workshop import amending, facts, links, orders, quoting
from huichang.workshop.models import Answer, Finding, Order
from huichang.workshop.pricing import WantedJob
from huichang.workshop.states import LineState, OrderState
from tests.workshop import floor
from tests.workshop.desk import (
    READY_AT,
    brakes,
    customer,
    drafted,
    jobs_of,
    lines_of,
    piece,
    service,
    signed,
    stroke,
    token_of,
)
from tests.world import NOON, World


def sign(world: World, order: Order, **changes: Any) -> Order:
    values = {"name": "王建国", "signature": stroke(), "promised_at": READY_AT, "at": NOON} | changes
    return orders.sign_order(world.adviser, order.pk, **values)


@pytest.mark.req("LANE-22", "LANE-24")
class TestSignOrder:
    def test_authorises_the_lines_through_an_answer(self, world: World) -> None:
        order = sign(world, drafted(world, brakes(world)))

        answer = Answer.objects.get(order=order)
        assert order.state == OrderState.SIGNED
        assert {(line.state, line.answer_id) for line in lines_of(order)} == {("authorized", answer.pk)}
        assert (answer.about, answer.via, answer.name, answer.amount) == ("sign", "screen", "王建国", 680)
        assert answer.signature is not None
        assert answer.taken_by == world.staff("adviser")

    @pytest.mark.req("LANE-23")
    def test_fixes_the_first_amount_and_the_first_promise(self, world: World) -> None:
        order = sign(world, drafted(world, brakes(world), service(world)))

        assert (order.amount_signed, order.amount_agreed) == (1146, 1146)
        assert (order.promised_first_at, order.promised_at, order.signed_at) == (READY_AT, READY_AT, NOON)

    @pytest.mark.req("LANE-16")
    def test_declines_what_is_not_wanted_with_its_reason(self, world: World, heard: list[object]) -> None:
        order = drafted(world, brakes(world), service(world))
        unwanted = [line.pk for line in lines_of(order)[2:]]
        point = Finding.objects.create(
            store=world.north,
            order=order,
            vehicle=world.car,
            point="x",
            name="机油油位",
            state="now",
            is_safety=True,
            found_at=NOON,
            outcome="ordered",
            line_id=unwanted[0],
        )
        sign(world, order, declined=dict.fromkeys(unwanted, "price"))

        order.refresh_from_db()
        point.refresh_from_db()
        assert order.amount_signed == 680
        assert [line.decline_reason for line in lines_of(order, LineState.DECLINED)] == ["价格超出预算"] * 3
        assert [job.state for job in jobs_of(order)] == ["planned", "dropped"]
        assert (point.outcome, point.decline_reason, point.declined_signature_id is not None) == (
            "declined",
            "价格超出预算",
            True,
        )
        (declined,) = [fact for fact in heard if isinstance(fact, facts.LineDeclined)]
        assert (declined.name, declined.amount, declined.reason, declined.is_safety) == (
            "更换机油机滤",
            466,
            "价格超出预算",
            True,
        )

    def test_may_decline_a_single_line_of_a_job(self, world: World, heard: list[object]) -> None:
        order = drafted(world, service(world))
        oil = lines_of(order)[2]
        sign(world, order, declined={oil.pk: "自己有机油"})

        assert [job.state for job in jobs_of(order)] == ["planned"]
        (declined,) = [fact for fact in heard if isinstance(fact, facts.LineDeclined)]
        assert (declined.name, declined.reason) == ("全合成机油 4L", "自己有机油")

    def test_asks_for_the_parts_and_keeps_them(self, world: World) -> None:
        order = sign(world, drafted(world, brakes(world), service(world)))

        assert PickLine.objects.filter(for_order=order.pk).count() == 3
        assert (
            Hold.objects.filter(for_line__in=[line.pk for line in lines_of(order)], state="held").count() == 3
        )

    def test_asks_for_no_part_that_the_customer_brings(self, world: World) -> None:
        job = WantedJob(lines=(piece(world.pads, own_part=True), piece(world.filter)))
        order = sign(world, drafted(world, job))
        assert [pick.part for pick in PickLine.objects.filter(for_order=order.pk)] == [world.filter]

    @pytest.mark.req("LANE-33")
    def test_sends_the_customer_the_way_to_the_progress_page(self, world: World, heard: list[object]) -> None:
        order = sign(world, drafted(world, brakes(world)))

        message = Message.objects.get(template="workshop.signed")
        assert "王先生您好" in message.text
        assert "680.00 元" in message.text
        assert links.look(token_of(message.link), at=NOON).order_id == order.pk
        assert facts.OrderSigned(world.north.pk, order.pk, order.amount_signed, NOON) in heard

    def test_is_refused_when_something_is_missing(self, world: World) -> None:
        order = drafted(world, brakes(world))
        everything = {line.pk: "price" for line in lines_of(order)}
        for changes, sentence in (
            ({"name": " "}, "请填写答复人的姓名"),
            ({"signature": ""}, "还没有签名"),
            ({"signature": "data:image/png;base64,AAAA"}, "签名没有读到"),
            ({"promised_at": None}, "请先确定承诺交车时间"),
            ({"promised_at": NOON}, "已经过了，请重新确定"),
            ({"via": "phone"}, "在店签委托书请选平板签字或纸质"),
            ({"declined": everything}, "全部项目都不做"),
            ({"declined": {10**9: "price"}}, "有的项目已经变动"),
            ({"declined": {lines_of(order)[0].pk: " "}}, "请选择暂不做的原因"),
        ):
            with pytest.raises(Refused, match=sentence):
                sign(world, order, **changes)
        assert Order.objects.get(pk=order.pk).state == OrderState.DRAFT

    def test_is_refused_for_an_empty_order(self, world: World) -> None:
        with pytest.raises(Refused, match="委托书里还没有项目"):
            sign(world, drafted(world))

    def test_needs_no_stroke_on_paper(self, world: World) -> None:
        order = sign(world, drafted(world, brakes(world)), via="paper", signature="")
        assert Answer.objects.get(order=order).signature is None

    def test_happens_once(self, world: World) -> None:
        order = signed(world)
        with pytest.raises(OutOfTurn, match="现在是“待派工”，不能签字确认"):
            sign(world, order)

    def test_is_refused_on_an_old_page(self, world: World) -> None:
        order = drafted(world, brakes(world))
        with pytest.raises(Changed, match="已经“添加维修项目”"):
            sign(world, order, seen=1)

    def test_leaves_no_link_to_sign_behind(self, world: World) -> None:
        order = drafted(world, brakes(world))
        token = sent(world, order)
        sign(world, order)
        assert links.look(token, at=NOON).standing == "void"
        with pytest.raises(OutOfTurn, match="内容有了变动，这个链接已经作废"):
            sign_there(token, order)

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        order = drafted(world, brakes(world))
        with pytest.raises(NotAllowed):
            orders.sign_order(world.technician, order.pk, name="x", signature=stroke(), at=NOON)
        with pytest.raises(Missing):
            orders.sign_order(world.stranger, order.pk, name="x", signature=stroke(), at=NOON)


def sent(world: World, order: Order) -> str:
    return token_of(orders.send_to_sign(world.adviser, order.pk, promised_at=READY_AT, at=NOON))


@pytest.mark.req("LANE-22")
class TestSendToSign:
    def test_sends_a_link_with_amount_and_time(self, world: World) -> None:
        order = drafted(world, brakes(world))
        token = sent(world, order)

        message = Message.objects.get(template="workshop.please_sign")
        assert "共 680.00 元" in message.text
        assert "03月02日 16:00" in message.text
        assert token_of(message.link) == token
        assert links.look(token, at=NOON).standing == "open"

    def test_makes_an_earlier_link_void(self, world: World) -> None:
        order = drafted(world, brakes(world))
        first, second = sent(world, order), sent(world, order)
        assert [links.look(token, at=NOON).standing for token in (first, second)] == ["void", "open"]

    def test_is_refused_without_lines_or_promise_and_once_signed(self, world: World) -> None:
        order = drafted(world)
        with pytest.raises(Refused, match="还没有项目"):
            sent(world, order)
        quoting.add_jobs(world.adviser, order.pk, jobs=[brakes(world)], at=NOON)
        with pytest.raises(Refused, match="承诺交车时间"):
            orders.send_to_sign(world.adviser, order.pk, at=NOON)
        sign(world, order)
        with pytest.raises(OutOfTurn, match="不用再签委托书"):
            sent(world, order)

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        order = drafted(world, brakes(world))
        with pytest.raises(NotAllowed):
            orders.send_to_sign(world.technician, order.pk, at=NOON)
        with pytest.raises(Missing):
            orders.send_to_sign(world.stranger, order.pk, at=NOON)


def sign_there(token: str, order: Order, **changes: Any) -> Order:
    order.refresh_from_db()
    values = {"name": "王建国", "signature": stroke(), "seen": order.version, "at": NOON} | changes
    return orders.sign_by_link(customer(token), token, **values)[0]


@pytest.mark.req("LANE-22")
class TestSignByLink:
    def test_signs_and_uses_the_link_up(self, world: World) -> None:
        order = drafted(world, brakes(world))
        token = sent(world, order)
        order = sign_there(token, order)

        answer = Answer.objects.get(order=order)
        assert (order.state, answer.via, answer.taken_by) == ("signed", "link", None)
        assert Entry.objects.filter(
            use_case="workshop.orders.sign_by_link", who="车主 王建国", door="link"
        ).exists()
        with pytest.raises(OutOfTurn, match="03月02日 12:00 已经用过"):
            sign_there(token, order)

    def test_is_refused_when_the_quote_has_changed_since(self, world: World) -> None:
        order = drafted(world, brakes(world))
        token = sent(world, order)
        seen = Order.objects.get(pk=order.pk).version
        amending.remove_line(world.adviser, lines_of(order)[1].pk, at=NOON)

        with pytest.raises(Changed, match="北服务顾问在 .* 已经“撤下明细”，请先看最新内容"):
            sign_there(token, order, seen=seen)
        assert links.look(token, at=NOON).standing == "open"

    def test_is_refused_without_a_signature(self, world: World) -> None:
        order = drafted(world, brakes(world))
        token = sent(world, order)
        with pytest.raises(Refused, match="还没有签名"):
            sign_there(token, order, signature="")

    @pytest.mark.parametrize(
        ("bend", "sentence", "refusal"),
        [
            (lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"), "不完整或被改动过", Missing),
            (lambda token: "A" + token[1:], "不完整或被改动过", Missing),
            (lambda token: token[:10], "不完整或被改动过", Missing),
        ],
    )
    def test_is_refused_for_a_bent_link(
        self, world: World, bend: Callable[[str], str], sentence: str, refusal: type[Refused]
    ) -> None:
        order = drafted(world, brakes(world))
        token = sent(world, order)
        actor = customer(token)
        with pytest.raises(refusal, match=sentence):
            orders.sign_by_link(actor, bend(token), name="x", signature=stroke(), seen=3, at=NOON)

    def test_is_refused_after_its_time(self, world: World) -> None:
        order = drafted(world, brakes(world))
        token = sent(world, order)
        with pytest.raises(OutOfTurn, match="已过有效期，请联系您的服务顾问重新发一个"):
            sign_there(token, order, at=NOON + timedelta(hours=24))

    def test_is_not_what_a_progress_link_can_do(self, world: World) -> None:
        order = drafted(world, brakes(world))
        token = token_of(links.issue(order, "progress", at=NOON))
        with pytest.raises(Missing):
            sign_there(token, order)

    def test_is_for_this_order_s_customer_alone(self, world: World) -> None:
        order = drafted(world, brakes(world))
        token = sent(world, order)
        with pytest.raises(NotAllowed):
            orders.sign_by_link(world.adviser, token, name="x", signature=stroke(), seen=3, at=NOON)
        elsewhere = Actor(
            None, "车主 别人", {world.south.pk: customer(token).grants[world.north.pk]}, world.south.pk
        )
        with pytest.raises(Missing):
            orders.sign_by_link(elsewhere, token, name="x", signature=stroke(), seen=3, at=NOON)


def test_signing_costs_at_most_twelve_statements_at_the_counter(world: World) -> None:
    signed(world, car=world.another_car())
    order = drafted(world, brakes(world), service(world))
    with floor.statements(at_most=12):
        sign(world, order, via="paper", signature="")
