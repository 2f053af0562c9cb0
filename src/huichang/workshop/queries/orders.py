"""The register of orders: filtered, searched, page by page; and who stands behind an order for the rooms below."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.timezone import localdate

from huichang.customers import queries as customers
from huichang.kernel import finder
from huichang.kernel.actor import Actor
from huichang.kernel.money import ZERO, Money
from huichang.kernel.refusals import NotAllowed
from huichang.parts import askers
from huichang.vehicles import queries as vehicles
from huichang.workshop import permissions
from huichang.workshop.models import Assignment, ExtraWork, Job, Line, Order
from huichang.workshop.states import (
    CHANGEABLE_LINES,
    OPEN_ORDER_STATES,
    ExtraState,
    JobState,
    OrderState,
    RepairType,
    Stage,
    stage_of,
)

PAGE, FOUND = 80, 20
"""Rows at a time: of the register, and of what a search finds, which is asked for again with every letter."""
NUMBERS = "RO"


@dataclass(frozen=True)
class OrderRow:
    """An order in one line of the register."""

    id: int
    number: str
    state: str
    stage: str
    waiting_for: str
    plate: str
    plate_kind: str
    vehicle_id: int
    car: str
    customer: str
    adviser: str
    repair_type_says: str
    opened_at: datetime
    promised_at: datetime | None
    is_late: bool
    amount: Money
    is_agreed: bool
    jobs: int
    jobs_done: int
    asks: bool
    waits: bool

    @property
    def url(self) -> str:
        """Where it opens."""
        return f"/workshop/orders/{self.id}/"

    @property
    def jobs_say(self) -> str:
        """How many of its jobs are done: 1/3; empty while it has none."""
        return f"{self.jobs_done}/{self.jobs}" if self.jobs else ""

    @property
    def is_over(self) -> bool:
        """Gone or cancelled: no promise stands any more."""
        return self.stage in (Stage.GONE, Stage.CANCELLED)


_SHOWN = (
    *("pk", "number", "state", "waiting_for", "repair_type", "opened_at", "signed_at", "promised_at"),
    *("amount_settled", "amount_agreed", "asks", "visit__left_at", "visit__waits"),
    *("vehicle_id", "vehicle__plate", "vehicle__plate_kind"),
    *("vehicle__model", "vehicle__brand", "vehicle__series", "customer__name", "adviser__name"),
)
"""What a line of the register is made of: 80 lines as whole rows of five tables cost more than all the rest."""


@dataclass(frozen=True)
class Register:
    """One page of the register; `after` opens the next one and is empty on the last."""

    rows: tuple[OrderRow, ...]
    after: str


def register(
    actor: Actor, *, text: str = "", state: str = "open", mine: bool = False, after: str = "", at: datetime
) -> Register:
    """Orders of the store that the actor works in, the newest first, 80 at a time (20 of what a search finds). Three
    statements, five while searching.

    `state`: an order state, `open` (everything in the house) or `all`. `text`: order number, tail of a plate or VIN,
    phone tail, name or pinyin; it looks through all orders. Raises NotAllowed without the right to see orders.
    """
    if not actor.may(permissions.SEE_ORDERS):
        raise NotAllowed("您的岗位不能查看委托书，请找服务顾问。")
    found = Order.objects.filter(store_id=actor.here)
    size = FOUND if text.strip() else PAGE
    if text.strip():
        found = found.filter(_meant(actor, text.strip(), at))
    elif state == "open":
        found = found.filter(state__in=OPEN_ORDER_STATES)
    elif state in OrderState.values:
        found = found.filter(state=state)
    if mine:
        found = found.filter(adviser_id=actor.staff_id)
    if before := _cursor(after):
        opened_at, pk = before
        found = found.filter(opened_at__lte=opened_at).filter(Q(opened_at__lt=opened_at) | Q(pk__lt=pk))
    asks = ExtraWork.objects.filter(order=OuterRef("pk"), state__in=[ExtraState.FOUND, ExtraState.ASKED])
    page: list[Any] = list(
        found.annotate(asks=Exists(asks))
        .order_by("-opened_at", "-pk")
        .values_list(*_SHOWN, named=True)[: size + 1]
    )
    more, page = len(page) > size, page[:size]
    last = page[-1] if page else None
    return Register(
        _rows(page, at), f"{last.opened_at.isoformat()}~{last.pk}" if more and last is not None else ""
    )


def _cursor(after: str) -> tuple[datetime, int] | None:
    moment, _, pk = after.partition("~")
    try:
        return datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return None


def _meant(actor: Actor, text: str, at: datetime) -> Q:
    """The orders that a text means: one by its number, else those of the cars and customers that it finds."""
    if number := number_of(text, at=at):
        return Q(number=number)
    cars = [car.id for car in vehicles.find(actor, text, limit=60)]
    people = [person.id for person in customers.find(actor, text, limit=60)]
    return Q(vehicle_id__in=cars) | Q(customer_id__in=people)


def number_of(text: str, *, at: datetime | None = None) -> str:
    """The order number that somebody means by RO2603020007, 2603020007 or, on a known day, #7 (its seventh); empty for
    none."""
    typed = text.strip().upper().removeprefix("#")
    if at is not None and text.strip().startswith("#") and typed.isdigit() and len(typed) <= 4:
        return f"{NUMBERS}{localdate(at):%y%m%d}{int(typed):04d}"
    digits = typed.removeprefix(NUMBERS)
    return f"{NUMBERS}{digits}" if digits.isdigit() and len(digits) == 10 else ""


def _rows(page: Sequence[Any], at: datetime) -> tuple[OrderRow, ...]:
    drafts = _draft_amounts([order.pk for order in page if order.signed_at is None])
    jobs = _job_counts([order.pk for order in page])
    rows = []
    for order in page:
        count, done = jobs.get(order.pk, (0, 0))
        amount = order.amount_settled if order.amount_settled is not None else order.amount_agreed
        in_house = order.state in OPEN_ORDER_STATES
        stage = stage_of(order.state, left=order.visit__left_at is not None)
        rows.append(
            OrderRow(
                order.pk,
                order.number,
                order.state,
                Stage.CANCELLED if order.state == OrderState.CANCELLED else stage,
                order.waiting_for,
                order.vehicle__plate,
                order.vehicle__plate_kind,
                order.vehicle_id,
                vehicles.titled(order.vehicle__model, order.vehicle__brand, order.vehicle__series),
                order.customer__name,
                order.adviser__name,
                RepairType(order.repair_type).label,
                order.opened_at,
                order.promised_at,
                bool(in_house and order.promised_at and order.promised_at < at),
                Money(drafts.get(order.pk, ZERO) if amount is None else amount),
                amount is not None,
                count,
                done,
                order.asks,
                order.visit__waits and in_house,
            )
        )
    return tuple(rows)


def _draft_amounts(ids: Sequence[int]) -> dict[int, Money]:
    if not ids:
        return {}
    sums = Line.objects.filter(order_id__in=ids, state__in=CHANGEABLE_LINES).order_by().values("order_id")
    return dict(sums.annotate(sum=Sum("amount")).values_list("order_id", "sum"))


def _job_counts(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    if not ids:
        return {}
    jobs = Job.objects.filter(order_id__in=ids).exclude(state__in=[JobState.DROPPED, JobState.PROPOSED])
    counts = (
        jobs.order_by()
        .values("order_id")
        .annotate(all=Count("pk"), done=Count("pk", filter=Q(state=JobState.DONE)))
    )
    return {pk: (count, done) for pk, count, done in counts.values_list("order_id", "all", "done")}


def open_counts(actor: Actor, *, mine: bool = False) -> dict[str, int]:
    """How many orders of the store stand in each open state. One statement."""
    found: QuerySet[Any] = Order.objects.filter(store_id=actor.here, state__in=OPEN_ORDER_STATES)
    if mine:
        found = found.filter(adviser_id=actor.staff_id)
    return dict(found.order_by().values("state").annotate(n=Count("pk")).values_list("state", "n"))


@finder.source(rank=30)
def _found(actor: Actor, text: str) -> Iterable[finder.Found]:
    """The order whose number somebody typed."""
    number = number_of(text)
    if not number or not actor.may(permissions.SEE_ORDERS):
        return
    for order in Order.objects.filter(store_id__in=actor.stores, number=number).select_related(
        "vehicle", "customer"
    ):
        more = f"{order.customer.name} · {order.get_state_display()}"
        yield finder.Found(
            "工单",
            order.number,
            more,
            f"/workshop/orders/{order.pk}/",
            order.vehicle.plate,
            order.vehicle.plate_kind,
        )


@askers.orders_are
def _asking(store_id: int, order_ids: list[int]) -> Mapping[int, askers.Asker]:
    """Which car, customer and people stand behind some orders, for the parts counter. One statement."""
    given = Assignment.objects.filter(order=OuterRef("pk"), is_open=True).order_by("period", "pk")
    rows: Any = (
        Order.objects.filter(store_id=store_id, pk__in=order_ids)
        .select_related("vehicle", "customer", "adviser", "visit")
        .annotate(
            technician_id=Subquery(given.values("technician_id")[:1]),
            technician=Subquery(given.values("technician__name")[:1]),
            team=Subquery(given.values("technician__memberships__team__name")[:1]),
        )
    )
    return {
        order.pk: askers.Asker(
            number=order.number,
            plate=order.vehicle.plate,
            plate_kind=order.vehicle.plate_kind,
            model=order.vehicle.model,
            vin=order.vehicle.vin,
            customer=order.customer.name,
            adviser_id=order.adviser_id,
            adviser=order.adviser.name,
            technician_id=order.technician_id,
            technician=order.technician or "",
            team=order.team or "",
            waits=order.visit.waits,
            at=order.visit.arrived_at,
            url=f"/workshop/orders/{order.pk}/",
        )
        for order in rows
    }


STATES = (
    ("open", "在店"),
    *((state.value, str(state.label)) for state in OrderState),
    ("all", "全部"),
)
REPAIR_TYPES = tuple((each.value, str(each.label)) for each in RepairType)


def last_served(store_id: int, *, since: datetime) -> dict[int, int]:
    """Who (adviser) last opened an order for whom (customer), of the orders opened since then that were not cancelled. One
    statement."""
    found = (
        Order.objects.filter(store_id=store_id, opened_at__gte=since)
        .exclude(state=OrderState.CANCELLED)
        .order_by("customer_id", "-opened_at")
        .distinct("customer_id")
    )
    return dict(found.values_list("customer_id", "adviser_id"))
