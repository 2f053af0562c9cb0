"""Who asks the parts store: the rooms above say which car, customer and people stand behind an order or a booking.

The parts store knows orders and bookings by their numbers only. Whoever owns them registers a source here, and the
counter, the papers and the shelf ask once per page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Asker:
    """What the counter shows of an order or a booking. `waits`: the customer waits in the store."""

    number: str
    plate: str = ""
    plate_kind: str = ""
    model: str = ""
    vin: str = ""
    customer: str = ""
    adviser_id: int | None = None
    adviser: str = ""
    technician_id: int | None = None
    technician: str = ""
    team: str = ""
    waits: bool = False
    at: datetime | None = None
    """When the booked car comes, or since when the order's car is here."""
    url: str = ""


FIRST_SALE = 10**12
"""Orders and lines with keys from here on are sales of parts, those below are the workshop's: one number says whose it is."""
Source = Callable[[int, list[int]], Mapping[int, Asker]]
Keeper = Callable[[int], None]
_KEEPERS: list[Keeper] = []
_SALE_KEEPERS: list[Keeper] = []
_ORDERS: list[Source] = []
_SALES: list[Source] = []
_APPOINTMENTS: list[Source] = []


def orders_are(source: Source) -> Source:
    """Register who tells about orders: `source(store_id, order_ids)`, at most two statements."""
    _ORDERS[:] = [source]
    return source


def is_sale(key: int | None) -> bool:
    """Whether the key of an order or of a line is a sale's."""
    return key is not None and key >= FIRST_SALE


def sales_are(source: Source) -> Source:
    """Register who tells about sales of parts: `source(store_id, sale_ids)`, at most two statements."""
    _SALES[:] = [source]
    return source


def appointments_are(source: Source) -> Source:
    """Register who tells about bookings: `source(store_id, appointment_ids)`, at most two statements."""
    _APPOINTMENTS[:] = [source]
    return source


def orders(store_id: int, order_ids: Iterable[int]) -> dict[int, Asker]:
    """What is known about some orders and sales."""
    wanted = set(order_ids)
    sales = {key for key in wanted if is_sale(key)}
    return _asked(_ORDERS, store_id, wanted - sales) | _asked(_SALES, store_id, sales)


def appointments(store_id: int, appointment_ids: Iterable[int]) -> dict[int, Asker]:
    """What is known about some bookings."""
    return _asked(_APPOINTMENTS, store_id, appointment_ids)


def orders_are_locked_by(keeper: Keeper) -> Keeper:
    """Register who locks an order: `keeper(order_id)`, one statement.

    The counter hands parts to an order and the room above notes it on the order's lines in the same transaction; that
    room itself comes down from the order to the parts. So the counter, too, begins with the order.
    """
    _KEEPERS[:] = [keeper]
    return keeper


def sales_are_locked_by(keeper: Keeper) -> Keeper:
    """Register who locks a sale of parts: `keeper(sale_id)`, one statement, for the same reason."""
    _SALE_KEEPERS[:] = [keeper]
    return keeper


def lock_order(order_id: int) -> None:
    """Lock an order or a sale, whoever keeps it, before its parts are touched."""
    for keeper in _SALE_KEEPERS if is_sale(order_id) else _KEEPERS:
        keeper(order_id)


def _asked(sources: list[Source], store_id: int, ids: Iterable[int]) -> dict[int, Asker]:
    wanted = sorted(set(ids))
    return dict(sources[0](store_id, wanted)) if wanted and sources else {}
