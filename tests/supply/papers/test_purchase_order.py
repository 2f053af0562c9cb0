"""采购单: as it usually is, at its largest, and with as little as there can be."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from huichang.supply.papers import OrderedLine, PurchaseOrderPaper
from tests.paper_data import CODE, LONG, LONG_STORE, QR, STORE, WORDY, at, pages, words

pytestmark = pytest.mark.req("PARTS-20")


def usual() -> PurchaseOrderPaper:
    """Two lines of an urgent order."""
    line = OrderedLine(
        code="5Q0 698 151 AF",
        name="前制动片组件",
        theirs="Y-5Q0698151",
        quantity=Decimal(2),
        unit="套",
        price=Decimal("321.5000"),
        needed_on=date(2026, 11, 23),
        note="川A8F6K2",
    )
    return PurchaseOrderPaper(
        store=STORE,
        no="CG2611210001",
        qr=QR,
        printed_at=at(21, 9, 50),
        kind="急件订单",
        is_urgent=True,
        supplier="远岚汽车销售有限公司备件中心",
        contact="唐敏",
        phone="028-85550101",
        contract="GX-Y001-2025",
        terms="月结 30 天",
        ordered_at=at(21, 9, 42),
        expected_on=date(2026, 11, 23),
        ship_to="成都高新区 1 号",
        note="上午到",
        freight=Decimal("150.00"),
        rate=Decimal("0.13"),
        lines=(line, replace(line, code="L1", name="全合成机油 0W-20", unit="升", quantity=Decimal("4.5"))),
        made_by="林涛",
    )


class TestThePaper:
    def test_says_what_is_ordered_and_what_it_costs(self) -> None:
        paper = usual()
        said = words(paper.pdf())
        for text in ("采购单", "CG2611210001", "唐敏", "前制动片组件", "川A8F6K2", "2,530.92"):
            assert text in said, text
        assert (paper.net, paper.tax, paper.gross) == (
            Decimal("2239.75"),
            Decimal("291.17"),
            Decimal("2530.92"),
        )

    def test_says_the_rate_that_this_supplier_bills(self) -> None:
        small = replace(usual(), rate=Decimal("0.01"))
        assert (small.percent, small.tax, small.gross) == ("1%", Decimal("22.40"), Decimal("2262.15"))
        assert "税额（1%）" in words(small.pdf())

    def test_holds_two_hundred_lines_and_none(self) -> None:
        paper = usual()
        line = replace(paper.lines[0], name=WORDY, code=CODE, note=WORDY, theirs=CODE)
        large = replace(paper, store=LONG_STORE, supplier=LONG, lines=(line,) * 200)
        assert pages(large.pdf()) > 5
        assert "没有明细" in words(replace(paper, lines=(), contact="", contract="", expected_on=None).pdf())
