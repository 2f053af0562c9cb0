"""The problem, and the text format in which such problems are published.

A flexible job shop: jobs of operations in a fixed order, each operation done on one of several machines and taking a
time that depends on the machine; a machine does one operation at a time and is not interrupted.

The format (Brandimarte, "Routing and scheduling in a flexible job shop by tabu search", Annals of Operations Research
41, 1993, and all later sets): a first line with the number of jobs, the number of machines and perhaps the average
number of alternatives; then a line for each job: the number of its operations, and for each operation the number of its
alternatives, each given as machine and time. Some publishers count machines from 0, others from 1; some break long lines,
some write remarks.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import NoReturn

MOST_OPERATIONS = 100_000
"""More than any published instance by two orders of magnitude; a file that asks for more is a mistake."""


REMARK = re.compile(r"(#|%|;|//).*")
"""From here to the end of its line nothing is meant for a reader of numbers."""
END = "\x1a\0"
"""What old systems put at the end of a text."""


class BadInstance(ValueError):
    """The text is no instance; the message is one Chinese sentence that names the line."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way of doing an operation: on which machine (counted from 0), and for how long."""

    machine: int
    time: int


Operation = tuple[Choice, ...]
"""The alternatives of an operation, each machine once."""


@dataclass(frozen=True, slots=True)
class Shop:
    """A flexible job shop: for each job its operations in their order."""

    jobs: tuple[tuple[Operation, ...], ...]
    machines: int
    first_machine: int = 0
    """What the file calls the machine that is 0 here."""

    @property
    def operations(self) -> int:
        """How many operations all jobs have together."""
        return sum(len(job) for job in self.jobs)


def parse(text: str) -> Shop:
    """The shop that a text describes. Empty lines, remarks, any spacing, and jobs that go on in the next line are fine.
    Raises BadInstance.

    A machine that is named twice for one operation counts with its shorter time. A file that uses the number 0 counts
    its machines from 0, every other from 1.
    """
    said = enumerate(text.lstrip("\ufeff").rstrip(END).splitlines(), 1)
    lines = [(number, words) for number, line in said if (words := REMARK.sub("", line).split())]
    if not lines:
        raise BadInstance("文件是空的：第 1 行应写明工件数和机器数。")
    (at, head), *rows = lines
    jobs, machines = _head(at, head)
    rows = _joined(rows, jobs)
    if len(rows) < jobs:
        raise BadInstance(f"第 {at} 行说有 {jobs} 个工件，后面却只有 {len(rows)} 行，请补全。")
    if len(rows) > jobs:
        raise BadInstance(f"第 {rows[jobs][0]} 行多余：第 {at} 行说只有 {jobs} 个工件，请核对。")
    read = [(number, _job(number, words)) for number, words in rows]
    first = _first_machine(read, machines)
    shop = Shop(
        jobs=tuple(tuple(_shortest(operation, first) for operation in job) for _, job in read),
        machines=machines,
        first_machine=first,
    )
    if shop.operations > MOST_OPERATIONS:
        raise BadInstance(
            f"共 {shop.operations} 道工序，最多能读 {MOST_OPERATIONS} 道，请核对第 {at} 行之后的内容。"
        )
    return shop


_Pairs = list[list[tuple[int, int]]]


def _head(at: int, words: list[str]) -> tuple[int, int]:
    if not 2 <= len(words) <= 3:
        raise BadInstance(
            f"第 {at} 行应是“工件数 机器数 [平均可选机器数]”，现在有 {len(words)} 个数，请核对。"
        )
    jobs, machines = (_whole(at, position, word) for position, word in enumerate(words[:2], 1))
    if len(words) == 3:
        _number(at, 3, words[2].replace(",", "."))
    if jobs < 1 or machines < 1:
        raise BadInstance(f"第 {at} 行：工件数和机器数都至少是 1，请核对。")
    return jobs, machines


def _joined(rows: list[tuple[int, list[str]]], jobs: int) -> list[tuple[int, list[str]]]:
    """The rows, one for each job, where a file breaks its lines; as they are where there are no more rows than jobs, or where
    joining them does not help."""
    if len(rows) <= jobs:
        return rows
    joined: list[tuple[int, list[str]]] = []
    for at, words in rows:
        if joined and _is_open(joined[-1][1]):
            joined[-1][1].extend(words)
        else:
            joined.append((at, list(words)))
    return joined if len(joined) == jobs else rows


def _is_open(words: list[str]) -> bool:
    """Do more numbers belong to this job? False where it cannot be told."""
    try:
        numbers = [int(word) for word in words]
    except ValueError:
        return False
    place = 1
    for _ in range(numbers[0]):
        if place >= len(numbers) or numbers[place] < 0:
            return place >= len(numbers)
        place += 1 + 2 * numbers[place]
    return place > len(numbers)


def _job(at: int, words: list[str]) -> _Pairs:
    """The operations of one line, each a list of (machine as written, time)."""
    position = 0

    def take(what: str) -> int:
        nonlocal position
        if position >= len(words):
            raise BadInstance(f"第 {at} 行不完整：写到第 {position} 个数就断了，后面缺{what}，请补全。")
        position += 1
        return _whole(at, position, words[position - 1])

    operations: _Pairs = []
    count = take("工序数")
    if count < 1:
        raise BadInstance(f"第 {at} 行：工件至少有 1 道工序，现在写的是 {count}，请核对。")
    for step in range(1, count + 1):
        choices = take(f"第 {step} 道工序的可选机器数")
        if choices < 1:
            raise BadInstance(f"第 {at} 行：第 {step} 道工序没有可选的机器，请核对。")
        pairs = []
        for _ in range(choices):
            machine = take(f"第 {step} 道工序的机器号")
            pairs.append((machine, take(f"第 {step} 道工序在机器 {machine} 上的时间")))
        operations.append(pairs)
    if position < len(words):
        raise BadInstance(
            f"第 {at} 行多出 {len(words) - position} 个数：{count} 道工序到第 {position} 个数为止，请核对。"
        )
    return operations


def _first_machine(jobs: list[tuple[int, _Pairs]], machines: int) -> int:
    named = [(machine, at) for at, job in jobs for operation in job for machine, _ in operation]
    first = 0 if any(machine == 0 for machine, _ in named) else 1
    for machine, at in named:
        if machine > machines - 1 + first:
            raise BadInstance(
                f"第 {at} 行的机器 {machine} 不存在：本文件的机器从 {first} 数到 {machines - 1 + first}，请核对。"
            )
    return first


def _shortest(pairs: list[tuple[int, int]], first: int) -> Operation:
    times: dict[int, int] = {}
    for machine, time in pairs:
        times[machine - first] = min(time, times.get(machine - first, time))
    return tuple(Choice(machine, time) for machine, time in times.items())


def _whole(at: int, position: int, word: str) -> int:
    """A whole number that is not negative; `5.0` is one too."""
    number = _number(at, position, word)
    if number != int(number):
        raise BadInstance(f"第 {at} 行第 {position} 个数“{word}”不是整数，请改正。")
    if number < 0:
        raise BadInstance(f"第 {at} 行第 {position} 个数“{word}”是负数，请改正。")
    return int(number)


def _number(at: int, position: int, word: str) -> float:
    def refuse() -> NoReturn:
        shown = word if len(word) <= 20 else f"{word[:20]}…"
        raise BadInstance(f"第 {at} 行第 {position} 个“{shown}”不是数字，请改正。")

    try:
        number = float(word)
    except ValueError:
        refuse()
    if not math.isfinite(number) or abs(number) > 1e9:  # sums of such times still fit a machine word
        refuse()
    return number
