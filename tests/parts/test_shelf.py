"""The booking shelf: laid out the day before, carried back if nobody comes (PARTS-11, LANE-05, LANE-06)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from huichang.company.roles import Role
from huichang.kernel.refusals import Missing, NotAllowed, Refused
from huichang.parts import askers, facts, holds, issuing, queries, shelf
from huichang.parts.models import Bin, Part
from tests.parts import storeroom
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-11")


def shelve(world: World, appointment_id: int = 3) -> str:
    """The clerk lays out a booking."""
    return shelf.shelve_for_booking(world.parts_clerk, appointment_id, at=NOON)


class TestShelveForBooking:
    def test_carries_the_goods_to_the_shelf(self, world: World, told: list[Any]) -> None:
        storeroom.book(world, {world.pads: 1, world.oil: 2})
        assert shelve(world) == "YY-01"
        assert storeroom.lying(world.pads, world.shelf) == 1
        assert storeroom.lying(world.oil, world.shelf) == 2
        stock = storeroom.stock(world, world.oil)
        assert storeroom.row(stock.on_hand, stock.held, stock.value) == (12, 2, Decimal("2361.60"))
        (booked,) = queries.booking_shelf(world.north.pk, on=TODAY)
        assert (booked.is_ready, booked.places, booked.plate) == (True, "YY-01", "川A66L88")
        clerk = world.parts_clerk.staff_id
        assert told == [facts.BookingShelved(world.north.pk, 3, True, NOON, clerk)]
        storeroom.assert_proved(world)

    def test_lays_out_what_is_there_and_says_that_some_is_missing(
        self, world: World, told: list[Any]
    ) -> None:
        storeroom.book(world, {world.pads: 3})
        shelve(world)
        (booked,) = queries.booking_shelf(world.north.pk, on=TODAY)
        assert (booked.is_ready, booked.short, booked.to_shelve) == (False, 1, 0)
        assert told[-1].complete is False

    def test_gives_each_booking_a_place_of_its_own(self, world: World) -> None:
        Bin.objects.create(store=world.north, warehouse=world.shelf.warehouse, code="YY-02", walk=901)
        storeroom.book(world, {world.oil: 1})
        storeroom.book(world, {world.oil: 1, world.filter: 1}, appointment_id=4)
        assert (shelve(world), shelve(world, 4)) == ("YY-01", "YY-02")
        storeroom.receive_for_waiting(world, world.pads, 4)
        storeroom.book(world, {world.oil: 1, world.pads: 1})
        assert shelve(world) == "YY-01"

    def test_is_what_the_booked_car_gets_first(self, world: World) -> None:
        storeroom.book(world, {world.oil: 1})
        shelve(world)
        (line,) = storeroom.ask(world, (world.oil, 2))
        with transaction.atomic():
            holds.move_to_lines(appointment_id=3, lines={world.oil.pk: line}, at=NOON)
        assert queries.picks_of_order(7)[line].bin == "YY-01"
        taker = world.staff(Role.TECHNICIAN).pk
        issuing.issue(world.parts_clerk, 7, quantities={line: Decimal(1)}, taken_by_id=taker, at=NOON)
        assert storeroom.lying(world.oil, world.shelf) == 0
        issuing.issue(world.parts_clerk, 7, quantities=None, taken_by_id=taker, at=NOON)
        assert storeroom.lying(world.oil, world.second_bin) == 10
        storeroom.assert_proved(world)

    def test_is_not_taken_by_another_car(self, world: World) -> None:
        storeroom.book(world, {world.pads: 1})
        shelve(world)
        (line,) = storeroom.ask(world, (world.pads, 1))
        taker = world.staff(Role.TECHNICIAN).pk
        issuing.issue(world.parts_clerk, 7, quantities={line: Decimal(1)}, taken_by_id=taker, at=NOON)
        assert storeroom.lying(world.pads, world.shelf) == 1
        assert storeroom.lying(world.pads, world.bin) == 0
        storeroom.assert_proved(world)

    def test_leaves_hazardous_goods_in_their_store(self, world: World) -> None:
        Part.objects.filter(pk=world.oil.pk).update(is_hazardous=True)
        storeroom.book(world, {world.oil: 1, world.pads: 1})
        shelve(world)
        assert storeroom.lying(world.oil, world.shelf) == 0
        with pytest.raises(Refused, match="都已经在货架上（危险品留在危险品库"):
            shelve(world)

    def test_refuses_a_second_time(self, world: World) -> None:
        storeroom.book(world, {world.pads: 1})
        shelve(world)
        with pytest.raises(Refused, match="都已经在货架上"):
            shelve(world)

    def test_refuses_without_a_shelf(self, world: World) -> None:
        world.shelf.delete()
        storeroom.book(world, {world.pads: 1})
        with pytest.raises(Refused, match="还没有预约货架"):
            shelve(world)

    def test_refuses_a_bin_that_is_no_shelf(self, world: World) -> None:
        storeroom.book(world, {world.pads: 1})
        with pytest.raises(Refused, match="A-01-1 不是预约货架"):
            shelf.shelve_for_booking(world.parts_clerk, 3, at=NOON, bin_id=world.bin.pk)

    def test_knows_no_booking_that_holds_nothing(self, world: World) -> None:
        with pytest.raises(Missing, match="没有预留配件"):
            shelve(world)

    def test_is_not_for_the_adviser(self, world: World) -> None:
        storeroom.book(world, {world.pads: 1})
        with pytest.raises(NotAllowed):
            shelf.shelve_for_booking(world.adviser, 3, at=NOON)

    def test_is_not_there_for_another_store(self, world: World) -> None:
        storeroom.book(world, {world.pads: 1})
        with pytest.raises(Missing):
            shelf.shelve_for_booking(world.actor(Role.PARTS_CLERK, world.south), 3, at=NOON)


@pytest.mark.req("LANE-06")
class TestPutBack:
    def test_carries_home_what_nobody_is_promised(self, world: World) -> None:
        storeroom.book(world, {world.pads: 1, world.oil: 2})
        storeroom.book(world, {world.oil: 1}, appointment_id=4)
        shelve(world)
        shelve(world, 4)
        with transaction.atomic():
            holds.release_for_appointment(3, at=NOON)
        left = queries.left_on_shelf(world.north.pk)
        assert [storeroom.row(each.name, each.quantity, each.shelf) for each in left] == [
            ("前制动片", 1, "YY-01"),
            ("全合成机油 4L", 2, "YY-01"),
        ]
        assert shelf.put_back(world.parts_clerk, world.north.pk, at=NOON) == 2
        assert storeroom.lying(world.pads, world.bin) == 2
        assert storeroom.lying(world.oil, world.shelf) == 1
        storeroom.assert_proved(world)

    def test_is_free_for_anybody_while_it_lies_there(self, world: World) -> None:
        storeroom.book(world, {world.pads: 2})
        shelve(world)
        with transaction.atomic():
            holds.release_for_appointment(3, at=NOON)
        (line,) = storeroom.ask(world, (world.pads, 2))
        taker = world.staff(Role.TECHNICIAN).pk
        assert queries.picks_of_order(7)[line].bin == "YY-01"
        issuing.issue(world.parts_clerk, 7, quantities=None, taken_by_id=taker, at=NOON)
        assert storeroom.lying(world.pads, world.shelf) == 0
        storeroom.assert_proved(world)

    def test_refuses_when_nothing_is_to_be_carried(self, world: World) -> None:
        with pytest.raises(Refused, match="没有需要归位的配件"):
            shelf.put_back(world.parts_clerk, world.north.pk, at=NOON)

    def test_is_not_for_the_adviser(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            shelf.put_back(world.adviser, world.north.pk, at=NOON)

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            shelf.put_back(world.parts_clerk, world.south.pk, at=NOON)


@pytest.mark.req("LANE-05")
class TestBookingShelf:
    def test_shows_today_and_tomorrow_in_the_order_in_which_the_cars_come(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        times = {3: NOON + timedelta(hours=26), 4: NOON + timedelta(hours=24), 5: NOON + timedelta(days=3)}
        monkeypatch.setattr(
            askers,
            "_APPOINTMENTS",
            [
                lambda store, ids: {
                    pk: askers.Asker(number=f"YY{pk}", at=times[pk], customer="王先生") for pk in ids
                }
            ],
        )
        storeroom.book(world, {world.oil: 1})
        storeroom.book(world, {world.oil: 1}, appointment_id=4)
        storeroom.book(world, {world.oil: 1}, appointment_id=5, expires_at=NOON + timedelta(days=3, hours=6))
        found = queries.booking_shelf(world.north.pk, on=TODAY)
        assert [(each.appointment_id, each.asker.customer) for each in found] == [
            (4, "王先生"),
            (3, "王先生"),
        ]
        assert found[0].on == TODAY + timedelta(days=1)

    def test_shows_a_booking_of_which_nothing_is_there(self, world: World) -> None:
        disc = world.part("BR-2", "制动盘", Decimal("300.00"))
        storeroom.book(world, {disc: 2})
        (booked,) = queries.booking_shelf(world.north.pk, on=TODAY)
        assert storeroom.row(booked.short, booked.to_shelve, booked.lines[0].quantity) == (1, 0, 2)
