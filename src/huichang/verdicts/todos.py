"""What waits: claims for the manufacturer's people, published lists for the store."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from huichang.company.roles import Role
from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.verdicts.models import PublishedList
from huichang.verdicts.queries import desk
from huichang.verdicts.states import ListState

SLOW = timedelta(days=10)
"""A claim that waits for so long is urgent."""


@todo.source(Role.NETWORK_OFFICER)
def claims(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Claims that the rules left to people. Two statements."""
    found = desk.waiting(actor)
    if found.waiting and found.oldest:
        yield Todo(
            act="审核索赔",
            why=f"{found.waiting} 张待审，申请 ¥{found.asked:,.0f}",
            url="/verdicts/desk/",
            since=found.oldest,
            urgent=at - found.oldest > SLOW,
            icon="checklist",
        )


@todo.source(Role.WARRANTY_CLERK)
def lists(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Lists that the manufacturer published and nobody took over. One statement."""
    rows = PublishedList.objects.filter(store_id=actor.here, state=ListState.PUBLISHED).order_by("month")
    for row in rows[:5]:
        yield Todo(
            act="接收结算单",
            why=f"厂家已发布 {row.month:%Y 年 %m 月}结算单，{row.count} 张，¥{row.paid:,.0f}",
            url="/verdicts/lists/",
            since=row.published_at,
            icon="receipt-refund",
        )
