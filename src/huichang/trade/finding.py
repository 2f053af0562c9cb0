"""Selling's answers to the search for anything, and to a customer's timeline."""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from huichang.customers import timeline
from huichang.kernel import finder, wording
from huichang.kernel.actor import Actor
from huichang.kernel.finder import Found
from huichang.trade import permissions
from huichang.trade.models import Bill, Dispatch, Sale
from huichang.trade.queries import sale_rows
from huichang.trade.states import BillKind

MOST = 5


@finder.source(rank=65)
def found_in_trade(actor: Actor, text: str) -> Iterator[Found]:
    """Sales by number, buyer, phone or car, and deliveries by number or tracking number. One statement, two where the text may
    be a number of ours or a carrier's."""
    if not actor.may(permissions.SEE_TRADE):
        return
    rows = Sale.objects.filter(sale_rows.found_by(text), store_id=actor.here)
    for sale in rows.order_by("-pk")[:MOST]:
        yield Found(
            "配件销售",
            f"{sale.number} {sale.buyer}",
            f"{sale.get_state_display()} · {wording.yuan(sale.total)}",
            f"/trade/orders/{sale.pk}/",
        )
    if not finder.is_number(text):
        return
    sent = Dispatch.objects.filter(
        Q(number__icontains=text) | Q(tracking__icontains=text), store_id=actor.here
    ).select_related("sale")
    for row in sent.order_by("-pk")[:MOST]:
        yield Found(
            "送货单",
            f"{row.number} {row.sale.buyer}",
            f"{row.get_state_display()} {row.carrier} {row.tracking}".strip(),
            f"/trade/deliveries/{row.pk}/",
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
