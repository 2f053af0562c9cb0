"""盘点表: the blind list of a count, to be filled in by hand."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from huichang.kernel.papers import Paper


@dataclass(frozen=True, kw_only=True)
class SheetLine:
    """A line to be counted; nothing of the book stands on the paper."""

    bin: str
    code: str
    name: str
    batch: str = ""
    unit: str


@dataclass(frozen=True, kw_only=True)
class CountSheet(Paper):
    """盘点表, in walking order."""

    template: ClassVar[str] = "parts/papers/count_sheet.typ"

    kind: str
    what: str
    on: date
    lines: tuple[SheetLine, ...]
    people: str = ""

    @property
    def bins(self) -> int:
        """How many bins it goes to."""
        return len({line.bin for line in self.lines})
