"""The screens of buying under odd hands: numbers that are none, ids of another store, acts sent twice, files that are none.
Each is answered in words, and nothing changes."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils.timezone import now

from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.parts.models import Move
from huichang.supply.models import (
    ContractPrice,
    Invoice,
    PurchaseLine,
    PurchaseOrder,
    Receipt,
    ReceiptLine,
    Supplier,
    SupplierReturn,
)
from tests.supply import buying
from tests.supply.screens.test_pages import day
from tests.web import post, signed_in
from tests.world import World

pytestmark = pytest.mark.req("PARTS-20")
ODD = ("NaN", "Infinity", "1e999", "一二", "9" * 40)


def counts() -> tuple[int, ...]:
    """How much there is of everything that a form could make."""
    tables = (PurchaseOrder, PurchaseLine, Receipt, Invoice, ContractPrice, SupplierReturn, Move)
    return tuple(table.objects.count() for table in tables)


class Desk:
    """A store in the middle of its buying, as one person sees it."""

    def __init__(self, world: World, actor: Actor | None = None) -> None:
        buying.quarantine(world)
        self.of: Supplier = buying.usual(world)
        self.draft = buying.written(world, self.of, {world.pads: 2}, at=now())
        self.out = buying.sent(world, self.of, {world.pads: 4}, at=now())
        came = buying.sent(world, self.of, {world.filter: 5}, at=now())
        buying.received(world, came, buying.came(came, world.filter, 5), at=now())
        self.receipt = ReceiptLine.objects.get()
        self.line = buying.line(self.out, world.pads)
        self.client: Client = signed_in(actor or world.parts_manager)
        self.part = world.pads

    def forms(self, odd: str) -> Iterator[tuple[str, dict[str, object]]]:
        """Every form with a number in it, filled in with this one."""
        own = f"/supply/orders/{self.out.pk}/"
        line = self.line.pk
        new = {"supplier": self.of.pk, "kind": "weekly", "part": self.part.pk, "quantity": "1", "price": ""}
        yield "/supply/orders/new/", {**new, "quantity": odd}
        yield "/supply/orders/new/", {**new, "price": odd}
        yield "/supply/orders/new/", {**new, "part": odd}
        yield f"/supply/orders/{self.draft.pk}/add/", {"code": "fl2001", "quantity": odd}
        yield f"/supply/orders/{self.draft.pk}/add/", {"code": "fl2001", "quantity": "1", "price": odd}
        draft = PurchaseLine.objects.get(order=self.draft).pk
        yield f"/supply/orders/{self.draft.pk}/lines/{draft}/", {"quantity": odd, "price": "", "why": "x"}
        yield f"{own}confirm/", {f"day_{line}": day(3), f"quantity_{line}": odd}
        goods = {"document": "SH-9", "line": line, f"good_{line}": "1"}
        for name in ("good", "damaged", "refused", "announced"):
            yield f"{own}receive/", {**goods, f"{name}_{line}": odd, f"fault_{line}": "damaged"}
        bill = {
            "number": "25512000000012345678",
            "invoiced_on": day(),
            "freight": "0",
            "tax": "13.00",
            "gross": "113.00",
            "line": self.receipt.pk,
            f"quantity_{self.receipt.pk}": "5",
            f"net_{self.receipt.pk}": "100.00",
        }
        invoice = f"/supply/invoices/new/{self.of.pk}/"
        for field in ("freight", "tax", "gross", f"quantity_{self.receipt.pk}", f"net_{self.receipt.pk}"):
            yield invoice, {**bill, field: odd}
        back = {"supplier": self.of.pk, "reason": "wrong", "part": self.part.pk, "bin": "1", "price": ""}
        yield "/supply/returns/new/", {**back, "quantity": odd}
        yield "/supply/returns/new/", {**back, "quantity": "1", "price": odd}
        yield "/supply/returns/new/", {**back, "quantity": "1", "bin": odd}


class TestOddNumbers:
    @pytest.mark.parametrize("odd", ODD)
    def test_are_refused_in_words_by_every_form(self, world: World, odd: str) -> None:
        desk = Desk(world)
        before = counts()
        for url, fields in desk.forms(odd):
            who = signed_in(world.cashier) if "invoices" in url else desk.client
            answer = post(who, url, **fields)
            assert answer.status_code in (404, 422), (url, fields, answer.status_code)
        assert desk.client.get(f"/supply/emergency/{desk.part.pk}/", {"quantity": odd}).status_code == 422
        assert counts() == before


class TestSomebodyElse:
    def test_of_another_store_finds_nothing(self, world: World) -> None:
        desk = Desk(world)
        before = counts()
        southern = signed_in(world.actor(Role.PARTS_MANAGER, world.south))
        cashier = signed_in(world.actor(Role.CASHIER, world.south))
        own = f"/supply/orders/{desk.out.pk}/"
        for url in (own, f"{own}receive/", f"{own}order.pdf", f"{own}order.xlsx"):
            assert southern.get(url).status_code == 404, url
        for url, fields in desk.forms("1"):
            if url in ("/supply/orders/new/", "/supply/returns/new/"):
                continue
            answer = post(cashier if "invoices" in url else southern, url, **fields)
            # A supplier is everybody's; what came for the other store cannot be billed to this one.
            refused = (404, 422) if "/invoices/new/" in url else (403, 404)
            assert answer.status_code in refused, (url, answer.status_code)
        assert counts() == before

    def test_with_another_post_may_not(self, world: World) -> None:
        desk = Desk(world, world.technician)
        before = counts()
        for url, fields in desk.forms("1"):
            assert post(desk.client, url, **fields).status_code == 403, url
        assert counts() == before


class TestTwice:
    def test_the_same_note_is_received_once(self, world: World) -> None:
        desk = Desk(world)
        goods = {"document": "SH-9", "line": desk.line.pk, f"good_{desk.line.pk}": "1"}
        url = f"/supply/orders/{desk.out.pk}/receive/"
        assert post(desk.client, url, **goods).status_code == 302
        before = counts()
        assert post(desk.client, url, **goods).status_code == 422
        assert counts() == before

    def test_an_order_is_sent_once(self, world: World) -> None:
        desk = Desk(world)
        before = counts()
        assert post(desk.client, f"/supply/orders/{desk.out.pk}/send/", via="邮件").status_code == 409
        assert post(desk.client, f"/supply/orders/{desk.out.pk}/approve/").status_code == 409
        assert counts() == before
