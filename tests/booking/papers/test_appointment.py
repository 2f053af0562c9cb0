"""Appointment: printed as it usually is, at its largest, and with as little as there can be."""

from dataclasses import replace
from decimal import Decimal

import pytest

from huichang.booking import papers as booking
from tests.paper_data import CAR, CODE, LONG_STORE, NAME, QR, STORE, WORDY, at, pages, words


def usual() -> booking.Appointment:
    """A booking with work, parts and preparation."""
    return booking.Appointment(
        store=STORE,
        no="YY20261121-0031",
        qr=QR,
        printed_at=at(20, 16, 30),
        booked_at=at(19, 10, 2),
        booked_by="陈晓",
        channel="电话",
        initiative="客户主动",
        customer="欧阳震华",
        phone="138 0574 1234",
        sender="李娜",
        plate="浙BD12345",
        model=CAR.model,
        vin=CAR.vin,
        mileage_km=45_000,
        arrives_at=at(21, 9),
        ready_at=at(21, 17),
        repair_type="保养、一般维修",
        adviser="周敏",
        bay="2 号机电",
        technician="王建国",
        concern="低速刹车有吱吱的响声，早上第一脚特别明显",
        diagnosis="前制动片可能磨损到限",
        told="检查后更换前制动片，约 1,600 元，下午五点前交车",
        services=(
            booking.ServiceLine(
                name="更换前制动片（两侧）",
                minutes=72,
                amount=Decimal("194.40"),
                category="机电",
                discount=Decimal("21.60"),
                note="预约工时 9 折",
            ),
            booking.ServiceLine(name="更换机油机滤", minutes=30, amount=Decimal("90"), category="保养"),
        ),
        parts=(
            booking.PartLine(
                code="5Q0 698 151 AF",
                name="前制动片组件",
                quantity=Decimal("1.000"),
                unit="套",
                price=Decimal("1280"),
                amount=Decimal("1280"),
                state="预约货架 A-03",
            ),
        ),
        deposit=Decimal("200"),
        preparations=(
            booking.Preparation(
                title="预建任务委托书", owner="周敏", due_at=at(20, 17), done_at=at(20, 15, 12)
            ),
            booking.Preparation(title="前制动片组件上预约货架", owner="备件 林涛", due_at=at(20, 17)),
        ),
        reminders="到店前一天 10:00、到店前 1 小时各提醒一次",
        terms=("请携带行驶证与保养手册。", "超过预约时间 20 分钟未到，将视为改约，备件不再保留。"),
    )


def huge() -> booking.Appointment:
    """Two hundred lines and names as long as they come."""
    usually = usual()
    return replace(
        usually,
        store=LONG_STORE,
        customer=NAME,
        sender=NAME,
        model=WORDY,
        concern=WORDY * 8,
        told=WORDY * 3,
        services=tuple(replace(usually.services[0], name=f"{i} {WORDY}", note=WORDY) for i in range(100)),
        parts=tuple(replace(usually.parts[0], name=f"{i} {WORDY}", code=CODE) for i in range(100)),
    )


def bare() -> booking.Appointment:
    """A new customer on the phone, nothing known yet."""
    return booking.Appointment(
        store=STORE,
        no="YY1",
        qr="",
        printed_at=at(20, 16),
        booked_at=at(19, 10),
        booked_by="陈晓",
        channel="电话",
        initiative="客户主动",
        customer="李先生",
        phone="13805741234",
        plate="",
        model="",
        arrives_at=at(21, 9),
        repair_type="保养",
        adviser="",
        concern="",
    )


@pytest.mark.req("PLAT-23")
class TestAppointment:
    def test_fits_on_one_page(self) -> None:
        assert pages(usual().pdf()) == 1

    def test_breaks_over_pages_when_long(self) -> None:
        assert pages(huge().pdf()) >= 3

    def test_prints_with_the_least(self) -> None:
        assert pages(bare().pdf()) == 1

    def test_adds_up(self) -> None:
        assert usual().service_total == Decimal("284.40")
        assert usual().part_total == Decimal("1280")
        assert usual().discount_total == Decimal("21.60")
        assert usual().total == Decimal("1564.40")

    def test_says_what_was_agreed(self) -> None:
        text = words(usual().pdf())
        for said in (
            "YY20261121-0031",
            "浙BD12345",
            "2026年11月21日周六09:00",
            "¥1,564.40",
            "客户主动",
            "预约货架A-03",
        ):
            assert said in text
