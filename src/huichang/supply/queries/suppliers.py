"""The list of suppliers and the page of one (PARTS-20)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.supply.models import (
    Certificate,
    Contract,
    Evaluation,
    Invoice,
    PurchaseOrder,
    Supplier,
)
from huichang.supply.queries import reading
from huichang.supply.queries.offers import lead_times
from huichang.supply.rules import Share, Spread
from huichang.supply.states import InvoiceState, OrderState

ZERO = Decimal(0)
WARN_DAYS = 60
MOST = 200


@dataclass(frozen=True)
class SupplierRow:
    """A supplier in the list, as this store deals with it."""

    id: int
    code: str
    name: str
    kind: str
    kind_says: str
    standing: str
    standing_says: str
    contract: str
    until_on: date | None
    open_orders: int
    measured: Spread | None
    grade: str
    points: Decimal | None
    certificate_due: date | None
    phone: str


@dataclass(frozen=True)
class ContactCard:
    """Somebody at a supplier."""

    id: int
    name: str
    job: str
    phone: str
    mail: str
    is_urgent: bool


@dataclass(frozen=True)
class CertificateCard:
    """A paper. `light`: ok, soon (it ends within two months), now (it is over)."""

    id: int
    kind_says: str
    number: str
    until_on: date | None
    light: str
    picture_id: int | None


@dataclass(frozen=True)
class ContractCard:
    """A contract with its terms."""

    id: int
    number: str
    from_on: date
    until_on: date | None
    terms: str
    terms_says: str
    pay_days: int
    min_order: Decimal
    freight: Decimal
    free_from: Decimal | None
    lead_days: int
    urgent_days: int
    urgent_freight: Decimal
    urgent_percent: Decimal
    claim_days: int
    quality_days: int
    return_days: int
    tax_percent: Decimal | None
    prices: int
    holds: bool


@dataclass(frozen=True)
class EvaluationCard:
    """A month of a supplier."""

    month: date
    points: Decimal | None
    grade: str
    shares: dict[str, Share]


@dataclass(frozen=True)
class SupplierPage:
    """All that a store knows of a supplier."""

    id: int
    code: str
    name: str
    kind: str
    kind_says: str
    standing: str
    standing_says: str
    standing_why: str
    tax_number: str
    bank: str
    address: str
    note: str
    version: int
    contacts: list[ContactCard]
    certificates: list[CertificateCard]
    contracts: list[ContractCard]
    evaluations: list[EvaluationCard]
    measured: Spread | None
    measured_urgent: Spread | None
    open_orders: int
    ordered_year: Decimal
    owed: Decimal


def matching(text: str) -> QuerySet[Supplier, Supplier]:
    """Suppliers that somebody means: code, name, pinyin or initials."""
    wanted = text.strip()
    rows: QuerySet[Any, Any] = Supplier.objects.all()
    if wanted:
        low = wanted.lower().replace(" ", "")
        rows = rows.filter(
            Q(code__istartswith=wanted)
            | Q(name__icontains=wanted)
            | Q(initials__startswith=low)
            | Q(pinyin__startswith=low)
        )
    return rows.order_by("standing", "code")


def supplier_list(actor: Actor, *, on: date, text: str = "", only: str = "") -> list[SupplierRow]:
    """Suppliers as this store deals with them. Two statements."""
    here = reading.store_for(actor)
    holding = (
        Contract.objects.filter(store_id=here, supplier=OuterRef("pk"), from_on__lte=on)
        .exclude(until_on__lt=on)
        .order_by("-from_on", "-pk")
    )
    last = Evaluation.objects.filter(store_id=here, supplier=OuterRef("pk")).order_by("-month")
    due = (
        Certificate.objects.filter(supplier=OuterRef("pk"), until_on__lt=on + timedelta(days=WARN_DAYS))
        .order_by("until_on")
        .values("until_on")[:1]
    )
    rows = matching(text).annotate(
        contract=Subquery(holding.values("number")[:1]),
        contract_until=Subquery(holding.values("until_on")[:1]),
        open_orders=Count(
            "orders",
            filter=Q(orders__store_id=here) & ~Q(orders__state__in=[OrderState.DONE, OrderState.CANCELLED]),
        ),
        points=Subquery(last.values("points")[:1]),
        grade=Subquery(last.values("grade")[:1]),
        due=Subquery(due),
        phone=Subquery(
            Supplier.objects.filter(pk=OuterRef("pk"))
            .order_by(F("contacts__is_urgent").desc())
            .values("contacts__phone")[:1]
        ),
    )
    if only == "papers":
        rows = rows.filter(due__isnull=False)
    elif only == "contract":
        rows = rows.filter(contract__isnull=True)
    elif only:
        rows = rows.filter(kind=only)
    measured = lead_times(here, on=on)
    return [
        SupplierRow(
            row.pk,
            row.code,
            row.name,
            row.kind,
            row.get_kind_display(),
            row.standing,
            row.get_standing_display(),
            row.contract or "",
            row.contract_until,
            row.open_orders,
            measured.of(row.pk),
            row.grade or "",
            row.points,
            row.due,
            row.phone or "",
        )
        for row in rows[:MOST]
    ]


def choices(actor: Actor, *, on: date) -> list[tuple[int, str]]:
    """Suppliers that may be ordered from, those with a contract first. One statement."""
    here = reading.store_for(actor)
    holding = Contract.objects.filter(store_id=here, supplier=OuterRef("pk"), from_on__lte=on)
    rows = (
        Supplier.objects.exclude(standing="blocked")
        .annotate(has=Exists(holding.exclude(until_on__lt=on)))
        .order_by("-has", "code")
    )
    return [(row.pk, row.name if row.has else f"{row.name}（无合同）") for row in rows]


def supplier_name(actor: Actor, supplier_id: int) -> str:
    """What a supplier is called. One statement. Raises Missing."""
    reading.store_for(actor)
    name: str | None = Supplier.objects.filter(pk=supplier_id).values_list("name", flat=True).first()
    if name is None:
        raise Missing("没有找到这个供应商，请重新搜索。")
    return name


def supplier_page(actor: Actor, supplier_id: int, *, on: date) -> SupplierPage:
    """A supplier with people, papers, contracts and marks. Eight statements. Raises Missing."""
    here = reading.store_for(actor)
    row = Supplier.objects.filter(pk=supplier_id).first()
    if row is None:
        raise Missing("没有找到这个供应商，请重新搜索。")
    measured = lead_times(here, on=on, supplier_id=supplier_id)
    orders = PurchaseOrder.objects.filter(store_id=here, supplier=row)
    open_orders = orders.exclude(state__in=[OrderState.DONE, OrderState.CANCELLED]).count()
    sums = orders.filter(
        sent_at__date__gte=on - timedelta(days=365),
    ).aggregate(goods=Sum((F("lines__quantity") - F("lines__cancelled")) * F("lines__price")))
    owed = Invoice.objects.filter(
        store_id=here, supplier=row, state__in=[InvoiceState.DIFFERS, InvoiceState.MATCHED]
    ).aggregate(owed=Sum("payable"))["owed"]
    return SupplierPage(
        row.pk,
        row.code,
        row.name,
        row.kind,
        row.get_kind_display(),
        row.standing,
        row.get_standing_display(),
        row.standing_why,
        row.tax_number,
        row.bank,
        row.address,
        row.note,
        row.version,
        [
            ContactCard(each.pk, each.name, each.job, each.phone, each.mail, each.is_urgent)
            for each in row.contacts.order_by("-is_urgent", "pk")
        ],
        [
            CertificateCard(
                each.pk,
                each.get_kind_display(),
                each.number,
                each.until_on,
                _light(each.until_on, on),
                each.picture_id,
            )
            for each in row.certificates.order_by("kind", "until_on")
        ],
        contracts(here, supplier_id, on=on),
        [_evaluation(each) for each in row.evaluations.filter(store_id=here).order_by("-month")[:12]],
        measured.of(supplier_id),
        measured.of(supplier_id, urgent=True),
        open_orders,
        (sums["goods"] or ZERO).quantize(Decimal("0.01")),
        owed or ZERO,
    )


def _light(until_on: date | None, on: date) -> str:
    if until_on is None or until_on >= on + timedelta(days=WARN_DAYS):
        return "ok"
    return "soon" if until_on >= on else "now"


def _evaluation(row: Evaluation) -> EvaluationCard:
    return EvaluationCard(
        row.month,
        row.points,
        row.grade,
        {
            "on_time": Share(Decimal(row.on_time), Decimal(row.on_time_of)),
            "fill": Share(row.filled, row.filled_of),
            "quality": Share(row.sound, row.sound_of),
            "price": Share(Decimal(row.agreed), Decimal(row.agreed_of)),
            "claims": Share(Decimal(row.answered), Decimal(row.answered_of)),
        },
    )


def contracts(store_id: int, supplier_id: int, *, on: date) -> list[ContractCard]:
    """The contracts of a store with a supplier, newest first. One statement."""
    rows = (
        Contract.objects.filter(store_id=store_id, supplier_id=supplier_id)
        .annotate(parts=Count("prices__part", distinct=True))
        .order_by("-from_on", "-pk")
    )
    return [
        ContractCard(
            row.pk,
            row.number,
            row.from_on,
            row.until_on,
            row.terms,
            row.get_terms_display(),
            row.pay_days,
            row.min_order,
            row.freight,
            row.free_from,
            row.lead_days,
            row.urgent_days,
            row.urgent_freight,
            row.urgent_percent,
            row.claim_days,
            row.quality_days,
            row.return_days,
            row.tax_percent,
            row.parts,
            row.from_on <= on and (row.until_on is None or row.until_on >= on),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class RankRow:
    """A supplier in the month's table."""

    supplier_id: int
    name: str
    card: EvaluationCard


def ranking(actor: Actor, *, month: date) -> list[RankRow]:
    """The suppliers of a month, best first. One statement."""
    here = reading.store_for(actor)
    rows = Evaluation.objects.filter(store_id=here, month=month.replace(day=1)).select_related("supplier")
    return [
        RankRow(row.supplier_id, row.supplier.name, _evaluation(row))
        for row in rows.order_by(F("points").desc(nulls_last=True), "supplier__code")
    ]
