"""Document numbers: store code, kind, day, running number without gaps inside a transaction that commits."""

from collections.abc import Collection
from datetime import date

from django.db import connection

from huichang.kernel.models import Counter


def next_number(store_id: int, kind: str, *, on: date) -> str:
    """The next number of a kind of document in a store on a day, e.g. `RO2611210007` (kind, yymmdd, 4 digits).

    Numbers of one store, kind and day are given out one after another; a rolled-back transaction gives its number back.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {Counter._meta.db_table} AS c (store_id, kind, "on", last) VALUES (%s, %s, %s, 1)'
            ' ON CONFLICT (store_id, kind, "on") DO UPDATE SET last = c.last + 1 RETURNING last',
            [store_id, kind, on],
        )
        (last,) = cursor.fetchone()
    return f"{kind}{on:%y%m%d}{last:04d}"


def hold(store_id: int, kinds: Collection[str], *, on: date) -> None:
    """Wait until every document of these kinds that was given a number is written, and give out no number until the transaction
    ends: what is counted now is all there is. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {Counter._meta.db_table} AS c (store_id, kind, "on", last)'
            " SELECT %s, kind, %s, 0 FROM unnest(%s::text[]) AS kind ORDER BY kind"
            ' ON CONFLICT (store_id, kind, "on") DO UPDATE SET last = c.last',
            [store_id, on, list(kinds)],
        )
