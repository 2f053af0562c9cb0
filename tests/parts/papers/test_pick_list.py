"""领料单: printed as it usually is, at its largest, and with as little as there can be."""

from dataclasses import replace
from decimal import Decimal

import pytest

from huichang.parts import papers as parts
from tests.paper_data import (
    ADVISER,
    CODE,
    LONG,
    LONG_STORE,
    NAME,
    QR,
    STORE,
    WORDY,
    at,
    pages,
    words,
)


def usual() -> parts.PickList:
    """Three lines, one of them short."""
    line = parts.PickLine(
        bin="A-03-2",
        code="5Q0 698 151 AF",
        name="前制动片组件",
        category="易损件",
        asked=Decimal("1.000"),
        issued=Decimal("1.000"),
        unit="套",
        price=Decimal("1280"),
    )
    return parts.PickList(
        store=STORE,
        no="LL20261121-0210",
        qr=QR,
        printed_at=at(21, 9, 50),
        order_no="RO20261121-0123",
        asked_at=at(21, 9, 42),
        needed_by=at(21, 10),
        plate="浙BD12345",
        model="大众 迈腾 2024 款 380TSI 尊贵型",
        vin="LSVAL41Z882104202",
        customer="欧阳震华",
        adviser="周敏",
        technician="王建国",
        team="机电一组",
        warehouse="主仓",
        lines=(
            line,
            replace(
                line,
                bin="B-11-1",
                code="G 052 183 M4",
                name="全合成机油 0W-20",
                category="消耗件",
                asked=Decimal("4.5"),
                issued=Decimal("4.5"),
                unit="升",
                price=Decimal("98"),
            ),
            replace(
                line,
                bin="C-02-4",
                code="5Q0 615 301 H",
                name="前制动盘",
                asked=Decimal("2"),
                issued=Decimal("1"),
                unit="件",
                price=Decimal("568"),
                note="欠 1 件，11-23 到",
            ),
        ),
        made_by="林涛",
        picked_by=replace(ADVISER, name="王建国"),
        issued_by=replace(ADVISER, name="林涛"),
    )


def huge() -> parts.PickList:
    """Two hundred lines given back."""
    usually = usual()
    line = replace(usually.lines[0], name=WORDY, code=CODE, note=WORDY, asked=Decimal("-12345.678"))
    return replace(
        usually,
        store=LONG_STORE,
        kind="退料单",
        customer=LONG,
        technician=NAME,
        model=WORDY,
        lines=tuple(
            replace(line, bin=f"Z-{i:03d}-大件区货架顶层", issued=Decimal(-i)) for i in range(1, 201)
        ),
    )


def bare() -> parts.PickList:
    """Nothing to pick, no prices."""
    return replace(usual(), lines=(), needed_by=None, plate="", team="", vin="", customer="")


@pytest.mark.req("PLAT-23", "PARTS-13")
class TestPickList:
    def test_fits_on_one_page(self) -> None:
        assert pages(usual().pdf()) == 1

    def test_breaks_over_pages_when_long(self) -> None:
        assert pages(huge().pdf()) >= 4

    def test_prints_with_the_least(self) -> None:
        assert pages(bare().pdf()) == 1

    def test_counts_what_was_issued(self) -> None:
        assert usual().total == Decimal("2289.00")
        assert usual().short == 1
        assert huge().total < 0

    def test_shows_no_money_without_prices(self) -> None:
        hidden = replace(usual(), lines=tuple(replace(line, price=None) for line in usual().lines))
        assert not hidden.with_prices
        text = words(hidden.pdf())
        assert "合计" not in text
        assert "A-03-2" in text

    def test_tells_what_is_short_and_when_it_comes(self) -> None:
        text = words(usual().pdf())
        for said in ("其中1行未发齐", "欠1件，11-23到", "2,289.00", "领料人"):
            assert said in text
        assert "退料人" in words(huge().pdf())
