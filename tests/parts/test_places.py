"""Store rooms, bins, and goods that change their place (PARTS-11)."""

from decimal import Decimal

import pytest

from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed, Refused
from huichang.parts import permissions, places, queries, shelf
from huichang.parts.models import Bin, Part, Warehouse
from huichang.parts.states import Place
from tests.parts import storeroom
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-11")


class TestAddWarehouse:
    def test_makes_a_store_room_with_its_rule(self, world: World) -> None:
        made = places.add_warehouse(
            world.parts_manager,
            store_id=world.north.pk,
            name="危险品库",
            place=Place.HAZARD,
            most=Decimal(200),
        )
        assert Warehouse.objects.get(pk=made.pk).most == 200

    @pytest.mark.parametrize(
        ("name", "most", "said"),
        [(" ", None, "请填写库区名称"), ("主库", None, "已经有库区"), ("油库", 0, "限量")],
    )
    def test_refuses_impossible_words(self, world: World, name: str, most: int | None, said: str) -> None:
        limit = None if most is None else Decimal(most)
        with pytest.raises(Refused, match=said):
            places.add_warehouse(
                world.parts_manager, store_id=world.north.pk, name=name, place=Place.MAIN, most=limit
            )

    def test_is_not_for_the_clerk(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            places.add_warehouse(world.parts_clerk, store_id=world.north.pk, name="分库", place=Place.BRANCH)

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            places.add_warehouse(
                world.parts_manager, store_id=world.south.pk, name="分库", place=Place.BRANCH
            )


class TestAddBin:
    def test_stands_last_on_the_way(self, world: World) -> None:
        made = places.add_bin(world.parts_manager, world.main.pk, code=" c-03-1 ")
        assert (made.code, made.walk) == ("C-03-1", 910)
        assert places.add_bin(world.parts_manager, world.main.pk, code="A-00-1", walk=0).walk == 0

    @pytest.mark.parametrize(("code", "said"), [("", "请填写货位编码"), ("a-01-1", "已经有了")])
    def test_refuses_impossible_codes(self, world: World, code: str, said: str) -> None:
        with pytest.raises(Refused, match=said):
            places.add_bin(world.parts_manager, world.main.pk, code=code)

    def test_is_not_for_the_clerk(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            places.add_bin(world.parts_clerk, world.main.pk, code="C-1")

    def test_is_not_there_for_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            places.add_bin(world.actor(Role.PARTS_MANAGER, world.south), world.main.pk, code="C-1")


class TestSettlePart:
    def settle(self, world: World, bin: Bin, by: Actor | None = None) -> None:
        places.settle_part(
            by or world.parts_clerk, world.pads.pk, store_id=world.north.pk, bin_id=bin.pk, at=NOON
        )

    def test_names_the_bin_in_which_a_part_belongs(self, world: World) -> None:
        self.settle(world, world.second_bin)
        assert queries.availability(world.north.pk, [world.pads.pk])[world.pads.pk].bin == "B-02-3"

    def test_refuses_the_booking_shelf(self, world: World) -> None:
        with pytest.raises(Refused, match="预约货架的货位不能作为固定货位"):
            self.settle(world, world.shelf)

    def test_is_not_for_the_adviser(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            self.settle(world, world.second_bin, by=world.adviser)

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            self.settle(world, world.second_bin, by=world.actor(Role.PARTS_CLERK, world.south))


class TestMoveGoods:
    def move(
        self,
        world: World,
        part: Part,
        quantity: str,
        source: Bin,
        target: Bin,
        by: Actor | None = None,
    ) -> str:
        return places.move_goods(
            by or world.parts_clerk,
            part.pk,
            store_id=world.north.pk,
            source_id=source.pk,
            target_id=target.pk,
            quantity=Decimal(quantity),
            why="并架",
            at=NOON,
        )

    def test_carries_quantity_and_value(self, world: World) -> None:
        assert self.move(world, world.oil, "5", world.second_bin, world.bin) == "YK2603020001"
        assert storeroom.lying(world.oil, world.bin) == 5
        stock = storeroom.stock(world, world.oil)
        assert storeroom.row(stock.on_hand, stock.value) == (12, Decimal("2361.60"))
        lines, more = queries.stock_card(world.parts_manager, world.oil.pk)
        assert [storeroom.row(line.quantity, line.bin, line.note) for line in lines[:2]] == [
            (5, "A-01-1", "并架"),
            (-5, "B-02-3", "并架"),
        ]
        assert more is None
        storeroom.assert_proved(world)

    def test_blocks_and_frees_goods_by_way_of_quarantine(self, world: World) -> None:
        bin = storeroom.place(world, "隔离区", Place.QUARANTINE, "GL-01")
        self.move(world, world.pads, "2", world.bin, bin)
        assert queries.availability(world.north.pk, [world.pads.pk])[world.pads.pk].free == 0
        (line,) = storeroom.ask(world, (world.pads, 1))
        assert storeroom.held(line=line) == 0
        self.move(world, world.pads, "1", bin, world.bin)
        assert storeroom.held(line=line) == 1
        storeroom.assert_proved(world)

    def test_refuses_to_block_what_is_promised(self, world: World) -> None:
        bin = storeroom.place(world, "隔离区", Place.QUARANTINE, "GL-01")
        storeroom.ask(world, (world.pads, 2))
        with pytest.raises(Refused, match="其余已为别的车预留"):
            self.move(world, world.pads, "1", world.bin, bin)

    def test_refuses_more_than_lies_there(self, world: World) -> None:
        with pytest.raises(Refused, match="只有 2 件"):
            self.move(world, world.pads, "3", world.bin, world.second_bin)

    def test_refuses_the_same_bin_and_half_pieces(self, world: World) -> None:
        with pytest.raises(Refused, match="同一个货位"):
            self.move(world, world.pads, "1", world.bin, world.bin)
        with pytest.raises(Refused, match="移库数量不对"):
            self.move(world, world.pads, "0.5", world.bin, world.second_bin)

    def test_refuses_to_lay_goods_on_the_shelf_without_a_booking(self, world: World) -> None:
        with pytest.raises(Refused, match="按预约备货"):
            self.move(world, world.pads, "1", world.bin, world.shelf)

    def test_refuses_to_take_a_bookings_goods_from_the_shelf(self, world: World) -> None:
        storeroom.book(world, {world.pads: 1})
        shelf.shelve_for_booking(world.parts_clerk, 3, at=NOON)
        with pytest.raises(Refused, match="是为预约备的，只有 0 件 可以移走"):
            self.move(world, world.pads, "1", world.shelf, world.bin)

    def test_keeps_hazardous_goods_in_their_store_and_within_its_limit(self, world: World) -> None:
        hazard = storeroom.place(world, "危险品库", Place.HAZARD, "WX-01", most=3)
        Part.objects.filter(pk=world.oil.pk).update(is_hazardous=True)
        with pytest.raises(Refused, match="只能放在危险品库或隔离区"):
            self.move(world, world.oil, "1", world.second_bin, world.bin)
        with pytest.raises(Refused, match="“危险品库”限量 3，放进去后会有 4"):
            self.move(world, world.oil, "4", world.second_bin, hazard)
        self.move(world, world.oil, "3", world.second_bin, hazard)
        storeroom.assert_proved(world)

    def test_is_not_for_the_service_manager(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            self.move(world, world.oil, "1", world.second_bin, world.bin, by=world.service_manager)

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            self.move(
                world,
                world.oil,
                "1",
                world.second_bin,
                world.bin,
                by=world.actor(Role.PARTS_CLERK, world.south),
            )

    def test_opens_the_hazardous_store_only_to_those_with_the_right(self, world: World) -> None:
        hazard = storeroom.place(world, "危险品库", Place.HAZARD, "WX-01")
        carrier = Actor(
            None, "搬运系统", {world.north.pk: frozenset({permissions.MOVE_GOODS})}, world.north.pk
        )
        with pytest.raises(NotAllowed, match="没有进入危险品库的权限"):
            self.move(world, world.oil, "1", world.second_bin, hazard, by=carrier)


class TestLimitPart:
    @pytest.mark.req("PARTS-11")
    def test_bounds_one_part_at_every_door(self, world: World) -> None:
        hazard = storeroom.place(world, "危险品库", Place.HAZARD, "W-01")
        places.limit_part(world.parts_manager, hazard.warehouse_id, part_id=world.oil.pk, most=Decimal(3))
        words = {"store_id": world.north.pk, "source_id": world.second_bin.pk, "target_id": hazard.pk}
        with pytest.raises(Refused, match="“危险品库”里“全合成机油 4L”限量 3 件，放进去后会有 4"):
            places.move_goods(world.parts_clerk, world.oil.pk, quantity=Decimal(4), why="", at=NOON, **words)
        places.move_goods(world.parts_clerk, world.oil.pk, quantity=Decimal(3), why="", at=NOON, **words)
        (room,) = [room for room in queries.warehouses(world.parts_clerk) if room.is_hazardous]
        assert [(limit.most, limit.lying) for limit in room.limits] == [(3, 3)]
        places.limit_part(world.parts_manager, hazard.warehouse_id, part_id=world.oil.pk, most=None)
        places.move_goods(world.parts_clerk, world.oil.pk, quantity=Decimal(1), why="", at=NOON, **words)

    def test_is_not_for_the_clerk_nor_for_another_store(self, world: World) -> None:
        for actor, refusal in ((world.parts_clerk, NotAllowed), (world.stranger, Missing)):
            with pytest.raises(refusal):
                places.limit_part(actor, world.main.pk, part_id=world.oil.pk, most=Decimal(3))
        with pytest.raises(Refused, match="不能小于零"):
            places.limit_part(world.parts_manager, world.main.pk, part_id=world.oil.pk, most=Decimal(-1))


class TestTheMap:
    @pytest.mark.req("PARTS-11")
    def test_shows_racks_and_where_a_part_lies(self, world: World) -> None:
        rooms = queries.warehouses(world.parts_clerk, part_id=world.oil.pk)
        main = next(room for room in rooms if room.name == "主库")
        assert [(rack.name, rack.columns[0].name) for rack in main.racks] == [("A", "A-01"), ("B", "B-02")]
        assert [(bin.code, bin.found) for bin in main.bins if bin.found] == [("B-02-3", 12)]
        page = queries.bin_page(world.parts_clerk, world.second_bin.pk)
        assert [each.part.number for each in page.contents] == ["FL-2001", "OL-3001"]
