"""Invoices, returns, parts claims, emergencies."""

from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.kernel import pictures
from huichang.kernel.web import Request
from huichang.supply import claims, emergency, invoices, queries, returns
from huichang.supply.api.orders import Made
from huichang.supply.queries import reading
from huichang.supply.states import Fault, FoundWhen, Restores, ReturnReason, Settlement

router = Router()


class BilledIn(Schema):
    """What an invoice bills of a receipt line."""

    receipt_line_id: int
    quantity: Decimal
    net: Decimal


class InvoiceIn(Schema):
    """An invoice."""

    supplier_id: int
    number: str
    invoiced_on: date
    tax: Decimal
    gross: Decimal
    freight: Decimal = Decimal(0)
    lines: list[BilledIn]


class SettleIn(Schema):
    """What becomes of each difference: invoice line → settlement."""

    settlements: dict[int, Settlement]
    words: str


class PayIn(Schema):
    """The bank's answer."""

    paid_on: date
    reference: str


class WhyIn(Schema):
    """A reason."""

    why: str = ""


class BackIn(Schema):
    """So many of a part go back."""

    part_id: int
    bin_id: int
    quantity: Decimal
    price: Decimal | None = None


class ReturnIn(Schema):
    """What goes back."""

    supplier_id: int
    reason: ReturnReason
    words: str = ""
    lines: list[BackIn]


class CarrierIn(Schema):
    """Who takes it."""

    carrier: str


class CreditIn(Schema):
    """The red-letter invoice."""

    amount: Decimal
    number: str


class ClaimIn(Schema):
    """What is wrong with a part; photos in base64."""

    supplier_id: int
    part_id: int
    quantity: Decimal
    found: FoundWhen
    words: str
    restores: Restores
    piece_id: int | None = None
    why_whole: str = ""
    fault: Fault | None = None
    found_on: date | None = None
    receipt_line_id: int | None = None
    order_id: int | None = None
    order_number: str = ""
    plate: str = ""
    bin_id: int | None = None
    asked: Decimal | None = None
    photos: list[str] = []


class SendIn(Schema):
    """Why it is late, where it is."""

    late_why: str = ""


class AnswerIn(Schema):
    """The supplier's word."""

    accepted: bool
    words: str = ""
    their_number: str = ""


class PaidIn(Schema):
    """The supplier's money."""

    amount: Decimal
    words: str = ""


class AskIn(Schema):
    """What is asked of another store."""

    part_id: int
    from_store_id: int
    quantity: Decimal
    why: str
    plate: str = ""


class GrantIn(Schema):
    """What this store says."""

    granted: bool
    words: str = ""


@router.get("/invoices", response=list[queries.InvoiceRow])
def invoice_list(request: Request, only: str = "open", q: str = "") -> list[queries.InvoiceRow]:
    """Invoices; open ones by the day on which they are due."""
    return queries.invoice_list(request.actor, on=localdate(now()), only=only, text=q)


@router.get("/invoices/{invoice_id}", response=queries.InvoicePage)
def invoice(request: Request, invoice_id: int) -> queries.InvoicePage:
    """Order, receipt and invoice side by side."""
    return queries.invoice_page(request.actor, invoice_id, on=localdate(now()))


@router.get("/unbilled/{supplier_id}", response=list[queries.ToMatch])
def unbilled(request: Request, supplier_id: int) -> list[queries.ToMatch]:
    """What of a supplier came and is not billed."""
    return queries.to_match(request.actor, supplier_id)


@router.post("/invoices", response=Made)
def record(request: Request, said: InvoiceIn) -> object:
    """An invoice against what came."""
    words = said.dict(exclude={"supplier_id", "lines"})
    return invoices.record_invoice(
        request.actor,
        said.supplier_id,
        store_id=request.actor.here,
        lines=[invoices.Billed(**each.dict()) for each in said.lines],
        at=now(),
        **words,
    )


@router.post("/invoices/{invoice_id}/settle", response=Made)
def settle(request: Request, invoice_id: int, said: SettleIn) -> object:
    """What becomes of its differences."""
    settlements = {line_id: str(value) for line_id, value in said.settlements.items()}
    return invoices.settle_differences(
        request.actor, invoice_id, settlements=settlements, words=said.words, at=now()
    )


@router.post("/invoices/{invoice_id}/pay", response=Made)
def pay(request: Request, invoice_id: int, said: PayIn) -> object:
    """It was paid."""
    return invoices.pay_invoice(
        request.actor, invoice_id, paid_on=said.paid_on, reference=said.reference, at=now()
    )


@router.post("/invoices/{invoice_id}/cancel", response=Made)
def cancel_invoice(request: Request, invoice_id: int, said: WhyIn) -> object:
    """It does not count."""
    return invoices.cancel_invoice(request.actor, invoice_id, why=said.why, at=now())


@router.get("/returns", response=list[queries.ReturnCard])
def return_list(request: Request, only_open: bool = False) -> list[queries.ReturnCard]:
    """Returns, newest first."""
    return queries.returns(request.actor, only_open=only_open)


@router.post("/returns", response=Made)
def write_return(request: Request, said: ReturnIn) -> object:
    """What is to go back."""
    return returns.write_return(
        request.actor,
        said.supplier_id,
        store_id=request.actor.here,
        reason=said.reason,
        words=said.words,
        lines=[returns.Back(**each.dict()) for each in said.lines],
        at=now(),
    )


@router.post("/returns/{return_id}/send", response=Made)
def send_return(request: Request, return_id: int, said: CarrierIn) -> object:
    """The goods go."""
    return returns.send_return(request.actor, return_id, carrier=said.carrier, at=now())


@router.post("/returns/{return_id}/credit", response=Made)
def credit_return(request: Request, return_id: int, said: CreditIn) -> object:
    """The red-letter invoice came."""
    return returns.credit_return(request.actor, return_id, amount=said.amount, number=said.number, at=now())


@router.post("/returns/{return_id}/cancel", response=Made)
def cancel_return(request: Request, return_id: int) -> object:
    """Nothing goes back."""
    return returns.cancel_return(request.actor, return_id)


@router.get("/claims", response=list[queries.ClaimRow])
def claim_list(request: Request, only: str = "open", q: str = "") -> list[queries.ClaimRow]:
    """Claims; open ones by deadline."""
    return queries.claim_list(request.actor, on=localdate(now()), only=only, text=q)


@router.get("/claims/{claim_id}", response=queries.ClaimPage)
def claim(request: Request, claim_id: int) -> queries.ClaimPage:
    """One claim."""
    return queries.claim_page(request.actor, claim_id, on=localdate(now()))


@router.post("/claims", response=Made)
def open_claim(request: Request, said: ClaimIn) -> object:
    """A claim."""
    words = said.dict(exclude={"supplier_id", "photos", "fault"})
    faulty = claims.Faulty(**words, fault=said.fault or "", photos=pictures.from_base64(said.photos))
    return claims.open_claim(
        request.actor, said.supplier_id, store_id=request.actor.here, faulty=faulty, at=now()
    )


@router.post("/claims/{claim_id}/send", response=Made)
def send_claim(request: Request, claim_id: int, said: SendIn) -> object:
    """To the supplier."""
    return claims.send_claim(request.actor, claim_id, late_why=said.late_why, at=now())


@router.post("/claims/{claim_id}/answer", response=Made)
def answer_claim(request: Request, claim_id: int, said: AnswerIn) -> object:
    """The supplier's word."""
    return claims.answer_claim(request.actor, claim_id, at=now(), **said.dict())


@router.post("/claims/{claim_id}/credit", response=Made)
def credit_claim(request: Request, claim_id: int, said: PaidIn) -> object:
    """The supplier's money."""
    return claims.credit_claim(request.actor, claim_id, amount=said.amount, words=said.words, at=now())


@router.post("/claims/{claim_id}/hand-over", response=Made)
def hand_over_claim(request: Request, claim_id: int, said: CarrierIn) -> object:
    """The goods go."""
    return claims.hand_over_claim(request.actor, claim_id, carrier=said.carrier, at=now())


@router.post("/claims/{claim_id}/withdraw", response=Made)
def withdraw_claim(request: Request, claim_id: int, said: WhyIn) -> object:
    """Nothing is asked any more."""
    return claims.withdraw_claim(request.actor, claim_id, why=said.why, at=now())


@router.get("/emergency/{part_id}", response=queries.EmergencyPlan)
def plan(request: Request, part_id: int, quantity: Decimal = Decimal(1)) -> queries.EmergencyPlan:
    """Every way to get so many of a part, ranked."""
    return queries.emergency_plan(request.actor, part_id, quantity=quantity, on=localdate(now()))


@router.get("/asks", response=list[queries.AskCard])
def ask_list(request: Request) -> list[queries.AskCard]:
    """Requests to other stores and of them."""
    here = reading.store_for(request.actor)
    return queries.asks(here)


@router.post("/asks", response=Made)
def ask_store(request: Request, said: AskIn) -> object:
    """Ask another store."""
    return emergency.ask_store(
        request.actor, said.part_id, store_id=request.actor.here, at=now(), **said.dict(exclude={"part_id"})
    )


@router.post("/asks/{ask_id}/answer", response=Made)
def answer_store(request: Request, ask_id: int, said: GrantIn) -> object:
    """Give it, or not."""
    return emergency.answer_store(request.actor, ask_id, at=now(), **said.dict())


@router.post("/asks/{ask_id}/withdraw", response=Made)
def withdraw_ask(request: Request, ask_id: int) -> object:
    """It is not needed any more."""
    return emergency.withdraw_ask(request.actor, ask_id, store_id=request.actor.here)
