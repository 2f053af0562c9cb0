"""PostgreSQL for the tests: one server, a template per state of the migrations, a copy for each worker.

A server kept by `python3 huichang testdb` is used when it is up; otherwise a run starts and removes its own.
Run as a program: `up` starts the kept server, `stop` ends it and removes its folder.
"""

import hashlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from huichang.site.postgres import Postgres

ROOT = Path(__file__).resolve().parents[1]
KEPT = Path(tempfile.gettempdir()) / f"huichang-test-{os.getuid()}"
ADDRESS = "HUICHANG_TEST_SERVER"
TEMPLATES_KEPT = 12


def kept_server() -> Postgres:
    """The server that developers keep between their runs, running or not."""
    return Postgres(KEPT / "pg", throwaway=True)


def keep() -> Postgres:
    """Start the kept server unless it runs already; it stays until `drop`."""
    server = kept_server()
    if not server.running():
        server.start(outlive=True)
    return server


def drop() -> None:
    """Stop the kept server and remove what it held."""
    kept_server().stop(patience=10)
    shutil.rmtree(KEPT, ignore_errors=True)


@contextmanager
def server_for_run() -> Iterator[str]:
    """The address of a server to test on: the one already named, the kept one, or one for this run alone."""
    if named := os.environ.get(ADDRESS):
        yield named
        return
    if kept_server().running():
        yield kept_server().url("postgres")
        return
    folder = Path(tempfile.mkdtemp(prefix="huichang-test-"))
    server = Postgres(folder / "pg", throwaway=True)
    # A run that is told to end ends its server too, as one that is interrupted does.
    before = signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        server.start()
        yield server.url("postgres")
    finally:
        server.stop(patience=5)
        shutil.rmtree(folder, ignore_errors=True)
        signal.signal(signal.SIGTERM, before)


def migration_state() -> str:
    """A short mark that changes whenever a migration, a model or a pinned package changes."""
    package = ROOT / "src" / "huichang"
    files = [
        path
        for path in [*package.rglob("*.py"), *package.rglob("*.sql")]
        if "migrations" in path.parts or path.stem == "models" or path.parent.name == "models"
    ]
    files += [*(package / "kernel").glob("*.py"), ROOT / "requirements.lock"]
    mark = hashlib.sha256()
    for path in sorted(files):
        mark.update(str(path.relative_to(package.parents[1])).encode() + b"\0" + path.read_bytes())
    return mark.hexdigest()[:16]


@contextmanager
def database_for_run(address: str, run: str) -> Iterator[str]:
    """A migrated database of this run alone; Django's default connection is pointed at it meanwhile."""
    name = f"test_{run}"
    with psycopg.connect(address, autocommit=True) as server:
        _sweep(server)
        template = _template(server)
        _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        _execute(server, "CREATE DATABASE {} TEMPLATE {}", name, template)
    _point_django_at(name, address)
    try:
        yield name
    finally:
        _close_django()
        with psycopg.connect(address, autocommit=True) as server:
            _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _template(server: psycopg.Connection) -> str:
    """The migrated template of the present state; made by whoever comes first, while the others wait."""
    state = migration_state()
    template = f"tmpl_{state}"
    server.execute("SELECT pg_advisory_lock(hashtext(%s))", [template])
    try:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            unfinished = f"test_build_{state}_{os.getpid()}"
            _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", unfinished)
            _execute(server, "CREATE DATABASE {}", unfinished)
            _migrate(unfinished, server.info.dsn)
            _execute(server, "ALTER DATABASE {} RENAME TO {}", unfinished, template)
            _forget_old_templates(server)
        return template
    finally:
        server.execute("SELECT pg_advisory_unlock(hashtext(%s))", [template])


def _migrate(name: str, address: str) -> None:
    from django.core.management import call_command

    _point_django_at(name, address)
    call_command("migrate", verbosity=0, interactive=False)
    _close_django()


def _point_django_at(name: str, address: str) -> None:
    """Settings are read before any conftest, so the connection's own settings are changed in place."""
    from django.conf import settings
    from django.db import connections

    _close_django()
    at = psycopg.conninfo.conninfo_to_dict(address)
    changed = {
        "NAME": name,
        "HOST": str(at.get("host", "")),
        "PORT": str(at.get("port", "")),
        "USER": str(at.get("user", "")),
        "PASSWORD": str(at.get("password", "")),
        "CONN_MAX_AGE": 0,
    }
    for target in (connections["default"].settings_dict, settings.DATABASES["default"]):
        target.update(changed)
        # Tests with threads want a connection per thread, not a share of four.
        target.get("OPTIONS", {}).pop("pool", None)


def _close_django() -> None:
    from django.db import connections

    connections.close_all()


def _sweep(server: psycopg.Connection) -> None:
    """Drop what runs left behind that were killed: the process number ends a database's name."""
    for (name,) in server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'").fetchall():
        number = name.rsplit("_", 1)[-1]
        if number.isdigit() and not _alive(int(number)):
            _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _forget_old_templates(server: psycopg.Connection) -> None:
    newest_first = "SELECT datname FROM pg_database WHERE datname LIKE 'tmpl\\_%' ORDER BY oid DESC"
    for (name,) in server.execute(newest_first).fetchall()[TEMPLATES_KEPT:]:
        _execute(server, "DROP DATABASE IF EXISTS {}", name)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _execute(server: psycopg.Connection, statement: str, *names: str) -> None:
    server.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))


def main(arguments: list[str]) -> int:
    """`up` (the default) or `stop`."""
    match arguments:
        case [] | ["up"]:
            print(f"测试数据库已启动，一直保留到 python3 huichang testdb stop：\n  {keep().url('postgres')}")
        case ["stop"]:
            drop()
            print("测试数据库已停止并删除。")
        case _:
            print("用法：python3 huichang testdb [up|stop]", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
