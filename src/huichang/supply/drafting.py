"""Purchase orders while they are written: which price, which freight, for whom. Plain functions for use-cases of this room."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel import freshness, numbering
from huichang.kernel.refusals import Missing, Refused
from huichang.parts import queries as parts
from huichang.supply import rules
from huichang.supply.models import Contract, ContractPrice, PurchaseLine, PurchaseOrder, Supplier, WantedFor
from huichang.supply.states import URGENT_KINDS, OrderKind, OrderState, Standing, UrgentReason

ZERO = Decimal(0)
MOST_LINES = 500


@dataclass(frozen=True, kw_only=True)
class For:
    """Whom a line of an emergency order is for."""

    quantity: Decimal
    order_id: int | None = None
    line_id: int | None = None
    appointment_id: int | None = None
    plate: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """So many of a part; `price` per unit without tax, None: the contract's. `suggestion` and `why`: where it comes from."""

    part_id: int
    quantity: Decimal
    price: Decimal | None = None
    needed_on: date | None = None
    why: str = ""
    suggestion: int | None = None
    wanted_for: Sequence[For] = ()


@dataclass(frozen=True, kw_only=True)
class Urgency:
    """Why an order cannot wait."""

    reason: str
    words: str = ""


def contract_of(store_id: int, supplier_id: int, *, on: date) -> Contract | None:
    """The contract of a store with a supplier that holds on a day, the newest first. One statement."""
    found: Contract | None = (
        Contract.objects.filter(store_id=store_id, supplier_id=supplier_id, from_on__lte=on)
        .exclude(until_on__lt=on)
        .order_by("-from_on", "-pk")
        .first()
    )
    return found


def prices_of(contract: Contract | None, part_ids: Iterable[int], *, on: date) -> dict[int, ContractPrice]:
    """The prices of a contract on a day. One statement, none without a contract."""
    if contract is None:
        return {}
    rows = (
        ContractPrice.objects.filter(contract=contract, part_id__in=list(part_ids), from_on__lte=on)
        .order_by("part_id", "-from_on")
        .distinct("part_id")
    )
    return {row.part_id: row for row in rows}


def draft(
    store_id: int,
    *,
    supplier_id: int,
    kind: str,
    lines: Sequence[Line],
    at: datetime,
    by_id: int | None,
    urgency: Urgency | None = None,
    note: str = "",
    ship_to: str = "",
    into_open: bool = False,
) -> PurchaseOrder:
    """A purchase order is written down; with `into_open` into the newest draft of the same supplier and kind, if there is one.

    Raises Refused for a supplier that is blocked, an emergency without its reason, and impossible lines; Missing for an
    unknown supplier or part.
    """
    supplier = Supplier.objects.filter(pk=supplier_id).first()
    if supplier is None:
        raise Missing("没有找到这个供应商，请重新选择。")
    if supplier.standing == Standing.BLOCKED:
        raise Refused(
            f"“{supplier.name}”已停用（{supplier.standing_why or '未写原因'}），不能再订货，请换一家供应商。"
        )
    if kind not in OrderKind.values:
        raise Refused("请从列表里选择订单类型。")
    if not lines:
        raise Refused("请至少填写一个要订的配件。")
    _check_urgency(kind, urgency)
    on = localdate(at)
    order: PurchaseOrder | None = None
    if into_open:
        order = (
            PurchaseOrder.objects.select_for_update()
            .filter(store_id=store_id, supplier_id=supplier_id, kind=kind, state=OrderState.DRAFT)
            .order_by("-pk")
            .first()
        )
    if order is None:
        order = PurchaseOrder(
            store_id=store_id,
            number=numbering.next_number(store_id, "CG", on=on),
            supplier=supplier,
            contract=contract_of(store_id, supplier_id, on=on),
            kind=kind,
            urgent_reason=urgency.reason if urgency else "",
            urgent_words=urgency.words.strip() if urgency else "",
            ship_to=ship_to.strip(),
            note=note.strip(),
            written_at=at,
            written_by_id=by_id,
        )
        order.save()
    else:
        # Who has the draft open before him has not seen these lines.
        freshness.bump(order)
        order.save(update_fields=["version"])
    add(order, lines, at=at)
    return order


def _check_urgency(kind: str, urgency: Urgency | None) -> None:
    if kind in URGENT_KINDS:
        if urgency is None or urgency.reason not in UrgentReason.values:
            raise Refused("急件订单请选择原因。", fields=("urgent_reason",))
    elif urgency is not None:
        raise Refused("只有急件订单才填急件原因，请把订单类型改为急件。")


def add(order: PurchaseOrder, lines: Sequence[Line], *, at: datetime) -> list[PurchaseLine]:
    """Write lines into a draft, each part once: what is there already is added to. The order's freight follows."""
    on = localdate(at)
    briefs = parts.parts(line.part_id for line in lines)
    agreed = prices_of(order.contract, [line.part_id for line in lines], on=on)
    known = {
        row.part_id: row
        for row in PurchaseLine.objects.filter(order=order, part_id__in=[line.part_id for line in lines])
    }
    written = []
    for line in lines:
        brief = briefs.get(line.part_id)
        if brief is None:
            raise Missing("有的配件已经不在目录里，请重新搜索配件。")
        check_quantity(brief, line.quantity)
        stock_price, price, is_agreed = _prices(order, agreed.get(line.part_id), line.price, brief.name)
        row = known.get(line.part_id)
        if row is None:
            row = PurchaseLine(
                store_id=order.store_id,
                order=order,
                part_id=line.part_id,
                quantity=line.quantity,
                price=price,
                stock_price=stock_price,
                is_contract_price=is_agreed,
                needed_on=line.needed_on,
                why=line.why.strip()[:200],
                suggestion=line.suggestion,
            )
        else:
            row.quantity += line.quantity
            row.needed_on = min(filter(None, (row.needed_on, line.needed_on)), default=None)
            row.why = "；".join(filter(None, (row.why, line.why.strip())))[:200]
            row.suggestion = row.suggestion or line.suggestion
        known[line.part_id] = row
        row.save()
        written.append(row)
        WantedFor.objects.bulk_create(
            [
                WantedFor(
                    store_id=order.store_id,
                    line=row,
                    for_order=each.order_id,
                    for_line=each.line_id,
                    for_appointment=each.appointment_id,
                    plate=each.plate,
                    quantity=each.quantity,
                )
                for each in line.wanted_for
            ]
        )
    if PurchaseLine.objects.filter(order=order).count() > MOST_LINES:
        raise Refused(f"一张采购单最多 {MOST_LINES} 行，请分成几张。")
    settle_freight(order)
    return written


def check_quantity(brief: parts.PartBrief, quantity: Decimal) -> None:
    """A quantity that can be ordered. Raises Refused."""
    if not brief.is_countable(quantity):
        raise Refused(
            f"“{brief.name}”的数量不对：{quantity.normalize():f}。请填写大于零的{'整' if brief.is_whole else ''}{brief.unit}数。",
            fields=("quantity",),
        )


def _prices(
    order: PurchaseOrder, agreed: ContractPrice | None, given: Decimal | None, name: str
) -> tuple[Decimal, Decimal, bool]:
    """(what a stock order would pay, what this one pays, whether the contract says so)."""
    urgent = order.kind in URGENT_KINDS
    percent = order.contract.urgent_percent if order.contract and urgent else ZERO
    if given is not None and given <= 0:
        raise Refused(f"“{name}”的进价必须大于零。", fields=("price",))
    if agreed is None:
        if given is None:
            raise Refused(f"合同里没有“{name}”的价格，请填写进价（不含税）。", fields=("price",))
        return rules.unit_price(given), rules.unit_price(given), False
    should = rules.urgent_price(agreed.price, percent)
    price = should if given is None else rules.unit_price(given)
    return agreed.price, price, price == should


def settle_freight(order: PurchaseOrder) -> None:
    """The freight that the contract asks for an order of this size: as it is, and as a stock order would pay."""
    goods = goods_of(PurchaseLine.objects.filter(order=order))
    contract = order.contract
    if contract is None:
        return
    order.stock_freight = rules.freight(goods, per_order=contract.freight, free_from=contract.free_from)
    order.freight = (
        rules.freight(goods, per_order=contract.urgent_freight, free_from=None)
        if order.kind in URGENT_KINDS
        else order.stock_freight
    )
    order.save(update_fields=["freight", "stock_freight"])


def goods_of(lines: Iterable[PurchaseLine]) -> Decimal:
    """What is ordered and not cancelled, without tax and freight."""
    return sum((rules.amount(line.quantity - line.cancelled, line.price) for line in lines), ZERO)
