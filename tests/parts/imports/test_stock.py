from decimal import Decimal

import pytest

from huichang.kernel.refusals import Refused
from huichang.parts import places, proving, receiving
from huichang.parts.models import BackOrder, Batch, Bin, BinStock, Hold, Move, Part, Stock, Warehouse
from huichang.parts.receiving import Received
from tests import sheets
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-10")
KIND = "parts.stock"
HEAD: list[object] = ["配件编码", "货位", "库区", "数量", "单位成本", "库存金额", "批次号"]


@pytest.fixture
def fresh(world: World) -> Part:
    """A part that was never here."""
    return Part.objects.create(number="NW-1", name="新件", initials="xj")


def rows(*lines: list[object]) -> list[list[object]]:
    """The headings with some lines, short ones filled up."""
    return [HEAD, *([*line, *[""] * (len(HEAD) - len(line))] for line in lines)]


class TestWriting:
    def test_is_the_first_entry_of_the_ledger(self, world: World, fresh: Part) -> None:
        page = sheets.written(
            world.parts_manager,
            KIND,
            rows(["NW-1", "a-01-1", "", 4, "10.0099"], ["NW-1", "C-9", "主库", 2, "", 30]),
        )
        stock = Stock.objects.get(store=world.north, part=fresh)
        assert (stock.on_hand, stock.value, stock.home_bin) == (6, Decimal("70.04"), world.bin)
        assert page.counts == (("配件", 1), ("货位", 2), ("新建货位", 1), ("库存金额（元）", 70))
        moves = list(
            Move.objects.filter(part=fresh).order_by("pk").values_list("kind", "quantity", "on_hand_after")
        )
        assert moves == [("opening", 4, 4), ("opening", 2, 6)]
        assert Bin.objects.get(code="C-9").warehouse == world.main
        assert [each.says for each in proving.prove(world.north.pk)[1]] == []

    def test_serves_who_waits(self, world: World, fresh: Part) -> None:
        BackOrder.objects.create(
            store=world.north, part=fresh, quantity=1, for_appointment=7, asked_at=NOON, needed_at=NOON
        )
        sheets.written(world.parts_manager, KIND, rows(["NW-1", "A-01-1", "", 4, 10]))
        assert Hold.objects.get(part=fresh).quantity == 1

    def test_nothing_there_only_settles_the_part(self, world: World, fresh: Part) -> None:
        sheets.written(world.parts_manager, KIND, rows(["NW-1", "A-01-1", "", 0]))
        assert Stock.objects.get(part=fresh).home_bin == world.bin
        assert not Move.objects.filter(part=fresh).exists()

    def test_batches_are_kept(self, world: World, fresh: Part) -> None:
        Part.objects.filter(pk=fresh.pk).update(tracking="batch")
        sheets.written(
            world.parts_manager,
            KIND,
            rows(["NW-1", "A-01-1", "", 4, 10, "", "P1"], ["NW-1", "A-01-1", "", 1, 10, "", "P2"]),
        )
        assert dict(Batch.objects.values_list("number", "lying__quantity")) == {"P1": 4, "P2": 1}
        assert BinStock.objects.get(part=fresh).quantity == 5
        assert [each.says for each in proving.prove(world.north.pk)[1]] == []


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("line", "says"),
        [
            (
                ["BR-1001", "A-01-1", "", 1, 5],
                "第 2 行“配件编码”：本店已经有出入库，不能再导入期初库存，请用盘点调整数量。",
            ),
            (["NW-1", "A-01-1", "", -1, 5], "第 2 行“数量”：不能小于 0，现在是 -1，请核对。"),
            (["NW-1", "A-01-1", "", "1.5", 5], "第 2 行“数量”：这个配件只能按整件计，请改为整数。"),
            (
                ["NW-1", "A-01-1", "", 1],
                "第 2 行“单位成本”：没有单位成本，也没有库存金额，请至少填一个（不含税）。",
            ),
            (
                ["NW-1", "Z-1", "", 1, 5],
                "第 2 行“货位”：没有这个货位，请先在“库区货位”里建立，或在“库区”一栏写明它属于哪个库区。",
            ),
            (["NW-1", "Z-1", "三库", 1, 5], "第 2 行“库区”：没有这个库区，请先在“库区货位”里建立。"),
            (
                ["NW-1", "YY-01", "", 1, 5],
                "第 2 行“货位”：“预约货架”不放期初库存，请改为主库、分库或危险品库的货位。",
            ),
        ],
    )
    def test_is_told_by_line(self, world: World, fresh: Part, line: list[object], says: str) -> None:
        assert sheets.wrong(sheets.tried(world.parts_manager, KIND, rows(line))) == [says]

    def test_a_part_twice_in_one_bin(self, world: World, fresh: Part) -> None:
        page = sheets.tried(
            world.parts_manager, KIND, rows(["NW-1", "A-01-1", "", 1, 5], ["nw1", "A-01-1", "", 1, 5])
        )
        assert sheets.wrong(page) == ["第 3 行“货位”：与第 2 行重复，请只留一行。"]
        assert [each.value for each in page.problems] == ["NW1 A-01-1"]

    def test_hazardous_goods_outside_their_store_and_beyond_its_limit(
        self, world: World, fresh: Part
    ) -> None:
        Part.objects.filter(pk=fresh.pk).update(is_hazardous=True)
        Warehouse.objects.create(store=world.north, name="危险品库", place="hazard", most=3)
        page = sheets.tried(
            world.parts_manager, KIND, rows(["NW-1", "A-01-1", "", 1, 5], ["NW-1", "W-1", "危险品库", 5, 5])
        )
        assert sheets.wrong(page) == [
            "整个文件“库区”：“危险品库”限量 3，导入后会有 5，请分放到别的库区。",
            "第 2 行“货位”：危险品只能放进危险品库，请改为危险品库的货位。",
        ]

    @pytest.mark.parametrize(
        ("tracking", "line", "says"),
        [
            (
                "batch",
                ["NW-1", "A-01-1", "", 2, 5],
                "第 2 行“批次号”：这个配件按批次或序列号管理，没有填写批次号，请补上包装上的批次号或序列号。",
            ),
            (
                "serial",
                ["NW-1", "A-01-1", "", 2, 5, "", "S1"],
                "第 2 行“数量”：一个序列号只对应一件，请一件一行。",
            ),
        ],
    )
    def test_what_is_followed_by_number(
        self, world: World, fresh: Part, tracking: str, line: list[object], says: str
    ) -> None:
        Part.objects.filter(pk=fresh.pk).update(tracking=tracking)
        assert sheets.wrong(sheets.tried(world.parts_manager, KIND, rows(line))) == [says]


class TestUndo:
    def test_is_an_opposite_entry_and_can_be_brought_again(self, world: World, fresh: Part) -> None:
        lines = rows(["NW-1", "A-01-1", "", 4, 10], ["NW-1", "B-02-3", "", 2, 10])
        page = sheets.undone(world.parts_manager, sheets.written(world.parts_manager, KIND, lines))
        stock = Stock.objects.get(part=fresh)
        assert (page.state, stock.on_hand, stock.value) == ("undone", 0, 0)
        assert list(
            Move.objects.filter(part=fresh).order_by("pk").values_list("on_hand_after", flat=True)
        ) == [4, 6, 4, 0]
        assert [each.says for each in proving.prove(world.north.pk)[1]] == []
        again = sheets.written(world.parts_manager, KIND, lines)
        assert sheets.undone(world.parts_manager, again).state == "undone"

    def test_is_refused_with_the_list_when_the_part_has_moved(self, world: World, fresh: Part) -> None:
        page = sheets.written(world.parts_manager, KIND, rows(["NW-1", "A-01-1", "", 4, 10]))
        receiving.receive_parts(
            world.parts_manager,
            store_id=world.north.pk,
            document="S1",
            supplier="供应商",
            lines=[Received(fresh.pk, Decimal(1), Decimal(10))],
            at=NOON,
        )
        with pytest.raises(Refused, match="NW-1 新件 导入后已有 1 笔出入库，请用盘点更正"):
            sheets.undone(world.parts_manager, page)

    def test_is_refused_when_the_part_was_carried_to_another_bin(self, world: World, fresh: Part) -> None:
        page = sheets.written(world.parts_manager, KIND, rows(["NW-1", "A-01-1", "", 4, 10]))
        places.move_goods(
            world.parts_manager,
            fresh.pk,
            store_id=world.north.pk,
            source_id=world.bin.pk,
            target_id=world.second_bin.pk,
            quantity=Decimal(1),
            why="",
            at=NOON,
        )
        with pytest.raises(Refused, match="已有 2 笔出入库"):
            sheets.undone(world.parts_manager, page)
