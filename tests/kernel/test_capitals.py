"""Amounts in Chinese capitals: the examples of the rule, and every amount read back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.kernel.capitals import in_capitals

AMOUNTS = st.decimals(Decimal("-999999999999.99"), Decimal("999999999999.99"), places=2)
DIGITS = {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"仟": 1000, "佰": 100, "拾": 10}


def read(words: str) -> Decimal:
    """The amount that a cashier reads from capitals."""
    sign = -1 if words.startswith("负") else 1
    cents = section = total = digit = 0
    for char in words.removeprefix("负").removesuffix("整"):
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in PLACES:
            section, digit = section + digit * PLACES[char], 0
        elif char in "亿万元":
            worth = {"亿": 10**8, "万": 10**4, "元": 1}[char]
            total, section, digit = total + (section + digit) * worth, 0, 0
        else:
            cents, digit = cents + digit * (10 if char == "角" else 1), 0
    return sign * (total + Decimal(cents) / 100)


@pytest.mark.req("PLAT-23", "LANE-62")
class TestInCapitals:
    @pytest.mark.parametrize(
        ("amount", "words"),
        [
            ("1409.50", "壹仟肆佰零玖元伍角整"),
            ("6007.14", "陆仟零柒元壹角肆分"),
            ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
            ("107000.53", "壹拾万柒仟元零伍角叁分"),
            ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
            ("325.04", "叁佰贰拾伍元零肆分"),
            ("1234.5", "壹仟贰佰叁拾肆元伍角整"),
            ("0", "零元整"),
            ("0.50", "伍角整"),
            ("0.05", "伍分"),
            ("10", "壹拾元整"),
            ("10005", "壹万零伍元整"),
            ("100005000", "壹亿零伍仟元整"),
            ("-20.00", "负贰拾元整"),
            ("-0.01", "负壹分"),
            ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ],
    )
    def test_writes_as_the_rule_shows(self, amount: str, words: str) -> None:
        assert in_capitals(Decimal(amount)) == words

    @given(AMOUNTS)
    def test_reads_back_as_the_same_amount(self, amount: Decimal) -> None:
        assert read(in_capitals(amount)) == amount

    @given(AMOUNTS)
    def test_never_doubles_a_zero_and_closes_when_there_are_no_fen(self, amount: Decimal) -> None:
        words = in_capitals(amount)
        assert "零零" not in words
        assert words.endswith("整") == (abs(amount) * 100 % 10 == 0)
        assert words.startswith("负") == (amount < 0)
        assert amount == 0 or "零元" not in words

    @pytest.mark.parametrize(
        "amount", ["0.001", "1234.567", "1000000000000", "-1000000000000", "NaN", "Infinity"]
    )
    def test_refuses_what_it_cannot_write_exactly(self, amount: str) -> None:
        with pytest.raises(ValueError, match="no capitals|not an amount"):
            in_capitals(Decimal(amount))
