"""What settlements and losses mean for the order's statement: plain functions over billing's."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, Sum

from huichang.billing import manufacturer
from huichang.billing.manufacturer import Coming
from huichang.kernel.money import ZERO
from huichang.warranty.models import Claim, ClaimLine


def book_loss(claim: Claim, *, by_id: int | None, at: datetime) -> Decimal:
    """The house bears the rest of a claim: what is left of its lines on the statement is a transfer within the house.

    Returns what was booked: nothing where the statement is not made out yet.
    """
    coming = Coming(claim.order_id, rest_of(claim), f"claim-loss:{claim.pk}", claim.number, is_loss=True)
    booked = manufacturer.book(claim.store_id, [coming], by_id=by_id, at=at)
    return sum(booked.values(), ZERO)


def rest_of(claim: Claim) -> Decimal:
    """What of the claim's lines on the order nobody paid: their amounts, less what settlements paid for them."""
    total = ClaimLine.objects.filter(claim=claim, live=True).aggregate(total=Sum("amount"))["total"]
    return max(Decimal(total or ZERO) - claim.paid, ZERO)


def house_shares(claim_ids: Iterable[int]) -> dict[int, Decimal]:
    """Of claims that are paid in full, what the house bears of their lines: shares of goodwill. One statement."""
    rows = (
        ClaimLine.objects.filter(Q(live=True), claim_id__in=list(claim_ids))
        .values_list("claim_id")
        .annotate(total=Sum("amount"), asked=Sum("asked"))
    )
    return {claim_id: total - asked for claim_id, total, asked in rows if total > asked}
