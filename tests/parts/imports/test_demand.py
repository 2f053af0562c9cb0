from datetime import date

import pytest

from huichang.parts.models import DemandHistory, Move
from tests import sheets
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-30")
KIND = "parts.demand"
HEAD = ["配件编码", "年月", "出库数量", "流失"]


class TestWriting:
    def test_months_are_new_or_replaced(self, world: World) -> None:
        sheets.written(
            world.parts_manager, KIND, [HEAD, ["BR1001", "202601", 3, ""], ["BR1001", "2026-02", 5, 2]]
        )
        page = sheets.written(
            world.parts_manager, KIND, [HEAD, ["BR1001", "2026年2月", 6, 0], ["FL2001", "2026/1", 9, 1]]
        )
        assert page.counts == (("新增月份", 1), ("替换月份", 1), ("配件", 2))
        found = DemandHistory.objects.order_by("part__number", "month").values_list(
            "part__number", "month", "quantity", "lost"
        )
        assert list(found) == [
            ("BR-1001", date(2026, 1, 1), 3, 0),
            ("BR-1001", date(2026, 2, 1), 6, 0),
            ("FL-2001", date(2026, 1, 1), 9, 1),
        ]
        sheets.undone(world.parts_manager, page)
        assert list(DemandHistory.objects.order_by("month").values_list("quantity", "lost")) == [
            (3, 0),
            (5, 2),
        ]


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("line", "says"),
        [
            (["BR1001", "2026-03", 3, ""], "第 2 行“月份”：这个月还没有结束，请只导入已经过完的月份。"),
            (["BR1001", "2026-13", 3, ""], "第 2 行“月份”：“2026-13”不是月份，请写成 2026-03 这样。"),
            (["BR1001", "2026-01", -3, ""], "第 2 行“出库数”：不能小于 0，现在是 -3，请核对。"),
            (["BR1001", "2026-01", 2.5, ""], "第 2 行“出库数”：这个配件只能按整件计，请改为整数。"),
            (["BR1001", "2026-01", 2, 0.5], "第 2 行“缺货流失数”：这个配件只能按整件计，请改为整数。"),
            (
                ["XX", "2026-01", 2, 0],
                "第 2 行“配件编码”：配件目录里没有这个编码，请核对编码，或先导入配件目录。",
            ),
        ],
    )
    def test_is_told_by_line(self, world: World, line: list[object], says: str) -> None:
        assert sheets.wrong(sheets.tried(world.parts_manager, KIND, [HEAD, line])) == [says]

    def test_months_that_the_ledger_knows(self, world: World) -> None:
        Move.objects.create(
            store=world.north,
            part=world.pads,
            bin=world.bin,
            kind="issue",
            quantity=-1,
            value=-1,
            on_hand_after=1,
            document="L",
            at=NOON.replace(month=2),
        )
        page = sheets.tried(
            world.parts_manager, KIND, [HEAD, ["BR1001", "2026-01", 3, ""], ["BR1001", "2026-02", 3, ""]]
        )
        assert sheets.wrong(page) == [
            "第 3 行“月份”：这个月本店已经用系统出库，历史需求只能导入启用系统之前的月份。"
        ]

    def test_a_month_twice(self, world: World) -> None:
        page = sheets.tried(
            world.parts_manager, KIND, [HEAD, ["BR1001", "2026-01", 3, ""], ["BR-1001", "2026/1", 3, ""]]
        )
        assert sheets.wrong(page) == ["第 3 行“配件编码”：与第 2 行重复，请只留一行。"]
        assert [each.value for each in page.problems] == ["BR-1001 2026-01"]
