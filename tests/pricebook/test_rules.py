"""The arithmetic of prices."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.kernel.money import money
from huichang.pricebook import rules

yuan = st.decimals(min_value="0.01", max_value="99999", places=2)


class TestLabourAmount:
    @pytest.mark.parametrize(
        ("per_hour", "minutes", "quantity", "amount"),
        [
            ("200", 60, "1", "200.00"),
            ("200", 20, "1", "66.67"),
            ("200", 20, "3", "200.00"),
            ("220", 1, "1", "3.67"),
        ],
    )
    def test_rounds_once_at_the_end(self, per_hour: str, minutes: int, quantity: str, amount: str) -> None:
        assert rules.labour_amount(Decimal(per_hour), minutes, Decimal(quantity)) == Decimal(amount)


class TestPercentOff:
    def test_says_how_far_below_the_list(self) -> None:
        assert rules.percent_off(Decimal("480"), Decimal("456")) == Decimal("5.0")

    def test_is_nothing_when_the_list_is_nothing(self) -> None:
        assert rules.percent_off(Decimal("0"), Decimal("0")) == 0


class TestLowestAmount:
    @given(yuan, st.integers(0, 100))
    def test_never_lets_more_off_than_the_limit(self, list_amount: Decimal, limit: int) -> None:
        lowest = rules.lowest_amount(list_amount, limit)

        assert list_amount - lowest <= list_amount * limit / 100
        assert lowest - list_amount * (100 - limit) / 100 < Decimal("0.01")


class TestLimitOf:
    def test_takes_the_widest_of_several_posts(self) -> None:
        assert rules.limit_of(
            ["cashier", "adviser", "service_manager"], {"adviser": 5, "service_manager": 20}
        ) == (
            "service_manager",
            20,
        )

    def test_is_nothing_for_other_posts(self) -> None:
        assert rules.limit_of(["technician"], {"adviser": 5}) == ("", 0)


class TestSaving:
    @given(yuan, st.decimals(min_value="0", max_value="150", places=1))
    def test_never_takes_more_than_there_is(self, list_amount: Decimal, percent: Decimal) -> None:
        assert 0 <= rules.saving(money(list_amount), percent) <= list_amount
