"""The card of an order."""

import pytest

from huichang.kernel.refusals import Missing, NotAllowed
from huichang.parts import issuing
from huichang.parts.models import Stock
from huichang.workshop import amending, clock, extra_work, orders
from huichang.workshop.queries import order as queries
from huichang.workshop.states import Payer
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
    service,
    signed,
)
from tests.world import NOON, World, minutes


class TestOrderCard:
    @pytest.mark.req("LANE-23")
    def test_has_the_three_amounts_and_both_times_side_by_side(self, world: World) -> None:
        order = signed(world)
        extra, _ = asked(world, order, hose(world))
        card = queries.order_card(world.adviser, order.pk)
        assert (card.amounts.first, card.amounts.agreed, card.amounts.now, card.amounts.pending) == (
            1146,
            1146,
            1146,
            276,
        )
        extra_work.answer_extra(
            world.adviser, extra.pk, name="王建国", via="phone", price_told=card.amounts.pending, at=NOON
        )
        card = queries.order_card(world.adviser, order.pk)
        assert (card.amounts.first, card.amounts.agreed, card.amounts.now, card.amounts.pending) == (
            1146,
            1422,
            1422,
            0,
        )
        assert (card.promised_first_at, card.promised_at) == (READY_AT, READY_AT + minutes(60))

    @pytest.mark.req("LANE-15")
    def test_says_who_bears_what(self, world: World) -> None:
        order = drafted(world, brakes(world), service(world))
        amending.set_payer(
            world.adviser, order.pk, payer=Payer.INSURER, job_ids=[jobs_of(order)[0].pk], at=NOON
        )
        card = queries.order_card(world.adviser, order.pk)
        assert [(share.payer, share.labour, share.parts, share.total) for share in card.amounts.shares] == [
            ("customer", 100, 366, 466),
            ("insurer", 200, 480, 680),
        ]
        assert (card.amounts.customer, card.own_amounts.now) == (466, 466)

    def test_keeps_the_customer_s_own_amounts_apart(self, world: World) -> None:
        order = signed(world, brakes(world, repair_type="warranty"), service(world))
        extra, _ = asked(world, order, hose(world))
        extra_work.answer_extra(
            world.adviser,
            extra.pk,
            name="王建国",
            via="phone",
            price_told=queries.order_card(world.adviser, order.pk).amounts.pending,
            at=NOON,
        )
        own = queries.order_card(world.adviser, order.pk).own_amounts
        assert (own.first, own.agreed, own.now) == (466, 742, 742)

    def test_shows_parts_people_and_times(self, world: World) -> None:
        order = signed(world)
        technician = world.staff("technician")
        pads = lines_of(order)[1]
        issuing.issue(
            world.parts_clerk, order.pk, quantities={pads.pk: 1}, taken_by_id=technician.pk, at=NOON
        )
        clock.clock_on(world.technician, floor.given(world, jobs_of(order)[0]).pk, at=NOON)

        job = queries.order_card(world.adviser, order.pk).jobs[0]
        assert (job.assigned[0].technician, job.assigned[0].bay) == (technician.name, "机电1")
        assert (job.clocked[0].technician, job.clocked[0].since, job.clocked[0].until) == (
            technician.name,
            NOON,
            None,
        )
        assert job.lines[1].pick is not None
        assert (job.lines[1].pick.left, job.lines[1].issued) == (0, 1)

    def test_shows_what_was_found_asked_and_opened(self, world: World) -> None:
        order = signed(world)
        asked(world, order, hose(world), risk="可能漏油", is_safety=True)
        found(world, order, what="雨刮老化")
        first, second = queries.order_card(world.adviser, order.pk).extras

        assert (first.state, first.amount, len(first.photos), first.is_safety) == ("asked", 276, 1, True)
        assert first.link is not None
        assert first.link.opened_at is None
        assert (second.state, second.what, second.found_by) == (
            "found",
            "雨刮老化",
            world.staff("technician").name,
        )
        assert [job.title for job in first.points] == ["更换制动软管"]

    def test_is_missing_elsewhere_and_not_for_the_gate(self, world: World) -> None:
        order = drafted(world)
        with pytest.raises(Missing):
            queries.order_card(world.stranger, order.pk)
        with pytest.raises(NotAllowed, match="不能查看委托书"):
            queries.order_card(world.greeter, order.pk)

    @pytest.mark.parametrize("jobs", [1, 20])
    def test_costs_seven_statements_however_long_the_order(self, world: World, jobs: int) -> None:
        order = drafted(world, *[brakes(world, title=f"项目 {number}") for number in range(jobs)])
        Stock.objects.update(on_hand=500)
        actor = world.adviser
        with floor.statements(at_most=7):
            queries.order_card(actor, order.pk)


class TestCustomersOrder:
    @pytest.mark.req("CARE-60")
    def test_belongs_to_its_store(self, world: World) -> None:
        order = drafted(world, brakes(world))
        assert queries.customers_order(world.north.pk, order.pk).number == order.number
        with pytest.raises(Missing):
            queries.customers_order(world.south.pk, order.pk)


class TestOrderOf:
    def test_finds_the_order_of_a_job_a_line_and_extra_work(self, world: World) -> None:
        order = signed(world)
        extra = found(world, order)
        assert queries.order_of(world.adviser, "job", jobs_of(order)[0].pk) == order.pk
        assert queries.order_of(world.adviser, "line", lines_of(order)[0].pk) == order.pk
        assert queries.order_of(world.adviser, "extra", extra.pk) == order.pk
        with pytest.raises(Missing):
            queries.order_of(world.stranger, "job", jobs_of(order)[0].pk)


@pytest.mark.req("PLAT-11")
def test_every_act_stands_in_the_order_s_history(world: World) -> None:
    from huichang.kernel import journal

    order = drafted(world, brakes(world))
    orders.set_promise(world.adviser, order.pk, promised_at=READY_AT, at=NOON)
    events = journal.history_of(
        {"workshop.order": [order.pk], "workshop.job": [job.pk for job in jobs_of(order)]}
    )
    assert {event.what for event in events} >= {"确定承诺交车时间", "添加维修项目"}
