"""Copies of the house and the way back to a point in time, on real servers."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from huichang.site import keeping
from huichang.site.postgres import DatabaseFailed, Postgres

pytestmark = pytest.mark.req("PLAT-12")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def do(server: Postgres, *statements: str, database: str = "huichang") -> None:
    with psycopg.connect(server.url(database), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def entries(data: Path) -> list[str]:
    """What the journal of a house in this folder says."""
    server = Postgres(data / "pg")
    server.start()
    try:
        with psycopg.connect(server.url("huichang")) as connection:
            return [row[0] for row in connection.execute("SELECT said FROM kernel_entry ORDER BY tx_at")]
    finally:
        server.stop()


def write(server: Postgres, said: str) -> datetime:
    """One act in the journal; the moment after it."""
    do(server, f"INSERT INTO kernel_entry (said) VALUES ('{said}')")
    time.sleep(0.05)
    return datetime.now(UTC)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder of our own: every start of pytest shuts its common one to the server's user."""
    with tempfile.TemporaryDirectory(prefix="huichang-keeping-") as folder:
        yield Path(folder)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Postgres]:
    """A running house with an archive and one act in its journal."""
    server = Postgres(tmp_path / "var" / "pg", archive=tmp_path / "archive")
    server.start()
    do(server, "CREATE DATABASE huichang", database="postgres")
    do(server, "CREATE TABLE kernel_entry (tx_at timestamptz DEFAULT clock_timestamp(), said text)")
    (server.data.parent / "secret.key").write_text("of-this-house")
    write(server, "委托书已签")
    yield server
    server.stop()


class TestBringBack:
    def test_leads_to_any_moment_after_the_copy(self, house: Postgres, tmp_path: Path) -> None:
        made = keeping.copy(house, tmp_path / "copies", at=NOON)
        before_the_slip = write(house, "配件已发料")
        write(house, "误删")
        do(house, "SELECT pg_switch_wal()", "CHECKPOINT")
        archive = house.archive
        assert archive is not None
        for _ in range(100):
            if any(not path.name.endswith(".part") for path in archive.iterdir()):
                break
            time.sleep(0.1)
        house.stop()  # a clean stop hands the rest to the archive
        shutil.rmtree(house.data)

        last = keeping.bring_back(made, tmp_path / "then", archive=archive, until=before_the_slip)
        assert entries(tmp_path / "then") == ["委托书已签", "配件已发料"]
        assert last <= before_the_slip
        assert (tmp_path / "then" / "secret.key").read_text() == "of-this-house"

        keeping.bring_back(made, tmp_path / "all", archive=archive)
        assert entries(tmp_path / "all") == ["委托书已签", "配件已发料", "误删"]

        keeping.bring_back(made, tmp_path / "copy")
        assert entries(tmp_path / "copy") == ["委托书已签"]

        with pytest.raises(DatabaseFailed, match="归档还没有到"):
            keeping.bring_back(
                made, tmp_path / "never", archive=archive, until=before_the_slip + timedelta(days=1)
            )

    def test_overwrites_nothing(self, tmp_path: Path) -> None:
        (tmp_path / "copy" / "pg").mkdir(parents=True)
        (tmp_path / "copy" / "pg" / "PG_VERSION").touch()
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "kept").touch()
        with pytest.raises(DatabaseFailed, match="不会被覆盖"):
            keeping.bring_back(tmp_path / "copy", tmp_path / "data")

    def test_needs_a_copy_and_for_a_moment_an_archive(self, tmp_path: Path) -> None:
        with pytest.raises(DatabaseFailed, match="不是备份"):
            keeping.bring_back(tmp_path / "none", tmp_path / "data")
        (tmp_path / "copy" / "pg").mkdir(parents=True)
        (tmp_path / "copy" / "pg" / "PG_VERSION").touch()
        with pytest.raises(DatabaseFailed, match="--archive"):
            keeping.bring_back(tmp_path / "copy", tmp_path / "data", until=NOON)


class TestCopy:
    def test_needs_a_running_house(self, tmp_path: Path) -> None:
        with pytest.raises(DatabaseFailed, match="没有在运行"):
            keeping.copy(Postgres(tmp_path / "pg"), tmp_path / "copies", at=NOON)
