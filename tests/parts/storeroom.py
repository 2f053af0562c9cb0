"""Short ways to the parts store for its tests."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from huichang.company.models import Store
from huichang.parts import holds, ledger, picking, proving, receiving
from huichang.parts.askers import Asker
from huichang.parts.models import Bin, BinStock, Delivery, Hold, Part, Stock, Warehouse
from huichang.parts.states import HoldState, MoveKind, Place
from huichang.parts.waiting import Short
from tests.world import NOON, World

LATER = NOON + timedelta(hours=1)
CLOSING = NOON + timedelta(hours=6)
_lines = count(1000)


def ask(
    world: World,
    *wanted: tuple[Part, int | str],
    order_id: int = 7,
    plate: str = "川A8F6K2",
    promised_at: datetime | None = CLOSING,
    priority: int = holds.ORDER_PRIORITY,
    at: datetime = NOON,
) -> list[int]:
    """An order asks for parts, each on a line of its own; returns the lines."""
    lines = [picking.Asked(next(_lines), part.pk, Decimal(quantity)) for part, quantity in wanted]
    with transaction.atomic():
        picking.ask(
            store_id=world.north.pk,
            order_id=order_id,
            order_number=f"RO{order_id:04d}",
            plate=plate,
            promised_at=promised_at,
            lines=lines,
            at=at,
            priority=priority,
        )
    return [line.line_id for line in lines]


def book(
    world: World,
    needs: Mapping[Part, int],
    *,
    appointment_id: int = 3,
    plate: str = "川A66L88",
    at: datetime = NOON,
    expires_at: datetime = CLOSING + timedelta(days=1),
) -> list[Short]:
    """A booking for tomorrow needs parts."""
    with transaction.atomic():
        return holds.hold_for_appointment(
            store_id=world.north.pk,
            appointment_id=appointment_id,
            plate=plate,
            needs={part.pk: Decimal(quantity) for part, quantity in needs.items()},
            at=at,
            expires_at=expires_at,
        )


def stock(world: World, part: Part, store: Store | None = None) -> Stock:
    """The totals of a part."""
    found: Stock = Stock.objects.get(store=store or world.north, part=part)
    return found


def lying(part: Part, bin: Bin) -> Decimal:
    """What lies of a part in a bin."""
    found = BinStock.objects.filter(part=part, bin=bin).values_list("quantity", flat=True).first()
    return found or Decimal(0)


def held(*, line: int | None = None, appointment: int | None = None) -> Decimal:
    """What is kept for a line or a booking."""
    rows = Hold.objects.filter(state=HoldState.HELD, for_line=line, for_appointment=appointment)
    return sum((hold.quantity for hold in rows), Decimal(0))


def receive(
    world: World, part: Part, quantity: int | str, cost: str = "100.00", bin: Bin | None = None
) -> None:
    """Goods come in without the paper."""
    amount = Decimal(quantity)
    with transaction.atomic():
        ledger.post(
            world.north.pk,
            [
                ledger.Movement(
                    part_id=part.pk,
                    bin_id=(bin or world.bin).pk,
                    kind=MoveKind.RECEIPT,
                    quantity=amount,
                    value=(amount * Decimal(cost)).quantize(Decimal("0.01")),
                    document="RK1",
                )
            ],
            at=NOON,
            by_id=None,
        )


def place(world: World, name: str, kind: Place, code: str, *, most: int | None = None) -> Bin:
    """A part of the store room with one bin."""
    warehouse = Warehouse.objects.create(
        store=world.north, name=name, place=kind, most=None if most is None else Decimal(most)
    )
    bin: Bin = Bin.objects.create(store=world.north, warehouse=warehouse, code=code, walk=500)
    return bin


def assert_proved(world: World) -> None:
    """Every running total equals the sum of its ledger."""
    _, wrong = proving.prove(world.north.pk)
    assert [each.says for each in wrong] == []


@contextmanager
def at_most(statements: int) -> Iterator[None]:
    """What happens inside costs at most so many statements (without the marks where a transaction begins and ends)."""
    with CaptureQueriesContext(connection) as caught:
        yield
    said = [query["sql"] for query in caught.captured_queries if "SAVEPOINT" not in query["sql"][:20]]
    assert len(said) <= statements, f"{len(said)} statements:\n" + "\n".join(sql[:200] for sql in said)


def whose(**words: Any) -> Any:
    """A source that says the same of every order or booking asked."""

    def source(store_id: int, ids: list[int]) -> dict[int, Asker]:
        return {pk: Asker(**{"number": f"N{pk}", **words}) for pk in ids}

    return source


def receive_for_waiting(world: World, part: Part, quantity: int) -> None:
    """Goods come in with their paper, and go to those who wait."""
    receiving.receive_parts(
        world.parts_clerk,
        store_id=world.north.pk,
        document="SH-1",
        supplier="远岚配件中心",
        lines=[receiving.Received(part.pk, Decimal(quantity), Decimal("100.00"))],
        at=LATER,
    )


def expect(world: World, part: Part, quantity: int, on: date) -> Delivery:
    """Goods are on their way."""
    return receiving.expect_parts(
        world.parts_clerk,
        part.pk,
        store_id=world.north.pk,
        quantity=Decimal(quantity),
        expected_on=on,
        at=NOON,
    )


def row(*values: object) -> tuple[object, ...]:
    """Values to be compared together, whatever their types."""
    return values
