"""Claimed parts of all stores as the manufacturer's desk calls them back: what lies where, and how far an order is (WARR-30)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q

from huichang.warranty import calling
from huichang.warranty.models import CallBack, Claim, ClaimedPart
from huichang.warranty.states import IN_HOUSE, PartState


@dataclass(frozen=True)
class Lying:
    """A claimed part. `why_not`: why it cannot be called back, or nothing; `is_theirs`: it went to the manufacturer before."""

    id: int
    store_id: int
    tag: str
    code: str
    name: str
    claim_id: int
    claim_number: str
    plate: str
    vin: str
    state_says: str
    tagged_at: datetime
    why_not: str
    is_theirs: bool


@dataclass(frozen=True)
class Known:
    """A claim by its number."""

    id: int
    store_id: int
    number: str


@dataclass(frozen=True)
class Progress:
    """How far a call-back order is at its store, in parts. `sent_at`: when the last of them left."""

    store_id: int
    their_number: str
    due_on: date
    wanted: int
    here: int
    boxed: int
    sent: int
    accepted: int
    deducted: int
    otherwise: int
    sent_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def left(self) -> int:
        """Parts that have not left the store."""
        return self.here + self.boxed

    @property
    def gone(self) -> int:
        """Parts that have left the store."""
        return self.wanted - self.left


def lying(
    *, claim_ids: Iterable[int] = (), codes: Iterable[str] = (), store_ids: Iterable[int] | None = None
) -> list[Lying]:
    """Claimed parts of some claims and those with some part numbers, of all stores or of some, the newest first.

    One statement.
    """
    wanted = Q(claim_id__in=list(claim_ids)) | Q(code__in=list(codes), state__in=IN_HOUSE)
    rows = ClaimedPart.objects.filter(wanted).select_related("claim", "call_back")
    if store_ids is not None:
        rows = rows.filter(store_id__in=list(store_ids))
    return [
        Lying(
            row.pk,
            row.store_id,
            row.tag,
            row.code,
            row.name,
            row.claim_id,
            row.claim.number,
            row.claim.plate,
            row.claim.vin,
            row.get_state_display(),
            row.tagged_at,
            calling.why_not(row),
            row.state in (PartState.SHIPPED, PartState.ACCEPTED, PartState.DEDUCTED),
        )
        for row in rows.order_by("store_id", "-tagged_at", "-pk")
    ]


def claims(
    *,
    ids: Iterable[int] = (),
    numbers: Iterable[str] = (),
    store_ids: Iterable[int] | None = None,
) -> list[Known]:
    """Claims by their keys or numbers, the oldest first; a number may stand at several stores. One statement."""
    rows = Claim.objects.filter(Q(pk__in=list(ids)) | Q(number__in=list(numbers)))
    if store_ids is not None:
        rows = rows.filter(store_id__in=list(store_ids))
    return [
        Known(*found) for found in rows.order_by("opened_at", "pk").values_list("pk", "store_id", "number")
    ]


def progress(call_back_ids: Iterable[int] | None = None) -> dict[int, Progress]:
    """How far call-back orders of the manufacturer's desk are, by their keys; None: of all. One statement."""
    rows = CallBack.objects.filter(is_theirs=True)
    if call_back_ids is not None:
        rows = rows.filter(pk__in=list(call_back_ids))
    state = PartState
    rows = rows.annotate(
        wanted=Count("parts"),
        here=Count("parts", filter=Q(parts__state__in=[state.TAGGED, state.STORED])),
        boxed=Count("parts", filter=Q(parts__state=state.BOXED)),
        shipped=Count("parts", filter=Q(parts__state=state.SHIPPED)),
        accepted=Count("parts", filter=Q(parts__state=state.ACCEPTED)),
        deducted=Count("parts", filter=Q(parts__state=state.DEDUCTED)),
        otherwise=Count("parts", filter=Q(parts__state__in=[state.SCRAPPED, state.RETURNED])),
        gone_at=Max("parts__gone_at"),
    )
    return {
        row.pk: Progress(
            row.store_id,
            row.their_number,
            row.due_on,
            row.wanted,
            row.here,
            row.boxed,
            row.shipped,
            row.accepted,
            row.deducted,
            row.otherwise,
            row.gone_at,
            row.withdrawn_at,
        )
        for row in rows
    }
