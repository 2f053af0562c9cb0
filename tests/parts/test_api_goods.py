"""Batches, transfers, write-offs, loans and corrections as JSON (the other door of the house)."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from huichang.company.roles import Role
from huichang.parts.models import Batch, Hold, Move
from huichang.parts.states import Place
from tests.parts import batchroom, storeroom
from tests.parts.test_api import Machine
from tests.world import World

pytestmark = pytest.mark.req("PARTS-10")


@pytest.fixture
def manager(world: World) -> Machine:
    """A machine with the manager's posts."""
    return Machine(world, Role.PARTS_MANAGER)


@pytest.mark.req("PARTS-02")
def test_batches_are_received_checked_and_traced(world: World, manager: Machine) -> None:
    part = batchroom.tracked(world, needs_check=True)
    came = {"numbers": ["B1"], "expires_on": str(localdate() + timedelta(days=99))}
    line = {"part_id": part.pk, "quantity": 2, "cost": 10, "came": came}
    manager.post("/receipts", {"document": "SH-1", "lines": [line]})
    (row,) = manager.get("/batches", q="b1")["rows"]
    assert row["state"] == "unchecked"
    manager.post(f"/batches/{row['id']}/check", {"genuine": True, "checklist": batchroom.LOOKED})
    manager.post(f"/batches/{row['id']}/stop", {"why": "召回"})
    manager.post(f"/batches/{row['id']}/resume", {"why": "解除"})
    later = str(localdate() + timedelta(days=300))
    manager.post(f"/batches/{row['id']}/prolong", {"why": "FJ-1", "expires_on": later})
    assert manager.post("/expire-batches") == 0
    assert manager.get(f"/batches/{row['id']}")["row"]["state"] == "passed"


def test_goods_leave_and_come_back(world: World, manager: Machine) -> None:
    storeroom.place(world, "隔离区", Place.QUARANTINE, "GL-01")
    taker, part = world.staff(Role.TECHNICIAN).pk, world.filter.pk
    line = {"part_id": part, "quantity": 2}
    said = {"to_store_id": world.south.pk, "expected_on": str(localdate()), "lines": [line]}
    sent = manager.post("/transfers", said)["id"]
    assert manager.get(f"/transfers/{sent}")["state"] == "sent"
    manager.post(f"/transfers/{sent}/recall")
    assert len(manager.get("/transfers")) == 1
    scrap = {"bin_id": world.second_bin.pk, "quantity": 1, "reason": "damaged", "witness_id": taker}
    asked = manager.post(f"/part/{part}/scrap", scrap)["id"]
    manager.post(f"/scraps/{asked}", {"approve": True}, status=403)
    assert manager.get("/scraps")[0]["state"] == "asked"
    (loan,) = manager.post(f"/part/{part}/lend", {"kind": "out", "quantity": 1, "partner": "邻店"})
    manager.post(f"/loans/{loan}/back", {"quantity": 1})
    manager.post(f"/part/{part}/borrow", {"quantity": 1, "cost": 9, "partner": "邻店"})
    assert len(manager.get("/loans")) == 2
    used = {"quantity": 1, "purpose": "试驾车", "taken_by_id": taker}
    assert manager.post(f"/part/{part}/use", used)["document"].startswith("LY")
    assert storeroom.stock(world, world.filter).on_hand == 20
    storeroom.assert_proved(world)


def test_lines_promises_and_makings_are_put_right(world: World, manager: Machine) -> None:
    storeroom.receive(world, world.pads, 3)
    move = Move.objects.latest("pk").pk
    manager.post(f"/ledger/{move}/correct", {"quantity": 2, "why": "少一件"})
    (row,) = [each for each in manager.get("/stock-at", at=now().isoformat()) if each["number"] == "BR-1001"]
    assert row["on_hand"] == "4.000"
    storeroom.ask(world, (world.pads, 1))
    storeroom.book(world, {world.pads: 1})
    line, booking = Hold.objects.order_by("pk")
    manager.post(f"/holds/{line.pk}/rank", {"priority": 3, "why": "x"}, status=204)
    until = (now() + timedelta(days=9)).isoformat()
    manager.post(f"/holds/{booking.pk}/prolong", {"until": until, "why": "x"}, status=204)
    manager.post(f"/holds/{line.pk}/release", {"why": "x"}, status=204)
    world.filter.quality = "oem_equal"
    world.filter.save()
    manager.post(f"/part/{world.pads.pk}/siblings/{world.filter.pk}", status=204)
    assert len(manager.get(f"/part/{world.pads.pk}")["siblings"]) == 1
    manager.post(f"/part/{world.pads.pk}/siblings", status=204)


@pytest.mark.req("PARTS-11")
def test_rooms_have_limits_and_bins_contents(world: World, manager: Machine) -> None:
    limit = {"part_id": world.oil.pk, "most": 20}
    manager.post(f"/warehouses/{world.main.pk}/limits", limit, status=204)
    room = next(each for each in manager.get("/warehouses") if each["id"] == world.main.pk)
    assert room["limits"][0]["most"] == "20.000"
    assert len(manager.get(f"/bins/{world.second_bin.pk}")["contents"]) == 2


@pytest.mark.req("PARTS-01")
def test_old_stock_gets_its_batch(world: World, manager: Machine) -> None:
    world.pads.tracking = "batch"
    world.pads.save()
    said = {"bin_id": world.bin.pk, "quantity": 2, "numbers": ["OLD"]}
    (made,) = manager.post(f"/part/{world.pads.pk}/name-stock", said)
    assert Batch.objects.get(pk=made).number == "OLD"


@pytest.mark.req("PARTS-11")
def test_goods_are_put_away_and_taken_back(world: World, manager: Machine) -> None:
    source = storeroom.place(world, "收货区", Place.RECEIVING, "SH-1")
    storeroom.receive(world, world.pads, 2, bin=source)
    (line,) = manager.get("/put-away")
    target = line["shelf"]["bin_id"]
    said = {"part_id": world.pads.pk, "source_id": source.pk, "target_id": target, "quantity": 2}
    document = manager.post("/put-away", said)["document"]
    assert storeroom.lying(world.pads, source) == 0
    manager.post(f"/put-away/{document}/undo")
    assert storeroom.lying(world.pads, source) == 2
    assert manager.post(f"/bins/{target}/full", {"full": True})["is_full"]
