"""DispatchSlip: printed as it usually is, at its largest, and with as little as there can be."""

from dataclasses import replace
from decimal import Decimal

import pytest

from huichang.workshop import papers as workshop
from tests.paper_data import (
    BARE_CAR,
    BARE_PARTY,
    CAR,
    CHANGE,
    CODE,
    CONCERNS,
    LONG,
    LONG_CAR,
    LONG_CONCERN,
    LONG_PARTY,
    LONG_STORE,
    NAME,
    PARTY,
    QR,
    STORE,
    WORDY,
    at,
    pages,
    words,
)


def usual() -> workshop.DispatchSlip:
    """Work for two people in one bay."""
    item = workshop.DispatchItem(
        job_no="1",
        code="46-10-0210",
        name="更换前制动片（两侧）",
        minutes=72,
        technicians="王建国",
        bay="2 号机电",
        starts_at=at(21, 9, 45),
        ends_at=at(21, 11),
        payer="客户自费",
    )
    return workshop.DispatchSlip(
        store=STORE,
        no="PG20261121-0123-1",
        qr=QR,
        printed_at=at(21, 9, 40),
        order_no="RO20261121-0123",
        opened_at=at(21, 9, 40),
        finish_by=at(21, 16, 30),
        promised_at=at(21, 17),
        adviser="周敏",
        dispatcher="赵志强",
        team="机电一组",
        bay="2 号机电",
        repair_type="一般维修（机电）",
        arrival="自行驶入",
        party=PARTY,
        car=CAR,
        insurer="中国人民财产保险",
        concerns=CONCERNS,
        items=(item, replace(item, job_no="2", code="03-00-0100", name="更换机油机滤", minutes=30)),
        parts=(
            workshop.DispatchPart(
                job_no="1",
                code="5Q0 698 151 AF",
                name="前制动片组件",
                quantity=Decimal("1.000"),
                unit="套",
                bin="预约 A-03",
                state="已备货",
            ),
        ),
        changes=(CHANGE,),
        wash=True,
        old_parts="taken",
        warnings=(
            "本车在召回范围：安全气囊控制单元软件，请同时完成。",
            "同一系统 62 天前修过，疑似返修，请留照片。",
        ),
        tools="制动分泵回位工具、扭力扳手 40–200 N·m",
    )


def huge() -> workshop.DispatchSlip:
    """Two hundred lines and many hands."""
    usually = usual()
    return replace(
        usually,
        store=LONG_STORE,
        car=LONG_CAR,
        party=LONG_PARTY,
        insurer=LONG,
        team="钣金喷漆联合攻坚一组（夜班）",
        bay="事故车 12 号四柱举升",
        concerns=(LONG_CONCERN,) * 10,
        items=tuple(
            replace(usually.items[0], name=f"{i} {WORDY}", code=CODE, technicians=f"{NAME}、王建国")
            for i in range(100)
        ),
        parts=tuple(
            replace(usually.parts[0], name=f"{i} {WORDY}", code=CODE, state=WORDY) for i in range(100)
        ),
        warnings=(WORDY * 2,) * 5,
    )


def bare() -> workshop.DispatchSlip:
    """Not yet in a bay, nobody named."""
    return workshop.DispatchSlip(
        store=STORE,
        no="PG1",
        qr="",
        printed_at=at(21, 9),
        order_no="RO1",
        opened_at=at(21, 9),
        finish_by=None,
        promised_at=None,
        adviser="周敏",
        dispatcher="赵志强",
        team="",
        bay="",
        repair_type="保养",
        arrival="",
        party=BARE_PARTY,
        car=BARE_CAR,
        concerns=(),
        items=(),
        parts=(),
    )


@pytest.mark.req("PLAT-23")
class TestDispatchSlip:
    def test_fits_on_one_page(self) -> None:
        assert pages(usual().pdf()) == 1

    def test_breaks_over_pages_when_long(self) -> None:
        assert pages(huge().pdf()) >= 3

    def test_prints_with_the_least(self) -> None:
        assert pages(bare().pdf()) == 1

    def test_tells_the_workshop_what_to_do_and_no_price(self) -> None:
        text = words(usual().pdf())
        for said in (
            "2号机电",
            "机电一组",
            "王建国",
            "召回",
            "标准工时合计1.7小时",
            "预约A-03",
            "前制动盘磨损超限",
        ):
            assert said in text
        assert "¥" not in text
        assert "1,280" not in text
