"""`python3 huichang test`: every check and test, the cheap ones first, stopping at the first failure.

With arguments only pytest runs, with these arguments.
"""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass

from tools import chromium, setup, test_database

ROOT = setup.ROOT
PYTEST = (sys.executable, "-m", "pytest")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
COUNT = re.compile(r"(\d+) (passed|failed|skipped|errors?)\b")
CLOSING = re.compile(r"\d+ (passed|failed|skipped|errors?)\b.* in [\d.]+s")


@dataclass(frozen=True)
class Group:
    """One line of the summary."""

    says: str
    command: tuple[str, ...]


def groups() -> list[Group]:
    """What is run, in this order."""
    tool = setup.ENVIRONMENT / "bin"
    return [
        Group("代码规范（ruff check）", (f"{tool / 'ruff'}", "check", ".")),
        Group("代码格式（ruff format）", (f"{tool / 'ruff'}", "format", "--check", ".")),
        Group("类型（mypy）", (f"{tool / 'mypy'}",)),
        Group("房间的边界（lint-imports）", (f"{tool / 'lint-imports'}", "--no-cache")),
        Group("锁定文件", (sys.executable, "-m", "tools.locks")),
        Group("数据表与代码一致", (sys.executable, "manage.py", "makemigrations", "--check", "--dry-run")),
        Group("测试", (*PYTEST, "-q", "-n", "2", "--dist", "worksteal", "-m", "not browser")),
        Group("浏览器测试", (*PYTEST, "-q", "tests/journeys", "-m", "browser")),
    ]


def main(arguments: list[str]) -> int:
    """Run everything, or pytest with `arguments`; the exit status of what failed."""
    with test_database.server_for_run() as server:
        environment = {
            **setup.environment(),
            test_database.ADDRESS: server,
            "DATABASE_URL": server,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        if arguments:
            return _run((*PYTEST, *arguments), environment)
        try:
            environment[chromium.EXECUTABLE] = str(chromium.find_or_install())
        except chromium.NoChromium as trouble:
            print(trouble, file=sys.stderr)
            return 1
        return _all(environment)


def _all(environment: dict[str, str]) -> int:
    summary: list[str] = []
    counts: Counter[str] = Counter()
    status = 0
    for group in groups():
        print(f"\n── {group.says}", flush=True)
        began = time.monotonic()
        status, lines = _run_and_read(group.command, environment)
        summary.append(f"  {'✗' if status else '✓'} {group.says}  {time.monotonic() - began:.1f} 秒")
        if pytest_said := next((line for line in reversed(lines) if CLOSING.search(line)), ""):
            summary.append(f"    {pytest_said.strip('= ')}")
            counts.update({word: int(number) for number, word in COUNT.findall(pytest_said)})
        if status:
            break
    print("\n" + "\n".join(summary), flush=True)
    failed = counts["failed"] + counts["error"] + counts["errors"]
    # The form that pytest closes with, over both of its calls.
    print(f"\n{counts['passed']} passed, {failed} failed, {counts['skipped']} skipped", flush=True)
    return status


def _run_and_read(command: tuple[str, ...], environment: dict[str, str]) -> tuple[int, list[str]]:
    """Run, show the output as it comes, and keep it without its colours."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        print(line, end="", flush=True)
        lines.append(COLOUR.sub("", line).rstrip())
    return process.wait(), lines[-50:]


def _run(command: tuple[str, ...], environment: dict[str, str]) -> int:
    return subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("已中断。")
