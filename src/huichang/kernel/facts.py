"""Facts: how a room tells the rooms above what happened, without knowing them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

F = TypeVar("F")
_LISTENERS: dict[type, list[tuple[Callable[[Any], None], bool]]] = defaultdict(list)
_queue: list[Callable[..., None]] = []
REACTIONS: dict[str, Callable[[Any], None]] = {}
FACTS: dict[str, type] = {}


def on(fact_type: type[F], *, later: bool = False) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    """Subscribe a reaction to a fact.

    It runs inside the announcing transaction (both agree, or nothing happened); with `later=True` it runs as a
    job that is enqueued in that transaction, for what may take long or leave the house.
    """

    def listen(reaction: Callable[[F], None]) -> Callable[[F], None]:
        _LISTENERS[fact_type].append((reaction, later))
        REACTIONS[f"{reaction.__module__}.{reaction.__name__}"] = reaction
        FACTS[f"{fact_type.__module__}.{fact_type.__name__}"] = fact_type
        return reaction

    return listen


def queue_is(enqueue: Callable[..., None]) -> Callable[..., None]:
    """Tell the facts how a reaction is put off: `enqueue(reaction=…, fact=…, values=…)` (jobs does)."""
    _queue.append(enqueue)
    return enqueue


def announce(fact: Any) -> None:
    """Tell the rooms above, inside this transaction."""
    for reaction, later in _LISTENERS[type(fact)]:
        if later:
            _queue[-1](
                reaction=f"{reaction.__module__}.{reaction.__name__}",
                fact=f"{type(fact).__module__}.{type(fact).__name__}",
                values=asdict(fact),
            )
        else:
            reaction(fact)
