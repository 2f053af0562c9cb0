"""The same acts as JSON (the other door of the house)."""

import hashlib
import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import localdate, now

from huichang.company.models import ApiToken
from huichang.company.roles import Role
from huichang.parts import holds
from huichang.parts.models import Hold
from tests.parts import storeroom
from tests.world import World

pytestmark = pytest.mark.req("PARTS-13")
_keys = itertools.count()


class Machine:
    """A machine user with the posts of one person."""

    def __init__(self, world: World, role: Role) -> None:
        token = f"token-{role}"
        ApiToken.objects.create(
            store=world.north,
            staff=world.staff(role),
            digest=hashlib.sha256(token.encode()).hexdigest(),
            says="测试",
        )
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def get(self, path: str, **query: Any) -> Any:
        """What the API answers."""
        answer = self.client.get(f"/api/parts{path}", query)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def post(self, path: str, said: dict[str, Any] | None = None, *, status: int = 200) -> Any:
        """An act, with a key of its own."""
        answer = self.client.post(
            f"/api/parts{path}",
            said or {},
            content_type="application/json",
            headers={"Idempotency-Key": f"k{next(_keys)}"},
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json() if answer.content else None


@pytest.fixture
def clerk(world: World) -> Machine:
    """A machine with the clerk's posts."""
    return Machine(world, Role.PARTS_CLERK)


@pytest.fixture
def manager(world: World) -> Machine:
    """A machine with the manager's posts."""
    return Machine(world, Role.PARTS_MANAGER)


class TestCounter:
    def test_issues_scans_and_takes_back(self, world: World, clerk: Machine) -> None:
        pads, oil = storeroom.ask(world, (world.pads, 2), (world.oil, 2))
        taker = world.staff(Role.TECHNICIAN).pk
        (order,) = clerk.get("/queue")
        assert (order["order_id"], order["state"]) == (7, "ready")
        said = {"quantities": {pads: 1}, "taken_by_id": taker}
        assert clerk.post("/orders/7/issue", said) == {"quantities": {str(pads): "1"}, "left": "3.000"}
        assert clerk.post("/orders/7/scan", {"code": "OL-3001", "taken_by_id": taker})["left"] == "2.000"
        clerk.post("/orders/7/issue", {"taken_by_id": taker})
        assert clerk.get("/orders/7")["state"] == "done"
        clerk.post("/orders/7/take-back", {"quantities": {oil: 2}, "reason": "unused"})
        lines = {line["line_id"]: line for line in clerk.get("/orders/7")["lines"]}
        assert (lines[oil]["ready"], lines[pads]["state"]) == ("2.000", "done")
        storeroom.assert_proved(world)

    def test_refuses_in_words(self, world: World, clerk: Machine) -> None:
        storeroom.ask(world, (world.pads, 1))
        taker = world.staff(Role.TECHNICIAN).pk
        said = clerk.post("/orders/7/scan", {"code": "ZZ", "taken_by_id": taker}, status=422)
        assert said["why"].startswith("没有编码为“ZZ”的配件")
        assert clerk.post("/orders/99/issue", {"taken_by_id": taker}, status=404)["refused"] == "Missing"

    def test_keeps_the_shelf_and_the_requests(self, world: World, clerk: Machine) -> None:
        storeroom.book(world, {world.pads: 2}, at=now(), expires_at=now() + timedelta(days=1))
        (booked,) = clerk.get("/shelf")
        assert (booked["to_shelve"], booked["is_ready"]) == (1, False)
        assert clerk.post("/appointments/3/shelve") == {"shelf": "YY-01"}
        (line,) = storeroom.ask(world, (world.pads, 1))
        assert clerk.get("/shorts")[0]["line_id"] == line
        hold = Hold.objects.get(for_appointment=3, state="held")
        made = clerk.post(f"/holds/{hold.pk}/ask", {"why": "急用", "for_line": line})
        assert clerk.get("/requests")[0]["id"] == made["id"]
        adviser = Machine(world, Role.ADVISER)
        assert adviser.post(f"/requests/{made['id']}/answer", {"give": True})["state"] == "given"
        with transaction.atomic():
            holds.release_for_appointment(3, at=now())
        assert clerk.post("/shelf/put-back") == {"count": 1}
        storeroom.assert_proved(world)


class TestStore:
    def test_searches_and_reads_a_part(self, world: World, clerk: Machine) -> None:
        (hit,) = clerk.get("/search", q="qzd")
        assert (hit["part"]["number"], hit["price"], hit["stock"]["free"]) == ("BR-1001", "480.00", "2.000")
        assert clerk.get("/code/br1001")["id"] == world.pads.pk
        assert clerk.get(f"/part/{world.pads.pk}")["on_hand"] == "2.000"
        assert clerk.get(f"/part/{world.pads.pk}/ledger")["lines"][0]["kind"] == "receipt"
        assert clerk.get(f"/part/{world.pads.pk}/holders") == []

    def test_brings_goods_in(self, world: World, clerk: Machine) -> None:
        day = str(localdate(now()) + timedelta(days=3))
        made = clerk.post(f"/part/{world.pads.pk}/deliveries", {"quantity": "4", "expected_on": day})
        clerk.post(f"/deliveries/{made['id']}", {"expected_on": None})
        line = {"part_id": world.pads.pk, "quantity": "4", "cost": "290"}
        receipt = clerk.post("/receipts", {"document": "SH-1", "supplier": "远岚", "lines": [line]})
        assert (receipt["value"], receipt["served"]) == ("1160.00", 0)
        move = {"source_id": world.bin.pk, "target_id": world.second_bin.pk, "quantity": "1"}
        assert clerk.post(f"/part/{world.pads.pk}/move", move)["document"].startswith("YK")
        clerk.post(f"/part/{world.pads.pk}/settle", {"bin_id": world.second_bin.pk}, status=204)
        storeroom.assert_proved(world)

    @pytest.mark.req("PARTS-01")
    def test_keeps_the_catalogue(self, world: World, manager: Machine) -> None:
        made = manager.post("/part", {"number": "BR-9", "name": "后制动片", "price": "260", "fits": ["R5"]})
        pk = made["id"]
        manager.post(f"/part/{pk}", {"name": "后制动片套装", "unit": "套"})
        manager.post(f"/part/{pk}/price", {"price": "270", "from_on": str(localdate(now()))}, status=204)
        manager.post(f"/part/{pk}/supersede", {"part_id": world.pads.pk}, status=204)
        manager.post(f"/part/{pk}/substitutes/{world.oil.pk}", status=204)
        page = manager.get(f"/part/{pk}")
        assert (page["part"]["name"], page["price"]) == ("后制动片套装", "270.00")
        assert [each["part"]["number"] for each in page["instead"]] == ["OL-3001"]
        manager.post(f"/part/{pk}/substitutes/{world.oil.pk}/forbid", status=204)
        assert manager.get(f"/part/{pk}")["instead"] == []

    @pytest.mark.req("PARTS-11")
    def test_keeps_the_store_room_and_proves_the_ledger(self, world: World, manager: Machine) -> None:
        made = manager.post("/warehouses", {"name": "隔离区", "place": "quarantine"})
        manager.post(f"/warehouses/{made['id']}/bins", {"code": "GL-01"})
        assert [each["name"] for each in manager.get("/warehouses")] == ["主库", "预约货架", "隔离区"]
        assert manager.post("/ledger/prove") == {"checked": 18, "wrong": []}
