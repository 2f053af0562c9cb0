"""What is proposed of a job, and what a request comes to."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.sanbao import rules

pytestmark = pytest.mark.req("WARR-03")
NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("part", "kind", "system", "name"),
    [
        ("变速器总成（6AT）", "assembly", "gearbox", "变速器"),
        ("动力电池包", "assembly", "battery", "动力蓄电池"),
        ("曲轴", "part", "engine", "曲轴"),
        ("曲轴位置传感器", "none", "", ""),
        ("活塞环", "part", "engine", "活塞环"),
        ("制动主缸", "part", "brakes", "制动主缸"),
        ("转向拉杆球头", "none", "", ""),
        ("机油滤清器", "none", "", ""),
    ],
)
def test_a_part_is_recognised_by_its_name(part: str, kind: str, system: str, name: str) -> None:
    found = rules.recognise(part)
    assert (found.kind, found.system, found.name) == (kind, system, name)


@pytest.mark.parametrize(
    ("repair_type", "payer", "system", "parts", "quality"),
    [
        ("warranty", "manufacturer", "engine", (), "yes"),
        ("rework", "internal", "brake", ("前制动片",), "yes"),
        ("repair", "manufacturer", "engine", (), "yes"),
        ("repair", "customer", "engine", (), "open"),
        ("repair", "customer", "brake", ("前制动片", "制动液 DOT4"), "no"),
        ("repair", "customer", "brake", ("前制动片", "制动主缸"), "open"),
        ("repair", "customer", "tyre", (), "no"),
        ("accident", "insurer", "body", (), "no"),
    ],
)
def test_wear_and_accidents_are_no_quality_problem(
    repair_type: str, payer: str, system: str, parts: tuple[str, ...], quality: str
) -> None:
    assert rules.proposed_quality(repair_type, payer, system, parts) == quality


def test_dangerous_words_propose_and_decide_nothing() -> None:
    assert rules.proposed_safety("高速上刹车失灵") == "proposed"
    assert rules.proposed_early("高速上刹车失灵") == "brakes"
    assert rules.proposed_safety("空调不凉") == "no"


@given(st.lists(st.tuples(st.integers(-50, 200), st.integers(1, 60)), max_size=6))
def test_what_is_left_out_never_exceeds_the_repair(spans: list[tuple[int, int]]) -> None:
    until = NINE + timedelta(hours=100)
    stretches = [
        (NINE + timedelta(hours=first), NINE + timedelta(hours=first + long)) for first, long in spans
    ]
    assert timedelta() <= rules.left_out(NINE, until, stretches) <= until - NINE


def test_the_compensation_of_the_rules_example() -> None:
    found = rules.reckon(
        kind="return",
        rule="repair_days",
        price=Decimal(200_000),
        km=12_345,
        factor=Decimal("0.005"),
        fees=rules.Fees(),
    )
    assert (found.compensation, found.refund) == (Decimal("12345.00"), Decimal("187655.00"))


def test_a_factor_above_the_law_counts_as_the_most() -> None:
    found = rules.reckon(
        kind="exchange",
        rule="safety",
        price=Decimal(100_000),
        km=10_000,
        factor=Decimal("0.02"),
        fees=rules.Fees(),
    )
    assert found.compensation == Decimal("5000.00")


def test_the_licence_leaves_no_car_out_too_early() -> None:
    known = {"cover_months": 36, "cover_km": 60_000, "begins_on": None, "licensed_on": date(2023, 3, 2)}
    assert rules.may_be_covered(date(2026, 3, 2), 60_000, **known)  # type: ignore[arg-type]
    assert not rules.may_be_covered(date(2026, 3, 3), 60_000, **known)  # type: ignore[arg-type]
    assert not rules.may_be_covered(date(2026, 3, 2), 60_001, **known)  # type: ignore[arg-type]
