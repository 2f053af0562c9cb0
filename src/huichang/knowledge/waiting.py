"""What waits for people in this room, for “现在要做什么”."""

from collections.abc import Iterable
from datetime import datetime

from huichang.company.roles import Role
from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.knowledge import permissions, queries

URGENT_MINUTES = 30
ASKERS = (
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.DISPATCHER,
    Role.TECHNICIAN,
    Role.TEAM_LEADER,
    Role.INSPECTOR,
    Role.WARRANTY_CLERK,
    Role.SERVICE_MANAGER,
)


@todo.source(Role.TECHNICAL_MANAGER)
def to_answer_and_review(actor: Actor, at: datetime) -> Iterable[Todo]:
    """Questions that wait for an answer, one by one; lessons to review, together."""
    for request in queries.open_help(actor.here):
        waited = (at - request.asked_at).total_seconds() / 60
        yield Todo(
            act="回复",
            why=f"{request.asker}求助：{request.question[:40]}",
            url=f"/knowledge/help/{request.id}/",
            plate=request.plate,
            name=request.about or request.car,
            since=request.asked_at,
            urgent=waited >= URGENT_MINUTES and not request.passed_to,
            icon="message-circle",
        )
    count, oldest = queries.waiting_lessons(actor.here)
    if count:
        yield Todo(
            act="复核",
            why=f"{count} 条维修经验等待复核",
            url="/knowledge/lessons/",
            since=oldest,
            icon="bulb",
        )


@todo.source(*ASKERS)
def answers_that_came_back(actor: Actor, at: datetime) -> Iterable[Todo]:
    """The technical manager has answered: read it, go on, close it."""
    if actor.staff_id is None or not actor.may(permissions.CLOSE_HELP):
        return
    for request in queries.answered_help(actor.here, actor.staff_id):
        yield Todo(
            act="查看答复",
            why=f"技术经理已答复：{request.question[:40]}",
            url=f"/knowledge/help/{request.id}/",
            plate=request.plate,
            since=request.answered_at,
            icon="message",
        )
