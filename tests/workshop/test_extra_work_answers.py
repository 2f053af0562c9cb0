"""Extra work answered: taken down by the adviser, or by the customer on the phone page."""

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
from huichang.workshop import amending, extra_work, facts, links
from huichang.workshop.models import Answer, ExtraWork, Finding, Line, Order
from tests.workshop import floor
from tests.workshop.desk import (
    READY_AT,
    asked,
    brakes,
    customer,
    found,
    hose,
    jobs_of,
    service,
    signed,
    stroke,
    token_of,
)
from tests.world import NOON, World, minutes

pytestmark = pytest.mark.req("LANE-23")
LATER = READY_AT + minutes(60)
HOSE = money(276)
"""Labour ¥200 and two filters of ¥38."""


def answer(world: World, extra: ExtraWork, **changes: Any) -> ExtraWork:
    values = {"name": "王建国", "via": "phone", "price_told": HOSE, "at": NOON} | changes
    return extra_work.answer_extra(world.adviser, extra.pk, **values)


class TestAnswerExtra:
    def test_authorises_the_points_and_moves_amount_and_time(self, world: World, heard: list[object]) -> None:
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
    def test_takes_points_apart(self, world: World, heard: list[object]) -> None:
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
    return extra_work.answer_by_link(actor or customer(token), token, **values)[0]


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


class TestOpenQuestion:
    def test_leads_from_the_progress_page_to_a_link_of_its_own(self, world: World) -> None:
        order = signed(world)
        extra, _ = asked(world, order, hose(world))
        progress = token_of(links.issue(order, "progress", at=NOON))
        token = token_of(extra_work.open_question(customer(progress), progress, extra.pk, at=NOON))

        found = links.look(token, at=NOON)
        assert (found.purpose, found.extra_id) == ("approve", extra.pk)
        answer_there(token)
        with pytest.raises(OutOfTurn, match="已经答复过"):
            extra_work.open_question(customer(progress), progress, extra.pk, at=NOON)

    def test_is_not_for_another_order_s_question(self, world: World) -> None:
        order = signed(world)
        extra, _ = asked(world, signed(world, hose(world), car=world.another_car()), hose(world))
        progress = token_of(links.issue(order, "progress", at=NOON))
        with pytest.raises(Missing, match="没有找到这个增项"):
            extra_work.open_question(customer(progress), progress, extra.pk, at=NOON)

    def test_is_not_for_other_links_nor_other_people(self, world: World) -> None:
        order = signed(world)
        extra, token = asked(world, order, hose(world))
        with pytest.raises(Missing):
            extra_work.open_question(customer(token), token, extra.pk, at=NOON)
        progress = token_of(links.issue(order, "progress", at=NOON))
        with pytest.raises(NotAllowed):
            extra_work.open_question(world.adviser, progress, extra.pk, at=NOON)


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
