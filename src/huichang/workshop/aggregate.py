"""How a use-case gets hold of an order by one of its parts: the order is locked first, then its jobs by key."""

from dataclasses import dataclass

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing
from huichang.workshop.models import Job, Order
from huichang.workshop.states import JobState


@dataclass
class Held:
    """An order with all its jobs, locked for this transaction."""

    order: Order
    jobs: dict[int, Job]

    @property
    def open_jobs(self) -> list[Job]:
        """Jobs that are neither finished nor dropped."""
        return [job for job in self.jobs.values() if job.state not in (JobState.DONE, JobState.DROPPED)]

    @property
    def done_jobs(self) -> list[Job]:
        """Jobs that are finished."""
        return [job for job in self.jobs.values() if job.state == JobState.DONE]


def held(order_id: int, warrant: Warrant) -> Held:
    """The order and its jobs, locked. Raises Missing or NotAllowed. Two statements."""
    order: Order = Order.objects.locked(order_id, warrant)
    jobs = Job.objects.select_for_update(of=("self",)).filter(order_id=order_id).order_by("pk")
    return Held(order, {job.pk: job for job in jobs})


def held_by_job(job_id: int, warrant: Warrant) -> tuple[Held, Job]:
    """The order of a job with all its jobs, locked, and that job. Raises Missing or NotAllowed. Three statements."""
    order_id = Job.objects.seen_by(warrant.actor).filter(pk=job_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise Missing("没有找到这项作业，可能已被撤下，请刷新后重试。")
    found = held(order_id, warrant)
    return found, found.jobs[job_id]
