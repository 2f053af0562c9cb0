"""Cars at risk: built, sold, in cover; claims that come late."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huichang.engines.reliability.exposure import Fleet, cells, delays, inside_cover, reported


class TestFleet:
    def test_counts_car_months_by_age(self) -> None:
        found = Fleet(np.array([[10.0, 4.0, 0.0]]), np.array([1.0, 0.5])).at_risk(4)
        np.testing.assert_allclose(found[0, 0], [5, 2, 0, 0])
        np.testing.assert_allclose(found[0, 1], [0, 5, 2, 0])

    @pytest.mark.parametrize(
        ("sold", "inside"), [([1.0], [1.0]), ([[-1.0]], [1.0]), ([[np.nan]], [1.0]), ([[1.0]], [1.5])]
    )
    def test_refuses_what_is_no_fleet(self, sold: list[float], inside: list[float]) -> None:
        with pytest.raises(ValueError, match="sold|cars|shares"):
            Fleet(np.array(sold), np.array(inside))


class TestInsideCover:
    def test_ends_by_months_or_by_km(self) -> None:
        share = inside_cover([500.0, 1000.0, 4000.0, np.nan], months=5, km=10_000, ages=6)
        np.testing.assert_allclose(share, [1, 1, 1, 2 / 3, 2 / 3, 0])

    def test_counts_months_alone_where_no_km_are_known(self) -> None:
        np.testing.assert_array_equal(inside_cover([], months=2, km=100, ages=3), [1, 1, 0])

    @given(st.lists(st.floats(0, 9000), max_size=20), st.integers(1, 60), st.floats(1, 2e5))
    def test_never_grows(self, pace: list[float], months: int, km: float) -> None:
        share = inside_cover(pace, months=months, km=km, ages=70)
        assert (np.diff(share) <= 0).all()
        assert ((share >= 0) & (share <= 1)).all()


class TestDelays:
    def test_knows_what_is_still_out(self) -> None:
        draw = np.random.default_rng(1)
        failed = draw.integers(0, 12, 60_000)
        late = draw.choice(4, 60_000, p=[0.4, 0.3, 0.2, 0.1])
        here = failed + late <= 11
        found = delays(failed[here], failed[here] + late[here], until=11, longest=5)
        np.testing.assert_allclose(found, [0.4, 0.3, 0.2, 0.1, 0, 0], atol=0.015)

    def test_is_at_once_without_claims(self) -> None:
        np.testing.assert_array_equal(delays([], [], until=3, longest=2), [1, 0, 0])

    @settings(deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40), st.integers(0, 12))
    def test_adds_up_to_one(self, pairs: list[tuple[int, int]], until: int) -> None:
        failed = np.array([a for a, _ in pairs], dtype=np.int64)
        found = delays(
            failed, failed + np.array([b for _, b in pairs], dtype=np.int64), until=until, longest=6
        )
        assert found.sum() == pytest.approx(1.0)
        assert (found >= 0).all()


class TestReported:
    def test_loses_nothing_but_what_is_still_out(self) -> None:
        at_risk = np.zeros((1, 1, 3))
        at_risk[0, 0, 0] = 100
        np.testing.assert_allclose(reported(at_risk, np.array([0.5, 0.25, 0.15, 0.1]))[0, 0], [50, 25, 15])


class TestCells:
    def test_keeps_what_is_filled_in_order(self) -> None:
        shown = np.zeros((2, 3, 2))
        shown[1, 2, 0], shown[0, 1, 1], shown[1, 0, 1] = 1.0, 2.0, 3.0
        found = cells(shown)
        assert found.x.tolist() == [1, 2, 3]
        assert found.shape == (2, 2)
        assert found.start.tolist() == [[0, 0, 1], [1, 2, 3], [3, 3, 3]]

    def test_is_empty_without_cars(self) -> None:
        assert len(cells(np.zeros((2, 3, 4))).x) == 0
