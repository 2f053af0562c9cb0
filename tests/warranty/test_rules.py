"""Days, conditions and bands: no database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.warranty import rules
from huichang.warranty.rules import FIELDS, Condition, hits

pytestmark = pytest.mark.req("WARR-12")


@pytest.mark.req("WARR-13")
@pytest.mark.parametrize(
    ("repaired", "due"),
    [
        (date(2026, 1, 1), date(2026, 2, 10)),
        (date(2026, 1, 31), date(2026, 2, 10)),
        (date(2026, 12, 31), date(2027, 1, 10)),
        (date(2024, 2, 29), date(2024, 3, 10)),
    ],
)
def test_applications_of_a_month_go_out_by_the_tenth_of_the_next(repaired: date, due: date) -> None:
    assert rules.due_on(repaired) == due


@pytest.mark.parametrize(
    ("field", "compare", "value", "had", "holds"),
    [
        ("km", "gt", "60000", Decimal(60001), True),
        ("km", "gt", "60,000", Decimal(60000), False),
        ("km", "lt", "100", Decimal(5), True),
        ("km", "eq", "5.0", Decimal(5), True),
        ("km", "ne", "5", Decimal(5), False),
        ("cause", "contains", "脱层、开裂", "摩擦片开裂", True),
        ("cause", "lacks", "脱层", "磨损", True),
        ("line.code", "begins", "br-", "BR-1001", True),
        ("line.code", "eq", "BR-1001|BR-1002", "br-1002", True),
        ("line.code", "ne", "BR-1001", "BR-1001", False),
        ("fault_code", "empty", "", " ", True),
        ("photos", "empty", "", Decimal(0), True),
        ("fault_code", "filled", "", "P0301", True),
    ],
)
def test_a_condition_compares_as_it_reads(
    field: str, compare: str, value: str, had: str | Decimal, holds: bool
) -> None:
    condition = Condition(field, compare, value)
    assert condition.problem() == ""
    assert condition.holds({field: had}) is holds


def test_conditions_of_lines_hold_for_one_and_the_same_line() -> None:
    wanted = [Condition("line.code", "begins", "BR"), Condition("line.amount", "gt", "100")]
    cheap: rules.Values = {"line.code": "BR1", "line.amount": Decimal(5), "line.name": "垫片"}
    dear: rules.Values = {"line.code": "EN1", "line.amount": Decimal(500), "line.name": "泵"}
    assert hits(wanted, {}, [cheap, dear]) == (False, "")
    assert hits(wanted, {}, [cheap, {**cheap, "line.amount": Decimal(101)}]) == (True, "垫片")
    assert hits([], {}, [cheap]) == (False, "")


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=8), st.text(max_size=8))
def test_no_value_whatever_breaks_a_condition(field: str, value: str, had: str) -> None:
    for compare in ("eq", "ne", "gt", "lt", "contains", "lacks", "begins", "empty", "filled"):
        condition = Condition(field, compare, value)
        assert isinstance(condition.holds({field: had}), bool)
        assert condition.says


@pytest.mark.req("WARR-14")
def test_bands_of_age_have_their_edges() -> None:
    assert [rules.band(days) for days in (0, 30, 31, 60, 90, 180, 181)] == [
        "30 天内",
        "30 天内",
        "31–60 天",
        "31–60 天",
        "61–90 天",
        "91–180 天",
        "180 天以上",
    ]
