"""The part `start`: how long the first start of the house takes, and the second."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from shutil import rmtree

import psutil

from huichang.site.bench.place import Place, cpu_of, free_port
from huichang.site.bench.report import Figure, NotMeasured, Section, figures

TITLE = "The first start"
READY = "回厂已经启动"
LOAD_SECONDS, SECOND_SECONDS, PATIENCE = 30, 5, 600
STEPS = {
    "数据库": "PostgreSQL: a cluster of its own",
    "数据表更新": "tables",
    "页面文件压缩": "static files",
    "示例数据": "demo: half a year and today",
    "网页": "web until the first page",
}
_STEP = re.compile(r"✓ (\S+)  ([\d.]+) 秒")


def measure(place: Place, _: list[str]) -> Section:
    """Start the house in an empty folder, stop it, start it again. Raises NotMeasured when it does not start."""
    folder = place.folder / "first"
    rmtree(folder, ignore_errors=True)
    try:
        first, cpu, steps = _start(place, folder)
        second = _start(place, folder)[0]
    finally:
        rmtree(folder, ignore_errors=True)
    found = [
        *(Figure(says, steps[step], "s", LOAD_SECONDS if "demo" in says else None, 1)
          for step, says in STEPS.items() if step in steps),
        Figure("the whole first start, by the clock", first, "s", None, 1),
        Figure("its CPU, without PostgreSQL", cpu, "s", None, 1),
        Figure("a second start, until a page answers", second, "s", SECOND_SECONDS, 1),
    ]  # fmt: skip
    return Section(
        TITLE,
        "`huichang run` in an empty folder, packages and page assets being there already: until the address is printed.\n\n"
        + figures(found),
    )


def _start(place: Place, folder: Path) -> tuple[float, float, dict[str, float]]:
    """(seconds by the clock, CPU seconds of all that is not PostgreSQL, seconds of each step) of one start."""
    began, said, steps = time.monotonic(), "", dict[str, float]()
    house = subprocess.Popen(
        [sys.executable, "-m", "huichang", "run", "--port", str(free_port()), "--data", str(folder)],
        env=place.environment("", HUICHANG_DATA=str(folder), DATABASE_URL=""),
        cwd=place.folder,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert house.stdout is not None
    try:
        for line in house.stdout:
            said += line
            if match := _STEP.search(line):
                steps[match[1]] = float(match[2])
            if READY in line:
                break
            if time.monotonic() - began > PATIENCE:
                break
        else:
            raise NotMeasured(f"第一次启动没有成功：\n{said[-2000:]}")
        took = time.monotonic() - began
        whole = psutil.Process(house.pid)
        times = whole.cpu_times()
        servers = [child for child in whole.children() if "postgres" in child.name()]
        return took, cpu_of(whole) + times.children_user + times.children_system - cpu_of(*servers), steps
    finally:
        house.send_signal(signal.SIGTERM)
        house.communicate(timeout=60)
