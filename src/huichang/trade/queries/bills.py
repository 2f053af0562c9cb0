"""What may be asked about bills: what is open by age, one with its charges and payments, what is not billed yet."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from huichang.billing import sales as ledger
from huichang.kernel.actor import Actor
from huichang.kernel.money import ZERO
from huichang.kernel.refusals import Missing
from huichang.trade import rules
from huichang.trade.models import Bill, Charge
from huichang.trade.queries import reading
from huichang.trade.states import AGES, OLDEST, BillKind, BillState

MOST = 200
TABS = {"open": "未付", "late": "逾期", "refund": "待退款", "paid": "已收清", "all": "全部"}


@dataclass(frozen=True)
class BillRow:
    """A bill in one line."""

    id: int
    number: str
    kind: str
    kind_says: str
    state: str
    state_says: str
    customer_id: int | None
    buyer: str
    sale_id: int | None
    from_on: date
    until_on: date
    due_on: date
    issued_at: datetime
    total: Decimal
    tax: Decimal
    credited: Decimal
    paid: Decimal
    dunned: int
    dunned_at: datetime | None
    age: str
    is_late: bool

    @property
    def open(self) -> Decimal:
        """Still to be paid; less than nothing: to be given back."""
        return self.total - self.credited - self.paid


def _row(row: Bill, on: date) -> BillRow:
    is_open = row.state == BillState.OPEN
    return BillRow(
        row.pk,
        row.number,
        row.kind,
        row.get_kind_display(),
        row.state,
        row.get_state_display(),
        row.customer_id,
        row.buyer,
        row.sale_id,
        row.from_on,
        row.until_on,
        row.due_on,
        row.issued_at,
        row.total,
        row.tax,
        row.credited,
        row.paid,
        row.dunned,
        row.dunned_at,
        rules.age_of(row.due_on, on) if is_open else "",
        is_open and row.due_on < on,
    )


def bill_list(
    actor: Actor, *, on: date, only: str = "open", text: str = "", customer_id: int | None = None
) -> list[BillRow]:
    """Bills of the store, what is due first first. One statement."""
    store_id = reading.store_for(actor)
    rows = Bill.objects.filter(store_id=store_id)
    if only == "open":
        rows = rows.filter(state=BillState.OPEN)
    elif only == "late":
        rows = rows.filter(state=BillState.OPEN, due_on__lt=on)
    elif only == "refund":
        rows = rows.filter(paid__gt=F("total") - F("credited")).exclude(state=BillState.CANCELLED)
    elif only == "paid":
        rows = rows.filter(state=BillState.PAID)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if text.strip():
        said = text.strip()
        rows = rows.filter(
            Q(number__icontains=said)
            | Q(buyer__icontains=said)
            | Q(customer__initials__startswith=said.lower())
            | Q(customer__pinyin__startswith=said.lower())
        )
    turn = ("due_on", "pk") if only in ("open", "late") else ("-pk",)
    return [_row(row, on) for row in rows.order_by(*turn)[:MOST]]


def owed_by_age(actor: Actor, *, on: date) -> dict[str, Decimal]:
    """What is open in each age band, by the days after it was due. One statement."""
    store_id = reading.store_for(actor)
    ages: dict[str, Decimal] = dict.fromkeys((*(says for _, says in AGES), OLDEST), ZERO)
    rows = Bill.objects.filter(store_id=store_id, state=BillState.OPEN)
    for due_on, owed in (
        rows.values_list("due_on").annotate(all=Sum(F("total") - F("paid") - F("credited"))).order_by()
    ):
        ages[rules.age_of(due_on, on)] += owed
    return ages


@dataclass(frozen=True)
class ChargeCard:
    """What was delivered or came back, on a bill or not billed yet."""

    on: date
    sale_id: int
    sale_number: str
    document: str
    what: str
    vehicle: str
    amount: Decimal


@dataclass(frozen=True)
class BillPage:
    """A bill with its charges and payments."""

    row: BillRow
    charges: tuple[ChargeCard, ...]
    payments: tuple[ledger.SalePayment, ...]


def bill_page(actor: Actor, bill_id: int, *, on: date) -> BillPage:
    """One bill. Four statements. Raises Missing for another store's."""
    return page_of(reading.store_for(actor), bill_id, on=on)


def page_of(store_id: int, bill_id: int, *, on: date) -> BillPage:
    """The same for whoever may see it by other ways (a customer's link)."""
    row = Bill.objects.filter(store_id=store_id, pk=bill_id).first()
    if row is None:
        raise Missing("没有找到这张账单，请检查链接或从列表打开。")
    charges = _charges(Charge.objects.filter(bill=row)) if row.kind == BillKind.MONTH else []
    return BillPage(_row(row, on), tuple(charges), tuple(ledger.payments_of(row.pk)))


def unbilled(actor: Actor, customer_id: int) -> list[ChargeCard]:
    """What a customer took on credit and no bill has yet. One statement."""
    store_id = reading.store_for(actor)
    return _charges(Charge.objects.filter(store_id=store_id, customer_id=customer_id, bill__isnull=True))


def _charges(rows: QuerySet[Charge]) -> list[ChargeCard]:
    return [
        ChargeCard(
            row.on,
            row.sale_id,
            row.sale.number,
            row.dispatch.number
            if row.dispatch
            else row.goods_return.credit_number
            if row.goods_return
            else "",
            "送货" if row.dispatch else f"退货 {row.goods_return.number}" if row.goods_return else "",
            row.sale.vehicle,
            row.amount,
        )
        for row in rows.select_related("sale", "dispatch", "goods_return").order_by("on", "pk")
    ]
