"""The part `fjsp`: the search for schedules on the published job shops of Brandimarte, or on any files of that format.

`brandimarte/` holds the instances as SchedulingLab publishes them (MIT, see the licence beside them). With files named
it only prints: `huichang bench fjsp FILE… [--seconds 60]`.
"""

import argparse
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from huichang.engines.jobshop import instance, schedule, solve
from huichang.engines.jobshop.instance import BadInstance, Operation, Shop
from huichang.engines.jobshop.solve import Solution
from huichang.site.bench.place import Place
from huichang.site.bench.report import Figure, NotMeasured, Section, figures, table

TITLE = "Flexible job shops"
FOLDER = Path(__file__).parent / "brandimarte"
SECONDS = (10, 60)
"""What every instance gets in the run without files."""
LOADING = 1.0
"""Seconds that making the inner loops ready may take without a word about it."""
LONGEST = 86_400
"""A day; nobody waits longer for one instance."""
MEAN_GAP_PERCENT = 1.5
"""The budget, for the longer of the two."""
KNOWN: dict[str, tuple[int, int]] = {
    "mk01": (40, 40),
    "mk02": (26, 26),
    "mk03": (204, 204),
    "mk04": (60, 60),
    "mk05": (172, 172),
    "mk06": (57, 57),
    "mk07": (139, 139),
    "mk08": (523, 523),
    "mk09": (307, 307),
    "mk10": (189, 193),
    "mk11": (609, 609),
    "mk12": (508, 508),
    "mk13": (382, 390),
    "mk14": (694, 694),
    "mk15": (333, 333),
}
"""Best known makespans: proved lower bound and best published schedule. Two are open; where they differ the gap is
counted from the lower one. Source: the bounds that SchedulingLab collects from Behnke and Geiger 2012 and Schutt, Feydy
and Stuckey 2013, with later results for mk06."""

Jobs = tuple[tuple[Operation, ...], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What was found for one instance."""

    name: str
    shop: Shop
    solution: Solution
    known: tuple[int, int] | None

    @property
    def gap(self) -> float | None:
        """Per cent above the lower end of what is known; None for an instance that is not among ours."""
        return None if self.known is None else 100 * (self.solution.makespan / self.known[0] - 1)

    @property
    def gap_to_best(self) -> float | None:
        """Per cent above the best published schedule; below nought if ours is shorter."""
        return None if self.known is None else 100 * (self.solution.makespan / self.known[1] - 1)

    @property
    def gap_to_bound(self) -> float:
        """Per cent above the bound that was proved in the same time."""
        return 100 * (self.solution.makespan / self.solution.bound - 1) if self.solution.bound else 0.0

    @property
    def size(self) -> str:
        """Jobs and machines."""
        return f"{len(self.shop.jobs)} × {self.shop.machines}"

    def said(self) -> tuple[str, ...]:
        """As a line for the terminal."""
        return (
            self.name,
            self.size,
            str(self.shop.operations),
            str(self.solution.makespan),
            str(self.solution.bound),
            _interval(self.known),
            _percent(self.gap),
            _percent(self.gap_to_bound),
            f"{self.solution.seconds:.1f}",
        )


def measure(_: Place, words: list[str]) -> Section | None:
    """Schedule our own instances, or the named files; only the first, with the usual times, makes a section.

    Raises NotMeasured if files could not be read; the others are scheduled all the same.
    """
    asked = _read(words)
    warm = solve.prepare()
    if warm > LOADING:
        print(f"  内层循环的机器码已就绪：{warm:.1f} 秒（安装后第一次要编译；不计入下面的时间）", flush=True)
    own = {file.stem: instance.parse(file.read_text()) for file in sorted(FOLDER.glob("*.txt"))}
    known = {shop.jobs: KNOWN[name] for name, shop in own.items()}
    if asked.files:
        shops, wrong = _shops(asked.files)
        _solved(shops, asked.seconds or SECONDS[-1], known)
        if wrong:
            raise NotMeasured(f"{len(asked.files)} 个文件里有 {wrong} 个读不了，原因见上。")
        return None
    found = {
        seconds: _solved(own, seconds, known) for seconds in (asked.seconds and [asked.seconds]) or SECONDS
    }
    return None if asked.seconds else Section(TITLE, _said(found))


def _read(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="huichang bench fjsp", description="柔性作业车间调度：在时间限制内找最短的完工时间。"
    )
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="标准文本格式的算例；不写则测自带的 mk01–mk15"
    )
    parser.add_argument(
        "--seconds", type=_seconds, help="每个算例最多几秒（默认 60；自带的算例测 10 秒和 60 秒）"
    )
    return parser.parse_intermixed_args(words)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= LONGEST:
        raise argparse.ArgumentTypeError(f"秒数应是大于 0、不超过 {LONGEST} 的数。")
    return seconds


def _shops(files: Sequence[Path]) -> tuple[dict[str, Shop], int]:
    """The shops of the files that can be read, and how many cannot; of each of these it is said why."""
    shops, wrong = {}, 0
    for file in files:
        try:
            shops[str(file)] = instance.parse(_text(file))
        except BadInstance as bad:
            wrong += 1
            print(f"{file}：{bad}", file=sys.stderr, flush=True)
    return shops, wrong


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except FileNotFoundError:
        raise BadInstance("没有这个文件，请核对路径。") from None
    except IsADirectoryError:
        raise BadInstance("这是文件夹，请写其中的文件。") from None
    except OSError as trouble:
        raise BadInstance(f"文件打不开（{trouble.strerror}），请核对权限。") from None
    except UnicodeDecodeError:
        raise BadInstance("不是文本文件，请换成标准文本格式的算例。") from None


def _solved(shops: Mapping[str, Shop], seconds: float, known: Mapping[Jobs, tuple[int, int]]) -> list[Row]:
    """Schedule one shop after the other, check the schedules, and print a line for each."""
    if not shops:
        return []
    width = max(20, *(len(Path(name).stem) + 2 for name in shops))
    print(f"\n  每个算例最多 {seconds:g} 秒", flush=True)
    print(_line(("算例", "工件×机器", "工序", "完工时间", "下界", "已知最好", "差距", "距下界", "秒"), width))
    rows = []
    for name, shop in shops.items():
        solution = solve.solve(shop, seconds=seconds)
        for problem in schedule.problems_of(shop, solution.schedule):
            raise AssertionError(f"{name}: {problem}")
        row = Row(Path(name).stem, shop, solution, known.get(shop.jobs))
        rows.append(row)
        print(_line(row.said(), width), flush=True)
    counted = [row.gap for row in rows if row.gap is not None]
    if counted:
        print(
            f"  平均差距 {sum(counted) / len(counted):.2f} %（{len(counted)} 个有已知最好值的算例）",
            flush=True,
        )
    return rows


def _line(cells: Sequence[str], width: int) -> str:
    """The cells under one another; a Chinese character takes two places."""
    first, *others = cells
    return "  " + first.ljust(width - _wide(first)) + "".join(cell.rjust(11 - _wide(cell)) for cell in others)


def _wide(text: str) -> int:
    return sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)


def _said(found: Mapping[float, list[Row]]) -> str:
    last = found[SECONDS[-1]]
    rows = [
        (
            rows[0].name,
            rows[0].size,
            str(rows[0].shop.operations),
            _interval(rows[0].known),
            *(cell for row in rows for cell in (str(row.solution.makespan), _percent(row.gap))),
            str(last_row.solution.bound),
            *(f"{row.solution.seconds:.1f}" for row in rows),
        )
        for last_row, rows in zip(last, map(list, zip(*found.values(), strict=True)), strict=True)
    ]
    head = [
        *("", "jobs × machines", "operations", "best known"),
        *(cell for seconds in found for cell in (f"{seconds:g} s", "gap")),
        "proved bound",
        *(f"seconds of {seconds:g}" for seconds in found),
    ]
    means = [
        Figure(f"mean gap to best known, {seconds} s", _mean(row.gap for row in rows), "%", budget, 2)
        for (seconds, rows), budget in zip(found.items(), (None, MEAN_GAP_PERCENT), strict=True)
    ]
    means += [
        Figure(
            f"the same from the best published schedule, {seconds} s",
            _mean(row.gap_to_best for row in rows),
            "%",
            places=2,
        )
        for seconds, rows in found.items()
    ]
    return f"""The instances mk01 to mk15 of Brandimarte (1993): every operation on one of several machines, the last one done as
early as possible. Two cores, one process, everything inside the time (reading excepted); a search ends early when its
schedule is proved to be the shortest. Where the best known makespan is an interval (proved bound – best published
schedule) the gap is counted from its lower end.

{figures(means)}

{table(head, rows)}

Each schedule was checked by code that shares nothing with the search. Searched with OR-Tools {version("ortools")}, Numba
{version("numba")}, seed 0. Any file of the format: `python3 huichang bench fjsp FILE… --seconds 60`."""


def _mean(gaps: Iterable[float | None]) -> float:
    counted = [gap for gap in gaps if gap is not None]
    return sum(counted) / len(counted)


def _percent(gap: float | None) -> str:
    return "–" if gap is None else f"{gap:.2f} %"


def _interval(known: tuple[int, int] | None) -> str:
    if known is None:
        return "–"
    return str(known[0]) if known[0] == known[1] else f"{known[0]}–{known[1]}"
