"""The arithmetic of buying."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.supply import rules

pytestmark = pytest.mark.req("PARTS-20")


class TestPrices:
    def test_are_to_the_hundredth_of_a_cent(self) -> None:
        assert rules.urgent_price(Decimal("88.4956"), Decimal("15")) == Decimal("101.7699")
        assert rules.amount(Decimal(3), Decimal("88.4956")) == Decimal("265.49")
        assert rules.tax_of(Decimal("265.49"), Decimal("0.13")) == Decimal("34.51")

    def test_freight_is_free_from_an_amount_on(self) -> None:
        for goods, asked in (("2999.99", 80), ("3000", 0)):
            paid = rules.freight(Decimal(goods), per_order=Decimal(80), free_from=Decimal(3000))
            assert paid == asked

    def test_quantities_go_up_to_whole_packs(self) -> None:
        assert rules.in_packs(Decimal(7), Decimal(4)) == 8


class TestSpread:
    def test_knows_the_middle_and_the_middle_half(self) -> None:
        found = rules.spread_of([9.0, 1.0, 3.0, 5.0])
        assert found is not None
        assert (found.count, found.middle, found.low, found.high, found.spread) == (4, 4.0, 2.5, 6.0, 3.5)
        assert rules.spread_of([]) is None

    @given(st.lists(st.floats(0, 365), min_size=1, max_size=30))
    def test_lies_within_what_happened(self, days: list[float]) -> None:
        found = rules.spread_of(days)
        assert found is not None
        assert min(days) <= found.low <= found.middle <= found.high <= max(days)


class TestMark:
    def test_leaves_out_what_did_not_happen(self) -> None:
        assert rules.mark({"on_time": Decimal(90), "fill": None, "claims": Decimal(50)}) == Decimal("80.0")
        assert rules.mark({"on_time": None}) is None

    @pytest.mark.parametrize(("points", "grade"), [("90", "A"), ("89.9", "B"), ("60", "C"), ("0", "D")])
    def test_has_its_letter(self, points: str, grade: str) -> None:
        assert rules.grade(Decimal(points)) == grade

    def test_nothing_has_no_letter(self) -> None:
        assert rules.grade(None) == ""
        assert rules.Share(Decimal(0), Decimal(0)).percent is None


def test_a_claims_deadline_counts_from_the_receipt() -> None:
    came, found = date(2026, 3, 2), date(2026, 4, 1)
    days = {"claim_days": 3, "quality_days": 180}
    assert rules.claim_deadline(found, came, at_receipt=True, **days) == date(2026, 3, 5)
    assert rules.claim_deadline(found, None, at_receipt=False, **days) == date(2026, 9, 28)
