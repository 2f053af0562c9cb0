"""The run command, really run: started, asked for a page, killed, started again, stopped."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from huichang.site.supervisor import Plan
from tests.architecture import sources


class Terminal:
    """`huichang run` as somebody at a terminal sees it."""

    def __init__(self, data: Path, port: int, screen: Path) -> None:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.screen = screen
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "huichang", "run", "--no-demo"),
                *("--data", str(data), "--port", str(port)),
            ],
            cwd=sources.PROJECT,
            env={**environment, "HUICHANG_PLAIN_STATIC": "1", "PYTHONPATH": str(sources.PROJECT / "src")},
            stdout=self.screen.open("w"),
            stderr=subprocess.STDOUT,
        )

    def read(self) -> str:
        """What stands on the screen."""
        return self.screen.read_text()

    def wait_for(self, words: str, seconds: float) -> float:
        """Seconds until the words stood on the screen."""
        began = time.monotonic()
        while words not in self.read():
            assert self.process.poll() is None, self.read()
            assert time.monotonic() - began < seconds, self.read()
            time.sleep(0.05)
        return time.monotonic() - began


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "var"
    yield folder
    for process in belonging_to(folder):
        process.kill()


def belonging_to(folder: Path) -> list[psutil.Process]:
    """Processes that work for the house of this folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and (
                str(folder) in " ".join(process.cmdline())
                or process.environ().get("HUICHANG_DATA") == str(folder)
            ):
                found.append(process)
        except psutil.Error:
            continue
    return found


def page(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def gone(folder: Path, seconds: float = 15) -> bool:
    """Does nobody work for the house any more, after a while?"""
    until = time.monotonic() + seconds
    while belonging_to(folder) and time.monotonic() < until:
        time.sleep(0.1)
    return not belonging_to(folder)


class TestRun:
    def test_opens_survives_a_kill_and_closes_without_a_trace(
        self, data: Path, port: int, tmp_path: Path
    ) -> None:
        first = Terminal(data, port, tmp_path / "first")
        first.wait_for("按 Ctrl-C 停止", 120)
        assert f"http://127.0.0.1:{port}/" in first.read()
        assert f"http://127.0.0.1:{port}/first/?key=" in first.read()
        assert page(port) < 400

        second = Terminal(data, port, tmp_path / "second")
        assert second.process.wait(20) == 1
        assert re.search(rf"已经在运行：http://127.0.0.1:{port}/.*进程 {first.process.pid}", second.read())

        first.process.kill()
        first.process.wait()
        assert gone(data)

        third = Terminal(data, port, tmp_path / "third")
        third.wait_for("按 Ctrl-C 停止", 60)
        assert page(port) < 400
        third.process.send_signal(signal.SIGINT)
        assert third.process.wait(30) == 0
        assert "已停止" in third.read()
        assert gone(data)

    def test_says_which_port_to_try_when_one_is_taken(self, data: Path, port: int, tmp_path: Path) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", port))
            other.listen()
            terminal = Terminal(data, port, tmp_path / "screen")
            assert terminal.process.wait(20) == 1
        assert f"端口 {port} 已被别的程序占用" in terminal.read()
        assert f"--port {port + 1}" in terminal.read()
        assert not (data / "pg").exists()

    def test_says_so_when_the_data_folder_cannot_be_used(self, tmp_path: Path, port: int) -> None:
        (tmp_path / "file").write_text("not a folder")
        terminal = Terminal(tmp_path / "file" / "var", port, tmp_path / "screen")
        assert terminal.process.wait(20) == 1
        assert "--data" in terminal.read()
        assert "Traceback" not in terminal.read()


class TestPlan:
    def test_this_machine_only_by_default(self) -> None:
        plan = Plan(Path("/somewhere"), "127.0.0.1", 8000)
        assert plan.addresses() == ["http://127.0.0.1:8000/"]

    def test_names_the_addresses_of_the_stores_network_when_asked(self) -> None:
        plan = Plan(Path("/somewhere"), "0.0.0.0", 8000)
        assert plan.addresses()[0] == "http://127.0.0.1:8000/"
        assert "0.0.0.0" not in plan.hosts().split(",")
        assert {"127.0.0.1", "localhost"} <= set(plan.hosts().split(","))
