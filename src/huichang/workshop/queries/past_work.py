"""What the planner learns from: finished work as it was clocked, and when cars were really ready."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from huichang.workshop.models import Clock, Job, Line, QualityCheck
from huichang.workshop.queries.open_work import Stretch, spent_minutes
from huichang.workshop.states import CheckLevel, JobState, LineKind, LineState, OrderState


@dataclass(frozen=True)
class PastWork:
    """A finished job as it was clocked: what, by whom, how long against the standard. Times in minutes."""

    job_id: int
    codes: tuple[str, ...]
    series: str
    skill: str
    technicians: tuple[int, ...]
    standard: int
    taken: int
    on: date


def past_work(store_id: int, *, since: datetime, until: datetime) -> list[PastWork]:
    """Jobs that were finished between two moments, with the labour operations that were done in one go under one clock: how
    long those take together is what they teach. Three statements."""
    jobs = {
        job.pk: job
        for job in Job.objects.filter(
            order__store_id=store_id,
            state=JobState.DONE,
            finished_at__gte=since,
            finished_at__lte=until,
            minutes__gt=0,
        ).select_related("order__vehicle")
    }
    codes: dict[int, list[str]] = defaultdict(list)
    labour = Line.objects.filter(job_id__in=jobs, kind=LineKind.LABOUR, state=LineState.DONE)
    for job_id, code in labour.values_list("job_id", "code"):
        codes[job_id].append(code)
    clocked = _stretches(Clock.objects.filter(job_id__in=jobs).exclude(ended_by=""))
    found = []
    for job_id, job in jobs.items():
        stretches = clocked.get(job_id, [])
        if not codes[job_id] or not stretches:
            continue
        found.append(
            PastWork(
                job_id,
                tuple(sorted(codes[job_id])),
                job.order.vehicle.series,
                job.skill,
                tuple(dict.fromkeys(each.technician_id for each in stretches)),
                job.minutes,
                spent_minutes(stretches, until),
                job.finished_at.date(),
            )
        )
    return found


def finished_at(order_ids: Iterable[int], *, wash_minutes: int) -> dict[int, datetime]:
    """When orders first passed their final check and their cars were clean, of those that are. One statement.

    Whose washing nobody has stamped by the time everything is paid was clean `wash_minutes` after the check.
    """
    passed = QualityCheck.objects.filter(order_id__in=set(order_ids), level=CheckLevel.FINAL, passed=True)
    found: dict[int, datetime] = {}
    for order_id, at, wash, washed_at, state in passed.order_by("-at").values_list(
        "order_id", "at", "order__wash", "order__washed_at", "order__state"
    ):
        if not wash:
            found[order_id] = at
        elif washed_at is not None:
            found[order_id] = max(at, washed_at)
        elif state in (OrderState.SETTLED, OrderState.DELIVERED):
            found[order_id] = at + timedelta(minutes=wash_minutes)
    return found


def _stretches(rows: Iterable[Clock]) -> dict[int, list[Stretch]]:
    found: dict[int, list[Stretch]] = defaultdict(list)
    for row in rows:
        found[row.job_id].append(
            Stretch(row.pk, row.technician_id, row.bay_id, row.period.lower, row.period.upper)
        )
    for stretches in found.values():
        stretches.sort(key=lambda each: each.since)
    return found
