"""When to call, when to try again."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.care import rules
from huichang.care.states import DUE, FOLLOW_UP, DueState, FollowUpState
from huichang.kernel.flow import Flow
from huichang.kernel.refusals import OutOfTurn


@pytest.mark.req("CARE-10")
class TestCallWindow:
    @given(st.integers(-5, 30), st.integers(-5, 60))
    def test_is_two_to_five_days_and_never_later_than_seven(self, after: int, latest: int) -> None:
        first, last = rules.call_window(date(2026, 3, 2), after_days=after, latest_days=latest)
        assert 2 <= (first - date(2026, 3, 2)).days <= 5
        assert first <= last <= date(2026, 3, 9)


@pytest.mark.req("CARE-10")
class TestNextTry:
    @given(
        st.integers(0, 8000).map(lambda hours: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)),
        st.lists(st.integers(9, 17), max_size=2),
    )
    def test_is_at_another_hour_in_decent_time(self, at: datetime, tried: list[int]) -> None:
        hours = [*tried, at.hour]
        again = rules.next_try(at, hours)
        assert at < again <= at + timedelta(hours=60)
        assert 9 <= again.hour < 18
        assert again.hour not in hours


DAYS = st.none() | st.integers(0, 3000)


@pytest.mark.req("CARE-20", "LANE-16")
class TestProposedOn:
    @given(state=st.sampled_from(["soon", "now"]), is_safety=st.booleans(), lasts=DAYS)
    def test_comes_after_the_call_and_before_the_end_of_the_life(
        self, state: str, is_safety: bool, lasts: int | None
    ) -> None:
        on = date(2026, 3, 2)
        due_on = rules.declined_due_on(on, state=state, is_safety=is_safety, remaining_days=lasts)
        day = rules.proposed_on(on, due_on=due_on, state=state, remaining_days=lasts)
        assert on < due_on <= day
        if state == "soon" and lasts is not None:
            assert day <= on + timedelta(days=max(1, lasts))

    @given(days=DAYS, km=DAYS, per_day=st.none() | st.decimals(1, 300, places=2))
    def test_life_ends_by_time_or_use_whichever_is_earlier(
        self, days: int | None, km: int | None, per_day: Decimal | None
    ) -> None:
        lasts = rules.lasts_days(
            remaining_days=days, remaining_km=km, km_per_day=per_day, assumed_km_per_day=35
        )
        if days is None and km is None:
            assert lasts is None
        else:
            assert lasts is not None
            assert days is None or lasts <= days
            assert km is None or lasts <= km / (per_day or 35)


class Row:
    """Something with a state."""

    def __init__(self, state: str) -> None:
        self.state = state

    def get_state_display(self) -> str:
        return self.state


@pytest.mark.parametrize(
    ("flow", "state", "verb"),
    [
        (flow, state, verb)
        for flow, states in ((FOLLOW_UP, FollowUpState), (DUE, DueState))
        for state in states
        for verb, _, _ in flow.table()
    ],
)
def test_only_the_table_of_states_is_allowed(flow: Flow, state: str, verb: str) -> None:
    row = Row(state)
    if flow.allows(state, verb):
        flow.move(row, verb)
    else:
        with pytest.raises(OutOfTurn):
            flow.move(row, verb)
