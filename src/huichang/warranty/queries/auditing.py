"""What the manufacturer's auditors may read of what stores sent: many at once as figures, one with all that hangs on it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Q, Sum
from django.utils.timezone import localdate

from huichang.warranty import states
from huichang.warranty.models import Claim, ClaimLine, Outlay, SettlementLine, Submission
from huichang.warranty.states import USES_A_SUBMISSION, ClaimState, Decision, Duty, Outcome

TAKEN = (Decision.CLAIM, Decision.GOODWILL)
YEAR = timedelta(days=365)
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission as figures: what it asks (yuan), parts that failed first and those renewed with them, minutes of labour,
    the car's claims of the year before it with this one, those of the same causal part, days in repair and until it was sent."""

    id: int
    claim_id: int
    store_id: int
    number: str
    round: int
    sent_at: datetime
    asked: Decimal
    labour: Decimal
    parts: Decimal
    other: Decimal
    model: str
    kind: str
    codes: tuple[str, ...]
    causal_code: str
    causal_parts: int
    other_parts: int
    minutes: int
    repair_days: int
    send_days: int
    car_claims: int
    fault_claims: int


def waiting_ids(store_id: int) -> list[int]:
    """Submissions of a store that the manufacturer has and has not answered, the oldest first. One statement."""
    rows = Submission.objects.filter(
        store_id=store_id,
        round=F("claim__round"),
        claim__state__in=(ClaimState.SENT, ClaimState.REVIEW),
    )
    return list(rows.order_by("sent_at", "pk").values_list("pk", flat=True))


def sent_between(store_ids: Collection[int], since: datetime, until: datetime) -> list[int]:
    """Submissions of some stores that were sent between two moments, the oldest first. One statement."""
    rows = Submission.objects.filter(store_id__in=store_ids, sent_at__gte=since, sent_at__lt=until)
    return list(rows.order_by("sent_at", "pk").values_list("pk", flat=True))


def sent(submission_ids: Sequence[int]) -> Iterator[Sent]:
    """Submissions as figures, in order of their keys. Three statements for each five thousand."""
    for begin in range(0, len(submission_ids), _AT_ONCE):
        yield from _sent(submission_ids[begin : begin + _AT_ONCE])


def _sent(submission_ids: Sequence[int]) -> Iterator[Sent]:
    rows = list(
        Submission.objects.filter(pk__in=submission_ids)
        .select_related("claim", "claim__order")
        .order_by("pk")
    )
    lines = _lines({row.claim_id for row in rows})
    others = _others({row.claim.vehicle_id for row in rows})
    for row in rows:
        claim = row.claim
        mine = lines.get(claim.pk, _NO_LINES)
        done = claim.repaired_on or localdate(row.sent_at)
        car = fault = 0
        for pk, opened_at, code in others.get(claim.vehicle_id, ()):
            if pk == claim.pk or timedelta(0) <= claim.opened_at - opened_at <= YEAR:
                car += 1
                fault += bool(mine.causal_code) and code == mine.causal_code
        yield Sent(
            row.pk,
            claim.pk,
            row.store_id,
            row.number,
            row.round,
            row.sent_at,
            row.asked,
            claim.asked_labour,
            claim.asked_parts,
            claim.asked_other,
            claim.model,
            claim.kind,
            mine.codes,
            mine.causal_code,
            mine.causal_parts,
            mine.other_parts,
            mine.minutes,
            max((done - localdate(claim.order.opened_at)).days, 0),
            max((localdate(row.sent_at) - done).days, 0),
            max(car, 1),
            max(fault, 1),
        )


@dataclass(frozen=True, slots=True)
class _Lines:
    codes: tuple[str, ...] = ()
    causal_code: str = ""
    causal_parts: int = 0
    other_parts: int = 0
    minutes: int = 0


_NO_LINES = _Lines()


def _lines(claim_ids: Collection[int]) -> dict[int, _Lines]:
    """The claimed lines of claims, summed up. One statement."""
    is_part, causal = Q(part__isnull=False), Q(duty=Duty.CAUSAL)
    rows = (
        ClaimLine.objects.filter(claim_id__in=claim_ids, decision__in=TAKEN)
        .values_list("claim_id")
        .annotate(
            codes=ArrayAgg("code", filter=~Q(code=""), default=[]),
            causal=ArrayAgg("code", filter=causal & ~Q(code=""), default=[]),
            causal_parts=Count("pk", filter=causal & is_part),
            other_parts=Count("pk", filter=is_part & ~causal),
            spent=Sum("minutes", filter=Q(kind="labour"), default=0),
        )
    )
    return {
        pk: _Lines(tuple(codes), min(causal_codes, default=""), main, with_it, minutes)
        for pk, codes, causal_codes, main, with_it, minutes in rows
    }


def _others(vehicle_ids: Collection[int]) -> dict[int, list[tuple[int, datetime, str]]]:
    """Claims of cars: key, when they were opened, the causal part. One statement."""
    found: dict[int, list[tuple[int, datetime, str]]] = {}
    rows = (
        Claim.objects.filter(vehicle_id__in=vehicle_ids)
        .exclude(state__in=(*states.DEAD, ClaimState.INSPECT))
        .values_list("vehicle_id", "pk", "opened_at")
        .annotate(
            causal=ArrayAgg(
                "lines__code", filter=Q(lines__duty=Duty.CAUSAL, lines__decision__in=TAKEN), default=[]
            )
        )
    )
    for vehicle_id, pk, opened_at, codes in rows:
        found.setdefault(vehicle_id, []).append((pk, opened_at, min(filter(None, codes), default="")))
    return found


_OUTCOMES = {Outcome.PAID: "accept", Outcome.CUT: "cut", Outcome.REJECTED: "reject"}


def settled(submission_ids: Collection[int]) -> dict[int, tuple[str, Decimal]]:
    """What settlement lists said of submissions: accept, cut or reject, and what was paid. One statement."""
    rows = SettlementLine.objects.filter(submission_id__in=submission_ids, outcome__in=USES_A_SUBMISSION)
    return {
        pk: (_OUTCOMES[Outcome(outcome)], paid)
        for pk, outcome, paid in rows.values_list("submission_id", "outcome", "paid")
    }


def vins(claim_ids: Collection[int]) -> dict[int, str]:
    """VINs of claims. One statement."""
    return dict(Claim.objects.filter(pk__in=claim_ids).values_list("pk", "vin"))


@dataclass(frozen=True)
class AskedLine:
    """A claimed line, or (`id` None) what is asked besides the lines altogether; yuan."""

    id: int | None
    name: str
    kind: str
    asked: Decimal


def asked_lines(claim_id: int) -> list[AskedLine]:
    """What a claim asks, line by line. Two statements."""
    rows = ClaimLine.objects.filter(claim_id=claim_id, decision__in=TAKEN, asked__gt=0).order_by("pk")
    found = [AskedLine(row.pk, row.name, row.kind, row.asked) for row in rows]
    besides = Outlay.objects.filter(claim_id=claim_id).aggregate(sum=Sum("amount"))["sum"]
    return [*found, AskedLine(None, "辅料及其他费用", "", besides)] if besides else found
