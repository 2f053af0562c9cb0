"""What screens and other rooms may ask about customers. Plain values come out, sensitive ones masked by post."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Reverse

from huichang.customers import permissions, rules, timeline
from huichang.customers.models import Consent, Customer, Phone
from huichang.customers.states import BoardName, Channel, Kind, Purpose, Sex
from huichang.kernel import journal, wording
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed


@dataclass(frozen=True)
class CustomerBrief:
    """A customer in one line. `phone` is plain: what leaves the house with it asks `phone_for` first."""

    id: int
    name: str
    phone: str
    sex: str
    kind: str
    channel: str
    board_name: str
    addressed: str


@dataclass(frozen=True)
class Sensitive:
    """A sensitive field as this person sees it: `text` is masked when `hidden`."""

    field: str
    label: str
    text: str
    hidden: bool


@dataclass(frozen=True)
class PhoneCard:
    """A further number of a customer."""

    id: int
    label: str
    text: str
    is_main: bool


@dataclass(frozen=True)
class ConsentCard:
    """What a customer agreed to."""

    id: int
    purpose: str
    purpose_says: str
    wording: str
    source: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class Likeness:
    """Another file that may be the same customer, and why."""

    id: int
    name: str
    why: str


@dataclass(frozen=True)
class CustomerCard:
    """The customer's file as this person may see it."""

    id: int
    kind: str
    kind_says: str
    name: str
    addressed: str
    sex: str
    sex_says: str
    birthday: date | None
    postcode: str
    contact_name: str
    legal_representative: str
    credit_code: str
    registered_capital: Decimal | None
    business_scope: str
    business_state: str
    credit_state: str
    bank: str
    first_dealing_on: date
    board_name: str
    board_name_says: str
    channel: str
    channel_says: str
    share_in_group: bool
    version: int
    phones: tuple[PhoneCard, ...]
    sensitive: tuple[Sensitive, ...]
    consents: tuple[ConsentCard, ...]
    completeness: rules.Completeness

    @property
    def is_firm(self) -> bool:
        """A firm rather than a person."""
        return self.kind == Kind.COMPANY

    def field(self, name: str) -> Sensitive:
        """One sensitive field."""
        return next(each for each in self.sensitive if each.field == name)


@dataclass(frozen=True)
class CustomerRow:
    """A line of the list of customers."""

    id: int
    name: str
    kind_says: str
    phone: str
    first_dealing_on: date
    score: int


def visible(actor: Actor) -> Q:
    """Files that the actor's stores have dealt with, and those whose owner agreed to share them in the group."""
    return Q(known_at__overlap=sorted(actor.stores)) | Q(share_in_group=True)


def may_see(actor: Actor) -> None:
    """Raises NotAllowed when the actor's post does not include customers' files."""
    if not actor.may(permissions.SEE_CUSTOMERS):
        raise NotAllowed("您的岗位不能查看客户档案，请找服务顾问或客服专员。")


addressed = rules.addressed


def brief(row: Customer) -> CustomerBrief:
    """A row as one line."""
    return CustomerBrief(
        row.pk,
        row.name,
        row.phone,
        row.sex,
        row.kind,
        row.channel,
        row.board_name,
        rules.addressed(row.name, row.sex, row.kind),
    )


def cards(ids: Iterable[int | None]) -> dict[int, CustomerBrief]:
    """Customers by id. One statement."""
    return {row.pk: brief(row) for row in Customer.objects.filter(pk__in={pk for pk in ids if pk})}


def known_cards(ids: Iterable[int | None], store_id: int) -> dict[int, CustomerBrief]:
    """Customers by id, of those whom a store may know. One statement."""
    rows = Customer.objects.filter(Q(known_at__contains=[store_id]) | Q(share_in_group=True))
    return {row.pk: brief(row) for row in rows.filter(pk__in={pk for pk in ids if pk})}


def sees(actor: Actor, customer_id: int) -> bool:
    """Whether the actor's stores may know this customer. One statement. Raises NotAllowed without the right."""
    may_see(actor)
    return Customer.objects.filter(visible(actor), pk=customer_id).exists()


def is_known(customer_id: int, store_id: int) -> bool:
    """Whether a store may use this customer's file: it has dealt with them, or they share it in the group."""
    return Customer.objects.filter(
        Q(known_at__contains=[store_id]) | Q(share_in_group=True), pk=customer_id
    ).exists()


def card(actor: Actor, customer_id: int, *, revealed: Mapping[str, str] | None = None) -> CustomerCard:
    """The file. Three statements. `revealed` holds values that were just shown with a reason.

    Raises Missing for a file that the actor's stores have not dealt with, NotAllowed without the right.
    """
    may_see(actor)
    cars = Customer.objects.filter(pk=OuterRef("pk"), vehicles__isnull=False)
    row = Customer.objects.filter(visible(actor), pk=customer_id).annotate(owns=Exists(cars)).first()
    if row is None:
        raise Missing("没有找到这位客户的档案，请检查链接或重新搜索。")
    consents = list(Consent.objects.filter(customer=row).order_by("-given_at"))
    phones = list(Phone.objects.filter(customer=row).order_by("pk"))
    open_consent = any(each.purpose == Purpose.CONTACT and each.withdrawn_at is None for each in consents)
    plain = dict(revealed or {})

    def seen(field: str) -> Sensitive:
        value = getattr(row, field)
        free = rules.sees(actor.roles, field) or field in plain
        text = value if free else rules.masked(field, value)
        if field == "phone" and free:
            text = wording.phone(value)
        return Sensitive(field, rules.SENSITIVE[field][0], text, bool(value) and not free)

    free_phones = rules.sees(actor.roles, "phone") or "phone" in plain
    return CustomerCard(
        id=row.pk,
        kind=row.kind,
        kind_says=Kind(row.kind).label,
        name=row.name,
        addressed=rules.addressed(row.name, row.sex, row.kind),
        sex=row.sex,
        sex_says=Sex(row.sex).label,
        birthday=row.birthday,
        postcode=row.postcode,
        contact_name=row.contact_name,
        legal_representative=row.legal_representative,
        credit_code=row.credit_code,
        registered_capital=row.registered_capital,
        business_scope=row.business_scope,
        business_state=row.business_state,
        credit_state=row.credit_state,
        bank=row.bank,
        first_dealing_on=row.first_dealing_on,
        board_name=row.board_name,
        board_name_says=BoardName(row.board_name).label,
        channel=row.channel,
        channel_says=Channel(row.channel).label,
        share_in_group=row.share_in_group,
        version=row.version,
        phones=tuple(
            PhoneCard(
                each.pk,
                each.label,
                wording.phone(each.number, masked=not free_phones),
                each.number == row.phone,
            )
            for each in phones
        ),
        sensitive=tuple(seen(field) for field in rules.SENSITIVE),
        consents=tuple(
            ConsentCard(
                each.pk,
                each.purpose,
                dict(Purpose.choices).get(each.purpose, each.purpose),
                each.wording,
                each.source,
                each.given_at,
                each.withdrawn_at,
            )
            for each in consents
        ),
        completeness=_completeness(row, consent=open_consent, car=row.owns),
    )


def _completeness(row: Customer, *, consent: bool, car: bool) -> rules.Completeness:
    fields = [name for name, _, _ in (*rules.PERSON, *rules.FIRM) if name not in ("consent", "car")]
    values: dict[str, object] = {name: getattr(row, name) for name in fields}
    return rules.completeness(row.kind, {**values, "consent": consent, "car": car})


@dataclass(frozen=True)
class FileScore:
    """How complete a file is (0–100), and what is missing, most valuable first."""

    name: str
    score: int
    missing: tuple[str, ...]


def completeness(ids: Iterable[int]) -> dict[int, int]:
    """Scores (0–100) of several files. One statement."""
    return {pk: file.score for pk, file in scores(ids).items()}


def scores(ids: Iterable[int]) -> dict[int, FileScore]:
    """How complete several files are. One statement."""
    found = {}
    for row in _scored(ids):
        file = _completeness(row, consent=row.agreed, car=row.owns)
        found[row.pk] = FileScore(row.name, file.score, file.missing)
    return found


def _scored(ids: Iterable[int]) -> Iterable[Any]:
    agreed = Consent.objects.filter(
        customer=OuterRef("pk"), purpose=Purpose.CONTACT, withdrawn_at__isnull=True
    )
    cars = Customer.objects.filter(pk=OuterRef("pk"), vehicles__isnull=False)
    rows: Iterable[Any] = Customer.objects.filter(pk__in=list(ids)).annotate(
        agreed=Exists(agreed), owns=Exists(cars)
    )
    return rows


def found_by(text: str) -> Q:
    """How what somebody typed finds a customer, each way answered by an index: the end of a phone number (3 digits or
    more), the beginning of the name, three characters anywhere in it, pinyin initials or pinyin from the start."""
    wanted = text.strip()
    digits = rules.plain_phone(wanted)
    if digits and digits == wanted.replace(" ", "").replace("-", ""):
        if len(digits) < 3:
            return Q(pk__in=[])
        phones = Phone.objects.alias(tail=Reverse("number")).filter(tail__startswith=digits[::-1])
        return Q(pk__in=phones.values("customer_id"))
    if wanted.isascii():
        letters = wanted.lower().replace(" ", "")
        return Q(initials__startswith=letters) | Q(pinyin__startswith=letters)
    if len(wanted) >= 3:
        return Q(name__contains=wanted)
    return Q(name__startswith=wanted)


def find(actor: Actor, text: str, limit: int = 8) -> list[CustomerBrief]:
    """Customers for a phone tail (3 digits or more), a name, pinyin (or initials); closest first. One statement."""
    wanted = text.strip()
    if len(wanted) < 2 and not any(character >= "一" for character in wanted):
        return []
    rows = list(Customer.objects.filter(visible(actor)).filter(found_by(wanted))[: limit * 4])
    whole = wanted.lower()
    rows.sort(
        key=lambda row: (wanted != row.name and whole != row.initials, len(row.name), row.pinyin, row.pk)
    )
    return [brief(row) for row in rows[:limit]]


def listed(actor: Actor, text: str = "", *, after: int | None = None, limit: int = 50) -> list[CustomerRow]:
    """The list of customers, newest file first; `after` is the last id of the page before. One statement."""
    may_see(actor)
    rows = Customer.objects.filter(visible(actor))
    if text.strip():
        rows = rows.filter(found_by(text))
    if after:
        rows = rows.filter(pk__lt=after)
    ids = list(rows.order_by("-pk").values_list("pk", flat=True)[:limit])
    hidden = not rules.sees(actor.roles, "phone")
    by_id = {row.pk: row for row in _scored(ids)}
    return [
        CustomerRow(
            pk,
            by_id[pk].name,
            Kind(by_id[pk].kind).label,
            wording.phone(by_id[pk].phone, masked=hidden),
            by_id[pk].first_dealing_on,
            _completeness(by_id[pk], consent=by_id[pk].agreed, car=by_id[pk].owns).score,
        )
        for pk in ids
    ]


def likenesses(actor: Actor, customer_id: int) -> list[Likeness]:
    """Other files of this store that may be the same customer: same phone, or same name and birthday. One statement."""
    mine = Customer.objects.filter(pk=customer_id)
    same_phone = Q(phones__number__in=Phone.objects.filter(customer_id=customer_id).values("number"))
    same_name = Q(name__in=mine.values("name"), birthday__isnull=False, birthday__in=mine.values("birthday"))
    rows = (
        Customer.objects.filter(visible(actor))
        .filter(same_phone | same_name)
        .exclude(pk=customer_id)
        .distinct()[:5]
    )
    return [Likeness(row.pk, row.name, "同一电话或同名同生日") for row in rows]


def phone_for(actor: Actor, number: str) -> str:
    """A customer's number as this person, or machine, may see it: whole for who calls customers, else masked (CARE-03)."""
    return number if not number or actor.may(permissions.SEE_PHONES) else wording.phone(number, masked=True)


def timeline_of(actor: Actor, customer_id: int) -> list[timeline.Dealing]:
    """Everything with this customer in the actor's stores, newest first, from all rooms."""
    may_see(actor)
    return timeline.of(customer_id, actor.stores)


def history(actor: Actor, customer_id: int) -> list[journal.Event]:
    """Who changed what of the file, newest first; sensitive values as the asker may see them. One statement."""
    may_see(actor)
    labels = {label: field for field, (label, _) in rules.SENSITIVE.items()} | {"号码": "phone"}
    hidden = {label for label, field in labels.items() if not rules.sees(actor.roles, field)}

    def covered(change: journal.ChangedField) -> journal.ChangedField:
        if change.label not in hidden:
            return change
        field = labels[change.label]
        before, after = (
            text if text == journal.EMPTY else rules.masked(field, text)
            for text in (change.before, change.after)
        )
        return journal.ChangedField(change.label, before, after)

    events = journal.history_of({"customers.customer": [customer_id]}, limit=60)
    return [
        journal.Event(
            each.at, each.who, each.door, each.what, each.note, [covered(change) for change in each.changes]
        )
        for each in events
    ]
