"""The textbook methods: equal to statsforecast's, and the past is what was known then."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from huichang.engines.demand.history import history
from huichang.engines.demand.textbook import Method, path

ORACLE = json.loads((Path(__file__).parent / "statsforecast.json").read_text())["cases"]


def aligned(rows: list[list[float]]) -> NDArray[np.float64]:
    """All of them ending in the same month."""
    table = np.full((len(rows), max(map(len, rows))), np.nan)
    for place, row in enumerate(rows):
        table[place, table.shape[1] - len(row) :] = row
    return table


class TestPath:
    @pytest.mark.req("PARTS-30")
    @pytest.mark.parametrize("method", list(Method))
    def test_is_what_statsforecast_gives(self, method: Method) -> None:
        cases = [case for case in ORACLE if method.value in case["expected"]]
        found = path(history(aligned([case["series"] for case in cases])), method)[:, -1]
        wanted = np.array([case["expected"][method.value] for case in cases])
        assert len(cases) > 30
        np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-9)

    @pytest.mark.parametrize("method", list(Method))
    def test_knew_nothing_of_what_came_later(self, method: Method) -> None:
        table = aligned([case["series"] for case in ORACLE])
        whole = path(history(table), method)
        for month in (20, 41):
            then = path(history(table[:, :month]), method)[:, -1]
            np.testing.assert_array_equal(whole[:, month - 1], then)

    def test_gives_only_the_months_asked_for(self) -> None:
        past = history(aligned([case["series"] for case in ORACLE]))
        late = path(past, Method.IMAPA, since=50)
        assert np.isnan(late[:, :50]).all()
        np.testing.assert_array_equal(late[:, 50:], path(past, Method.IMAPA)[:, 50:])

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(2, 7))
    def test_counts_in_any_unit(self, asked: list[int], times: int) -> None:
        pieces = np.array([asked], dtype=np.float64)
        for method in (Method.CROSTON, Method.TSB, Method.SES, Method.MOVING_AVERAGE):
            one, many = path(history(pieces), method), path(history(times * pieces), method)
            np.testing.assert_allclose(times * one, many, rtol=1e-12)


class TestHistory:
    def test_begins_and_ends_where_something_is_known(self) -> None:
        past = history(np.array([[np.nan, 1, np.nan, 2, np.nan], [np.nan] * 5]))
        assert (past.first.tolist(), past.end.tolist()) == ([1, 0], [4, 0])
        assert past.y.tolist() == [[0, 1, 0, 2, 0], [0] * 5]

    def test_takes_more_back_than_out_for_none(self) -> None:
        assert history(np.array([[2.0, -3.0]])).y.tolist() == [[2, 0]]

    @pytest.mark.parametrize("wrong", [np.zeros(3), np.array([[np.inf]])])
    def test_refuses_what_is_no_table_of_demand(self, wrong: NDArray[np.float64]) -> None:
        with pytest.raises(ValueError, match=r"table|finite"):
            history(wrong)

    def test_of_an_earlier_month(self) -> None:
        past = history(np.array([[np.nan, np.nan, 3, 4]])).until(1)
        assert past.months.tolist() == [0]
