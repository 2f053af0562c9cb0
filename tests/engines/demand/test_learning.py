"""What series teach each other: no more is taken than holds on series that were not learned from."""

import numpy as np
import pytest
from numpy.typing import NDArray

from huichang.engines import demand
from huichang.engines.demand import Way
from huichang.engines.demand.stocking import cover
from tests.engines.demand.series import dying, lumpy, steady


class TestForecast:
    @pytest.mark.req("PARTS-30")
    @pytest.mark.parametrize("seed", [4, 5, 6])
    def test_stays_with_the_average_where_there_is_only_chance(self, seed: int) -> None:
        series = lumpy(200, 42, seed=seed)
        found = demand.forecast(series[:, :39], horizon=3)
        came, average = series[:, 39:].sum(axis=1), 3 * series[:, :39].mean(axis=1)
        weight = 1.0 / np.maximum(series[:, :39].var(axis=1), 1.0)
        ours = (weight * (came - found.means[:, 2]) ** 2).sum()
        assert ours < 1.03 * (weight * (came - average) ** 2).sum()

    def test_follows_what_all_have_in_common(self) -> None:
        series = dying(200, 48)
        found = demand.forecast(series[:, :45], horizon=3)
        came, average = series[:, 45:].sum(axis=1), 3 * series[:, :45].mean(axis=1)
        assert np.abs(came - found.means[:, 2]).sum() < 0.5 * np.abs(came - average).sum()

    def test_keeps_the_common_model_unless_another_is_plainly_nearer(self) -> None:
        chance = demand.forecast(steady(200, 40), horizon=3)
        assert np.mean([way is Way.POOLED for way in chance.method]) > 0.8
        dice = np.random.default_rng(7)
        before, after = np.round(np.exp(dice.normal(3.0, 1.0, (2, 80, 1))))
        jumped = np.where(np.arange(44) < dice.integers(8, 26, (80, 1)), before, after)
        jumps = demand.forecast(jumped, horizon=3)
        assert Way.NAIVE in jumps.method
        assert np.median(np.abs(jumps.means[:, 2] / (3 * after[:, 0]) - 1)) < 0.03

    @pytest.mark.parametrize("months", [9, 14, 48])
    def test_lies_in_line_over_the_months_ahead(self, months: int) -> None:
        found = demand.forecast(lumpy(100, months), horizon=6)
        monthly = found.means / np.arange(1, 7)
        assert (found.means >= 0).all()
        assert (np.diff(found.means, axis=1) >= -1e-9).all()
        assert (np.diff(found.ratios, axis=1) >= -1e-9).all()
        np.testing.assert_allclose(np.diff(monthly, 2, axis=1), 0.0, atol=1e-9 * monthly.max() + 1e-9)


class TestCover:
    def test_worth_holds_for_long_lead_times_of_lumpy_parts(self) -> None:
        series = lumpy(200, 72)
        levels: dict[str, NDArray[np.float64]] = {}
        prices, chances = np.exp(np.linspace(0.5, -7.0, 20))[None, :], np.linspace(0.3, 0.999, 40)
        for month in range(36, 72, 6):
            found = cover(demand.forecast(series[:, :month], horizon=4), 3, 0.0, 1.0)
            for name, table in (("worth", found.worth(prices)), ("chance", found.enough(chances))):
                held = levels.setdefault(name, np.full((table.shape[1], *series.shape), np.nan))
                held[:, :, month : month + 6] = table.T[:, :, None]
        stock = {}
        for name, table in levels.items():
            runs = [demand.simulate_policy(series, each, lead_months=3) for each in table]
            order = np.argsort([run.fill_rate for run in runs])
            fills = np.array([run.fill_rate for run in runs])[order]
            stock[name] = float(np.interp(0.92, fills, np.array([run.total_stock for run in runs])[order]))
        assert stock["worth"] < 1.02 * stock["chance"]
