"""Counts as JSON (the other door of the house): planned, counted blindly, explained, posted, dropped."""

import hashlib

import pytest
from django.test import Client
from django.utils.timezone import localdate

from huichang.company.models import ApiToken
from huichang.company.roles import Role
from huichang.parts.models import Move
from huichang.parts.states import MoveKind
from tests.parts import storeroom
from tests.parts.test_api import Machine
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.req("PARTS-14")]


@pytest.fixture
def manager(world: World) -> Machine:
    """A machine with the manager's posts."""
    return Machine(world, Role.PARTS_MANAGER)


@pytest.fixture
def clerk(world: World) -> Machine:
    """A machine with the clerk's posts."""
    return Machine(world, Role.PARTS_CLERK)


def planned(world: World, manager: Machine) -> int:
    """A count of the first bin, in which two brake pads lie."""
    made = manager.post("/counts", {"kind": "bins", "bin_ids": [world.bin.pk]})
    return int(made["id"])


def said(world: World, counted: float, **more: object) -> dict[str, object]:
    """So many brake pads."""
    return {"bin_id": world.bin.pk, "part_id": world.pads.pk, "counted": counted, **more}


def test_a_count_with_a_difference_from_plan_to_ledger(
    world: World, manager: Machine, clerk: Machine
) -> None:
    count = planned(world, manager)
    (bin,) = clerk.get(f"/counts/{count}/bins")
    assert (bin["code"], bin["bin_id"]) == (world.bin.code, world.bin.pk)
    (line,) = clerk.get(f"/counts/{count}/bins/{world.bin.pk}")
    assert (line["number"], line["mine"]) == ("BR-1001", None)
    assert "book" not in line
    assert clerk.post(f"/counts/{count}/say", said(world, 1))["counted"] == "1"
    assert clerk.get(f"/counts/{count}/bins/{world.bin.pk}")[0]["mine"] == "1.000"
    manager.post(f"/counts/{count}/say", said(world, 1))
    assert clerk.post(f"/counts/{count}/hand-in", {})["state"] == "review"
    (difference,) = manager.get(f"/counts/{count}/differences")
    reasons = [{"line_id": difference["line_id"], "reason": "lost", "words": "找不到"}]
    version = manager.post(f"/counts/{count}/explain", {"reasons": reasons})["version"]
    assert manager.post(f"/counts/{count}/post", {"seen": version})["state"] == "posted"
    assert storeroom.stock(world, world.pads).on_hand == 1
    assert Move.objects.filter(kind=MoveKind.COUNT).count() == 1
    (gain,) = manager.get("/counts/gains", month=f"{localdate():%Y-%m}")
    assert (gain["number"], gain["quantity"]) == ("BR-1001", "-1.000")
    storeroom.assert_proved(world)


def test_lines_go_back_bins_are_given_and_what_is_empty_is_said(
    world: World, manager: Machine, clerk: Machine
) -> None:
    count = planned(world, manager)
    given = {"bin_ids": [world.bin.pk], "staff_id": world.parts_clerk.staff_id}
    manager.post(f"/counts/{count}/give", given)
    assert clerk.get(f"/counts/{count}/bins")[0]["given_to_id"]
    assert clerk.post(f"/counts/{count}/bins/{world.bin.pk}/empty") == 1
    (difference,) = manager.get(f"/counts/{count}/differences")
    back = manager.post(f"/counts/{count}/send-back", {"line_ids": [difference["line_id"]]})
    assert (back["state"], back["left"]) == ("open", 1)
    assert manager.post(f"/counts/{count}/drop", {"why": "改期"})["state"] == "dropped"
    assert storeroom.stock(world, world.pads).on_hand == 2


def test_is_proposed_and_listed(world: World, manager: Machine) -> None:
    made = manager.post("/counts/propose")
    assert made["id"] in {each["id"] for each in manager.get("/counts")}


@pytest.mark.parametrize("counted", [-1, 0.5, 1e30])
def test_a_number_that_cannot_be_is_refused(world: World, manager: Machine, counted: float) -> None:
    count = planned(world, manager)
    manager.post(f"/counts/{count}/say", said(world, counted), status=422)


def test_what_is_wrong_has_its_status(world: World, manager: Machine, clerk: Machine) -> None:
    count = planned(world, manager)
    clerk.post("/counts", {"kind": "bins", "bin_ids": [world.bin.pk]}, status=403)
    clerk.post(f"/counts/{count}/post", {}, status=403)
    manager.post(f"/counts/{count}/post", {}, status=409)
    manager.post("/counts/0/say", said(world, 1), status=404)
    manager.post(f"/counts/{count}/say", said(world, 1, bin_id=world.second_bin.pk), status=422)
    assert manager.client.get("/api/parts/counts/gains", {"month": "2026-13"}).status_code == 422
    assert clerk.client.get(f"/api/parts/counts/{count}/differences").status_code == 403


def test_another_stores_count_is_not_there(world: World, manager: Machine) -> None:
    count = planned(world, manager)
    south = world.actor(Role.PARTS_MANAGER, world.south)
    ApiToken.objects.create(
        store=world.south, staff_id=south.staff_id, digest=hashlib.sha256(b"south").hexdigest(), says="测试"
    )
    client = Client(headers={"Authorization": "Bearer south"})
    for path in ("", "/bins", f"/bins/{world.bin.pk}", "/differences"):
        assert client.get(f"/api/parts/counts/{count}{path}").status_code == 404
