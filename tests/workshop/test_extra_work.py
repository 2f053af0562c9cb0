"""Extra work: found, priced, asked, answered point by point."""

from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections

from huichang.kernel.actor import Actor
from huichang.kernel.money import money
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts.models import PickLine
from huichang.post.models import Message
from huichang.workshop import amending, clock, extra_work, facts, links
from huichang.workshop.models import Answer, ExtraWork, Finding, Line, Order
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
    stroke,
    token_of,
)
from tests.workshop.test_orders import Heard, customer, heard  # noqa: F401
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
    def test_quotes_the_points_and_writes_to_the_customer(self, world: World, heard: Heard) -> None:  # noqa: F811
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


def answer(world: World, extra: ExtraWork, **changes: Any) -> ExtraWork:
    values = {"name": "王建国", "via": "phone", "price_told": HOSE, "at": NOON} | changes
    return extra_work.answer_extra(world.adviser, extra.pk, **values)


class TestAnswerExtra:
    def test_authorises_the_points_and_moves_amount_and_time(self, world: World, heard: Heard) -> None:  # noqa: F811
        order = signed(world)
        extra, _ = asked(world, order, hose(world))
        extra = answer(world, extra)

        order.refresh_from_db()
        kept = Answer.objects.get(extra_work=extra)
        assert (extra.state, extra.answered_at) == ("approved", NOON)
        assert (order.amount_signed, order.amount_agreed) == (1146, 1422)
        assert (order.promised_first_at, order.promised_at) == (READY_AT, LATER)
        assert (kept.about, kept.via, kept.name, kept.amount, kept.promised_at) == (
            "extra",
            "phone",
            "王建国",
            276,
            LATER,
        )
        assert kept.taken_by == world.staff("adviser")
        assert {line.state for line in extra.lines.all()} == {"authorized"}
        assert jobs_of(order)[-1].state == "planned"
        assert facts.ExtraAnswered(world.north.pk, order.pk, extra.pk, "approved", NOON) in heard

    def test_lets_the_parts_store_see_it_only_then(self, world: World) -> None:
        order = signed(world)
        extra, _ = asked(world, order, hose(world))
        assert PickLine.objects.filter(for_order=order.pk, part=world.filter).count() == 1
        answer(world, extra)

        picks = PickLine.objects.filter(for_order=order.pk)
        assert picks.filter(part=world.filter).count() == 2
        assert {pick.promised_at for pick in picks} == {LATER}

    def test_lets_the_workshop_see_it_only_then(self, world: World) -> None:
        order = signed(world)
        extra, _ = asked(world, order, hose(world))
        assert extra.jobs.get().state == "proposed"
        with pytest.raises(OutOfTurn):
            floor.given(world, extra.jobs.get())
        answer(world, extra)
        assert floor.given(world, extra.jobs.get()).state == "planned"

    @pytest.mark.req("LANE-16")
    def test_takes_points_apart(self, world: World, heard: Heard) -> None:  # noqa: F811
        order = signed(world, brakes(world))
        extra, _ = asked(world, order, hose(world), service(world))
        _hose_job, service_job = extra.jobs.order_by("position")
        answer(world, extra, price_told=money(742), declined={service_job.pk: "later"})

        extra.refresh_from_db()
        order.refresh_from_db()
        assert (extra.state, order.amount_agreed) == ("partly", 956)
        assert {line.state for line in service_job.lines.all()} == {"declined"}
        assert {line.decline_reason for line in service_job.lines.all()} == {"下次保养一起做"}
        states = [job.state for job in extra.jobs.order_by("position")]
        assert states == ["planned", "dropped"]
        (declined,) = [fact for fact in heard if isinstance(fact, facts.LineDeclined)]
        assert (declined.name, declined.amount, declined.reason) == ("更换机油机滤", 466, "下次保养一起做")

    def test_leaves_everything_as_it_was_when_all_is_declined(self, world: World) -> None:
        order = signed(world)
        extra, _ = asked(world, order, hose(world))
        answer(world, extra, declined={extra.jobs.get().pk: "price"})

        extra.refresh_from_db()
        order.refresh_from_db()
        assert (extra.state, order.amount_agreed, order.promised_at) == ("declined", 1146, READY_AT)
        assert (order.state, order.waiting_for) == ("signed", "")

    @pytest.mark.req("LANE-16")
    def test_keeps_a_declined_safety_point_until_it_is_signed_for(self, world: World) -> None:
        order = signed(world)
        extra, _ = asked(world, order, hose(world), is_safety=True, point_state="now")
        answer(world, extra, declined={extra.jobs.get().pk: "think"})

        point = Finding.objects.get(order=order)
        assert (point.name, point.outcome, point.is_safety, point.state) == (
            "右前制动软管龟裂",
            "declined",
            True,
            "now",
        )
        assert (point.decline_reason, point.declined_signature) == ("回去商量一下", None)

    def test_asks_and_answers_at_once_on_the_phone(self, world: World) -> None:
        order = signed(world)
        extra = found(world, order, hose(world))
        answer(world, extra, promised_at=LATER)

        extra.refresh_from_db()
        order.refresh_from_db()
        assert (extra.state, extra.asked_at, order.promised_at) == ("approved", NOON, LATER)
        assert not Message.objects.filter(template="workshop.please_answer").exists()

    def test_agrees_to_more_time_alone(self, world: World) -> None:
        order = signed(world)
        extra = found(world, order, what="配件明天才到")
        answer(world, extra, price_told=money(0), promised_at=LATER)
        order.refresh_from_db()
        assert (order.promised_at, order.amount_agreed) == (LATER, 1146)

    def test_brings_an_order_back_to_work_that_was_done(self, world: World) -> None:
        order = signed(world)
        Order.objects.filter(pk=order.pk).update(state="checked")
        extra = found(world, order, hose(world))
        answer(world, extra)
        order.refresh_from_db()
        assert order.state == "in_work"

    def test_is_refused_when_something_is_wrong(self, world: World) -> None:
        extra, _ = asked(world, signed(world), hose(world))
        job = extra.jobs.get()
        for changes, sentence in (
            ({"price_told": money(200)}, "报价已经更新为 ¥276.00"),
            ({"name": ""}, "请填写答复人的姓名"),
            ({"via": "smoke"}, "请选择客户答复的方式"),
            ({"via": "link"}, "由客户本人提交"),
            ({"via": "screen"}, "还没有签名"),
            ({"declined": {job.pk: ""}}, "请选择暂不做的原因"),
            ({"declined": {10**9: "price"}}, "个项目已经变动"),
        ):
            with pytest.raises(Refused, match=sentence):
                answer(world, extra, **changes)
        extra.refresh_from_db()
        assert extra.state == "asked"

    def test_happens_once(self, world: World) -> None:
        extra, _ = asked(world, signed(world), hose(world))
        answer(world, extra)
        with pytest.raises(Refused):
            answer(world, extra)
        assert Answer.objects.filter(extra_work=extra).count() == 1

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        extra, _ = asked(world, signed(world), hose(world))
        for actor, refusal in ((world.technician, NotAllowed), (world.stranger, Missing)):
            with pytest.raises(refusal):
                extra_work.answer_extra(actor, extra.pk, name="x", via="phone", price_told=HOSE, at=NOON)


def answer_there(token: str, *, actor: Actor | None = None, **changes: Any) -> ExtraWork:
    values = {"name": "王建国", "price_told": HOSE, "at": NOON} | changes
    return extra_work.answer_by_link(actor or customer(token), token, **values)


@pytest.mark.req("LANE-22")
class TestAnswerByLink:
    def test_answers_and_uses_the_link_up(self, world: World) -> None:
        order = signed(world)
        extra, token = asked(world, order, hose(world))
        answer_there(token)

        extra.refresh_from_db()
        order.refresh_from_db()
        assert (extra.state, order.amount_agreed, order.state) == ("approved", 1422, "signed")
        assert Answer.objects.get(extra_work=extra).via == "link"
        with pytest.raises(OutOfTurn, match="已经用过，您的答复我们收到了"):
            answer_there(token)

    def test_is_refused_when_the_quote_has_changed_since(self, world: World) -> None:
        extra, token = asked(world, signed(world), hose(world))
        with pytest.raises(Refused, match="报价已经更新为 ¥276.00"):
            answer_there(token, price_told=money(200))
        assert links.look(token, at=NOON).standing == "open"

        part = Line.objects.get(extra_work=extra, part__isnull=False)
        amending.change_line(world.adviser, part.pk, quantity=Decimal(1), at=NOON)
        with pytest.raises(OutOfTurn, match="内容有了变动，这个链接已经作废"):
            answer_there(token)

    @pytest.mark.req("LANE-16")
    def test_needs_a_signature_to_decline_a_safety_point(self, world: World) -> None:
        order = signed(world)
        extra, token = asked(world, order, hose(world), is_safety=True)
        unwanted = {extra.jobs.get().pk: "think"}
        with pytest.raises(Refused, match="关系到行车安全。如暂不处理，请在下方签字"):
            answer_there(token, declined=unwanted)
        answer_there(token, declined=unwanted, signature=stroke())
        assert Finding.objects.get(order=order).declined_signature is not None

    def test_is_refused_after_its_time_and_for_another_purpose(self, world: World) -> None:
        order = signed(world)
        _, token = asked(world, order, hose(world))
        with pytest.raises(OutOfTurn, match="已过有效期"):
            answer_there(token, at=NOON + minutes(24 * 60))
        with pytest.raises(Missing, match="没有找到这个链接"):
            answer_there(token_of(links.issue(order, "progress", at=NOON)))
        with pytest.raises(Missing, match="不完整或被改动过"):
            answer_there(token + "x", actor=customer(token))

    def test_is_for_this_order_s_customer_alone(self, world: World) -> None:
        _, token = asked(world, signed(world), hose(world))
        with pytest.raises(NotAllowed):
            answer_there(token, actor=world.adviser)
        elsewhere = Actor(None, "车主 别人", {world.south.pk: frozenset()}, world.south.pk)
        with pytest.raises(Missing):
            answer_there(token, actor=elsewhere)


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("LANE-22")
def test_of_two_people_with_the_same_link_one_is_heard() -> None:
    world = World()
    order = signed(world)
    extra, token = asked(world, order, hose(world))
    actor, start, said = customer(token), Barrier(2), []

    def go(name: str, unwanted: dict[int, str]) -> None:
        start.wait()
        try:
            answer_there(token, actor=actor, name=name, declined=unwanted)
            said.append("heard")
        except OutOfTurn as refusal:
            said.append(str(refusal))
        finally:
            connection.close()

    job = extra.jobs.get()
    threads = [Thread(target=go, args=("王建国", {})), Thread(target=go, args=("李梅", {job.pk: "price"}))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    connections.close_all()

    assert sorted(word == "heard" for word in said) == [False, True]
    assert Answer.objects.filter(extra_work=extra).count() == 1
    assert any("已经用过" in word for word in said)


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
