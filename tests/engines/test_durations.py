"""Durations: thin data leans on the standard time, much data speaks for itself, forgotten clocks teach nothing."""

from math import exp, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huichang.engines import durations
from huichang.engines.durations import STANDARD, Clocked, Learned


def work(taken: int, *, level: int = 3, series: str = "YL", count: int = 1) -> list[Clocked]:
    """So many pieces of the same hour's work."""
    return [Clocked("BR01", level, series, 60, taken)] * count


class TestShrink:
    def test_nothing_clocked_is_the_prior(self) -> None:
        assert durations.shrink([], STANDARD, weight=8) == Learned(1.0, STANDARD.spread, 0)

    def test_as_many_records_as_the_prior_counts_meet_in_the_middle(self) -> None:
        found = durations.shrink([2.0] * 8, STANDARD, weight=8)
        assert found.factor == pytest.approx(exp(log(2) / 2))
        assert found.samples == 8

    def test_many_records_speak_for_themselves(self) -> None:
        assert durations.shrink([1.5] * 2000, STANDARD, weight=8).factor == pytest.approx(1.5, abs=0.01)

    def test_scatter_is_learned_too(self) -> None:
        steady = durations.shrink([1.0] * 200, STANDARD, weight=8)
        wild = durations.shrink([0.5, 2.0] * 100, STANDARD, weight=8)
        assert steady.spread < STANDARD.spread < wild.spread
        assert wild.spread == pytest.approx(log(2), abs=0.05)

    def test_a_forgotten_clock_teaches_nothing(self) -> None:
        assert durations.shrink([20.0, 0.01], STANDARD, weight=8).samples == 0

    def test_the_prior_must_count(self) -> None:
        with pytest.raises(ValueError, match="count"):
            durations.shrink([1.0], STANDARD, weight=0)

    @given(st.lists(st.floats(0.2, 5.0), min_size=1, max_size=60), st.floats(1, 50))
    @settings(max_examples=80, deadline=None)
    def test_the_factor_lies_between_what_was_clocked_and_the_prior(
        self, ratios: list[float], weight: float
    ) -> None:
        found = durations.shrink(ratios, STANDARD, weight=weight)
        mean = exp(sum(log(each) for each in ratios) / len(ratios))
        assert min(1.0, mean) - 1e-9 <= found.factor <= max(1.0, mean) + 1e-9
        assert found.spread > 0


class TestLearn:
    def test_learns_the_operation_each_level_and_each_series(self) -> None:
        past = [*work(60, count=20), *work(120, level=1, series="ZQ", count=20)]
        known = durations.learn(past, weight=8)
        assert known["BR01", 1, ""].factor > known["BR01", 0, ""].factor > known["BR01", 3, ""].factor
        assert known["BR01", 1, "ZQ"].factor > known["BR01", 1, ""].factor
        assert known["BR01", 0, ""].samples == 40

    def test_work_without_a_standard_time_teaches_nothing(self) -> None:
        assert durations.learn([Clocked("X", 3, "", 0, 50)], weight=8) == {}


class TestBestKnown:
    def test_the_most_particular_goes_first(self) -> None:
        known = durations.learn(work(90, count=5), weight=8)
        assert durations.best_known(known, "BR01", 3, "YL") == known["BR01", 3, "YL"]
        assert durations.best_known(known, "BR01", 3, "??") == known["BR01", 3, ""]
        assert durations.best_known(known, "BR01", 5, "YL") == known["BR01", 0, ""]
        assert durations.best_known(known, "??", 3, "YL") is None
