"""维修费用结算清单: printed as it usually is, at its largest, and with as little as there can be."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from huichang.billing import papers as billing
from tests.paper_data import (
    ADVISER,
    CODE,
    LONG,
    LONG_STORE,
    NAME,
    QR,
    SIGNED,
    STORE,
    TERMS,
    WORDY,
    at,
    pages,
    words,
)


def usual() -> billing.Statement:
    """The customer's part of a visit that the manufacturer shares."""
    labour = billing.StatementLabour(
        name="更换前制动片（两侧）",
        minutes=72,
        rate=Decimal("180"),
        amount=Decimal("194.40"),
        discount=Decimal("21.60"),
        rule="会员工时 9 折",
    )
    pads = billing.StatementMaterial(
        name="前制动片组件",
        code="5Q0 698 151 AF",
        brand="大众",
        quality="原厂",
        quantity=Decimal("1.000"),
        unit="套",
        price=Decimal("1280"),
        amount=Decimal("1280"),
    )
    oil = replace(
        pads,
        name="全合成机油 0W-20",
        code="G 052 183 M4",
        quantity=Decimal("4.5"),
        unit="升",
        price=Decimal("98"),
    )
    return billing.Statement(
        store=STORE,
        no="JS20261121-0117",
        qr=QR,
        printed_at=at(21, 16, 50),
        printed_by="林秀珍",
        order_no="RO20261121-0123",
        payer="客户自费",
        copy="托修方联",
        owner="欧阳震华",
        sender="李娜",
        phone="139 0574 5678",
        plate="浙BD12345",
        vin="LSVAL41Z882104202",
        model="大众 迈腾 2024 款 380TSI 尊贵型",
        engine_no="CUF123456",
        vehicle_type="小型轿车",
        mileage_km=45_210,
        arrived_at=at(21, 9, 12),
        settled_at=at(21, 16, 48),
        fault="低速刹车有吱吱的响声，早上第一脚特别明显；到四万五千公里保养",
        repair_type="一般维修（机电）",
        adviser="周敏",
        cashier="林秀珍",
        labour=(
            labour,
            replace(
                labour, name="更换机油机滤", minutes=30, amount=Decimal("90"), discount=Decimal("0"), rule=""
            ),
        ),
        materials=(
            pads,
            replace(oil, amount=Decimal("441")),
            replace(
                pads,
                name="雨刮片",
                code="",
                brand="客户自带",
                quality="",
                unit="对",
                price=Decimal("0"),
                amount=Decimal("0"),
                customer_supplied=True,
            ),
        ),
        others=(billing.StatementOther(name="辅料", amount=Decimal("20"), note="清洗剂、密封胶"),),
        order_discount=Decimal("25"),
        order_discount_rule="首次预约券",
        rounding=Decimal("0.40"),
        tax=Decimal("230.09"),
        first_signed=Decimal("821.40"),
        amended_total=Decimal("2101.40"),
        shares=(
            billing.StatementShare(
                payer="客户自费",
                labour=Decimal("284.40"),
                materials=Decimal("1721"),
                others=Decimal("-5.40"),
                this=True,
            ),
            billing.StatementShare(
                payer="厂家索赔", labour=Decimal("0"), materials=Decimal("76"), others=Decimal("0")
            ),
        ),
        payments=(
            billing.StatementPayment(
                at=at(19, 10, 5), way="预约定金（微信）", amount=Decimal("200"), reference="4200002611190001"
            ),
            billing.StatementPayment(
                at=at(21, 16, 49), way="刷卡", amount=Decimal("1800"), reference="POS 004417"
            ),
        ),
        invoice="26332000000012345678",
        old_parts="taken",
        guarantee_km=2_000,
        guarantee_days=10,
        guarantee_class="一级维护、小修、专项修理",
        next_service_on=date(2027, 5, 20),
        next_service_km=55_000,
        remaining=("后制动片 4 mm，约可行驶 9,000 km，建议下次保养更换。",),
        declined=(
            billing.DeclinedPoint(
                name="右后轮胎", value="1.4 mm", risk="雨天制动距离明显变长，有爆胎危险", safety=True
            ),
        ),
        store_signed=ADVISER,
        customer=SIGNED,
        declined_by=SIGNED,
    )


def huge() -> billing.Statement:
    """Two hundred lines, six payers, twenty payments."""
    usually = usual()
    return replace(
        usually,
        store=LONG_STORE,
        owner=LONG,
        sender=NAME,
        model=WORDY,
        engine_no=CODE,
        fault=WORDY * 5,
        labour=tuple(
            replace(usually.labour[0], name=f"{i} {WORDY}", amount=Decimal("1234567.89")) for i in range(100)
        ),
        materials=tuple(
            replace(
                usually.materials[0],
                name=f"{i} {WORDY}",
                code=CODE,
                brand="德尔福派克",
                amount=Decimal("234567.89"),
            )
            for i in range(100)
        ),
        shares=tuple(replace(usually.shares[1], payer=f"{LONG}{i}") for i in range(6)),
        payments=usually.payments * 10,
        credit=Decimal("1000"),
        credit_approved_by=NAME,
        ev_guarantee_parts="动力蓄电池、驱动电机",
        ev_guarantee="6 个月或 10,000 公里",
        terms=TERMS * 3,
    )


def bare() -> billing.Statement:
    """One free line, nothing paid, nobody signed."""
    usually = usual()
    return billing.Statement(
        store=STORE,
        no="JS1",
        qr="",
        printed_at=at(21, 16),
        order_no="RO1",
        payer="内部",
        owner="李先生",
        sender="李先生",
        phone="13805741234",
        plate="",
        vin="LSVAL41Z882104202",
        model="大众 迈腾",
        engine_no="",
        vehicle_type="",
        mileage_km=0,
        arrived_at=at(21, 9),
        settled_at=at(21, 10),
        fault="",
        repair_type="返修",
        adviser="周敏",
        cashier="林秀珍",
        labour=(replace(usually.labour[0], amount=Decimal("0"), discount=Decimal("216"), rule="返修免费"),),
        materials=(),
        tax=Decimal("0"),
        guarantee_km=2_000,
        guarantee_days=10,
    )


@pytest.mark.req("PLAT-23", "LANE-62")
class TestStatement:
    def test_fits_on_two_pages(self) -> None:
        assert pages(usual().pdf()) <= 2

    def test_breaks_over_pages_when_long(self) -> None:
        assert pages(huge().pdf()) >= 5

    def test_prints_with_the_least(self) -> None:
        assert pages(bare().pdf()) == 1

    def test_adds_up(self) -> None:
        paper = usual()
        assert paper.listed_total == Decimal("2047.00")
        assert paper.line_discounts == Decimal("21.60")
        assert paper.payable == Decimal("2000.00")
        assert paper.paid == Decimal("2000")
        assert paper.open == 0
        assert paper.visit_total == Decimal("2076.00")
        assert replace(paper, payments=(), credit=Decimal("500")).open == Decimal("1500")

    def test_holds_what_the_standard_asks_for(self) -> None:
        """JT/T 1133-2017: both parties, the car, labour and material apart, totals, old parts, guarantee."""
        text = words(usual().pdf())
        for said in (
            "结算清单编号：JS20261121-0117",
            "机动车所有人",
            "送修人",
            "91330205MA2CHTLX1K",
            "45,210km",
            "工时费用小计",
            "材料费用小计",
            "原厂",
            "其他费用小计",
            "人民币贰仟元整",
            "¥230.09",
            "首次签字金额",
            "增项后金额",
            "旧件已确认，托修方收回",
            "2,000公里或10日",
            "会员工时9折",
            "首次预约券",
            "2027年5月20日或55,000km",
            "【安全】右后轮胎",
            "厂家索赔",
        ):
            assert said in text, said
