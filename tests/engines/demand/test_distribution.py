"""Chances on a grid: they add up, and have the two moments that they were given."""

import numpy as np
import pytest

from huichang.engines.demand import distribution


def moments(mean: float, ratio: float, size: float, lump: float, unit: float = 1.0) -> tuple[float, float]:
    """Expectation and variance over it of what the grid says."""
    given = [np.array([value]) for value in (mean, ratio, size, lump, unit)]
    cell = distribution.cells(given[0], given[1], given[4])
    below = distribution.grids(given[0], given[1], size=given[2], lump=given[3], unit=given[4], cell=cell)[0]
    assert (np.diff(below) >= -1e-12).all()
    assert below[-1] == pytest.approx(1.0, abs=2e-3)
    mass = np.diff(below, prepend=0.0)
    places = np.arange(len(mass)) * cell[0]
    found = float((mass * places).sum())
    return found, float((mass * places**2).sum() - found**2) / found


class TestGrids:
    @pytest.mark.parametrize(
        ("mean", "ratio", "size", "lump"),
        [
            (0.3, 1.02, 1, 1),
            (0.4, 1.6, 1.2, 1.4),
            (3, 4, 2, 3),
            (12, 9, 3, 6),
            (60, 1.1, 30, 31),
            (80, 40, 30, 50),
        ],
    )
    def test_have_the_moments_they_were_given(
        self, mean: float, ratio: float, size: float, lump: float
    ) -> None:
        found, over = moments(mean, ratio, size, lump)
        assert found == pytest.approx(mean, rel=0.02)
        assert over == pytest.approx(ratio, rel=0.06)

    def test_hold_for_large_quantities_on_a_coarse_grid(self) -> None:
        found, over = moments(5_000, 700, 400, 600)
        assert found == pytest.approx(5_000, rel=0.03)
        assert over == pytest.approx(700, rel=0.1)

    def test_know_no_steadier_than_chance_for_few_and_do_for_many(self) -> None:
        assert moments(2, 0.2, 1, 1)[1] == pytest.approx(1.02, rel=0.02)
        assert moments(100, 0.2, 50, 50)[1] == pytest.approx(0.2, rel=0.05)

    def test_of_nothing_expected_are_certain(self) -> None:
        below = distribution.grids(
            np.zeros(1), np.ones(1), size=np.ones(1), lump=np.ones(1), unit=np.ones(1), cell=np.ones(1)
        )
        assert (below == 1).all()


class TestUnits:
    def test_are_what_divides_every_demand(self) -> None:
        y = np.array([[4, 8, 0, 12], [4, 8, 0, 0], [4, 8, 12, 6.5], [3, 6, 9, 10]], dtype=np.float64)
        first, end = np.zeros(4, np.int64), np.full(4, 4)
        assert distribution.units(y, first, end).tolist() == [4, 1, 0.5, 1]

    def test_are_as_fine_as_what_is_weighed_out(self) -> None:
        y = np.array([[0.25, 0.75, 1.5], [0.1, 0.0, 0.35], [0.3, 0.6, 0.9], [1e-7, 2.0, 3.0]])
        first, end = np.zeros(4, np.int64), np.full(4, 3)
        np.testing.assert_allclose(distribution.units(y, first, end), [0.25, 0.01, 0.3, 1e-6])
