"""Lessons that closed orders propose."""

from dataclasses import dataclass
from datetime import datetime

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.knowledge.models import Lesson
from huichang.knowledge.queries.faults import may_see
from huichang.knowledge.states import LessonState
from huichang.pricebook import queries as pricebook


@dataclass(frozen=True)
class LessonCard:
    """A lesson to review, or reviewed."""

    id: int
    order_number: str
    from_help: int | None
    car: str
    system: str
    system_says: str
    codes: str
    concern: str
    cause: str
    correction: str
    proposed_at: datetime
    state: str
    state_says: str
    fault_id: int | None
    fault: str
    reason: str
    reviewed_at: datetime | None
    reviewer: str


def lessons(actor: Actor, *, state: str = LessonState.PROPOSED, limit: int = 60) -> list[LessonCard]:
    """Lessons of the store, the oldest waiting first. One statement."""
    may_see(actor)
    found = Lesson.objects.filter(store_id=actor.here, state=state).select_related("fault", "reviewed_by")
    return [
        _lesson(row)
        for row in found.order_by("proposed_at" if state == "proposed" else "-reviewed_at")[:limit]
    ]


def lesson(actor: Actor, lesson_id: int) -> LessonCard:
    """One lesson. Raises Missing, also for another store's."""
    may_see(actor)
    row = Lesson.objects.seen_by(actor).select_related("fault", "reviewed_by").filter(pk=lesson_id).first()
    if row is None:
        raise Missing("没有找到这条经验，请刷新列表。")
    return _lesson(row)


def _lesson(row: Lesson) -> LessonCard:
    return LessonCard(
        row.pk,
        row.order_number,
        row.for_help_id,
        row.car,
        row.system,
        pricebook.systems().get(row.system, ""),
        row.codes,
        row.concern,
        row.cause,
        row.correction,
        row.proposed_at,
        row.state,
        row.get_state_display(),
        row.fault_id,
        row.fault.title if row.fault else "",
        row.reason,
        row.reviewed_at,
        row.reviewed_by.name if row.reviewed_by else "",
    )


def waiting_lessons(store_id: int) -> tuple[int, datetime | None]:
    """How many lessons wait for review, and since when the oldest does. One statement."""
    waiting = Lesson.objects.filter(store_id=store_id, state=LessonState.PROPOSED).values_list(
        "proposed_at", flat=True
    )
    dates = list(waiting.order_by("proposed_at")[:200])
    return len(dates), dates[0] if dates else None
