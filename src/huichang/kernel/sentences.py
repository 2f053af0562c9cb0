"""One row's INSERT and UPDATE, put into SQL once for each table and set of columns.

Most of what a use-case writes is one row of plain values. Putting the same sentence together anew for each would take
longer than to carry it out.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connections
from django.db.models import Field, Model

Values = list[Any]


def plain(fields: Iterable[tuple["Field[Any, Any]", object]], using: str) -> Values | None:
    """The values as the database takes them, in order; None when one of them needs an expression or a cast of its own."""
    connection = connections[using]
    values = []
    for field, value in fields:
        if hasattr(field, "get_placeholder") or hasattr(value, "resolve_expression"):
            return None
        values.append(field.get_db_prep_save(value, connection=connection))
    return values


def update(
    model: type[Model], fields: Sequence["Field[Any, Any]"], values: Values, pk: Any, using: str
) -> bool:
    """Write some columns of the row with this key; whether there was one. One statement."""
    with connections[using].cursor() as cursor:
        cursor.execute(_update(model, tuple(field.column for field in fields)), [*values, pk])
        return bool(cursor.rowcount > 0)


def insert(model: type[Model], fields: Sequence["Field[Any, Any]"], values: Values, using: str) -> Any:
    """Add a row; the key that the database gave it. One statement."""
    with connections[using].cursor() as cursor:
        cursor.execute(_insert(model, tuple(field.column for field in fields)), values)
        return cursor.fetchone()[0]


@cache
def _update(model: type[Model], columns: tuple[str, ...]) -> str:
    meta = model._meta
    changes = ", ".join(f'"{column}" = %s' for column in columns)
    return f'UPDATE "{meta.db_table}" SET {changes} WHERE "{meta.pk.column}" = %s'


@cache
def _insert(model: type[Model], columns: tuple[str, ...]) -> str:
    meta = model._meta
    names = ", ".join(f'"{column}"' for column in columns)
    places = ", ".join(["%s"] * len(columns))
    return f'INSERT INTO "{meta.db_table}" ({names}) VALUES ({places}) RETURNING "{meta.pk.column}"'
