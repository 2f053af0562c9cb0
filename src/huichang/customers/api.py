"""The other door of this room: its acts as JSON, through the same use-cases."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.timezone import now
from ninja import Router, Schema

from huichang.customers import cards, consent, contacts, masking, queries, rules
from huichang.kernel.web import Request

router = Router(tags=["customers"])


class CustomerIn(Schema):
    """A new file."""

    name: str
    phone: str
    kind: str = "person"
    sex: str = "unknown"
    birthday: date | None = None
    wechat: str = ""
    address: str = ""
    channel: str = "sms"
    even_so: bool = False


class ChangesIn(Schema):
    """What is to be changed; fields that are left out stay. `seen` is the version that was read."""

    seen: int | None = None
    kind: str | None = None
    name: str | None = None
    sex: str | None = None
    birthday: date | None = None
    phone: str | None = None
    wechat: str | None = None
    address: str | None = None
    postcode: str | None = None
    identity_number: str | None = None
    legal_representative: str | None = None
    credit_code: str | None = None
    registered_capital: Decimal | None = None
    business_scope: str | None = None
    business_state: str | None = None
    credit_state: str | None = None
    bank: str | None = None
    bank_account: str | None = None
    contact_name: str | None = None
    board_name: str | None = None
    channel: str | None = None


class ConsentIn(Schema):
    """What was agreed to, and how."""

    purpose: str
    source: str
    wording: str = ""


class PhoneIn(Schema):
    """A further number."""

    number: str
    label: str = ""


class NoteIn(Schema):
    """A dealing."""

    text: str


class RevealIn(Schema):
    """Why a hidden value must be seen."""

    field: str
    reason: str


@router.get("/")
def find(request: Request, q: str) -> list[dict[str, Any]]:
    """Customers for a phone tail, a name or pinyin."""
    queries.may_see(request.actor)
    roles = request.actor.roles
    found = queries.find(request.actor, q)
    return [{**asdict(each), "phone": rules.shown(roles, "phone", each.phone)} for each in found]


@router.get("/{customer_id}")
def card(request: Request, customer_id: int) -> dict[str, Any]:
    """The file as this user may see it."""
    return asdict(queries.card(request.actor, customer_id))


@router.post("/")
def register(request: Request, said: CustomerIn) -> dict[str, int]:
    """Open a file."""
    made = cards.register_customer(request.actor, store_id=request.actor.here, at=now(), **said.dict())
    return {"id": made.pk}


@router.post("/{customer_id}/change")
def change(request: Request, customer_id: int, said: ChangesIn) -> dict[str, int]:
    """Change the file."""
    given = said.dict(exclude_unset=True)
    seen = given.pop("seen", None)
    changed = cards.change_customer(request.actor, customer_id, changes=given, seen=seen, at=now())
    return {"id": changed.pk, "version": changed.version}


@router.post("/{customer_id}/consents")
def give(request: Request, customer_id: int, said: ConsentIn) -> dict[str, int]:
    """Keep a consent."""
    return {"id": consent.give(request.actor, customer_id, at=now(), **said.dict()).pk}


@router.post("/{customer_id}/consents/{consent_id}/withdraw")
def withdraw(request: Request, customer_id: int, consent_id: int) -> dict[str, int]:
    """Take a consent back."""
    return {"id": consent.withdraw(request.actor, customer_id, consent_id, at=now()).pk}


@router.post("/{customer_id}/phones")
def add_phone(request: Request, customer_id: int, said: PhoneIn) -> dict[str, int]:
    """Keep a further number."""
    return {"id": contacts.add_phone(request.actor, customer_id, at=now(), **said.dict()).pk}


@router.post("/{customer_id}/phones/{phone_id}/remove")
def remove_phone(request: Request, customer_id: int, phone_id: int) -> dict[str, bool]:
    """Forget a number."""
    contacts.remove_phone(request.actor, customer_id, phone_id, at=now())
    return {"done": True}


@router.post("/{customer_id}/notes")
def note(request: Request, customer_id: int, said: NoteIn) -> dict[str, int]:
    """Keep a dealing."""
    return {"id": contacts.note(request.actor, customer_id, at=now(), **said.dict()).pk}


@router.post("/{customer_id}/reveal")
def reveal(request: Request, customer_id: int, said: RevealIn) -> dict[str, str]:
    """Show a hidden value, with the reason in the journal."""
    return {"value": masking.reveal(request.actor, customer_id, at=now(), **said.dict())}
