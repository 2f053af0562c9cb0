"""What an order asks: kept for it, or waited for with a day (PARTS-12, PARTS-13)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from huichang.kernel.refusals import Refused
from huichang.parts import facts, issuing, picking, queries, receiving
from huichang.parts.models import BackOrder, Hold, PickLine
from huichang.parts.states import PickState
from tests.parts import storeroom
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-13")


class TestAsk:
    def test_keeps_what_is_free(self, world: World, told: list[Any]) -> None:
        pads, oil = storeroom.ask(world, (world.pads, 2), (world.oil, 1))
        assert storeroom.held(line=pads) == 2
        assert storeroom.stock(world, world.pads).held == 2
        assert storeroom.stock(world, world.oil).held == 1
        assert told == []
        picks = queries.picks_of_order(7)
        assert [picks[line].state for line in (pads, oil)] == [PickState.READY, PickState.READY]
        assert picks[pads].bin == "A-01-1"
        storeroom.assert_proved(world)

    def test_keeps_part_of_it_and_waits_for_the_rest(self, world: World, told: list[Any]) -> None:
        (line,) = storeroom.ask(world, (world.pads, 5))
        assert storeroom.held(line=line) == 2
        short = BackOrder.objects.get()
        assert storeroom.row(short.quantity, short.for_line, short.expected_on) == (3, line, None)
        assert told == [
            facts.PartShort(world.north.pk, 7, line, None, "前制动片", Decimal(3), None, NOON),
        ]
        card = queries.picks_of_order(7)[line]
        assert storeroom.row(card.ready, card.short, card.state) == (2, 3, PickState.PARTLY)

    def test_says_when_what_is_short_will_come(self, world: World, told: list[Any]) -> None:
        receiving.expect_parts(
            world.parts_clerk,
            world.pads.pk,
            store_id=world.north.pk,
            quantity=Decimal(4),
            expected_on=date(2026, 3, 5),
            at=NOON,
        )
        (line,) = storeroom.ask(world, (world.pads, 5))
        assert told[-1].expected_on == date(2026, 3, 5)
        assert queries.picks_of_order(7)[line].expected_on == date(2026, 3, 5)

    def test_tells_the_second_who_waits_another_day_or_none(self, world: World, told: list[Any]) -> None:
        for day in (5, 9):
            receiving.expect_parts(
                world.parts_clerk,
                world.pads.pk,
                store_id=world.north.pk,
                quantity=Decimal(2),
                expected_on=date(2026, 3, day),
                at=NOON,
            )
        storeroom.ask(world, (world.pads, 2), order_id=1)
        lines = {order: storeroom.ask(world, (world.pads, 2), order_id=order)[0] for order in (2, 3, 4)}
        days = [queries.picks_of_order(order)[line].expected_on for order, line in lines.items()]
        assert days == [date(2026, 3, 5), date(2026, 3, 9), None]

    def test_changes_the_quantity_when_asked_again(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.oil, 4))
        for quantity, kept in (("6", 6), ("2", 2), ("15", 12)):
            with transaction.atomic():
                picking.ask(
                    store_id=world.north.pk,
                    order_id=7,
                    order_number="RO0007",
                    plate="川A8F6K2",
                    promised_at=None,
                    lines=[picking.Asked(line, world.oil.pk, Decimal(quantity))],
                    at=NOON,
                )
            assert storeroom.held(line=line) == kept
            storeroom.assert_proved(world)
        assert BackOrder.objects.get(for_line=line, closed_at=None).quantity == 3

    def test_asks_nothing_for_no_lines(self, world: World) -> None:
        with storeroom.at_most(2):
            storeroom.ask(world)

    @pytest.mark.parametrize("quantity", ["0", "-1", "1.5"])
    def test_refuses_a_quantity_that_does_not_exist(self, world: World, quantity: str) -> None:
        with pytest.raises(Refused, match="数量不对|数量不能是"):
            storeroom.ask(world, (world.pads, quantity))

    def test_three_lines_cost_at_most_six_statements(self, world: World) -> None:
        with transaction.atomic(), storeroom.at_most(6):
            lines = [(world.pads, 2), (world.oil, 1), (world.filter, 1)]
            picking.ask(
                store_id=world.north.pk,
                order_id=1,
                order_number="RO1",
                plate="",
                promised_at=None,
                lines=[picking.Asked(n, part.pk, Decimal(q)) for n, (part, q) in enumerate(lines)],
                at=NOON,
            )

    def test_three_short_lines_cost_at_most_six_statements(self, world: World) -> None:
        with transaction.atomic(), storeroom.at_most(6):
            lines = [(world.pads, 9), (world.oil, 30), (world.filter, 99)]
            picking.ask(
                store_id=world.north.pk,
                order_id=1,
                order_number="RO1",
                plate="",
                promised_at=None,
                lines=[picking.Asked(n, part.pk, Decimal(q)) for n, (part, q) in enumerate(lines)],
                at=NOON,
            )


class TestWithdraw:
    def test_gives_what_was_kept_to_who_waits(self, world: World, told: list[Any]) -> None:
        (first,) = storeroom.ask(world, (world.pads, 2), order_id=1)
        (second,) = storeroom.ask(world, (world.pads, 1), order_id=2)
        told.clear()
        with transaction.atomic():
            picking.withdraw(store_id=world.north.pk, line_ids=[first], at=NOON)
        assert storeroom.held(line=second) == 1
        assert told == [facts.PartsArrived(world.north.pk, 2, second, None, "前制动片", NOON)]
        assert not PickLine.objects.filter(for_line=first).exists()
        assert not Hold.objects.filter(for_line=first, state="held").exists()
        storeroom.assert_proved(world)

    def test_refuses_while_something_is_out(self, world: World) -> None:
        (line,) = storeroom.ask(world, (world.pads, 2))
        taker = world.staff("technician")
        issuing.issue(world.parts_clerk, 7, quantities={line: Decimal(1)}, taken_by_id=taker.pk, at=NOON)
        with pytest.raises(Refused, match="“前制动片” 1 件已经领出，请先到备件柜台退料"):
            picking.withdraw(store_id=world.north.pk, line_ids=[line], at=NOON)

    def test_does_nothing_for_lines_that_ask_nothing(self, world: World) -> None:
        picking.withdraw(store_id=world.north.pk, line_ids=[12345], at=NOON)


class TestPromiseMoved:
    def test_changes_the_queue_and_the_turn(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 2), order_id=1)
        (early,) = storeroom.ask(world, (world.pads, 1), order_id=2)
        (late,) = storeroom.ask(world, (world.pads, 1), order_id=3, promised_at=NOON + timedelta(hours=2))
        assert [each.order_id for each in queries.pick_queue(world.north.pk)] == [3, 1, 2]
        with transaction.atomic():
            picking.promise_moved(2, NOON + timedelta(hours=1))
        assert [each.order_id for each in queries.pick_queue(world.north.pk)] == [2, 3, 1]
        storeroom.receive_for_waiting(world, world.pads, 1)
        assert storeroom.row(storeroom.held(line=early), storeroom.held(line=late)) == (1, 0)
