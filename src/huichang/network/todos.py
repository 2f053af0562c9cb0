"""What waits: signals for the manufacturer's officer, asked parts for the store's warranty clerk."""

from collections.abc import Iterable
from datetime import datetime, time

from django.utils.timezone import get_current_timezone

from huichang.company.roles import Role
from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.network.models import PartsAsk, Signal
from huichang.network.states import SignalState

_MOST = 5


@todo.source(Role.NETWORK_OFFICER)
def signals(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Signals that nobody judged. One statement."""
    for row in Signal.objects.filter(state=SignalState.NEW).order_by("-score")[:_MOST]:
        yield Todo(
            act="判断预警",
            why=f"{row.part_name}：{row.observed:.0f} 件，预期 {row.expected:.1f} 件，可能波及 {row.reach:,} 辆",
            url=f"/network/signals/{row.pk}/",
            since=datetime.combine(row.raised_on, time(), get_current_timezone()),
            urgent=row.ratio >= 2,
            icon="alert-triangle",
        )


@todo.source(Role.WARRANTY_CLERK)
def asked_parts(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Old parts that the manufacturer asked this store for. One statement."""
    rows = PartsAsk.objects.filter(store_id=actor.here, arranged_at__isnull=True).order_by("due_on")
    for row in rows[:_MOST]:
        due = datetime.combine(row.due_on, time(23, 59), get_current_timezone())
        yield Todo(
            act="安排旧件",
            why=f"厂家要 {len(row.claims)} 张索赔单的旧件",
            url="/network/asks/",
            due=due,
            urgent=due < at,
            icon="package",
        )
