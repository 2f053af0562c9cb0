"""Rounding, tax and age."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.billing import rules
from huichang.billing.states import STATEMENT, StatementState
from huichang.kernel.money import money
from huichang.kernel.refusals import OutOfTurn


class TestLetGo:
    @pytest.mark.parametrize(
        ("how", "gone"),
        [(rules.Rounding.NONE, "0.00"), (rules.Rounding.JIAO, "0.07"), (rules.Rounding.YUAN, "0.97")],
    )
    def test_rounds_down_by_name(self, how: rules.Rounding, gone: str) -> None:
        assert rules.let_go(money("1145.97"), how) == Decimal(gone)

    @given(st.decimals(min_value=0, max_value=10**6, places=2), st.sampled_from(rules.Rounding))
    def test_is_never_against_the_customer_and_below_a_yuan(
        self, total: Decimal, how: rules.Rounding
    ) -> None:
        assert 0 <= rules.let_go(money(total), how) < 1


def test_tax_is_taken_out_line_by_line() -> None:
    rate = Decimal("0.13")
    assert rules.tax_inside([(Decimal("113"), rate), (Decimal("1.13"), rate)]) == Decimal("13.13")


@pytest.mark.parametrize(
    ("days", "band"), [(0, "30 天内"), (30, "30 天内"), (31, "31–60 天"), (90, "61–90 天"), (91, "90 天以上")]
)
def test_age_of_a_receivable(days: int, band: str) -> None:
    assert rules.age_of(date(2026, 1, 1), date.fromordinal(date(2026, 1, 1).toordinal() + days)) == band


class Row:
    """A statement's state."""

    def __init__(self, state: str) -> None:
        self.state = state

    def get_state_display(self) -> str:
        return self.state


@pytest.mark.parametrize("state", StatementState)
@pytest.mark.parametrize("verb", [verb for verb, _, _ in STATEMENT.table()])
def test_only_the_table_of_states_is_allowed(state: str, verb: str) -> None:
    row = Row(state)
    if STATEMENT.allows(state, verb):
        STATEMENT.move(row, verb)
    else:
        with pytest.raises(OutOfTurn):
            STATEMENT.move(row, verb)
