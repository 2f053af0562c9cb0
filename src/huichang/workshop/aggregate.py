"""How a use-case gets hold of an order by one of its parts: the order is locked first, then its jobs by key."""

from dataclasses import dataclass

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing
from huichang.workshop.models import Job, Order
from huichang.workshop.states import JobState

OPEN_JOBS = (JobState.PLANNED, JobState.WORKING, JobState.PAUSED)


@dataclass
class Held:
    """An order with all its jobs, locked for this transaction."""

    order: Order
    jobs: dict[int, Job]

    @property
    def open_jobs(self) -> list[Job]:
        """Jobs that the customer has agreed to and that are not finished."""
        return [job for job in self.jobs.values() if job.state in OPEN_JOBS]

    @property
    def done_jobs(self) -> list[Job]:
        """Jobs that are finished."""
        return [job for job in self.jobs.values() if job.state == JobState.DONE]


def held(order_id: int, warrant: Warrant) -> Held:
    """The order (with its vehicle) and its jobs, locked. Raises Missing or NotAllowed. Two statements."""
    order: Order = Order.objects.select_related("vehicle").locked(order_id, warrant)
    return _with_jobs(order)


def held_by_job(job_id: int, warrant: Warrant) -> tuple[Held, Job]:
    """The order of a job (with its vehicle and customer) with all its jobs, locked, and that job. Raises Missing
    or NotAllowed. Two statements."""
    mine = Order.objects.seen_by(warrant.actor).filter(jobs=job_id)
    order: Order | None = mine.select_related("vehicle", "customer").select_for_update(of=("self",)).first()
    if order is None:
        raise Missing("没有找到这项作业，可能已被撤下，请刷新后重试。")
    warrant.show_at(order.store_id)
    warrant.about(order)
    found = _with_jobs(order)
    return found, found.jobs[job_id]


def _with_jobs(order: Order) -> Held:
    jobs = Job.objects.select_for_update(of=("self",)).filter(order_id=order.pk).order_by("pk")
    return Held(order, {job.pk: job for job in jobs})
