"""Suppliers, their contracts and prices, how they did."""

from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate, now
from ninja import Router, Schema, Status

from huichang.kernel import pictures
from huichang.kernel.web import Request
from huichang.supply import contracts, evaluating, queries, suppliers
from huichang.supply.api.orders import Made
from huichang.supply.states import CertificateKind, Standing, SupplierKind, Terms

router = Router()


class WordsIn(Schema):
    """The words of a supplier."""

    name: str
    kind: SupplierKind = SupplierKind.TRADER
    tax_number: str = ""
    bank: str = ""
    address: str = ""
    note: str = ""


class SupplierIn(WordsIn):
    """With its code."""

    code: str


class ChangeIn(WordsIn):
    """With the version of the page."""

    seen: int | None = None


class StandingIn(Schema):
    """Whether we buy from it."""

    standing: Standing
    why: str = ""


class ContactIn(Schema):
    """Somebody there."""

    name: str
    phone: str
    job: str = ""
    mail: str = ""
    is_urgent: bool = False
    contact_id: int | None = None


class CertificateIn(Schema):
    """A paper; the picture in base64."""

    kind: CertificateKind
    number: str
    until_on: date | None = None
    picture: str = ""


class ContractIn(Schema):
    """The terms of a contract."""

    number: str
    from_on: date
    until_on: date | None = None
    terms: Terms = Terms.MONTHLY
    pay_days: int = 30
    min_order: Decimal = Decimal(0)
    freight: Decimal = Decimal(0)
    free_from: Decimal | None = None
    lead_days: int = 7
    urgent_days: int = 2
    urgent_freight: Decimal = Decimal(0)
    urgent_percent: Decimal = Decimal(0)
    claim_days: int = 3
    quality_days: int = 180
    return_days: int = 30
    tax_percent: Decimal | None = None


class UntilIn(Schema):
    """The last day."""

    last_on: date


class PriceIn(Schema):
    """A price."""

    part_id: int
    price: Decimal
    pack: Decimal = Decimal(1)
    lead_days: int | None = None
    their_number: str = ""


class PricesIn(Schema):
    """Prices from a day on."""

    from_on: date
    prices: list[PriceIn]


class MonthIn(Schema):
    """A month, by any of its days."""

    month: date


class CountOut(Schema):
    """How many."""

    count: int


@router.get("/suppliers", response=list[queries.SupplierRow])
def supplier_list(request: Request, q: str = "", only: str = "") -> list[queries.SupplierRow]:
    """Suppliers by code, name, pinyin or initials."""
    return queries.supplier_list(request.actor, on=localdate(now()), text=q, only=only)


@router.get("/suppliers/{supplier_id}", response=queries.SupplierPage)
def supplier(request: Request, supplier_id: int) -> queries.SupplierPage:
    """One supplier."""
    return queries.supplier_page(request.actor, supplier_id, on=localdate(now()))


@router.post("/suppliers", response=Made)
def register(request: Request, said: SupplierIn) -> Made:
    """A new one."""
    words = suppliers.Particulars(**said.dict(exclude={"code"}))
    return Made(id=suppliers.register_supplier(request.actor, code=said.code, words=words).pk)


@router.post("/suppliers/{supplier_id}", response=Made)
def change(request: Request, supplier_id: int, said: ChangeIn) -> Made:
    """Other words."""
    words = suppliers.Particulars(**said.dict(exclude={"seen"}))
    suppliers.change_supplier(request.actor, supplier_id, words=words, seen=said.seen)
    return Made(id=supplier_id)


@router.post("/suppliers/{supplier_id}/standing", response=Made)
def qualify(request: Request, supplier_id: int, said: StandingIn) -> Made:
    """Whether we buy from it."""
    suppliers.qualify_supplier(request.actor, supplier_id, at=now(), **said.dict())
    return Made(id=supplier_id)


@router.post("/suppliers/{supplier_id}/contacts", response=Made)
def keep_contact(request: Request, supplier_id: int, said: ContactIn) -> Made:
    """Somebody there."""
    person = suppliers.Person(**said.dict(exclude={"contact_id"}))
    kept = suppliers.keep_contact(request.actor, supplier_id, person=person, contact_id=said.contact_id)
    return Made(id=kept.pk)


@router.post("/suppliers/{supplier_id}/contacts/{contact_id}/drop", response={204: None})
def drop_contact(request: Request, supplier_id: int, contact_id: int) -> Status[None]:
    """Nobody any more."""
    suppliers.drop_contact(request.actor, supplier_id, contact_id=contact_id)
    return Status(204, None)


@router.post("/suppliers/{supplier_id}/certificates", response=Made)
def keep_certificate(request: Request, supplier_id: int, said: CertificateIn) -> Made:
    """A paper."""
    picture = pictures.from_base64([said.picture])[0] if said.picture else None
    kept = suppliers.keep_certificate(
        request.actor,
        supplier_id,
        kind=said.kind,
        number=said.number,
        until_on=said.until_on,
        picture=picture,
        at=now(),
    )
    return Made(id=kept.pk)


@router.post("/suppliers/{supplier_id}/certificates/{certificate_id}/drop", response={204: None})
def drop_certificate(request: Request, supplier_id: int, certificate_id: int) -> Status[None]:
    """A paper that does not matter."""
    suppliers.drop_certificate(request.actor, supplier_id, certificate_id=certificate_id)
    return Status(204, None)


@router.post("/suppliers/{supplier_id}/contracts", response=Made)
def sign(request: Request, supplier_id: int, said: ContractIn) -> Made:
    """A contract."""
    agreed = contracts.Agreed(**said.dict())
    made = contracts.sign_contract(request.actor, supplier_id, store_id=request.actor.here, agreed=agreed)
    return Made(id=made.pk)


@router.post("/contracts/{contract_id}", response=Made)
def change_contract(request: Request, contract_id: int, said: ContractIn) -> Made:
    """Other terms."""
    contracts.change_contract(request.actor, contract_id, agreed=contracts.Agreed(**said.dict()))
    return Made(id=contract_id)


@router.post("/contracts/{contract_id}/end", response=Made)
def end(request: Request, contract_id: int, said: UntilIn) -> Made:
    """It ends."""
    contracts.end_contract(request.actor, contract_id, last_on=said.last_on, at=now())
    return Made(id=contract_id)


@router.post("/contracts/{contract_id}/prices", response=CountOut)
def set_prices(request: Request, contract_id: int, said: PricesIn) -> CountOut:
    """Prices from a day on."""
    prices = [contracts.Price(**each.dict()) for each in said.prices]
    count = contracts.set_prices(request.actor, contract_id, prices=prices, from_on=said.from_on, at=now())
    return CountOut(count=count)


@router.get("/evaluation", response=list[queries.RankRow])
def ranking(request: Request, month: date) -> list[queries.RankRow]:
    """Suppliers of a month, best first."""
    return queries.ranking(request.actor, month=month)


@router.post("/evaluation", response=CountOut)
def evaluate(request: Request, said: MonthIn) -> CountOut:
    """Work a month out anew."""
    count = evaluating.evaluate_suppliers(request.actor, request.actor.here, month=said.month, at=now())
    return CountOut(count=count)
