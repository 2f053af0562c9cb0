"""“现在要做” of stocking."""

from collections.abc import Iterator
from datetime import datetime

from huichang.company.roles import Role
from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.stocking import permissions, queries


@todo.source(Role.PARTS_MANAGER)
def to_decide(actor: Actor, at: datetime) -> Iterator[Todo]:
    """Suggestions that wait, and how many of them cannot wait. One statement."""
    if not actor.may(permissions.DECIDE_SUGGESTIONS, actor.here):
        return
    all_of_them, urgent = queries.open_numbers(actor.here)
    if all_of_them:
        yield Todo(
            act="备货",
            why=f"{all_of_them} 种备件建议补货" + (f"，{urgent} 种到货前会断" if urgent else ""),
            url="/stocking/desk/?urgent=1" if urgent else "/stocking/desk/",
            urgent=False,
            post=False,
            icon="shopping-cart",
        )
