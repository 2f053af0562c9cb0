"""What a claim on the manufacturer needs of an order: its jobs and lines as they stand, with what the price list says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.workshop.models import Job, Line, Order
from huichang.workshop.states import LineState, OrderState

GONE = (LineState.DECLINED, LineState.DROPPED)
THROUGH = (OrderState.CHECKED, OrderState.SETTLED, OrderState.DELIVERED)


@dataclass(frozen=True)
class WorkLine:
    """A line that counts. `minutes` of all of it, `standard_minutes` as the price list has it; amounts in yuan, tax included."""

    id: int
    job_id: int
    kind: str
    code: str
    name: str
    unit: str
    quantity: Decimal
    minutes: int
    standard_minutes: int
    unit_price: Decimal
    amount: Decimal
    payer: str
    part_id: int | None
    is_safety: bool
    use_class: str
    system: str


@dataclass(frozen=True)
class WorkJob:
    """A job with what the technician wrote."""

    id: int
    title: str
    system: str
    state: str
    concern: str
    cause: str
    correction: str
    finished_at: datetime | None
    lines: tuple[WorkLine, ...]


@dataclass(frozen=True)
class OrderWork:
    """An order for a claim; `is_through`: its final check is passed."""

    id: int
    store_id: int
    number: str
    state: str
    is_through: bool
    vehicle_id: int
    customer_id: int
    customer: str
    odometer: int
    concern: str
    opened_on: date
    done_on: date | None
    jobs: tuple[WorkJob, ...]

    def job(self, job_id: int) -> WorkJob | None:
        """One of its jobs."""
        return next((job for job in self.jobs if job.id == job_id), None)


def work(order_ids: Iterable[int]) -> dict[int, OrderWork]:
    """Orders by their keys. Three statements."""
    orders = list(Order.objects.filter(pk__in=set(order_ids)).select_related("customer"))
    jobs: dict[int, list[Job]] = {}
    for job in Job.objects.filter(order__in=orders).order_by("position"):
        jobs.setdefault(job.order_id, []).append(job)
    lines: dict[int, list[WorkLine]] = {}
    rows = Line.objects.filter(order__in=orders).exclude(state__in=GONE).select_related("part", "operation")
    for row in rows.order_by("pk"):
        lines.setdefault(row.job_id, []).append(_line(row))
    return {
        order.pk: OrderWork(
            order.pk,
            order.store_id,
            order.number,
            order.state,
            order.state in THROUGH,
            order.vehicle_id,
            order.customer_id,
            order.sender_name or order.customer.name,
            order.odometer,
            order.concern,
            localdate(order.opened_at),
            localdate(order.done_at) if order.done_at else None,
            tuple(
                WorkJob(
                    job.pk,
                    job.title,
                    job.system,
                    job.state,
                    job.concern or order.concern,
                    job.cause,
                    job.correction,
                    job.finished_at,
                    tuple(lines.get(job.pk, ())),
                )
                for job in jobs.get(order.pk, ())
            ),
        )
        for order in orders
    }


def is_through(order_id: int) -> bool:
    """Whether an order's final check is passed. One statement."""
    return Order.objects.filter(pk=order_id, state__in=THROUGH).exists()


def _line(row: Line) -> WorkLine:
    return WorkLine(
        row.pk,
        row.job_id,
        row.kind,
        row.code,
        row.name,
        row.unit,
        row.quantity,
        int(row.minutes * row.quantity),
        int(row.operation.minutes * row.quantity) if row.operation else 0,
        row.unit_price,
        row.amount,
        row.payer,
        row.part_id,
        bool(row.part and row.part.is_safety),
        row.part.use_class if row.part else "",
        row.part.system if row.part and row.part.system else (row.operation.system if row.operation else ""),
    )
