"""增项确认单: printed as it usually is, at its largest, and with as little as there can be."""

from dataclasses import replace
from decimal import Decimal

import pytest

from huichang.workshop import papers as workshop
from tests.paper_data import (
    ADVISER,
    CAR,
    LONG_CAR,
    LONG_PARTY,
    LONG_STORE,
    PARTY,
    QR,
    SIGNED,
    STORE,
    TERMS,
    WORDY,
    at,
    pages,
    photo,
    words,
)


def usual() -> workshop.Approval:
    """Two points: one agreed to, one declined with its reason."""
    discs = workshop.ApprovalPoint(
        no=1,
        title="前制动盘磨损超限",
        finding="两侧前制动盘有明显沟槽，厚度低于极限。",
        state="now",
        value="22.4 mm（极限 23.0 mm）",
        risk="制动时方向盘抖动，长下坡有制动力不足的危险",
        lines=(
            workshop.ApprovalLine(
                name="更换前制动盘", quantity="0.8 工时", price=Decimal("180"), amount=Decimal("144")
            ),
            workshop.ApprovalLine(
                name="前制动盘（原厂）", quantity="2 件", price=Decimal("568"), amount=Decimal("1136")
            ),
        ),
        photos=(
            workshop.Photo(image=photo(40), caption="左前制动盘"),
            workshop.Photo(image=photo(90), caption="卡尺读数"),
        ),
        answer="approved",
    )
    filter_line = workshop.ApprovalLine(
        name="空调滤清器（原厂）", quantity="1 件", price=Decimal("168"), amount=Decimal("168")
    )
    return workshop.Approval(
        store=STORE,
        no="ZX20261121-0123-1",
        qr=QR,
        printed_at=at(21, 11, 20),
        order_no="RO20261121-0123",
        found_at=at(21, 10, 42),
        found_by="王建国",
        adviser="周敏",
        party=PARTY,
        car=CAR,
        points=(
            discs,
            replace(
                discs,
                no=2,
                title="空调滤清器脏污",
                finding="滤芯发黑，出风量偏小。",
                state="soon",
                value="",
                risk="",
                lines=(filter_line,),
                photos=(),
                answer="declined",
                reason="下次保养一起换",
            ),
        ),
        first_signed=Decimal("821.40"),
        amended_before=Decimal("0"),
        promised_before=at(21, 17),
        promised_after=at(21, 18),
        answered_at=at(21, 11, 3),
        way="手机页面",
        terms=TERMS[:1],
        customer=SIGNED,
        adviser_signed=ADVISER,
    )


def huge() -> workshop.Approval:
    """Twenty points of ten lines with photos."""
    usually = usual()
    point = replace(
        usually.points[0],
        title=WORDY,
        finding=WORDY * 3,
        risk=WORDY * 2,
        lines=(replace(usually.points[0].lines[1], name=WORDY),) * 10,
        photos=usually.points[0].photos * 3,
    )
    return replace(
        usually,
        store=LONG_STORE,
        car=LONG_CAR,
        party=LONG_PARTY,
        points=tuple(replace(point, no=i, answer="declined" if i % 2 else "approved") for i in range(1, 21)),
    )


def bare() -> workshop.Approval:
    """Asked, not yet answered."""
    usually = usual()
    return replace(
        usually,
        points=(replace(usually.points[1], answer="", reason=""),),
        answered_at=None,
        way="",
        terms=(),
        promised_after=None,
        customer=workshop.Approval.customer,
        adviser_signed=workshop.Approval.adviser_signed,
    )


@pytest.mark.req("PLAT-23", "LANE-23")
class TestApproval:
    def test_fits_on_one_page(self) -> None:
        assert pages(usual().pdf()) == 1

    def test_breaks_over_pages_when_long(self) -> None:
        assert pages(huge().pdf()) >= 5

    def test_prints_with_the_least(self) -> None:
        assert pages(bare().pdf()) == 1

    def test_counts_only_what_was_agreed_to(self) -> None:
        assert usual().asked == Decimal("1448")
        assert usual().approved == Decimal("1280")
        assert usual().total_after == Decimal("2101.40")
        assert not usual().open

    def test_is_open_while_a_point_waits(self) -> None:
        assert bare().open
        assert "待答复" in words(bare().pdf())

    def test_shows_before_and_after(self) -> None:
        text = words(usual().pdf())
        for said in (
            "¥821.40",
            "¥1,280.00",
            "¥2,101.40",
            "壹仟贰佰捌拾元整",
            "11-2117:00",
            "11-2118:00",
            "下次保养一起换",
        ):
            assert said in text
