"""“现在要做什么”: every room says what waits for a person; the work place asks once."""

from collections.abc import Callable, Iterable
from datetime import datetime

from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo

Source = Callable[[Actor, datetime], Iterable[Todo]]
_SOURCES: list[tuple[frozenset[str], Source]] = []


def source(*roles: str) -> Callable[[Source], Source]:
    """Register a source for some posts. Each source costs at most two statements."""

    def register(answer: Source) -> Source:
        _SOURCES.append((frozenset(str(role) for role in roles), answer))
        return answer

    return register


def for_actor(actor: Actor, at: datetime, *, limit: int = 40) -> list[Todo]:
    """What waits for this person in the store they work in: urgent first, then by due time and age."""
    held = set(actor.roles)
    found = [item for roles, answer in _SOURCES if roles & held for item in answer(actor, at)]

    def place(item: Todo) -> tuple[bool, float]:
        return (not item.urgent, (item.due or item.since or at).timestamp())

    return sorted(found, key=place)[:limit]
