"""The forecast: chances that hold, from the past alone, for series of every kind and length."""

import numpy as np
import pytest

from huichang.engines import demand
from huichang.engines.demand import Way
from tests.engines.demand.series import dying, lumpy, steady


class TestForecast:
    @pytest.mark.req("PARTS-30")
    def test_chances_hold(self) -> None:
        series = steady(300, 42)
        found = demand.forecast(series[:, :36], horizon=3)
        came = series[:, 36:39].sum(axis=1)
        levels = found.quantiles([0.8, 0.9, 0.97], 3)
        shares = (came[:, None] <= levels).mean(axis=0)
        # A level in whole pieces is enough a little more often than asked.
        assert ((shares > np.array([0.76, 0.87, 0.95])) & (shares < np.array([0.95, 0.98, 1.0]))).all()
        assert abs(found.means[:, 2].sum() / came.sum() - 1) < 0.15

    def test_is_the_same_for_the_same(self) -> None:
        one, two = demand.forecast(steady(40), horizon=2), demand.forecast(steady(40), horizon=2)
        np.testing.assert_array_equal(one.means, two.means)
        assert one.method == two.method

    def test_counts_in_any_unit(self) -> None:
        series = lumpy(80)
        one, hundred = demand.forecast(series, horizon=2), demand.forecast(100 * series, horizon=2)
        np.testing.assert_allclose(100 * one.means, hundred.means, rtol=1e-6)

    def test_knows_when_it_is_over(self) -> None:
        series = dying()
        found = demand.forecast(series, horizon=3)
        over = (series[:, -10:].sum(axis=1) == 0) & (series[:, :20].sum(axis=1) > 20)
        assert over.sum() > 10
        average = series.mean(axis=1)
        assert (found.mean[over] < 0.25 * average[over]).mean() > 0.9

    def test_takes_series_of_every_length_beside_each_other(self) -> None:
        series = steady(60, 24)
        series[:20, :21] = np.nan
        series[20] = np.nan
        series[21, 1:] = np.nan
        series[22] = 0.0
        found = demand.forecast(series, horizon=4)
        assert np.isfinite(found.means).all()
        assert np.isfinite(found.ratios).all()
        assert (found.means[20], found.months[20]) == (pytest.approx([0, 0, 0, 0]), 0)
        assert found.means[22, 0] < 0.3
        assert (np.diff(found.means, axis=1) >= 0).all()

    @pytest.mark.parametrize(("n", "months"), [(0, 12), (1, 1), (1, 30), (3, 2), (5, 13)])
    def test_does_with_little(self, n: int, months: int) -> None:
        found = demand.forecast(steady(n, months), horizon=3)
        levels = demand.order_up_to(found, lead_months_mean=1, service=0.95)
        assert levels.shape == (n,)
        assert np.isfinite(levels).all()

    def test_says_what_it_took_and_how_much_nearer_it_was(self) -> None:
        found = demand.forecast(dying(), horizon=3)
        assert set(found.method) <= set(Way)
        assert all(a is not b for a, b in zip(found.method, found.second, strict=True))
        assert (found.gain >= 0).all()
        assert (found.over_average > 0).mean() > 0.8

    def test_goes_in_a_straight_line_between_whole_months(self) -> None:
        found = demand.forecast(steady(20), horizon=4)
        half, variance = found.moments(1.5)
        np.testing.assert_allclose(half, (found.means[:, 0] + found.means[:, 1]) / 2)
        assert (found.moments(1.5, spread_months=0.5)[1] > variance).all()
        np.testing.assert_allclose(found.moments(8.0)[0], 2 * found.means[:, 3])

    def test_refuses_no_horizon_and_less_than_no_time(self) -> None:
        with pytest.raises(ValueError, match="horizon"):
            demand.forecast(steady(2), horizon=0)
        with pytest.raises(ValueError, match="negative"):
            demand.forecast(steady(2), horizon=2).moments(-1.0)

    def test_sells_by_the_box_what_always_went_by_the_box(self) -> None:
        series = 4 * steady(50, 30, rate=0.6)
        levels = demand.forecast(series, horizon=2).quantiles([0.5, 0.9, 0.99], 2)
        assert (levels % 4 == 0).all()
