from decimal import Decimal

import pytest

from huichang.kernel.refusals import Refused
from huichang.parts.models import Fit, Part, PartPrice, Stock
from tests import sheets
from tests.world import World

pytestmark = pytest.mark.req("PARTS-01")
KIND = "parts.master"
HEAD: list[object] = [
    "配件编码",
    "名称",
    "单位",
    "只能整数",
    "包装数",
    "条码",
    "适用车系",
    "替代为",
    "用途分类",
]


def rows(*lines: list[object]) -> list[list[object]]:
    """The headings with some lines, short ones filled up."""
    return [HEAD, *([*line, *[""] * (len(HEAD) - len(line))] for line in lines)]


class TestWriting:
    def test_makes_new_numbers_and_changes_known_ones(self, world: World) -> None:
        page = sheets.written(
            world.parts_manager,
            KIND,
            rows(
                ["BR-1001", "前制动片总成"],
                ["zz 9-1", "后减震器", "支", "是", 2, "6901234", "R5、L5", "", "维修件"],
            ),
        )
        assert page.counts == (("新建", 1), ("更改", 1), ("不变", 0))
        world.pads.refresh_from_db()
        assert (world.pads.name, world.pads.initials, world.pads.use_class) == (
            "前制动片总成",
            "qzdpzc",
            "wear",
        )
        made = Part.objects.get(number="ZZ9-1")
        assert (made.key, made.initials, made.unit, made.pack) == ("ZZ91", "hjzq", "支", Decimal(2))
        assert sorted(Fit.objects.filter(part=made).values_list("series", flat=True)) == ["L5", "R5"]

    def test_says_first_what_it_would_do(self, world: World) -> None:
        page = sheets.tried(world.parts_manager, KIND, rows(["BR-1001", "前制动片"], ["NEW-1", "新件"]))
        assert (page.state, page.counts) == ("ready", (("新建", 1), ("更改", 0), ("不变", 1)))
        assert not Part.objects.filter(key="NEW1").exists()

    def test_leads_old_numbers_to_new_ones_in_one_file(self, world: World) -> None:
        sheets.written(
            world.parts_manager,
            KIND,
            rows(
                ["A-1", "旧件", "", "", "", "", "", "A-2"],
                ["A-2", "新件"],
                ["BR-1001", "前制动片", "", "", "", "", "", "a2"],
            ),
        )
        new = Part.objects.get(key="A2")
        assert set(Part.objects.filter(replaced_by=new).values_list("key", flat=True)) == {"A1", "BR1001"}


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("line", "says"),
        [
            (["滤芯", "滤芯"], "第 2 行“配件编码”：编码里没有字母或数字，请填写厂家的配件编码。"),
            (["A1", ""], "第 2 行“名称”：没有填写，请补上。"),
            (
                ["A1", "件", "", "是", 1.5],
                "第 2 行“包装数”：只能整数的配件，包装数不能是小数，请改包装数，或把“只能整数”改为“否”。",
            ),
            (["A1", "件", "", "", 0], "第 2 行“包装数”：必须大于 0，现在是 0，请核对。"),
            (
                ["A1", "件", "", "", "", "", "", "B9"],
                "第 2 行“替代为”：目录和本文件里都没有这个新编码，请核对，或把新编码也写进文件。",
            ),
            (
                ["A1", "件", "", "", "", "", "", "a-1"],
                "第 2 行“替代为”：新旧编码绕成了一圈，请核对谁替代谁。",
            ),
            (
                ["A1", "件", "", "", "", "", "", "", "杂件"],
                "第 2 行“用途分类”：没有“杂件”这一种，请填：消耗件、易损件、维修件、基础件、肇事件。",
            ),
        ],
    )
    def test_is_told_by_line(self, world: World, line: list[object], says: str) -> None:
        assert sheets.wrong(sheets.tried(world.parts_manager, KIND, rows(line))) == [says]

    def test_the_same_number_twice_whatever_its_marks(self, world: World) -> None:
        page = sheets.tried(world.parts_manager, KIND, rows(["A-1", "件"], ["a1", "件"]))
        assert sheets.wrong(page) == ["第 3 行“配件编码”：与第 2 行重复，请只留一行。"]
        assert [each.value for each in page.problems] == ["A1"]

    def test_a_barcode_of_another_part(self, world: World) -> None:
        Part.objects.filter(pk=world.oil.pk).update(barcode="690")
        page = sheets.tried(
            world.parts_manager,
            KIND,
            rows(
                ["A1", "件", "", "", "", "690"],
                ["A2", "件", "", "", "", "691"],
                ["A3", "件", "", "", "", "691"],
            ),
        )
        assert sheets.wrong(page) == [
            "第 2 行“条码”：这个条码已经用在 OL-3001 上，请核对条码。",
            "第 4 行“条码”：第 3 行用了同一个条码，请核对条码。",
        ]

    def test_fractions_in_stock_of_what_becomes_whole(self, world: World) -> None:
        Part.objects.filter(pk=world.oil.pk).update(is_whole=False)
        Stock.objects.filter(part=world.oil).update(on_hand=Decimal("1.5"), value=1)
        page = sheets.tried(world.parts_manager, KIND, rows(["OL-3001", "机油", "", "是"]))
        assert sheets.wrong(page) == ["第 2 行“只能整数”：库存里有小数，不能改为只能整数，请先盘点成整数。"]


class TestUndo:
    def test_brings_back_the_words_and_takes_the_new_numbers_away(self, world: World) -> None:
        page = sheets.written(
            world.parts_manager,
            KIND,
            rows(
                ["BR-1001", "前制动片总成", "", "", "", "", "R5", "A-2"],
                ["A-2", "新件", "", "", "", "", "L5"],
            ),
        )
        page = sheets.undone(world.parts_manager, page)
        assert (page.state, page.counts) == ("undone", (("已恢复", 1), ("已删除", 1)))
        world.pads.refresh_from_db()
        assert (world.pads.name, world.pads.initials, world.pads.replaced_by_id) == ("前制动片", "qzdp", None)
        assert not Part.objects.filter(key="A2").exists()
        assert not Fit.objects.exists()

    def test_is_refused_with_the_list_when_a_new_number_is_in_use(self, world: World) -> None:
        page = sheets.written(world.parts_manager, KIND, rows(["A-1", "新件"]))
        PartPrice.objects.create(part=Part.objects.get(key="A1"), price=5, from_on="2026-03-02")
        with pytest.raises(Refused, match="A-1 新件 已有备件售价 1 条"):
            sheets.undone(world.parts_manager, page)

    def test_is_refused_when_the_words_were_changed_again(self, world: World) -> None:
        page = sheets.written(world.parts_manager, KIND, rows(["BR-1001", "前制动片总成"]))
        Part.objects.filter(pk=world.pads.pk).update(version=9)
        with pytest.raises(Refused, match="BR-1001 前制动片总成 的资料在导入之后又改过"):
            sheets.undone(world.parts_manager, page)
