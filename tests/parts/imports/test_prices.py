from datetime import date
from decimal import Decimal

import pytest

from huichang.company.roles import Role
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.parts import pricing, queries
from huichang.parts.models import GuidePrice, PartPrice
from tests import sheets
from tests.stories import Visiting
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-40")
KIND = "parts.prices"
HEAD = ["零件号", "含税售价", "指导价", "执行日期"]


class TestWriting:
    def test_prices_hold_from_their_day(self, world: World) -> None:
        page = sheets.written(
            world.parts_manager,
            KIND,
            [
                HEAD,
                ["BR1001", "1,200.00".replace(",", ""), 1300, "2026/10/1"],
                ["FL-2001", 40, "", ""],
                ["OL-3001", 328, "", ""],
            ],
        )
        assert page.counts == (("首次定价", 0), ("涨价", 2), ("降价", 0), ("不变", 1), ("厂家指导价", 1))
        assert queries.prices([world.filter.pk, world.pads.pk], TODAY, store_id=world.north.pk) == {
            world.filter.pk: Decimal(40),
            world.pads.pk: Decimal(480),
        }
        assert queries.prices([world.pads.pk], date(2026, 10, 1), store_id=world.north.pk) == {
            world.pads.pk: Decimal(1200)
        }
        assert GuidePrice.objects.get().price == 1300

    def test_a_price_of_the_same_day_is_corrected(self, world: World) -> None:
        PartPrice.objects.create(part=world.pads, store=world.north, price=500, from_on=TODAY)
        sheets.written(world.parts_manager, KIND, [HEAD, ["BR1001", 510, "", TODAY]])
        assert PartPrice.objects.get(part=world.pads, from_on=TODAY).price == 510

    def test_are_the_stores_own_or_by_who_may_the_groups(self, world: World) -> None:
        sheets.written(world.parts_manager, KIND, [HEAD, ["BR1001", 510, "", TODAY]])
        officer = world.actor(Role.NETWORK_OFFICER)
        sheets.written(officer, "parts.group_prices", [HEAD, ["BR1001", 530, "", TODAY]])
        with pytest.raises(NotAllowed):
            sheets.tried(world.parts_manager, "parts.group_prices", [HEAD, ["BR1001", 1, "", TODAY]])
        asked = [
            queries.prices([world.pads.pk], TODAY, store_id=store.pk)[world.pads.pk]
            for store in (world.north, world.south)
        ]
        assert asked == [510, 530]


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("line", "says"),
        [
            (
                ["XX-1", 5, "", ""],
                "第 2 行“配件编码”：配件目录里没有这个编码，请核对编码，或先导入配件目录。",
            ),
            (["BR1001", "", "", ""], "第 2 行“售价”：售价和厂家指导价都没有填，请至少填一个。"),
            (["BR1001", 0, "", ""], "第 2 行“售价”：必须大于 0，现在是 0，请核对。"),
            (["BR1001", "面议", "", ""], "第 2 行“售价”：“面议”不是数字，请填写数字。"),
            (
                ["BR1001", 5, "", "2026-03-01"],
                "第 2 行“生效日期”：过去的价格不能再改，请填写今天或以后的日期。",
            ),
            (["BR1001", 5, "", "下月"], "第 2 行“生效日期”：“下月”不是日期，请写成 2026-03-02 这样。"),
        ],
    )
    def test_is_told_by_line(self, world: World, line: list[object], says: str) -> None:
        assert sheets.wrong(sheets.tried(world.parts_manager, KIND, [HEAD, line])) == [says]

    def test_a_file_without_any_price(self, world: World) -> None:
        page = sheets.tried(world.parts_manager, KIND, [["零件号", "备注"], ["BR1001", "x"]])
        assert sheets.wrong(page) == [
            "整个文件“售价”：文件里没有售价，也没有厂家指导价，请至少要有其中一列。"
        ]

    def test_a_day_twice_names_part_and_day_and_two_unknown_numbers_are_no_double(self, world: World) -> None:
        page = sheets.tried(
            world.parts_manager,
            KIND,
            [
                HEAD,
                ["BR-1001", 5, "", "2026-10-01"],
                ["BR1001", 6, "", "2026/10/1"],
                ["XX-1", 5, "", ""],
                ["XX-2", 5, "", ""],
            ],
        )
        assert [(each.line, each.value, each.what) for each in page.problems] == [
            (3, "BR1001 2026-10-01", "与第 2 行重复"),
            (4, "XX-1", "配件目录里没有这个编码"),
            (5, "XX-2", "配件目录里没有这个编码"),
        ]


class TestUndo:
    def test_prices_are_as_they_were(self, world: World) -> None:
        PartPrice.objects.create(part=world.pads, store=world.north, price=500, from_on=TODAY)
        page = sheets.written(
            world.parts_manager, KIND, [HEAD, ["BR1001", 510, 600, TODAY], ["FL2001", 41, "", "2026-09-01"]]
        )
        assert sheets.undone(world.parts_manager, page).state == "undone"
        assert PartPrice.objects.get(part=world.pads, from_on=TODAY).price == 500
        assert queries.prices([world.filter.pk], date(2026, 9, 2), store_id=world.north.pk) == {
            world.filter.pk: Decimal(38)
        }
        assert not GuidePrice.objects.exists()

    def test_is_refused_with_the_list_when_an_order_used_a_price(self, world: World) -> None:
        page = sheets.written(world.parts_manager, KIND, [HEAD, ["BR1001", 510, "", TODAY]])
        order = Visiting(world).signed().order
        with pytest.raises(Refused, match=f"BR-1001 前制动片 已按导入的售价报给委托书 {order.number}"):
            sheets.undone(world.parts_manager, page)

    def test_is_refused_when_the_price_was_set_anew(self, world: World) -> None:
        page = sheets.written(world.parts_manager, KIND, [HEAD, ["BR1001", 510, "", "2026-09-01"]])
        pricing.set_price(
            world.parts_manager, world.pads.pk, price=Decimal(520), from_on=date(2026, 9, 1), at=NOON
        )
        with pytest.raises(Refused, match="从 2026-09-01 起的售价在导入之后又改过"):
            sheets.undone(world.parts_manager, page)
