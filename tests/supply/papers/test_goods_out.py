"""退货单 and 配件索赔单: as they usually are, at their largest."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from huichang.supply.papers import GoodsLine, GoodsOut
from tests.paper_data import CODE, LONG, LONG_STORE, QR, STORE, WORDY, at, pages, words

pytestmark = pytest.mark.req("PARTS-21")


def usual() -> GoodsOut:
    """A claim on one piece."""
    return GoodsOut(
        store=STORE,
        no="SP2611210001",
        qr=QR,
        printed_at=at(21, 9, 50),
        kind="配件索赔单",
        supplier="远岚汽车销售有限公司备件中心",
        reason="破损",
        written_at=at(21, 9, 42),
        receipt="RK2611200001",
        found="到货时",
        deadline_on=date(2026, 11, 24),
        words="外箱压扁，件体开裂",
        restores="必须更换本件",
        lines=(
            GoodsLine(
                code="LT-5001", name="近光灯泡", quantity=Decimal(1), unit="只", amount=Decimal("86.50")
            ),
        ),
        made_by="林涛",
    )


class TestThePaper:
    def test_says_what_is_claimed_and_why(self) -> None:
        said = words(usual().pdf())
        for text in ("配件索赔单", "SP2611210001", "外箱压扁", "必须更换本件", "近光灯泡", "86.50"):
            assert text in said, text

    def test_is_a_return_without_a_fault(self) -> None:
        said = words(replace(usual(), kind="采购退货单", reason="错件").pdf())
        assert "采购退货单" in said
        assert "故障说明" not in said

    def test_holds_two_hundred_lines_and_none(self) -> None:
        paper = usual()
        line = replace(paper.lines[0], name=WORDY, code=CODE, note=WORDY)
        assert (
            pages(replace(paper, store=LONG_STORE, supplier=LONG, words=WORDY, lines=(line,) * 200).pdf()) > 5
        )
        assert "没有明细" in words(replace(paper, lines=()).pdf())
