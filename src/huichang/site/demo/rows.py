"""Rows by the hundred thousand: gathered in memory, sent by COPY in one transaction, and proved afterwards.

While they are written, triggers rest (the journal has nothing to say about a past that nobody entered), and so do
the checks of foreign keys; `prove` makes up for these. Unique, check and exclusion constraints work as always.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from typing import Any

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import connection, models, transaction
from django.db.models import AutoField, Field, JSONField

from huichang.kernel import guards

Convert = Callable[[Any], Any]
Told = Callable[[int, int], None]
"""How far a long act is: rows done, rows in all."""
CHUNK = 4000


class LoadFailed(RuntimeError):
    """What was loaded contradicts itself: a fault of the generator, not of the person who runs it."""


def _json(value: Any) -> Any:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _period(value: tuple[datetime, datetime | None] | None) -> str | None:
    if value is None:
        return None
    start, end = value
    return f"[{start.isoformat()},{end.isoformat() if end else ''})"


def _converter(field: "Field[Any, Any]") -> Convert | None:
    if isinstance(field, JSONField):
        return _json
    if field.choices:
        return str  # the driver would write a choice by its name
    return _period if isinstance(field, DateTimeRangeField) else None


class Sheet:
    """The rows of one table, as lists in the order of its columns."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        self.table = model._meta.db_table
        self.columns = [field.column for field in fields]
        self.place = {field.attname: index for index, field in enumerate(fields)}
        self.key = self.place[model._meta.pk.attname]
        self.numbered = isinstance(model._meta.pk, AutoField)
        made = [field.has_default() and callable(field.default) for field in fields]
        self.defaults = [
            None if each else self._default(field) for field, each in zip(fields, made, strict=True)
        ]
        self.makers = [(i, field.default) for i, field in enumerate(fields) if made[i]]
        self.converters = [(i, c) for i, field in enumerate(fields) if (c := _converter(field))]
        self.lines: list[list[Any]] = []
        self.by_key: dict[Any, list[Any]] = {}
        self.numbers = count(self._first_free() if self.numbered else 1)

    @staticmethod
    def _default(field: "Field[Any, Any]") -> Any:
        if field.has_default():
            return field.get_default()
        return "" if field.empty_strings_allowed and not field.null else None

    def _first_free(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {self.table}")
            (first,) = cursor.fetchone()
        return int(first)

    def add(self, values: dict[str, Any]) -> Any:
        """A new row; returns its key."""
        line = self.defaults.copy()
        for index, make in self.makers:
            line[index] = make()
        for name, value in values.items():
            line[self.place[name]] = value
        if self.numbered and line[self.key] is None:
            line[self.key] = next(self.numbers)
        self.lines.append(line)
        return line[self.key]

    def ready(self) -> Iterator[list[Any]]:
        """The rows as COPY takes them."""
        for line in self.lines:
            for index, convert in self.converters:
                line[index] = convert(line[index])
            yield line


class Rows:
    """Everything that is to be written."""

    def __init__(self) -> None:
        self._sheets: dict[type[models.Model], Sheet] = {}

    def sheet(self, model: type[models.Model]) -> Sheet:
        """The rows of a table so far."""
        if model not in self._sheets:
            self._sheets[model] = Sheet(model)
        return self._sheets[model]

    def add(self, model: type[models.Model], /, **values: Any) -> int:
        """A new row by the names of its columns (`order_id`, not `order`); periods as pairs. Returns its key."""
        key: int = self.sheet(model).add(values)
        return key

    def change(self, model: type[models.Model], key: Any, /, **values: Any) -> None:
        """Set columns of a row that was added before."""
        sheet = self.sheet(model)
        for line in sheet.lines[len(sheet.by_key) :]:
            sheet.by_key[line[sheet.key]] = line
        changed = sheet.by_key[key]
        for name, value in values.items():
            changed[sheet.place[name]] = value

    def __len__(self) -> int:
        return sum(len(sheet.lines) for sheet in self._sheets.values())

    def write(self, told: Told) -> None:
        """Send everything in one transaction, then set the counters of the keys and the planner's statistics.

        Raises LoadFailed when a foreign key leads nowhere or into another store.
        """
        done, whole = 0, len(self)
        with transaction.atomic(), connection.cursor() as cursor:
            may_rest = _may_rest_triggers()
            if may_rest:
                cursor.execute("SET LOCAL session_replication_role = replica")
            for sheet in self._sheets.values():
                columns = ", ".join(f'"{column}"' for column in sheet.columns)
                with cursor.copy(f"COPY {sheet.table} ({columns}) FROM STDIN") as copy:
                    for line in sheet.ready():
                        copy.write_row(line)
                        done += 1
                        if done % CHUNK == 0:
                            told(done, whole)
                if sheet.numbered and sheet.lines:
                    cursor.execute(
                        f"SELECT setval(pg_get_serial_sequence('{sheet.table}', 'id'), max(id)) FROM {sheet.table}"
                    )
            if may_rest:
                cursor.execute("SET LOCAL session_replication_role = origin")
            tables = ", ".join(sheet.table for sheet in self._sheets.values())
            cursor.execute(f"ANALYZE {tables}")
            told(whole, whole)
            wrong = [complaint for model in self._sheets for complaint in _astray(model)]
            if wrong:
                raise LoadFailed("; ".join(wrong))


def _may_rest_triggers() -> bool:
    """Whether this role may let triggers rest (a superuser's right); otherwise they work, and loading takes longer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        (may,) = cursor.fetchone()
    return bool(may)


def _astray(model: type[models.Model]) -> list[str]:
    """Foreign keys of a table that lead nowhere, or to a row of another store."""
    fenced = {column for column, _ in guards.fences(model)}
    wrong = []
    with connection.cursor() as cursor:
        for field in model._meta.concrete_fields:
            if not isinstance(field, models.ForeignKey) or not isinstance(field.related_model, type):
                continue
            parent = field.related_model._meta
            same = " AND p.store_id = c.store_id" if field.column in fenced else ""
            cursor.execute(
                f"SELECT count(*) FROM {model._meta.db_table} c LEFT JOIN {parent.db_table} p"
                f' ON p.{parent.pk.column} = c."{field.column}"{same}'
                f' WHERE c."{field.column}" IS NOT NULL AND p.{parent.pk.column} IS NULL'
            )
            (number,) = cursor.fetchone()
            if number:
                wrong.append(f"{model._meta.db_table}.{field.column}: {number}")
    return wrong
