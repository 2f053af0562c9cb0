"""RepairOrder: printed as it usually is, at its largest, and with as little as there can be."""

from dataclasses import replace
from decimal import Decimal

import pytest

from huichang.workshop import papers as workshop
from tests.paper_data import (
    ADVISER,
    BARE_CAR,
    BARE_PARTY,
    CAR,
    CHANGE,
    CODE,
    CONCERNS,
    LONG_CAR,
    LONG_CONCERN,
    LONG_PARTY,
    LONG_STORE,
    NAME,
    PARTY,
    QR,
    SIGNED,
    STORE,
    TERMS,
    WORDY,
    at,
    pages,
    words,
)


def usual() -> workshop.RepairOrder:
    """An order of two payers with one approved change."""
    labour = workshop.LabourLine(
        job_no="1",
        code="46-10-0210",
        name="更换前制动片（两侧）",
        minutes=72,
        rate=Decimal("180"),
        amount=Decimal("194.40"),
        discount=Decimal("21.60"),
        payer="客户自费",
        note="会员工时 9 折",
    )
    pads = workshop.MaterialLine(
        job_no="1",
        code="5Q0 698 151 AF",
        name="前制动片组件",
        quality="原厂",
        quantity=Decimal("1.000"),
        unit="套",
        price=Decimal("1280"),
        amount=Decimal("1280"),
        payer="客户自费",
    )
    return workshop.RepairOrder(
        store=STORE,
        no="RO20261121-0123",
        qr=QR,
        printed_at=at(21, 16, 30),
        printed_by="周敏",
        opened_at=at(21, 9, 12),
        promised_at=at(21, 17),
        repair_type="一般维修（机电）",
        arrival="自行驶入",
        adviser="周敏",
        party=PARTY,
        car=CAR,
        concerns=CONCERNS,
        labour=(
            labour,
            replace(
                labour,
                job_no="2",
                name="更换机油机滤",
                minutes=30,
                amount=Decimal(90),
                discount=Decimal(0),
                note="",
            ),
        ),
        materials=(
            pads,
            replace(
                pads,
                job_no="2",
                name="全合成机油 0W-20",
                quantity=Decimal("4.500"),
                unit="升",
                price=Decimal(98),
                amount=Decimal(441),
            ),
            replace(
                pads,
                job_no="2",
                name="机油滤清器",
                price=Decimal(76),
                amount=Decimal(76),
                payer="厂家索赔",
                sanbao=True,
            ),
        ),
        others=(
            workshop.OtherLine(name="辅料", amount=Decimal("20"), payer="客户自费", note="清洗剂、密封胶"),
        ),
        first_signed=Decimal("821.40"),
        amended=Decimal("1280"),
        rates="机电工时 180 元/小时、钣喷工时 200 元/小时（前台公示）；配件按厂家公布零售价。",
        excess_rule="增加项目或费用超出预计时，先经托修方确认；未经确认不施工、不收费。",
        delivery_place="本店交车区",
        delivery_way="托修方自提",
        payment_ways="现金、刷卡、扫码、转账",
        guarantees=(
            workshop.Guarantee(repair_class="整车修理、总成修理", km=20_000, days=100),
            workshop.Guarantee(repair_class="二级维护", km=5_000, days=30),
            workshop.Guarantee(repair_class="一级维护、小修、专项修理", km=2_000, days=10, applies=True),
        ),
        old_parts="taken",
        wash=True,
        changes=(CHANGE,),
        terms=TERMS,
        customer=SIGNED,
        adviser_signed=ADVISER,
    )


def huge() -> workshop.RepairOrder:
    """Two hundred lines, four payers, names as long as they come."""
    usually = usual()
    payers = ("客户自费", "厂家索赔", "中国太平洋财产保险股份有限公司", "内部")
    return replace(
        usually,
        store=LONG_STORE,
        car=LONG_CAR,
        party=LONG_PARTY,
        concerns=(*CONCERNS, *(LONG_CONCERN,) * 10),
        labour=tuple(
            replace(
                usually.labour[0],
                job_no=str(i),
                name=WORDY,
                code=CODE,
                amount=Decimal("1234567.89"),
                payer=payers[i % 4],
            )
            for i in range(100)
        ),
        materials=tuple(
            replace(
                usually.materials[0],
                job_no=str(i),
                name=WORDY,
                code=CODE,
                amount=Decimal("234567.89"),
                customer_supplied=True,
            )
            for i in range(100)
        ),
        changes=(replace(CHANGE, content=WORDY * 2, by=NAME),) * 20,
        terms=TERMS * 12,
    )


def bare() -> workshop.RepairOrder:
    """A draft: no line, no promise, nobody signed."""
    return workshop.RepairOrder(
        store=STORE,
        no="RO1",
        qr="",
        printed_at=at(21, 9),
        opened_at=at(21, 9),
        promised_at=None,
        repair_type="保养",
        arrival="",
        adviser="周敏",
        party=BARE_PARTY,
        car=BARE_CAR,
        concerns=(),
        labour=(),
        materials=(),
        rates="机电工时 180 元/小时",
        excess_rule="先经托修方确认",
        delivery_place="本店",
        delivery_way="自提",
        guarantees=(),
    )


@pytest.mark.req("PLAT-23")
class TestRepairOrder:
    def test_fits_on_one_page(self) -> None:
        assert pages(usual().pdf()) == 1

    def test_breaks_over_pages_when_long(self) -> None:
        assert pages(huge().pdf()) >= 3

    def test_prints_with_the_least(self) -> None:
        assert pages(bare().pdf()) == 1

    def test_adds_up_for_every_payer(self) -> None:
        order = usual()
        assert order.total == Decimal("2101.40")
        assert [(share.payer, share.total) for share in order.shares] == [
            ("客户自费", Decimal("2025.40")),
            ("厂家索赔", Decimal("76.00")),
        ]
        assert sum(share.total for share in order.shares) == order.total

    @pytest.mark.req("LANE-22", "LANE-23")
    def test_holds_what_a_repair_contract_must(self) -> None:
        """JT/T 816: parties, date, car, work, rates, estimate and excess, delivery, guarantee."""
        text = words(usual().pdf())
        for said in (
            STORE.name,
            "欧阳震华",
            "2026-11-2109:12",
            "LSVAL41Z882104202",
            "更换前制动片（两侧）",
            "收费标准",
            "¥2,101.40",
            "贰仟壹佰零壹元肆角整",
            "费用超出的",
            "交车地点",
            "交车方式",
            "2,000公里或10日",
            "首次签字金额",
            "增项确认金额",
            "当前预计金额",
            "厂家索赔¥76.00",
        ):
            assert said in text
