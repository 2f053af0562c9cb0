"""What can be proved: lower bounds of the makespan, and for smaller shops the optimum, by CP-SAT.

No job is shorter than its operations on their fastest machines, and the machines cannot share less work than that. A
better bound costs little: no assignment of operations to machines gives every machine less to do than `balance` finds,
where a machine waits before its first operation at least for the shortest way there, and after its last one the
shortest way out is still to go. An assignment that reaches this bound is where a good schedule has to be looked for when
machines are scarce: with it as a start mk05, mk07 and mk11 are solved in a second, without it not in fifteen.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from ortools.sat.python import cp_model

from huichang.engines.jobshop.instance import Choice, Operation, Shop
from huichang.engines.jobshop.schedule import Placed, Schedule

Assignment = tuple[tuple[int, ...], ...]
"""For each job the machines of its operations."""


ROUNDING = 1e-6
"""The solver tells whole bounds as floating numbers."""


def plain_bound(shop: Shop) -> int:
    """The lower bound that needs no search: the longest job, or all the work shared evenly among the machines."""
    work = [sum(map(_fastest, job)) for job in shop.jobs]
    return max(*work, -(-sum(work) // shop.machines))


class Outcome(Enum):
    """How a run ended."""

    BEST = "best"
    FOUND = "found"
    IMPOSSIBLE = "impossible"
    NOTHING = "nothing"
    NOT_ASKED = "not asked"


_OUTCOMES = {
    cp_model.OPTIMAL: Outcome.BEST,
    cp_model.FEASIBLE: Outcome.FOUND,
    cp_model.INFEASIBLE: Outcome.IMPOSSIBLE,
}


class Solver:
    """CP-SAT on one core, which another thread can call off."""

    def __init__(self) -> None:
        self._running: cp_model.CpSolver | None = None
        self._called_off = False

    def run(
        self,
        model: cp_model.CpModel,
        *,
        until: float,
        seed: int = 0,
        watch: cp_model.CpSolverSolutionCallback | None = None,
        bounded: Callable[[float], None] | None = None,
    ) -> tuple[cp_model.CpSolver, Outcome]:
        """Solve until `until` (by time.monotonic()); `bounded` hears of every lower bound that is proved."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_time_in_seconds = max(0.0, until - time.monotonic())
        if bounded is not None:
            solver.best_bound_callback = bounded
        self._running = solver
        if self._called_off or solver.parameters.max_time_in_seconds == 0:
            return solver, Outcome.NOT_ASKED
        status = solver.solve(model, watch)
        self._running = None
        return solver, _OUTCOMES.get(status, Outcome.NOTHING)

    def call_off(self) -> None:
        """Stop what runs, and start nothing more."""
        self._called_off = True
        running = self._running
        if running is not None:
            running.stop_search()


def balance(shop: Shop, solver: Solver, *, until: float, seed: int = 0) -> tuple[int, Assignment | None]:
    """The lower bound that the machines give, and an assignment that comes close to it (None if none was found)."""
    model = cp_model.CpModel()
    longest = sum(max(choice.time for choice in operation) for job in shop.jobs for operation in job)
    makespan = model.new_int_var(0, 2 * longest, "makespan")
    loads: list[list[cp_model.LinearExprT]] = [[] for _ in range(shop.machines)]
    way_in = [longest] * shop.machines
    way_out = [longest] * shop.machines
    on: list[list[dict[int, cp_model.IntVar]]] = []
    for job in shop.jobs:
        steps = []
        for operation, before, after in _ways(job):
            choices = {choice.machine: model.new_bool_var("") for choice in operation}
            model.add_exactly_one(choices.values())
            for choice in operation:
                loads[choice.machine].append(choice.time * choices[choice.machine])
                way_in[choice.machine] = min(way_in[choice.machine], before)
                way_out[choice.machine] = min(way_out[choice.machine], after)
            steps.append(choices)
        on.append(steps)
    for load, before, after in zip(loads, way_in, way_out, strict=True):
        if load:
            model.add(sum(load) + before + after <= makespan)
    model.minimize(makespan)
    solved, outcome = solver.run(model, until=until, seed=seed)
    if outcome is Outcome.NOT_ASKED:
        return 0, None
    bound = math.ceil(solved.best_objective_bound - ROUNDING)
    if outcome is Outcome.NOTHING:
        return bound, None
    machines = tuple(
        tuple(next(k for k, chosen in choices.items() if solved.boolean_value(chosen)) for choices in steps)
        for steps in on
    )
    return bound, machines


def prove(
    shop: Shop,
    solver: Solver,
    *,
    bound: int,
    known: Schedule,
    until: float,
    better: Callable[[Schedule], None],
    bounded: Callable[[int], None],
) -> bool:
    """Look for a schedule that is better than the one known, or prove that there is none; is it settled?

    `bound` is what is proved already. `better` hears of every better schedule, `bounded` of every better bound.
    """
    ceiling = known.makespan - 1
    if ceiling < bound:
        return True
    model = cp_model.CpModel()
    makespan = model.new_int_var(bound, ceiling, "makespan")
    machines: list[list[cp_model.IntervalVar]] = [[] for _ in range(shop.machines)]
    variables: list[list[_Step]] = []
    for job, placed in zip(shop.jobs, known.jobs, strict=True):
        steps: list[_Step] = []
        for (operation, before, after), place in zip(_ways(job), placed, strict=True):
            step = _step(model, operation, before, ceiling - after, machines)
            if step is None:
                bounded(known.makespan)
                return True
            if steps:
                model.add(step.start >= steps[-1].end)
            model.add_hint(step.start, place.start)
            for machine, chosen in step.on.items():
                model.add_hint(chosen, machine == place.machine)
            steps.append(step)
        model.add(steps[-1].end <= makespan)
        variables.append(steps)
    for work in machines:
        model.add_no_overlap(work)
    model.minimize(makespan)
    solved, outcome = solver.run(
        model,
        until=until,
        watch=_Watch(variables, better),
        bounded=lambda value: bounded(math.ceil(value - ROUNDING)),
    )
    if outcome is Outcome.IMPOSSIBLE:
        bounded(known.makespan)
    if outcome is Outcome.BEST:
        bounded(round(solved.objective_value))
    return outcome in (Outcome.IMPOSSIBLE, Outcome.BEST)


@dataclass(frozen=True, slots=True)
class _Step:
    """The variables of an operation; `on` is whether it is done on this machine, empty where it has no choice."""

    start: cp_model.IntVar
    end: cp_model.LinearExprT
    on: dict[int, cp_model.IntVar]
    only: Choice


def _step(
    model: cp_model.CpModel,
    operation: Operation,
    earliest: int,
    latest: int,
    machines: list[list[cp_model.IntervalVar]],
) -> _Step | None:
    """The variables of an operation between its earliest start and its latest end; None if there is no room for it."""
    possible = [choice for choice in operation if earliest + choice.time <= latest]
    if not possible:
        return None
    start = model.new_int_var(earliest, latest - min(choice.time for choice in possible), "")
    if len(possible) == 1:
        only = possible[0]
        machines[only.machine].append(model.new_fixed_size_interval_var(start, only.time, ""))
        return _Step(start, start + only.time, {}, only)
    on = {choice.machine: model.new_bool_var("") for choice in possible}
    model.add_exactly_one(on.values())
    for choice in possible:
        machines[choice.machine].append(
            model.new_optional_fixed_size_interval_var(start, choice.time, on[choice.machine], "")
        )
    length = sum(choice.time * on[choice.machine] for choice in possible)
    return _Step(start, start + length, on, possible[0])


class _Watch(cp_model.CpSolverSolutionCallback):
    """Hands on every schedule that is found."""

    def __init__(self, variables: list[list[_Step]], better: Callable[[Schedule], None]) -> None:
        super().__init__()
        self._variables = variables
        self._better = better

    def on_solution_callback(self) -> None:
        """A schedule has been found."""
        self._better(Schedule(tuple(tuple(map(self._placed, steps)) for steps in self._variables)))

    def _placed(self, step: _Step) -> Placed:
        machine = next((k for k, chosen in step.on.items() if self.boolean_value(chosen)), step.only.machine)
        return Placed(machine, self.value(step.start), self.value(step.end))


def _ways(job: tuple[Operation, ...]) -> Iterator[tuple[Operation, int, int]]:
    """Each operation with the shortest time that its job takes before and after it."""
    before = 0
    after = sum(map(_fastest, job))
    for operation in job:
        after -= _fastest(operation)
        yield operation, before, after
        before += _fastest(operation)


def _fastest(operation: Operation) -> int:
    return min(choice.time for choice in operation)
