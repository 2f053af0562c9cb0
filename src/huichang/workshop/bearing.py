"""Who bears lines, decided by somebody above (a claim, an insurer's answer). Plain functions inside the caller's transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import OutOfTurn
from huichang.pricebook import discounts
from huichang.workshop import drafting, paying, pricing, settling
from huichang.workshop.models import Job, Line
from huichang.workshop.states import (
    BEFORE_SETTLEMENT,
    CHANGEABLE_LINES,
    WORKABLE_LINES,
    OldPart,
    OrderState,
    Payer,
)


def put_on_manufacturer(
    warrant: Warrant,
    order_id: int,
    line_ids: Iterable[int],
    *,
    job_id: int,
    at: datetime,
    percents: Mapping[int, int] | None = None,
) -> tuple[list[str], list[str]]:
    """These lines are the manufacturer's to pay, their old parts come back to us. `percents`: by line what it bears; the
    customer bears the rest of what they had agreed to pay, or have not agreed to yet.

    Returns the names of those that changed, and of those that the customer had been told somebody else pays: nobody may ask
    them for the rest without their word, the house bears it until then. Raises Missing for another store's order,
    NotAllowed, OutOfTurn once the order is being settled.
    """
    order = drafting.order_locked(order_id, warrant)
    wanted = set(line_ids)
    rows = (
        Line.objects.select_for_update(of=("self",)).filter(order_id=order_id, pk__in=wanted).order_by("pk")
    )
    mine, bound = [], []
    for line in rows:
        percent = (percents or {}).get(line.pk, 100)
        if line.state not in (*CHANGEABLE_LINES, *WORKABLE_LINES):
            continue
        if percent < 100 and line.state in WORKABLE_LINES and not _agreed_to(line, percent):
            bound.append(line.name)
            percent = 100
        if (line.payer, line.payer_percent) != (Payer.MANUFACTURER, percent):
            mine.append((line, percent))
    if not mine:
        return [], bound
    if order.state not in BEFORE_SETTLEMENT:
        raise OutOfTurn(f"{order}现在是“{order.get_state_display()}”，付费方不能再改，请先请收银员撤销结算。")
    if order.state == OrderState.CHECKED:
        settling.refuse_billed(order)
    offers = pricing.part_offers(order, [line.part_id for line, _ in mine], at=at)
    for line, percent in mine:
        line.payer, line.payer_percent = Payer.MANUFACTURER, percent
        if line.part_id:
            line.old_part = OldPart.CLAIMED
        if line.state in CHANGEABLE_LINES:
            pricing.set_amount(line, (), offers)
    Line.objects.bulk_update([line for line, _ in mine], [*paying.PRICED, "old_part"])
    Job.objects.filter(pk=job_id, order_id=order_id).update(payer=Payer.MANUFACTURER)
    drafting.changed(order)
    return [line.name for line, _ in mine], bound


def _agreed_to(line: Line, percent: int) -> bool:
    """Whether what the customer agreed to pay of a line is at least what they would bear now."""
    return line.payer == Payer.CUSTOMER or (
        line.payer == Payer.MANUFACTURER and line.payer_percent <= percent
    )


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
            line.payer, line.payer_percent = Payer.CUSTOMER, 100
            pricing.set_amount(line, found, offers)
        Line.objects.bulk_update(free, paying.PRICED)
        drafting.changed(order)
    return [line.name for line in free], bound
