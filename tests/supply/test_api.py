"""The same acts as JSON: an order from its first line to its payment, a claim, a return, a request to another store."""

import hashlib
import itertools
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from huichang.company.models import ApiToken
from huichang.company.roles import Role
from huichang.parts.models import Bin, Stock, Warehouse
from huichang.supply.models import ReceiptLine, TransferAsk
from tests.supply import buying
from tests.world import World

pytestmark = pytest.mark.req("PARTS-20")
_keys = itertools.count()


class Machine:
    """A machine user with the posts of one person."""

    def __init__(self, world: World, role: Role, *, south: bool = False) -> None:
        store = world.south if south else world.north
        token = f"supply-{role}-{store.code}"
        ApiToken.objects.create(
            store=store,
            staff=world.staff(role, store),
            digest=hashlib.sha256(token.encode()).hexdigest(),
            says="测试",
        )
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def get(self, path: str, **query: Any) -> Any:
        """What the API answers."""
        answer = self.client.get(f"/api/supply{path}", query)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def post(self, path: str, said: dict[str, Any] | None = None) -> Any:
        """An act, with a key of its own."""
        answer = self.client.post(
            f"/api/supply{path}",
            said or {},
            content_type="application/json",
            headers={"Idempotency-Key": f"s{next(_keys)}"},
        )
        assert answer.status_code in (200, 204), answer.content.decode()
        return answer.json() if answer.content else None


def today() -> str:
    """The day of the clock, as JSON says it."""
    return localdate(now()).isoformat()


def later(days: int) -> str:
    """A day to come."""
    return (localdate(now()) + timedelta(days=days)).isoformat()


class TestTheApi:
    def test_buys_from_the_first_line_to_the_payment(self, world: World) -> None:
        buying.quarantine(world)
        of = buying.usual(world)
        clerk, manager, cashier = (
            Machine(world, role) for role in (Role.PARTS_CLERK, Role.PARTS_MANAGER, Role.CASHIER)
        )
        line = {"part_id": world.pads.pk, "quantity": "7"}
        order = clerk.post("/orders", {"supplier_id": of.pk, "kind": "weekly", "lines": [line]})
        own = f"/orders/{order['id']}"
        more = {"part_id": world.filter.pk, "quantity": "3"}
        clerk.post(f"{own}/lines", {"lines": [more]})
        page = clerk.get(own)
        pads, filters = (each["id"] for each in page["lines"])
        clerk.post(f"/lines/{pads}", {"quantity": "8"})
        assert clerk.post(f"{own}/submit")["state"] == "submitted"
        manager.post(f"{own}/send-back", {"why": "再看看"})
        clerk.post(f"{own}/submit")
        assert manager.post(f"{own}/approve")["state"] == "approved"
        assert clerk.post(f"{own}/send", {"via": "接口"})["state"] == "sent"
        promised = [{"line_id": pads, "quantity": "8", "expected_on": later(3)}]
        clerk.post(f"{own}/confirm", {"lines": promised, "their_number": "SO1"})
        clerk.post(f"/lines/{pads}/day", {"expected_on": later(4)})
        clerk.post(f"/lines/{filters}/cancel", {"why": "断货", "quantity": "1"})
        came = [
            {"line_id": pads, "good": "7", "damaged": "1", "fault": "damaged"},
            {"line_id": filters, "good": "2"},
        ]
        first = clerk.post(f"{own}/receipts", {"document": "SH-1", "lines": came})
        clerk.post(f"/receipts/{first['id']}/undo", {"why": "扫错"})
        clerk.post(f"{own}/receipts", {"document": "SH-1", "lines": came})
        assert clerk.get(own)["row"]["state"] == "done"
        assert [row["id"] for row in clerk.get("/orders", only="done")["orders"]] == [order["id"]]
        bills = [
            {"receipt_line_id": each["id"], "quantity": each["quantity"], "net": each["amount"]}
            for each in cashier.get(f"/unbilled/{of.pk}")
        ]
        bills[0]["net"] = "2300.00"
        said = {
            "supplier_id": of.pk,
            "number": "25512000000012345678",
            "invoiced_on": today(),
            "freight": "60.00",
            "tax": "312.00",
            "gross": "2712.00",
            "lines": bills,
        }
        invoice = cashier.post("/invoices", said)
        assert invoice["state"] == "differs"
        shown = cashier.get(f"/invoices/{invoice['id']}")
        wrong = next(each["id"] for each in shown["lines"] if not each["is_within"])
        manager.post(
            f"/invoices/{invoice['id']}/settle",
            {"settlements": {str(wrong): "as_invoiced"}, "words": "涨价通知"},
        )
        cashier.post(f"/invoices/{invoice['id']}/pay", {"paid_on": today(), "reference": "YH1"})
        assert [row["state"] for row in cashier.get("/invoices", only="paid")] == ["paid"]
        buying.assert_proved(world)

    def test_cancels_and_looks_back(self, world: World) -> None:
        of = buying.usual(world)
        manager = Machine(world, Role.PARTS_MANAGER)
        said = {
            "supplier_id": of.pk,
            "kind": "urgent",
            "urgent_reason": "safety",
            "lines": [
                {
                    "part_id": world.pads.pk,
                    "quantity": "1",
                    "wanted_for": [{"quantity": "1", "plate": "川A8F6K2"}],
                }
            ],
        }
        order = manager.post("/orders", said)
        own = f"/orders/{order['id']}"
        for verb in ("submit", "send"):
            manager.post(f"{own}/{verb}")
        manager.post(f"{own}/analysis", {"foreseen": "level", "words": "下限调到 4"})
        assert manager.post(f"{own}/cancel", {"why": "重复"})["state"] == "cancelled"

    def test_keeps_suppliers_and_contracts(self, world: World) -> None:
        manager = Machine(world, Role.PARTS_MANAGER)
        made = manager.post("/suppliers", {"code": "G7", "name": "川盛制动"})
        own = f"/suppliers/{made['id']}"
        manager.post(own, {"name": "川盛制动系统", "seen": 1})
        person = manager.post(f"{own}/contacts", {"name": "杜伟", "phone": "028-85550404"})
        paper = manager.post(f"{own}/certificates", {"kind": "licence", "number": "9151"})
        manager.post(f"{own}/standing", {"standing": "qualified"})
        contract = manager.post(f"{own}/contracts", {"number": "HT-1", "from_on": today()})
        terms = {"number": "HT-1", "from_on": today(), "lead_days": 9}
        manager.post(f"/contracts/{contract['id']}", terms)
        prices = {"from_on": today(), "prices": [{"part_id": world.pads.pk, "price": "251.2"}]}
        assert manager.post(f"/contracts/{contract['id']}/prices", prices) == {"count": 1}
        (offer,) = manager.get(f"/offers/{world.pads.pk}")
        assert (offer["lead_days"], offer["price"]) == (9, "251.2000")
        manager.post(f"/contracts/{contract['id']}/end", {"last_on": today()})
        manager.post(f"{own}/contacts/{person['id']}/drop")
        manager.post(f"{own}/certificates/{paper['id']}/drop")
        assert [row["name"] for row in manager.get("/suppliers", q="cszd")] == ["川盛制动系统"]
        assert manager.get(own)["contacts"] == []
        assert manager.post("/evaluation", {"month": today()}) == {"count": 0}
        assert manager.get("/evaluation", month=today()) == []

    @pytest.mark.req("PARTS-21")
    def test_claims_and_sends_back(self, world: World) -> None:
        of = buying.usual(world)
        order = buying.sent(world, of, {world.pads: 4})
        buying.received(world, order, buying.came(order, world.pads, 4))
        clerk, cashier = Machine(world, Role.PARTS_CLERK), Machine(world, Role.CASHIER)
        faulty = {
            "supplier_id": of.pk,
            "part_id": world.pads.pk,
            "quantity": "1",
            "found": "after_fitting",
            "words": "异响",
            "restores": "whole",
            "order_number": "RO1",
        }
        first, second = (f"/claims/{clerk.post('/claims', faulty)['id']}" for _ in range(2))
        clerk.post(f"{first}/send")
        clerk.post(f"{first}/answer", {"accepted": True, "their_number": "A1"})
        clerk.post(f"{first}/hand-over", {"carrier": "德邦 1"})
        assert clerk.post(f"{first}/credit", {"amount": "280.00"})["state"] == "credited"
        assert clerk.post(f"{second}/withdraw", {"why": "误判"})["state"] == "withdrawn"
        assert clerk.get(first)["row"]["credited"] == "280.00"
        assert clerk.get("/claims") == []
        line = {"part_id": world.pads.pk, "bin_id": world.bin.pk, "quantity": "1"}
        said = {"supplier_id": of.pk, "reason": "quality", "lines": [line]}
        gone, kept = (f"/returns/{clerk.post('/returns', said)['id']}" for _ in range(2))
        clerk.post(f"{gone}/send", {"carrier": "德邦 2"})
        cashier.post(f"{gone}/credit", {"amount": "280.00", "number": "255"})
        clerk.post(f"{kept}/cancel")
        assert [each["state"] for each in clerk.get("/returns")] == ["cancelled", "credited"]
        bill = {
            "supplier_id": of.pk,
            "number": "25512000000012345670",
            "invoiced_on": today(),
            "freight": "60.00",
            "tax": "153.40",
            "gross": "1333.40",
            "lines": [{"receipt_line_id": ReceiptLine.objects.get().pk, "quantity": "4", "net": "1120.00"}],
        }
        invoice = cashier.post("/invoices", bill)
        manager = Machine(world, Role.PARTS_MANAGER)
        assert manager.post(f"/invoices/{invoice['id']}/cancel", {"why": "错"})["state"] == "cancelled"

    @pytest.mark.req("PARTS-51")
    def test_asks_other_stores(self, world: World) -> None:
        warehouse = Warehouse.objects.create(store=world.south, name="主库", place="main")
        Bin.objects.create(store=world.south, warehouse=warehouse, code="S-1", walk=1)
        Stock.objects.create(store=world.south, part=world.pads, on_hand=5, value=5)
        north = Machine(world, Role.PARTS_CLERK)
        south = Machine(world, Role.PARTS_CLERK, south=True)
        plan = north.get(f"/emergency/{world.pads.pk}", quantity="3")
        assert [each["name"] for each in plan["sources"]] == ["南城店"]
        said = {
            "part_id": world.pads.pk,
            "from_store_id": world.south.pk,
            "quantity": "3",
            "why": "车辆停驶待件",
        }
        first = north.post("/asks", said)
        south.post(f"/asks/{first['id']}/answer", {"granted": True})
        second = north.post("/asks", said)
        north.post(f"/asks/{second['id']}/withdraw")
        assert {ask.state for ask in TransferAsk.objects.all()} == {"granted", "withdrawn"}
        assert len(south.get("/asks")) == 2
