"""What else may be done with a part: rooms above offer acts of their own on its page and at the counter.

An act of a part is one touch: a POST with the part's key to an address of the room that offers it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from huichang.kernel.actor import Actor


@dataclass(frozen=True, kw_only=True)
class PartAct:
    """An act: its words, its icon, where it is posted to, with which reason; `desk`: the page where it is done for any part."""

    words: str
    icon: str
    url: str
    reason: str = ""
    desk: str = ""


Source = Callable[[Actor], Iterable[PartAct]]
_SOURCES: list[Source] = []


def source(offers: Source) -> Source:
    """Register what a room offers to somebody; without a statement."""
    _SOURCES.append(offers)
    return offers


def of(actor: Actor) -> list[PartAct]:
    """What somebody may do with a part, beyond the store room itself."""
    return [each for offers in _SOURCES for each in offers(actor)]
