"""What other rooms keep about a car, for its file: visits, findings, policies. Each room registers its own section."""

from collections.abc import Callable
from datetime import datetime

from huichang.customers.timeline import Row, Section, Stores

SectionSource = Callable[[int, Stores, datetime], Section | None]
_SECTIONS: list[tuple[int, SectionSource]] = []


def section(*, rank: int) -> Callable[[SectionSource], SectionSource]:
    """Register a section: (vehicle's id, stores that may be seen, moment) → section or None. At most one statement
    each; small ranks stand first."""

    def register(answer: SectionSource) -> SectionSource:
        _SECTIONS.append((rank, answer))
        _SECTIONS.sort(key=lambda pair: pair[0])
        return answer

    return register


def of(vehicle_id: int, stores: Stores, at: datetime) -> list[Section]:
    """The sections that other rooms keep for this car."""
    return [one for _, answer in _SECTIONS if (one := answer(vehicle_id, stores, at)) is not None]


__all__ = ["Row", "Section", "SectionSource", "Stores", "of", "section"]
