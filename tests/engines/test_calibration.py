"""How honest a certainty was, and what is added to it."""

import random

import pytest

from huichang.engines import calibration


def held(by: float, foretold: list[float], came: list[float]) -> float:
    """The share of the moved forecasts that held."""
    kept = [real <= calibration.stretched(said, by) for said, real in zip(foretold, came, strict=True)]
    return sum(kept) / len(kept)


@pytest.mark.req("LANE-21")
class TestStretch:
    @pytest.mark.parametrize("law", ["too sure", "too careful", "skewed"])
    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_what_is_moved_by_past_misses_holds_as_often_as_claimed(self, law: str, seed: int) -> None:
        chance = random.Random(f"{law} {seed}")
        foretold = [chance.uniform(60, 600) for _ in range(4000)]
        middle = {"too sure": 1.1, "too careful": 0.5, "skewed": 0.4}[law]
        scatter = {"too sure": lambda: chance.gauss(0, 0.4), "too careful": lambda: chance.gauss(0, 0.1)}
        came = [
            said * (middle + (scatter[law]() if law in scatter else chance.expovariate(2)))
            for said in foretold
        ]
        misses = [calibration.miss(*pair) for pair in zip(foretold[:2000], came[:2000], strict=True)]
        by = calibration.stretch(misses, 0.85)
        assert held(by, foretold[2000:], came[2000:]) == pytest.approx(0.85, abs=0.03)
        assert abs(held(0.0, foretold[2000:], came[2000:]) - 0.85) > 0.05

    def test_a_few_misses_teach_nothing_yet(self) -> None:
        assert calibration.stretch([0.5] * (calibration.LEAST - 1), 0.85) == 0
        assert calibration.stretch([0.5] * calibration.LEAST, 0.85) == 0.5

    def test_more_certainty_moves_further(self) -> None:
        misses = [number / 100 for number in range(100)]
        assert (
            calibration.stretch(misses, 0.5)
            < calibration.stretch(misses, 0.85)
            < calibration.stretch(misses, 0.99)
        )


class TestStretched:
    def test_a_short_forecast_is_moved_as_one_of_an_hour(self) -> None:
        assert calibration.stretched(10, 0.5) == 40
        assert calibration.stretched(200, 0.5) == 300

    def test_is_never_before_now(self) -> None:
        assert calibration.stretched(10, -1.0) == 0
