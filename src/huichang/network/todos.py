"""What waits: signals and pre-approvals for the manufacturer's officer; wanted parts and unread notices for the stores."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone, localdate

from huichang.company.roles import Role
from huichang.kernel import todo, wording
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.kernel.days import begin_of
from huichang.network import permissions
from huichang.network.models import NoticeStore, Signal
from huichang.network.publishing import READERS
from huichang.network.queries import calls
from huichang.network.states import UNSENT, NoticeState, SignalState
from huichang.warranty.queries import asked_words

_MOST = 5
_NEAR = timedelta(hours=8)
"""A pre-approval is urgent so long before its clock runs out."""


def _end_of(on: date) -> datetime:
    return datetime.combine(on, time(23, 59), get_current_timezone())


@todo.source(Role.NETWORK_OFFICER)
def signals(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Signals that nobody judged. One statement."""
    for row in Signal.objects.filter(state=SignalState.NEW).order_by("-score")[:_MOST]:
        yield Todo(
            act="判断预警",
            why=f"{row.part_name}：{row.observed:.0f} 件，预期 {row.expected:.1f} 件，可能波及 {row.reach:,} 辆",
            url=f"/network/signals/{row.pk}/",
            since=begin_of(row.raised_on),
            urgent=row.ratio >= 2,
            icon="alert-triangle",
        )


@todo.source(Role.NETWORK_OFFICER)
def asked_approvals(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Pre-approvals that wait, serious ones and those near their clock first. One statement."""
    for row in asked_words.asked()[: 2 * _MOST]:
        yield Todo(
            act="审批预授权",
            why=f"{row.serious or row.reasons_say} {wording.yuan(row.estimate)}",
            url=f"/network/approvals/{row.id}/",
            plate=row.plate,
            name=row.title,
            since=row.asked_at,
            due=row.due_at,
            urgent=bool(row.serious) or row.due_at - at < _NEAR,
            icon="hourglass",
        )


@todo.source(Role.WARRANTY_CLERK)
def asked_parts(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Old parts that the manufacturer wants from this store: to be sent, or to be explained. Two statements."""
    on = localdate(at)
    if not actor.may(permissions.ANSWER_ASKS):
        return
    for row in [row for row in calls.asks_of_store(actor, on=on) if row.is_open][:_MOST]:
        sends = row.state in UNSENT
        nth = f"，厂家已催 {row.reminders} 次" if row.reminders else ""
        yield Todo(
            act="回运旧件" if sends else "说明缺件",
            why=(f"厂家调回 {row.left} 件" if sends else f"{len(row.lacking)} 张索赔单没有旧件") + nth,
            url="/network/asks/",
            name=row.number,
            due=_end_of(row.due_on),
            urgent=row.late or row.is_urgent or bool(row.reminders),
            icon="package-export",
        )


@todo.source(*READERS)
def unread_notices(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Notices that this person must read and has not. One statement."""
    rows = (
        NoticeStore.objects.filter(store_id=actor.here, notice__state=NoticeState.OUT)
        .exclude(notice__reads__store_id=actor.here, notice__reads__staff_id=actor.staff_id)
        .select_related("notice")
        .order_by("notice__read_by", "-notice__published_at")
    )
    held = set(actor.roles)
    for row in [row for row in rows[:50] if held & set(row.notice.posts)][:_MOST]:
        notice = row.notice
        due = _end_of(notice.read_by) if notice.read_by else None
        yield Todo(
            act="阅读通知",
            why=f"{notice.get_kind_display()}：{notice.title}",
            url=f"/network/notices/{notice.pk}/",
            since=notice.published_at,
            due=due,
            urgent=bool(row.reminders) or (due is not None and due < at),
            icon="speakerphone",
        )
