"""Opening stock that is brought, taken back and used at the same moment: one of them wins, and the ledger adds up."""

import time
from collections.abc import Callable
from decimal import Decimal
from threading import Event

import pytest
from django.db import connection, transaction

from huichang.company import sheets as company_sheets
from huichang.company.roles import Role
from huichang.company.sheet_cards import SheetPage
from huichang.kernel.refusals import Refused
from huichang.parts.models import Move, Part
from huichang.parts.states import MoveKind
from tests import sheets
from tests.parts import storeroom
from tests.parts.imports.test_stock import KIND, rows
from tests.parts.test_races import at_once, issuer
from tests.world import NOON, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PARTS-10")]


@pytest.fixture
def fresh(world: World) -> Part:
    """A part that never was here."""
    part: Part = Part.objects.create(number="NW-1", name="新件", use_class="wear")
    return part


def test_taken_back_while_an_order_asks_for_it(world: World, fresh: Part) -> None:
    manager = world.parts_manager
    page = sheets.written(manager, KIND, rows(["NW-1", "A-01-1", "", 4, 10]))
    company_sheets.undo_sheet(manager, page.id, at=NOON)
    undone, asked = at_once(
        lambda: sheets.work(manager, page.id, "undo"), lambda: storeroom.ask(world, (fresh, 2))
    )
    assert isinstance(asked, list)
    gone = isinstance(undone, SheetPage) and undone.state == "undone"
    found = (storeroom.held(line=asked[0]), storeroom.stock(world, fresh).on_hand)
    assert found == ((0, 0) if gone else (2, 4))
    storeroom.assert_proved(world)


def test_is_not_taken_back_while_a_clerk_issues_it(world: World, fresh: Part) -> None:
    manager = world.parts_manager
    page = sheets.written(manager, KIND, rows(["NW-1", "A-01-1", "", 4, 10]))
    (line,) = storeroom.ask(world, (fresh, 2))
    undone, issued = at_once(
        lambda: sheets.undone(manager, page),
        issuer(world, world.parts_clerk, world.staff(Role.TECHNICIAN).pk, 7, {line: Decimal(2)}),
    )
    assert isinstance(undone, Refused)
    assert not isinstance(issued, Refused)
    assert storeroom.stock(world, fresh).on_hand == 2
    storeroom.assert_proved(world)


def test_written_while_it_is_received(world: World, fresh: Part) -> None:
    manager = world.parts_manager
    page = sheets.tried(manager, KIND, rows(["NW-1", "A-01-1", "", 4, 10]))
    company_sheets.write_sheet(manager, page.id, at=NOON)
    written, _ = at_once(
        lambda: sheets.work(manager, page.id, "write"),
        lambda: storeroom.receive(world, fresh, 3, "10.00"),
    )
    opened = Move.objects.filter(part=fresh, kind=MoveKind.OPENING).count()
    assert opened == (isinstance(written, SheetPage) and written.state == "written")
    assert storeroom.stock(world, fresh).on_hand == 3 + 4 * opened
    storeroom.assert_proved(world)


def received_first(world: World, part: Part, act: Callable[[], object]) -> object:
    """What comes of an act that begins while goods are in the store room's door, written and not yet committed."""
    in_the_room = Event()

    def clerk() -> None:
        with transaction.atomic():
            storeroom.receive(world, part, 3, "10.00")
            in_the_room.set()
            until = time.monotonic() + 10
            with connection.cursor() as cursor:
                waiting = False
                while not waiting and time.monotonic() < until:
                    cursor.execute(
                        "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"
                    )
                    (waiting,) = cursor.fetchone()

    def other() -> object:
        assert in_the_room.wait(10)
        return act()

    return at_once(clerk, other)[1]


def test_is_not_written_over_what_is_just_received(world: World, fresh: Part) -> None:
    manager = world.parts_manager
    page = sheets.tried(manager, KIND, rows(["NW-1", "A-01-1", "", 4, 10]))
    company_sheets.write_sheet(manager, page.id, at=NOON)
    written = received_first(world, fresh, lambda: sheets.work(manager, page.id, "write"))
    assert isinstance(written, SheetPage)
    assert written.state == "wrong"
    assert "本店已经有出入库" in written.problems[0].says
    assert storeroom.stock(world, fresh).on_hand == 3
    storeroom.assert_proved(world)


def test_is_not_taken_back_with_what_is_just_received(world: World, fresh: Part) -> None:
    manager = world.parts_manager
    page = sheets.written(manager, KIND, rows(["NW-1", "A-01-1", "", 4, 10]))
    company_sheets.undo_sheet(manager, page.id, at=NOON)
    undone = received_first(world, fresh, lambda: sheets.work(manager, page.id, "undo"))
    assert isinstance(undone, SheetPage)
    assert undone.state == "written"
    assert "导入后已有 1 笔出入库" in undone.blocked[0]
    assert storeroom.stock(world, fresh).on_hand == 7
    storeroom.assert_proved(world)


def test_written_twice_at_once(world: World, fresh: Part) -> None:
    manager = world.parts_manager
    page = sheets.tried(manager, KIND, rows(["NW-1", "A-01-1", "", 4, 10]))
    company_sheets.write_sheet(manager, page.id, at=NOON)
    at_once(*(lambda: sheets.work(manager, page.id, "write") for _ in range(3)))
    assert Move.objects.filter(part=fresh).count() == 1
    assert storeroom.stock(world, fresh).on_hand == 4
    storeroom.assert_proved(world)
