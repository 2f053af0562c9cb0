"""Credit customers: who may pay later, up to which limit, and which statements stand on credit (挂账)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import F, Sum
from django.utils.timezone import localdate

from huichang.billing import permissions
from huichang.billing.covering import settle_when_covered, statement_held
from huichang.billing.debts import owed_elsewhere
from huichang.billing.models import CreditAccount, Statement
from huichang.billing.states import STATEMENT, StatementState
from huichang.customers import queries as customers
from huichang.kernel.actor import Warrant
from huichang.kernel.money import ZERO, money
from huichang.kernel.refusals import Refused
from huichang.kernel.use_case import use_case


@dataclass(frozen=True)
class Room:
    """How much a customer may owe (`limit`), owes on repairs and on everything else (`owed`), and for how many days."""

    limit: Decimal
    owed: Decimal
    days: int


def room_of(store_id: int, customer_id: int) -> Room | None:
    """A customer's credit, its account locked until the transaction ends, so that no two acts use the same room of the
    limit; None without an open account. A plain function for the rooms above."""
    account = _account(store_id, customer_id)
    if account is None:
        return None
    return Room(account.limit, owed_altogether(store_id, customer_id), account.days)


def terms_of(store_id: int, customer_id: int) -> tuple[Decimal, int] | None:
    """Limit and days of a customer's open credit account, to look at. One statement."""
    found: tuple[Decimal, int] | None = (
        CreditAccount.objects.filter(store_id=store_id, customer_id=customer_id, is_open=True)
        .values_list("limit", "days")
        .first()
    )
    return found


def _account(store_id: int, customer_id: int) -> CreditAccount | None:
    found: CreditAccount | None = (
        CreditAccount.objects.select_for_update()
        .filter(store_id=store_id, customer_id=customer_id, is_open=True)
        .first()
    )
    return found


@use_case(permissions.MANAGE_CREDIT, "设置挂账额度")
def set_credit(
    warrant: Warrant, store_id: int, *, customer_id: int, limit: Decimal, days: int, is_open: bool = True
) -> CreditAccount:
    """How much a customer may owe, and for how many days. Raises Refused for a negative limit or an odd period."""
    warrant.show_at(store_id)
    if limit < 0 or not 0 < days <= 365:
        raise Refused("额度不能是负数，账期在 1 到 365 天之间。")
    if customer_id not in customers.known_cards([customer_id], store_id):
        raise Refused("没有找到这位客户，请重新选择。")
    account, _ = CreditAccount.objects.update_or_create(
        store_id=store_id,
        customer_id=customer_id,
        defaults={
            "limit": money(limit),
            "days": days,
            "approved_by_id": warrant.actor.staff_id,
            "is_open": is_open,
        },
    )
    warrant.about(account)
    return account


@use_case(permissions.GIVE_CREDIT, "批准挂账")
def give_credit(warrant: Warrant, statement_id: int, *, at: datetime) -> Statement:
    """The rest of a statement is paid later. Raises Refused when the customer has no credit, or not enough of it."""
    statement = statement_held(statement_id, warrant)
    account = _account(statement.store_id, statement.customer_id)
    if account is None:
        raise Refused("这位客户没有挂账额度，请先收款，或由总经理在应收页设置额度。")
    owed = owed_altogether(statement.store_id, statement.customer_id)
    rest = statement.total - statement.paid
    if owed + rest > account.limit:
        raise Refused(f"超出挂账额度：额度 ¥{account.limit:,.2f}，已挂 ¥{owed:,.2f}，本单 ¥{rest:,.2f}。")
    STATEMENT.move(statement, "give_credit")
    statement.due_on = localdate(at) + timedelta(days=account.days)
    statement.credit_by_id = warrant.actor.staff_id
    statement.save(update_fields=["state", "due_on", "credit_by"])
    settle_when_covered(statement.order_id, at=at)
    return statement


def owed_by(store_id: int, customer_id: int) -> Decimal:
    """What a customer owes the store on credit (yuan), own statements only."""
    owed = Statement.objects.filter(
        store_id=store_id, customer_id=customer_id, payer="customer", state=StatementState.ON_CREDIT
    ).aggregate(total=Sum(F("total") - F("paid")))["total"]
    return Decimal(owed or ZERO)


def owed_altogether(store_id: int, customer_id: int) -> Decimal:
    """What a customer owes the store on credit (yuan): own statements, and what the rooms above keep."""
    return owed_by(store_id, customer_id) + owed_elsewhere(store_id, [customer_id]).get(customer_id, ZERO)
