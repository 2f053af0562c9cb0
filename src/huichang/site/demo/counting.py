"""Finished stock counts: a whole one more than a month ago, a small one this morning."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from huichang.company.roles import Role
from huichang.parts.models import Count, CountBin, CountLine, CountTake
from huichang.parts.states import CountKind, CountReason, CountState, LineState
from huichang.site.demo.chance import Chance
from huichang.site.demo.numbers import Numbers
from huichang.site.demo.people import Crew
from huichang.site.demo.rows import Rows

NOTHING = Decimal(0)
DIFFERED = 0.03
"""So many of the lines of a whole count differ."""
OLD_ENOUGH = 33
"""Days: parts of class A are due again after a count so long ago."""
CAUSES = (
    CountReason.NOT_BOOKED,
    CountReason.NOT_BOOKED,
    CountReason.WRONG_PART,
    CountReason.MISPLACED,
    CountReason.BROKEN,
    CountReason.UNKNOWN,
)
SAYS = {
    CountReason.NOT_BOOKED: "急件进出，单子没补",
    CountReason.WRONG_PART: "包装相近发错",
    CountReason.MISPLACED: "放到相邻货位",
    CountReason.BROKEN: "包装压坏",
}


@dataclass(frozen=True)
class Noted:
    """What was counted of a part in its bin."""

    part_id: int
    bin_id: int
    book: Decimal
    difference: Decimal
    worth: Decimal


@dataclass
class PastCounts:
    """The finished counts of one store; `note` gathers their lines while the ledger is written."""

    crew: Crew
    chance: Chance
    numbers: Numbers
    sheets: dict[str, tuple[datetime, CountKind, list[Noted]]] = field(default_factory=dict)
    _opened: dict[CountKind, str] = field(default_factory=dict)

    def document(self, kind: CountKind, at: datetime) -> str:
        """The number of the store's one count of a kind."""
        if kind not in self._opened:
            number = self.numbers.next(self.crew.site.id, "PD", at.date())
            self._opened[kind] = number
            self.sheets[number] = (at, kind, [])
        return self._opened[kind]

    def differs(self, left: Decimal) -> Decimal:
        """How much a count finds more, or less where at least two pieces are not needed for anything."""
        if not self.chance.maybe(DIFFERED):
            return NOTHING
        return Decimal(-1) if left >= 2 and self.chance.maybe(0.7) else Decimal(1)

    def cause(self, document: str, part_id: int) -> CountReason:
        """Why it differed; the same for the ledger and the sheet."""
        return CAUSES[(part_id + len(document)) % len(CAUSES)]

    def words(self, document: str, part_id: int) -> str:
        """What the ledger says of it."""
        cause = self.cause(document, part_id)
        return "：".join(filter(None, [cause.label, SAYS.get(cause, "")]))

    def note(
        self, document: str, part_id: int, bin_id: int, book: Decimal, difference: Decimal, worth: Decimal
    ) -> None:
        """A line was counted."""
        self.sheets[document][2].append(Noted(part_id, bin_id, book, difference, worth))

    def keep(self, rows: Rows) -> None:
        """Write the counts with their bins, lines and every number that was said."""
        for number, (at, kind, noted) in self.sheets.items():
            if noted:
                self._write(rows, number, at, kind, noted)

    def _write(self, rows: Rows, number: str, at: datetime, kind: CountKind, noted: list[Noted]) -> None:
        store_id = self.crew.site.id
        clerk = self.crew.on(Role.PARTS_CLERK, at.date())[0].id
        manager = self.crew.by_role[Role.PARTS_MANAGER][0].id
        bins = list(dict.fromkeys(line.bin_id for line in noted))
        began = at - timedelta(hours=15 if kind == CountKind.FULL else 1)
        gain = sum((line.worth for line in noted if line.worth > 0), NOTHING)
        loss = -sum((line.worth for line in noted if line.worth < 0), NOTHING)
        count = rows.add(
            Count,
            store_id=store_id,
            number=number,
            kind=kind,
            state=CountState.POSTED,
            what=f"全部 {len(bins)} 个货位" if kind == CountKind.FULL else f"抽盘 {len(bins)} 个货位",
            on=at.date(),
            planned_at=began,
            planned_by_id=manager,
            handed_in_at=at - timedelta(minutes=20),
            ended_at=at,
            ended_by_id=manager,
            gain=gain,
            loss=loss,
        )
        for bin_id in bins:
            rows.add(
                CountBin, store_id=store_id, count_id=count, bin_id=bin_id, given_to_id=clerk, checked_at=at
            )
        step = (at - timedelta(minutes=30) - began) / max(1, len(noted))
        for place, line in enumerate(noted):
            self._line(rows, count, number, line, began + step * place, clerk, manager)

    def _line(
        self, rows: Rows, count: int, number: str, line: Noted, at: datetime, clerk: int, manager: int
    ) -> None:
        store_id = self.crew.site.id
        cause = self.cause(number, line.part_id) if line.difference else None
        made = rows.add(
            CountLine,
            store_id=store_id,
            count_id=count,
            bin_id=line.bin_id,
            part_id=line.part_id,
            state=LineState.COUNTED,
            is_open=False,
            counted=line.book + line.difference,
            book=line.book,
            difference=line.difference,
            worth=line.worth,
            counted_at=at,
            last_by_id=clerk,
            reason=cause or "",
            words=SAYS.get(cause, "") if cause else "",
        )
        for by in (clerk, manager) if line.difference else (clerk,):
            rows.add(
                CountTake,
                store_id=store_id,
                line_id=made,
                round=1,
                counted=line.book + line.difference,
                book=line.book,
                worth=line.worth,
                by_id=by,
                at=at if by == clerk else at + timedelta(minutes=12),
            )
