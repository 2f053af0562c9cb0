"""Requests to exchange or return: the desk and one of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from huichang.kernel import finder
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.sanbao import permissions
from huichang.sanbao.models import Certificate, Request
from huichang.sanbao.queries import seeing
from huichang.sanbao.states import OPEN_REQUESTS, REQUEST, RequestKind, RequestState

PAGE = 60


@dataclass(frozen=True)
class RequestRow:
    """A request in the list. `left`: days to the deadline that runs, negative when it is past; None when nothing runs."""

    id: int
    number: str
    plate: str
    plate_kind: str
    customer: str
    kind_says: str
    article: str
    state: str
    state_says: str
    asked_at: datetime
    by_on: date | None
    by_says: str
    left: int | None


@dataclass(frozen=True)
class RequestPage:
    """One request with its arithmetic and what may be done next."""

    row: RequestRow
    version: int
    vehicle_id: int
    kind: str
    words: str
    answer_by_on: date
    done_by_on: date
    answered_at: datetime | None
    answered_by: str
    taken_by: str
    answer_words: str
    price: Decimal | None
    km: int | None
    factor: Decimal | None
    compensation: Decimal | None
    refund: Decimal | None
    sums: tuple[str, ...]
    new_vin: str
    done_at: datetime | None
    proof: str
    verbs: frozenset[str]
    known_price: Decimal | None
    known_factor: Decimal | None
    known_km: int

    @property
    def may_turn(self) -> bool:
        """An exchange that was agreed to may become a return."""
        return "turn" in self.verbs and self.kind == RequestKind.EXCHANGE

    @property
    def is_exchange(self) -> bool:
        """A car is given in exchange."""
        return self.kind == RequestKind.EXCHANGE


def requests_list(actor: Actor, *, tab: str = "open", text: str = "", on: date) -> list[RequestRow]:
    """The store's requests: `open` those whose deadlines run, else all, newest first. One statement."""
    rows = Request.objects.seen_by(actor).filter(store_id=seeing.store_for(actor))
    rows = rows.filter(state__in=OPEN_REQUESTS) if tab == "open" else rows
    if words := text.strip():
        rows = rows.filter(
            Q(number__endswith=words.upper())
            | Q(vehicle__plate__contains=words.upper())
            | Q(vehicle__vin__endswith=words.upper())
            | Q(customer__name__contains=words)
            | Q(customer__initials__startswith=words.lower())
        )
    order = ["answer_by_on"] if tab == "open" else ["-asked_at"]
    return [
        _row(row, on) for row in rows.select_related("vehicle", "customer").order_by(*order, "-pk")[:PAGE]
    ]


def _papers(actor: Actor, text: str) -> tuple[QuerySet[Any, Any], ...]:
    wanted = text.upper()
    if not wanted.startswith("SB") or not actor.may(permissions.SEE_SANBAO):
        return ()
    rows = Request.objects.filter(store_id=actor.here, number__startswith=wanted).select_related("vehicle")
    return (rows.order_by("-pk")[:PAGE],)


@finder.papers(_papers, rank=67)
def found(rows: list[Request]) -> Iterable[finder.Found]:
    """Requests of the store by their number."""
    for row in rows:
        yield finder.Found(
            "换车退车",
            f"{row.number} {row.get_kind_display()}",
            f"{row.vehicle.plate or row.vehicle.vin[-6:]} · {row.get_state_display()}",
            f"/sanbao/requests/{row.pk}/",
        )


def request_page(actor: Actor, request_id: int, *, at: datetime) -> RequestPage:
    """One request. Two statements. Raises Missing, NotAllowed."""
    seeing.store_for(actor)
    found = Request.objects.seen_by(actor).filter(pk=request_id)
    row = found.select_related("vehicle", "customer", "taken_by", "answered_by").first()
    if row is None:
        raise Missing("没有找到这个换退车要求，请检查链接或重新搜索。")
    certificate = Certificate.objects.filter(vehicle_id=row.vehicle_id).first()
    return RequestPage(
        row=_row(row, localdate(at)),
        version=row.version,
        vehicle_id=row.vehicle_id,
        kind=row.kind,
        words=row.words,
        answer_by_on=row.answer_by_on,
        done_by_on=row.done_by_on,
        answered_at=row.answered_at,
        answered_by=row.answered_by.name if row.answered_by else "",
        taken_by=row.taken_by.name if row.taken_by else "",
        answer_words=row.answer_words,
        price=row.price,
        km=row.km,
        factor=row.factor,
        compensation=row.compensation,
        refund=row.refund,
        sums=tuple(row.sums),
        new_vin=row.new_vin,
        done_at=row.done_at,
        proof=row.proof,
        verbs=frozenset(REQUEST.verbs_from(row.state)),
        known_price=certificate.price if certificate else None,
        known_factor=certificate.use_factor if certificate else None,
        known_km=row.vehicle.odometer,
    )


def _row(row: Request, on: date) -> RequestRow:
    asked = row.state == RequestState.ASKED
    runs = row.state in OPEN_REQUESTS
    by_on = (row.answer_by_on if asked else row.done_by_on) if runs else None
    return RequestRow(
        id=row.pk,
        number=row.number,
        plate=row.vehicle.plate or row.vehicle.vin[-6:],
        plate_kind=row.vehicle.plate_kind,
        customer=row.customer.name,
        kind_says=row.get_kind_display(),
        article=row.article,
        state=row.state,
        state_says=row.get_state_display(),
        asked_at=row.asked_at,
        by_on=by_on,
        by_says=("答复" if asked else "办结") if runs else "",
        left=(by_on - on).days if by_on else None,
    )
