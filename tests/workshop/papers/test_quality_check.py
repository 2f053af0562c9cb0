"""竣工检验单: printed as it usually is, at its largest, and with as little as there can be."""

from dataclasses import replace
from decimal import Decimal

import pytest

from huichang.workshop import papers as workshop
from tests.paper_data import (
    ADVISER,
    BARE_CAR,
    BARE_PARTY,
    CAR,
    CODE,
    LONG_CAR,
    LONG_PARTY,
    LONG_STORE,
    NAME,
    PARTY,
    QR,
    SIGNED,
    STORE,
    WORDY,
    at,
    pages,
    photo,
    words,
)


def usual() -> workshop.QualityCheck:
    """Passed at the second try, with a road test."""
    work = workshop.CheckedWork(name="更换前制动片（两侧）", technicians="王建国", done=True, passed=True)
    item = workshop.CheckedItem(
        name="制动性能", own=True, peer=True, final=True, value="制动距离 8.9 m（≤ 10 m）"
    )
    return workshop.QualityCheck(
        store=STORE,
        no="ZJ20261121-0123",
        qr=QR,
        printed_at=at(21, 16, 10),
        order_no="RO20261121-0123",
        checked_at=at(21, 16, 5),
        repair_type="一般维修（机电）",
        adviser="周敏",
        party=PARTY,
        car=CAR,
        works=(work, replace(work, name="更换机油机滤", note="油面在上限与下限之间")),
        items=(
            item,
            replace(item, name="轮胎螺栓扭力", value="120 N·m"),
            replace(item, name="仪表无故障灯", peer=None, value=""),
            replace(item, name="渗漏检查", final=True, value="", note="无渗漏"),
        ),
        parts=(
            workshop.CheckedPart(
                code="5Q0 698 151 AF",
                name="前制动片组件",
                issued=Decimal("1.000"),
                charged=Decimal("1.000"),
                unit="套",
            ),
        ),
        road_test=workshop.RoadTest(
            at=at(21, 15, 40),
            technician="王建国",
            inspector="何伟",
            start_km=45_211,
            end_km=45_217,
            minutes=18,
            result="制动平顺，无异响，无跑偏",
        ),
        road_test_needed=True,
        reworks=(
            workshop.Rework(
                at=at(21, 14, 20),
                item="左前轮制动异响",
                cause="卡钳导向销未涂润滑脂",
                responsible="王建国",
                result="已返工，复检合格",
            ),
        ),
        remaining=(
            workshop.Point(
                name="后制动片",
                state="soon",
                value="4 mm",
                remaining="约 9,000 km",
                risk="继续使用会磨损制动盘",
            ),
        ),
        washed=True,
        parked_at="完工区 7 号",
        passed=True,
        conclusion="委托项目全部完成，经检验合格，准予交车。",
        technician=replace(ADVISER, name="王建国"),
        peer=replace(ADVISER, name="刘军"),
        inspector=replace(SIGNED, name="何伟"),
    )


def huge() -> workshop.QualityCheck:
    """Two hundred lines, and it failed."""
    usually = usual()
    return replace(
        usually,
        store=LONG_STORE,
        car=LONG_CAR,
        party=LONG_PARTY,
        works=tuple(
            replace(usually.works[0], name=WORDY, technicians=NAME, passed=False, note=WORDY)
            for _ in range(60)
        ),
        items=tuple(replace(usually.items[0], name=WORDY, final=False, note=WORDY) for _ in range(80)),
        parts=tuple(
            replace(usually.parts[0], name=WORDY, code=CODE, charged=Decimal("2.5")) for _ in range(60)
        ),
        photos=tuple(workshop.Photo(image=photo(20 + 9 * i), caption=WORDY) for i in range(10)),
        passed=False,
        conclusion=WORDY * 3,
    )


def bare() -> workshop.QualityCheck:
    """Waiting for its inspector."""
    return workshop.QualityCheck(
        store=STORE,
        no="ZJ1",
        qr="",
        printed_at=at(21, 16),
        order_no="RO1",
        checked_at=None,
        repair_type="保养",
        adviser="周敏",
        party=BARE_PARTY,
        car=BARE_CAR,
        works=(),
        items=(),
        parts=(),
    )


@pytest.mark.req("PLAT-23", "LANE-50")
class TestQualityCheck:
    def test_fits_on_one_page(self) -> None:
        assert pages(usual().pdf()) == 1

    def test_breaks_over_pages_when_long(self) -> None:
        assert pages(huge().pdf()) >= 3

    def test_prints_with_the_least(self) -> None:
        assert pages(bare().pdf()) == 1

    def test_tells_whether_parts_agree(self) -> None:
        part = usual().parts[0]
        assert part.agrees
        assert not replace(part, charged=Decimal("2")).agrees

    def test_tells_the_verdict_the_road_test_and_the_rework(self) -> None:
        text = words(usual().pdf())
        for said in ("检验合格", "路程6km", "何伟", "卡钳导向销未涂润滑脂", "完工区7号", "约9,000km"):
            assert said in text
        assert "检验不合格" in words(huge().pdf())
        assert "待检验" in words(bare().pdf())
