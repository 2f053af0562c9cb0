"""Figures that open their lines (FIG-02): one definition gives the sums of the months and the lines that they are sums of.

A room declares a `Measure`: the SQL of its lines. `sums` adds them up by store, month and slice, several measures in one
statement; `entries` lists them. What a figure says and what its list shows can therefore not differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.timezone import get_current_timezone_name

ZERO = Decimal(0)


@dataclass(frozen=True)
class Measure:
    """One thing that is counted. `rows` is a SELECT with the columns store_id, at (timestamptz), part_id, slice, top, under,
    document, opens (address of the page), words; it is given %(stores)s (ids), %(since)s and %(until)s (instants), and what
    else the asker names. `top` of `under`: so many of so many, or an amount and what belongs to it."""

    key: str
    rows: str


@dataclass(frozen=True)
class Sum:
    """The sums of a measure (`key`, or `key.slice`) in a store and a month."""

    store_id: int
    month: date
    key: str
    top: Decimal
    under: Decimal


@dataclass(frozen=True)
class Entry:
    """One line behind a figure. `opens` is empty where no page shows it."""

    store_id: int
    at: datetime
    part_id: int | None
    slice: str
    top: Decimal
    under: Decimal
    document: str
    opens: str
    words: str


def key_of(key: str, part: str) -> str:
    """The key of a slice of a measure."""
    return f"{key}.{part}" if part else key


_SUM = """
SELECT store_id, date_trunc('month', at AT TIME ZONE %(zone)s)::date, '{key}', slice, sum(top)::numeric, sum(under)::numeric
FROM ({rows}) AS lines GROUP BY 1, 2, 4
"""


def sums(measures: Sequence[Measure], values: Mapping[str, Any]) -> list[Sum]:
    """The sums of some measures by store, month (store time) and slice. One statement."""
    if not measures:
        return []
    whole = " UNION ALL ".join(_SUM.format(key=measure.key, rows=measure.rows) for measure in measures)
    with connection.cursor() as cursor:
        cursor.execute(whole, {"zone": get_current_timezone_name(), **values})
        return [
            Sum(store_id, month, key_of(key, part), top or ZERO, under or ZERO)
            for store_id, month, key, part, top, under in cursor.fetchall()
        ]


_ENTRIES = """
SELECT store_id, at, part_id, slice, top::numeric, under::numeric, document, opens, words, count(*) OVER ()
FROM ({rows}) AS lines {only}
ORDER BY {order} at DESC, document, part_id LIMIT %(limit)s OFFSET %(skip)s
"""

_ONLY = "WHERE slice = ANY(%(slices)s)"
_COUNT = "SELECT count(*) FROM ({rows}) AS lines {only}"


def entries(
    measure: Measure,
    values: Mapping[str, Any],
    *,
    limit: int,
    skip: int = 0,
    slices: Sequence[str] = (),
    largest_first: bool = False,
) -> tuple[list[Entry], int]:
    """The lines of a measure and how many there are, those that missed (top below under) first, then the newest; with
    `largest_first` by size. One statement, one more where a page beyond the last is asked for."""
    statement = _ENTRIES.format(
        rows=measure.rows,
        only=_ONLY if slices else "",
        order="abs(top) DESC," if largest_first else "(top < under) DESC,",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "limit": limit, "skip": skip, "slices": list(slices)})
        rows = cursor.fetchall()
        if rows or not (limit == 0 or skip):
            return [Entry(*row[:-1]) for row in rows], (rows[0][-1] if rows else 0)
        cursor.execute(
            _COUNT.format(rows=measure.rows, only=_ONLY if slices else ""), {**values, "slices": list(slices)}
        )
        return [], int(cursor.fetchone()[0])
