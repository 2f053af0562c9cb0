"""Selling's answers to the search for anything, and to a customer's timeline."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from huichang.customers import timeline
from huichang.kernel import finder, together, wording
from huichang.kernel.actor import Actor
from huichang.kernel.finder import Found
from huichang.trade import permissions
from huichang.trade.models import Account, Bill, Dispatch, GoodsReturn, Sale
from huichang.trade.queries import sale_rows
from huichang.trade.queries.accounts import named
from huichang.trade.states import BillKind

MOST = 5


@finder.source(rank=65)
def found_in_trade(actor: Actor, text: str) -> Iterator[Found]:
    """Trade customers by name or phone, and sales by number, buyer, phone or car. One statement."""
    if not actor.may(permissions.SEE_TRADE):
        return
    accounts = Account.objects.filter(named(text), store_id=actor.here).select_related("customer")
    sales = Sale.objects.filter(sale_rows.found_by(text), store_id=actor.here).order_by("-pk")
    known, sold = together.read([accounts[:MOST], sales[:MOST]])
    for account in known:
        yield Found(
            "配件客户",
            account.customer.name,
            f"{account.get_kind_display()} · {account.get_pays_display()}",
            f"/trade/accounts/{account.pk}/",
        )
    for sale in sold:
        yield Found(
            "配件销售",
            f"{sale.number} {sale.buyer}",
            f"{sale.get_state_display()} · {wording.yuan(sale.total)}",
            f"/trade/orders/{sale.pk}/",
        )


def _papers(actor: Actor, text: str) -> tuple[QuerySet[Any, Any], ...]:
    if not actor.may(permissions.SEE_TRADE):
        return ()
    by_number = Q(number__icontains=text, store_id=actor.here)
    tracked = Q(tracking__icontains=text, store_id=actor.here)
    return (
        Dispatch.objects.filter(by_number | tracked).select_related("sale").order_by("-pk")[:MOST],
        Bill.objects.filter(by_number).order_by("-pk")[:MOST],
        GoodsReturn.objects.filter(by_number).select_related("sale").order_by("-pk")[:MOST],
    )


@finder.papers(_papers, rank=90)
def found_papers(sent: list[Dispatch], bills: list[Bill], returns: list[GoodsReturn]) -> Iterator[Found]:
    """Deliveries by number or tracking number, bills and returns by number."""
    for row in sent:
        yield Found(
            "送货单",
            f"{row.number} {row.sale.buyer}",
            f"{row.get_state_display()} {row.carrier} {row.tracking}".strip(),
            f"/trade/deliveries/{row.pk}/",
        )
    for bill in bills:
        yield Found(
            "对账单",
            f"{bill.number} {bill.buyer}",
            f"{bill.get_state_display()} · {wording.yuan(bill.total)}",
            f"/trade/bills/{bill.pk}/",
        )
    for each in returns:
        yield Found(
            "销售退货",
            f"{each.number} {each.sale.buyer}",
            str(each.get_state_display()),
            f"/trade/returns/{each.pk}/",
        )


@timeline.source
def parts_bought(customer_id: int, stores: frozenset[int]) -> Iterable[timeline.Dealing]:
    """What a customer bought of the parts store. One statement."""
    rows = Sale.objects.filter(customer_id=customer_id, store_id__in=stores).exclude(state="draft")
    for row in rows.order_by("-written_at")[:50]:
        yield timeline.Dealing(
            row.written_at,
            "配件",
            f"销售单 {row.number}",
            row.get_state_display(),
            url=f"/trade/orders/{row.pk}/",
            amount=row.total,
            icon="packages",
        )


@timeline.source
def parts_billed(customer_id: int, stores: frozenset[int]) -> Iterable[timeline.Dealing]:
    """Monthly bills of a customer. One statement."""
    rows = Bill.objects.filter(customer_id=customer_id, store_id__in=stores, kind=BillKind.MONTH)
    for row in rows.order_by("-issued_at")[:50]:
        yield timeline.Dealing(
            row.issued_at,
            "配件对账",
            f"对账单 {row.number}",
            row.get_state_display(),
            url=f"/trade/bills/{row.pk}/",
            amount=row.total,
            icon="receipt",
        )
