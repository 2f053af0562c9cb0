"""The part `days`: the plan of the day on workshop days from seeds, beside three rules that a foreman uses.

`day_bounds.json` keeps what was proved of each day: `huichang bench days --prove 120` tries for so many seconds a day
to prove more, keeps what it found, and measures nothing.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from huichang.engines.dayplan import machine, rules
from huichang.engines.dayplan.checking import problems_of
from huichang.engines.dayplan.construct import construct
from huichang.engines.dayplan.generator import SIZES, some_time_later, workshop_day
from huichang.engines.dayplan.improve import improve, prove, replan
from huichang.engines.dayplan.laying import push
from huichang.engines.dayplan.values import Plan, Problem
from huichang.site.bench.place import Place
from huichang.site.bench.report import Figure, Section, figures, table

TITLE = "The plan of the day"
BOUNDS = Path(__file__).parent / "day_bounds.json"
SEEDS = (1, 2, 3)
SECONDS = (10, 60)
"""How long each day is improved."""
FIRST_MS, REPLAN_SECONDS = 300, 2.0
LOADING = 1.0
"""Seconds that making the inner loops ready may take without a word about it."""
MIDDLE = 60
"""The jobs of the days whose distance to the bound has a budget."""
GAPS_PERCENT = {10: 5.0, 60: 2.0}
HAPPENS_AFTER = 45
"""Minutes that the plan is worked before something happens."""
RULES = {
    "first come": rules.first_come,
    "promise first": rules.promise_first,
    "shortest first": rules.shortest_first,
}


@dataclass(frozen=True, slots=True)
class Day:
    """What was found for one day."""

    jobs: int
    seed: int
    first_ms: float
    first: Plan
    better: dict[int, Plan]
    by_rule: dict[str, Plan]
    replanned: tuple[int, int, float]
    """Cost of the plan that was pushed, of the one made anew, seconds."""
    bound: int | None
    problem: Problem

    def cost(self, plan: Plan) -> int:
        """What is minimised."""
        return plan.cost.total(self.problem.weights)

    def gap(self, seconds: int) -> float | None:
        """Per cent that the plan lies above the bound, of the plan's own cost."""
        cost = self.cost(self.better[seconds])
        return None if self.bound is None else 100 * (cost - self.bound) / cost

    def late(self, plan: Plan) -> int:
        """Cars that are not ready by their promise."""
        return sum(
            car.promise is not None and plan.finish.get(car.id, 0) > car.promise for car in self.problem.cars
        )


def measure(_: Place, words: list[str]) -> Section | None:
    """Plan all days and say how good the plans are; with `--prove` raise what is proved of them."""
    asked = _read(words)
    warm = machine.prepare()
    if warm > LOADING:
        print(f"  内层循环的机器码已就绪：{warm:.1f} 秒（安装后第一次要编译；不计入下面的时间）", flush=True)
    if asked.prove:
        _prove(asked.prove)
        return None
    found = []
    for jobs, seed in _days():
        day = _measured(jobs, seed)
        found.append(day)
        costs = " → ".join(f"{day.cost(plan):,}" for plan in (day.first, *day.better.values()))
        print(
            f"  {jobs} 台车，第 {seed} 天：{day.first_ms:.0f} ms；{costs}；下界 {day.bound or 0:,}",
            flush=True,
        )
    return Section(TITLE, _said(found))


def _read(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="huichang bench days", description="车间一天的计划：在生成的日子上测量。"
    )
    parser.add_argument(
        "--prove", type=float, default=0.0, metavar="秒", help="每天用这么多秒证明下界，存起来"
    )
    return parser.parse_args(words)


def _days() -> Iterator[tuple[int, int]]:
    yield from ((jobs, seed) for jobs in SIZES for seed in SEEDS)


def _measured(jobs: int, seed: int) -> Day:
    problem = workshop_day(seed, jobs)
    began = time.perf_counter()
    first = construct(problem)
    first_ms = 1000 * (time.perf_counter() - began)
    better = {seconds: improve(problem, first, seconds=seconds) for seconds in SECONDS}
    for plan in (first, *better.values()):
        for wrong in problems_of(problem, plan):
            raise AssertionError(f"{jobs}/{seed}: {wrong}")
    return Day(
        jobs=jobs,
        seed=seed,
        first_ms=first_ms,
        first=first,
        better=better,
        by_rule={name: rule(problem) for name, rule in RULES.items()},
        replanned=_replanned(problem, better[SECONDS[0]]),
        bound=_kept().get(_key(problem)),
        problem=problem,
    )


def _replanned(problem: Problem, accepted: Plan) -> tuple[int, int, float]:
    later = some_time_later(problem, accepted, HAPPENS_AFTER)
    pushed = push(later, accepted).cost.total(problem.weights)
    began = time.perf_counter()
    again = replan(later, accepted, seconds=REPLAN_SECONDS).cost.total(problem.weights)
    return pushed, again, time.perf_counter() - began


def _prove(seconds: float) -> None:
    for jobs, seed in _days():
        problem = workshop_day(seed, jobs)
        plan = improve(problem, construct(problem), seconds=SECONDS[-1])
        bound = prove(problem, plan, seconds=seconds).bound or 0
        kept = _kept()
        kept[_key(problem)] = max(bound, kept.get(_key(problem), 0))
        BOUNDS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
        print(f"  {jobs} 台车，第 {seed} 天：≥ {kept[_key(problem)]:,}", file=sys.stderr, flush=True)


def _kept() -> dict[str, int]:
    kept: dict[str, int] = json.loads(BOUNDS.read_text()) if BOUNDS.exists() else {}
    return kept


def _key(problem: Problem) -> str:
    """A day by what is in it: a bound of another day is not taken for its own."""
    return sha256(repr(problem).encode()).hexdigest()[:16]


def _said(days: list[Day]) -> str:
    middle = [day for day in days if day.jobs == MIDDLE]
    budgets = [
        Figure("first plan, slowest day", max(day.first_ms for day in days), "ms", FIRST_MS),
        Figure(
            "plan after something happened, slowest",
            max(day.replanned[2] for day in days),
            "s",
            REPLAN_SECONDS,
            2,
        ),
        Figure(
            "of them worse than the plan pushed",
            sum(day.replanned[1] > day.replanned[0] for day in days),
            "",
            0,
        ),
    ]
    for seconds in SECONDS:
        gaps = [gap for day in middle if (gap := day.gap(seconds)) is not None]
        if gaps:
            what = f"above the proved bound, {MIDDLE} jobs, mean, {seconds} s"
            budgets.append(Figure(what, sum(gaps) / len(gaps), "%", GAPS_PERCENT[seconds], 1))
    return f"""Days from seeds ({", ".join(map(str, SEEDS))} of each size), with parts that arrive, customers who wait,
absences, two shifts and work that has begun. The cost is what the planner minimises: lateness by weight, broken
promises, waiting, the last car. The bound is proved and kept with the day; no plan can be below it, and whether one
reaches it is open.

{figures(budgets)}

{table(_HEAD, map(_row, days))}

Late cars and minutes that customers wait, by the planner ({SECONDS[0]} s) and by rules that a foreman uses, who gives the next
car to whoever is free:

{table(("jobs / seed", "cars", "planner", *RULES), map(_beside, days))}

Something happens {HAPPENS_AFTER} minutes into the plan: steps take longer, one person goes home. The plan made anew costs
{_mean_share(days):.0f} % of the one that is only pushed, on the mean."""


_HEAD = (
    *("jobs / seed", "steps", "first ms", "first", *(f"{seconds} s" for seconds in SECONDS), "bound"),
    *(f"gap {seconds} s" for seconds in SECONDS),
)


def _row(day: Day) -> tuple[str, ...]:
    return (
        f"{day.jobs} / {day.seed}",
        str(len(day.problem.steps)),
        f"{day.first_ms:.0f}",
        *(f"{day.cost(plan):,}" for plan in (day.first, *day.better.values())),
        "–" if day.bound is None else f"{day.bound:,}",
        *("–" if (gap := day.gap(seconds)) is None else f"{gap:.1f} %" for seconds in SECONDS),
    )


def _beside(day: Day) -> tuple[str, ...]:
    plans = (day.better[SECONDS[0]], *day.by_rule.values())
    return (
        f"{day.jobs} / {day.seed}",
        str(len(day.problem.cars)),
        *(f"{day.late(plan)} / {plan.cost.waiting:,}" for plan in plans),
    )


def _mean_share(days: list[Day]) -> float:
    return 100 * sum(day.replanned[1] / day.replanned[0] for day in days) / len(days)
