"""The repair report (3C: concern, cause, correction) and the technician's self-check (LANE-32, LANE-50)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.workshop import aggregate, checklists, drafting, permissions
from huichang.workshop.models import Job, QualityCheck
from huichang.workshop.states import CheckLevel, JobState, OrderState

Ticked = Collection[str] | None
"""Codes of the points that were ticked one by one; None: the whole list was gone through and is in order, as a machine
says that has no boxes to tick."""
EVERY_POINT: Ticked = None
LEFT = (OrderState.DELIVERED, OrderState.CANCELLED)


@use_case(permissions.WRITE_REPORTS, "补写维修报告")
def amend_report(
    warrant: Warrant, job_id: int, *, cause: str, correction: str, seen: int | None = None, at: datetime
) -> Job:
    """Cause and correction of a finished job in better words, while the car is in the house.

    Raises OutOfTurn before the job is finished and after the delivery, Refused when something is empty, Changed for an
    old page.
    """
    held, job = aggregate.held_by_job(job_id, warrant)
    freshness.check(held.order, seen)
    if job.state != JobState.DONE or held.order.state in LEFT:
        raise OutOfTurn(f"{job}现在不能补写报告：完工以后、交车以前才可以。")
    write_report(job, cause=cause, correction=correction)
    warrant.note = job.title
    job.save(update_fields=["cause", "correction"])
    drafting.changed(held.order)
    return job


def write_report(job: Job, *, cause: str, correction: str) -> None:
    """Set cause and correction of a job; the caller saves. Raises Refused when one of them is missing."""
    if not cause.strip() or not correction.strip():
        raise Refused(f"请写好{job}的维修报告：故障原因和处理结果都要有，点选短语即可。")
    job.cause, job.correction = cause.strip(), correction.strip()


def kinds_of_work(jobs: Iterable[Job]) -> list[tuple[str, str]]:
    """What the checklists are chosen by: repair type and system of each job."""
    return [(job.repair_type, job.system) for job in jobs]


def needs_road_test(jobs: Iterable[Job]) -> bool:
    """Whether one of the jobs asks for a road test at the final check."""
    return checklists.needs_road_test(kinds_of_work(jobs))


def checked_items(jobs: Iterable[Job], level: str, checked: Ticked) -> list[dict[str, object]]:
    """The points of a level as they are kept with the check. Raises Refused naming what was not ticked."""
    points = checklists.points(kinds_of_work(jobs), level)
    missing = [point.text for point in points if checked is not None and point.code not in checked]
    if missing:
        word = CheckLevel(level).label
        raise Refused(
            f"{word}还有 {len(missing)} 项没有确认：{'；'.join(missing[:3])}{'……' if missing[3:] else '。'}"
        )
    return [{"code": point.code, "text": point.text, "ok": True} for point in points]


def self_check(job: Job, *, checked: Ticked, by_id: int, at: datetime) -> QualityCheck:
    """Keep the technician's own check of a finished job. Raises Refused naming what was not ticked. One statement."""
    return QualityCheck.objects.create(
        store_id=job.store_id,
        order_id=job.order_id,
        job=job,
        level=CheckLevel.SELF,
        by_id=by_id,
        at=at,
        passed=True,
        items=checked_items([job], CheckLevel.SELF, checked),
    )
