"""Search for anything: every room answers for its own records; the search box asks once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from huichang.kernel import together
from huichang.kernel.actor import Actor


@dataclass(frozen=True)
class Found:
    """One hit: what it is, its words, a second line, where it opens."""

    kind: str
    text: str
    more: str
    url: str
    plate: str = ""
    plate_kind: str = ""


SHORTEST_NUMBER = 6
"""Signs of a document's number from which its papers are searched: less is the tail of a plate or a phone."""
Source = Callable[[Actor, str], Iterable[Found]]
Asks = Callable[[Actor, str], "tuple[QuerySet[Any, Any], ...]"]
Says = Callable[..., Iterable[Found]]
_SOURCES: list[tuple[int, Source]] = []
_PAPERS: list[tuple[int, Asks, Says]] = []


def source(*, rank: int) -> Callable[[Source], Source]:
    """Register a source; smaller ranks stand first. Each source costs at most two statements."""

    def register(answer: Source) -> Source:
        _SOURCES.append((rank, answer))
        return answer

    return register


def papers(asks: Asks, *, rank: int) -> Callable[[Says], Says]:
    """Register a source of documents that are found by their numbers: `asks(actor, text)` are querysets, none for somebody who
    may not see them, and the source is called with the rows of each. All such sources are one statement, asked only for what
    may be a number."""

    def register(says: Says) -> Says:
        _PAPERS.append((rank, asks, says))
        return says

    return register


def is_number(text: str) -> bool:
    """Whether the text may be (part of) the number of a document: six signs or more, with a figure among them."""
    wanted = text.strip()
    return len(wanted) >= SHORTEST_NUMBER and wanted.isascii() and any(sign.isdigit() for sign in wanted)


def find(actor: Actor, text: str, *, limit: int = 24) -> list[Found]:
    """Hits for what somebody typed (plate tail, phone tail, name, pinyin, VIN tail, order or part number)."""
    wanted = text.strip()
    if len(wanted) < 2:
        return []
    found = [(rank, hit) for rank, answer in _SOURCES for hit in answer(actor, wanted)]
    if is_number(wanted):
        asked = [(rank, asks(actor, wanted), says) for rank, asks, says in _PAPERS]
        rows = iter(together.read([queryset for _, mine, _ in asked for queryset in mine]))
        for rank, mine, says in asked:
            if mine:
                found += [(rank, hit) for hit in says(*[next(rows) for _ in mine])]
    return [hit for _, hit in sorted(found, key=lambda pair: pair[0])][:limit]
