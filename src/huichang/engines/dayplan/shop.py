"""The problem made ready for placing: who can do which step where and how long it takes then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from huichang.engines.dayplan import minutes
from huichang.engines.dayplan.values import Car, Placed, Problem, Refused, Step, Technician


@dataclass(frozen=True, slots=True)
class Work:
    """One step with everything that is known before it is placed. Minutes count from the problem's now."""

    step: Step
    place: int
    """Its number in the shop."""
    hands: int
    people: tuple[tuple[int, int], ...]
    """Who may do it and how many minutes they take, the quickest first."""
    bays: tuple[int, ...]
    """Where it may be done, the best kind first; empty: it needs no bay."""
    needs: tuple[int, ...]
    """Numbers of the steps that must have ended."""
    earliest: int

    @property
    def shortest(self) -> int:
        """Minutes that it takes at least."""
        if not self.hands:
            return max(self.step.minutes, 1)
        return self.people[self.hands - 1][1]


class Shop:
    """A problem, looked up from all sides. Nothing in it changes while a plan is made."""

    def __init__(self, problem: Problem) -> None:
        """Reads the problem once; steps that can never be planned go to `refused`.

        Raises ValueError when two steps have one id.
        """
        if len({step.id for step in problem.steps}) < len(problem.steps):
            raise ValueError("two steps have the same id")
        self.problem = problem
        self.now = problem.now
        self.technicians = {each.id: each for each in problem.technicians}
        self.bays = {each.id: each for each in problem.bays}
        self.cars = {each.id: each for each in problem.cars}
        self.present = {each.id: minutes.mask(each.windows, self.now) for each in problem.technicians}
        self.open = {each.id: minutes.mask(each.windows, self.now) for each in problem.bays}
        missed = sorted(problem.technicians, key=lambda each: (sum(each.skills.values()), each.id))
        self.rank = {each.id: rank for rank, each in enumerate(missed)}
        """Technician → how much he is missed elsewhere: who can little, or is slow, stands first."""
        self.refused: dict[str, Refused] = {}
        self.started: dict[str, Placed] = {
            step.id: self._started(step) for step in problem.steps if step.started is not None
        }
        self.work: list[Work] = []
        self.number: dict[str, int] = {}
        for step in self._in_order():
            self._take_in(step)
        self.unfinished = {step.car for step in problem.steps if step.id in self.refused}
        """Cars that cannot be finished, whatever is done: their promises do not count."""
        self.followers: dict[int, list[int]] = defaultdict(list)
        self.of_car: dict[str, list[int]] = defaultdict(list)
        for work in self.work:
            self.of_car[work.step.car].append(work.place)
            for need in work.needs:
                self.followers[need].append(work.place)
        ends = [each.end - self.now for each in self.started.values()]
        self.horizon = max(
            [each.bit_length() for each in (*self.present.values(), *self.open.values())], default=0
        )
        by_itself = sum(step.minutes for step in problem.steps if not step.hands)
        self.day = minutes.span(0, max([self.horizon, *ends]) + by_itself + 1)

    def car(self, step: Step) -> Car:
        """The car of a step; a car that the problem does not name has no promise."""
        return self.cars.get(step.car) or Car(id=step.car, promise=None, told=False)

    def refuse(self, step: str, code: str, detail: str = "") -> None:
        """The step can never be planned."""
        self.refused[step] = Refused(step, code, detail)

    def minutes_for(self, step: Step, technician: Technician) -> int:
        """How long the technician takes: the own median if one is known, else by the level's factor."""
        if (own := step.minutes_of.get(technician.id)) is not None:
            return max(own, 1)
        level = technician.skills.get(step.skill, 0) if step.skill is not None else 0
        factor = self.problem.speed.get(level, 1.0)
        if factor == 1.0:
            return max(step.minutes, 1)
        grid = max(self.problem.grid, 1)
        return max(ceil(step.minutes * factor / grid - 1e-9) * grid, 1)

    def _take_in(self, step: Step) -> None:
        needs = [need for need in step.after if need in self.number or need in self.refused]
        if step.started:
            needs = []
        if missing := next((need for need in needs if need in self.refused), None):
            self.refuse(step.id, "needs_refused", missing)
            return
        if step.started:
            people: tuple[tuple[int, int], ...] = ()
            bays: tuple[int, ...] = ()
            hands = 0
        else:
            hands = len(step.technicians) or step.hands
            people = self._people(step)
            if len(people) < hands:
                self.refuse(step.id, "no_skill", step.skill or "")
                return
            bays = self._bays(step)
            if not bays and (step.bay is not None or step.bay_kinds):
                self.refuse(step.id, "no_bay", " ".join(step.bay_kinds) or str(step.bay))
                return
        self.number[step.id] = len(self.work)
        self.work.append(
            Work(
                step=step,
                place=len(self.work),
                hands=hands,
                people=people,
                bays=bays,
                needs=tuple(self.number[need] for need in needs),
                earliest=max(step.ready - self.now, self.car(step).arrives - self.now, 0),
            )
        )

    def _people(self, step: Step) -> tuple[tuple[int, int], ...]:
        if step.technicians:
            chosen: Iterable[Technician] = [
                self.technicians[each] for each in dict.fromkeys(step.technicians) if each in self.technicians
            ]
            if len(list(chosen)) < len(step.technicians):
                return ()
        elif not step.hands:
            return ()
        else:
            chosen = [
                each
                for each in self.problem.technicians
                if self.present[each.id]
                and (step.skill is None or each.skills.get(step.skill, 0) >= step.level)
            ]
        return tuple(
            sorted(((each.id, self.minutes_for(step, each)) for each in chosen), key=lambda it: it[1])
        )

    def _bays(self, step: Step) -> tuple[int, ...]:
        if step.bay is not None:
            return (step.bay,) if step.bay in self.bays else ()
        return tuple(each.id for kind in step.bay_kinds for each in self.problem.bays if each.kind == kind)

    def _in_order(self) -> list[Step]:
        """The steps so that each stands behind those that it comes after; circles are refused."""
        steps = {step.id: step for step in self.problem.steps}
        waiting = {step.id: {need for need in step.after if need in steps} for step in steps.values()}
        followers: dict[str, list[str]] = defaultdict(list)
        for step_id, needs in waiting.items():
            for need in needs:
                followers[need].append(step_id)
        ready = [step_id for step_id, needs in waiting.items() if not needs or steps[step_id].started]
        done: dict[str, None] = {}
        while ready:
            step_id = ready.pop(0)
            if step_id in done:
                continue
            done[step_id] = None
            for follower in followers[step_id]:
                waiting[follower].discard(step_id)
                if not waiting[follower] and follower not in done:
                    ready.append(follower)
        for step_id in steps.keys() - done.keys():
            self.refuse(step_id, "circle")
        return [steps[step_id] for step_id in done]

    def _started(self, step: Step) -> Placed:
        """Where started work ends: its rest is laid over the time of its people, breaks and nights between.

        When their time is over before the work is, they stay longer: started work is a fact.
        """
        started = step.started
        assert started is not None
        left = max(started.left, 0)
        together = minutes.span(0, left)
        if started.technicians:
            together = -1
            for each in started.technicians:
                together &= self.present.get(each, 0)
        worked: list[tuple[int, int]] = [(started.at, self.now)] if started.at < self.now else []
        for begin, end in minutes.pieces(together):
            if not left:
                break
            taken = min(end - begin, left)
            worked.append((self.now + begin, self.now + begin + taken))
            left -= taken
        if left:
            begin = max(self.now, worked[-1][1] if worked else self.now)
            worked.append((begin, begin + left))
        end = max(worked[-1][1] if worked else self.now, started.at)
        return Placed(step.id, started.at, end, started.technicians, started.bay, joined(worked))


def joined(worked: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Pieces that touch each other as one."""
    found: list[tuple[int, int]] = []
    for begin, end in worked:
        if found and found[-1][1] == begin:
            found[-1] = (found[-1][0], end)
        elif end > begin:
            found.append((begin, end))
    return tuple(found)


def is_strange(shop: Shop, work: Work, people: tuple[int, ...]) -> bool:
    """Is somebody of another team than the step's, and nobody fixed by hand?"""
    return (
        work.step.team is not None
        and not work.step.technicians
        and any(shop.technicians[person].team != work.step.team for person in people)
    )
