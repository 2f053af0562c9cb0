import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from huichang.site.postgres import DatabaseFailed, Postgres


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Postgres]:
    """A server that is not started yet."""
    made = Postgres(tmp_path / "pg", throwaway=True)
    yield made
    made.stop(patience=5)


def ask(server: Postgres, question: str) -> object:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row and row[0]


class TestStart:
    def test_makes_a_cluster_whose_search_hears_chinese(self, server: Postgres) -> None:
        server.start()
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")
        assert len(ask(server, "SELECT show_trgm('张三丰')")) == 4  # type: ignore[arg-type]

    def test_listens_on_no_network_card(self, server: Postgres) -> None:
        server.start()
        assert ask(server, "SHOW listen_addresses") == ""

    def test_finds_the_data_again(self, server: Postgres) -> None:
        server.start()
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        server.stop()
        server.start()
        assert ask(server, "SELECT number FROM kept") == 7

    def test_starts_again_after_a_kill(self, server: Postgres) -> None:
        server.start()
        postmaster = int((server.data / "postmaster.pid").read_text().splitlines()[0])
        psutil.Process(postmaster).send_signal(signal.SIGKILL)
        assert (server.data / "postmaster.pid").exists()
        server.start()
        assert ask(server, "SELECT 1") == 1

    def test_takes_the_place_of_a_server_without_a_master(self, server: Postgres) -> None:
        server.start(outlive=True)
        before = int((server.data / "postmaster.pid").read_text().splitlines()[0])
        Postgres(server.data, throwaway=True).start()
        after = int((server.data / "postmaster.pid").read_text().splitlines()[0])
        assert before != after
        assert ask(server, "SELECT 1") == 1

    def test_refuses_a_folder_with_other_things_in_it(self, server: Postgres) -> None:
        server.data.mkdir()
        (server.data / "letter.txt").write_text("…")
        with pytest.raises(DatabaseFailed, match="换一个空目录"):
            server.start()

    def test_ends_with_the_process_that_started_it(self, server: Postgres) -> None:
        program = (
            "import sys, time\n"
            "from pathlib import Path\n"
            "from huichang.site.postgres import Postgres\n"
            "Postgres(Path(sys.argv[1]), throwaway=True).start()\n"
            "print('up', flush=True)\n"
            "time.sleep(60)\n"
        )
        parent = subprocess.Popen([sys.executable, "-c", program, server.data], stdout=subprocess.PIPE)
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"up\n"
        assert server.running()
        parent.kill()
        parent.wait()
        parent.stdout.close()
        until = time.monotonic() + 10
        while server.running() and time.monotonic() < until:
            time.sleep(0.05)
        assert not server.running()


class TestStop:
    def test_ends_open_sessions(self, server: Postgres) -> None:
        server.start()
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("SELECT 1")
            server.stop()
            assert not server.running()

    def test_does_nothing_to_a_server_that_never_ran(self, server: Postgres) -> None:
        server.stop()
        assert not server.running()


class TestUrl:
    def test_is_read_by_the_driver(self, server: Postgres) -> None:
        read = psycopg.conninfo.conninfo_to_dict(server.url("huichang", role="huichang_app"))
        assert (read["user"], read["dbname"], read["host"]) == (
            "huichang_app",
            "huichang",
            str(server.sockets),
        )

    def test_a_long_folder_gets_a_short_socket(self, tmp_path: Path) -> None:
        deep = tmp_path / ("long" * 20) / "pg"
        assert len(str(Postgres(deep).sockets)) <= 90
