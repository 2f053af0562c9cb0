"""Sums of an order."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.workshop import amounts
from huichang.workshop.states import LineKind, Payer, RepairType


@dataclass(frozen=True)
class ALine:
    kind: str
    payer: str
    state: str
    amount: Decimal
    discount: Decimal = Decimal(0)
    payer_percent: int = 100


yuan = st.decimals(min_value=0, max_value=99999, places=2)
lines = st.lists(
    st.builds(
        ALine,
        kind=st.sampled_from(list(LineKind)),
        payer=st.sampled_from(list(Payer)),
        state=st.sampled_from(["draft", "quoted", "authorized", "declined", "done", "dropped"]),
        amount=yuan,
        discount=yuan,
    )
)


class TestListAmount:
    @pytest.mark.parametrize(
        ("kind", "price", "quantity", "minutes", "amount"),
        [
            ("labour", "200", "1", 20, "66.67"),
            ("labour", "200", "3", 20, "200.00"),
            ("part", "38", "0.333", 0, "12.65"),
            ("towing", "300", "2", 0, "600.00"),
        ],
    )
    def test_rounds_once(self, kind: str, price: str, quantity: str, minutes: int, amount: str) -> None:
        assert amounts.list_amount(kind, Decimal(price), Decimal(quantity), minutes) == Decimal(amount)


class TestPayerOf:
    @pytest.mark.req("LANE-15")
    def test_knows_every_repair_type(self) -> None:
        assert {amounts.payer_of(each) for each in RepairType} == set(Payer)
        assert amounts.payer_of("rework") == Payer.INTERNAL


class TestShares:
    @given(lines)
    def test_add_up_to_the_whole_for_every_payer(self, found: list[ALine]) -> None:
        shares = amounts.shares(found)

        assert sum(share.total for share in shares) == sum(line.amount for line in found)
        assert sum(share.discount for share in shares) == sum(line.discount for line in found)
        assert len({share.payer for share in shares}) == len(shares)


class TestAmounts:
    @pytest.mark.req("LANE-23")
    @given(lines)
    def test_of_a_draft_are_what_may_come(self, found: list[ALine]) -> None:
        card = amounts.amounts(found, signed=None, agreed=None, settled=None)

        assert (card.first, card.agreed, card.pending) == (None, None, 0)
        assert card.now == sum(line.amount for line in found if line.state in ("draft", "quoted"))

    @pytest.mark.req("LANE-23")
    @given(lines, yuan, yuan)
    def test_stand_side_by_side_once_signed(
        self, found: list[ALine], first: Decimal, agreed: Decimal
    ) -> None:
        card = amounts.amounts(found, signed=first, agreed=agreed, settled=None)

        assert (card.first, card.agreed) == (first, agreed)
        assert card.now == sum(line.amount for line in found if line.state in ("authorized", "done"))
        assert card.pending == sum(line.amount for line in found if line.state in ("draft", "quoted"))

    @given(lines, yuan)
    def test_end_with_what_was_settled(self, found: list[ALine], settled: Decimal) -> None:
        assert amounts.amounts(found, signed=settled, agreed=settled, settled=settled).now == settled

    def test_know_what_the_customer_pays(self) -> None:
        found = [
            ALine("labour", "customer", "draft", Decimal(100)),
            ALine("part", "manufacturer", "draft", Decimal(50)),
        ]
        assert amounts.amounts(found, signed=None, agreed=None, settled=None).customer == 100
        assert amounts.amounts([], signed=None, agreed=None, settled=None).customer == 0
