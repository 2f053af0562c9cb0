"""Settlement months, differences, what the manufacturer owes by age; the store's checks and the reasons they come from."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum

from huichang.billing import manufacturer
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.warranty import checking, rules, states
from huichang.warranty.models import Check, Claim, ClaimedPart, SettlementLine
from huichang.warranty.queries import reading
from huichang.warranty.states import DIFFERENT, Deduction, Outcome, Remedy

ZERO = Decimal(0)


@dataclass(frozen=True)
class MonthRow:
    """A month of settlement lists; amounts in yuan."""

    month: date
    lines: int
    asked: Decimal
    paid: Decimal
    unbooked: int
    open: int
    cut: int
    rejected: int
    unknown: int
    twice: int

    @property
    def key(self) -> str:
        """The month as addresses and forms say it."""
        return f"{self.month:%Y-%m}"

    @property
    def difference(self) -> Decimal:
        """What is missing of what was asked."""
        return self.asked - self.paid


def months(actor: Actor) -> list[MonthRow]:
    """Months that were imported, newest first. One statement."""
    rows = SettlementLine.objects.filter(store_id=reading.store_for(actor)).values("month")
    told = rows.annotate(
        n=Count("pk"),
        asked_sum=Sum("asked"),
        paid_sum=Sum("paid"),
        unbooked=Count("pk", filter=Q(booked_at__isnull=True) & ~Q(outcome__in=["unknown", "twice"])),
        open_n=Count("pk", filter=Q(remedy=Remedy.OPEN)),
        cut=Count("pk", filter=Q(outcome=Outcome.CUT)),
        rejected=Count("pk", filter=Q(outcome=Outcome.REJECTED)),
        unknown=Count("pk", filter=Q(outcome=Outcome.UNKNOWN)),
        twice=Count("pk", filter=Q(outcome=Outcome.TWICE)),
    ).order_by("-month")
    return [
        MonthRow(
            row["month"],
            row["n"],
            row["asked_sum"],
            row["paid_sum"],
            row["unbooked"],
            row["open_n"],
            row["cut"],
            row["rejected"],
            row["unknown"],
            row["twice"],
        )
        for row in told[:36]
    ]


@dataclass(frozen=True)
class SettledRow:
    """A line of a list."""

    id: int
    list_number: str
    claim_number: str
    claim_id: int | None
    plate: str
    title: str
    claim_state_says: str
    asked: Decimal
    paid: Decimal
    reason: str
    outcome: str
    outcome_says: str
    remedy: str
    remedy_says: str
    remedy_words: str
    booked_at: datetime | None
    due_on: date | None
    may_reopen: bool

    @property
    def difference(self) -> Decimal:
        """What is missing of what was asked."""
        return self.asked - self.paid

    @property
    def remedies(self) -> list[tuple[str, str]]:
        """What may become of the difference: a claim that was cut goes out again or is closed, what was paid for nobody or
        twice goes back or stays with the manufacturer's word."""
        mine = (Remedy.RESUBMITTED, Remedy.ACCEPTED)
        theirs = (Remedy.PAID_BACK, Remedy.ACCEPTED)
        found = mine if self.outcome in (Outcome.CUT, Outcome.REJECTED) else theirs
        return [(str(each), str(each.label)) for each in found]


LINE_TABS = {
    "open": "待处理",
    "cut": "核减",
    "rejected": "拒付",
    "unknown": "对不上",
    "twice": "重复支付",
    "paid": "全额",
    "all": "全部",
}
MOST = 300


def settled_lines(
    actor: Actor, month: date | None, *, only: str = "open", text: str = ""
) -> list[SettledRow]:
    """Lines of a month (of all months when None). One statement."""
    rows = SettlementLine.objects.filter(store_id=reading.store_for(actor)).select_related("claim")
    if month is not None:
        rows = rows.filter(month=month)
    if only == "open":
        rows = rows.filter(remedy=Remedy.OPEN)
    elif only in Outcome.values:
        rows = rows.filter(outcome=only)
    if wanted := text.strip():
        rows = rows.filter(
            Q(claim_number__icontains=wanted)
            | Q(list_number__icontains=wanted)
            | Q(vin__iendswith=wanted)
            | Q(claim__plate__icontains=wanted)
            | Q(reason__icontains=wanted)
        )
    return [
        SettledRow(
            row.pk,
            row.list_number,
            row.claim_number,
            row.claim_id,
            row.claim.plate if row.claim else "",
            row.claim.title if row.claim else "",
            row.claim.get_state_display() if row.claim else "",
            row.asked,
            row.paid,
            row.reason,
            row.outcome,
            row.get_outcome_display(),
            row.remedy,
            row.get_remedy_display(),
            row.remedy_words,
            row.booked_at,
            row.claim.due_on if row.claim else None,
            row.remedied_at is not None and row.outcome in DIFFERENT,
        )
        for row in rows.order_by("-month", "pk")[:MOST]
    ]


@dataclass(frozen=True)
class AgeRow:
    """What the manufacturer owes on an order, and how old it is."""

    order_id: int
    number: str
    issued_on: date
    days: int
    band: str
    total: Decimal
    open: Decimal
    claims: str
    state_says: str
    claim_id: int | None


@dataclass(frozen=True)
class Ageing:
    """Open receivables by age."""

    rows: list[AgeRow]
    bands: list[tuple[str, Decimal]]
    total: Decimal
    unsent: Decimal


def ageing(actor: Actor, *, on: date) -> Ageing:
    """What the manufacturer owes, oldest first, and what of it was never asked for. Two statements."""
    here = reading.store_for(actor)
    owed = manufacturer.owed(here)
    claims: dict[int, list[Claim]] = {}
    for claim in Claim.objects.filter(order_id__in=[each.order_id for each in owed]).exclude(
        state__in=states.DEAD
    ):
        claims.setdefault(claim.order_id, []).append(claim)
    rows, bands, unsent = [], Counter[str](), ZERO
    for each in owed:
        mine = claims.get(each.order_id, [])
        days = each.age(on)
        bands[rules.band(days)] += each.open  # type: ignore[assignment]
        if not any(claim.round for claim in mine):
            unsent += each.open
        rows.append(
            AgeRow(
                each.order_id,
                each.number,
                each.issued_on,
                days,
                rules.band(days),
                each.total,
                each.open,
                "、".join(claim.number for claim in mine),
                "、".join(dict.fromkeys(str(claim.get_state_display()) for claim in mine)) or "没有索赔单",
                mine[0].pk if mine else None,
            )
        )
    order = [*(says for _, says in rules.BANDS), "180 天以上"]
    return Ageing(
        rows[:300],
        [(says, Decimal(bands.get(says, 0))) for says in order],
        sum((row.open for row in rows), ZERO),
        unsent,
    )


@dataclass(frozen=True)
class ReasonRow:
    """A reason for which something was refused, cut or deducted: how often, how much, in the past year."""

    reason: str
    source: str
    count: int
    amount: Decimal


def reasons(actor: Actor, *, on: date) -> list[ReasonRow]:
    """Why claims came back in the past year, the costliest first: what checks are made of. Three statements."""
    here, since = reading.store_for(actor), on - timedelta(days=365)
    lines = (
        SettlementLine.objects.filter(store_id=here, month__gte=since, outcome__in=DIFFERENT)
        .exclude(reason="")
        .values_list("reason")
        .annotate(n=Count("pk"), lost=Sum("asked") - Sum("paid"))
    )
    parts = (
        ClaimedPart.objects.filter(store_id=here, gone_at__date__gte=since)
        .exclude(deduction="")
        .values_list("deduction")
        .annotate(n=Count("pk"), lost=Sum("deducted"))
    )
    back = (
        Claim.objects.filter(store_id=here, state__in=["returned", "refused"], answered_at__date__gte=since)
        .exclude(answer_words="")
        .values_list("answer_words")
        .annotate(n=Count("pk"), lost=Sum("asked"))
    )
    found = [
        *(ReasonRow(reason, "结算单", n, lost) for reason, n, lost in lines),
        *(ReasonRow(str(Deduction(key).label), "旧件审核", n, lost) for key, n, lost in parts),
        *(ReasonRow(words, "索赔审核", n, lost) for words, n, lost in back),
    ]
    return sorted(found, key=lambda row: (-row.amount, -row.count))[:60]


@dataclass(frozen=True)
class CheckCard:
    """A check of the store."""

    id: int
    name: str
    says: str
    severity: str
    severity_says: str
    state: str
    state_says: str
    conditions: list[dict[str, str]]
    conditions_say: str
    kept_at: datetime
    kept_by: str
    tried_at: datetime | None
    tried_claims: int
    tried_hits: int
    tried_right: int

    def may(self, verb: str) -> bool:
        """Whether its state allows something."""
        return states.CHECK.allows(self.state, verb)


def checks(actor: Actor, *, check_id: int | None = None) -> list[CheckCard]:
    """The store's checks, those in force first. One statement."""
    rows = Check.objects.filter(store_id=reading.store_for(actor)).select_related("kept_by")
    if check_id is not None:
        rows = rows.filter(pk=check_id)
    return [
        CheckCard(
            row.pk,
            row.name,
            row.says,
            row.severity,
            row.get_severity_display(),
            row.state,
            row.get_state_display(),
            list(row.conditions),
            "，并且".join(each.says for each in checking.conditions(row)),
            row.kept_at,
            row.kept_by.name if row.kept_by else "",
            row.tried_at,
            row.tried_claims,
            row.tried_hits,
            row.tried_right,
        )
        for row in sorted(rows, key=lambda row: (row.state != "on", row.name))
    ]


def check_card(actor: Actor, check_id: int) -> CheckCard:
    """One check. One statement. Raises Missing."""
    found = checks(actor, check_id=check_id)
    if not found:
        raise Missing("没有找到这条检查，请检查链接。")
    return found[0]
