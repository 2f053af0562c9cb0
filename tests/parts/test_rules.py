"""The arithmetic by itself: whatever the numbers, nothing is lost and nothing goes below zero."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from huichang.parts import rules

quantities = some.decimals(min_value=Decimal("0.001"), max_value=Decimal("9999"), places=3)
amounts = some.decimals(min_value=0, max_value=Decimal("999999"), places=2)


class TestKeyOf:
    @pytest.mark.parametrize(
        "typed", ["1012010-YA01", "1012010 ya01", "１０１２０１０－ＹＡ０１", "1012010.YA.01"]
    )
    def test_reads_a_number_however_it_is_typed(self, typed: str) -> None:
        assert rules.key_of(typed) == "1012010YA01"

    def test_finds_nothing_in_words(self) -> None:
        assert rules.key_of("机油滤清器") == ""


class TestShareOfValue:
    @given(quantity=quantities, value=amounts, share=some.fractions(min_value=0, max_value=1))
    def test_is_never_negative_and_never_more_than_all(
        self, quantity: Decimal, value: Decimal, share: Fraction
    ) -> None:
        taken = (quantity * Decimal(share.numerator) / Decimal(share.denominator)).quantize(Decimal("0.001"))
        taken = min(taken, quantity)
        worth = rules.share_of_value(quantity, value, taken)
        assert 0 <= worth <= value
        assert worth == worth.quantize(Decimal("0.01"))

    @given(quantity=quantities, value=amounts)
    def test_leaves_nothing_behind_with_the_last_piece(self, quantity: Decimal, value: Decimal) -> None:
        assert rules.share_of_value(quantity, value, quantity) == value

    def test_refuses_more_than_there_is(self) -> None:
        with pytest.raises(ValueError, match="3 of 2"):
            rules.share_of_value(Decimal(2), Decimal(10), Decimal(3))


class TestChooseBins:
    def test_prefers_one_bin_that_has_all(self) -> None:
        bins = [(1, Decimal(1)), (2, Decimal(5)), (3, Decimal(9))]
        assert rules.choose_bins(Decimal(4), bins) == [rules.Take(2, Decimal(4))]

    def test_walks_on_when_none_has_all(self) -> None:
        bins = [(1, Decimal(1)), (2, Decimal(2)), (3, Decimal(2))]
        assert rules.choose_bins(Decimal(4), bins) == [
            rules.Take(1, Decimal(1)),
            rules.Take(2, Decimal(2)),
            rules.Take(3, Decimal(1)),
        ]

    @given(wanted=quantities, bins=some.lists(some.tuples(some.integers(1, 9), quantities), max_size=6))
    def test_never_takes_more_than_is_wanted_or_there(
        self, wanted: Decimal, bins: list[tuple[int, Decimal]]
    ) -> None:
        takes = rules.choose_bins(wanted, bins)
        there = sum((quantity for _, quantity in bins), Decimal(0))
        assert sum((take.quantity for take in takes), Decimal(0)) == min(wanted, there)
        assert all(take.quantity > 0 for take in takes)


class TestServe:
    @given(free=quantities, wanted=some.lists(quantities, max_size=6))
    def test_gives_in_turn_and_no_more_than_is_free(self, free: Decimal, wanted: list[Decimal]) -> None:
        given_out = rules.serve(
            free, [rules.Waiting(index, quantity) for index, quantity in enumerate(wanted)]
        )
        assert sum(given_out.values(), Decimal(0)) == min(free, sum(wanted, Decimal(0)))
        assert list(given_out) == list(range(len(given_out)))
        assert all(given_out[index] == wanted[index] for index in list(given_out)[:-1])


class TestClasses:
    def test_a_is_eighty_per_cent_of_the_value_b_fifteen(self) -> None:
        used = {"oil": Decimal(800), "pads": Decimal(150), "bulb": Decimal(50), "never": Decimal(0)}
        assert rules.abc_classes(used) == {"oil": "A", "pads": "B", "bulb": "C", "never": "C"}

    def test_steady_use_is_x_rare_use_is_z(self) -> None:
        assert rules.xyz_class([Decimal(10)] * 12) == "X"
        assert rules.xyz_class([Decimal(value) for value in (4, 10, 2, 12, 9, 1) * 2]) == "Y"
        assert rules.xyz_class([Decimal(0)] * 11 + [Decimal(6)]) == "Z"
        assert rules.xyz_class([]) == "Z"
