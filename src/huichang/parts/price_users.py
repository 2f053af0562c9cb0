"""Who has used a price: the rooms above say which of their lines have been priced since a moment.

The parts store publishes prices and does not know what was quoted with them. Whoever quotes registers here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Used:
    """A part that was priced for somebody, and the document in which (`委托书 RO…`)."""

    part_id: int
    document: str


@dataclass(frozen=True)
class User:
    """`mark()` is a number that grows with every line; `since(mark, part_ids, limit)` are the lines after it."""

    name: str
    mark: Callable[[], int]
    since: Callable[[int, Sequence[int], int], Iterable[Used]]


_USERS: dict[str, User] = {}


def register(user: User) -> User:
    """Register a room that prices parts. `mark` and `since` cost one statement each."""
    _USERS[user.name] = user
    return user


def marks() -> dict[str, int]:
    """Where everybody's lines end now."""
    return {name: user.mark() for name, user in _USERS.items()}


def used_since(marks: dict[str, int], part_ids: Sequence[int], *, limit: int = 50) -> list[Used]:
    """What was priced of some parts since the marks were taken."""
    found: list[Used] = []
    for name, user in _USERS.items():
        found += user.since(marks.get(name, 0), part_ids, limit)
    return found[:limit]
