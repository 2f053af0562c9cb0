"""The risk score: within its bounds, and never lower for worse conduct."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.verdicts import scoring
from huichang.verdicts.scoring import WEIGHTS, Seen, score
from huichang.verdicts.states import Reason

pytestmark = pytest.mark.req("WARR-30")
RATES = [each for each in Reason if each not in (Reason.AMOUNT,)]


def network(store: dict[str, Seen], others: dict[str, Seen]) -> dict[str, Seen]:
    """A store and the others together."""
    return {
        key: Seen(store[key].part + others[key].part, store[key].whole + others[key].whole) for key in Reason
    }


def told(part: float, whole: float) -> dict[str, Seen]:
    """The same share for every reason."""
    return {key: Seen(part, whole) for key in Reason}


counts = st.integers(min_value=0, max_value=400)


class TestScore:
    def test_weighs_a_hundred_altogether(self) -> None:
        assert sum(WEIGHTS.values()) == 100

    def test_is_nothing_for_a_store_like_the_network_and_all_for_three_times_it(self) -> None:
        same = told(10, 100)
        assert score(same, network(same, told(90, 900)), claims=100)[0] == 0
        worst = told(100_000, 100_000)
        usual = told(1_000, 10_000_000)
        assert score(worst, network(worst, usual), claims=100_000)[0] == 100

    @given(
        bad=counts,
        more=st.integers(1, 50),
        good=counts,
        others=counts,
        rest=counts,
        reason=st.sampled_from(RATES),
    )
    def test_never_falls_when_conduct_gets_worse(
        self, bad: int, more: int, good: int, others: int, rest: int, reason: Reason
    ) -> None:
        whole = bad + more + good
        usual = told(others, others + rest)
        before, after = told(bad, whole), told(bad, whole)
        after[reason] = Seen(bad + more, whole)
        lower, _ = score(before, network(before, usual), claims=whole)
        higher, _ = score(after, network(after, usual), claims=whole)
        assert higher >= lower

    @given(part=counts, rest=counts, others=counts, more=counts)
    def test_stays_between_nothing_and_a_hundred(self, part: int, rest: int, others: int, more: int) -> None:
        store = told(part, part + rest)
        found, reasons = score(store, network(store, told(others, others + more)), claims=part + rest)
        assert 0 <= found <= 100
        assert found == pytest.approx(sum(each.points for each in reasons), abs=0.06)

    def test_few_claims_say_little(self) -> None:
        usual = told(100, 1_000)
        small, large = told(1, 2), told(100, 200)
        (few, _), (many, _) = (score(each, network(each, usual), claims=2) for each in (small, large))
        assert few < many / 3

    def test_nothing_seen_is_no_risk(self) -> None:
        assert score({}, {}, claims=0)[0] == 0

    def test_names_the_weightiest_reason_first(self) -> None:
        store = told(10, 100) | {Reason.TURNED_DOWN: Seen(60, 100)}
        _, reasons = score(store, network(store, told(90, 900)), claims=100)
        assert reasons[0].reason == Reason.TURNED_DOWN
        assert reasons[0].figure == 0.6
        assert reasons[0].network == pytest.approx(0.15)
        assert scoring.RISKY == 50
