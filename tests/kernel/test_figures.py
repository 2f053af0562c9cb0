"""One definition gives sums and lines."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from huichang.kernel.figures import Measure, entries, key_of, sums

pytestmark = [pytest.mark.django_db, pytest.mark.req("PARTS-31")]
ROWS = Measure(
    "made_up",
    """
    SELECT 1::bigint AS store_id, at, n::bigint AS part_id, CASE WHEN n %% 2 = 0 THEN 'even' ELSE '' END AS slice,
           n AS top, 3 AS under, 'D' || n AS document, '' AS opens, '' AS words
    FROM (VALUES (1, timestamptz '2026-02-28 15:59:59+00'), (2, timestamptz '2026-02-28 16:00:00+00'),
                 (3, timestamptz '2026-03-01 00:00:00+00'), (4, timestamptz '2026-03-02 00:00:00+00')) v (n, at)
    WHERE at >= %(since)s AND at < %(until)s
    """,
)
SPAN = {"since": datetime(2026, 1, 1, tzinfo=UTC), "until": datetime(2026, 5, 1, tzinfo=UTC)}


class TestSums:
    def test_are_by_the_month_of_the_store_and_by_slice(self) -> None:
        found = {(each.month, each.key): (each.top, each.under) for each in sums([ROWS], SPAN)}
        assert found == {
            (date(2026, 2, 1), "made_up"): (1, 3),
            (date(2026, 3, 1), "made_up.even"): (6, 6),
            (date(2026, 3, 1), "made_up"): (3, 3),
        }

    def test_of_nothing_are_none(self) -> None:
        assert sums([], SPAN) == []
        assert sums([ROWS], {**SPAN, "until": SPAN["since"]}) == []


class TestEntries:
    def test_put_the_misses_first_then_the_newest(self) -> None:
        lines, total = entries(ROWS, SPAN, limit=9)
        assert ([line.document for line in lines], total) == (["D2", "D1", "D4", "D3"], 4)

    def test_may_go_by_size(self) -> None:
        lines, _ = entries(ROWS, SPAN, limit=2, largest_first=True)
        assert [line.top for line in lines] == [Decimal(4), Decimal(3)]

    def test_know_how_many_there_are_on_every_page(self) -> None:
        for limit, skip, count in ((1, 0, 1), (2, 3, 1), (2, 4, 0), (0, 0, 0), (5, 99, 0)):
            lines, total = entries(ROWS, SPAN, limit=limit, skip=skip)
            assert (len(lines), total) == (count, 4)

    def test_may_be_of_one_slice(self) -> None:
        lines, total = entries(ROWS, SPAN, limit=1, slices=["even"])
        assert (lines[0].document, total) == ("D2", 2)
        assert entries(ROWS, SPAN, limit=0, slices=["even"]) == ([], 2)


def test_keys_of_slices() -> None:
    assert (key_of("age", "12"), key_of("age", "")) == ("age.12", "age")
