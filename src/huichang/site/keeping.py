"""Copies of the whole house, and the way back to any point in time (PLAT-12). No Django here.

A copy is made while the house runs. Together with the archive (HUICHANG_ARCHIVE), to which PostgreSQL hands everything that it
writes, it leads back to any moment after the copy was made; without an archive to the moment of the copy.
"""

import shutil
import subprocess
import time
from datetime import datetime
from pathlib import Path

import psycopg

from huichang.site.postgres import OWNER, DatabaseFailed, Postgres, give_to_server, programs

BESIDE = ("secret.key", "demo", "signins.txt")
"""What belongs to the database and lies beside it: without the key, links that customers have got stop working."""
A_DAY = 24 * 3600
_BACK = ("restore_command", "recovery_target_time", "recovery_target_action")


def copy(server: Postgres, folder: Path, *, at: datetime) -> Path:
    """Copy the running house into a new folder below `folder`, named by the time; returns it.

    Raises DatabaseFailed with PostgreSQL's own words when the copy did not succeed.
    """
    if not server.running():
        raise DatabaseFailed("数据库没有在运行：请先用 python3 huichang run 启动，再备份。")
    target = folder.expanduser().resolve() / f"huichang-{at:%Y%m%d-%H%M%S}"
    target.mkdir(parents=True)
    done = subprocess.run(
        [
            programs() / "pg_basebackup",
            *("-h", server.sockets, "-p", "5432", "-U", OWNER, "-D", target / "pg"),
            *("--checkpoint=fast", "--wal-method=stream", "--no-password"),
        ],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        shutil.rmtree(target)
        raise DatabaseFailed(f"备份没有成功：\n{done.stderr.strip()}")
    for name in BESIDE:
        if (server.data.parent / name).exists():
            shutil.copy2(server.data.parent / name, target / name)
    return target


def bring_back(
    made: Path, data: Path, *, archive: Path | None = None, until: datetime | None = None
) -> datetime:
    """Make a house in the empty folder `data` from a copy: as it was at the copy, or with `archive` as it was last
    (`until`: at that moment). Returns the time of the last change in it.

    Raises DatabaseFailed for a folder that is not empty, for a copy that is none, and for a moment that lies before the
    copy or behind the archive.
    """
    if not (made / "pg" / "PG_VERSION").exists():
        raise DatabaseFailed(f"{made} 不是备份目录。")
    if until is not None and archive is None:
        raise DatabaseFailed("要回到某个时间点，请用 --archive 指明归档目录。")
    if data.exists() and any(data.iterdir()):
        raise DatabaseFailed(f"{data} 里已有文件，请换一个空目录；原来的数据不会被覆盖。")
    data.mkdir(parents=True, exist_ok=True)
    shutil.copytree(made / "pg", data / "pg")
    for name in BESIDE:
        if (made / name).exists():
            shutil.copy2(made / name, data / name)
    _aim(data / "pg", archive, until)
    server = Postgres(data / "pg")
    give_to_server(server.data, whole=True)
    try:
        _start(server)
        return _last_change(server)
    finally:
        server.stop()


def _start(server: Postgres) -> None:
    try:
        server.start(wait=A_DAY)
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            _wait_until_promoted(connection)
            for name in _BACK:
                connection.execute(f"ALTER SYSTEM RESET {name}".encode())
    except (DatabaseFailed, psycopg.OperationalError) as failed:
        said = server.log.read_text(errors="replace")
        if "before configured recovery target" in said:
            raise DatabaseFailed("归档还没有到这个时间点，请选早一些的时间，或等归档补齐。") from failed
        raise DatabaseFailed(f"没有恢复成功，请换一份备份或时间点（{server.log}）：\n{failed}") from failed


def _wait_until_promoted(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """A server answers questions while it is still reading the archive; only afterwards it is a house of its own."""
    until = time.monotonic() + A_DAY
    while time.monotonic() < until:
        row = connection.execute("SELECT pg_is_in_recovery()").fetchone()
        if row == (False,):
            return
        time.sleep(0.05)
    raise DatabaseFailed("归档读了一天还没有读完，请检查归档目录所在的磁盘。")


def _aim(cluster: Path, archive: Path | None, until: datetime | None) -> None:
    """Tell the copied cluster from where to read on, and where to stop."""
    if archive is None:
        return
    lines = [f'restore_command = \'cp "{archive.expanduser().resolve()}/%f" "%p"\'']
    if until is not None:
        lines += [f"recovery_target_time = '{until.isoformat()}'", "recovery_target_action = 'promote'"]
    with (cluster / "postgresql.auto.conf").open("a") as settings:
        settings.write("".join(f"{line}\n" for line in lines))
    (cluster / "recovery.signal").touch(mode=0o600)
    give_to_server(archive.expanduser().resolve())


def _last_change(server: Postgres) -> datetime:
    """When the last use-case was done, by the journal; when there is none, now."""
    with psycopg.connect(server.url("huichang"), autocommit=True) as connection:
        row = connection.execute("SELECT coalesce(max(tx_at), now()) FROM kernel_entry").fetchone()
    assert row is not None
    found: datetime = row[0]
    return found
