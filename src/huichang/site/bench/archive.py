"""An archive by the hundred thousand: the demo's delivered orders with all that hangs on them, copied into the past.

Run in a process of its own (`python -m huichang.site.bench.archive 1000000`), as the owner of the tables. Every copy is
a row of its own with its own id, numbers, dates and people; a window of the past is shared by several crews, of whom
all but one have left the house. Triggers rest meanwhile, indexes that no foreign key needs are made anew at the end.
What is left out: the journal, messages, moves of the parts ledger and whatever is still open.
"""

import json
import os
import sys
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import django
import psycopg

PEOPLE = (
    "customers_customer",
    "customers_phone",
    "customers_consent",
    "vehicles_vehicle",
    "vehicles_ownership",
)
"""Copied once for several copies of the visits, so that customers come again."""
PAST = (
    *("vehicles_mileage", "booking_appointment", "booking_need", "booking_partneed", "booking_preparation"),
    *("workshop_visit", "workshop_alarm", "workshop_order", "workshop_checkin", "workshop_extrawork"),
    *("workshop_answer", "workshop_job", "workshop_line", "workshop_assignment", "workshop_clock"),
    *("workshop_finding", "workshop_qualitycheck", "workshop_guarantee", "workshop_handover"),
    *("workshop_gatepass", "billing_statement", "billing_payment", "care_followup", "care_attempt"),
    "parts_pickline",
)
CREW = ("company_staff", "company_bay")
ANCHORS = {
    "vehicles_mileage": "vehicle_id",
    "booking_need": "appointment_id",
    "booking_partneed": "appointment_id",
    "booking_preparation": "appointment_id",
    "workshop_alarm": "visit_id",
    "billing_payment": "statement_id",
    "care_attempt": "follow_up_id",
    "parts_pickline": "for_order",
    "customers_phone": "customer_id",
    "customers_consent": "customer_id",
    "vehicles_ownership": "vehicle_id",
}
"""The column by which a row hangs on a copied one; of all others it is the order."""
ONLY = {
    "workshop_alarm": "t.ended_at IS NOT NULL",
    "workshop_assignment": "NOT t.is_open",
    "booking_preparation": "t.done_at IS NOT NULL",
}
LOOSE = {"for_order": "workshop_order", "for_line": "workshop_line"}
STRIDE = 1_000_000
"""Distance between the ids of a row and of its next copy."""
SHARE, CREWS, CHUNK = 4, 8, 20
"""Copies that share their people, crews that share a window of the past, copies in one statement."""
SERVED = {
    "workshop_order.number": "left(s.number, 2) || lpad({id}::text, 12, '0')",
    "booking_appointment.number": "left(s.number, 2) || lpad({id}::text, 12, '0')",
    "billing_statement.number": "left(s.number, 2) || lpad({id}::text, 12, '0')",
    "billing_payment.number": "left(s.number, 2) || lpad({id}::text, 12, '0')",
    "workshop_gatepass.number": "left(s.number, 2) || lpad({id}::text, 12, '0')",
    "workshop_gatepass.token": "md5({id}::text)",
    "workshop_order.parked_at_id": "NULL",
    "billing_payment.once": "left(s.once, 40) || {id}::text",
    "customers_customer.name": "coalesce(n.name, s.name || {id}::text)",
    "customers_customer.pinyin": "coalesce(n.pinyin, s.pinyin || {id}::text)",
    "customers_customer.initials": "coalesce(n.initials, s.initials || {id}::text)",
    "customers_customer.phone": "'1' || lpad(({id} * 7919 % 10000000000)::text, 10, '3')",
    "customers_phone.number": "'1' || lpad((({id} + s.customer_id - s.id) * 7919 % 10000000000)::text, 10, '3')",
    "vehicles_vehicle.plate": "n.plate",
    "vehicles_vehicle.vin": "n.vin",
    "company_staff.login": "s.login || '.' || k.k",
    "company_staff.is_active": "false",
    "company_bay.name": "s.name || '.' || k.k",
    "company_bay.is_open": "false",
}
"""What cannot be the same in two copies."""
NAMES = {
    "customers_customer": "LEFT JOIN bench_name n ON s.kind = 'person' AND n.id = {id} * 7919 % {names}",
    "vehicles_vehicle": "JOIN bench_car n ON n.id = {id}",
}
_COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, NULL)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
    AND a.attgenerated = '' ORDER BY a.attnum
"""
_REFERENCES = """
    SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
"""
_INDEXES = """
    SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text, c.conname,
        CASE WHEN c.oid IS NULL THEN pg_get_indexdef(i.indexrelid) ELSE pg_get_constraintdef(c.oid) END
    FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x')
    WHERE i.indrelid::regclass::text = ANY (%s)
    AND NOT EXISTS (SELECT 1 FROM pg_constraint f WHERE f.conindid = i.indexrelid AND f.contype IN ('f', 'p'))
"""


@dataclass
class Archive:
    """Copies the past of one database until it holds so many orders."""

    connection: psycopg.Connection
    orders: int
    span: int = 0
    names: int = 0
    copies: int = 0
    columns: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @cached_property
    def references(self) -> dict[tuple[str, str], str]:
        """(table, column) → the table that it refers to."""
        return {(t, c): parent for t, c, parent in self._ask(_REFERENCES)}

    def fill(self) -> None:
        """All of it. Raises psycopg's errors: a constraint that is broken is a fault of this module."""
        for table, column, kind in self._ask(_COLUMNS):
            self.columns.setdefault(table, []).append((column, kind))
        self._do("SET session_replication_role = replica")
        self._do("SET synchronous_commit = off")
        self._do("SET maintenance_work_mem = '512MB'")
        self._do("SET work_mem = '128MB'")
        self._choose()
        ((self.span,),) = self._ask(
            "SELECT (max(delivered_at)::date - min(opened_at)::date) + 14 FROM workshop_order"
            " WHERE id IN (SELECT id FROM kept_workshop_order)"
        )
        self._make_names()
        indexes = self._drop_indexes()
        for table in CREW:
            self._copy(table, 1, CREWS - 1)
        blocks = self.copies // SHARE
        for first in range(0, self.copies + 1, CHUNK):
            last = min(first + CHUNK - 1, self.copies)
            done = {table: self._copy(table, max(first, 1), last) for table in PAST}
            print(f"{last} / {self.copies}: {sum(done.values())}", file=sys.stderr)
        for first in range(0, blocks + 1, CHUNK):
            for table in PEOPLE:
                self._copy(table, first, min(first + CHUNK - 1, blocks))
        for statement in indexes:
            self._do(statement)
        for table in (*CREW, *PEOPLE, *PAST):
            self._do(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        self._do("RESET session_replication_role")
        self._do("VACUUM (FREEZE, ANALYZE)")

    def _choose(self) -> None:
        """The ids that are copied, as temporary tables: orders that are over in every respect, and all that is theirs."""
        past = (
            "t.state = 'delivered' AND t.delivered_at < now() - interval '4 days'"
            " AND NOT EXISTS (SELECT 1 FROM billing_statement b WHERE b.order_id = t.id AND b.state <> 'paid')"
            " AND EXISTS (SELECT 1 FROM care_followup f WHERE f.order_id = t.id AND f.done_at IS NOT NULL)"
        )
        ((there, most),) = self._ask(f"SELECT count(*), count(*) FILTER (WHERE {past}) FROM workshop_order t")
        missing = max(0, self.orders - there)
        self.copies = -(-missing // most)
        each = -(-missing // max(self.copies, 1))
        self._keep("workshop_order", f"{past} ORDER BY t.id LIMIT {each}")
        over = "FROM workshop_order WHERE id IN (SELECT id FROM kept_workshop_order)"
        self._keep("workshop_visit", f"t.id IN (SELECT visit_id {over})")
        booked = "FROM workshop_visit WHERE id IN (SELECT id FROM kept_workshop_visit)"
        self._keep("booking_appointment", f"t.id IN (SELECT appointment_id {booked})")
        taken = "FROM booking_appointment WHERE id IN (SELECT id FROM kept_booking_appointment)"
        self._keep(
            "vehicles_vehicle",
            f"t.id IN (SELECT vehicle_id {over} UNION SELECT vehicle_id {taken} UNION SELECT vehicle_id {booked})",
        )
        cars = "WHERE {} IN (SELECT id FROM kept_vehicles_vehicle)"
        self._keep(
            "customers_customer",
            f"t.id IN (SELECT customer_id {over} UNION SELECT customer_id {taken} UNION SELECT customer_id {booked}"
            f" UNION SELECT customer_id FROM vehicles_vehicle {cars.format('id')}"
            f" UNION SELECT customer_id FROM vehicles_ownership {cars.format('vehicle_id')})",
        )
        for table in (*PEOPLE, *PAST):
            if table not in self._kept:
                self._keep(table, self._hangs(table))

    def _hangs(self, table: str) -> str:
        anchor = ANCHORS.get(table, "order_id")
        on = self.references.get((table, anchor)) or LOOSE[anchor]
        conditions = [f"t.{anchor} IN (SELECT id FROM kept_{on})", ONLY.get(table, "true")]
        for column, _ in self.columns[table]:
            parent = self.references.get((table, column))
            if parent == table:
                conditions.append(f"t.{column} IS NULL")
            elif parent in self._kept and column != anchor:
                conditions.append(f"(t.{column} IS NULL OR t.{column} IN (SELECT id FROM kept_{parent}))")
        return " AND ".join(conditions)

    @cached_property
    def _kept(self) -> set[str]:
        return set()

    def _keep(self, table: str, which: str) -> None:
        self._do(f"CREATE TEMP TABLE kept_{table} AS SELECT t.id FROM {table} t WHERE {which}")
        self._do(f"ANALYZE kept_{table}")
        self._kept.add(table)

    def _make_names(self) -> None:
        from huichang.site.bench import names

        people = names.people()
        self.names = len(people)
        self._do(
            "CREATE TEMP TABLE bench_name (id bigint PRIMARY KEY, name text, pinyin text, initials text)"
        )
        self._do("CREATE TEMP TABLE bench_car (id bigint PRIMARY KEY, plate text, vin text)")
        with self.connection.cursor() as cursor:
            with cursor.copy("COPY bench_name FROM STDIN") as copy:
                for number, name in enumerate(people):
                    copy.write_row((number, *name))
            taken = self._ask("SELECT v.id, v.plate, v.vin, k.id IS NOT NULL FROM vehicles_vehicle v"
                              " LEFT JOIN kept_vehicles_vehicle k USING (id) ORDER BY v.id")  # fmt: skip
            cars = names.Cars({plate for _, plate, _, _ in taken}, {vin for _, _, vin, _ in taken})
            with cursor.copy("COPY bench_car FROM STDIN") as copy:
                for block in range(self.copies // SHARE + 1):
                    for car, _, vin, kept in taken:
                        if kept:
                            copy.write_row((car + (block + 1) * STRIDE, cars.plate(), cars.vin(vin)))
        self._do("ANALYZE bench_name")
        self._do("ANALYZE bench_car")

    def _drop_indexes(self) -> list[str]:
        """Drop what no foreign key needs; the statements that make it again."""
        again = []
        for name, table, constraint, definition in self._ask(_INDEXES, [[*PEOPLE, *PAST]]):
            if constraint is None:
                self._do(f"DROP INDEX {name}")
                again.append(definition)
            else:
                self._do(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
                again.append(f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {definition}")
        return again

    def _copy(self, table: str, first: int, last: int) -> int:
        """Copies number `first` to `last` of what is kept of a table; of people: blocks. Says how many rows."""
        which = f"JOIN kept_{table} USING (id)" if table in self._kept else ""
        values = [self._value(table, column, kind) for column, kind in self.columns[table]]
        named = NAMES.get(table, "").format(id=self._value(table, "id", ""), names=self.names)
        columns = ", ".join(f'"{column}"' for column, _ in self.columns[table])
        return self._do(
            f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)} FROM {table} s {which}"
            f" CROSS JOIN generate_series({first}, {last}) AS k (k) {named}"
            f" WHERE s.id < {STRIDE} ORDER BY k.k, s.id"
        )

    def _value(self, table: str, column: str, kind: str) -> str:
        steps = {
            **dict.fromkeys(PEOPLE, "(k.k + 1)" if table in PEOPLE else f"(k.k / {SHARE} + 1)"),
            **dict.fromkeys(PAST, "k.k"),
            **dict.fromkeys(CREW, "k.k" if table in CREW else f"(k.k % {CREWS})"),
        }
        own = f"(s.id + {steps[table]} * {STRIDE})"
        if column == "id":
            return own
        if served := SERVED.get(f"{table}.{column}"):
            return served.format(id=own)
        parent = self.references.get((table, column), LOOSE.get(column, ""))
        if parent in steps:
            return f's."{column}" + {steps[parent]} * {STRIDE}'
        if table not in PAST:
            return f's."{column}"'
        days = f"(k.k / {CREWS} * {self.span} + k.k % {CREWS} * 7)"
        if kind == "date":
            return f's."{column}" - {days}'
        back = f"{days} * interval '1 day'"
        if kind == "timestamp with time zone":
            return f's."{column}" - {back}'
        if kind == "tstzrange":
            return f"tstzrange(lower(s.{column}) - {back}, upper(s.{column}) - {back})"
        return f's."{column}"'

    def _ask(self, statement: str, values: list[object] | None = None) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement, values).fetchall()

    def _do(self, statement: str) -> int:
        return self.connection.execute(statement).rowcount


if __name__ == "__main__":
    django.setup()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        Archive(connection, int(sys.argv[1])).fill()
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
            for table in (*PEOPLE, *PAST)
        }
        ((size,),) = connection.execute("SELECT pg_database_size(current_database())").fetchall()
        ((first,),) = connection.execute("SELECT min(opened_at)::date::text FROM workshop_order").fetchall()
    print(json.dumps({"counts": counts, "bytes": size, "first": first}))
