"""The counter: chosen, paid and handed over in one act (PARTS-50)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import NotAllowed, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.kernel.wording import quantity as pieces
from huichang.parts import selling
from huichang.parts.states import Tracking
from huichang.trade import billing_sales, ordering, permissions, quoting, sending, till, writing
from huichang.trade.models import Sale, SaleLine
from huichang.trade.states import WRITTEN, Pays, SaleKind, SaleState, Way

ON_ACCOUNT = "on_account"
"""The way to pay of a customer with an account: it goes on the month's bill."""


@use_case(permissions.WRITE_SALES, "柜台开单")
def begin_at_counter(
    warrant: Warrant,
    store_id: int,
    *,
    head: writing.Head | None = None,
    lines: Sequence[writing.Wanted] = (),
    at: datetime,
) -> Sale:
    """A sale over the counter begins. The clerk's own draft on which nothing stands yet is taken up again, with what was said
    now: who opens a sale and sells nothing leaves one empty bill at most.

    Raises as `writing.write_sale` does.
    """
    warrant.show_at(store_id)
    by_id, head = warrant.actor.staff_id, head or writing.Head()
    sale = _empty_draft(store_id, by_id) if by_id is not None else None
    if sale is None:
        sale = writing.fresh(store_id, SaleKind.COUNTER, head, at=at, by_id=by_id)
    else:
        writing.put_head(sale, head)
        if localdate(sale.written_at) != localdate(at):
            sale.written_at = at
        freshness.bump(sale)
        sale.save()
    writing.put_lines(sale, lines, at=at)
    warrant.about(sale)
    return sale


def _empty_draft(store_id: int, by_id: int) -> Sale | None:
    """The last counter sale that somebody began and put nothing on, locked; None while another act has it."""
    rows = Sale.objects.filter(
        ~Exists(SaleLine.objects.filter(sale=OuterRef("pk"))),
        store_id=store_id,
        kind=SaleKind.COUNTER,
        state=SaleState.DRAFT,
        written_by_id=by_id,
    )
    found: Sale | None = rows.select_for_update(of=("self",), skip_locked=True).order_by("-pk").first()
    return found


@use_case(permissions.SELL_AT_COUNTER, "柜台销售收款发货")
def sell_at_counter(
    warrant: Warrant,
    sale_id: int,
    *,
    method: str,
    once: str,
    reference: str = "",
    signed_by: str = "",
    batches: Mapping[int, Sequence[int]] | None = None,
    seen: int | None = None,
    at: datetime,
) -> Sale:
    """All of a written sale is paid (or goes on the month's bill), leaves its bins and is handed over, in one act.

    `method`: a way to pay, or `on_account`. `batches`: of which batches or serial numbers a line is. Raises Refused when
    something is not there (order it then), when the credit does not reach, for a way to pay that is not offered, and for more
    or fewer serial numbers than pieces; OutOfTurn for a quotation that is over.
    """
    sale: Sale = Sale.objects.locked(sale_id, warrant)
    freshness.check(sale, seen)
    if warrant.actor.staff_id is None:
        raise NotAllowed("柜台销售要由本店同事办理。")
    if sale.state not in WRITTEN:
        raise OutOfTurn(f"{sale}现在是“{sale.get_state_display()}”，不能再在柜台收款发货，请按订单发货。")
    sale.pays = Pays.MONTHLY if method == ON_ACCOUNT else Pays.AT_ONCE
    if sale.pays == Pays.MONTHLY and sale.customer_id is None:
        raise Refused("散客只能现结，挂账请先选择客户。", fields=("method",))
    if sale.state == SaleState.QUOTED:
        quoting.check_valid(sale, on=localdate(at))
    _check_pieces(sale, batches or {})
    over = ordering.over_limit(sale)
    if over > 0:
        raise Refused(f"超出挂账额度 ¥{over:,.2f}，请现结，或改为订单提交服务经理批准。", fields=("method",))
    sale.save(update_fields=["pays"])
    if short := ordering.place(sale, at=at, by_id=warrant.actor.staff_id):
        said = "、".join(f"“{each.name}”缺 {pieces(each.quantity)}" for each in short)
        raise Refused(f"{said}，不能当场发齐。请改数量、换代用件，或点“下单”为客户订货。")
    bill = billing_sales.bill_of(sale)
    if bill is not None and bill.total:
        till.book(
            bill,
            method=method,
            amount=Decimal(bill.total),
            once=once,
            reference=reference,
            at=at,
            by_id=warrant.actor.staff_id,
        )
    selling.hand_over(
        warrant.actor,
        sale.store_id,
        sale.pk,
        taken_by_id=warrant.actor.staff_id,
        batches=batches,
        at=at,
    )
    dispatch = sending.send(
        sale, sending.picked_of(sale), sending.Route(way=Way.PICKUP), at=at, by_id=warrant.actor.staff_id
    )
    sending.hand_in(dispatch, signed_by=signed_by.strip() or sale.buyer, at=at, by_id=warrant.actor.staff_id)
    sale.refresh_from_db()
    return sale


def _check_pieces(sale: Sale, batches: Mapping[int, Sequence[int]]) -> None:
    """Of a part that is kept by serial number as many pieces are named as are sold, or none. Raises Refused."""
    named = {line_id: set(ids) for line_id, ids in batches.items() if ids}
    for line in SaleLine.objects.filter(sale=sale, pk__in=named).select_related("part") if named else ():
        if line.part.tracking == Tracking.SERIAL and len(named[line.pk]) != line.quantity:
            raise Refused(
                f"“{line.name}”卖 {pieces(line.quantity, line.part.unit)}，选了 {len(named[line.pk])} 个序列号，"
                "请一件选一个。",
                fields=(f"batch-{line.pk}",),
            )
