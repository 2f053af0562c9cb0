"""What the manufacturer may read of the claims of all stores: one line for each claim that went out, with what failed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from huichang.warranty.models import Claim, ClaimLine
from huichang.warranty.states import ClaimState, Decision, Duty

_NOT_OURS = (ClaimState.OWN, ClaimState.VOID, ClaimState.INSPECT)


@dataclass(frozen=True, slots=True)
class FieldClaim:
    """A claim as the field sees it: the causal part, the failure, when the car was built and sold, when it failed."""

    id: int
    number: str
    store_id: int
    model: str
    part_code: str
    part_name: str
    failure: str
    made_on: date | None
    sold_on: date | None
    failed_on: date | None
    reported_on: date


def field_claims() -> Iterator[FieldClaim]:
    """Every causal part of every claim that was judged to be the manufacturer's, of all stores. One statement."""
    rows = (
        ClaimLine.objects.filter(duty=Duty.CAUSAL, decision__in=(Decision.CLAIM, Decision.GOODWILL))
        .exclude(claim__state__in=_NOT_OURS)
        .order_by("pk")
        .values_list(
            "claim_id",
            "claim__number",
            "store_id",
            "claim__model",
            "code",
            "name",
            "claim__fault_code",
            "claim__report__made_on",
            "claim__sold_on",
            "claim__failed_on",
            "claim__decided_at",
        )
    )
    for (
        claim_id,
        number,
        store_id,
        model,
        code,
        name,
        failure,
        made_on,
        sold_on,
        failed_on,
        decided_at,
    ) in rows.iterator(chunk_size=10_000):
        yield FieldClaim(
            claim_id,
            number,
            store_id,
            model,
            code,
            name,
            failure,
            made_on,
            sold_on,
            failed_on,
            localdate(decided_at),
        )


def numbers_of(claim_ids: Iterable[int]) -> list[tuple[int, str]]:
    """Store and number of some claims, the oldest first. One statement."""
    rows = Claim.objects.filter(pk__in=list(claim_ids)).order_by("opened_at", "pk")
    return list(rows.values_list("store_id", "number"))
