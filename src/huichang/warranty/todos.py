"""What waits in claims: for the warranty desk, and for “现在要做” of each post."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils.timezone import localdate

from huichang.company.roles import Role
from huichang.kernel import todo, wording
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.warranty import permissions
from huichang.warranty.models import Approval, Claim, ClaimedPart, FaultReport, Goodwill, SettlementLine
from huichang.warranty.states import (
    IN_HOUSE,
    OPEN,
    TO_WORK,
    ApprovalState,
    ClaimState,
    GoodwillState,
    Outcome,
    PartState,
    Remedy,
)

INSPECT_HOURS = 2
REPORT_DAYS = 7


@dataclass(frozen=True)
class Heap:
    """So much of one step, and where its list is."""

    label: str
    count: int
    href: str
    tone: str = ""
    icon: str = ""
    sub: str = ""


@dataclass(frozen=True)
class Work:
    """All that waits at the warranty desk, step by step."""

    heaps: list[Heap]
    todos: list[Todo]


def work_of(actor: Actor, at: datetime) -> Work:
    """What waits, by step and one by one, most urgent first. Six statements."""
    here, on = actor.here, localdate(at)
    claims = list(Claim.objects.filter(store_id=here, state__in=OPEN).order_by("due_on", "pk"))
    approvals = list(
        Approval.objects.filter(store_id=here, state=ApprovalState.ASKED)
        .select_related("claim")
        .order_by("due_at")
    )
    goodwills = Goodwill.objects.filter(store_id=here, state=GoodwillState.ASKED).count()
    parts = ClaimedPart.objects.filter(store_id=here, state__in=IN_HOUSE).aggregate(
        tagged=Count("pk", filter=Q(state=PartState.TAGGED)),
        called=Count("pk", filter=Q(call_back__isnull=False)),
        called_on=Min("call_back__due_on"),
        over=Count("pk", filter=Q(keep_until__lt=on, call_back__isnull=True)),
        tagged_at=Min("tagged_at", filter=Q(state=PartState.TAGGED)),
    )
    reports = FaultReport.objects.filter(store_id=here, sent_at__isnull=True).aggregate(
        n=Count("pk"), since=Min("written_at")
    )
    lines = SettlementLine.objects.filter(store_id=here).aggregate(
        unbooked=Count(
            "pk", filter=Q(booked_at__isnull=True) & ~Q(outcome__in=[Outcome.UNKNOWN, Outcome.TWICE])
        ),
        open=Count("pk", filter=Q(remedy=Remedy.OPEN)),
    )
    late = sum(claim.due_on is not None and claim.due_on < on for claim in claims)
    week = reports["since"] is not None and at - reports["since"] > timedelta(days=REPORT_DAYS)
    heaps = [
        Heap(
            "待鉴定",
            _in(claims, ClaimState.INSPECT),
            "/warranty/claims/?only=inspect",
            "watch",
            "stethoscope",
        ),
        Heap("等预授权", len(approvals), "/warranty/approvals/", "watch", "hourglass"),
        Heap("善意征求意见", goodwills, "/warranty/goodwill/", icon="heart"),
        Heap("维修中", _in(claims, ClaimState.REPAIR), "/warranty/claims/?only=repair", icon="tool"),
        Heap("旧件待入库", parts["tagged"], "/warranty/parts/?only=tagged", "watch", "tag"),
        Heap("未上报", _in(claims, ClaimState.READY), "/warranty/claims/?only=ready", icon="send"),
        Heap("已过期限", late, "/warranty/claims/?only=open", "act", "alert-triangle"),
        Heap("故障报告待寄", reports["n"], "/warranty/reports/", "act" if week else "", "file-text"),
        Heap(
            "退回、拒绝、核减", _in(claims, *TO_WORK), "/warranty/claims/?only=work", "act", "arrow-back-up"
        ),
        Heap("结算待入账", lines["unbooked"], "/warranty/settlements/", icon="receipt-refund"),
        Heap("结算差异", lines["open"], "/warranty/settlements/lines/", "watch", "scale"),
        Heap("旧件召回待发", parts["called"], "/warranty/parts/?only=called", "act", "package-export"),
        Heap("超过保管期", parts["over"], "/warranty/parts/?only=over", icon="trash"),
    ]
    found = [
        *_of_claims(actor, claims, at),
        *_of_approvals(approvals, at),
        *_of_stores(parts, reports, lines, at),
    ]
    found.sort(key=lambda each: (not each.urgent, (each.due or each.since or at).timestamp()))
    return Work(heaps, found)


def _in(claims: list[Claim], *wanted: str) -> int:
    return sum(claim.state in wanted for claim in claims)


def _of_claims(actor: Actor, claims: list[Claim], at: datetime) -> Iterator[Todo]:
    on = localdate(at)
    keeps = actor.may(permissions.KEEP_CLAIMS)
    for claim in claims:
        url = f"/warranty/claims/{claim.pk}/"
        name = f"{claim.title} {claim.number[-4:]}"
        left = (claim.due_on - on).days if claim.due_on else None
        urgent = left is not None and left <= 2
        until = "" if left is None else f"，期限还有 {left} 天" if left >= 0 else f"，超期 {-left} 天"
        if claim.state == ClaimState.INSPECT and actor.may(permissions.INSPECT):
            waits = at - claim.opened_at > timedelta(hours=INSPECT_HOURS)
            yield Todo(
                "鉴定",
                "服务顾问申请索赔鉴定",
                f"{url}inspect/",
                claim.plate,
                name=name,
                since=claim.opened_at,
                urgent=waits,
            )
        elif claim.waits_for_word and claim.state == ClaimState.REPAIR and keeps:
            yield Todo(
                "预授权",
                "没有授权不能开工",
                url,
                claim.plate,
                name=name,
                since=claim.state_since,
                urgent=True,
            )
        elif claim.state == ClaimState.READY and keeps:
            yield Todo(
                "上报",
                f"完工待上报{until}",
                url,
                claim.plate,
                name=name,
                since=claim.state_since,
                urgent=urgent,
            )
        elif claim.state in TO_WORK and keeps:
            why = f"{claim.get_state_display()}{until}"
            yield Todo("处理", why, url, claim.plate, name=name, since=claim.state_since, urgent=urgent)


def _of_approvals(rows: list[Approval], at: datetime) -> Iterator[Todo]:
    asked_again = {row.claim_id for row in rows if row.state == ApprovalState.ASKED}
    for row in rows:
        if row.state == ApprovalState.SENT_BACK:
            if row.claim_id not in asked_again:
                asked_again.add(row.claim_id)
                yield Todo(
                    "补充再报",
                    f"厂家驳回预授权：{row.answer_words}",
                    f"/warranty/claims/{row.claim_id}/",
                    row.claim.plate,
                    name=row.claim.title,
                    since=row.answered_at,
                    urgent=True,
                )
            continue
        yield Todo(
            "催授权",
            f"预授权待厂家答复 {wording.yuan(row.estimate)}",
            f"/warranty/approvals/{row.pk}/",
            row.claim.plate,
            name=row.claim.title,
            since=row.asked_at,
            due=row.due_at,
            urgent=row.due_at < at,
        )


def _of_stores(
    parts: dict[str, object], reports: dict[str, object], lines: dict[str, object], at: datetime
) -> Iterator[Todo]:
    since = parts["tagged_at"]
    if parts["tagged"] and isinstance(since, datetime):
        old = localdate(since) < localdate(at)
        yield Todo(
            "入库", f"{parts['tagged']} 个旧件还没有扫标签入库", "/warranty/parts/", since=since, urgent=old
        )
    written = reports["since"]
    if reports["n"] and isinstance(written, datetime):
        late = at - written > timedelta(days=REPORT_DAYS)
        yield Todo("寄发", f"{reports['n']} 份故障报告待寄", "/warranty/reports/", since=written, urgent=late)
    if lines["unbooked"]:
        yield Todo("入账", f"{lines['unbooked']} 行结算明细待入账", "/warranty/settlements/")


@todo.source(Role.WARRANTY_CLERK)
def at_the_desk(actor: Actor, at: datetime) -> Iterator[Todo]:
    """Inspections, claims with deadlines, approvals. Two statements."""
    if not actor.may(permissions.SEE_WARRANTY):
        return
    rows = Claim.objects.filter(store_id=actor.here, state__in=OPEN).order_by("due_on", "pk")
    yield from _of_claims(actor, list(rows), at)
    asked = Approval.objects.filter(
        Q(state=ApprovalState.ASKED) | Q(state=ApprovalState.SENT_BACK, claim__waits_for_word=True),
        store_id=actor.here,
        claim__state__in=OPEN,
    )
    yield from _of_approvals(list(asked.select_related("claim").order_by("due_at")), at)


@todo.source(Role.TECHNICAL_MANAGER)
def to_inspect(actor: Actor, at: datetime) -> Iterator[Todo]:
    """Jobs that wait for an inspection. One statement."""
    rows = Claim.objects.filter(store_id=actor.here, state=ClaimState.INSPECT).order_by("opened_at")
    yield from _of_claims(actor, list(rows), at)


@todo.source(Role.SERVICE_MANAGER)
def to_say(actor: Actor, at: datetime) -> Iterator[Todo]:
    """Goodwill that waits for the service manager's own opinion. One statement."""
    rows = Goodwill.objects.filter(
        store_id=actor.here, state=GoodwillState.ASKED, opinions__isnull=True
    ).select_related("claim")
    for row in rows.order_by("pk"):
        yield Todo(
            "签意见",
            f"善意索赔 {wording.yuan(row.asked)}：{row.topic}",
            f"/warranty/goodwill/{row.pk}/",
            row.claim.plate,
            name=row.claim.title,
            since=row.asked_at,
        )
