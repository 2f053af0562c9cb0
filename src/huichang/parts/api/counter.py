"""Pick lists, issuing, returns, the booking shelf, what is short, requests."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.kernel.web import Request
from huichang.parts import issuing, permissions, queries, requests, shelf
from huichang.parts.queries import reading, scans
from huichang.parts.states import ReturnReason

router = Router()


class PickOut(Schema):
    """A line of a pick list."""

    line_id: int
    part_id: int
    number: str
    name: str
    unit: str
    asked: Decimal
    issued: Decimal
    held: Decimal
    ready: Decimal
    short: Decimal
    expected_on: date | None
    bin: str
    state: str


class PickListOut(Schema):
    """What an order asks, in walking order."""

    order_id: int
    order_number: str
    plate: str
    promised_at: datetime | None
    state: str
    lines: list[PickOut]


class HandedOut(Schema):
    """What was handed out or taken back by order line, and what is still to be issued of these lines."""

    quantities: dict[int, Decimal]
    left: Decimal


class IssueIn(Schema):
    """Quantities by order line, null for everything that is ready; who takes them."""

    quantities: dict[int, Decimal] | None = None
    taken_by_id: int


class ScanIn(Schema):
    """A scanned code; the quantity is one piece unless given. `bin_id`: of the bin whose label was scanned before."""

    code: str
    taken_by_id: int
    quantity: Decimal | None = None
    bin_id: int | None = None


class ScanBackIn(Schema):
    """A scanned code that comes back, and why."""

    code: str
    reason: ReturnReason
    quantity: Decimal | None = None
    words: str = ""


class TakeBackIn(Schema):
    """Quantities by order line, and why they come back."""

    quantities: dict[int, Decimal]
    reason: ReturnReason
    words: str = ""


class ShelveIn(Schema):
    """The place on the shelf; the first free one unless given."""

    bin_id: int | None = None


class PlaceOut(Schema):
    """Where the goods of a booking lie."""

    shelf: str


class CountOut(Schema):
    """How many."""

    count: int


class ShelfLineOut(Schema):
    """One part of a booking."""

    part_id: int
    number: str
    name: str
    unit: str
    quantity: Decimal
    shelf: str
    is_short: bool
    stays: bool
    expected_on: date | None


class BookingShelfOut(Schema):
    """What one booking needs of the shelf."""

    appointment_id: int
    plate: str
    until: datetime
    to_shelve: int
    short: int
    is_ready: bool
    lines: list[ShelfLineOut]


class ShortOut(Schema):
    """A part that somebody waits for."""

    part_id: int
    number: str
    name: str
    quantity: Decimal
    plate: str
    order_id: int | None
    line_id: int | None
    appointment_id: int | None
    needed_at: datetime | None
    expected_on: date | None
    is_late: bool


class AskIn(Schema):
    """For whom a held part is asked, and why."""

    why: str
    for_line: int | None = None
    for_appointment: int | None = None
    quantity: Decimal | None = None


class RequestOut(Schema):
    """A request for a held part."""

    id: int
    state: str
    quantity: Decimal


class AnswerIn(Schema):
    """Whether the part is given."""

    give: bool


@router.get("/queue", response=list[PickListOut])
def queue(request: Request) -> list[queries.PickList]:
    """Orders with something left to issue, by promise."""
    return queries.pick_queue(reading.store_for(request.actor, permissions.SEE_COUNTER))


@router.get("/orders/{order_id}", response=PickListOut)
def pick_list(request: Request, order_id: int) -> queries.PickList:
    """One order's pick list."""
    return queries.pick_list(request.actor, order_id, on=localdate(now()))


@router.post("/orders/{order_id}/issue", response=HandedOut)
def issue(request: Request, order_id: int, said: IssueIn) -> issuing.Handed:
    """Hand out."""
    return issuing.issue(
        request.actor, order_id, quantities=said.quantities, taken_by_id=said.taken_by_id, at=now()
    )


@router.post("/orders/{order_id}/scan", response=HandedOut)
def scan(request: Request, order_id: int, said: ScanIn) -> issuing.Handed:
    """Hand out what was scanned."""
    return issuing.issue_scanned(
        request.actor,
        order_id,
        said.code,
        taken_by_id=said.taken_by_id,
        quantity=said.quantity,
        bin_id=said.bin_id,
        at=now(),
    )


@router.post("/orders/{order_id}/take-back", response=HandedOut)
def take_back(request: Request, order_id: int, said: TakeBackIn) -> issuing.Handed:
    """Take back."""
    return issuing.take_back(
        request.actor, order_id, quantities=said.quantities, reason=said.reason, words=said.words, at=now()
    )


@router.post("/orders/{order_id}/scan-back", response=HandedOut)
def scan_back(request: Request, order_id: int, said: ScanBackIn) -> issuing.Handed:
    """Take back what was scanned."""
    return issuing.take_back_scanned(
        request.actor,
        order_id,
        said.code,
        reason=said.reason,
        quantity=said.quantity,
        words=said.words,
        at=now(),
    )


@router.get("/scan", response=scans.Meaning)
def meaning(request: Request, code: str) -> scans.Meaning:
    """What a scanned code means: a part, a bin, orders, or nothing that is known."""
    return scans.meaning(reading.store_for(request.actor, permissions.SEE_PARTS), code)


@router.get("/shelf", response=list[BookingShelfOut])
def booking_shelf(request: Request, days: int = 2) -> list[queries.BookingShelf]:
    """The booking shelf from today on."""
    store_id = reading.store_for(request.actor, permissions.SEE_COUNTER)
    return queries.booking_shelf(store_id, on=localdate(now()), days=max(1, min(days, 14)))


@router.post("/appointments/{appointment_id}/shelve", response=PlaceOut)
def shelve(request: Request, appointment_id: int, said: ShelveIn) -> PlaceOut:
    """Lay out a booking."""
    place = shelf.shelve_for_booking(request.actor, appointment_id, bin_id=said.bin_id, at=now())
    return PlaceOut(shelf=place)


@router.post("/shelf/put-back", response=CountOut)
def put_back(request: Request) -> CountOut:
    """Carry back what nobody is promised."""
    return CountOut(count=shelf.put_back(request.actor, request.actor.here, at=now()))


@router.get("/shorts", response=list[ShortOut])
def shorts(request: Request) -> list[queries.ShortCard]:
    """What is short, first served first."""
    return queries.shorts(reading.store_for(request.actor, permissions.SEE_PARTS))


@router.get("/requests", response=list[queries.RequestCard])
def waiting_requests(request: Request) -> list[queries.RequestCard]:
    """Requests that wait for an answer."""
    return queries.requests(request.actor)


@router.post("/holds/{hold_id}/ask", response=RequestOut)
def ask(request: Request, hold_id: int, said: AskIn) -> object:
    """Ask for a held part."""
    return requests.ask_for_held(
        request.actor,
        hold_id,
        why=said.why,
        for_line=said.for_line,
        for_appointment=said.for_appointment,
        quantity=said.quantity,
        at=now(),
    )


@router.post("/requests/{hold_request_id}/answer", response=RequestOut)
def answer(request: Request, hold_request_id: int, said: AnswerIn) -> object:
    """Give the part or keep it."""
    return requests.answer_request(request.actor, hold_request_id, give=said.give, at=now())
