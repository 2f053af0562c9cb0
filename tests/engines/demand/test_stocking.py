"""Levels: enough for what was asked, no more for less, explained; and the policy run through months."""

import numpy as np
import pytest

from huichang.engines import demand
from huichang.engines.demand import Forecast, Service
from tests.engines.demand.series import dying, lumpy, steady


@pytest.fixture(scope="module")
def known() -> Forecast:
    return demand.forecast(steady(200, 36), horizon=4)


class TestOrderUpTo:
    @pytest.mark.req("PARTS-30")
    @pytest.mark.parametrize("by", list(Service))
    def test_more_service_and_a_longer_or_less_sure_lead_time_never_need_less(
        self, known: Forecast, by: Service
    ) -> None:
        low = demand.order_up_to(known, lead_months_mean=1, service=0.9, by=by)
        assert (demand.order_up_to(known, lead_months_mean=1, service=0.97, by=by) >= low).all()
        longer = demand.order_up_to(known, lead_months_mean=2.5, service=0.9, by=by)
        unsure = demand.order_up_to(known, lead_months_mean=1, lead_months_sd=1, service=0.9, by=by)
        assert longer.sum() > low.sum()
        assert unsure.sum() >= low.sum()

    def test_fills_what_was_promised(self) -> None:
        series = steady(400, 60)
        for by in (Service.FILL, Service.TOTAL):
            levels = np.full(series.shape, np.nan)
            for month in (36, 44, 52):
                found = demand.forecast(series[:, :month], horizon=2)
                level = demand.order_up_to(found, lead_months_mean=1, service=0.94, by=by)
                levels[:, month : month + 8] = level[:, None]
            run = demand.simulate_policy(series, levels, lead_months=1)
            assert 0.92 < run.fill_rate < 0.985

    def test_gets_the_same_from_less_when_it_may_share_out(self) -> None:
        series = lumpy(300, 60)
        runs = []
        for by, service in ((Service.FILL, 0.9), (Service.TOTAL, 0.9)):
            levels = np.full(series.shape, np.nan)
            for month in range(36, 60, 6):
                found = demand.forecast(series[:, :month], horizon=2)
                level = demand.order_up_to(found, lead_months_mean=1, service=service, by=by)
                levels[:, month : month + 6] = level[:, None]
            runs.append(demand.simulate_policy(series, levels, lead_months=1))
        each, together = runs
        assert together.total_stock / together.fill_rate < each.total_stock / each.fill_rate

    def test_keeps_nothing_of_what_was_never_asked_for(self) -> None:
        series = steady(60, 30)
        series[0] = 0
        found = demand.forecast(series, horizon=2)
        level = demand.order_up_to(found, lead_months_mean=1, service=0.9, by=Service.FILL)
        assert level[0] == 0

    def test_dear_parts_get_less(self, known: Forecast) -> None:
        price = np.where(np.arange(200) < 100, 10.0, 1.0)
        plain = demand.order_up_to(known, lead_months_mean=1, service=0.95, by=Service.TOTAL)
        priced = demand.order_up_to(known, lead_months_mean=1, service=0.95, by=Service.TOTAL, price=price)
        assert priced[:100].sum() < plain[:100].sum()
        assert priced[100:].sum() > plain[100:].sum()

    def test_takes_a_lead_time_and_a_service_for_each_part(self, known: Forecast) -> None:
        lead = np.where(np.arange(200) % 2, 0.5, 3.0)
        service = np.linspace(0.8, 0.98, 200)
        assert demand.order_up_to(known, lead_months_mean=lead, service=service).shape == (200,)

    @pytest.mark.parametrize("service", [0.0, 1.0, 1.2])
    def test_refuses_a_service_that_is_none(self, known: Forecast, service: float) -> None:
        with pytest.raises(ValueError, match="service"):
            demand.order_up_to(known, lead_months_mean=1, service=service)

    def test_refuses_no_review_and_two_services_for_one_total(self, known: Forecast) -> None:
        with pytest.raises(ValueError, match="review"):
            demand.order_up_to(known, lead_months_mean=1, review_months=0, service=0.9)
        with pytest.raises(ValueError, match="one number"):
            demand.order_up_to(
                known, lead_months_mean=1, service=np.linspace(0.8, 0.9, 200), by=Service.TOTAL
            )


class TestLevelsWithCertain:
    def test_adds_what_the_past_did_not_have_in_it(self) -> None:
        levels = np.array([4.0, 4.0, 4.0])
        certain = np.array([3.0, 3.0, 0.5])
        whole = demand.levels_with_certain(levels, certain)
        shared = demand.levels_with_certain(levels, certain, expected=np.full(3, 2.0), share_in_history=0.5)
        assert (whole.tolist(), shared.tolist()) == ([7, 7, 4.5], [6, 6, 4])


class TestExplain:
    def test_says_why(self) -> None:
        series = dying(80)
        found = demand.forecast(series, horizon=3)
        for row in (0, 79, -1):
            level = float(
                demand.order_up_to(found, lead_months_mean=1, lead_months_sd=0.3, service=0.95)[row]
            )
            why = demand.explain(
                found,
                row,
                level=level,
                lead_months_mean=1,
                lead_months_sd=0.3,
                service=0.95,
                by=Service.CYCLE,
            )
            assert why.chance_enough >= 0.95
            assert why.method is found.method[row]
            assert why.expected == pytest.approx(found.moments(2.0)[0][row])
            assert why.months_with_demand == (series[row] > 0).sum()
            assert 0 <= why.share_filled <= 1


class TestSimulatePolicy:
    def test_counts_what_is_there_at_once(self) -> None:
        asked = np.array([[1.0, 3.0, 0.0, 2.0]])
        levels = np.full((1, 4), 2.0)
        owed = demand.simulate_policy(asked, levels, lead_months=1, run_in=0)
        # On hand 2, one goes; one is ordered; three are asked and one is there, two stay owed; both and two more come.
        assert (owed.asked[0], owed.filled[0]) == (6, 4)
        lost = demand.simulate_policy(asked, levels, lead_months=1, lost_sales=True, run_in=0)
        assert lost.filled[0] == 4
        assert lost.months[0] == 4

    def test_counts_nothing_before_and_after_a_series(self) -> None:
        asked = np.array([[np.nan, 1.0, 1.0, np.nan, 5.0]])
        run = demand.simulate_policy(asked, np.full((1, 5), 9.0), lead_months=0, run_in=0)
        assert (run.months[0], run.asked[0], run.fill_rate) == (2, 2.0, 1.0)

    def test_refuses_tables_of_two_shapes(self) -> None:
        with pytest.raises(ValueError, match="shape"):
            demand.simulate_policy(np.zeros((2, 3)), np.zeros((2, 4)), lead_months=1)
