"""“现在要做什么”: every room says what waits for a person; the work place asks once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from huichang.kernel.actor import Actor


@dataclass(frozen=True)
class Todo:
    """One act that waits: its words, where it is done, why now; `since` and `due` run on the page.

    `urgency` orders the queue: 0 act now (red), 1 soon (amber), 2 in turn.
    """

    text: str
    url: str
    why: str = ""
    verb: str = "去处理"
    plate: str = ""
    plate_kind: str = ""
    stage: str = ""
    since: datetime | None = None
    due: datetime | None = None
    urgency: int = 2


Source = Callable[[Actor, datetime], Iterable[Todo]]
_SOURCES: list[tuple[frozenset[str], Source]] = []


def source(*roles: str) -> Callable[[Source], Source]:
    """Register a source for some posts. Each source costs at most two statements."""

    def register(answer: Source) -> Source:
        _SOURCES.append((frozenset(str(role) for role in roles), answer))
        return answer

    return register


def for_actor(actor: Actor, at: datetime, *, limit: int = 40) -> list[Todo]:
    """What waits for this person in the store they work in, most urgent first, then by due time and age."""
    held = set(actor.roles)
    found = [item for roles, answer in _SOURCES if roles & held for item in answer(actor, at)]

    def place(item: Todo) -> tuple[int, float]:
        moment = item.due or item.since or at
        return (item.urgency, moment.timestamp())

    return sorted(found, key=place)[:limit]
