"""Lives: equal to lifelines' and scipy's, honest intervals, and words for what fixes no life."""

import json
from math import exp, inf, log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huichang.engines.reliability import weibull
from huichang.engines.reliability.weibull import NoLife, fit, fit_counts, monthly

ORACLE = json.loads((Path(__file__).parent / "lifelines.json").read_text())["cases"]


class TestFit:
    @pytest.mark.req("WARR-31")
    @pytest.mark.parametrize("case", ORACLE)
    def test_is_what_lifelines_gives(self, case: dict[str, Any]) -> None:
        life = fit(case["ages"], case["failed"], entries=case["entries"])
        found = np.array([life.shape, life.scale])
        np.testing.assert_allclose(found, [case["lifelines_shape"], case["lifelines_scale"]], rtol=1e-5)
        np.testing.assert_allclose(found, [case["shape"], case["scale"]], rtol=1e-6)
        assert life.log_likelihood == pytest.approx(case["log_likelihood"], rel=1e-9)

    def test_has_the_information_that_its_likelihood_has(self) -> None:
        case = ORACLE[3]
        life = fit(case["ages"], case["failed"], entries=case["entries"])
        t, d, v = (np.array(case[name], dtype=np.float64) for name in ("ages", "failed", "entries"))

        def likelihood(a: float, b: float) -> float:
            shape, scale = exp(a), exp(b)
            each = d * (a - shape * b + (shape - 1) * np.log(t)) - (t / scale) ** shape + (v / scale) ** shape
            return float(each.sum())

        a, b, e = log(life.shape), log(life.scale), 1e-4
        assert likelihood(a, b) == pytest.approx(life.log_likelihood)
        middle = likelihood(a, b)
        bends = np.empty((2, 2))
        bends[0, 0] = (likelihood(a + e, b) + likelihood(a - e, b) - 2 * middle) / e**2
        bends[1, 1] = (likelihood(a, b + e) + likelihood(a, b - e) - 2 * middle) / e**2
        corners = [likelihood(a + i * e, b + j * e) * i * j for i in (-1, 1) for j in (-1, 1)]
        bends[0, 1] = bends[1, 0] = sum(corners) / (4 * e**2)
        np.testing.assert_allclose(np.reshape(life.spread, (2, 2)), np.linalg.inv(-bends), rtol=1e-3)

    def test_counts_a_weight_as_so_many_parts(self) -> None:
        once = fit([3.0, 5.0, 5.0, 9.0], [1, 1, 1, 0])
        weighed = fit([3.0, 5.0, 9.0], [1, 1, 0], weights=[1, 2, 1])
        assert (weighed.shape, weighed.scale) == pytest.approx((once.shape, once.scale))

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.floats(0.5, 90), min_size=3, max_size=30, unique=True), st.floats(0.01, 100))
    def test_knows_no_unit(self, ages: list[float], unit: float) -> None:
        failed = [place % 3 != 2 for place in range(len(ages))]
        try:
            life = fit(ages, failed)
        except NoLife:
            return
        again = fit(np.array(ages) * unit, failed)
        assert again.shape == pytest.approx(life.shape, rel=1e-6)
        assert again.scale == pytest.approx(life.scale * unit, rel=1e-6)

    def test_takes_all_that_failed(self) -> None:
        life = fit([2.0, 4.0, 8.0], [1, 1, 1])
        assert life.failures == 3
        assert life.shape_between()[0] < life.shape < life.shape_between()[1]
        assert life.scale_between()[0] < life.scale < life.scale_between()[1]

    def test_takes_one_failure_among_older_parts(self) -> None:
        life = fit([5.0, *[20.0] * 50], [1, *[0] * 50])
        assert life.failures == 1
        assert life.failed(20.0) == pytest.approx(1 / 51, rel=0.1)

    @pytest.mark.parametrize(
        ("ages", "failed"),
        [([5.0, 8.0], [0, 0]), ([5.0], [1]), ([5.0, 5.0], [1, 1]), ([5.0, 3.0], [1, 0]), ([], [])],
    )
    def test_says_when_no_life_is_fixed(self, ages: list[float], failed: list[int]) -> None:
        with pytest.raises(NoLife):
            fit(ages, failed)

    @pytest.mark.parametrize(
        ("ages", "entries"), [([0.0, 2.0], None), ([3.0, 2.0], [3.0, 0.0]), ([np.inf, 1], None)]
    )
    def test_refuses_ages_that_are_none(self, ages: list[float], entries: list[float] | None) -> None:
        with pytest.raises(ValueError, match="ages"):
            fit(ages, [1, 1], entries=entries)


class TestLife:
    def test_tells_shares_and_ages(self) -> None:
        life = weibull.Life(2.0, 10.0, 5, 0.0)
        assert life.failed(10.0) == pytest.approx(1 - exp(-1))
        assert life.age_at(0.1) == pytest.approx(10 * (-log(0.9)) ** 0.5)
        assert life.within(10.0, 10.0) == pytest.approx(1 - exp(-3))
        np.testing.assert_allclose(monthly(life, 3), [0.01, 0.03, 0.05])
        assert life.scale_between() == (0.0, inf)


class TestFitCounts:
    @pytest.mark.req("WARR-31")
    @pytest.mark.parametrize("shape", [0.7, 1.0, 1.8])
    def test_finds_the_law_that_made_the_counts(self, shape: float) -> None:
        exposure = np.linspace(9000, 1000, 36)
        truth = weibull.Life(shape, 300.0, 0, 0.0)
        life = fit_counts(exposure, exposure * monthly(truth, 36), shape_spread=inf)
        assert (life.shape, life.scale) == pytest.approx((shape, 300.0), rel=1e-6)

    def test_says_how_unsure_it_is(self) -> None:
        draw = np.random.default_rng(3)
        exposure = np.full(36, 10_000.0)
        mean = exposure * monthly(weibull.Life(1.6, 200.0, 0, 0.0), 36)
        lives = [fit_counts(exposure, draw.poisson(mean), shape_spread=inf) for _ in range(200)]
        for name, place in (("shape", 0), ("scale", 3)):
            spread = np.std([log(getattr(life, name)) for life in lives])
            assert np.sqrt(lives[0].spread[place]) == pytest.approx(spread, rel=0.2)

    def test_is_drawn_to_similar_parts_where_there_is_little(self) -> None:
        exposure, failures = np.full(24, 500.0), np.eye(24)[20] * 3
        alone = fit_counts(exposure, failures, shape_spread=inf)
        drawn = fit_counts(exposure, failures, shape=0.8, shape_spread=0.2)
        assert 0.8 < drawn.shape < alone.shape

    def test_lives_on_the_prior_without_a_failure(self) -> None:
        life = fit_counts(np.full(12, 100.0), np.zeros(12), rate=0.001, rate_claims=4.0)
        assert life.shape == pytest.approx(1.0)
        assert monthly(life, 12).mean() == pytest.approx(4 / (4000 + 1200), rel=1e-6)

    @pytest.mark.parametrize(("exposure", "failures"), [([0.0, 0.0], [0, 0]), ([5.0, 5.0], [0, 0])])
    def test_says_when_no_life_is_fixed(self, exposure: list[float], failures: list[int]) -> None:
        with pytest.raises(NoLife):
            fit_counts(exposure, failures)

    @pytest.mark.parametrize(("exposure", "failures"), [([1.0], [0, 1]), ([-1.0], [0]), ([1.0], [-1])])
    def test_refuses_counts_that_are_none(self, exposure: list[float], failures: list[int]) -> None:
        with pytest.raises(ValueError, match="exposure"):
            fit_counts(exposure, failures)
