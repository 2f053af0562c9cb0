"""The part `month`: a month of the workshop, simulated through the real use-cases, with the planner and without.

Both ways meet the same cars, the same luck and the same absences (`month_truth`). Each runs on a database of its own, both
at once.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from huichang.site.bench.month_result import WEEK, CarFound, percentile
from huichang.site.bench.month_run import Asked
from huichang.site.bench.month_truth import SPREADS
from huichang.site.bench.place import Place
from huichang.site.bench.report import Figure, Section, figures, table

TITLE = "A month of promises"
EMPTY = "month"
WAYS = ("planner", "foreman")
CLAIMED, LEAST, MOST = 85, 83.0, 87.0
"""Per cent: the certainty with which a promise is given, and between what its observed share shall lie."""


@dataclass(frozen=True)
class Lived:
    """A month of one setting, lived both ways."""

    asked: Asked
    ways: dict[str, dict[str, Any]]

    def cars(self, way: str, week: int | None = None) -> list[CarFound]:
        """The cars of one way, of one week (from 0) when it is said."""
        cars = [CarFound(**each) for each in self.ways[way]["cars"]]
        return [car for car in cars if week is None or car.week == week]


def measure(place: Place, words: list[str]) -> Section:
    """Live through the month both ways, for each spread that was asked for."""
    asked = _read(words)
    _empty(place)
    lived = []
    for spread in asked.spread or ["usual"]:
        one = Asked(asked.seed, asked.days, asked.cars, spread, asked.seconds)
        with ThreadPoolExecutor(len(WAYS)) as pool:
            found = dict(zip(WAYS, pool.map(partial(_lived, place, one), WAYS), strict=True))
        lived.append(Lived(one, found))
    place.drop(EMPTY)
    return Section(TITLE, _said(lived))


def _read(words: Sequence[str]) -> argparse.Namespace:
    usual = Asked()
    parser = argparse.ArgumentParser(
        prog="huichang bench month", description="模拟一个月的车间：用排程，和不用排程。"
    )
    parser.add_argument("--days", type=_count, default=usual.days, metavar="天", help="多少个工作日")
    parser.add_argument("--cars", type=_count, default=usual.cars, metavar="台", help="每天多少台车")
    parser.add_argument("--seed", type=int, default=usual.seed, help="随机种子")
    parser.add_argument("--seconds", type=float, default=usual.seconds, help="每次重排最多计算几秒")
    parser.add_argument(
        "--spread", action="append", choices=tuple(SPREADS), help="用时的离散；可以写几次，逐个测量"
    )
    return parser.parse_args(words)


def _count(said: str) -> int:
    count = int(said)
    if count < 1:
        raise argparse.ArgumentTypeError("至少是 1")
    return count


def _empty(place: Place) -> None:
    """A database with tables and nothing in them."""
    place.drop(EMPTY)
    place.make(EMPTY)
    place.manage(EMPTY, "prepare", "--no-demo")


def _lived(place: Place, asked: Asked, way: str) -> dict[str, Any]:
    name = f"{EMPTY}_{way}"
    place.drop(name)
    place.make(name, like=EMPTY)
    found = place.part("month_run", name, way, json.dumps(asdict(asked)))
    place.drop(name)
    cars = [CarFound(**each) for each in found["cars"]]
    print(
        f"  ✓ {asked.spread}，{way}：{len(cars)} 台车，按承诺交车 {_kept(cars):.1f}%  {found['seconds']:.0f} 秒",
        file=sys.stderr,
        flush=True,
    )
    return found


def _kept(cars: Sequence[CarFound]) -> float:
    """Per cent of the promises that were kept."""
    return 100 * sum(car.late <= 0 for car in cars) / max(len(cars), 1)


def _observed(cars: Sequence[CarFound]) -> float:
    """Per cent of what was foretold with certainty that came true."""
    told = [car for car in cars if car.kept_of_foretold is not None]
    return 100 * sum(bool(car.kept_of_foretold) for car in told) / max(len(told), 1)


def _middle(cars: Sequence[CarFound]) -> float:
    told = [car for car in cars if car.middle is not None]
    return 100 * sum(bool(car.middle) for car in told) / max(len(told), 1)


def _mean(values: Sequence[int]) -> float:
    return sum(values) / max(len(values), 1)


def _said(lived: Sequence[Lived]) -> str:
    first = lived[0]
    asked, planner = first.asked, first.ways["planner"]
    cars = first.cars("planner")
    return f"""{asked.days} days of {asked.cars} cars (seed {
        asked.seed
    }), from the booking call to the gate, through the real use-cases; half of the
cars are booked, some stay away, some wait for a part, somebody is ill now and then. How long work takes is drawn from laws that
the product does not know (`month_truth.py`); it learns every night from the clocks alone. The planner is asked for the
promise, its proposals are accepted as they come ({
        asked.seconds:g} s of search each), and who is free takes the next job by
“下一单”. Without it, the car that was signed first is served first, and the promise is the sum of the standard hours, what
comes after the work and an hour. Both ways meet the same cars and the same luck.

{
        figures(
            [
                Figure("promise kept, with the planner", _kept(cars), "%", places=1),
                Figure("promise kept, without", _kept(first.cars("foreman")), "%", places=1),
                Figure(
                    f"calibration: claimed {CLAIMED} %, off by",
                    abs(_observed(cars) - CLAIMED),
                    "points",
                    2,
                    1,
                ),
                Figure("observed", _observed(cars), "%", places=1),
                Figure("the middle of what was foretold holds (50 %)", _middle(cars), "%", places=1),
                Figure("statements a car, with the planner", planner["statements"] / max(len(cars), 1)),
                Figure("statements a car, without", first.ways["foreman"]["statements"] / max(len(cars), 1)),
            ]
        )
    }

Each setting both ways. Promised and stay: minutes from the signature, in the middle; late: minutes beyond the promise.

{table(_HEAD, [_row(each, way) for each in lived for way in WAYS])}

Week by week ({asked.spread}), promise kept and what was foretold with {CLAIMED} % and came true:

{table(("week", "cars", "kept", "foretold, came true", "kept without"), _weeks(first))}
"""


_HEAD = (
    *(
        "spread",
        "way",
        "cars",
        "promise kept",
        "observed of 85 %",
        "promised",
        "stay",
        "late mean",
        "late p90",
    ),
    *("late p95", "technicians busy", "bays", "seconds"),
)


def _row(lived: Lived, way: str) -> tuple[str, ...]:
    found, cars = lived.ways[way], lived.cars(way)
    late = sorted(max(car.late, 0) for car in cars)
    return (
        lived.asked.spread,
        way,
        str(len(cars)),
        f"{_kept(cars):.1f} %",
        f"{_observed(cars):.1f} %" if way == "planner" else "–",
        f"{percentile(sorted(car.promised for car in cars), 0.5):,}",
        f"{percentile(sorted(car.stayed for car in cars), 0.5):,}",
        f"{_mean(late):.0f}",
        f"{percentile(late, 0.9):,}",
        f"{percentile(late, 0.95):,}",
        f"{100 * found['worked'] / max(found['present'], 1):.0f} %",
        f"{100 * found['bay_used'] / max(found['bay_open'], 1):.0f} %",
        f"{found['seconds']:.0f}",
    )


def _weeks(lived: Lived) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for week in range(-(-lived.asked.days // WEEK)):
        cars = lived.cars("planner", week)
        rows.append(
            (
                str(week + 1),
                str(len(cars)),
                f"{_kept(cars):.1f} %",
                f"{_observed(cars):.1f} %",
                f"{_kept(lived.cars('foreman', week)):.1f} %",
            )
        )
    return rows
