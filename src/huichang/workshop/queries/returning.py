"""Comebacks (LANE-53): suspected on an order, marked, to decide, decided."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.refusals import Missing
from huichang.workshop import permissions
from huichang.workshop.models import Comeback, Guarantee, Job, Order
from huichang.workshop.states import JobState, OrderState

LATEST = 40
MARKABLE = (OrderState.DRAFT, OrderState.SIGNED, OrderState.IN_WORK, OrderState.WAITING)


@dataclass(frozen=True)
class Suspicion:
    """A job of an order that may repeat an earlier repair which is still guaranteed."""

    job_id: int
    job: str
    guarantee_id: int
    first_order_id: int
    first_number: str
    first_job: str
    finished_on: date
    until_on: date
    until_km: int


@dataclass(frozen=True)
class ComebackCard:
    """A comeback: what came back, after which repair, how it stands."""

    job_id: int
    job: str
    order_id: int
    number: str
    plate: str
    plate_kind: str
    first_order_id: int
    first_number: str
    first_job: str
    finished_on: date
    found_at: datetime
    is_free: bool
    cause: str
    decided_by: str
    decided_at: datetime | None

    @property
    def key(self) -> str:
        """Its job's id in text, as forms carry it."""
        return str(self.job_id)

    @property
    def order_url(self) -> str:
        """The order that came back."""
        return f"/workshop/orders/{self.order_id}/"

    @property
    def first_url(self) -> str:
        """The order of the first repair."""
        return f"/workshop/orders/{self.first_order_id}/"


def suspicions(actor: Actor, order_id: int) -> list[Suspicion]:
    """Jobs of an order whose system this store repaired lately and still guarantees. At most three statements.

    Raises Missing for another store's order, NotAllowed without the right to see the workshop.
    """
    Warrant(actor, permissions.SEE_WORKSHOP).show_at(actor.here)
    order: Order | None = Order.objects.seen_by(actor).filter(pk=order_id).first()
    if order is None:
        raise Missing("没有找到这张工单，请检查链接或重新搜索。")
    if order.state not in MARKABLE:
        return []
    came_on = localtime(order.opened_at).date()
    running = list(
        Guarantee.objects.filter(
            store_id=order.store_id,
            vehicle_id=order.vehicle_id,
            until_on__gte=came_on,
            from_on__lte=came_on,
            until_km__gte=order.odometer,
        )
        .exclude(order=order)
        .exclude(system="")
        .select_related("order", "job")
        .order_by("-from_on", "-pk")
    )
    if not running:
        return []
    closed = [JobState.DONE, JobState.DROPPED]
    jobs = (
        Job.objects.filter(order=order, comeback__isnull=True).exclude(state__in=closed).order_by("position")
    )
    found = []
    for job in jobs:
        first = next((each for each in running if each.system == job.system), None)
        if first is not None:
            found.append(
                Suspicion(
                    job.pk,
                    job.title,
                    first.pk,
                    first.order_id,
                    first.order.number,
                    first.job.title,
                    first.from_on,
                    first.until_on,
                    first.until_km,
                )
            )
    return found


def comebacks(actor: Actor) -> list[ComebackCard]:
    """The store's comebacks, undecided first, then the latest. One statement. Raises NotAllowed."""
    Warrant(actor, permissions.SEE_COMEBACKS).show_at(actor.here)
    rows = (
        Comeback.objects.filter(store_id=actor.here)
        .select_related("job__order__vehicle", "guarantee__order", "guarantee__job", "decided_by")
        .order_by("-found_at")[:LATEST]
    )
    cards = [
        ComebackCard(
            row.job_id,
            row.job.title,
            row.job.order_id,
            row.job.order.number,
            row.job.order.vehicle.plate,
            row.job.order.vehicle.plate_kind,
            row.guarantee.order_id,
            row.guarantee.order.number,
            row.guarantee.job.title,
            row.guarantee.from_on,
            row.found_at,
            row.is_free,
            row.cause,
            row.decided_by.name if row.decided_by else "",
            row.decided_at,
        )
        for row in rows
    ]
    return sorted(cards, key=lambda card: card.decided_at is not None)
