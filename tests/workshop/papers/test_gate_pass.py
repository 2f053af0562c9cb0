"""出门证: on A4 and on the receipt roll, as it usually is, at its longest, and with as little as there can be."""

from dataclasses import replace
from typing import Literal

import pytest

from huichang.workshop import papers as workshop
from tests.paper_data import CODE, LONG_STORE, NAME, QR, STORE, WORDY, at, pages, words

Width = Literal["a4", "80mm"]


def usual() -> workshop.GatePass:
    """Everything paid."""
    return workshop.GatePass(
        store=STORE,
        no="CM20261121-0088",
        qr=QR,
        printed_at=at(21, 17, 2),
        printed_by="林秀珍",
        plate="浙BD12345",
        vin="LSVAL41Z882104202",
        model="大众 迈腾 2024 款 380TSI 尊贵型",
        colour="极地白",
        order_no="RO20261121-0123",
        statement_no="JS20261121-0117",
        settled="已结清",
        issued_at=at(21, 17, 2),
        valid_until=at(21, 20),
        adviser="周敏",
        cashier="林秀珍",
        receiver="李娜",
    )


def huge() -> workshop.GatePass:
    """On credit, with long names and notes, gone already."""
    return replace(
        usual(),
        store=LONG_STORE,
        model=WORDY,
        order_no=CODE,
        settled="挂账",
        credit_approved_by=NAME,
        receiver=NAME,
        passed_at=at(21, 17, 31),
        guard="钱大勇",
        notes=("一车一证，当日有效。", WORDY),
    )


def bare() -> workshop.GatePass:
    """A new car without a plate."""
    return replace(usual(), plate="", colour="", receiver="", printed_by="")


@pytest.mark.req("PLAT-23", "LANE-63")
@pytest.mark.parametrize("width", ["a4", "80mm"])
class TestGatePass:
    def test_is_one_page_always_and_quick(self, width: Width) -> None:
        for paper in (usual(), huge(), bare()):
            assert pages(replace(paper, width=width).pdf()) == 1

    def test_tells_what_the_guard_needs(self, width: Width) -> None:
        text = words(replace(usual(), width=width).pdf())
        for said in ("浙BD12345", "已结清", "交车", "2026-11-2120:00", "CM20261121-0088", "RO20261121-0123"):
            assert said in text

    def test_names_who_approved_the_credit(self, width: Width) -> None:
        assert "批准" in words(replace(huge(), width=width).pdf())
