"""“现在要做什么”: every room says what waits for a person; the work place asks once."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from huichang.kernel import together
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from huichang.kernel.days import begin_of

Source = Callable[[Actor, datetime], Iterable[Todo]]
Asks = Callable[[Actor, datetime], "tuple[QuerySet[Any, Any], ...]"]
Says = Callable[..., Iterable[Todo]]
_SOURCES: list[tuple[frozenset[str], Source]] = []
_ASKING: list[tuple[frozenset[str], Asks, Says]] = []


def source(*roles: str) -> Callable[[Source], Source]:
    """Register a source for some posts that reads for itself, in at most two statements. Where querysets answer it,
    `asking` costs none."""

    def register(answer: Source) -> Source:
        _SOURCES.append((frozenset(str(role) for role in roles), answer))
        return answer

    return register


def asking(*roles: str, asks: Asks) -> Callable[[Says], Says]:
    """Register a source for some posts that hands in its questions: `asks(actor, at)` are querysets, none for somebody
    whom it does not concern, and the source is called as `says(actor, at, rows, …)` with the rows of each. The questions
    of all sources are one statement."""

    def register(says: Says) -> Says:
        _ASKING.append((frozenset(str(role) for role in roles), asks, says))
        return says

    return register


def for_actor(actor: Actor, at: datetime, *, limit: int = 40) -> list[Todo]:
    """What waits for this person in the store they work in: urgent first, then what is of today, then what has waited for
    days and what is due later; each by due time and age."""
    held = set(actor.roles)
    found = [item for roles, answer in _SOURCES if roles & held for item in answer(actor, at)]
    asked = [(asks(actor, at), says) for roles, asks, says in _ASKING if roles & held]
    rows = iter(together.read([queryset for mine, _ in asked for queryset in mine]))
    for mine, says in asked:
        if mine:
            found += says(actor, at, *[next(rows) for _ in mine])

    today, tomorrow = (begin_of(localdate(at) + timedelta(days=days)) for days in (0, 1))

    def place(item: Todo) -> tuple[bool, bool, datetime]:
        # A chore of last week must not stand above a customer who sits in the house since ten minutes; what was due
        # before today is late, and of today.
        is_of_today = item.due < tomorrow if item.due else (item.since or at) >= today
        return (not item.urgent, not is_of_today, item.due or item.since or at)

    return sorted(found, key=place)[:limit]
