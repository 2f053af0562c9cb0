"""“现在要做” of stocking."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from huichang.company.roles import Role
from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.stocking import permissions, queries


def _open(actor: Actor, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    if not actor.may(permissions.DECIDE_SUGGESTIONS, actor.here):
        return ()
    return (queries.open_to_get(actor.here),)


@todo.asking(Role.PARTS_MANAGER, asks=_open)
def to_decide(actor: Actor, at: datetime, numbers: list[tuple[bool, int]]) -> Iterator[Todo]:
    """Suggestions that wait, and how many of them cannot wait."""
    all_of_them, urgent = sum(many for _, many in numbers), dict(numbers).get(True, 0)
    if all_of_them:
        yield Todo(
            act="备货",
            why=f"{all_of_them} 种备件建议补货" + (f"，{urgent} 种紧急" if urgent else ""),
            url="/stocking/desk/?urgent=1" if urgent else "/stocking/desk/",
            icon="shopping-cart",
        )
