"""Comebacks (LANE-53): suspected on an order, marked, to decide, decided."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.refusals import Missing
from huichang.pricebook import queries as pricebook
from huichang.workshop import guarantees, permissions
from huichang.workshop.models import Comeback, Guarantee, Job, Order
from huichang.workshop.states import JobState, OrderState

LATEST = 40
MOST_RUNNING = 6
MARKABLE = (OrderState.DRAFT, OrderState.SIGNED, OrderState.IN_WORK, OrderState.WAITING)


@dataclass(frozen=True)
class Suspicion:
    """A job of an order that may repeat an earlier repair which is still guaranteed."""

    job_id: int
    job: str
    payer: str
    guarantee_id: int
    first_order_id: int
    first_number: str
    first_job: str
    finished_on: date
    until_on: date
    until_km: int

    @property
    def key(self) -> str:
        """Its job's id in text, as forms carry it."""
        return str(self.job_id)


@dataclass(frozen=True)
class Running:
    """A repair of this store on the order's car that is still guaranteed; no job of the order is about it yet."""

    guarantee_id: int
    first_order_id: int
    first_number: str
    first_job: str
    system_says: str
    finished_on: date
    until_on: date
    until_km: int


@dataclass(frozen=True)
class Linked:
    """A job of the order that was taken up as a comeback, or decided not to be one."""

    job: str
    first_order_id: int
    first_number: str
    is_free: bool
    cause: str
    decided_by: str


@dataclass(frozen=True)
class Suspected:
    """What of an order may be a comeback (`jobs`, and `running` guarantees that no job is about), and what is decided.
    `version` is the order's, for the act."""

    version: int
    jobs: tuple[Suspicion, ...] = ()
    running: tuple[Running, ...] = ()
    linked: tuple[Linked, ...] = ()


@dataclass(frozen=True)
class CauseCount:
    """How many comebacks came of a cause; `cause` empty: not decided yet."""

    cause: str
    count: int


@dataclass(frozen=True)
class ComebackCard:
    """A comeback: what came back, after which repair, how it stands; `version` is the order's."""

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
    version: int

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


def suspected(actor: Actor, order_id: int) -> Suspected:
    """What of an order may be a comeback, and what is one: for the adviser, from the moment the car is received. At most
    four statements. Raises Missing for another store's order, NotAllowed without the right to see the workshop.
    """
    Warrant(actor, permissions.SEE_WORKSHOP).show_at(actor.here)
    order: Order | None = Order.objects.seen_by(actor).filter(pk=order_id).first()
    if order is None:
        raise Missing("没有找到这张工单，请检查链接或重新搜索。")
    if order.state not in MARKABLE:
        return Suspected(order.version)
    running = list(guarantees.running(order))
    if not running:
        return Suspected(order.version)
    linked = list(
        Comeback.objects.filter(job__order=order)
        .select_related("job", "guarantee__order", "decided_by")
        .order_by("pk")
    )
    closed = [JobState.DONE, JobState.DROPPED]
    jobs = list(
        Job.objects.filter(order=order, comeback__isnull=True).exclude(state__in=closed).order_by("position")
    )
    pairs = [(job, guarantees.falls_under(job, running)) for job in jobs]
    suspicions = tuple(_suspicion(job, first) for job, first in pairs if first is not None)
    told = {each.guarantee_id for each in suspicions} | {each.guarantee_id for each in linked}
    return Suspected(
        order.version,
        suspicions,
        tuple(_running(each) for each in running if each.pk not in told)[:MOST_RUNNING]
        if order.state == OrderState.DRAFT
        else (),
        tuple(
            Linked(
                each.job.title,
                each.guarantee.order_id,
                each.guarantee.order.number,
                each.is_free,
                each.cause,
                each.decided_by.name if each.decided_by else "",
            )
            for each in linked
        ),
    )


def _suspicion(job: Job, first: Guarantee) -> Suspicion:
    return Suspicion(
        job.pk,
        job.title,
        job.payer,
        first.pk,
        first.order_id,
        first.order.number,
        first.job.title,
        first.from_on,
        first.until_on,
        first.until_km,
    )


def _running(first: Guarantee) -> Running:
    return Running(
        first.pk,
        first.order_id,
        first.order.number,
        first.job.title,
        pricebook.systems().get(first.system, ""),
        first.from_on,
        first.until_on,
        first.until_km,
    )


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
            row.job.order.version,
        )
        for row in rows
    ]
    return sorted(cards, key=lambda card: card.decided_at is not None)


def by_cause(actor: Actor, *, since: datetime) -> list[CauseCount]:
    """How many comebacks were found since a moment for which cause, the most frequent first; those that were decided not
    to be the store's are left out. One statement. Raises NotAllowed."""
    Warrant(actor, permissions.SEE_COMEBACKS).show_at(actor.here)
    counted = (
        Comeback.objects.filter(store_id=actor.here, found_at__gte=since, is_free=True)
        .values_list("cause")
        .annotate(count=Count("pk"))
        .order_by("-count", "cause")
    )
    return [CauseCount(cause, count) for cause, count in counted]
