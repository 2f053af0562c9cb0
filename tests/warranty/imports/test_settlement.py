"""The settlement list: every line matched, what is wrong named by line, nothing half done (WARR-14)."""

import time
from decimal import Decimal

import pytest

from huichang.warranty.models import SettlementLine, Submission
from tests import sheets
from tests.warranty.claiming import Claiming
from tests.warranty.settlement import HEADS, KIND, imported, lines
from tests.world import World

pytestmark = pytest.mark.req("WARR-14")


class TestLines:
    def test_are_paid_cut_rejected_unknown_or_twice(self, world: World) -> None:
        number = Claiming(world).sent().claim.number
        page = imported(world, (number, 680, ""), ("SPD0", 100, "不认识"), (f"{number}-2", 5, ""))
        assert dict(page.counts) == {"全额支付": 1, "核减": 0, "拒付": 0, "对不上": 2, "重复支付": 0}
        again = sheets.written(
            world.warranty_clerk, KIND, [list(HEADS), ["JS-04", "2026-04", number, 680, ""]]
        )
        assert dict(again.counts)["重复支付"] == 1
        assert SettlementLine.objects.get(list_number="JS-04").outcome == "twice"

    def test_what_is_wrong_is_named_by_line_and_nothing_is_read(self, world: World) -> None:
        number = Claiming(world).sent().claim.number
        rows: list[list[object]] = [
            ["结算单号", "结算月份", "索赔单号", "车架号", "工时费", "配件费", "结算金额"],
            ["JS-1", "2026-03", number, "1HGCM82633A004352", 200, 480, 680],
            ["JS-1", "2026-03", "SPD1", "", 200, 480, 700],
            ["JS-1", "2026-03", "SPD2", "", 0, -5, -5],
            ["JS-1", "2026-03", "SPD1", "", 1, 1, 2],
        ]
        said = "".join(sheets.wrong(sheets.tried(world.warranty_clerk, KIND, rows)))
        for words in ("车架号与索赔单的", "之和是 680", "不能小于 0", "与第"):
            assert words in said
        assert not SettlementLine.objects.exists()

    def test_the_same_list_twice_is_refused_and_a_read_one_can_be_taken_back(self, world: World) -> None:
        number = Claiming(world).sent().claim.number
        page = imported(world, (number, 680, ""))
        again = sheets.tried(world.warranty_clerk, KIND, lines((number, 680, "")))
        assert "已经导入过" in "".join(sheets.wrong(again))
        sheets.undone(world.warranty_clerk, page)
        assert not SettlementLine.objects.exists()


def test_a_month_of_a_thousand_lines_takes_a_moment(world: World) -> None:
    """docs/performance.md has the figure for 20,000."""
    claim = Claiming(world).sent().claim
    Submission.objects.bulk_create(
        Submission(
            store=world.north,
            claim=claim,
            round=place,
            number=f"SPX{place}",
            asked=Decimal(100),
            sent_at=claim.opened_at,
        )
        for place in range(2, 1002)
    )
    began = time.monotonic()
    page = imported(
        world, *((f"SPX{place}", 100 if place % 2 else 60, "工时超标") for place in range(2, 1002))
    )
    assert dict(page.counts)["核减"] == 500
    assert time.monotonic() - began < 30
