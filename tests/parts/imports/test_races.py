"""Opening stock that is brought, taken back and used at the same moment: one of them wins, and the ledger adds up."""

from decimal import Decimal

import pytest

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


def test_written_twice_at_once(world: World, fresh: Part) -> None:
    manager = world.parts_manager
    page = sheets.tried(manager, KIND, rows(["NW-1", "A-01-1", "", 4, 10]))
    company_sheets.write_sheet(manager, page.id, at=NOON)
    at_once(*(lambda: sheets.work(manager, page.id, "write") for _ in range(3)))
    assert Move.objects.filter(part=fresh).count() == 1
    assert storeroom.stock(world, fresh).on_hand == 4
    storeroom.assert_proved(world)
