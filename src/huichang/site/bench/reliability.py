"""The part `reliability`: how soon a defect is seen in simulated fields, and how often chance is taken for one.

With files named it only prints what the early warning would have said, month after month: `huichang bench reliability FILE…`
(`claim_files`).
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.reliability import evidence, watch
from huichang.engines.reliability.watching import RATE
from huichang.site.bench import alarms, claim_files, fields
from huichang.site.bench.alarms import NEVER, Course, Judged
from huichang.site.bench.fields import FACTORS, KINDS, Field, Kind, Size
from huichang.site.bench.place import Place
from huichang.site.bench.report import Figure, NotMeasured, Section, figures, table

TITLE: Final = "Early warning"
SECONDS: Final = 60
MILLION: Final = 1_000_000
FIRST_SEED: Final = 101
"""Seeds below were used while the method was made, those from here on only to judge it."""
SIGMAS: Final = 3.0
_MANY_CARS: Final = 52_000
_FIELDS: Final = 3
_SHOWN: Final = 10

Fields = list[tuple[Field, NDArray[np.float64]]]


def measure(_: Place, words: list[str]) -> Section | None:
    """Judge simulated fields, or the named files; only the first makes a section. Raises NotMeasured for bad files."""
    parser = argparse.ArgumentParser(
        prog="huichang bench reliability", description="质量早期预警：多快发现缺陷，误报多少。"
    )
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="CSV：索赔与车辆，可以分在几个文件里，第一行是列名",
    )
    parser.add_argument("--fields", type=int, default=_FIELDS, help="每一种模拟市场做几个")
    parser.add_argument(
        "--cover-months", type=int, default=None, help="文件里的车辆质保多少个月（默认一直在保）"
    )
    parser.add_argument("--rate", type=float, default=RATE, help="每个序列每年允许的误报")
    asked = parser.parse_args(words)
    if asked.files:
        _files(asked.files, asked.cover_months, asked.rate)
        return None
    found = {kind.name: _kind(kind, asked.fields) for kind in KINDS}
    return Section(TITLE, _section(found, asked.fields, *_million()))


def _kind(kind: Kind, count: int) -> tuple[Fields, Fields, int]:
    """The fields of a kind with what both ways saw in them, and how many of our alarms overlapped the true window."""
    ours: Fields = []
    simple: Fields = []
    met = 0
    for seed in range(FIRST_SEED, FIRST_SEED + count):
        began = time.perf_counter()
        field = fields.field(kind, seed=seed)
        course = alarms.through(field)
        ours.append((field, course.ours))
        simple.append((field, course.simple))
        met += _met(field, course)
        print(
            f"  {kind.name}，种子 {seed}：{len(field.claims):,} 笔，{time.perf_counter() - began:.0f} 秒",
            flush=True,
        )
    return ours, simple, met


def _met(field: Field, course: Course) -> int:
    """Defects whose first alarm named a window of which more than half of the shorter lies in the other."""
    count = 0
    when = alarms.raised(course.ours, 0.0)
    for s in np.flatnonzero((field.factor > 1) & (when < NEVER)):
        first, last = int(course.first[s, when[s]]), int(course.last[s, when[s]])
        common = min(last, int(field.last[s])) - max(first, int(field.first[s])) + 1
        shorter = min(last - first, int(field.last[s]) - int(field.first[s])) + 1
        count += 2 * common > shorter
    return count


def _million() -> tuple[int, float, float]:
    """Claims of a field of more than a million; seconds by the clock and of the processor to judge them, chance drawn."""
    field = fields.field(KINDS[-1], seed=FIRST_SEED, size=Size(cars=_MANY_CARS))
    began, worked = time.perf_counter(), time.process_time()
    watch(
        field.claims,
        field.fleet,
        series=field.size.series,
        month=field.size.months - 1,
        groups=field.groups,
        stores=field.stores,
    )
    return len(field.claims), time.perf_counter() - began, time.process_time() - worked


def _section(
    found: dict[str, tuple[Fields, Fields, int]], count: int, claims: int, clock: float, worked: float
) -> str:
    all_ours = [each for ours, _, _ in found.values() for each in ours]
    ours = alarms.judged(all_ours, 0.0)
    planted = sum(len(each) for each in ours.delays.values())
    seen = sum(when < NEVER for each in ours.delays.values() for when in each)
    held = [
        Figure(f"{claims:,} claims judged, a year of chance drawn for every series", clock, "s", SECONDS, 1),
        Figure("its CPU", worked, "s", places=1),
        Figure(
            "false alarms of 1,000 series-years, all kinds of fields", ours.false_a_year, "", 1000 * RATE, 1
        ),
        Figure("defects planted", planted),
        Figure("of them found before the field ended", 100 * seen / max(planted, 1), "%", places=1),
        Figure(
            "of these with the right months of production",
            100 * sum(m for *_, m in found.values()) / max(seen, 1),
            "%",
        ),
    ]
    head = ("", "false of 1,000", "a year", *(f"{factor:g}×: months, found" for factor in FACTORS))
    tables = "\n\n".join(
        f"**{name}**\n\n{table(head, _rows(ours_, simple_))}" for name, (ours_, simple_, _) in found.items()
    )
    size = Size()
    last = FIRST_SEED + count - 1
    return f"""{count} fields of each kind (seeds {FIRST_SEED} to {last}; none of them was used while the method was made):
{size.stores} stores, {size.series} parts × failures, {size.produced} months of production, {size.cars:,} cars a month,
{size.months} months of calendar; from 0.05 % to 3 % of the cars fail within three years. {size.planted} series of each field
have a defect of 1.5, 2 or 3 times the rate for three to twelve months of production. Every month both ways see what had been
reported by then, not more. “Months” is the middle delay from the first month of production with the defect (∞: fewer than half
were found), “found” the share found before the field ended; false alarms are those of the series without a defect.

The simple rule: claims of the month over cars in cover above last year's mean + 3σ; it is silent in its first year. “At equal
false alarms”: its level raised, or ours lowered, until both have as many. The stated level of the early warning is
{1000 * RATE:g} false alarms for 1,000 series and year.

{figures(held)}

{tables}

Any claims and cars: `python3 huichang bench reliability FILE…`."""


def _rows(ours: Fields, simple: Fields) -> list[tuple[str, ...]]:
    mine, theirs = alarms.judged(ours, 0.0), alarms.judged(simple, SIGMAS, start=alarms.YEAR)
    raised, lowered = alarms.level_for(simple, mine.false), alarms.level_for(ours, theirs.false)
    level = f"mean + {raised:.1f}σ" if math.isfinite(raised) else "never"
    return [
        _row("early warning", mine),
        _row(
            f"simple rule at equal false alarms ({level})", alarms.judged(simple, raised, start=alarms.YEAR)
        ),
        _row("simple rule, mean + 3σ", theirs),
        _row("early warning at its false alarms", alarms.judged(ours, lowered)),
    ]


def _row(name: str, found: Judged) -> tuple[str, ...]:
    return (
        name,
        f"{found.false_per_thousand:.0f}",
        f"{found.false_a_year:.1f}",
        *(f"{_months(found.delay(factor))}, {found.found(factor):.0f} %" for factor in FACTORS),
    )


def _months(delay: float) -> str:
    return f"{delay:.0f}" if math.isfinite(delay) else "∞"


def _files(files: list[Path], cover_months: int | None, rate: float) -> None:
    """What the early warning would have said of the claims in the files."""
    read = claim_files.read(files, cover_months=cover_months)
    field = read.field
    for line in read.wrong[:_SHOWN]:
        print(f"没有用：{line}", file=sys.stderr, flush=True)
    if len(read.wrong) > _SHOWN:
        print(f"没有用的一共 {len(read.wrong)} 行", file=sys.stderr, flush=True)
    if not 0 < rate < 1:
        raise NotMeasured("允许的误报应当在 0 与 1 之间。")
    print(
        f"{len(field.claims):,} 笔索赔，{len(read.names):,} 个序列，{field.fleet.sold.sum():,.0f} 辆车，"
        f"{field.size.produced} 个生产月，{field.size.months} 个月（{read.says_month(0)} 至 "
        f"{read.says_month(field.size.months - 1)}）",
        flush=True,
    )
    began = time.perf_counter()
    course = alarms.through(
        field, rate=rate, said=lambda far: print(f"\r  {far}    ", end="", file=sys.stderr, flush=True)
    )
    print("\r", end="", file=sys.stderr)
    found = watch(
        field.claims, field.fleet, series=len(read.names), month=field.size.months - 1, groups=field.groups,
        stores=field.stores, rate=rate,
    )  # fmt: skip
    when, simple = alarms.raised(course.ours, 0.0), alarms.raised(course.simple, SIGMAS)
    rows = []
    for s in sorted(np.flatnonzero(when < NEVER), key=lambda s: (when[s], -found.score[s])):
        first, last = int(course.first[s, when[s]]), int(course.last[s, when[s]])
        told = [
            read.names[s],
            read.says_month(int(when[s])),
            f"{read.says_produced(first)} – {read.says_produced(last)}",
        ]
        if found.last[s] >= found.first[s]:
            rests = evidence(found, field.claims, field.fleet, int(s))
            told += [
                f"{read.says_produced(rests.first)} – {read.says_produced(rests.last)}",
                f"{rests.observed:,.0f} / {rests.expected:,.1f}",
                f"{rests.ratio.middle:.2f} ({rests.ratio.low:.2f} – {rests.ratio.high:.2f})",
                f"{rests.reach:,}",
                f"{rests.ahead.middle:,.0f} ({rests.ahead.low:,.0f} – {rests.ahead.high:,.0f})",
            ]
        else:
            told += ["–"] * 5
        rows.append((*told, read.says_month(int(simple[s])) if simple[s] < NEVER else "–"))
    head = (
        "series",
        "alarm",
        "window then",
        "window now",
        "observed / expected",
        "ratio",
        "reach",
        "next 12 months",
        "simple rule",
    )
    print(f"\n{table(head, rows)}" if rows else "\n没有一个序列报警。", flush=True)
    print(
        f"\n{len(rows)} 个报警，简单规则 {int((simple < NEVER).sum())} 个；{time.perf_counter() - began:.1f} 秒",
        flush=True,
    )
