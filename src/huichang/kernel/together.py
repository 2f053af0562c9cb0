"""Many questions in one statement.

A page that asks every room (what waits for me, what is known about this car) would cost a statement for each of them,
and one more with every room that is added. Here each room hands in its question as a queryset, PostgreSQL answers all of
them in one row, a JSON array for each, and the rows come back as the queryset itself would have made them: model
instances with what `select_related` and `annotate` add, dictionaries of `values`, tuples of `values_list`.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler
from psycopg.types.range import Range


def _range(said: str) -> Range[datetime]:
    """A span of instants as PostgreSQL writes it: `["2026-11-22 08:00:00+00","2026-11-22 09:00:00+00")`."""
    if said == "empty":
        return Range(empty=True)
    lower, upper = (
        datetime.fromisoformat(end) if end else None for end in said[1:-1].replace('"', "").split(",")
    )
    return Range(lower, upper, said[0] + said[-1])


_AS_READ: Final[dict[type[Any], Callable[[Any], Any]]] = {
    models.DateTimeField: datetime.fromisoformat,
    models.DateField: date.fromisoformat,
    models.TimeField: time.fromisoformat,
    models.DecimalField: Decimal,
    models.FloatField: float,
    models.JSONField: lambda value: json.dumps(value, default=float),
    models.BooleanField: bool,
    models.CharField: str,
    models.TextField: str,
    models.IntegerField: int,
    models.ForeignKey: lambda value: value,
    DateTimeRangeField: _range,
}
"""How a value that JSON brought becomes what the driver would have given; the first kind that fits."""


def read(asked: Sequence[QuerySet[Any, Any]]) -> list[list[Any]]:
    """The rows of each queryset, in their order. One statement, none when no queryset can have rows.

    Columns of text, numbers, instants and spans of them, days, truth, JSON and lists of these are read as the driver
    would read them. Raises TypeError for another kind of column (lengths of time, bytes).
    """
    compilers: list[SQLCompiler | None] = []
    parts: list[str] = []
    params: list[Any] = []
    for queryset in asked:
        compiler = queryset.query.get_compiler(using=queryset.db)
        try:
            sql, values = compiler.as_sql()
        except EmptyResultSet:
            compilers.append(None)
            continue
        names = ", ".join(f"c{place}" for place in range(len(compiler.select)))
        parts.append(f"(SELECT json_agg(q) FROM ({sql}) AS q({names}))")
        params.extend(values)
        compilers.append(compiler)
    if not parts:
        return [[] for _ in asked]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'{part}::text' for part in parts)}", params)
        found = iter(cursor.fetchone())
    return [
        [] if compiler is None else _made(queryset, compiler, next(found))
        for queryset, compiler in zip(asked, compilers, strict=True)
    ]


def _made(queryset: QuerySet[Any, Any], compiler: SQLCompiler, said: str | None) -> list[Any]:
    """What the queryset makes of its rows: it is iterated over a compiler that has its answer already."""
    rows = [] if said is None else json.loads(said, parse_float=Decimal)
    readers = [_reader(expression.output_field) for expression, _, _ in compiler.select]
    ready = [
        tuple(
            None if (value := row[f"c{place}"]) is None else reader(value)
            for place, reader in enumerate(readers)
        )
        for row in rows
    ]
    asked = queryset.all()
    vars(compiler)["execute_sql"] = lambda *_, **__: [ready]
    vars(asked.query)["get_compiler"] = lambda *_, **__: compiler
    return list(asked)


def _reader(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    for kind, reader in _AS_READ.items():
        if isinstance(field, kind):
            return reader
    if isinstance(field, ArrayField):
        of_one = _reader(field.base_field)
        return lambda values: [None if value is None else of_one(value) for value in values]
    raise TypeError(f"A column of {type(field).__name__} is not read together with others.")
