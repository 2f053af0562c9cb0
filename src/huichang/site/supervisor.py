"""`huichang run`: one process that starts database, web and job worker, watches them and stops them."""

import argparse
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from functools import partial
from pathlib import Path
from types import FrameType

import psutil
import psycopg
from psycopg import sql

from huichang.site import first_key, prepared, whereabouts
from huichang.site.child import Child
from huichang.site.postgres import DatabaseFailed, Postgres, end_with

DATABASE = "huichang"
APP_ROLE = "huichang_app"
SIGNINS = "signins.txt"
EVERYWHERE = ("0.0.0.0", "::")
RESTARTS_A_MINUTE = 5


class CannotRun(RuntimeError):
    """Starting or going on is impossible; the message is one sentence for the person at the terminal."""


class Stop(BaseException):
    """Somebody asked the house to close (Ctrl-C, SIGTERM, the terminal was closed)."""


@dataclass(frozen=True)
class Plan:
    """Where the house keeps its things and where it listens."""

    data: Path
    host: str
    port: int
    demo: bool = True

    @property
    def near(self) -> str:
        """The address to open on this machine."""
        host = "127.0.0.1" if self.host in EVERYWHERE else self.host
        return f"http://{host}:{self.port}/"

    def addresses(self) -> list[str]:
        """Every address under which the house can be opened."""
        if self.host not in EVERYWHERE:
            return [self.near]
        others = (number for number in _own_numbers() if number != "127.0.0.1")
        return [self.near, *(f"http://{number}:{self.port}/" for number in others)]

    def hosts(self) -> str:
        """The names that a browser may call us by (HUICHANG_HOSTS)."""
        names = {"127.0.0.1", "localhost", "[::1]", socket.gethostname(), self.host, *_own_numbers()}
        return ",".join(sorted(names - set(EVERYWHERE)))


class House:
    """The running house: database, web, worker."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.logs = plan.data / "log"
        self.logs.mkdir(exist_ok=True)
        self.database = (
            None if os.environ.get("DATABASE_URL") else Postgres(plan.data / "pg", archive=_archive())
        )
        self.children: list[Child] = []

    def open(self) -> None:
        """Start everything, in order, and say where it can be reached. Raises CannotRun."""
        if self.database is not None:
            with _told("数据库"):
                self.database.start()
                make_database(self.database)
        self._prepare_unless_done()
        where = ("--host", self.plan.host, "--port", str(self.plan.port))
        web = self._child("网页服务", "web", "huichang.site.web", *where)
        worker = self._child("后台任务", "worker", "huichang", "worker")
        self.children = [web]
        with _told("网页"):
            web.start()
            self._wait_for_page(web)
        self.children = [web, worker]
        worker.start()
        print("\n回厂已经启动，请用浏览器打开：")
        for address in self.plan.addresses():
            print(f"  {address}")
        print((self.plan.data / SIGNINS).read_text(encoding="utf-8"), end="")
        if first_key.wanted(self._address()):
            secret = self._environment()["HUICHANG_SECRET_KEY"]
            print(first_key.invitation(self.plan.near, secret), end="")
        print(f"\n运行记录在 {self.logs}；按 Ctrl-C 停止。", flush=True)

    def watch(self) -> None:
        """Restart what ends by itself, until somebody asks to stop.

        Raises CannotRun when restarts do not help.
        """
        while True:
            time.sleep(0.5)
            if self.database is not None and not self.database.running():
                print("数据库意外停止，正在重新启动。", flush=True)
                self.database.start()
            for child in self.children:
                if not child.ended():
                    continue
                if len(child.started) >= RESTARTS_A_MINUTE:
                    raise CannotRun(f"{child.says}反复意外退出，请看 {child.log}：\n{child.last_words()}")
                print(f"{child.says}意外退出，正在重新启动（记录在 {child.log}）。", flush=True)
                child.start()

    def close(self) -> None:
        """Stop everything, the database last."""
        for child in self.children:
            child.stop()
        if self.database is not None:
            self.database.stop()

    def _prepare_unless_done(self) -> None:
        kept, address = self.plan.data / "prepared.mark", self._address()
        try:
            now = prepared.state(address, demo=self.plan.demo)
        except psycopg.OperationalError as trouble:
            raise CannotRun(f"连不上数据库，请检查 DATABASE_URL：\n{trouble}") from trouble
        done = (self.plan.data / SIGNINS).exists() and (self.plan.data / "static").exists()
        if done and now and kept.exists() and kept.read_text() == now:
            return
        self._prepare()
        kept.write_text(prepared.state(address, demo=self.plan.demo))

    def _prepare(self) -> None:
        """Migrations, static files, demo: a process of its own, as the owner of the tables."""
        sys.stdout.flush()
        preparing = subprocess.Popen(
            [
                *(sys.executable, "-m", "huichang", "prepare", "--signins", str(self.plan.data / SIGNINS)),
                *(() if self.plan.demo else ("--no-demo",)),
            ],
            env=self._environment(DATABASE_URL=self._address()),
            cwd=self.plan.data,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=partial(end_with, os.getpid()),
        )
        try:
            failed = preparing.wait()
        except Stop:
            preparing.terminate()
            preparing.wait()
            raise
        if failed:
            raise CannotRun("数据没有准备好，原因见上面的提示。")

    def _child(self, says: str, name: str, *command: str) -> Child:
        environment = self._environment(DATABASE_URL=self._address(role=APP_ROLE))
        return Child(says, command, environment, self.logs / f"{name}.log", self.plan.data)

    def _address(self, role: str = "postgres") -> str:
        """The database for the owner's commands, or for web and worker, who may do less."""
        if self.database is not None:
            return self.database.url(DATABASE, role=role)
        owner = os.environ["DATABASE_URL"]
        return os.environ.get("HUICHANG_APP_DATABASE_URL", owner) if role == APP_ROLE else owner

    def _environment(self, **more: str) -> dict[str, str]:
        ours = {
            "HUICHANG_DATA": str(self.plan.data),
            "HUICHANG_SECRET_KEY": _secret(self.plan.data / "secret.key"),
            "HUICHANG_HOSTS": self.plan.hosts(),
            "HUICHANG_SUPERVISED": "1",
            "PYTHONUNBUFFERED": "1",
        }
        if (self.plan.data / "demo").exists():
            ours["HUICHANG_DEMO"] = "1"
        # What the person set by hand wins over what we would choose.
        return {**ours, **os.environ, **more, "HUICHANG_DATA": str(self.plan.data)}

    def _wait_for_page(self, web: Child, patience: float = 60) -> None:
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if web.ended():
                raise CannotRun(f"{web.says}没有启动成功（{web.log}）：\n{web.last_words()}")
            try:
                urllib.request.urlopen(self.plan.near, timeout=10).close()
                return
            except urllib.error.HTTPError as answer:
                if answer.code < 500:
                    return
                raise CannotRun(f"网页服务启动了，但首页出错，请看 {web.log}。") from answer
            except OSError:
                time.sleep(0.05)
        raise CannotRun(f"等了 {patience:.0f} 秒，网页还没有回应，请看 {web.log}。")


def make_database(server: Postgres) -> None:
    """Create the house's database and the limited role that web and worker sign in as, where missing."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(APP_ROLE)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def main(arguments: list[str]) -> int:
    """Run the house until it is told to stop; the exit status."""
    asked = _read(arguments)
    data: Path = asked.data.expanduser().resolve()
    plan = Plan(data, asked.host, asked.port, not asked.no_demo)
    try:
        with _alone(plan):
            return _run(plan)
    except (CannotRun, DatabaseFailed, psycopg.Error) as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1


def _run(plan: Plan) -> int:
    _free(plan)
    house = House(plan)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        house.open()
        house.watch()
    except Stop:
        print("\n正在停止……", flush=True)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        house.close()
    print("已停止，数据都已保存。")
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="huichang run", description="启动回厂：数据库、网页、后台任务。")
    parser.add_argument("--port", type=int, default=8000, help="端口（默认 8000）")
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址；0.0.0.0 让店里的其他电脑也能打开")
    parser.add_argument("--data", type=Path, default=whereabouts.data(), help="数据目录（默认 var）")
    parser.add_argument("--no-demo", action="store_true", help="新数据库里不装示例数据")
    return parser.parse_args(arguments)


@contextmanager
def _alone(plan: Plan) -> Iterator[None]:
    """One house for one data folder; the lock goes with the process, however it ends."""
    try:
        plan.data.mkdir(parents=True, exist_ok=True)
        lock = (plan.data / "house.lock").open("a+")
    except OSError as trouble:
        raise CannotRun(
            f"不能使用数据目录 {plan.data}（{trouble.strerror}），请用 --data 换一个目录。"
        ) from None
    with lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            try:
                other = json.loads(lock.read())
            except ValueError:
                other = {}
            raise CannotRun(
                f"回厂已经在运行：{other.get('address', '正在启动')}"
                f"（进程 {other.get('process', '?')}，数据目录 {plan.data}）。"
            ) from None
        lock.truncate(0)
        lock.write(json.dumps({"address": plan.near, "process": os.getpid()}))
        lock.flush()
        yield


def _free(plan: Plan) -> None:
    family = socket.AF_INET6 if ":" in plan.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((plan.host, plan.port))
        except PermissionError:
            raise CannotRun(f"端口 {plan.port} 需要管理员权限，请用 1024 以上的端口：--port 8000。") from None
        except (OSError, OverflowError) as trouble:
            if isinstance(trouble, OSError) and trouble.errno not in (98, 48):
                raise CannotRun(f"不能监听 {plan.host}:{plan.port}，请检查 --host 和 --port。") from None
            raise CannotRun(
                f"端口 {plan.port} 已被别的程序占用，请换一个：python3 huichang run --port {plan.port + 1}"
            ) from None


def _own_numbers() -> list[str]:
    """The IPv4 addresses of this machine's network cards."""
    cards = psutil.net_if_addrs().values()
    return sorted({entry.address for card in cards for entry in card if entry.family == socket.AF_INET})


def _archive() -> Path | None:
    named = os.environ.get("HUICHANG_ARCHIVE")
    return Path(named) if named else None


def _secret(path: Path) -> str:
    """The key that signs sessions and customer links: made once, kept in the data folder for us alone."""
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


@contextmanager
def _told(says: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"  ✓ {says}  {time.monotonic() - began:.1f} 秒", flush=True)
