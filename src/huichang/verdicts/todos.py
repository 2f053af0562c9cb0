"""What waits: claims for the manufacturer's people, published lists for the store."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet, Sum

from huichang.company.roles import Role
from huichang.kernel import todo, wording
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.verdicts import permissions
from huichang.verdicts.models import PublishedList, Verdict
from huichang.verdicts.states import ListState, VerdictState

SLOW = timedelta(days=10)
"""A claim that waits for so long is urgent."""
_MOST = 5


def _waiting(actor: Actor, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    stores = actor.stores_where(permissions.DECIDE)
    rows = Verdict.objects.filter(store_id__in=stores, state=VerdictState.WAITING)
    sums = rows.values("state").annotate(n=Count("pk"), oldest=Min("sent_at"), sum=Sum("asked"))
    return (sums.values_list("n", "oldest", "sum"),)


@todo.asking(Role.NETWORK_OFFICER, asks=_waiting)
def claims(actor: Actor, at: datetime, rows: Sequence[tuple[Any, ...]]) -> Iterable[Todo]:
    """Claims that the rules left to people."""
    for count, oldest, asked in rows:
        yield Todo(
            act="审核索赔",
            why=f"{count} 张待审，申请 {wording.yuan(asked)}",
            url="/verdicts/desk/",
            since=oldest,
            urgent=at - oldest > SLOW,
            icon="checklist",
        )


def _published(actor: Actor, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    rows = PublishedList.objects.filter(store_id=actor.here, state=ListState.PUBLISHED)
    return (rows.order_by("month")[:_MOST],)


@todo.asking(Role.WARRANTY_CLERK, asks=_published)
def lists(actor: Actor, at: datetime, rows: Sequence[PublishedList]) -> Iterable[Todo]:
    """Lists that the manufacturer published and nobody took over."""
    for row in rows:
        yield Todo(
            act="接收结算单",
            why=f"厂家已发布 {row.month:%Y 年 %m 月}结算单，{row.count} 张，{wording.yuan(row.paid)}",
            url="/verdicts/lists/",
            since=row.published_at,
            icon="receipt-refund",
        )
