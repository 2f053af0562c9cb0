"""What settlements and losses mean for the order's statement: plain functions over billing's."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import F

from huichang.billing import manufacturer
from huichang.billing.manufacturer import Coming
from huichang.kernel.money import ZERO
from huichang.warranty.models import Claim, ClaimLine
from huichang.workshop import amounts


def book_loss(claim: Claim, *, by_id: int | None, at: datetime) -> Decimal:
    """The house bears the rest of a claim: what is left of its lines on the statement is a transfer within the house.

    Returns what was booked: nothing where the statement is not made out yet.
    """
    coming = Coming(claim.order_id, rest_of(claim), f"claim-loss:{claim.pk}", claim.number, is_loss=True)
    booked = manufacturer.book(claim.store_id, [coming], by_id=by_id, at=at)
    return sum(booked.values(), ZERO)


def rest_of(claim: Claim) -> Decimal:
    """What of the claim's lines on the manufacturer's statement nobody paid: its part of them, less what settlements paid.
    One statement."""
    rows = ClaimLine.objects.filter(claim=claim, live=True).values_list("amount", "line__payer_percent")
    return max(sum((amounts.share_of(amount, percent) for amount, percent in rows), ZERO) - claim.paid, ZERO)


def house_shares(claim_ids: Iterable[int]) -> dict[int, Decimal]:
    """Of claims that are paid in full, what the house bears: what stands for their lines on the manufacturer's statement and
    was not asked, because the customer had been told that the line is free. One statement."""
    rest: dict[int, Decimal] = {}
    rows = ClaimLine.objects.filter(live=True, claim_id__in=list(claim_ids), asked__lt=F("amount"))
    for claim_id, amount, asked, percent in rows.values_list(
        "claim_id", "amount", "asked", "line__payer_percent"
    ):
        rest[claim_id] = rest.get(claim_id, ZERO) + amounts.share_of(amount, percent) - asked
    return {claim_id: amount for claim_id, amount in rest.items() if amount > ZERO}
