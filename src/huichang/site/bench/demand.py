"""The part `demand`: forecasts of monthly demand, and the stock that a fill rate costs with them.

`carparts/` holds the public set of 2,674 parts (CC BY 4.0, see the licence beside it). With files named it only prints:
`huichang bench demand FILE…`, any CSV of the same form (`monthly`).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines import demand
from huichang.site.bench import monthly, stocked
from huichang.site.bench.place import Place
from huichang.site.bench.report import Figure, NotMeasured, Section, figures, table
from huichang.site.bench.stocked import FILLS, LEADS, OURS, PINBALLS, TEXTBOOK, Found

TITLE: Final = "Demand and stock"
SET: Final = Path(__file__).parent / "carparts" / "carparts.csv"
SECONDS: Final = 30
"""The budget for one forecast of all parts."""
LEAST_MONTHS, EDGE = 10, 15
"""The usual filter: complete, demand in at least so many months, some in the first and in the last fifteen."""
LEAST_PERIODS, MOST_PERIODS, MOST_CELLS = 8, 240, 1_500_000
_HORIZON: Final = 6


def measure(_: Place, words: list[str]) -> Section | None:
    """Measure our own set, or the named files; only the first makes a section. Raises NotMeasured for bad files."""
    files = _read(words)
    if files:
        wrong = 0
        for file in files:
            try:
                series = monthly.read(file)
                asked, note = _fitting(file, series.demand)
            except NotMeasured as trouble:
                wrong += 1
                print(trouble, file=sys.stderr, flush=True)
                continue
            n, months = asked.shape
            print(f"\n{file}：{n:,} 个序列，{months} 个月{note}", flush=True)
            print(_said(_run(asked)), flush=True)
        if wrong:
            raise NotMeasured(f"{len(files)} 个文件里有 {wrong} 个没有测，原因见上。")
        return None
    whole = monthly.read(SET).demand
    found = {
        "the 1,046 filtered series": _run(whole[filtered(whole)]),
        "all 2,674 series": _run(whole),
    }
    return Section(TITLE, _section(found, _seconds(whole)))


def filtered(series: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which series pass the usual filter of the carparts set."""
    asked = series > 0
    return np.asarray(
        ~np.isnan(series).any(axis=1)
        & (asked.sum(axis=1) >= LEAST_MONTHS)
        & asked[:, :EDGE].any(axis=1)
        & asked[:, -EDGE:].any(axis=1)
    )


def _read(words: list[str]) -> list[Path]:
    parser = argparse.ArgumentParser(
        prog="huichang bench demand", description="按月需求的预测，以及达到某个供货率要多少库存。"
    )
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="CSV：一行一个月、一列一个配件，或一行一个配件；可以有名称、编号、日期，可以有空格",
    )
    asked: list[Path] = parser.parse_args(words).files
    return asked


def _fitting(file: Path, series: NDArray[np.float64]) -> tuple[NDArray[np.float64], str]:
    """What of a set is measured, and a note if it is not all: more takes days. Raises NotMeasured if nothing can be."""
    n, months = series.shape
    if months < LEAST_PERIODS:
        raise NotMeasured(f"{file}：只有 {months} 个月，至少要 {LEAST_PERIODS} 个月才能往回检验。")
    note = ""
    if months > MOST_PERIODS:
        series, note = series[:, -MOST_PERIODS:], f"（原有 {months:,} 期，只取最后 {MOST_PERIODS} 期）"
    series = series[~np.isnan(series).all(axis=1)]
    most = MOST_CELLS // series.shape[1]
    if len(series) > most:
        series = series[np.linspace(0, len(series) - 1, most).astype(np.int64)]
        note += f"（原有 {n:,} 个序列，均匀取 {most:,} 个）"
    start = stocked.start_of(series.shape[1])
    if not (series[:, :start] > 0).any() or not (series[:, start:] > 0).any():
        raise NotMeasured(f"{file}：前 {start} 个月或其后没有任何需求，无从预测、无从检验。")
    return np.ascontiguousarray(series), note


def _run(series: NDArray[np.float64]) -> Found:
    found = stocked.run(series, said=lambda far: print(f"\r  {far}    ", end="", flush=True))
    print("\r", end="")
    return found


def _seconds(series: NDArray[np.float64]) -> tuple[float, float]:
    """Time by the clock and of the processor for one forecast of everything."""
    began, worked = time.perf_counter(), time.process_time()
    demand.forecast(series, horizon=_HORIZON)
    return time.perf_counter() - began, time.process_time() - worked


def behind(found: Found, *, lost: bool) -> dict[int, list[float]]:
    """By lead time, for every fill rate: per cent that our stock lies above the least of the others; NaN: not reached."""
    return {lead: [_behind(found, lead, fill, lost=lost) for fill in FILLS] for lead in LEADS}


def _behind(found: Found, lead: int, fill: float, *, lost: bool) -> float:
    ours = found.curves[OURS, lead, lost].at(fill)
    others = [found.curves[way.value, lead, lost].at(fill) for way in TEXTBOOK]
    reached = [stock for stock in others if not np.isnan(stock)]
    return 100 * (ours / min(reached) - 1) if reached and min(reached) > 0 else float("nan")


def _said(found: Found) -> str:
    """The tables of one set."""
    parts = [_errors(found)]
    for lost in (False, True):
        parts.append("What cannot be filled is lost:" if lost else "What cannot be filled is owed:")
        parts.extend(_stock(found, lead, lost=lost) for lead in LEADS)
    return "\n\n".join(parts)


def _errors(found: Found) -> str:
    head = ("", "MASE", "RMSSE", *(f"pinball {q:g}" for q in PINBALLS))
    return table(head, [(name, *map(_error, values)) for name, values in found.errors.items()])


def _stock(found: Found, lead: int, *, lost: bool) -> str:
    head = (f"lead time {lead}: stock at", *(f"{100 * fill:.0f} %" for fill in FILLS))
    rows = [
        (name, *(_pieces(found.curves[name, lead, lost].at(fill)) for fill in FILLS))
        for name in (OURS, *(way.value for way in TEXTBOOK))
    ]
    verdict = ("ours against the best other", *(_percent(each) for each in behind(found, lost=lost)[lead]))
    return table(head, [*rows, verdict])


def _pieces(stock: float) -> str:
    return "–" if np.isnan(stock) else f"{stock:,.1f}"


def _error(loss: float) -> str:
    return "–" if np.isnan(loss) else f"{loss:.4f}"


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{share:+.1f} %"


def _section(found: Mapping[str, Found], seconds: tuple[float, float]) -> str:
    clock, worked = seconds
    points = [
        each
        for one in found.values()
        for lost in (False, True)
        for line in behind(one, lost=lost).values()
        for each in line
        if not np.isnan(each)
    ]
    held = [
        Figure("forecast of 2,674 series × 51 months, choice of method in it", clock, "s", SECONDS, 1),
        Figure("its CPU", worked, "s", places=1),
        Figure("points of the curves measured", len(points)),
        Figure("of them where another method does with less stock", sum(each > 0 for each in points), "", 0),
        Figure("worst of them: our stock above the best other", max(points, default=0.0), "%", 0.0, 1),
    ]
    sets = "\n\n".join(
        f"### Of {name}\n\n{one.months} months, first origin after {one.start}.\n\n{_said(one)}"
        for name, one in found.items()
    )
    return f"""Public demand of spare parts for cars (carparts, Monash archive), by the month. A forecast is made after every
month from the middle of the series on, from what was known then. MASE and RMSSE: six months ahead, each month for itself, every
sixth origin; pinball: quantiles of the sums over lead time and review (lead 1 to 3), by the month; all scaled by the mean
change from month to month in the past (naive in sample).

The policy: every month ordered up to a level; an order is there at the start of the lead-th month after. Stock is pieces
on hand on average (start and end of months) in all series together, fill rate the share of pieces asked for that was
there at once; the first lead time + 1 months do not count. Every method is taken through a range of service levels. The
house sets its levels by what a piece more is worth (`TOTAL`); each other one may do that too, or go by the chance that it
is enough, with the normal or the negative binomial distribution of its own past errors: of its four curves the lowest
counts at every point.

{figures(held)}

{sets}

Any CSV of the same form: `python3 huichang bench demand FILE…`."""
