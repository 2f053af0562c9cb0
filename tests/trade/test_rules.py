"""Pure arithmetic of selling (PARTS-50)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huichang.kernel.money import ZERO, Money
from huichang.trade import rules

pytestmark = pytest.mark.req("PARTS-50")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 9_999_999), st.lists(st.integers(1, 40), min_size=1, max_size=6))
def test_shares_of_a_line_add_up_to_it(cents: int, pieces: list[int]) -> None:
    whole = Decimal(cents) / 100
    quantity, before, said = Decimal(sum(pieces)), Decimal(0), ZERO
    for each in pieces:
        said = Money(said + rules.share(whole, quantity, before, Decimal(each)))
        before += each
    assert said == whole


def test_a_fee_is_taken_only_when_it_was_not_our_fault() -> None:
    assert rules.restocking_fee(Money(Decimal("76.00")), "unwanted", 10) == Decimal("7.60")
    assert rules.restocking_fee(Money(Decimal("76.00")), "wrong_part", 10) == 0


def test_a_billing_month_ends_on_its_day_or_the_months_last() -> None:
    assert rules.last_closed(date(2026, 3, 26), 25) == date(2026, 3, 25)
    assert rules.last_closed(date(2026, 3, 25), 25) == date(2026, 2, 25)
    assert rules.last_closed(date(2026, 3, 1), 31) == date(2026, 2, 28)


def test_ages_are_counted_from_the_day_it_was_due() -> None:
    assert rules.age_of(date(2026, 3, 2), date(2026, 3, 2)) == "未到期"
    assert rules.age_of(date(2026, 1, 1), date(2026, 3, 2)) == "逾期 31–60 天"
    assert rules.age_of(date(2025, 1, 1), date(2026, 3, 2)) == "逾期 90 天以上"
