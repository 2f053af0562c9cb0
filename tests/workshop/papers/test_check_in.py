"""CheckIn: printed as it usually is, at its largest, and with as little as there can be."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from huichang.workshop import papers as workshop
from tests.paper_data import (
    ADVISER,
    BARE_CAR,
    BARE_PARTY,
    CAR,
    CONCERNS,
    LONG_CAR,
    LONG_CONCERN,
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

DRAWING, DAMAGES = workshop.drawn(
    [
        {"side": "left", "x": 0.2, "y": 0.6, "kind": "scratch", "note": "左前叶子板 8 cm，未露底漆"},
        {"side": "rear", "x": 0.7, "y": 0.7, "kind": "dent"},
    ]
)


def usual() -> workshop.CheckIn:
    """A walk-round with damage, photos and a declined safety point."""
    tyre = workshop.Point(
        name="右后轮胎花纹",
        state="now",
        value="1.4 mm",
        remaining="0 km",
        risk="雨天制动距离明显变长，有爆胎危险",
    )
    groups = (
        ("前部与机舱", ("风挡玻璃", "雨刮片", "发动机机油", "防冻液", "蓄电池", "制动液")),
        ("轮胎与制动", ("左前轮胎", "右前轮胎", "左后轮胎", "前制动片", "后制动片", "备胎")),
        ("车内", ("仪表故障灯", "音响", "空调", "安全带", "天窗", "座椅")),
        ("灯光与后部", ("前照灯", "转向灯", "制动灯", "倒车影像", "后备箱")),
    )
    return workshop.CheckIn(
        store=STORE,
        no="JC20261121-0123",
        qr=QR,
        printed_at=at(21, 9, 32),
        opened_at=at(21, 9, 12),
        adviser="周敏",
        repair_type="一般维修（机电）",
        party=PARTY,
        car=CAR,
        covers=tuple(workshop.Tick(name=name, on=True) for name in ("座椅套", "方向盘套", "脚垫", "挡把套")),
        concerns=CONCERNS,
        belongings=(
            workshop.Tick(name="车钥匙", on=True, note="2 把"),
            workshop.Tick(name="行驶证", on=True),
            workshop.Tick(name="灭火器", on=False),
            workshop.Tick(name="随车工具", on=True),
            workshop.Tick(name="千斤顶", on=True),
            workshop.Tick(name="备胎", on=True),
            workshop.Tick(name="其他", on=True, note="儿童座椅"),
        ),
        groups=(
            *(
                workshop.PointGroup(
                    name=name, points=tuple(workshop.Point(name=p, state="ok") for p in points)
                )
                for name, points in groups
            ),
            workshop.PointGroup(
                name="底盘",
                points=(
                    workshop.Point(
                        name="前制动盘",
                        state="soon",
                        value="23.1 mm",
                        remaining="约 8,000 km",
                        risk="制动抖动",
                    ),
                    tyre,
                    workshop.Point(name="排气管", state=""),
                ),
            ),
        ),
        drawing=DRAWING,
        damages=DAMAGES,
        photos=tuple(
            workshop.Photo(image=photo(30 + 25 * i), caption=caption)
            for i, caption in enumerate(("左前", "右前", "左后", "右后", "仪表"))
        ),
        insurer="中国人民财产保险",
        insured_until=date(2027, 5, 11),
        next_service="50,000 km 或 2027年5月",
        estimate_minutes=102,
        estimate_amount=Decimal("2081.40"),
        advice=("建议下次保养更换空调滤清器。", "蓄电池启动电压 12.1 V，入冬前复测。"),
        declined=(tyre,),
        terms=TERMS[:1],
        customer=SIGNED,
        declined_by=SIGNED,
        adviser_signed=ADVISER,
    )


def huge() -> workshop.CheckIn:
    """Two hundred points, thirty marks, twenty photos."""
    usually = usual()
    sides = ("left", "right", "front", "rear", "top")
    drawing, damages = workshop.drawn(
        {"side": sides[i % 5], "x": i / 30, "y": 0.5, "kind": "scratch"} for i in range(30)
    )
    point = workshop.Point(
        name=WORDY, state="now", value="1.4 mm（标准 ≥ 1.6 mm）", remaining="0 km", risk=WORDY * 2
    )
    return replace(
        usually,
        store=LONG_STORE,
        car=LONG_CAR,
        party=LONG_PARTY,
        concerns=(LONG_CONCERN,) * 12,
        belongings=tuple(workshop.Tick(name=f"物品{i}", on=i % 2 == 0, note=WORDY[:i]) for i in range(30)),
        groups=tuple(workshop.PointGroup(name=f"第{i}部位", points=(point,) * 20) for i in range(10)),
        drawing=drawing,
        damages=tuple(replace(damage, note=WORDY) for damage in damages),
        photos=usually.photos * 4,
        declined=(point,) * 6,
        terms=TERMS * 8,
    )


def bare() -> workshop.CheckIn:
    """Nothing but a car at the door."""
    return workshop.CheckIn(
        store=STORE,
        no="JC1",
        qr="",
        printed_at=at(21, 9),
        opened_at=at(21, 9),
        adviser="周敏",
        repair_type="保养",
        party=BARE_PARTY,
        car=BARE_CAR,
        covers=(),
        concerns=(),
        belongings=(),
        groups=(),
    )


@pytest.mark.req("PLAT-23")
class TestCheckIn:
    def test_fits_on_one_sheet_front_and_back(self) -> None:
        assert pages(usual().pdf()) == 2

    def test_breaks_over_pages_when_long(self) -> None:
        assert pages(huge().pdf()) >= 3

    def test_prints_with_the_least(self) -> None:
        assert pages(bare().pdf()) == 1

    def test_tells_state_by_word_and_what_was_declined(self) -> None:
        text = words(usual().pdf())
        for said in (
            "45,210km",
            "立即处理",
            "近期处理",
            "未检",
            "1.4mm",
            "已告知风险",
            "座椅套",
            "左前叶子板",
        ):
            assert said in text

    def test_draws_the_marks_and_says_them(self) -> None:
        assert [(damage.no, damage.side, damage.kind) for damage in DAMAGES] == [
            (1, "左侧", "划痕"),
            (2, "车尾", "凹陷"),
        ]
        assert DRAWING.count(b"<circle") > bare().drawing.count(b"<circle")

    def test_says_that_covers_are_on_only_when_all_are(self) -> None:
        missing = replace(usual(), covers=(*usual().covers, workshop.Tick(name="翼子板垫", on=False)))
        assert "防护用品已铺设" in words(usual().pdf())
        assert "防护用品已铺设" not in words(missing.pdf())
