"""Putting lines on another payer: shared by whoever changes one by hand and whoever takes a proposal (LANE-15)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import NotAllowed, OutOfTurn
from huichang.pricebook import discounts
from huichang.workshop import permissions, pricing
from huichang.workshop.models import Line, Order
from huichang.workshop.states import CHANGEABLE_LINES, WORKABLE_LINES, Payer

PRICED = ["payer", "payer_percent", "discount", "amount", "rule", "price_reason"]


def may_shift(warrant: Warrant, order: Order, lines: Iterable[Line], payer: str) -> None:
    """Whether lines may be put on a payer: never on the customer once they agreed to them, on ourselves only with the
    right to bear costs. Raises OutOfTurn, NotAllowed."""
    mine = list(lines)
    if payer == Payer.CUSTOMER and (agreed := [line for line in mine if line.state in WORKABLE_LINES]):
        raise OutOfTurn(f"“{agreed[0].name}”改由客户付费要客户同意，请登记增项请客户确认。")
    gives = any(line.payer == Payer.CUSTOMER for line in mine)
    if payer == Payer.INTERNAL and gives and not warrant.actor.may(permissions.BEAR_COSTS, order.store_id):
        raise NotAllowed("改为内部承担要由服务经理决定，请服务经理处理。")


def shift(
    order: Order,
    lines: dict[str, list[Line]],
    *,
    percents: Mapping[int, int] | None = None,
    at: datetime,
) -> None:
    """Put lines (by their new payer) on their payers; those that may still be priced get that payer's prices. `percents`: by
    line what the manufacturer bears of it, all where nothing is said."""
    every = [line for group in lines.values() for line in group]
    rules = discounts.rules_for(order.customer_id, order.store_id, localdate(at))
    offers = pricing.part_offers(order, [line.part_id for line in every], at=at)
    for payer, group in lines.items():
        for line in group:
            line.payer = payer
            line.payer_percent = (percents or {}).get(line.pk, 100) if payer == Payer.MANUFACTURER else 100
            if line.state in CHANGEABLE_LINES:
                pricing.set_amount(line, rules, offers)
    Line.objects.bulk_update(every, PRICED)
