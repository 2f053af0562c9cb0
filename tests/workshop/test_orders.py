"""The order as a whole: promise, signature, waiting, cancelling."""

from typing import Any

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import issuing
from huichang.parts.models import Hold, PickLine
from huichang.workshop import facts, links, orders
from huichang.workshop.models import Assignment, Line, Order
from tests.workshop import floor
from tests.workshop.desk import (
    READY_AT,
    asked,
    brakes,
    drafted,
    found,
    hose,
    jobs_of,
    lines_of,
    signed,
)
from tests.world import NOON, World, minutes


class TestSetPromise:
    def test_is_kept_with_the_draft(self, world: World) -> None:
        order = drafted(world, brakes(world))
        orders.set_promise(world.adviser, order.pk, promised_at=READY_AT, at=NOON)
        order.refresh_from_db()
        assert (order.promised_at, order.promised_first_at) == (READY_AT, None)

    def test_is_refused_in_the_past_and_once_signed(self, world: World) -> None:
        with pytest.raises(Refused, match="已经过了"):
            orders.set_promise(world.adviser, drafted(world).pk, promised_at=NOON - minutes(1), at=NOON)
        order = signed(world, car=world.another_car())
        with pytest.raises(OutOfTurn, match="客户签字后交车时间不能直接改"):
            orders.set_promise(world.adviser, order.pk, promised_at=READY_AT, at=NOON)

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        order = drafted(world)
        with pytest.raises(NotAllowed):
            orders.set_promise(world.technician, order.pk, promised_at=READY_AT, at=NOON)
        with pytest.raises(Missing):
            orders.set_promise(world.stranger, order.pk, promised_at=READY_AT, at=NOON)


@pytest.mark.req("LANE-24")
class TestWaitOrder:
    def test_waits_for_something_and_goes_back_to_dispatch(self, world: World) -> None:
        order = signed(world)
        orders.wait_order(world.adviser, order.pk, waiting_for="insurer", reason="assessment", at=NOON)
        order.refresh_from_db()
        assert (order.state, order.waiting_for) == ("waiting", "insurer")

        orders.resume_order(world.dispatcher, order.pk, at=NOON)
        order.refresh_from_db()
        assert (order.state, order.waiting_for) == ("signed", "")

    def test_goes_on_in_work_when_it_was_begun(self, world: World) -> None:
        order = signed(world)
        jobs_of(order)[0]
        order.jobs.update(started_at=NOON)
        orders.wait_order(world.adviser, order.pk, waiting_for="parts", at=NOON)
        orders.resume_order(world.adviser, order.pk, at=NOON)
        order.refresh_from_db()
        assert order.state == "in_work"

    def test_is_refused_for_nothing_and_while_a_clock_runs(self, world: World) -> None:
        from huichang.workshop import clock

        order = signed(world, brakes(world))
        with pytest.raises(Refused, match="请选择在等什么"):
            orders.wait_order(world.adviser, order.pk, waiting_for="", at=NOON)
        (job,) = jobs_of(order)
        clock.clock_on(world.technician, floor.given(world, job).pk, at=NOON)
        with pytest.raises(OutOfTurn, match="北维修技师正在做“更换前制动片”，先暂停作业"):
            orders.wait_order(world.adviser, order.pk, waiting_for="parts", at=NOON)

    def test_is_refused_for_a_draft(self, world: World) -> None:
        with pytest.raises(OutOfTurn):
            orders.wait_order(world.adviser, drafted(world).pk, waiting_for="parts", at=NOON)
        with pytest.raises(OutOfTurn):
            orders.resume_order(world.adviser, signed(world, car=world.another_car()).pk, at=NOON)

    def test_is_not_for_cashiers_nor_for_another_store(self, world: World) -> None:
        order = signed(world)
        for act in (
            lambda who: orders.wait_order(who, order.pk, waiting_for="parts", at=NOON),
            lambda who: orders.resume_order(who, order.pk, at=NOON),
        ):
            with pytest.raises(NotAllowed):
                act(world.cashier)
            with pytest.raises(Missing):
                act(world.stranger)


def cancel(world: World, order: Order, **changes: Any) -> Order:
    return orders.cancel_order(world.adviser, order.pk, **({"reason": "price", "at": NOON} | changes))


@pytest.mark.req("LANE-24")
class TestCancelOrder:
    def test_drops_everything_and_gives_the_parts_back(self, world: World, heard: list[object]) -> None:
        order = signed(world)
        Assignment.objects.create(
            store=world.north,
            order=order,
            job=jobs_of(order)[0],
            technician=world.staff("technician"),
            period=(NOON, NOON + minutes(30)),
            assigned_at=NOON,
        )
        extra, token = asked(world, order, hose(world))
        cancel(world, order)

        order.refresh_from_db()
        extra.refresh_from_db()
        assert (order.state, order.cancelled_reason, extra.state) == ("cancelled", "报价未谈妥", "withdrawn")
        assert {line.state for line in lines_of(order)} == {"dropped"}
        assert {job.state for job in jobs_of(order)} == {"dropped"}
        assert not Hold.objects.filter(state="held").exists()
        assert not PickLine.objects.filter(for_order=order.pk).exists()
        assert not Assignment.objects.filter(is_open=True).exists()
        assert links.look(token, at=NOON).standing == "void"
        assert facts.OrderCancelled(world.north.pk, order.pk, order.visit_id, "报价未谈妥", NOON) in heard

    def test_drops_a_draft_too(self, world: World) -> None:
        order = cancel(world, drafted(world, brakes(world)))
        assert order.state == "cancelled"

    def test_needs_a_reason(self, world: World) -> None:
        with pytest.raises(Refused, match="请选择取消的原因"):
            cancel(world, drafted(world), reason=" ")

    def test_says_what_to_return_first(self, world: World) -> None:
        order = signed(world)
        pads = lines_of(order)[1]
        issuing.issue(
            world.parts_clerk,
            order.pk,
            quantities={pads.pk: 1},
            taken_by_id=world.staff("technician").pk,
            at=NOON,
        )
        with pytest.raises(Refused, match="“前制动片”1件已经领出，请先到备件柜台退料"):
            cancel(world, order)

    def test_says_whose_clock_to_stop_first(self, world: World) -> None:
        from huichang.workshop import clock

        order = signed(world, brakes(world))
        clock.clock_on(world.technician, floor.given(world, jobs_of(order)[0]).pk, at=NOON)
        with pytest.raises(OutOfTurn, match="北维修技师正在做“更换前制动片”，请先停止计时"):
            cancel(world, order)

    def test_is_refused_when_work_was_done(self, world: World) -> None:
        order = signed(world)
        order.jobs.filter(position=1).update(state="done")
        with pytest.raises(Refused, match="“更换前制动片”已经完工，不能取消整张工单"):
            cancel(world, order)

    @pytest.mark.parametrize("state", ["done", "checked", "settled", "delivered", "cancelled"])
    def test_is_too_late_after_the_work(self, world: World, state: str) -> None:
        order = signed(world)
        Order.objects.filter(pk=order.pk).update(state=state)
        with pytest.raises(OutOfTurn, match="不能取消"):
            cancel(world, order)

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        order = drafted(world)
        with pytest.raises(NotAllowed):
            orders.cancel_order(world.technician, order.pk, reason="price", at=NOON)
        with pytest.raises(Missing):
            orders.cancel_order(world.stranger, order.pk, reason="price", at=NOON)


@pytest.mark.req("LANE-22")
def test_no_line_starts_before_it_is_authorised_whatever_the_code_does(world: World) -> None:
    from django.db import IntegrityError, transaction

    order = drafted(world, brakes(world))
    for changes in ({"started_at": NOON}, {"state": "authorized"}, {"issued": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Line.objects.filter(pk=lines_of(order)[1].pk).update(**changes)


def test_extra_work_is_withdrawn_with_its_order(world: World) -> None:
    order = signed(world)
    extra = found(world, order)
    cancel(world, order)
    extra.refresh_from_db()
    assert (extra.state, extra.ended_reason) == ("withdrawn", "报价未谈妥")
