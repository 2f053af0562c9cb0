"""“现在要做” and what is known about a car: one question of every room, and few statements however many rooms there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.parts import requests
from huichang.parts.askers import FIRST_SALE
from huichang.parts.models import Hold
from huichang.site.screens import home
from tests.parts import batchroom, storeroom
from tests.web import page, signed_in
from tests.world import NOON, World

MOST = 12


def statements(actor: Actor, url: str) -> list[str]:
    """What a page asks of the database, all in all, once it was asked before."""
    client = signed_in(actor)
    page(client, url)
    with CaptureQueriesContext(connection) as caught:
        page(client, url)
    return [each["sql"] for each in caught if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]


@pytest.fixture
def busy(world: World) -> World:
    """A day in which somebody waits for everything at the parts counter."""
    storeroom.book(world, {world.pads: 2, world.oil: 1})
    (line,) = storeroom.ask(world, (world.pads, 1))
    storeroom.ask(world, (world.oil, 1), order_id=FIRST_SALE + 1)
    storeroom.ask(world, (world.oil, 99), order_id=8)
    hold = Hold.objects.get(for_appointment=3, part=world.pads)
    requests.ask_for_held(world.parts_clerk, hold.pk, why="急用", for_line=line, at=NOON)
    part = batchroom.tracked(world, needs_check=True)
    batchroom.receive(world, part, 1, batchroom.came("B1", expires_on=NOON.date()))
    return world


class TestTheWorkPlace:
    @pytest.mark.parametrize("post", list(Role))
    def test_costs_few_statements_in_every_post(self, busy: World, post: Role) -> None:
        asked = statements(busy.actor(post), "/")
        assert len(asked) <= MOST, (len(asked), [sql[:160] for sql in asked])

    @pytest.mark.req("PARTS-12")
    def test_names_what_waits_in_the_parts_store(self, busy: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(home, "now", lambda: NOON)
        clerk = page(signed_in(busy.parts_clerk), "/")
        assert all(act in clerk for act in ("发料", "备货", "催货", "验真"))
        assert "想调用 前制动片：急用" in page(signed_in(busy.parts_manager), "/")


class TestWhatIsKnownOfACar:
    @pytest.mark.req("LANE-14")
    def test_costs_few_statements(self, world: World) -> None:
        asked = statements(world.adviser, f"/vehicles/{world.car.pk}/known/?fold=open")
        assert len(asked) <= MOST, (len(asked), [sql[:160] for sql in asked])
