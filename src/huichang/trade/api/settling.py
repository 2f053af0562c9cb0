"""Accounts, bills, returns and advice."""

from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.kernel.money import Money
from huichang.kernel.web import Request
from huichang.trade import accounts, advising, bills, paying, queries, returns
from huichang.trade.queries import reading
from huichang.trade.states import BuyerKind, Condition, Pays, ReturnReason

router = Router()


class Made(Schema):
    """The id of what was made or changed, its number and state."""

    id: int
    number: str = ""
    state: str = ""


class AccountIn(Schema):
    """A trade customer; `words` as in `accounts.CHANGEABLE`."""

    kind: BuyerKind
    pays: Pays = Pays.AT_ONCE
    driver_id: int | None = None
    words: dict[str, str] = {}


class NewAccountIn(AccountIn):
    """A customer that becomes one."""

    customer_id: int


class ChangeAccountIn(AccountIn):
    """Another word about one."""

    is_open: bool = True
    seen: int | None = None


class AddressIn(Schema):
    """Where goods go."""

    name: str
    address: str
    receiver: str = ""
    phone: str = ""
    is_first: bool = False
    address_id: int | None = None


class AccountOut(Schema):
    """A trade customer with what is owed."""

    id: int
    customer_id: int
    name: str
    pays: str
    billed: Decimal
    late: Decimal
    unbilled: Decimal


class BillOut(Schema):
    """A bill."""

    id: int
    number: str
    kind: str
    state: str
    customer_id: int | None
    buyer: str
    from_on: date
    until_on: date
    due_on: date
    total: Decimal
    paid: Decimal
    credited: Decimal
    open: Decimal
    age: str


class RunIn(Schema):
    """Until when, for whom."""

    until: date | None = None
    customer_id: int | None = None


class PayIn(Schema):
    """Money."""

    method: str
    amount: Decimal
    once: str
    reference: str = ""


class RefundIn(Schema):
    """Money back."""

    amount: Decimal
    reason: str
    once: str


class ReturnIn(Schema):
    """Goods that come back, by line."""

    quantities: dict[int, Decimal]
    reason: ReturnReason
    words: str = ""


class CheckIn(Schema):
    """How they look, by line of the return; the fee only where it is not the store's percentage."""

    conditions: dict[int, Condition]
    fee: Decimal | None = None


class CreditOut(Schema):
    """The credit note."""

    id: int
    credit_number: str
    credit: Decimal


class WhyIn(Schema):
    """A reason."""

    why: str


class QuestionIn(Schema):
    """Who asks what."""

    question: str
    asker: str = ""
    customer_id: int | None = None
    part_id: int | None = None
    vehicle: str = ""
    sale_id: int | None = None


class AnswerIn(Schema):
    """What we say."""

    answer: str


class AdviceOut(Schema):
    """A question with its answer."""

    id: int
    number: str
    state: str
    question: str
    answer: str
    part_id: int | None
    vehicle: str


@router.get("/accounts", response=list[AccountOut])
def account_list(request: Request, q: str = "") -> list[queries.AccountRow]:
    """Trade customers."""
    return queries.account_list(request.actor, text=q, on=localdate(now()))


@router.post("/accounts", response=Made)
def open_account(request: Request, said: NewAccountIn) -> object:
    """A customer becomes a trade customer."""
    return accounts.open_account(request.actor, reading.store_for(request.actor), at=now(), **said.dict())


@router.post("/accounts/{account_id}", response=Made)
def change_account(request: Request, account_id: int, said: ChangeAccountIn) -> object:
    """Another word about one."""
    return accounts.change_account(request.actor, account_id, at=now(), **said.dict())


@router.post("/accounts/{account_id}/addresses", response=Made)
def keep_address(request: Request, account_id: int, said: AddressIn) -> object:
    """Where goods go."""
    return accounts.keep_address(request.actor, account_id, at=now(), **said.dict())


@router.post("/accounts/{account_id}/addresses/{address_id}/drop", response=Made)
def drop_address(request: Request, account_id: int, address_id: int) -> Made:
    """Nothing goes there any more."""
    accounts.drop_address(request.actor, account_id, address_id, at=now())
    return Made(id=address_id)


@router.get("/bills", response=list[BillOut])
def bill_list(request: Request, only: str = "open", q: str = "") -> list[queries.BillRow]:
    """Bills."""
    return queries.bill_list(request.actor, on=localdate(now()), only=only, text=q)


@router.post("/bills/run", response=list[Made])
def run(request: Request, said: RunIn) -> object:
    """Monthly bills are made."""
    return bills.run_statements(
        request.actor,
        reading.store_for(request.actor),
        until=said.until,
        customer_id=said.customer_id,
        at=now(),
    )


@router.post("/bills/{bill_id}/pay", response=Made)
def pay(request: Request, bill_id: int, said: PayIn) -> object:
    """Money for a bill."""
    return paying.take(request.actor, bill_id, at=now(), **said.dict())


@router.post("/customers/{customer_id}/pay", response=list[Made])
def pay_account(request: Request, customer_id: int, said: PayIn) -> object:
    """Money of a customer, for what is due first."""
    return paying.take_for_account(
        request.actor,
        reading.store_for(request.actor),
        customer_id=customer_id,
        at=now(),
        **said.dict(),
    )


@router.post("/bills/{bill_id}/refund", response=Made)
def refund(request: Request, bill_id: int, said: RefundIn) -> object:
    """Money of a bill back."""
    return paying.refund(request.actor, bill_id, at=now(), **said.dict())


@router.post("/bills/{bill_id}/dun", response=Made)
def dun(request: Request, bill_id: int) -> object:
    """A reminder."""
    return bills.dun(request.actor, bill_id, at=now())


@router.post("/sales/{sale_id}/return", response=Made)
def ask_return(request: Request, sale_id: int, said: ReturnIn) -> object:
    """Goods come back."""
    return returns.ask_return(request.actor, sale_id, at=now(), **said.dict())


@router.post("/returns/{return_id}/accept", response=CreditOut)
def accept_return(request: Request, return_id: int, said: CheckIn) -> object:
    """They were looked at."""
    return returns.accept_return(
        request.actor,
        return_id,
        conditions={key: str(value) for key, value in said.conditions.items()},
        fee=None if said.fee is None else Money(said.fee),
        at=now(),
    )


@router.post("/returns/{return_id}/refuse", response=Made)
def refuse_return(request: Request, return_id: int, said: WhyIn) -> object:
    """They stay the customer's."""
    return returns.refuse_return(request.actor, return_id, why=said.why, at=now())


@router.get("/advice", response=list[AdviceOut])
def advice(request: Request, q: str = "", part_id: int | None = None) -> list[queries.AdviceCard]:
    """Questions and answers."""
    return queries.advice_list(request.actor, text=q, part_id=part_id)


@router.post("/advice", response=Made)
def ask(request: Request, said: QuestionIn) -> object:
    """A new question."""
    return advising.ask_advice(request.actor, reading.store_for(request.actor), at=now(), **said.dict())


@router.post("/advice/{advice_id}/answer", response=Made)
def answer(request: Request, advice_id: int, said: AnswerIn) -> object:
    """The answer."""
    return advising.answer_advice(request.actor, advice_id, answer=said.answer, at=now())
