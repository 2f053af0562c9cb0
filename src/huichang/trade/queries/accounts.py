"""What may be asked about trade customers: the list with what they owe, and everything of one."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, OuterRef, Q, Subquery, Sum

from huichang.company import queries as company
from huichang.customers import queries as customers
from huichang.kernel.actor import Actor
from huichang.kernel.money import ZERO
from huichang.kernel.refusals import Missing
from huichang.parts import queries as parts
from huichang.parts.states import PriceClass
from huichang.trade import exposure
from huichang.trade.models import Account, Address, Bill, Charge
from huichang.trade.queries import reading, sale_rows, sales
from huichang.trade.queries.sale_rows import SaleRow
from huichang.trade.queries.sales import Credit
from huichang.trade.states import BillKind, BillState


@dataclass(frozen=True)
class AccountRow:
    """A trade customer in one line: open bills, what of them is over its day, what is not billed yet."""

    id: int
    customer_id: int
    name: str
    kind_says: str
    pays: str
    pays_says: str
    contact: str
    phone: str
    route: str
    is_open: bool
    billed: Decimal
    late: Decimal
    unbilled: Decimal


def named(text: str) -> Q:
    """Accounts that a text means: the customer's name, initials or pinyin, the end of the phone, the route."""
    said = text.strip()
    return (
        Q(customer__name__icontains=said)
        | Q(customer__initials__startswith=said.lower())
        | Q(customer__pinyin__startswith=said.lower())
        | Q(phone__endswith=said)
        | Q(route__icontains=said)
    )


def account_list(actor: Actor, *, text: str = "", on: date, also_closed: bool = False) -> list[AccountRow]:
    """Trade customers of the store by name. One statement."""
    store_id = reading.store_for(actor)
    bills = Bill.objects.filter(
        store_id=store_id,
        customer_id=OuterRef("customer_id"),
        kind=BillKind.MONTH,
        state=BillState.OPEN,
    ).values("customer_id")
    owed = bills.annotate(all=Sum(F("total") - F("paid") - F("credited")))
    late = bills.filter(due_on__lt=on).annotate(all=Sum(F("total") - F("paid") - F("credited")))
    waiting = (
        Charge.objects.filter(store_id=store_id, customer_id=OuterRef("customer_id"), bill__isnull=True)
        .values("customer_id")
        .annotate(all=Sum("amount"))
    )
    rows = Account.objects.filter(store_id=store_id)
    if not also_closed:
        rows = rows.filter(is_open=True)
    if text.strip():
        rows = rows.filter(named(text))
    found = (
        rows.select_related("customer")
        .annotate(
            billed=Subquery(owed.values("all")),
            late=Subquery(late.values("all")),
            unbilled=Subquery(waiting.values("all")),
        )
        .order_by("customer__pinyin")
    )
    return [
        AccountRow(
            row.pk,
            row.customer_id,
            row.customer.name,
            row.get_kind_display(),
            row.pays,
            row.get_pays_display(),
            row.contact,
            row.phone,
            row.route,
            row.is_open,
            row.billed or ZERO,
            row.late or ZERO,
            row.unbilled or ZERO,
        )
        for row in found
    ]


@dataclass(frozen=True)
class AddressCard:
    """Where goods go."""

    id: int
    name: str
    address: str
    receiver: str
    phone: str
    is_first: bool


@dataclass(frozen=True)
class AccountPage:
    """Everything of a trade customer. `owed`: billed, delivered and not billed, ordered and not delivered."""

    id: int
    version: int
    customer_id: int
    name: str
    kind: str
    kind_says: str
    pays: str
    pays_says: str
    contact: str
    phone: str
    route: str
    driver_id: int | None
    driver: str
    invoice_title: str
    tax_number: str
    invoice_address: str
    bank: str
    note: str
    is_open: bool
    price_class: str
    price_class_says: str
    credit: Credit | None
    billed: Decimal
    unbilled: Decimal
    ordered: Decimal
    addresses: tuple[AddressCard, ...]
    sales: tuple[SaleRow, ...]


def account_page(actor: Actor, account_id: int, *, on: date) -> AccountPage:
    """One trade customer. Eight statements. Raises Missing for another store's."""
    store_id = reading.store_for(actor)
    row = (
        Account.objects.filter(store_id=store_id, pk=account_id).select_related("customer", "driver").first()
    )
    if row is None:
        raise Missing("没有找到这个配件客户，请从列表打开。")
    classed = {pk: says for pk, _, says in parts.classed_customers(actor)}
    says = classed.get(row.customer_id, PriceClass.OWNER.label)
    billed, unbilled, ordered = exposure.parts_of(store_id, row.customer_id)
    rows, _ = sale_rows.sale_list(actor, only="all", customer_id=row.customer_id)
    return AccountPage(
        row.pk,
        row.version,
        row.customer_id,
        row.customer.name,
        row.kind,
        row.get_kind_display(),
        row.pays,
        row.get_pays_display(),
        row.contact,
        row.phone,
        row.route,
        row.driver_id,
        row.driver.name if row.driver else "",
        row.invoice_title,
        row.tax_number,
        row.invoice_address,
        row.bank,
        row.note,
        row.is_open,
        next((value for value, label in PriceClass.choices if label == says), PriceClass.OWNER.value),
        says,
        sales.credit_of(store_id, row.customer_id, for_parts=billed + unbilled + ordered),
        billed,
        unbilled,
        ordered,
        tuple(
            AddressCard(each.pk, each.name, each.address, each.receiver, each.phone, each.is_first)
            for each in Address.objects.filter(account=row, is_active=True).order_by("-is_first", "pk")
        ),
        tuple(rows[:12]),
    )


def customer_of(actor: Actor, account_id: int) -> int:
    """Whose account it is. One statement. Raises Missing for another store's."""
    store_id = reading.store_for(actor)
    found: int | None = (
        Account.objects.filter(store_id=store_id, pk=account_id).values_list("customer_id", flat=True).first()
    )
    if found is None:
        raise Missing("没有找到这个配件客户，请从列表打开。")
    return found


@dataclass(frozen=True)
class Buyer:
    """Somebody who may be chosen as the customer of a sale; `account`: buys parts regularly."""

    customer_id: int
    name: str
    phone: str
    account: bool
    pays_says: str


def buyers(actor: Actor, text: str, *, limit: int = 8) -> list[Buyer]:
    """Customers that a text means, trade customers first; without a text the trade customers. Two statements."""
    store_id = reading.store_for(actor)
    accounts = {
        row.customer_id: row
        for row in Account.objects.filter(store_id=store_id, is_open=True).select_related("customer")
    }
    said = text.strip()
    if not said:
        some = sorted(accounts.values(), key=lambda row: row.customer.pinyin)[:limit]
        return [
            Buyer(row.customer_id, row.customer.name, row.phone, True, row.get_pays_display()) for row in some
        ]
    found = customers.find(actor, said, limit=limit)
    return sorted(
        (
            Buyer(
                each.id,
                each.name,
                customers.phone_for(actor, each.phone),
                each.id in accounts,
                accounts[each.id].get_pays_display() if each.id in accounts else "",
            )
            for each in found
        ),
        key=lambda each: not each.account,
    )


@dataclass(frozen=True)
class Drivers:
    """Who of the store may bring goods: id and name; `usual`: who brings this customer's."""

    people: tuple[tuple[int, str], ...] = ()
    usual: int | None = None


def drivers(store_id: int, customer_id: int | None = None) -> Drivers:
    """Who may bring goods, and who usually does to a customer. Two statements, one without a customer."""
    people = tuple((each.id, each.name) for each in company.people(store_id))
    usual = (
        Account.objects.filter(store_id=store_id, customer_id=customer_id)
        .values_list("driver_id", flat=True)
        .first()
        if customer_id is not None
        else None
    )
    return Drivers(people, usual if usual in dict(people) else None)
