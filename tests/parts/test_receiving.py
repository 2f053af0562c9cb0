"""Goods that come, and goods that are on their way (PARTS-10, PARTS-13)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import facts, queries, receiving
from huichang.parts.models import Bin, Delivery, Move, Part
from huichang.parts.states import Place
from tests.parts import storeroom
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-10")
FRIDAY = TODAY + timedelta(days=4)


def receive(
    world: World,
    *lines: tuple[Part, int | str, str],
    by: Actor | None = None,
    document: str = "SH-88",
    bin: Bin | None = None,
) -> receiving.Receipt:
    """A delivery with its paper."""
    return receiving.receive_parts(
        by or world.parts_clerk,
        store_id=world.north.pk,
        document=document,
        supplier="远岚配件中心",
        lines=[
            receiving.Received(part.pk, Decimal(quantity), Decimal(cost), bin.pk if bin else None)
            for part, quantity, cost in lines
        ],
        at=NOON,
    )


class TestReceiveParts:
    def test_brings_quantity_and_value_in(self, world: World) -> None:
        receipt = receive(world, (world.pads, 4, "300.00"), (world.oil, 2, "190.333"))
        assert receipt == receiving.Receipt("RK2603020001", Decimal("1580.67"), 0)
        pads = storeroom.stock(world, world.pads)
        assert storeroom.row(pads.on_hand, pads.value) == (6, Decimal("1776.00"))
        move = Move.objects.filter(part=world.pads).latest("pk")
        assert (move.kind, move.document, move.note) == ("receipt", "RK2603020001", "远岚配件中心 SH-88")
        assert (move.bin, move.on_hand_after) == (world.bin, 6)
        storeroom.assert_proved(world)

    def test_gives_a_new_part_its_place(self, world: World) -> None:
        disc = Part.objects.create(number="BR-2001", name="前制动盘", initials="qzdp")
        receive(world, (disc, 2, "200.00"), bin=world.second_bin)
        receive(world, (disc, 1, "200.00"))
        assert storeroom.lying(disc, world.second_bin) == 3
        assert storeroom.stock(world, disc).home_bin == world.second_bin

    def test_puts_a_part_without_a_place_into_the_first_main_bin(self, world: World) -> None:
        disc = Part.objects.create(number="BR-2001", name="前制动盘", initials="qzdp")
        receive(world, (disc, 2, "200.00"))
        assert storeroom.lying(disc, world.bin) == 2

    @pytest.mark.req("PARTS-13")
    def test_serves_who_waits(self, world: World, told: list[Any]) -> None:
        (line,) = storeroom.ask(world, (world.pads, 4))
        told.clear()
        assert receive(world, (world.pads, 2, "300.00")).served == 1
        assert storeroom.held(line=line) == 4
        assert told == [facts.PartsArrived(world.north.pk, 7, line, None, "前制动片", NOON)]
        storeroom.assert_proved(world)

    def test_takes_off_what_was_on_its_way(self, world: World) -> None:
        storeroom.expect(world, world.pads, 3, FRIDAY)
        storeroom.expect(world, world.pads, 3, FRIDAY + timedelta(days=1))
        receive(world, (world.pads, 4, "300.00"))
        assert storeroom.stock(world, world.pads).in_transit == 2
        came = Delivery.objects.filter(came=True).order_by("pk")
        assert [delivery.quantity for delivery in came] == [3, 1]
        storeroom.assert_proved(world)

    @pytest.mark.req("PARTS-11")
    def test_puts_hazardous_goods_only_into_their_store(self, world: World) -> None:
        paint = Part.objects.create(number="PT-1", name="稀释剂", initials="xsj", is_hazardous=True)
        bin = storeroom.place(world, "危险品库", Place.HAZARD, "WX-01", most=10)
        with pytest.raises(Refused, match="“稀释剂”是危险品，只能放进危险品库"):
            receive(world, (paint, 2, "50.00"), bin=world.bin)
        receive(world, (paint, 8, "50.00"))
        assert storeroom.lying(paint, bin) == 8
        with pytest.raises(Refused, match="“危险品库”限量 10，放进去后会有 11"):
            receive(world, (paint, 3, "50.00"))

    def test_puts_nothing_new_on_the_booking_shelf(self, world: World) -> None:
        with pytest.raises(Refused, match="YY-01 是预约货架"):
            receive(world, (world.pads, 1, "300.00"), bin=world.shelf)

    @pytest.mark.parametrize(
        ("quantity", "cost", "said"),
        [
            ("0", "1", "数量不对"),
            ("-2", "1", "数量不对"),
            ("1.5", "1", "数量不对"),
            ("1", "-1", "进价不能小于零"),
        ],
    )
    def test_refuses_an_impossible_line(self, world: World, quantity: str, cost: str, said: str) -> None:
        with pytest.raises(Refused, match=said):
            receive(world, (world.pads, quantity, cost))

    def test_refuses_a_delivery_without_lines_or_paper(self, world: World) -> None:
        with pytest.raises(Refused, match="至少填写一行"):
            receive(world)
        with pytest.raises(Refused, match="送货单号"):
            receive(world, (world.pads, 1, "300.00"), document=" ")

    def test_refuses_when_there_is_no_bin_at_all(self, world: World) -> None:
        with pytest.raises(Refused, match="本店还没有货位"):
            receiving.receive_parts(
                world.actor(Role.PARTS_CLERK, world.south),
                store_id=world.south.pk,
                document="SH-1",
                supplier="",
                lines=[receiving.Received(world.pads.pk, Decimal(1), Decimal(1))],
                at=NOON,
            )

    def test_is_not_for_the_adviser(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            receive(world, (world.pads, 1, "300.00"), by=world.adviser)

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            receive(world, (world.pads, 1, "300.00"), by=world.actor(Role.PARTS_CLERK, world.south))

    @pytest.mark.parametrize("lines", [1, 30])
    def test_costs_the_same_for_one_line_and_for_thirty(self, world: World, lines: int) -> None:
        parts = [world.part(f"N-{number:03d}", "滤芯", Decimal("10.00")) for number in range(lines)]
        clerk = world.parts_clerk
        with storeroom.at_most(11):
            receive(world, *((part, 2, "6.00") for part in parts), by=clerk)


@pytest.mark.req("PARTS-13")
class TestExpectParts:
    def test_tells_who_waits_when_it_comes(self, world: World, told: list[Any]) -> None:
        (line,) = storeroom.ask(world, (world.pads, 3))
        told.clear()
        storeroom.expect(world, world.pads, 2, FRIDAY)
        assert storeroom.stock(world, world.pads).in_transit == 2
        assert told == [
            facts.PartExpected(world.north.pk, 7, line, None, "前制动片", Decimal(1), FRIDAY, NOON)
        ]
        assert queries.availability(world.north.pk, [world.pads.pk])[world.pads.pk].expected_on == FRIDAY
        storeroom.assert_proved(world)

    def test_refuses_yesterday(self, world: World) -> None:
        with pytest.raises(Refused, match="预计到货日期已经过去"):
            storeroom.expect(world, world.pads, 2, TODAY - timedelta(days=1))

    def test_refuses_half_a_piece(self, world: World) -> None:
        with pytest.raises(Refused, match="数量不对"):
            receiving.expect_parts(
                world.parts_clerk,
                world.pads.pk,
                store_id=world.north.pk,
                quantity=Decimal("0.5"),
                expected_on=FRIDAY,
                at=NOON,
            )

    @pytest.mark.parametrize("role", [Role.ADVISER, Role.TECHNICIAN])
    def test_is_for_the_parts_store_alone(self, world: World, role: Role) -> None:
        with pytest.raises(NotAllowed):
            receiving.expect_parts(
                world.actor(role),
                world.pads.pk,
                store_id=world.north.pk,
                quantity=Decimal(1),
                expected_on=FRIDAY,
                at=NOON,
            )

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            receiving.expect_parts(
                world.actor(Role.PARTS_CLERK, world.south),
                world.pads.pk,
                store_id=world.north.pk,
                quantity=Decimal(1),
                expected_on=FRIDAY,
                at=NOON,
            )


@pytest.mark.req("PARTS-13")
class TestChangeDelivery:
    def test_tells_the_new_day(self, world: World, told: list[Any]) -> None:
        delivery = storeroom.expect(world, world.pads, 2, FRIDAY)
        storeroom.ask(world, (world.pads, 3))
        told.clear()
        later = FRIDAY + timedelta(days=3)
        receiving.change_delivery(world.parts_clerk, delivery.pk, expected_on=later, at=NOON)
        assert [fact.expected_on for fact in told] == [later]

    def test_tells_that_no_day_is_known_any_more(self, world: World, told: list[Any]) -> None:
        delivery = storeroom.expect(world, world.pads, 2, FRIDAY)
        storeroom.ask(world, (world.pads, 3))
        told.clear()
        receiving.change_delivery(world.parts_clerk, delivery.pk, expected_on=None, at=NOON)
        assert [fact.expected_on for fact in told] == [None]
        assert storeroom.stock(world, world.pads).in_transit == 0
        with pytest.raises(OutOfTurn, match="已经到货或取消"):
            receiving.change_delivery(world.parts_clerk, delivery.pk, expected_on=FRIDAY, at=NOON)
        storeroom.assert_proved(world)

    def test_refuses_yesterday(self, world: World) -> None:
        delivery = storeroom.expect(world, world.pads, 2, FRIDAY)
        with pytest.raises(Refused, match="已经过去"):
            receiving.change_delivery(world.parts_clerk, delivery.pk, expected_on=date(2026, 3, 1), at=NOON)

    def test_is_not_for_the_adviser(self, world: World) -> None:
        delivery = storeroom.expect(world, world.pads, 2, FRIDAY)
        with pytest.raises(NotAllowed):
            receiving.change_delivery(world.adviser, delivery.pk, expected_on=None, at=NOON)

    def test_is_not_there_for_another_store(self, world: World) -> None:
        delivery = storeroom.expect(world, world.pads, 2, FRIDAY)
        southern = world.actor(Role.PARTS_CLERK, world.south)
        with pytest.raises(Missing):
            receiving.change_delivery(southern, delivery.pk, expected_on=None, at=NOON)
