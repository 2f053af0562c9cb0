"""The adviser's first check: which jobs of an order may be claims, line by line, with what the cover says."""

from dataclasses import dataclass
from decimal import Decimal

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.vehicles import queries as vehicles
from huichang.warranty import covering, states
from huichang.warranty.models import Claim
from huichang.warranty.queries import reading
from huichang.warranty.queries.claims import ANSWERS, KINDS
from huichang.workshop.queries import claimed_work


@dataclass(frozen=True)
class SplitLine:
    """A line of an order with the cover's answer."""

    id: int
    kind_says: str
    code: str
    name: str
    quantity: Decimal
    unit: str
    amount: Decimal
    payer: str
    verdict: str
    verdict_says: str
    clause: str
    says: str


@dataclass(frozen=True)
class SplitJob:
    """A job with its lines; `claim`: number, key and state of the claim that it has already."""

    id: int
    title: str
    concern: str
    amount: Decimal
    lines: list[SplitLine]
    claim_id: int | None
    claim_number: str
    claim_state: str

    @property
    def hopeful(self) -> bool:
        """At least one line is covered or has to be judged."""
        return any(line.verdict != "not_covered" for line in self.lines)


@dataclass(frozen=True)
class SplitPage:
    """An order before its jobs go to the inspection."""

    order_id: int
    number: str
    plate: str
    vin: str
    model: str
    odometer: int
    is_closed: bool
    jobs: list[SplitJob]


def split_page(actor: Actor, order_id: int) -> SplitPage:
    """An order's jobs with the cover's answers. Ten statements. Raises Missing."""
    here = reading.store_for(actor)
    work = claimed_work.work([order_id]).get(order_id)
    if work is None or work.store_id != here:
        raise Missing("没有找到这张工单，请检查链接或重新搜索。")
    car = vehicles.cards([work.vehicle_id])[work.vehicle_id]
    claims = {
        claim.job_id: claim
        for claim in Claim.objects.filter(order_id=order_id).exclude(state__in=states.DEAD)
    }
    lines = [line for job in work.jobs for line in job.lines]
    told = covering.of_lines(work, lines)
    jobs = []
    for job in work.jobs:
        claim = claims.get(job.id)
        jobs.append(
            SplitJob(
                job.id,
                job.title,
                job.concern,
                sum((line.amount for line in job.lines), Decimal(0)),
                [
                    SplitLine(
                        line.id,
                        KINDS.get(line.kind, line.kind),
                        line.code,
                        line.name,
                        line.quantity,
                        line.unit,
                        line.amount,
                        line.payer,
                        told[line.id].verdict,
                        ANSWERS[told[line.id].verdict],
                        told[line.id].clause,
                        told[line.id].says,
                    )
                    for line in job.lines
                ],
                claim.pk if claim else None,
                claim.number if claim else "",
                claim.get_state_display() if claim else "",
            )
        )
    closed = work.state in ("settled", "delivered", "cancelled")
    return SplitPage(
        order_id,
        work.number,
        car.plate,
        car.vin,
        car.title,
        work.odometer,
        closed,
        [job for job in jobs if job.lines],
    )
