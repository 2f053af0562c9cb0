"""Who bears lines, decided by somebody above (a claim, an insurer's answer). Plain functions inside the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import OutOfTurn
from huichang.pricebook import discounts
from huichang.workshop import drafting, pricing
from huichang.workshop.models import Job, Line
from huichang.workshop.states import BEFORE_SETTLEMENT, CHANGEABLE_LINES, WORKABLE_LINES, OldPart, Payer


def put_on_manufacturer(
    warrant: Warrant, order_id: int, line_ids: Iterable[int], *, job_id: int, at: datetime
) -> list[str]:
    """These lines are the manufacturer's to pay, their old parts come back to us. Returns the names of those that changed.

    Raises Missing for another store's order, NotAllowed, OutOfTurn once the order is being settled.
    """
    order = drafting.order_locked(order_id, warrant)
    wanted = set(line_ids)
    rows = (
        Line.objects.select_for_update(of=("self",)).filter(order_id=order_id, pk__in=wanted).order_by("pk")
    )
    mine = [
        line
        for line in rows
        if line.payer != Payer.MANUFACTURER and line.state in (*CHANGEABLE_LINES, *WORKABLE_LINES)
    ]
    if not mine:
        return []
    if order.state not in BEFORE_SETTLEMENT:
        raise OutOfTurn(f"{order}现在是“{order.get_state_display()}”，付费方不能再改，请先请收银员撤销结算。")
    offers = pricing.part_offers(order, [line.part_id for line in mine], at=at)
    for line in mine:
        line.payer = Payer.MANUFACTURER
        if line.part_id:
            line.old_part = OldPart.CLAIMED
        if line.state in CHANGEABLE_LINES:
            pricing.set_amount(line, (), offers)
    Line.objects.bulk_update(mine, ["payer", "old_part", "discount", "amount", "rule", "price_reason"])
    Job.objects.filter(pk=job_id, order_id=order_id).update(payer=Payer.MANUFACTURER)
    drafting.changed(order)
    return [line.name for line in mine]


def put_on_customer(
    warrant: Warrant, order_id: int, line_ids: Iterable[int], *, at: datetime
) -> tuple[list[str], list[str]]:
    """Lines that turned out not to be the manufacturer's: what nobody agreed to yet becomes the customer's to pay. Returns the
    names of those that changed, and of those that the customer has to be asked about first (extra work)."""
    order = drafting.order_locked(order_id, warrant)
    rows = list(
        Line.objects.select_for_update(of=("self",))
        .filter(order_id=order_id, pk__in=set(line_ids), payer=Payer.MANUFACTURER)
        .order_by("pk")
    )
    free = [line for line in rows if line.state in CHANGEABLE_LINES]
    bound = [line.name for line in rows if line.state in WORKABLE_LINES]
    if free:
        offers = pricing.part_offers(order, [line.part_id for line in free], at=at)
        found = discounts.rules_for(order.customer_id, order.store_id, localdate(at))
        for line in free:
            line.payer = Payer.CUSTOMER
            pricing.set_amount(line, found, offers)
        Line.objects.bulk_update(free, ["payer", "discount", "amount", "rule", "price_reason"])
        drafting.changed(order)
    return [line.name for line in free], bound
