"""Money adds up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.kernel.money import CENT, Money, Price, money, split, with_tax_inside

amounts = st.decimals(min_value=0, max_value=1_000_000, places=2).map(lambda value: money(value))


class TestPrice:
    def test_refuses_to_exist_unless_it_adds_up(self) -> None:
        with pytest.raises(ValueError, match="is not"):
            Price(money(100), money(13), money(114))


class TestWithTaxInside:
    def test_takes_thirteen_percent_out(self) -> None:
        assert with_tax_inside(money(113), Decimal("0.13")) == Price(money(100), money(13), money(113))

    @given(amounts)
    def test_always_adds_up(self, gross: Money) -> None:
        price = with_tax_inside(gross, Decimal("0.13"))
        assert price.net + price.tax == gross


class TestSplit:
    @given(amounts, st.lists(st.integers(1, 1000), min_size=1, max_size=12))
    def test_parts_add_up_to_the_whole_and_none_is_a_cent_off(self, total: Money, weights: list[int]) -> None:
        shares = split(total, [Decimal(weight) for weight in weights])
        assert sum(shares) == total
        exact = [total * weight / sum(weights) for weight in weights]
        assert all(abs(share - part) < CENT for share, part in zip(shares, exact, strict=True))

    def test_refuses_nothing_to_split_over(self) -> None:
        with pytest.raises(ValueError, match="nothing"):
            split(money(1), [])
