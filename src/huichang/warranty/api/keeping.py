"""Claimed parts, shipments, scrap records, settlements, the store's checks."""

from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.kernel import pictures
from huichang.kernel.web import Request
from huichang.warranty import keeping, own_checks, scrapping, settling, shipping
from huichang.warranty.api.claims import Made, WhyIn, made
from huichang.warranty.queries import keeping as rows
from huichang.warranty.queries import money
from huichang.warranty.states import Deduction, Remedy, Severity, ShipmentKind

router = Router()


class StoreIn(Schema):
    """A scanned tag and its place; photos in base64."""

    tag: str
    place: str
    photos: list[str] = []


class MoveIn(Schema):
    """Where it lies now, and why."""

    place: str
    why: str


class GiveIn(Schema):
    """Who gets it, by which document."""

    document: str
    to: str


class CallIn(Schema):
    """A call-back order."""

    their_number: str
    due_on: date
    claim_numbers: list[str] = []
    tags: list[str] = []
    is_urgent: bool = False
    words: str = ""


class CountIn(Schema):
    """What was scanned."""

    tags: list[str]
    place: str = ""
    words: str = ""


class ScrapIn(Schema):
    """What was destroyed; photos in base64."""

    tags: list[str]
    instruction: str
    witness: str
    how: str
    photos: list[str]


class ShipmentIn(Schema):
    """A shipment to be packed."""

    kind: ShipmentKind = ShipmentKind.NORMAL


class BoxIn(Schema):
    """A part for a box."""

    tag: str
    box: int


class CarrierIn(Schema):
    """Who takes it."""

    carrier: str


class DeductedIn(Schema):
    """A part that is not accepted."""

    part_id: int
    deduction: Deduction
    words: str = ""
    amount: Decimal = Decimal(0)


class AuditIn(Schema):
    """What the audit says."""

    deducted: list[DeductedIn] = []
    words: str = ""


class MonthIn(Schema):
    """A month by its first day."""

    month: date
    why: str = ""


class MatchIn(Schema):
    """The submission that a line belongs to."""

    number: str


class RemedyIn(Schema):
    """What became of a difference."""

    remedy: Remedy
    words: str


class ConditionIn(Schema):
    """A condition of a check."""

    field: str
    compare: str
    value: str = ""


class CheckIn(Schema):
    """A check of the store; `id` of the one that is changed."""

    name: str
    says: str
    severity: Severity = Severity.STOP
    conditions: list[ConditionIn]
    id: int | None = None


class SwitchIn(Schema):
    """In force or not."""

    on: bool


class Count(Schema):
    """How many."""

    count: int


@router.get("/parts", response=list[rows.PartRow])
def part_list(request: Request, only: str = "here", q: str = "") -> object:
    """Claimed parts."""
    return rows.part_list(request.actor, on=localdate(now()), only=only, text=q)


@router.get("/parts/{int:part_id}", response=rows.PartPage)
def part(request: Request, part_id: int) -> object:
    """One part with its ledger."""
    return rows.part_page(request.actor, part_id, on=localdate(now()))


@router.post("/parts/store", response=Made)
def store_part(request: Request, said: StoreIn) -> Made:
    """Scanned in."""
    photos = pictures.from_base64(said.photos)
    return made(keeping.store_part(request.actor, said.tag, place=said.place, photos=photos, at=now()))


@router.post("/parts/{part_id}/move", response=Made)
def move_part(request: Request, part_id: int, said: MoveIn) -> Made:
    """It lies elsewhere."""
    return made(keeping.move_part(request.actor, part_id, at=now(), **said.dict()))


@router.post("/parts/{part_id}/give-back", response=Made)
def give_back_part(request: Request, part_id: int, said: GiveIn) -> Made:
    """The customer gets it."""
    return made(keeping.give_back_part(request.actor, part_id, at=now(), **said.dict()))


@router.post("/parts/call-back", response=Made)
def call_back(request: Request, said: CallIn) -> Made:
    """The manufacturer wants parts."""
    return made(keeping.call_back_parts(request.actor, request.actor.here, at=now(), **said.dict()))


@router.post("/parts/inventory", response=Made)
def inventory(request: Request, said: CountIn) -> Made:
    """The count of the store."""
    return made(keeping.take_inventory(request.actor, request.actor.here, at=now(), **said.dict()))


@router.post("/parts/scrap", response=Made)
def scrap(request: Request, said: ScrapIn) -> Made:
    """Parts are destroyed."""
    values = said.dict(exclude={"photos"})
    photos = pictures.from_base64(said.photos)
    return made(scrapping.scrap_parts(request.actor, request.actor.here, photos=photos, at=now(), **values))


@router.get("/shipments", response=list[rows.ShipmentRow])
def shipment_list(request: Request) -> object:
    """Shipments."""
    return rows.shipments(request.actor)


@router.post("/shipments", response=Made)
def open_shipment(request: Request, said: ShipmentIn) -> Made:
    """A shipment to be packed."""
    return made(shipping.open_shipment(request.actor, request.actor.here, kind=said.kind, at=now()))


@router.post("/shipments/{shipment_id}/box", response=Made)
def box_part(request: Request, shipment_id: int, said: BoxIn) -> Made:
    """A part goes into a box."""
    return made(shipping.box_part(request.actor, shipment_id, at=now(), **said.dict()))


@router.post("/parts/{part_id}/unbox", response=Made)
def unbox_part(request: Request, part_id: int) -> Made:
    """It comes out again."""
    return made(shipping.unbox_part(request.actor, part_id, at=now()))


@router.post("/shipments/{shipment_id}/send", response=Made)
def send_shipment(request: Request, shipment_id: int, said: CarrierIn) -> Made:
    """The boxes leave."""
    return made(shipping.send_shipment(request.actor, shipment_id, carrier=said.carrier, at=now()))


@router.post("/shipments/{shipment_id}/cancel", response=Made)
def cancel_shipment(request: Request, shipment_id: int) -> Made:
    """It does not go."""
    return made(shipping.cancel_shipment(request.actor, shipment_id, at=now()))


@router.post("/shipments/{shipment_id}/audit", response=Made)
def audit_shipment(request: Request, shipment_id: int, said: AuditIn) -> Made:
    """What the manufacturer says of the parts."""
    deducted = [shipping.Audited(**each.dict()) for each in said.deducted]
    return made(
        shipping.audit_shipment(request.actor, shipment_id, deducted=deducted, words=said.words, at=now())
    )


@router.get("/settlements", response=list[money.MonthRow])
def months(request: Request) -> object:
    """Months of the manufacturer's lists."""
    return money.months(request.actor)


@router.get("/settlements/lines", response=list[money.SettledRow])
def lines(request: Request, month: date | None = None, only: str = "open", q: str = "") -> object:
    """Lines of a month, or of all."""
    return money.settled_lines(request.actor, month, only=only, text=q)


@router.post("/settlements/book", response=Count)
def book(request: Request, said: MonthIn) -> Count:
    """What a month paid is booked."""
    return Count(count=settling.book_month(request.actor, request.actor.here, month=said.month, at=now()))


@router.post("/settlements/unbook", response=Count)
def unbook(request: Request, said: MonthIn) -> Count:
    """It was booked by mistake."""
    count = settling.unbook_month(request.actor, request.actor.here, month=said.month, why=said.why, at=now())
    return Count(count=count)


@router.post("/settlements/lines/{line_id}/match", response=Made)
def match(request: Request, line_id: int, said: MatchIn) -> Made:
    """A line belongs to a submission."""
    return made(settling.match_line(request.actor, line_id, number=said.number, at=now()))


@router.post("/settlements/lines/{line_id}/work", response=Made)
def work(request: Request, line_id: int, said: RemedyIn) -> Made:
    """What became of a difference."""
    return made(settling.work_difference(request.actor, line_id, at=now(), **said.dict()))


@router.post("/settlements/lines/{line_id}/reopen", response=Made)
def reopen(request: Request, line_id: int, said: WhyIn) -> Made:
    """It was registered by mistake."""
    return made(settling.reopen_difference(request.actor, line_id, why=said.why, at=now()))


@router.get("/ageing", response=money.Ageing)
def ageing(request: Request) -> object:
    """What the manufacturer owes, by age."""
    return money.ageing(request.actor, on=localdate(now()))


@router.get("/checks", response=list[money.CheckCard])
def checks(request: Request) -> object:
    """The store's checks."""
    return money.checks(request.actor)


@router.post("/checks", response=Made)
def keep_check(request: Request, said: CheckIn) -> Made:
    """A check, new or changed."""
    values = said.dict(exclude={"id"})
    return made(
        own_checks.keep_check(request.actor, request.actor.here, check_id=said.id, at=now(), **values)
    )


@router.post("/checks/{check_id}/try", response=money.CheckCard)
def try_check(request: Request, check_id: int) -> object:
    """The check on the past year."""
    own_checks.try_check(request.actor, check_id, at=now())
    return money.check_card(request.actor, check_id)


@router.post("/checks/{check_id}/switch", response=Made)
def switch_check(request: Request, check_id: int, said: SwitchIn) -> Made:
    """In force, or no more."""
    return made(own_checks.switch_check(request.actor, check_id, on=said.on, at=now()))


@router.post("/checks/{check_id}/drop", response=Count)
def drop_check(request: Request, check_id: int) -> Count:
    """Nobody wants it."""
    own_checks.drop_check(request.actor, check_id, at=now())
    return Count(count=1)
