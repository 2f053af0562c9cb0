"""The same acts as JSON (PARTS-30): suggestions decided, a calculation asked for, lost sales, and what came of it all."""

import hashlib
import itertools
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from huichang.company.models import ApiToken
from huichang.company.roles import Role
from huichang.stocking import suggesting
from huichang.stocking.models import Asked, Suggestion
from huichang.stocking.states import Kind, State
from tests.stocking.stockroom import past
from tests.supply import buying
from tests.world import World

pytestmark = pytest.mark.req("PARTS-30")
STEADY = [6, 5, 7, 6, 4, 8, 6, 5, 7, 6, 6, 6] * 2
_keys = itertools.count()


class Machine:
    """A machine user with the posts of the parts manager."""

    def __init__(self, world: World) -> None:
        token = "stocking-machine"
        ApiToken.objects.create(
            store=world.north,
            staff=world.staff(Role.PARTS_MANAGER, world.north),
            digest=hashlib.sha256(token.encode()).hexdigest(),
            says="测试",
        )
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def get(self, path: str, **query: Any) -> Any:
        """What the API answers."""
        answer = self.client.get(f"/api/stocking{path}", query)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def post(self, path: str, said: dict[str, Any] | None = None) -> Any:
        """An act, with a key of its own."""
        answer = self.client.post(
            f"/api/stocking{path}",
            said or {},
            content_type="application/json",
            headers={"Idempotency-Key": f"st{next(_keys)}"},
        )
        assert answer.status_code in (200, 201, 202), answer.content.decode()
        return answer.json()


@pytest.fixture
def machine(world: World) -> Machine:
    """A desk with pads to order, by the clock of today."""
    buying.usual(world)
    past(world, world.pads, STEADY, today=localdate(now()))
    suggesting.make_suggestions(world.parts_manager, world.north.pk, at=now())
    return Machine(world)


def pads(world: World) -> Suggestion:
    """The suggestion for pads."""
    return Suggestion.objects.get(part=world.pads, kind=Kind.ORDER)


class TestTheOtherDoor:
    def test_decides_on_suggestions(self, world: World, machine: Machine) -> None:
        (group,) = machine.get("/suggestions", text="qzd")["groups"]
        (row,) = group["rows"]
        assert row["why"] == pads(world).why
        machine.post(f"/suggestions/{row['id']}/drop", {"reason": "once"})
        machine.post(f"/suggestions/{row['id']}/reopen")
        said = machine.post(
            f"/suggestions/{row['id']}/change",
            {"quantity": str(pads(world).quantity + 2), "reason": "pack"},
        )
        assert said["orders"][0].startswith("CG")
        assert pads(world).state == State.CHANGED
        since = localdate(now()).isoformat()
        (line,) = machine.get("/effect/decisions", since=since, outcome="waiting")
        assert line["state"] == "changed"
        assert machine.get("/effect", since=since)["tallies"][1]["waiting"] == 1
        assert machine.get("/effect/errors", since=since) == []
        assert machine.get("/budget")["drafted"] != "0.00"

    def test_accepts_several(self, world: World, machine: Machine) -> None:
        said = machine.post("/suggestions/accept", {"ids": [pads(world).pk]})
        assert len(said["orders"]) == 1

    def test_asks_for_a_calculation(self, world: World, machine: Machine) -> None:
        assert machine.get("/calculation") is None
        assert machine.post("/calculate")["state"] == "waits"
        assert machine.get("/calculation")["state"] == "waits"

    def test_shows_a_part_and_idle_stock(self, world: World, machine: Machine) -> None:
        assert machine.get(f"/parts/{world.pads.pk}")["is_kept"] is True
        assert machine.get("/idle", band="dead")["proposals"] == []

    def test_notes_a_lost_sale_and_takes_it_back(self, world: World, machine: Machine) -> None:
        made = machine.post("/lost", {"part_id": world.pads.pk, "quantity": "2", "reason": "no_stock"})
        assert machine.get("/lost")["rows"][0]["counts"] is True
        machine.post(f"/lost/{made['id']}/withdraw")
        assert not Asked.objects.get().counts
