"""What waits for people in this room, for “现在要做什么”."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from huichang.booking import queries
from huichang.company.roles import Role
from huichang.kernel import todo, wording
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo

AHEAD = timedelta(hours=2)
UNCONFIRMED_MINUTES = 30


@todo.source(Role.CARE_AGENT)
def to_call_and_confirm(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Calls to make, and bookings that customers made and nobody has confirmed."""
    for task in queries.tasks(actor.here, limit=20):
        yield Todo(
            act="打电话",
            why=f"{task.why_says}：{task.text}",
            url=task.url,
            plate=task.plate,
            kind=task.plate_kind,
            name=task.customer or wording.phone(task.phone),
            due=task.due_at,
            urgent=task.due_at <= at,
            icon="phone-call",
        )
    for asked in queries.asked(actor.here):
        waited = (at - asked.taken_at).total_seconds() / 60
        yield Todo(
            act="确认预约",
            why=f"车主预约 {wording.moment(asked.starts_at, wording.on_day(at))}：{asked.concern[:30]}",
            url=f"/booking/{asked.id}/",
            plate=asked.plate,
            kind=asked.plate_kind,
            name=asked.customer,
            stage="booked",
            since=asked.taken_at,
            urgent=waited >= UNCONFIRMED_MINUTES,
            icon="calendar-check",
        )


@todo.source(Role.ADVISER)
def cars_to_come(actor: Actor, at: datetime) -> Iterable[Todo]:
    """My bookings of the next two hours, with what is not ready yet."""
    for card in queries.next_of(actor.here, at, until=at + AHEAD, adviser_id=actor.staff_id):
        left = f"，还有 {card.to_prepare} 项没准备好" if card.to_prepare else "，已准备好"
        yield Todo(
            act="看预约",
            why=f"{wording.clock_time(card.starts_at)} 到店：{card.concern[:30]}{(card.alarm and '；' + card.alarm) or left}",
            url=f"/booking/{card.id}/",
            plate=card.plate,
            kind=card.plate_kind,
            name=card.customer,
            stage="booked",
            due=card.starts_at,
            urgent=bool(card.alarm),
            icon="calendar-event",
        )


def _points(actor: Actor, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    return (queries.points_to_do(actor, until=at + timedelta(days=1))[:60],)


@todo.asking(
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.PARTS_CLERK,
    Role.DISPATCHER,
    Role.TECHNICIAN,
    Role.TEAM_LEADER,
    asks=_points,
)
def to_prepare(actor: Actor, at: datetime, rows: list[Any]) -> Iterable[Todo]:
    """Points of preparations that are mine or my post's and due within a day: one by one, several alike together."""
    alike: dict[str, list[queries.PointDue]] = {}
    for point in queries.point_cards(rows):
        alike.setdefault(point.kind, []).append(point)
    for points in alike.values():
        first = points[0]
        troubled = [point for point in points if point.problem]
        if len(points) == 1 or troubled:
            yield from (_one(point, at) for point in (troubled or points))
        if len(points) > len(troubled) > 0 or (len(points) > 1 and not troubled):
            yield Todo(
                act="准备",
                why=f"{first.title}：{len(points) - len(troubled)} 个预约",
                url="/booking/preparation/",
                due=first.due_at,
                urgent=first.due_at <= at,
                icon="checklist",
            )


def _one(point: queries.PointDue, at: datetime) -> Todo:
    when = wording.moment(point.starts_at, wording.on_day(at))
    return Todo(
        act="预排" if point.kind == "people" else "准备",
        why=f"{point.title}（{when} 到店）" + (f"：{point.problem}" if point.problem else ""),
        url=f"/booking/{point.appointment_id}/#prepare",
        plate=point.plate,
        kind=point.plate_kind,
        name=point.number,
        due=point.due_at,
        urgent=point.due_at <= at or bool(point.problem),
        icon="checklist",
    )
