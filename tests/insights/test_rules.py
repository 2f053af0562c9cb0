"""The arithmetic of the parts store's figures, by hand-made cases and at its edges."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.insights import rules

pytestmark = pytest.mark.req("PARTS-31")
D = Decimal
JAN, FEB, MAR, APR = (date(2026, month, 1) for month in (1, 2, 3, 4))


class TestShare:
    @pytest.mark.parametrize(
        ("top", "under", "percent"),
        [
            ("0", "7", "0.0"),
            ("7", "7", "100.0"),
            ("1", "3", "33.3"),
            ("2", "3", "66.7"),
            ("1999", "2000", "100.0"),
        ],
    )
    def test_is_per_cent_to_one_place(self, top: str, under: str, percent: str) -> None:
        assert rules.share(D(top), D(under)) == D(percent)

    def test_of_nothing_is_unknown_not_nought(self) -> None:
        assert rules.share(D(0), D(0)) is None

    @given(st.integers(0, 10**6), st.integers(1, 10**6))
    def test_of_a_part_is_between_nothing_and_all(self, top: int, more: int) -> None:
        percent = rules.share(D(top), D(top + more))
        assert percent is not None
        assert 0 <= percent <= 100


class TestMargin:
    def test_is_what_is_left_of_the_sales(self) -> None:
        assert rules.margin(D("200.00"), D("150.00")) == D("25.0")

    def test_may_be_a_loss(self) -> None:
        assert rules.margin(D(100), D(130)) == D("-30.0")

    def test_without_sales_is_unknown(self) -> None:
        assert rules.margin(D(0), D(50)) is None


class TestTurnover:
    def test_of_a_year_is_cost_by_average_value(self) -> None:
        assert rules.turnover([D(100)] * 12, [D(200)] * 12) == D("6.0")

    def test_of_fewer_months_is_taken_to_a_year(self) -> None:
        assert rules.turnover([D(100), D(200)], [D(300), D(300)]) == D("6.0")

    def test_is_unknown_without_months_and_without_stock(self) -> None:
        assert rules.turnover([], []) is None
        assert rules.turnover([D(100)], [D(0)]) is None


class TestMonthsOfStock:
    def test_is_value_by_a_months_pace(self) -> None:
        assert rules.months_of_stock(D(300), [D(100), D(200), D(150)]) == D("2.0")

    def test_is_unknown_when_nothing_goes_out(self) -> None:
        assert rules.months_of_stock(D(300), []) is None
        assert rules.months_of_stock(D(300), [D(0), D(0)]) is None

    def test_is_unknown_when_more_comes_back_than_goes_out(self) -> None:
        assert rules.months_of_stock(D(300), [D(50), D(-80)]) is None


class TestJudged:
    @pytest.mark.parametrize(
        ("value", "light"),
        [("95.0", "ok"), ("100", "ok"), ("94.9", "soon"), ("85.5", "soon"), ("85.4", "now"), ("0", "now")],
    )
    def test_below_the_least(self, value: str, light: str) -> None:
        assert rules.judged(D(value), least=D(95)) == light

    @pytest.mark.parametrize(
        ("value", "light"), [("5", "ok"), ("5.1", "soon"), ("5.5", "soon"), ("5.6", "now"), ("0", "ok")]
    )
    def test_above_the_most(self, value: str, light: str) -> None:
        assert rules.judged(D(value), most=D(5)) == light

    @pytest.mark.parametrize(
        ("value", "light"),
        [("1.5", "ok"), ("2.5", "ok"), ("1.4", "soon"), ("2.7", "soon"), ("1.3", "now"), ("3", "now")],
    )
    def test_between_two(self, value: str, light: str) -> None:
        assert rules.judged(D(value), least=D("1.5"), most=D("2.5")) == light

    def test_without_value_or_target_says_nothing(self) -> None:
        assert rules.judged(None, least=D(1)) == rules.judged(D(1)) == ""

    def test_a_target_of_nothing_is_missed_at_once(self) -> None:
        assert rules.judged(D("0.1"), most=D(0)) == "now"


class TestMonths:
    def months(self) -> rules.Months:
        return rules.months_of(
            [
                (JAN, "value", D(100), D(0)),
                (FEB, "value", D(300), D(0)),
                (MAR, "value", D(250), D(0)),
                (JAN, "cost_out.issue", D(60), D(3)),
                (FEB, "cost_out.issue", D(50), D(2)),
                (FEB, "cost_out.return", D(-10), D(-1)),
                (MAR, "cost_out.issue", D(999), D(9)),
                (MAR, "age.0", D(100), D(2)),
                (MAR, "age.3", D(50), D(1)),
                (MAR, "age.6", D(40), D(1)),
                (MAR, "age.24", D(60), D(1)),
            ],
            running=MAR,
        )

    def test_a_key_is_all_its_slices(self) -> None:
        assert self.months().top(FEB, "cost_out") == D(40)
        assert self.months().under(FEB, "cost_out") == D(1)

    def test_several_stores_are_added_up(self) -> None:
        two = rules.months_of([(JAN, "urgent", D(1), D(4)), (JAN, "urgent", D(2), D(4))], running=MAR)
        assert two.share(JAN, "urgent") == D("37.5")

    def test_the_running_month_is_no_measure_of_pace(self) -> None:
        assert self.months().turnover(MAR) == rules.turnover([D(40), D(60)], [D(300), D(100)])
        assert self.months().turnover(FEB) == self.months().turnover(MAR)
        assert self.months().months_of_stock(MAR) == D("5.0")

    def test_months_before_the_first_goods_do_not_count(self) -> None:
        assert self.months().whole_months(MAR, 12) == [FEB, JAN]
        assert self.months().turnover(JAN) == D("7.2")

    def test_idle_goods_by_the_month_from_which_they_are(self) -> None:
        assert self.months().idle(MAR, 6) == D("40.0")
        assert self.months().idle(MAR, 12) == D("24.0")
        assert self.months().idle(APR, 6) is None
        assert rules.idle_keys(12) == ["age.12", "age.24"]

    def test_nothing_at_all_is_known_of_an_empty_store(self) -> None:
        empty = rules.months_of([], running=MAR)
        assert empty.turnover(MAR) is empty.months_of_stock(MAR) is empty.share(MAR, "fill_ro") is None
