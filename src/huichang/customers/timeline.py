"""One timeline of everything with a customer: every room that deals with customers registers its own source."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Dealing:
    """One dealing: when, what kind (a word for the chip), what, more, where it opens, how much. `tone` as in the
    timeline piece ("", good, watch, act)."""

    at: datetime
    kind: str
    text: str
    more: str = ""
    who: str = ""
    url: str = ""
    amount: Decimal | None = None
    icon: str = "notes"
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """One line of a section of the file."""

    text: str
    more: str = ""
    url: str = ""
    plate: str = ""
    plate_kind: str = ""
    on: date | None = None
    amount: Decimal | None = None
    tone: str = ""


@dataclass(frozen=True)
class Section:
    """What a room above keeps about the customer: cars, policies, receivables."""

    title: str
    icon: str
    rows: tuple[Row, ...] = field(default=())
    empty: str = ""


Stores = frozenset[int]
Source = Callable[[int, Stores], Iterable[Dealing]]
SectionSource = Callable[[int, Stores, datetime], Section | None]
_SOURCES: list[Source] = []
_SECTIONS: list[tuple[int, SectionSource]] = []


def source(answer: Source) -> Source:
    """Register a source of dealings: (customer's id, stores that may be seen) → dealings, newest first, at most 50.
    Each source costs at most one statement."""
    _SOURCES.append(answer)
    return answer


def section(*, rank: int) -> Callable[[SectionSource], SectionSource]:
    """Register a section of the customer's file; small ranks stand first. At most one statement each."""

    def register(answer: SectionSource) -> SectionSource:
        _SECTIONS.append((rank, answer))
        _SECTIONS.sort(key=lambda pair: pair[0])
        return answer

    return register


def of(customer_id: int, stores: Stores, *, limit: int = 80) -> list[Dealing]:
    """All dealings with a customer in these stores, newest first."""
    found = [dealing for answer in _SOURCES for dealing in answer(customer_id, stores)]
    return sorted(found, key=lambda dealing: dealing.at, reverse=True)[:limit]


def sections(customer_id: int, stores: Stores, at: datetime) -> list[Section]:
    """The sections that other rooms keep for this customer."""
    return [one for _, answer in _SECTIONS if (one := answer(customer_id, stores, at)) is not None]
