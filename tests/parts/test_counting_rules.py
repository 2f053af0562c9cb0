"""When a number stands, how much is counted a day, what is due (PARTS-14)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.parts import counting_rules
from huichang.parts.counting_rules import Lying

pytestmark = pytest.mark.req("PARTS-14")
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
DAYS = {"A": 30, "B": 90, "C": 365}


class TestIsBeyond:
    @pytest.mark.parametrize(
        ("book", "difference", "worth", "beyond"),
        [(20, 0, 0, False), (20, -1, -8, False), (20, -4, -8, True), (2000, 1, 200, True), (0, 1, 3, True)],
    )
    def test_by_amount_or_by_share(self, book: int, difference: int, worth: int, beyond: bool) -> None:
        found = counting_rules.is_beyond(
            Decimal(book), Decimal(difference), Decimal(worth), most_worth=Decimal(200), most_share=20
        )
        assert found is beyond


class TestStands:
    @pytest.mark.parametrize(
        ("takes", "beyond", "stands"),
        [
            ([(1, 0)], False, True),
            ([(1, -2)], True, False),
            ([(1, -2), (1, 0)], False, True),
            ([(1, -2), (2, -2)], True, True),
            ([(1, -2), (2, 0)], False, False),
            ([(1, -2), (2, -1), (1, -1)], True, True),
            ([(1, -2), (2, -1), (3, -2)], True, True),
        ],
    )
    def test_one_within_the_limits_or_two_who_agree(
        self, takes: list[tuple[int, int]], beyond: bool, stands: bool
    ) -> None:
        said = [(who, Decimal(difference)) for who, difference in takes]
        assert counting_rules.stands(said, beyond=beyond) is stands


class TestDue:
    def test_what_was_never_counted_comes_first_a_before_c(self) -> None:
        lying = [
            Lying(1, 1, "C", None),
            Lying(1, 2, "A", NOON - timedelta(days=60)),
            Lying(1, 3, "A", None),
            Lying(1, 4, "A", NOON - timedelta(days=29)),
        ]
        assert [each.part_id for each in counting_rules.due(lying, DAYS, at=NOON)] == [3, 1, 2]
        assert [each.part_id for each in counting_rules.due(lying, DAYS, at=NOON, most=1)] == [3]

    def test_a_days_share_brings_every_class_round_in_time(self) -> None:
        """Day after day, nothing waits longer than a week beyond its cycle once everything was counted."""
        last: dict[int, datetime | None] = dict.fromkeys(range(440))
        classes = {part: "A" if part < 60 else "B" if part < 150 else "C" for part in last}
        sizes = {each: sum(1 for kind in classes.values() if kind == each) for each in DAYS}
        most = counting_rules.lines_a_day(sizes, DAYS, most=60)
        for day in range(800):
            at = NOON + timedelta(days=day)
            lying = [Lying(0, part, classes[part], when) for part, when in last.items()]
            for each in counting_rules.due(lying, DAYS, at=at, most=most):
                last[each.part_id] = at
        late = [(at - when).days - DAYS[classes[part]] for part, when in last.items() if when is not None]
        assert len(late) == 440
        assert max(late) <= 7


class TestShares:
    @given(st.lists(st.integers(1, 9), min_size=1, max_size=40), st.integers(1, 5))
    def test_are_stretches_of_the_walk(self, weights: list[int], people: int) -> None:
        given_to = counting_rules.shares(weights, people)
        assert given_to == sorted(given_to)
        assert len(given_to) == len(weights)
        assert all(0 <= index < people for index in given_to)
