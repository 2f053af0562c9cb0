"""The batches of a store room over half a year: what came with which number, and what left first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from huichang.kernel.months import later
from huichang.parts.models import Batch, BatchStock
from huichang.parts.states import BatchState
from huichang.site.demo.chance import Chance
from huichang.site.demo.content import PartFact
from huichang.site.demo.rows import Rows

NOTHING = Decimal(0)
SOON = 0.05
"""So many batches of goods with a shelf life run out in the next weeks."""
Share = tuple[int | None, Decimal]


@dataclass
class Batches:
    """The batches of one part in one store, in the order in which they leave."""

    rows: Rows
    chance: Chance
    store: int
    part: PartFact
    home: int
    today: date

    def __post_init__(self) -> None:
        self.lying: dict[int, Decimal] = {}
        self.out: dict[int, list[Share]] = {}

    def come(self, at: datetime, quantity: Decimal, document: str, supplier: str, clerk: int) -> list[Share]:
        """Goods come in; each piece by its serial number, the rest as one batch."""
        if self.part.tracking == "none":
            return [(None, quantity)]
        each = Decimal(1) if self.part.tracking == "serial" else quantity
        shares: list[Share] = []
        for number in range(int(quantity / each)):
            batch = self._batch(at, len(self.lying) + number, document, supplier, clerk)
            shares.append((batch, each))
        self.lying |= {batch: share for batch, share in shares if batch}
        return shares

    def leave(self, quantity: Decimal, line: int | None) -> list[Share]:
        """Goods leave, what came first first."""
        if self.part.tracking == "none":
            return [(None, -quantity)]
        shares: list[Share] = []
        left = -quantity
        for batch, lies in self.lying.items():
            taken = min(lies, left)
            if taken > 0:
                self.lying[batch] -= taken
                left -= taken
                shares.append((batch, taken))
        if line is not None:
            self.out[line] = shares
        return shares

    def come_back(self, quantity: Decimal, line: int | None) -> list[Share]:
        """What a line took comes back to its batches."""
        shares = self.out.get(line or 0, [(None, quantity)])
        for batch, share in shares:
            if batch is not None:
                self.lying[batch] += share
        return shares

    def keep(self) -> None:
        """What lies there in the end."""
        for batch, quantity in self.lying.items():
            self.rows.add(
                BatchStock,
                store_id=self.store,
                part_id=self.part.id,
                batch_id=batch,
                bin_id=self.home,
                quantity=quantity,
                is_serial=self.part.tracking == "serial",
            )

    def _batch(self, at: datetime, number: int, document: str, supplier: str, clerk: int) -> int:
        made, until = self._dates(at.date())
        checked = self.part.needs_check
        name = (
            f"SN{self.part.id:04d}{self.store % 10}{number:04d}"
            if self.part.tracking == "serial"
            else f"{(made or at.date()):%y%m%d}{chr(65 + self.part.id % 20)}{number:02d}"
        )
        return self.rows.add(
            Batch,
            store_id=self.store,
            part_id=self.part.id,
            number=name,
            is_serial=self.part.tracking == "serial",
            supplier=supplier,
            document=document,
            received_at=at,
            made_on=made,
            expires_on=until,
            certificate=f"HG{at:%y%m}{self.part.id:05d}" if checked else "",
            code=f"FW{self.part.id:05d}{at:%m%d}{number:03d}" if checked else "",
            state=BatchState.PASSED if checked else BatchState.EXEMPT,
            checked_by_id=clerk if checked else None,
            checked_at=at if checked else None,
        )

    def _dates(self, came: date) -> tuple[date | None, date | None]:
        months = self.part.shelf_months
        if months is None:
            return None, None
        made = came - timedelta(days=self.chance.randint(10, 60))
        until = later(made, months)
        if until <= self.today + timedelta(days=60) or self.chance.maybe(SOON):
            until = self.today + timedelta(days=self.chance.randint(6, 45))
            made = later(until, -months)
        return made, until


def split(worth: Decimal, shares: list[Share]) -> Iterator[tuple[int | None, Decimal, Decimal]]:
    """Batch, quantity and value of each share of a line that is worth so much; no cent is lost."""
    whole = sum((quantity for _, quantity in shares), NOTHING)
    left = worth
    for number, (batch, quantity) in enumerate(shares, 1):
        part = left if number == len(shares) else (worth * quantity / whole).quantize(Decimal("0.01"))
        left -= part
        yield batch, quantity, part
