"""Purchase orders and what comes of them."""

from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.kernel import pictures
from huichang.kernel.web import Request
from huichang.parts import batches
from huichang.supply import approving, drafting, ordering, queries, receiving
from huichang.supply.queries import reading
from huichang.supply.queries.offers import Offer
from huichang.supply.states import Fault, Foreseen, OrderKind, UrgentReason

router = Router()


class Made(Schema):
    """The id of what was made or changed, its number and state where it has them."""

    id: int
    number: str = ""
    state: str = ""


class OrdersOut(Schema):
    """A page of orders; `before` asks for the next."""

    orders: list[queries.OrderRow]
    before: int | None


class ForIn(Schema):
    """Whom a line is for."""

    quantity: Decimal
    order_id: int | None = None
    line_id: int | None = None
    appointment_id: int | None = None
    plate: str = ""


class LineIn(Schema):
    """So many of a part."""

    part_id: int
    quantity: Decimal
    price: Decimal | None = None
    needed_on: date | None = None
    why: str = ""
    suggestion: int | None = None
    wanted_for: list[ForIn] = []

    def line(self) -> drafting.Line:
        """As the use-case takes it."""
        said = self.dict(exclude={"wanted_for"})
        return drafting.Line(
            **said, wanted_for=tuple(drafting.For(**each.dict()) for each in self.wanted_for)
        )


class OrderIn(Schema):
    """A purchase order."""

    supplier_id: int
    kind: OrderKind
    lines: list[LineIn]
    urgent_reason: UrgentReason | None = None
    urgent_words: str = ""
    note: str = ""
    ship_to: str = ""


class LinesIn(Schema):
    """More lines."""

    lines: list[LineIn]
    seen: int | None = None


class ChangeIn(Schema):
    """Another quantity or price."""

    quantity: Decimal
    price: Decimal | None = None
    why: str = ""
    seen: int | None = None


class SeenIn(Schema):
    """The version of the page."""

    seen: int | None = None


class WhyIn(SeenIn):
    """A reason."""

    why: str = ""


class SendIn(SeenIn):
    """How it went out."""

    via: str = ""


class PromiseIn(Schema):
    """What the supplier says of a line."""

    line_id: int
    quantity: Decimal
    expected_on: date


class ConfirmIn(SeenIn):
    """The supplier's answer."""

    lines: list[PromiseIn]
    their_number: str = ""


class DayIn(Schema):
    """Another day."""

    expected_on: date


class CancelIn(Schema):
    """So much will not come."""

    why: str
    quantity: Decimal | None = None


class AnalysisIn(Schema):
    """What the look back found."""

    foreseen: Foreseen
    words: str


class BatchIn(Schema):
    """What goods say of themselves."""

    numbers: list[str]
    made_on: date | None = None
    expires_on: date | None = None
    certificate: str = ""
    code: str = ""
    checklist: dict[str, bool] = {}
    genuine: bool | None = None
    note: str = ""


class CameIn(Schema):
    """What came of a line; photos in base64."""

    line_id: int
    good: Decimal
    damaged: Decimal = Decimal(0)
    refused: Decimal = Decimal(0)
    announced: Decimal | None = None
    fault: Fault | None = None
    fault_words: str = ""
    over_why: str = ""
    bin_id: int | None = None
    batch: BatchIn | None = None
    photos: list[str] = []

    def came(self) -> receiving.Came:
        """As the use-case takes it."""
        said = self.dict(exclude={"batch", "photos", "fault"})
        batch = None
        if self.batch is not None:
            words = self.batch.dict()
            batch = batches.Came(**{**words, "numbers": tuple(words["numbers"])})
        return receiving.Came(
            **said, fault=self.fault or "", batch=batch, photos=pictures.from_base64(self.photos)
        )


class ReceiptIn(Schema):
    """A delivery with its note."""

    document: str
    lines: list[CameIn]
    note: str = ""


@router.get("/orders", response=OrdersOut)
def orders(
    request: Request,
    only: str = "open",
    q: str = "",
    supplier_id: int | None = None,
    part_id: int | None = None,
    before: int | None = None,
) -> OrdersOut:
    """Purchase orders, newest first."""
    rows, more = queries.order_list(
        request.actor,
        on=localdate(now()),
        only=only,
        text=q,
        supplier_id=supplier_id,
        part_id=part_id,
        before=before,
    )
    return OrdersOut(orders=rows, before=more)


@router.get("/orders/{order_id}", response=queries.OrderPage)
def order(request: Request, order_id: int) -> queries.OrderPage:
    """One purchase order with lines and receipts."""
    return queries.order_page(request.actor, order_id, on=localdate(now()))


@router.get("/offers/{part_id}", response=list[Offer])
def offers(request: Request, part_id: int) -> list[Offer]:
    """Who sells a part, cheapest first."""
    here = reading.store_for(request.actor)
    return queries.offers(here, [part_id], on=localdate(now())).get(part_id, [])


@router.post("/orders", response=Made)
def write(request: Request, said: OrderIn) -> object:
    """A draft."""
    urgency = None
    if said.urgent_reason is not None:
        urgency = drafting.Urgency(reason=said.urgent_reason, words=said.urgent_words)
    return ordering.write_order(
        request.actor,
        store_id=request.actor.here,
        supplier_id=said.supplier_id,
        kind=said.kind,
        lines=[each.line() for each in said.lines],
        urgency=urgency,
        note=said.note,
        ship_to=said.ship_to,
        at=now(),
    )


@router.post("/orders/{order_id}/lines", response=Made)
def add(request: Request, order_id: int, said: LinesIn) -> object:
    """More lines."""
    lines = [each.line() for each in said.lines]
    return ordering.add_lines(request.actor, order_id, lines=lines, at=now(), seen=said.seen)


@router.post("/lines/{line_id}", response=Made)
def change(request: Request, line_id: int, said: ChangeIn) -> Made:
    """Another quantity or price; 0 takes the line out."""
    ordering.change_line(request.actor, line_id, **said.dict())
    return Made(id=line_id)


@router.post("/lines/{line_id}/day", response=Made)
def redate(request: Request, line_id: int, said: DayIn) -> object:
    """It comes on another day."""
    return ordering.redate_line(request.actor, line_id, expected_on=said.expected_on, at=now())


@router.post("/lines/{line_id}/cancel", response=Made)
def cancel_line(request: Request, line_id: int, said: CancelIn) -> object:
    """It does not come."""
    return ordering.cancel_line(request.actor, line_id, at=now(), **said.dict())


@router.post("/orders/{order_id}/submit", response=Made)
def submit(request: Request, order_id: int, said: SeenIn) -> object:
    """The draft is ready."""
    return approving.submit_order(request.actor, order_id, at=now(), seen=said.seen)


@router.post("/orders/{order_id}/approve", response=Made)
def approve(request: Request, order_id: int, said: SeenIn) -> object:
    """It may go out."""
    return approving.approve_order(request.actor, order_id, at=now(), seen=said.seen)


@router.post("/orders/{order_id}/send-back", response=Made)
def send_back(request: Request, order_id: int, said: WhyIn) -> object:
    """It is a draft again."""
    return approving.send_back_order(request.actor, order_id, why=said.why, seen=said.seen)


@router.post("/orders/{order_id}/send", response=Made)
def send(request: Request, order_id: int, said: SendIn) -> object:
    """It is out."""
    return ordering.send_order(request.actor, order_id, via=said.via, at=now(), seen=said.seen)


@router.post("/orders/{order_id}/confirm", response=Made)
def confirm(request: Request, order_id: int, said: ConfirmIn) -> object:
    """The supplier's answer."""
    promised = {
        each.line_id: ordering.Promised(quantity=each.quantity, expected_on=each.expected_on)
        for each in said.lines
    }
    return ordering.confirm_order(
        request.actor,
        order_id,
        promised=promised,
        their_number=said.their_number,
        at=now(),
        seen=said.seen,
    )


@router.post("/orders/{order_id}/cancel", response=Made)
def cancel(request: Request, order_id: int, said: WhyIn) -> object:
    """Nothing of it comes."""
    return ordering.cancel_order(request.actor, order_id, why=said.why, at=now(), seen=said.seen)


@router.post("/orders/{order_id}/analysis", response=Made)
def analyse(request: Request, order_id: int, said: AnalysisIn) -> object:
    """Could it have been foreseen?"""
    return ordering.analyse_order(request.actor, order_id, foreseen=said.foreseen, words=said.words, at=now())


@router.post("/orders/{order_id}/receipts", response=Made)
def receive(request: Request, order_id: int, said: ReceiptIn) -> object:
    """Goods came."""
    came = [each.came() for each in said.lines]
    return receiving.receive_order(
        request.actor, order_id, document=said.document, came=came, note=said.note, at=now()
    )


@router.post("/receipts/{receipt_id}/undo", response=Made)
def undo(request: Request, receipt_id: int, said: WhyIn) -> object:
    """A receipt was a mistake."""
    return receiving.undo_receipt(request.actor, receipt_id, why=said.why, at=now())
