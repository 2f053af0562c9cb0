"""Who is promised a part, and who asks for what is promised to others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from huichang.kernel.actor import Actor
from huichang.parts import askers, permissions
from huichang.parts.askers import Asker
from huichang.parts.models import Hold, HoldRequest, PickLine
from huichang.parts.queries import reading
from huichang.parts.states import Answer, HoldState


@dataclass(frozen=True)
class HolderCard:
    """Who is promised a part, since when, for which order or booking; `is_asked`: somebody waits for an answer."""

    hold_id: int
    part_id: int
    quantity: Decimal
    plate: str
    order_id: int | None
    order_number: str
    appointment_id: int | None
    since: datetime
    until: datetime | None
    shelf: str
    is_asked: bool
    asker: Asker
    line_id: int | None
    priority: int = 5

    @property
    def key(self) -> str:
        """Its name on the page."""
        return str(self.hold_id)

    @property
    def for_key(self) -> str:
        """Whom it is for, as forms say it."""
        return f"line-{self.line_id}" if self.line_id else f"appointment-{self.appointment_id}"


def holders(store_id: int, part_id: int) -> list[HolderCard]:
    """Who holds a part, oldest promise first. One statement and what the sources need."""
    order = PickLine.objects.filter(for_line=OuterRef("for_line"))
    open_request = HoldRequest.objects.filter(hold=OuterRef("pk"), state=Answer.OPEN)
    rows = list(
        Hold.objects.filter(store_id=store_id, part_id=part_id, state=HoldState.HELD)
        .select_related("shelf")
        .annotate(
            order_id=Subquery(order.values("for_order")[:1]),
            number=Subquery(order.values("order_number")[:1]),
            request=Subquery(open_request.values("pk")[:1]),
        )
        .order_by("held_at", "pk")
    )
    whose = _whose(store_id, ((row.order_id, row.for_appointment) for row in rows))
    return [
        HolderCard(
            row.pk,
            row.part_id,
            row.quantity,
            row.plate,
            row.order_id,
            row.number or "",
            row.for_appointment,
            row.held_at,
            row.expires_at,
            row.shelf.code if row.shelf else "",
            row.request is not None,
            whose(row.order_id, row.for_appointment, row.number or "", row.plate),
            row.for_line,
            row.priority,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class RequestCard:
    """Somebody asks for a part that is promised to another car; the owner of the promise answers."""

    id: int
    part_id: int
    number: str
    name: str
    unit: str
    quantity: Decimal
    why: str
    asked_by: str
    asked_at: datetime
    plate: str
    owner: Asker
    for_plate: str
    is_mine: bool


def requests(actor: Actor) -> list[RequestCard]:
    """Requests that wait for an answer in the actor's store, oldest first; `is_mine`: the actor may answer.

    One statement and what the sources need. Raises NotAllowed for somebody who can neither ask nor answer.
    """
    right = (
        permissions.ANSWER_REQUESTS if actor.may(permissions.ANSWER_REQUESTS) else permissions.ASK_FOR_HELD
    )
    store_id = reading.store_for(actor, right)
    return request_cards(actor, list(open_requests(store_id)))


def open_requests(store_id: int) -> QuerySet[HoldRequest]:
    """The question behind `requests`, to be asked with others."""
    order = PickLine.objects.filter(for_line=OuterRef("hold__for_line"))
    target = PickLine.objects.filter(for_line=OuterRef("for_line"))
    rows: QuerySet[HoldRequest] = (
        HoldRequest.objects.filter(store_id=store_id, state=Answer.OPEN, hold__state=HoldState.HELD)
        .select_related("hold__part", "asked_by")
        .annotate(
            order_id=Subquery(order.values("for_order")[:1]),
            number=Subquery(order.values("order_number")[:1]),
            for_plate=Subquery(target.values("plate")[:1]),
        )
        .order_by("asked_at", "pk")
    )
    return rows


def request_cards(actor: Actor, rows: Sequence[Any]) -> list[RequestCard]:
    """What its rows say, in the actor's store. What the sources need."""
    store_id = actor.here
    whose = _whose(store_id, ((row.order_id, row.hold.for_appointment) for row in rows))
    cards = []
    for row in rows:
        owner = whose(row.order_id, row.hold.for_appointment, row.number or "", row.hold.plate)
        cards.append(
            RequestCard(
                row.pk,
                row.hold.part_id,
                row.hold.part.number,
                row.hold.part.name,
                row.hold.part.unit,
                row.quantity,
                row.why,
                row.asked_by.name,
                row.asked_at,
                row.hold.plate,
                owner,
                row.for_plate or "",
                may_answer(actor, owner, store_id),
            )
        )
    return cards


def may_answer(actor: Actor, owner: Asker, store_id: int) -> bool:
    """Whether a request is this person's to answer: the owner's adviser, or somebody who answers for all."""
    if actor.may(permissions.ANSWER_ANY_REQUEST, store_id):
        return True
    own = owner.adviser_id is None or owner.adviser_id == actor.staff_id
    return own and actor.may(permissions.ANSWER_REQUESTS, store_id)


def owner_of(hold: Hold) -> Asker:
    """Whose promise a hold is. At most three statements."""
    order_id = (
        PickLine.objects.filter(for_line=hold.for_line).values_list("for_order", flat=True).first()
        if hold.for_line
        else None
    )
    whose = _whose(hold.store_id, [(order_id, hold.for_appointment)])
    return whose(order_id, hold.for_appointment, "", hold.plate)


class _Whose:
    """Orders and bookings with the people behind them, asked once."""

    def __init__(self, orders: dict[int, Asker], bookings: dict[int, Asker]) -> None:
        self.orders, self.bookings = orders, bookings

    def __call__(self, order_id: int | None, appointment_id: int | None, number: str, plate: str) -> Asker:
        unknown = Asker(number=number, plate=plate)
        if order_id is not None:
            return self.orders.get(order_id, unknown)
        return self.bookings.get(appointment_id, unknown) if appointment_id is not None else unknown


def _whose(store_id: int, pairs: Iterable[tuple[int | None, int | None]]) -> _Whose:
    asked = list(pairs)
    return _Whose(
        askers.orders(store_id, [order_id for order_id, _ in asked if order_id is not None]),
        askers.appointments(
            store_id, [booking for order_id, booking in asked if order_id is None and booking is not None]
        ),
    )
