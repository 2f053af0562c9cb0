"""The limit: the rows that a visit leaves, written by plain SQL, one INSERT per table and one transaction per visit.

Triggers and constraints of the database stay on. Only rows that the visit made are written, each once and in its last
form; what it read, checked and changed costs nothing here.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psutil
import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from psycopg.types.range import Range

from huichang.site.bench.drive import Cost
from huichang.site.bench.place import Place, cpu_of
from huichang.site.supervisor import APP_ROLE

BY_THEMSELVES = ("kernel_change",)
"""Written by the database's own triggers."""
FAR = 10_000_000
"""Ids of the copies begin so far behind those of the visit."""
LOOSE = {"for_order": "workshop_order", "for_line": "workshop_line", "for_job": "workshop_job"}
"""What lower rooms keep of an upper room's rows without a foreign key."""
_COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    ORDER BY c.relname, a.attnum
"""
_REFERENCES = """
    SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
    WHERE c.contype = 'f' AND a.attname <> 'store_id'
"""
_UNIQUE = """
    SELECT i.indrelid::regclass::text, array_agg(a.attname)
    FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    WHERE i.indisunique GROUP BY i.indexrelid, i.indrelid
"""


@dataclass
class Rows:
    """The rows of one visit by table, parents first, and what has to differ from copy to copy."""

    columns: dict[str, list[tuple[str, str]]]
    references: dict[tuple[str, str], str]
    unique: set[tuple[str, str]] = field(default_factory=set)
    found: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    ids: dict[str, set[int]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many rows a visit leaves."""
        return sum(map(len, self.found.values()))

    def insert(self, table: str) -> sql.Composed:
        """The statement that writes a table's rows of one visit."""
        names = [sql.Identifier(name) for name, _ in self.columns[table]]
        row = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(names)))
        return sql.SQL("INSERT INTO {} ({}) VALUES {}").format(
            sql.Identifier(table),
            sql.SQL(", ").join(names),
            sql.SQL(", ").join([row] * len(self.found[table])),
        )

    def copy(self, table: str, number: int) -> list[Any]:
        """The values of that statement for a visit of its own."""
        return [
            self._value(table, name, kind, value, number)
            for row in self.found[table]
            for (name, kind), value in zip(self.columns[table], row, strict=True)
        ]

    def _value(self, table: str, name: str, kind: str, value: Any, number: int) -> Any:
        parent = table if name == "id" else self.references.get((table, name), LOOSE.get(name))
        if parent is not None and value in self.ids.get(parent, ()):
            return value + FAR + number * 1000
        if isinstance(value, Range):
            back = timedelta(days=30, hours=number)
            lower, upper = (end and end - back for end in (value.lower, value.upper))
            return type(value)(lower, upper, value.bounds)
        if isinstance(value, str) and value and (table, name) in self.unique and "char" in kind:
            # Numbers begin with two letters and the year: nobody's of the year 90 are there.
            return f"{value[:2]}9{number:04d}{value[7:]}"
        return Jsonb(value) if kind == "jsonb" else value


def marks(place: Place, database: str) -> dict[str, int]:
    """The last id of every table."""
    with place.admin(database) as connection:
        tables = {table for table, name, _ in connection.execute(_COLUMNS).fetchall() if name == "id"}
        return {
            table: connection.execute(
                sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(sql.Identifier(table))
            ).fetchall()[0][0]
            for table in sorted(tables)
        }


def rows_since(place: Place, database: str, before: dict[str, int]) -> Rows:
    """What one visit has left since `before`."""
    with place.admin(database) as connection:
        columns: dict[str, list[tuple[str, str]]] = {}
        for table, name, kind in connection.execute(_COLUMNS).fetchall():
            columns.setdefault(table, []).append((name, kind))
        references = {(table, name): parent for table, name, parent in connection.execute(_REFERENCES)}
        rows = Rows(columns, references)
        unique = connection.execute(_UNIQUE).fetchall()
        for table, last in before.items():
            if table in BY_THEMSELVES:
                continue
            names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns[table])
            statement = sql.SQL("SELECT {} FROM {} WHERE id > %s ORDER BY id").format(
                names, sql.Identifier(table)
            )
            if found := connection.execute(statement, [last]).fetchall():
                rows.found[table] = found
                at = [name for name, _ in columns[table]].index("id")
                rows.ids[table] = {row[at] for row in found}
    # What is unique within a parent is so in each copy of the parent, too.
    rows.unique = {
        (table, name)
        for table, names in unique
        if not any(references.get((table, each)) in rows.found for each in names)
        for name in names
    }
    rows.found = {table: rows.found[table] for table in _parents_first(rows)}
    return rows


def write(place: Place, database: str, rows: Rows, visits: int, *, clients: int, since: int) -> Cost:
    """The rows of so many visits by so many connections at once."""
    statements = [(table, rows.insert(table)) for table in rows.found]
    connections = [psycopg.connect(place.server.url(database, role=APP_ROLE)) for _ in range(clients)]
    me, postmaster = psutil.Process(), place.postmaster()
    numbers = range(since, since + visits)
    own, server, began = cpu_of(me), cpu_of(postmaster), time.perf_counter()

    def share(connection: psycopg.Connection, mine: range) -> None:
        for number in mine:
            with connection.transaction():
                for table, statement in statements:
                    connection.execute(statement, rows.copy(table, number))

    with ThreadPoolExecutor(clients) as pool:
        for done in [
            pool.submit(share, connection, numbers[each::clients])
            for each, connection in enumerate(connections)
        ]:
            done.result()
    took = time.perf_counter() - began
    # The server is among this process's children when the benchmark has started it.
    server = cpu_of(postmaster) - server
    own = cpu_of(me) - own - (server if postmaster in me.children(recursive=True) else 0)
    for connection in connections:
        connection.close()
    return Cost(
        visits,
        clients,
        0,
        own * 1000 / visits,
        server * 1000 / visits,
        len(statements),
        2,
        visits / took,
    )


def _parents_first(rows: Rows) -> list[str]:
    """Tables so that whoever is referred to is written before."""
    left, done = list(rows.found), list[str]()
    while left:
        free = [
            table
            for table in left
            if not any(
                parent in left and parent != table
                for (child, _), parent in rows.references.items()
                if child == table
            )
        ]
        done += free or left[:1]
        left = [table for table in left if table not in done]
    return done
