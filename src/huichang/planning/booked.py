"""The booking desk asks the plan: could this car come then, and when would it be ready (LANE-03, LANE-41).

Answered from the outlook that the worker keeps, in one statement; every other car stays where the plan has it, so what is
promised here takes nothing from anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from huichang.booking import honest
from huichang.company import queries as company
from huichang.company import settings
from huichang.engines import durations
from huichang.engines.dayplan import values
from huichang.engines.dayplan.asking import Answer, offers, what_if
from huichang.engines.dayplan.sampling import sample
from huichang.kernel import wording
from huichang.planning import causes, limits, names, packing, saying, steps
from huichang.planning.models import Outlook
from huichang.planning.people import Crew
from huichang.planning.reading import Reading
from huichang.planning.states import StepKind

STALE = timedelta(minutes=30)
"""An outlook that nobody has renewed for so long says nothing any more: the sums of the day stand alone."""
CAR = "?"
DRAWS = 200
"""Runs of the day for a question on the phone: a quantile of 85 % is then known to some minutes."""
MINUTE = timedelta(minutes=1)
PERSON, BAY, READY = "person:", "bay:", "ready:"
"""Before the keys of the outlook's words that are no steps; no step begins so."""
CLOCK = "{at}"
"""Where the time stands in such words: 明天 is 今天 after midnight."""


def keep_outlook(found: Reading, plan: values.Plan) -> None:
    """Keep how the store stands, for the questions to come. One statement."""
    said = saying.Floor(found)
    words = {key: said.step(key) for key in found.steps}
    words |= {f"{PERSON}{key}": said.person(key) for key in found.crew.people}
    words |= {f"{BAY}{key}": said.bay(key) for key in found.crew.bays}
    later = (step.id for step in found.problem.steps if step.ready > found.problem.now)
    words |= {f"{READY}{key}": said.ready(key, CLOCK) for key in later}
    Outlook.objects.update_or_create(
        store_id=found.store_id,
        defaults={
            "at": found.at,
            "origin": found.origin,
            "problem": packing.packed(found.problem),
            "placed": packing.packed_plan(plan),
            "words": words,
        },
    )


@honest.planner_is
def asked(question: honest.Question) -> "Planned | None":
    """The booking desk's question about one car; None when there is no fresh outlook. One statement."""
    row: Outlook | None = Outlook.objects.filter(store_id=question.store_id).first()
    if row is None or not timedelta(0) <= question.at - row.at <= STALE:
        return None
    asked_before = next((known for key, known in _last[:1] if key == (question, row.at)), None)
    planned = asked_before or Planned(question, row)
    _last[:] = [((question, row.at), planned)]
    return planned


class Planned:
    """The plan with a car that might come. What was worked out is kept: a page asks for the same times more than once."""

    def __init__(self, question: honest.Question, row: Outlook) -> None:
        self.question, self.origin = question, localtime(row.origin)
        self.words: Mapping[str, str] = row.words
        problem = packing.unpacked(row.problem)
        self.problem = replace(problem, now=max(problem.now, -(-(question.at - self.origin) // MINUTE)))
        plan = packing.unpacked_plan(row.placed)
        if question.but_for is not None:
            moved = names.car_of_appointment(question.but_for)
            gone = {step.id for step in problem.steps if step.car == moved}
            self.problem = replace(
                self.problem, steps=tuple(step for step in self.problem.steps if step.id not in gone)
            )
            plan = replace(plan, placed=tuple(each for each in plan.placed if each.step not in gone))
        self.plan = plan
        self.horizon = max(1, settings.of(question.store_id, limits.HORIZON_DAYS)) * 1440
        crew = Crew({}, {}, {}, problem.technicians, problem.bays)
        shop = steps.Shop(
            question.store_id, self.problem.now, self._minute, self._moment, crew, _standard, {}
        )
        coming = steps.Coming(
            CAR,
            question.at,
            tuple((want.skill, want.skill, want.bay_kind, want.minutes, "") for want in question.needs),
            waits=question.waits,
        )
        self.car, made = steps.coming_steps(shop, coming)
        # When the car comes is asked for many times at once, so it is no property of its steps.
        self.steps = [replace(step, ready=0) for step, _ in made]
        self._own = {
            step.id: f"{title} {wording.span(step.minutes)}" if step.kind == StepKind.DRY else ""
            for step, title in made
        }
        self.reception = settings.of(question.store_id, limits.RECEPTION_MINUTES)
        self._known: dict[datetime, honest.Finish] = {}
        self.closes = company.store_card(question.store_id).closes_at

    def closed(self, times: Sequence[datetime]) -> dict[datetime, str]:
        """As `honest.Outlook`: a car whose customer stays must be ready before the doors close; other work must find a
        place within the horizon, and be begun and ended on its day if it would fit into one."""
        found = {}
        for start, finish in self.finishes(times).items():
            if refused := self._refused(start, finish):
                found[start] = refused
        return found

    def finishes(self, times: Sequence[datetime]) -> dict[datetime, honest.Finish]:
        """As `honest.Outlook`."""
        arrivals = {start: self._minute(start) + self.reception for start in times}
        asked = {start: minute for start, minute in arrivals.items() if minute < self.horizon}
        new = sorted({minute for start, minute in asked.items() if start not in self._known})
        answers = (
            offers(self.problem, self.plan, self.car, self.steps, arrivals=new, count=len(new)) if new else ()
        )
        ready = {each.arrives: self._moment(each.finish) for each in answers}
        for start, minute in asked.items():
            self._known.setdefault(start, honest.Finish(ready.get(minute)))
        return {start: self._known[start] for start in asked}

    def finish(self, starts_at: datetime) -> honest.Finish | None:
        """As `honest.Outlook`, with the reason."""
        arrives = self._minute(starts_at) + self.reception
        if arrives >= self.horizon:
            return None
        own = [replace(step, ready=arrives) for step in self.steps]
        answer = what_if(self.problem, self.plan, self.car, own)
        if answer.finish is None:
            code = answer.refused[0].code if answer.refused else ""
            return honest.Finish(None, chain=(REFUSED.get(code, "人和工位都排满了"),))
        certainty = min(99, max(50, settings.of(self.question.store_id, limits.CERTAINTY)))
        sure = max(answer.finish, self._sure(answer, own, certainty))
        chain = causes.told(answer.why, self, self._own)
        return honest.Finish(self._moment(answer.finish), self._moment(sure), certainty, chain)

    def _sure(self, answer: Answer, own: Sequence[values.Step], certainty: int) -> int:
        """The minute that holds with the certainty, the car standing where the answer has it."""
        problem = replace(
            self.problem,
            cars=(*self.problem.cars, self.car),
            steps=(*self.problem.steps, *own),
        )
        placed = sorted(
            (*self.plan.placed, *answer.by_step.values()), key=lambda each: (each.start, each.step)
        )
        finish = {CAR: answer.finish or 0}
        sampled = sample(problem, replace(self.plan, placed=tuple(placed), finish=finish), draws=DRAWS)
        return sampled.holds_with(CAR, certainty / 100) or finish[CAR]

    def step(self, key: str) -> str:
        """As `causes.Words`."""
        return self.words.get(key, "别的作业")

    def person(self, technician: int) -> str:
        """As `causes.Words`."""
        return self.words.get(f"{PERSON}{technician}", "技师")

    def bay(self, bay: int) -> str:
        """As `causes.Words`."""
        return self.words.get(f"{BAY}{bay}", "工位")

    def ready(self, key: str, clock: str) -> str:
        """As `causes.Words`."""
        return self.words.get(f"{READY}{key}", "").replace(CLOCK, clock)

    def _refused(self, start: datetime, finish: honest.Finish) -> str:
        closes = datetime.combine(localtime(start).date(), self.closes, self.origin.tzinfo)
        work = sum(step.minutes for step in self.steps)
        fits = start + timedelta(minutes=self.reception + work) <= closes
        if finish.at is None:
            return "排程里人和工位都排满了，做不完"
        if finish.at > closes and (fits or self.question.waits):
            today = localtime(self.question.at).date()
            return f"当天已排满，要到 {wording.moment(finish.at, today)} 才能做完"
        return ""

    def clock(self, minute: int) -> str:
        """As `causes.Words`."""
        moment, today = self._moment(minute), localtime(self.question.at).date()
        return f"{moment:%H:%M}" if moment.date() == today else wording.moment(moment, today)

    def _minute(self, moment: datetime) -> int:
        return (moment - self.origin) // MINUTE

    def _moment(self, minute: int) -> datetime:
        return self.origin + minute * MINUTE


_last: list[tuple[tuple[honest.Question, datetime], Planned]] = []
"""The question asked last, with its answer: one request asks several times."""
REFUSED = {
    "no_skill": "排期内没有会这项作业的人在岗",
    "no_bay": "没有可用的工位",
    "too_long": "没有人的班次装得下，要拆成几项",
}


def _standard(
    codes: Sequence[str], series: str, skill: str, minutes: int
) -> tuple[float, float, dict[int, float]]:
    return 1.0, durations.USUAL_SPREAD, {}
