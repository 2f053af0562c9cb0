"""What PostgreSQL keeps by itself for every table of the house, whatever the code does.

Installed after every migration, from what the models say: (1) a child row stays in its parent's store, (2) every
change of a business row is written down with before and after, (3) ledgers and the journal refuse UPDATE and DELETE,
(4) what happens once (a gate pass is used) cannot happen again, (5) the application's own database role owns nothing and
cannot edit what is append-only.
"""

from typing import Any

from django.apps import apps
from django.db import connection, models

from huichang.kernel.rows import Shared, StoreOwned

APP_ROLE = "huichang_app"

_FUNCTIONS = """
CREATE OR REPLACE FUNCTION kernel_note_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO kernel_change (tx_id, tx_at, kind, row_id, op)
  SELECT (pg_current_xact_id()::text)::bigint, now(), TG_TABLE_NAME, n.id, 'I' FROM new_rows n;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION kernel_note_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO kernel_change (tx_id, tx_at, kind, row_id, op, before, after)
  SELECT (pg_current_xact_id()::text)::bigint, now(), TG_TABLE_NAME, n.id, 'U', d.before, d.after
  FROM new_rows n JOIN old_rows o ON o.id = n.id,
  LATERAL (
    SELECT jsonb_object_agg(a.key, b.value) AS before, jsonb_object_agg(a.key, a.value) AS after
    FROM jsonb_each(to_jsonb(n)) a JOIN jsonb_each(to_jsonb(o)) b USING (key)
    WHERE a.value IS DISTINCT FROM b.value
  ) d
  WHERE d.after IS NOT NULL;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION kernel_note_delete() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO kernel_change (tx_id, tx_at, kind, row_id, op, before)
  SELECT (pg_current_xact_id()::text)::bigint, now(), TG_TABLE_NAME, o.id, 'D', to_jsonb(o) FROM old_rows o;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION kernel_refuse_edit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: correct it by a new entry', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE FUNCTION kernel_refuse_again() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before text := to_jsonb(OLD) ->> TG_ARGV[0];
BEGIN
  IF before IS NOT NULL AND (to_jsonb(NEW) ->> TG_ARGV[0]) IS DISTINCT FROM before THEN
    RAISE EXCEPTION '% of % is set once', TG_ARGV[0], TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""


def concrete() -> list[type[models.Model]]:
    """The tables of the house, in the order of their names."""
    mine = [m for m in apps.get_models() if m.__module__.startswith("huichang.") and m._meta.managed]
    return sorted(mine, key=lambda model: model._meta.db_table)


def fences(model: type[models.Model]) -> list[tuple[str, type[models.Model]]]:
    """(column, parent) of every relation between store-owned tables that must stay within one store."""
    if not issubclass(model, StoreOwned):
        return []
    return [
        (field.column, field.related_model)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and isinstance(field.related_model, type)
        and issubclass(field.related_model, StoreOwned)
    ]


def install(**_: Any) -> None:
    """Create what is missing; safe to run again. Runs as the owner of the tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('kernel_change')")
        if cursor.fetchone() == (None,):
            return
        cursor.execute(_FUNCTIONS)
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        constraints = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT tgrelid::regclass::text || '/' || tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        triggers = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        present = {name for (name,) in cursor.fetchall()}
        wanted: list[str] = []
        for model in concrete():
            if model._meta.db_table in present:
                wanted += _fence_sql(model, constraints) + _trigger_sql(model, triggers)
        for statement in wanted:
            cursor.execute(statement)
    grant()


def _fence_sql(model: type[models.Model], existing: set[str]) -> list[str]:
    statements = []
    for column, parent in fences(model):
        child_table, parent_table = model._meta.db_table, parent._meta.db_table
        unique, fence = f"{parent_table}_in_store"[:63], f"{child_table}_{column}_same_store"[:63]
        if unique not in existing:
            existing.add(unique)
            statements.append(f'ALTER TABLE {parent_table} ADD CONSTRAINT "{unique}" UNIQUE (id, store_id)')
        if fence not in existing:
            existing.add(fence)
            statements.append(
                f'ALTER TABLE {child_table} ADD CONSTRAINT "{fence}" FOREIGN KEY ({column}, store_id)'
                f" REFERENCES {parent_table} (id, store_id) DEFERRABLE INITIALLY DEFERRED"
            )
    return statements


def _trigger_sql(model: type[models.Model], existing: set[str]) -> list[str]:
    table, statements = model._meta.db_table, []

    def add(name: str, rest: str) -> None:
        if f"{table}/{name}" not in existing:
            statements.append(f"CREATE TRIGGER {name} {rest}")

    for column in getattr(model, "set_once", ()):
        add(
            f"once_{column}",
            f"BEFORE UPDATE OF {column} ON {table} FOR EACH ROW EXECUTE FUNCTION kernel_refuse_again('{column}')",
        )
    if getattr(model, "append_only", False):
        add(
            "refuse_edit",
            f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION kernel_refuse_edit()",
        )
    elif issubclass(model, Shared | StoreOwned) and model.journaled:
        new, old = "NEW TABLE AS new_rows", "OLD TABLE AS old_rows"
        each = "FOR EACH STATEMENT EXECUTE FUNCTION"
        add("note_insert", f"AFTER INSERT ON {table} REFERENCING {new} {each} kernel_note_insert()")
        add("note_update", f"AFTER UPDATE ON {table} REFERENCING {new} {old} {each} kernel_note_update()")
        add("note_delete", f"AFTER DELETE ON {table} REFERENCING {old} {each} kernel_note_delete()")
    return statements


def grant() -> None:
    """Give the application's role what it needs, and not more; does nothing where that role does not exist."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if cursor.fetchone() is None:
            return
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
        kept = ", ".join(m._meta.db_table for m in concrete() if _is_kept(m))
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {kept} FROM {APP_ROLE}")
        cursor.execute(f"REVOKE INSERT ON kernel_change FROM {APP_ROLE}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {APP_ROLE}")


def _is_kept(model: type[models.Model]) -> bool:
    """Append-only, or (`kept_as_said`) journaled and never rewritten or removed by the application's own role."""
    return getattr(model, "append_only", False) or getattr(model, "kept_as_said", False)


def prepare(**_: Any) -> None:
    """Create the extensions that the tables need (before the first migration)."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE EXTENSION IF NOT EXISTS pg_trgm")
