"""Patterns by their limits, phases by what the last months say."""

import numpy as np
import pytest

from huichang.engines import demand
from huichang.engines.demand import Pattern, Phase


class TestClassify:
    @pytest.mark.req("PARTS-30")
    def test_by_interval_and_scatter(self) -> None:
        series = np.array(
            [
                [2, 3, 2, 3, 2, 3, 2, 3],
                [0, 0, 2, 0, 0, 2, 0, 2],
                [1, 9, 1, 9, 1, 1, 1, 20],
                [0, 0, 1, 0, 0, 20, 0, 1],
                [0] * 8,
            ],
            dtype=np.float64,
        )
        kinds = demand.classify(demand.history(series))
        assert kinds == (Pattern.SMOOTH, Pattern.INTERMITTENT, Pattern.ERRATIC, Pattern.LUMPY, Pattern.NONE)

    def test_counts_only_months_of_the_series(self) -> None:
        adi, cv2 = demand.intervals(demand.history(np.array([[np.nan, np.nan, 1, 1, 1, 1.0]])))
        assert (adi[0], cv2[0]) == (1.0, 0.0)


class TestPhase:
    def test_tells_new_coming_steady_going_ended_and_never(self) -> None:
        nought = [0.0] * 12
        series = np.array(
            [
                [0.0] * 34 + [1, 2],
                [0, 0, 1, 0] * 6 + [3, 4, 2, 5, 3, 4, 3, 4, 2, 5, 3, 4],
                [1, 2] * 18,
                [3, 4] * 12 + [0, 1] * 6,
                [2.0] * 24 + nought,
                [0.0] * 36,
            ],
            dtype=np.float64,
        )
        assert demand.phase(demand.history(series)) == (
            Phase.NEW, Phase.COMING, Phase.STEADY, Phase.GOING, Phase.ENDED, Phase.NONE,
        )  # fmt: skip

    def test_makes_nothing_of_two_lucky_months(self) -> None:
        few = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1.0]])
        assert demand.phase(demand.history(few)) == (Phase.STEADY,)
