"""What orders ask of the counter: the pick queue, one order's lines in walking order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.parts import askers, permissions
from huichang.parts.askers import Asker
from huichang.parts.models import BackOrder, Bin, BinStock, Hold, Part, PickLine, Stock, Warehouse
from huichang.parts.queries import reading
from huichang.parts.queries.to_take import ToTake, to_take
from huichang.parts.states import BLOCKED_PLACES, PickState

_PICKS = f"""
SELECT l.for_line, l.for_order, l.order_number, l.plate, l.promised_at, l.asked_at,
       p.id, p.number, p.name, p.unit, p.is_whole, p.is_hazardous, l.asked, l.issued,
       coalesce(h.held, 0), s.expected_on,
       coalesce(h.code, c.code, home.code, ''), coalesce(h.walk, c.walk, home.walk, 0)
FROM {PickLine._meta.db_table} l
JOIN {Part._meta.db_table} p ON p.id = l.part_id
LEFT JOIN LATERAL (
  SELECT sum(x.quantity) AS held, min(b.code) AS code, min(b.walk) AS walk
  FROM {Hold._meta.db_table} x LEFT JOIN {Bin._meta.db_table} b ON b.id = x.shelf_id
  WHERE x.for_line = l.for_line AND x.state = 'held') h ON true
LEFT JOIN LATERAL (
  SELECT b.code, b.walk FROM {BinStock._meta.db_table} x
  JOIN {Bin._meta.db_table} b ON b.id = x.bin_id JOIN {Warehouse._meta.db_table} w ON w.id = b.warehouse_id
  WHERE x.store_id = l.store_id AND x.part_id = l.part_id AND w.place <> ALL(%(blocked)s)
    AND x.quantity > (SELECT coalesce(sum(k.quantity), 0) FROM {Hold._meta.db_table} k
                      WHERE k.shelf_id = x.bin_id AND k.part_id = x.part_id AND k.state = 'held')
  ORDER BY b.walk, b.code LIMIT 1) c ON true
LEFT JOIN {Stock._meta.db_table} t ON t.store_id = l.store_id AND t.part_id = l.part_id
LEFT JOIN {Bin._meta.db_table} home ON home.id = t.home_bin_id
LEFT JOIN {BackOrder._meta.db_table} s ON s.for_line = l.for_line AND s.closed_at IS NULL
"""
_OF_ORDER = _PICKS + "WHERE l.for_order = %(order)s ORDER BY 18, 17, p.number, l.for_line"
_HERE = (
    _PICKS + "WHERE l.for_order = %(order)s AND l.store_id = %(store)s ORDER BY 18, 17, p.number, l.for_line"
)
_OPEN = (
    _PICKS
    + "WHERE l.store_id = %(store)s AND l.is_open ORDER BY l.promised_at NULLS LAST, l.for_order, 18, 17, p.number"
)


@dataclass(frozen=True)
class PickCard:
    """One line of an order at the counter; `bin` is where to take it, `walk` its place on the way, `take` which batches or
    serial numbers leave next (only on a list by itself)."""

    line_id: int
    part_id: int
    number: str
    name: str
    unit: str
    is_whole: bool
    is_hazardous: bool
    asked: Decimal
    issued: Decimal
    held: Decimal
    expected_on: date | None
    bin: str
    walk: int
    take: tuple[ToTake, ...] = ()

    @property
    def left(self) -> Decimal:
        """What is still to be issued."""
        return self.asked - self.issued

    @property
    def ready(self) -> Decimal:
        """What is kept for the line and can be issued now."""
        return min(self.held, self.left)

    @property
    def short(self) -> Decimal:
        """What is neither issued nor kept."""
        return self.left - self.ready

    @property
    def state(self) -> PickState:
        """Done, ready, partly there, or short."""
        return state_of([self])


def state_of(lines: Sequence[PickCard]) -> PickState:
    """How ready an order's parts are."""
    left = [line for line in lines if line.left > 0]
    if not left:
        return PickState.DONE
    if all(line.short <= 0 for line in left):
        return PickState.READY
    return PickState.PARTLY if any(line.ready > 0 for line in left) else PickState.SHORT


@dataclass(frozen=True)
class PickList:
    """All that one order asks, in walking order, and whose it is."""

    order_id: int
    order_number: str
    plate: str
    promised_at: datetime | None
    asked_at: datetime
    lines: tuple[PickCard, ...]
    asker: Asker

    @property
    def state(self) -> PickState:
        """How ready it is."""
        return state_of(self.lines)

    @property
    def left(self) -> int:
        """Lines that are not issued in full."""
        return sum(1 for line in self.lines if line.left > 0)

    @property
    def ready(self) -> int:
        """Lines of which something can be issued now."""
        return sum(1 for line in self.lines if line.ready > 0)

    @property
    def short(self) -> int:
        """Lines of which something is missing."""
        return sum(1 for line in self.lines if line.short > 0)

    @property
    def expected_on(self) -> date | None:
        """When the last missing part is expected; None when nothing is missing or no day is known."""
        days = [line.expected_on for line in self.lines if line.short > 0]
        return max((day for day in days if day), default=None) if all(days) else None

    @property
    def names(self) -> str:
        """What it is about, in one line."""
        return "、".join(line.name for line in self.lines if line.left > 0)


def picks_of_order(order_id: int) -> dict[int, PickCard]:
    """The pick lines of an order by their order line. One statement."""
    return {line.line_id: line for _, line in _read(_OF_ORDER, order=order_id)}


def open_picks(store_id: int) -> dict[int, PickCard]:
    """Everything that orders still ask of the counter, by order line. One statement."""
    return {line.line_id: line for _, line in _read(_OPEN, store=store_id)}


def pick_list(actor: Actor, order_id: int, *, on: date | None = None) -> PickList:
    """One order's pick list. One statement and what the source of `askers` needs; with a day (`on`) also which batches and
    serial numbers are to be taken on it, by one statement more.

    Raises NotAllowed without the right, Missing for an order that asks nothing in this store.
    """
    store_id = reading.store_for(actor, permissions.SEE_COUNTER)
    found = _read(_HERE, order=order_id, store=store_id)
    if not found:
        raise Missing("这张工单没有在本店备件柜台领料，请检查链接或从领料队列打开。")
    if on is not None:
        ready = [(line.line_id, line.part_id, line.ready) for _, line in found if line.ready > 0]
        takes = to_take(store_id, ready, on=on) if ready else {}
        found = [(head, replace(line, take=takes.get(line.line_id, ()))) for head, line in found]
    return _lists(store_id, found)[0]


def pick_queue(store_id: int) -> list[PickList]:
    """Orders with something left to issue, by promise. One statement and what the sources of `askers` need."""
    return _lists(store_id, _read(_OPEN, store=store_id))


_Head = tuple[int, str, str, datetime | None, datetime]


def _read(statement: str, **values: int) -> list[tuple[_Head, PickCard]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "blocked": [str(place) for place in BLOCKED_PLACES]})
        return [
            ((order_id, number, plate, promised_at, asked_at), PickCard(line_id, *words))
            for line_id, order_id, number, plate, promised_at, asked_at, *words in cursor.fetchall()
        ]


def _lists(store_id: int, found: Sequence[tuple[_Head, PickCard]]) -> list[PickList]:
    by_order: dict[int, list[PickCard]] = {}
    heads: dict[int, _Head] = {}
    for head, line in found:
        heads.setdefault(head[0], head)
        by_order.setdefault(head[0], []).append(line)
    known = askers.orders(store_id, by_order)
    return [
        PickList(*heads[pk], tuple(lines), known.get(pk, Asker(number=heads[pk][1], plate=heads[pk][2])))
        for pk, lines in by_order.items()
    ]
