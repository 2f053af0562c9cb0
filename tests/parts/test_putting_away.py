"""Putting away: from the receiving place to the shelves."""

from decimal import Decimal

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import issuing, printing_labels, putting_away, receiving, shelf
from huichang.parts.models import Bin, Part, PlaceLimit, Stock
from huichang.parts.queries import to_put_away
from huichang.parts.states import Place
from tests.parts import batchroom, storeroom
from tests.world import NOON, World

pytestmark = [pytest.mark.django_db, pytest.mark.req("PARTS-11"), pytest.mark.req("PARTS-20")]


def dock(world: World) -> Bin:
    """The receiving place."""
    return storeroom.place(world, "收货区", Place.RECEIVING, "SH-1")


def clip(world: World, number: str = "KJ-1") -> Part:
    """A part without a place of its own."""
    part = world.part(number, "卡扣", Decimal(3))
    Stock.objects.filter(part=part).update(home_bin=None)
    return part


def put(
    world: World, part: Part, source: Bin, target: Bin, quantity: str = "2", batch_id: int | None = None
) -> str:
    """The clerk puts goods away."""
    return putting_away.put_away(
        world.parts_clerk,
        part.pk,
        store_id=world.north.pk,
        source_id=source.pk,
        target_id=target.pk,
        quantity=Decimal(quantity),
        batch_id=batch_id,
        at=NOON,
    )


def settled(world: World, part: Part) -> int | None:
    """The bin in which the part belongs."""
    return storeroom.stock(world, part).home_bin_id


class TestPutAway:
    def test_carries_the_goods_with_their_value(self, world: World) -> None:
        part, source = clip(world), dock(world)
        storeroom.receive(world, part, 5, "2.00", source)
        number = put(world, part, source, world.bin, "3")
        assert number.startswith("SJ")
        assert (storeroom.lying(part, source), storeroom.lying(part, world.bin)) == (2, 3)
        assert (storeroom.stock(world, part).on_hand, storeroom.stock(world, part).value) == (5, 10)
        storeroom.assert_proved(world)

    def test_gives_the_part_its_place(self, world: World) -> None:
        part, source = clip(world), dock(world)
        storeroom.receive(world, part, 5, "2.00", source)
        put(world, part, source, world.second_bin)
        put(world, part, source, world.bin)
        assert settled(world, part) == world.second_bin.pk

    def test_carries_the_batch_that_was_scanned(self, world: World) -> None:
        part, source = batchroom.tracked(world), dock(world)
        batchroom.receive(world, part, 4, batchroom.came("L1"), bin=source)
        second = batchroom.receive(world, part, 4, batchroom.came("L2"), bin=source)
        put(world, part, source, world.bin, "4", second.pk)
        assert batchroom.lies(second) == {world.bin.code: Decimal(4)}

    def test_a_bin_said_to_be_full_is_not(self, world: World) -> None:
        source = dock(world)
        storeroom.receive(world, world.pads, 2, bin=source)
        putting_away.mark_full(world.parts_clerk, world.bin.pk, full=True)
        put(world, world.pads, source, world.bin)
        assert not Bin.objects.get(pk=world.bin.pk).is_full

    @pytest.mark.parametrize("quantity", ["0", "-1", "3", "1.5"])
    def test_refuses_more_than_waits_and_impossible_quantities(self, world: World, quantity: str) -> None:
        source = dock(world)
        storeroom.receive(world, world.pads, 2, bin=source)
        with pytest.raises(Refused, match="上架数不能是"):
            put(world, world.pads, source, world.bin, quantity)

    def test_refuses_what_is_no_shelf(self, world: World) -> None:
        source = dock(world)
        storeroom.receive(world, world.pads, 2, bin=source)
        quarantine = storeroom.place(world, "隔离区", Place.QUARANTINE, "GL-01")
        for bin in (quarantine, world.shelf):
            with pytest.raises(Refused, match="不能上架"):
                put(world, world.pads, source, bin)
        with pytest.raises(Refused, match="不能上架"):
            put(world, world.pads, source, source)

    def test_refuses_to_carry_from_shelf_to_shelf(self, world: World) -> None:
        storeroom.receive(world, world.pads, 2)
        with pytest.raises(Refused, match="不是收货区"):
            put(world, world.pads, world.bin, world.second_bin)

    def test_hazardous_goods_go_to_their_store_alone(self, world: World) -> None:
        part, source = world.part("QX-1", "清洗剂", Decimal(3)), dock(world)
        part.is_hazardous = True
        part.save()
        storeroom.receive(world, part, 2, bin=source)
        hazard = storeroom.place(world, "危险品库", Place.HAZARD, "W-01")
        with pytest.raises(Refused, match="只能上架到危险品库"):
            put(world, part, source, world.bin)
        put(world, part, source, hazard)
        assert storeroom.lying(part, hazard) == 2

    def test_only_who_may_enters_the_hazardous_store(self, world: World) -> None:
        source = dock(world)
        storeroom.receive(world, world.pads, 2, bin=source)
        hazard = storeroom.place(world, "危险品库", Place.HAZARD, "W-01")
        actor = batchroom.without(world.parts_clerk, "parts.enter_hazard_store")
        with pytest.raises(NotAllowed, match="没有进入危险品库的权限"):
            putting_away.put_away(
                actor,
                world.pads.pk,
                store_id=world.north.pk,
                source_id=source.pk,
                target_id=hazard.pk,
                quantity=Decimal(1),
                at=NOON,
            )

    def test_keeps_a_limit(self, world: World) -> None:
        source = dock(world)
        storeroom.receive(world, world.pads, 3, bin=source)
        PlaceLimit.objects.create(
            store=world.north, warehouse=world.bin.warehouse, part=world.pads, most=Decimal(1)
        )
        with pytest.raises(Refused, match="限量"):
            put(world, world.pads, source, world.bin, "3")

    def test_is_not_for_others(self, world: World) -> None:
        source = dock(world)
        storeroom.receive(world, world.pads, 2, bin=source)
        for actor, wrong in ((world.adviser, NotAllowed), (world.stranger, (NotAllowed, Missing))):
            with pytest.raises(wrong):
                putting_away.put_away(
                    actor,
                    world.pads.pk,
                    store_id=world.north.pk,
                    source_id=source.pk,
                    target_id=world.bin.pk,
                    quantity=Decimal(1),
                    at=NOON,
                )


class TestUndoPutAway:
    def test_brings_it_back_once(self, world: World) -> None:
        part, source = clip(world), dock(world)
        storeroom.receive(world, part, 5, "2.00", source)
        number = put(world, part, source, world.bin, "3")
        putting_away.undo_put_away(world.parts_clerk, world.north.pk, number, at=NOON)
        assert (storeroom.lying(part, source), storeroom.lying(part, world.bin)) == (5, 0)
        assert settled(world, part) is None
        with pytest.raises(OutOfTurn, match="已经撤销过"):
            putting_away.undo_put_away(world.parts_clerk, world.north.pk, number, at=NOON)
        storeroom.assert_proved(world)

    def test_leaves_a_place_that_it_had_before(self, world: World) -> None:
        source = dock(world)
        storeroom.receive(world, world.pads, 2, bin=source)
        before = settled(world, world.pads)
        number = put(world, world.pads, source, world.second_bin)
        putting_away.undo_put_away(world.parts_clerk, world.north.pk, number, at=NOON)
        assert settled(world, world.pads) == before

    def test_brings_every_batch_back(self, world: World) -> None:
        part, source = batchroom.tracked(world), dock(world)
        first = batchroom.receive(world, part, 1, batchroom.came("L1"), bin=source)
        second = batchroom.receive(world, part, 4, batchroom.came("L2"), bin=source)
        number = put(world, part, source, world.bin, "3")
        putting_away.undo_put_away(world.parts_clerk, world.north.pk, number, at=NOON)
        assert batchroom.lies(first) == {"SH-1": Decimal(1)}
        assert batchroom.lies(second) == {"SH-1": Decimal(4)}
        storeroom.assert_proved(world)

    def test_refuses_when_it_has_left_the_shelf(self, world: World) -> None:
        part, source = clip(world), dock(world)
        storeroom.receive(world, part, 2, "2.00", source)
        number = put(world, part, source, world.bin)
        storeroom.ask(world, (part, 1))
        issuing.issue(
            world.parts_clerk, 7, quantities=None, taken_by_id=world.technician.staff_id or 0, at=NOON
        )
        with pytest.raises(Refused, match="已经从货位上领走"):
            putting_away.undo_put_away(world.parts_clerk, world.north.pk, number, at=NOON)

    def test_knows_only_its_own_documents(self, world: World) -> None:
        storeroom.receive(world, world.pads, 2)
        for document in ("SJ0001", "RK1", ""):
            with pytest.raises(Missing):
                putting_away.undo_put_away(world.parts_clerk, world.north.pk, document, at=NOON)

    def test_is_not_for_others(self, world: World) -> None:
        source = dock(world)
        storeroom.receive(world, world.pads, 2, bin=source)
        number = put(world, world.pads, source, world.bin)
        for actor in (world.adviser, world.stranger):
            with pytest.raises((NotAllowed, Missing)):
                putting_away.undo_put_away(actor, world.north.pk, number, at=NOON)


class TestMarkFull:
    def test_has_room_again_when_something_leaves(self, world: World) -> None:
        part = clip(world)
        storeroom.receive(world, part, 3)
        putting_away.mark_full(world.parts_clerk, world.bin.pk, full=True)
        storeroom.receive(world, part, 1)
        assert Bin.objects.get(pk=world.bin.pk).is_full
        storeroom.ask(world, (part, 1))
        issuing.issue(
            world.parts_clerk, 7, quantities=None, taken_by_id=world.technician.staff_id or 0, at=NOON
        )
        assert not Bin.objects.get(pk=world.bin.pk).is_full

    def test_can_be_taken_back(self, world: World) -> None:
        putting_away.mark_full(world.parts_clerk, world.bin.pk, full=True)
        assert not putting_away.mark_full(world.parts_clerk, world.bin.pk, full=False).is_full

    def test_is_not_for_others(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            putting_away.mark_full(world.adviser, world.bin.pk, full=True)
        with pytest.raises(Missing):
            putting_away.mark_full(world.stranger, world.bin.pk, full=True)


class TestToPutAway:
    def shelf(self, world: World, part: Part) -> tuple[str, str]:
        """Where the part should go, and why."""
        (line,) = [each for each in to_put_away.to_put_away(world.parts_clerk) if each.part.id == part.pk]
        return (line.shelf.code, line.shelf.why) if line.shelf else ("", "")

    def bin(self, world: World, code: str, walk: int, size: str = "") -> Bin:
        """One more empty bin of the main store."""
        made: Bin = Bin.objects.create(
            store=world.north, warehouse=world.bin.warehouse, code=code, walk=walk, size=size
        )
        return made

    def test_its_own_place_first_then_where_it_lies(self, world: World) -> None:
        part, source = clip(world), dock(world)
        storeroom.receive(world, part, 2, bin=source)
        storeroom.receive(world, part, 2, bin=world.second_bin)
        assert self.shelf(world, part) == (world.second_bin.code, "已有同件")
        stock = storeroom.stock(world, part)
        stock.home_bin = world.bin
        stock.save()
        assert self.shelf(world, part) == (world.bin.code, "固定货位")
        putting_away.mark_full(world.parts_clerk, world.bin.pk, full=True)
        assert self.shelf(world, part)[0] == world.second_bin.code

    def test_else_an_empty_bin_of_its_size_class_and_zone(self, world: World) -> None:
        part, source = clip(world), dock(world)
        storeroom.receive(world, part, 2, bin=source)
        self.bin(world, "X-01", 9001, "large")
        self.bin(world, "Y-01", 9002, "small")
        self.bin(world, "Y-02", 9003, "small")
        part.size = "medium"
        part.save()
        assert self.shelf(world, part)[0] == "X-01"
        part.size = "small"
        part.save()
        assert self.shelf(world, part) == ("Y-01", "空货位，放小件")
        stock = storeroom.stock(world, part)
        stock.abc = "C"
        stock.save()
        assert self.shelf(world, part) == ("Y-02", "空货位，放小件，不常用，靠后")
        other = clip(world, "KJ-2")
        part.system = other.system = "车身"
        part.save()
        other.save()
        storeroom.receive(world, other, 1, bin=self.bin(world, "X-02", 9004))
        part.size = ""
        part.save()
        assert self.shelf(world, part)[0] == "X-01"

    def test_two_parts_get_two_empty_bins_in_walking_order(self, world: World) -> None:
        source = dock(world)
        for number in ("KJ-1", "KJ-2"):
            storeroom.receive(world, clip(world, number), 2, bin=source)
        self.bin(world, "Y-02", 9003)
        self.bin(world, "Y-01", 9002)
        codes = [line.shelf.code for line in to_put_away.to_put_away(world.parts_clerk) if line.shelf]
        assert codes == ["Y-01", "Y-02"]

    def test_hazardous_goods_only_in_their_store_and_nothing_else_there(self, world: World) -> None:
        source = dock(world)
        part = world.part("QX-1", "清洗剂", Decimal(3))
        part.is_hazardous = True
        part.save()
        storeroom.receive(world, part, 2, bin=source)
        storeroom.place(world, "危险品库", Place.HAZARD, "W-01")
        assert self.shelf(world, part)[0] == "W-01"
        part.is_hazardous = False
        part.save()
        assert self.shelf(world, part)[0] != "W-01"

    def test_says_who_waits_and_names_batches(self, world: World) -> None:
        part, source = batchroom.tracked(world), dock(world)
        batchroom.receive(world, part, 1, batchroom.came("L1"), bin=source)
        batchroom.receive(world, part, 4, batchroom.came("L2"), bin=source)
        storeroom.ask(world, (part, 2))
        lines = to_put_away.to_put_away(world.parts_clerk)
        assert [(line.batch, line.quantity, line.waited) for line in lines] == [("L1", 1, 1), ("L2", 4, 1)]

    @pytest.mark.parametrize(
        ("elsewhere", "ordered", "booked", "promised", "waited"),
        [
            (0, 2, 0, 2, 2),
            (2, 2, 0, 0, 0),
            (1, 2, 0, 1, 1),
            (0, 0, 2, 2, 0),
            (2, 2, 1, 1, 0),
            (1, 2, 1, 2, 1),
        ],
    )
    def test_hurries_only_for_what_nothing_elsewhere_can_serve(
        self, world: World, elsewhere: int, ordered: int, booked: int, promised: int, waited: int
    ) -> None:
        part, source = clip(world), dock(world)
        storeroom.receive(world, part, 3, bin=source)
        if elsewhere:
            storeroom.receive(world, part, elsewhere)
        if ordered:
            storeroom.ask(world, (part, ordered))
        if booked:
            storeroom.book(world, {part: booked})
        (line,) = to_put_away.to_put_away(world.parts_clerk)
        assert (line.promised, line.waited) == (promised, waited)

    def test_does_not_hurry_for_what_the_booking_shelf_has(self, world: World) -> None:
        part, source = clip(world), dock(world)
        storeroom.receive(world, part, 1)
        storeroom.book(world, {part: 1})
        shelf.shelve_for_booking(world.parts_clerk, 3, at=NOON)
        storeroom.receive(world, part, 3, bin=source)
        (line,) = to_put_away.to_put_away(world.parts_clerk)
        assert (line.promised, line.waited) == (0, 0)

    def test_costs_a_fixed_number_of_statements(self, world: World) -> None:
        source = dock(world)
        for number in range(12):
            part = clip(world, f"KJ-{number}")
            part.system, part.is_hazardous = "车身", number == 3
            part.save()
            storeroom.receive(world, part, 2, bin=source)
        clerk = world.parts_clerk
        with storeroom.at_most(9):
            to_put_away.to_put_away(clerk)

    def test_is_not_for_others(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            to_put_away.to_put_away(world.technician)


class TestReceiving:
    def test_goods_wait_on_the_receiving_place_without_settling_there(self, world: World) -> None:
        part, source = clip(world), dock(world)
        receiving.receive_parts(
            world.parts_clerk,
            store_id=world.north.pk,
            document="SH-1",
            supplier="博安",
            lines=[receiving.Received(part.pk, Decimal(2), Decimal(2), source.pk)],
            at=NOON,
        )
        assert storeroom.lying(part, source) == 2
        assert settled(world, part) is None

    def test_labels_say_where_it_is_to_be_put(self, world: World) -> None:
        source = dock(world)
        receipt = receiving.receive_parts(
            world.parts_clerk,
            store_id=world.north.pk,
            document="SH-1",
            supplier="博安",
            lines=[receiving.Received(world.pads.pk, Decimal(2), Decimal(2), source.pk)],
            at=NOON,
        )
        paper = printing_labels.receipt_labels(world.parts_clerk, receipt.number, at=NOON)
        assert any(world.bin.code in line for line in paper.labels[0].lines)
