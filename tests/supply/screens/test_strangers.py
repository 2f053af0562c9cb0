"""Doors of buying that stay shut: every address, on screen and as JSON, for people of another store and posts without the right;
keys of somebody else in the form; pages left open. Nothing is written."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils.timezone import now

from huichang.company.roles import Role
from huichang.parts.models import Batch, Bin, Warehouse
from huichang.supply import claims, emergency, returns
from huichang.supply.models import (
    Certificate,
    Contact,
    Contract,
    PurchaseOrder,
    ReceiptLine,
    TransferAsk,
)
from tests import attack
from tests.parts import batchroom
from tests.supply import buying
from tests.supply.screens.test_pages import day
from tests.web import page, post, signed_in
from tests.world import World

pytestmark = pytest.mark.req("PARTS-20")
SHUT = (403, 404, 405)
UNREAD = (403, 405, 422)
"""A form that is not understood is refused before anybody is asked who sends it."""
ROOMS = ("supply", "parts")
SHARED = {"supplier_id", "contact_id", "certificate_id", "part_id"}
"""Suppliers and parts are the group's: known everywhere."""


class Desk:
    """A store in the middle of its buying: one of everything, and what its forms would send."""

    def __init__(self, world: World) -> None:
        at = now()
        buying.quarantine(world)
        self.world = world
        self.of = buying.usual(world)
        self.contact = Contact.objects.create(supplier=self.of, name="唐敏", phone="028")
        self.certificate = Certificate.objects.create(supplier=self.of, kind="licence", number="C1")
        self.draft = buying.written(world, self.of, {world.pads: 2}, at=at)
        self.out = buying.sent(world, self.of, {world.pads: 4}, at=at)
        came = buying.sent(world, self.of, {world.filter: 9}, at=at)
        buying.received(world, came, buying.came(came, world.filter, 5), at=at)
        self.receipt = ReceiptLine.objects.get()
        self.invoice = buying.billed(world, self.of, [(self.receipt, "2", "40.00")])
        self.back = returns.write_return(
            world.parts_clerk,
            self.of.pk,
            store_id=world.north.pk,
            reason="wrong",
            lines=[returns.Back(part_id=world.filter.pk, bin_id=world.bin.pk, quantity=Decimal(1))],
            at=at,
        )
        self.claim = claims.open_claim(
            world.parts_clerk,
            self.of.pk,
            store_id=world.north.pk,
            faulty=claims.Faulty(
                part_id=world.filter.pk,
                quantity=Decimal(1),
                found="in_store",
                words="渗漏",
                restores="whole",
            ),
            at=at,
        )
        self.ask = emergency.ask_store(
            world.actor(Role.PARTS_MANAGER, world.south),
            world.filter.pk,
            store_id=world.south.pk,
            from_store_id=world.north.pk,
            quantity=Decimal(1),
            why="待件",
            at=at,
        )
        line = buying.line(self.out, world.pads)
        self.keys = {
            "purchase_id": self.out.pk,
            "order_id": self.out.pk,
            "purchase_line_id": line.pk,
            "line_id": line.pk,
            "receipt_id": self.receipt.receipt_id,
            "supplier_id": self.of.pk,
            "contact_id": self.contact.pk,
            "certificate_id": self.certificate.pk,
            "contract_id": Contract.objects.get().pk,
            "invoice_id": self.invoice.pk,
            "parts_claim_id": self.claim.pk,
            "claim_id": self.claim.pk,
            "supplier_return_id": self.back.pk,
            "return_id": self.back.pk,
            "transfer_ask_id": self.ask.pk,
            "ask_id": self.ask.pk,
            "part_id": world.filter.pk,
        }
        self.form: dict[str, Any] = {
            "document": "SH-9",
            "line": line.pk,
            f"good_{line.pk}": "1",
            f"quantity_{line.pk}": "1",
            f"day_{line.pk}": day(3),
            "quantity": "1",
            "price": "9.00",
            "code": "FL-2001",
            "why": "测试",
            "why_words": "测试",
            "via": "邮件",
            "expected_on": day(3),
            "foreseen": "chance",
            "words": "测试",
            "paid_on": day(),
            "reference": "1",
            "accepted": "yes",
            "granted": "yes",
            "amount": "1.00",
            "number": "R1",
            "carrier": "顺丰",
            "until_on": day(9),
            "last_on": day(9),
            "pack": "1",
            "on": day(9),
            "from_on": day(),
            "from_store": world.south.pk,
            "part": world.filter.pk,
            "name": "别家",
            "kind": "manufacturer",
            "standing": "blocked",
            "month": day()[:7],
            "supplier": self.of.pk,
            "invoiced_on": day(),
        }

    def order_of(self) -> PurchaseOrder:
        """The order that is out, as it is now."""
        return PurchaseOrder.objects.get(pk=self.out.pk)


class TestStrangers:
    @pytest.mark.parametrize("role", [Role.PARTS_MANAGER, Role.SERVICE_MANAGER, Role.CASHIER])
    def test_of_another_store_find_no_row(self, world: World, role: Role) -> None:
        desk = Desk(world)
        southern = signed_in(world.actor(role, world.south))
        before = attack.written(*ROOMS)
        for each in attack.addresses("supply/"):
            if not set(each.names) - SHARED or each.names == ("part_id", "transfer_ask_id"):
                continue
            url = each.filled(desk.keys)
            for answer in (southern.get(url), post(southern, url, **desk.form)):
                assert answer.status_code in SHUT, (url, answer.status_code)
        assert attack.written(*ROOMS) == before

    def test_who_asked_for_a_part_does_not_answer_for_the_store_that_was_asked(self, world: World) -> None:
        desk = Desk(world)
        southern = signed_in(world.actor(Role.PARTS_MANAGER, world.south))
        northern = signed_in(world.parts_manager)
        here = f"/supply/emergency/{world.filter.pk}/asks/{desk.ask.pk}/"
        before = attack.written(*ROOMS)
        assert post(southern, f"{here}answer/", granted="yes").status_code == 404
        assert post(northern, f"{here}withdraw/").status_code == 404
        assert attack.written(*ROOMS) == before
        assert TransferAsk.objects.get().state == "open"

    @pytest.mark.parametrize("role", [Role.PARTS_MANAGER, Role.SERVICE_MANAGER, Role.CASHIER])
    def test_machines_of_another_store_find_no_row(self, world: World, role: Role) -> None:
        desk = Desk(world)
        southern = attack.machine(world.staff(role, world.south), world.south)
        before = attack.written(*ROOMS)
        for each in attack.addresses("api/supply/"):
            if not set(each.names) - SHARED:
                continue
            url = each.filled(desk.keys)
            last = each.route.rstrip("/").rsplit("/", 1)[-1]
            body = BODIES.get("/".join(each.route.split("/")[2:]), BODIES.get(last, {}))
            if "withdraw" in url and "asks" in url:
                continue
            for answer in (southern.get(url), attack.call(southern, url, body)):
                said = answer.content.decode()
                unread = answer.status_code == 422 and "请求内容不符合要求" in said
                assert unread or answer.status_code in SHUT, (url, answer.status_code, said)
        assert attack.written(*ROOMS) == before

    @pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.GREETER, Role.MARKETING_OFFICER, Role.CARE_AGENT])
    def test_without_the_right_change_nothing(self, world: World, role: Role) -> None:
        desk = Desk(world)
        client = signed_in(world.actor(role))
        before = attack.written(*ROOMS)
        for each in attack.addresses("supply/"):
            url = each.filled(desk.keys)
            for answer in (client.get(url), post(client, url, **desk.form)):
                assert answer.status_code in UNREAD, (url, answer.status_code)
        assert attack.written(*ROOMS) == before

    def test_a_clerk_neither_approves_nor_pays_nor_keeps_contracts(self, world: World) -> None:
        desk = Desk(world)
        client = signed_in(world.parts_clerk)
        before = attack.written(*ROOMS)
        for url in (
            f"/supply/orders/{desk.draft.pk}/approve/",
            f"/supply/orders/{desk.draft.pk}/send-back/",
            f"/supply/invoices/{desk.invoice.pk}/pay/",
            f"/supply/invoices/{desk.invoice.pk}/settle/",
            f"/supply/invoices/{desk.invoice.pk}/cancel/",
            f"/supply/invoices/new/{desk.of.pk}/",
            f"/supply/suppliers/{desk.of.pk}/change/",
            f"/supply/suppliers/{desk.of.pk}/qualify/",
            f"/supply/suppliers/{desk.of.pk}/contracts/",
            f"/supply/suppliers/{desk.of.pk}/contracts/{desk.keys['contract_id']}/prices/",
        ):
            assert post(client, url, **desk.form).status_code in UNREAD, url
        assert attack.written(*ROOMS) == before


BODIES: dict[str, dict[str, Any]] = {
    "lines": {"lines": [{"part_id": 1, "quantity": "1"}]},
    "lines/<line_id>": {"quantity": "1"},
    "day": {"expected_on": day(3)},
    "cancel": {"why": "测试"},
    "send-back": {"why": "测试"},
    "send": {"via": "邮件"},
    "returns/<return_id>/send": {"carrier": "顺丰"},
    "claims/<claim_id>/send": {},
    "confirm": {"lines": []},
    "analysis": {"foreseen": "chance", "words": "测试"},
    "receipts": {"document": "SH-9", "lines": []},
    "undo": {"why": "测试"},
    "settle": {"settlements": {}, "words": "测试"},
    "pay": {"paid_on": day(), "reference": "1"},
    "credit": {"amount": "1.00", "number": "R1"},
    "hand-over": {"carrier": "顺丰"},
    "withdraw": {"why": "测试"},
    "asks/<ask_id>/answer": {"granted": True, "words": "测试"},
    "answer": {"accepted": True, "words": "测试"},
    "end": {"last_on": day(9)},
    "contracts/<contract_id>": {"number": "HT-9", "from_on": day()},
    "prices": {"from_on": day(), "prices": []},
}


class TestKeysOfSomebodyElse:
    def test_in_a_form_are_answered_in_words(self, world: World) -> None:
        desk = Desk(world)
        client = signed_in(world.parts_manager)
        far = Bin.objects.create(
            store=world.south,
            warehouse=Warehouse.objects.create(store=world.south, name="南库", place="main"),
            code="S-01",
            walk=1,
        )
        line = buying.line(desk.out, world.pads).pk
        other = buying.line(desk.draft, world.pads).pk
        back = {
            "supplier": desk.of.pk,
            "reason": "wrong",
            "part": world.filter.pk,
            "quantity": "1",
            "price": "",
        }
        receive = f"/supply/orders/{desk.out.pk}/receive/"
        before = attack.written(*ROOMS)
        for url, fields in (
            ("/supply/returns/new/", back | {"bin": far.pk}),
            ("/supply/returns/new/", back | {"bin": 10**12}),
            ("/supply/returns/new/", back | {"bin": world.bin.pk, "supplier": 10**12}),
            (receive, {"document": "SH-9", "line": line, f"good_{line}": "1", f"bin_{line}": far.pk}),
            (receive, {"document": "SH-9", "line": other, f"good_{other}": "1"}),
            (receive, {"document": "SH-9", "line": "x-1"}),
            (
                "/supply/orders/new/",
                {"supplier": 10**12, "kind": "weekly", "part": world.pads.pk, "quantity": "1"},
            ),
            ("/supply/claims/new/", {"supplier": desk.of.pk, "line": 10**12, "quantity": "1", "words": "破"}),
        ):
            answer = post(client, url, **fields)
            assert answer.status_code in (404, 422), (url, fields, answer.status_code)
        assert attack.written(*ROOMS) == before


class TestPagesLeftOpen:
    @pytest.mark.parametrize("act", ["submit", "cancel"])
    def test_do_not_act_on_an_order_that_was_changed_since(self, world: World, act: str) -> None:
        desk = Desk(world)
        client = signed_in(world.parts_manager)
        here = f"/supply/orders/{desk.draft.pk}/"
        seen = desk.draft.version
        assert post(client, f"{here}add/", code="fl2001", quantity="1").status_code == 302
        assert post(client, f"{here}{act}/", seen=seen, why="不要了").status_code == 409
        assert PurchaseOrder.objects.get(pk=desk.draft.pk).state == "draft"

    def test_do_not_approve_what_was_sent_back_and_changed(self, world: World) -> None:
        desk = Desk(world)
        client = signed_in(world.parts_manager)
        big = buying.written(world, desk.of, {world.pads: 400}, at=now())
        clerk = signed_in(world.parts_clerk)
        here = f"/supply/orders/{big.pk}/"
        assert post(clerk, f"{here}submit/").status_code == 302
        seen = PurchaseOrder.objects.get(pk=big.pk).version
        assert post(client, f"{here}send-back/", seen=seen, why="太多").status_code == 302
        assert post(clerk, f"{here}add/", code="fl2001", quantity="900").status_code == 302
        assert post(clerk, f"{here}submit/").status_code == 302
        boss = signed_in(world.actor(Role.GENERAL_MANAGER))
        assert post(boss, f"{here}approve/", seen=seen).status_code == 409


class TestTheReceiptForm:
    @pytest.mark.req("PARTS-02")
    def test_takes_dates_serial_numbers_and_two_batches_of_a_line(self, world: World) -> None:
        of = buying.usual(world)
        fluid, radar = batchroom.tracked(world, "BF-2"), batchroom.tracked(world, "SN-2", tracking="serial")
        other = buying.written(world, of, {world.filter: 1}, at=now())
        client = signed_in(world.parts_manager)
        here = f"/supply/orders/{other.pk}/"
        assert post(client, f"{here}add/", code="BF-2", quantity="6", price="10").status_code == 302
        assert post(client, f"{here}add/", code="SN-2", quantity="3", price="90").status_code == 302
        assert post(client, f"{here}submit/").status_code == 302
        assert post(client, f"{here}send/", via="邮件").status_code == 302
        text = page(client, f"{here}receive/")
        assert "有效期至" in text
        assert "data-serials" in text
        assert "还有另一批" in text
        a, b = buying.line(other, fluid).pk, buying.line(other, radar).pk
        goods: dict[str, object] = {
            "document": "SH-7",
            "line": [str(a), f"{a}-2", str(b)],
            f"good_{a}": "4",
            f"numbers_{a}": "L1",
            f"expires_{a}": "2028-01-31",
            f"good_{a}-2": "2",
            f"numbers_{a}-2": "L2",
            f"expires_{a}-2": "2028-06-30",
            f"good_{b}": "2",
            f"damaged_{b}": "1",
            f"fault_{b}": "damaged",
            f"numbers_{b}": "R1\nHC1|P|SN-2|B|R2 R3",
        }
        over = goods | {f"good_{a}-2": "3"}
        assert post(client, f"{here}receive/", **over).status_code == 422
        few = goods | {f"numbers_{b}": "R1 R2"}
        assert "写了 2 个序列号" in post(client, f"{here}receive/", **few).content.decode()
        assert post(client, f"{here}receive/", **goods).status_code == 302
        found = {
            row.number: (row.expires_on and row.expires_on.isoformat(), row.state)
            for row in Batch.objects.all()
        }
        assert found["L1"][0] == "2028-01-31"
        assert found["L2"][0] == "2028-06-30"
        assert {"R1", "R2", "R3"} <= found.keys()
        assert buying.line(other, fluid).received == 6
        buying.assert_proved(world)
