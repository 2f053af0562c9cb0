"""Which rules are in force, and submissions as rules see them: plain functions over rows."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from huichang.verdicts.models import Risk, Rule, RuleBook
from huichang.verdicts.rules import Amounts, Case, allot
from huichang.verdicts.rules import Rule as Said
from huichang.verdicts.states import BookState
from huichang.warranty.queries.auditing import Sent


def in_force(on: date) -> RuleBook | None:
    """The book of a day: the published one that began last. One statement."""
    rows = RuleBook.objects.filter(state=BookState.PUBLISHED, from_on__lte=on)
    found: RuleBook | None = rows.order_by("-from_on").first()
    return found


def rules_of(book: RuleBook) -> list[Said]:
    """The rules of a book, in the order in which they were written. One statement."""
    return [said(row) for row in Rule.objects.filter(book=book).order_by("pk")]


def said(row: Rule) -> Said:
    """A rule as it judges."""
    return Said(
        row.pk,
        row.name,
        row.does,
        {key: Decimal(most) for key, most in row.limits.items()},
        tuple(row.stores),
        tuple(row.models_of),
        tuple(row.parts),
        tuple(row.kinds),
        row.reason,
    )


def scores(store_ids: Collection[int]) -> dict[int, float]:
    """The last risk score of each store; stores without one are missing. One statement."""
    rows = Risk.objects.filter(store_id__in=store_ids).order_by("store_id", "-month").distinct("store_id")
    return dict(rows.values_list("store_id", "score"))


def case_of(sent: Sent, *, risk: float) -> Case:
    """A submission as rules see it."""
    return Case(
        allot(sent.asked, Amounts(sent.labour, sent.parts, sent.other)),
        {
            "causal_parts": Decimal(sent.causal_parts),
            "other_parts": Decimal(sent.other_parts),
            "hours": Decimal(sent.minutes) / 60,
            "days": Decimal(sent.repair_days),
            "car_claims": Decimal(sent.car_claims),
            "fault_claims": Decimal(sent.fault_claims),
            "send_days": Decimal(sent.send_days),
            "rounds": Decimal(sent.round),
            "risk": Decimal(round(risk)),
        },
        sent.store_id,
        sent.model,
        sent.codes,
        sent.kind,
    )
