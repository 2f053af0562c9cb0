"""机动车维修竣工出厂合格证: printed as it usually is, at its largest, and with as little as there can be."""

from dataclasses import replace
from datetime import date

import pytest

from huichang.workshop import papers as workshop
from tests.paper_data import (
    BARE_CAR,
    CAR,
    CODE,
    LONG,
    LONG_CAR,
    LONG_STORE,
    NAME,
    QR,
    SIGNED,
    STORE,
    WORDY,
    at,
    pages,
    words,
)


def usual() -> workshop.Certificate:
    """After a second-level maintenance, with one return."""
    return workshop.Certificate(
        store=STORE,
        no="HG20261121-0045",
        qr=QR,
        printed_at=at(21, 16, 20),
        contract_no="RO20261121-0123",
        owner="欧阳震华",
        car=CAR,
        repair_type="二级维护",
        works=("二级维护", "更换前制动片（两侧）"),
        in_on=date(2026, 11, 21),
        out_on=date(2026, 11, 21),
        guarantee_km=5_000,
        guarantee_days=30,
        invoice_no="26332000000012345678",
        returns=(
            workshop.Returned(
                item="前制动异响",
                in_on=date(2026, 12, 2),
                out_on=date(2026, 12, 2),
                sender="李娜",
                inspector="何伟",
            ),
        ),
        inspector=replace(SIGNED, name="何伟"),
        receiver=SIGNED,
        terms=("凭本卡在质量保证期内返修；返修时请带车、带卡。",),
    )


def huge() -> workshop.Certificate:
    """Many works, many returns, names as long as they come."""
    return replace(
        usual(),
        store=LONG_STORE,
        owner=LONG,
        car=LONG_CAR,
        contract_no=CODE,
        works=(WORDY,) * 12,
        returns=tuple(replace(usual().returns[0], item=f"{i} {WORDY}", sender=NAME) for i in range(60)),
    )


def bare() -> workshop.Certificate:
    """No invoice yet, nobody signed."""
    return workshop.Certificate(
        store=STORE,
        no="HG1",
        qr="",
        printed_at=at(21, 16),
        contract_no="RO1",
        owner="李先生",
        car=BARE_CAR,
        repair_type="总成修理",
        works=(),
        in_on=date(2026, 11, 20),
        out_on=date(2026, 11, 21),
        guarantee_km=20_000,
        guarantee_days=100,
    )


@pytest.mark.req("PLAT-23", "LANE-52")
class TestCertificate:
    def test_fits_on_one_page(self) -> None:
        assert pages(usual().pdf()) == 1

    def test_breaks_over_pages_when_long(self) -> None:
        assert pages(huge().pdf()) >= 3

    def test_prints_with_the_least(self) -> None:
        assert pages(bare().pdf()) == 1

    def test_certifies_and_guarantees(self) -> None:
        text = words(usual().pdf())
        for said in (
            "准予出厂",
            "5,000公里",
            "30日",
            "RO20261121-0123",
            "EA888／CUF123456",
            "45,210km",
            "前制动异响",
        ):
            assert said in text
