"""What the night's calculation reads of a store: demand month by month, how parts stand, what is known and on its way."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from huichang.kernel.months import apart, first_of
from huichang.parts.queries import demand as store_room
from huichang.parts.queries.demand import Position
from huichang.stocking import certain
from huichang.stocking.certain import Known
from huichang.stocking.models import Asked
from huichang.supply.queries import drafts

ZERO = Decimal(0)
KNOWN_DAYS = 90
"""How far ahead known demand is asked for."""


@dataclass(frozen=True)
class Reading:
    """A store as it is. `split` has what was asked for of a part as [served, lost], oldest month first; `began`: when it could
    first be asked for. A part that was replaced has its months with its successor.
    """

    store_id: int
    today: date
    first: date
    until: date
    months: int
    part_ids: list[int]
    began: dict[int, date]
    split: dict[int, list[list[float]]]
    positions: dict[int, Position]
    newest: dict[int, int]
    known: dict[int, list[Known]] = field(default_factory=dict)
    drafted: dict[int, Decimal] = field(default_factory=dict)

    def months_of(self, part_id: int) -> list[list[float]]:
        """[served, lost] a month, oldest first."""
        empty = [[0.0, 0.0] for _ in range(self.months)]
        return self.split.get(part_id, empty)


def read(store_id: int, *, today: date, months: int) -> Reading:
    """Everything that a store's calculation starts from; the month that runs is left out of the series. Some fifteen
    statements, whatever the number of parts."""
    until = first_of(today)
    first = first_of(today, -months)
    positions = store_room.positions(store_id)
    newest = store_room.successors()
    split: dict[int, list[list[float]]] = {}
    began: dict[int, date] = {}

    def begin(part_id: int, on: date | None) -> None:
        if on is not None:
            root = newest.get(part_id, part_id)
            began[root] = min(began.get(root, on), on)

    def add(part_id: int, month: date, served: Decimal, lost: Decimal) -> None:
        begin(part_id, month)
        place = apart(first, month)
        mine = split.setdefault(newest.get(part_id, part_id), [[0.0, 0.0] for _ in range(months)])
        mine[place][0] += float(served)
        mine[place][1] += float(lost)

    for row in store_room.asked_by_month(store_id, since=first, until=until):
        add(row.part_id, row.month, row.served, row.lost)
    for part_id, month, pieces in _lost(store_id, first, until):
        add(part_id, month, ZERO, pieces)
    for position in positions.values():
        begin(position.part_id, position.first_on)
    part_ids = sorted({newest.get(part_id, part_id) for part_id in positions} | split.keys())
    return Reading(
        store_id=store_id,
        today=today,
        first=first,
        until=until,
        months=months,
        part_ids=part_ids,
        began=began,
        split=split,
        positions=positions,
        newest=newest,
        known=_known(store_id, today, newest),
        drafted=_to_newest(drafts.in_drafts(store_id), newest),
    )


def _lost(store_id: int, first: date, until: date) -> Iterable[tuple[int, date, Decimal]]:
    rows = (
        Asked.objects.filter(store_id=store_id, counts=True, at__date__gte=first, at__date__lt=until)
        .annotate(month=TruncMonth("at"))
        .values("part_id", "month")
        .annotate(pieces=Sum("quantity"))
        .values_list("part_id", "month", "pieces")
    )
    return [(part_id, month.date(), pieces) for part_id, month, pieces in rows]


def _known(store_id: int, today: date, newest: dict[int, int]) -> dict[int, list[Known]]:
    """What orders and bookings have asked for, and what rooms above know of, by the part that will serve it."""
    found: dict[int, list[Known]] = {}
    own = [
        Known(part_id=each.part_id, quantity=each.quantity, on=max(each.on, today), says=each.says)
        for each in store_room.wanted(store_id)
    ]
    for each in own + certain.known(store_id, today=today, until=today + timedelta(days=KNOWN_DAYS)):
        found.setdefault(newest.get(each.part_id, each.part_id), []).append(each)
    return found


def _to_newest(pieces: dict[int, Decimal], newest: dict[int, int]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for part_id, quantity in pieces.items():
        root = newest.get(part_id, part_id)
        found[root] = found.get(root, ZERO) + quantity
    return found
