"""The screens of buying: what they show, how few statements they cost, and the whole course of an order by their forms."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from huichang.company.roles import Role
from huichang.kernel.sheets import reading
from huichang.parts.models import Bin, Part, Stock, Warehouse
from huichang.parts.states import Place
from huichang.supply import ordering
from huichang.supply.drafting import Line
from huichang.supply.models import (
    Contract,
    Invoice,
    PartsClaim,
    PurchaseLine,
    PurchaseOrder,
    Receipt,
    ReceiptLine,
    Supplier,
    SupplierReturn,
    TransferAsk,
)
from huichang.supply.states import OrderKind
from tests.parts import storeroom
from tests.supply import buying
from tests.web import page, post, signed_in
from tests.world import World

pytestmark = pytest.mark.req("PARTS-20")


def day(days: int = 0) -> str:
    """A day of the clock."""
    return (localdate(now()) + timedelta(days=days)).isoformat()


def budget(client: Client, url: str, most: int = 12) -> str:
    """A page that costs at most so many statements with its frame (session, person and posts)."""
    page(client, url)
    with CaptureQueriesContext(connection) as caught:
        text = page(client, url)
    own = [each["sql"] for each in caught if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(own) <= most, (url, len(own), own)
    return text


def went(client: Client, url: str, **fields: object) -> None:
    """A form that leads to another page."""
    answer = post(client, url, **fields)
    assert answer.status_code == 302, (url, answer.status_code, answer.content.decode()[-900:])


class TestThePages:
    def test_show_a_store_at_work_within_the_budget(self, world: World) -> None:
        buying.quarantine(world)
        of = buying.usual(world)
        storeroom.ask(world, (world.oil, 20))
        storeroom.ask(world, (world.pads, 5))
        orders = [buying.sent(world, of, {world.pads: 4, world.filter: 10}, at=now()) for _ in range(3)]
        came = buying.came(orders[0], world.pads, 3, damaged=Decimal(1), fault="damaged")
        buying.received(world, orders[0], came, at=now())
        line = ReceiptLine.objects.get()
        manager = signed_in(world.parts_manager)
        assert "全合成机油 4L" in budget(manager, "/supply/desk/")
        assert orders[1].number in budget(manager, "/supply/orders/?only=coming")
        text = budget(manager, f"/supply/orders/{orders[0].pk}/")
        assert "破损 1" in text
        assert f"/supply/claims/new/?line={line.pk}" in text
        assert "A-01-1" in budget(manager, f"/supply/orders/{orders[1].pk}/receive/")
        assert orders[2].number in budget(manager, "/supply/receive/")
        assert "¥308.00" not in budget(
            manager, f"/supply/orders/new/?part={world.pads.pk}&supplier={of.pk}", 14
        )
        assert "远岚配件中心" in budget(manager, "/supply/suppliers/?q=ylpj")
        assert "HT-G001" in budget(manager, f"/supply/suppliers/{of.pk}/")
        assert "已收货未开票" in budget(manager, "/supply/invoices/")
        assert "SH-1" in budget(manager, f"/supply/invoices/new/{of.pk}/")
        assert "前制动片" in budget(manager, "/supply/claims/")
        assert "破损" in budget(manager, f"/supply/claims/new/?line={line.pk}")
        budget(manager, "/supply/returns/")
        assert "GL-01" in budget(manager, f"/supply/returns/new/?part={world.pads.pk}")
        assert "急件订货" in budget(manager, f"/supply/emergency/{world.pads.pk}/")
        budget(manager, f"/supply/evaluation/?month={day()[:7]}&figure=quality")

    def test_are_not_for_everybody(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        technician = signed_in(world.technician)
        for url in (
            "desk/",
            "orders/",
            f"orders/{order.pk}/",
            "suppliers/",
            "invoices/",
            "claims/",
            "evaluation/",
        ):
            assert technician.get(f"/supply/{url}").status_code == 403
        assert signed_in(world.stranger).get(f"/supply/orders/{order.pk}/").status_code in (403, 404)

    def test_open_what_is_scanned(self, world: World) -> None:
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        clerk = signed_in(world.parts_clerk)
        for url, leads in (("desk/", ""), ("receive/", "receive/")):
            answer = clerk.get(f"/supply/{url}?scan={order.number.lower()}")
            assert answer["Location"] == f"/supply/orders/{order.pk}/{leads}"
            assert clerk.get(f"/supply/{url}?scan=XX").status_code == 422
        assert clerk.get("/supply/orders/line/?code=XX").status_code == 422
        assert "BR-1001" in page(clerk, "/supply/orders/line/?code=br1001")
        assert "A-01-1" in page(clerk, "/supply/returns/line/?code=br1001")


class TestAnOrder:
    def test_goes_its_whole_course_by_forms(self, world: World) -> None:
        buying.quarantine(world)
        of = buying.usual(world)
        clerk, manager = signed_in(world.parts_clerk), signed_in(world.parts_manager)
        went(
            clerk,
            "/supply/orders/new/",
            supplier=of.pk,
            kind="weekly",
            part=world.pads.pk,
            quantity="8",
            price="",
        )
        order = PurchaseOrder.objects.get()
        own = f"/supply/orders/{order.pk}/"
        went(clerk, f"{own}add/", code="fl2001", quantity="5")
        pads, filters = PurchaseLine.objects.order_by("pk")
        went(clerk, f"{own}lines/{filters.pk}/", quantity="6", price="19.5", why="涨量")
        went(clerk, f"{own}submit/")
        assert "等待审批" in page(clerk, own)
        went(manager, f"{own}send-back/", why="数量偏多")
        assert "数量偏多" in page(clerk, own)
        went(clerk, f"{own}submit/")
        went(manager, f"{own}approve/")
        went(clerk, f"{own}send/", via="邮件")
        promised = {
            f"day_{pads.pk}": day(3),
            f"quantity_{pads.pk}": "8",
            f"day_{filters.pk}": day(4),
            f"quantity_{filters.pk}": "6",
        }
        went(clerk, f"{own}confirm/", their_number="SO-7", **promised)
        went(clerk, f"{own}lines/{pads.pk}/day/", expected_on=day(5))
        went(clerk, f"{own}lines/{filters.pk}/cancel/", why="供应商断货", quantity="1")
        said = {
            "document": "SH-1",
            "line": [pads.pk, filters.pk],
            f"good_{pads.pk}": "7",
            f"damaged_{pads.pk}": "1",
            f"fault_{pads.pk}": "damaged",
            f"bin_{pads.pk}": world.second_bin.pk,
            f"good_{filters.pk}": "5",
        }
        assert post(clerk, f"{own}receive/", **{**said, f"good_{pads.pk}": "x"}).status_code == 422
        went(clerk, f"{own}receive/", **said)
        assert storeroom.lying(world.pads, world.second_bin) == 7
        receipt = Receipt.objects.get()
        went(clerk, f"{own}receipts/{receipt.pk}/undo/", why_words="扫错")
        went(clerk, f"{own}receive/", **said)
        order.refresh_from_db()
        assert order.state == "done"
        assert clerk.get(f"{own}order.pdf").content.startswith(b"%PDF")
        sheet = clerk.get(f"{own}order.xlsx")
        assert "BR-1001" in str(list(reading.read(sheet.content, "o.xlsx")))
        buying.assert_proved(world)

    def test_receives_batches_with_their_check(self, world: World) -> None:
        Part.objects.filter(pk=world.pads.pk).update(tracking="batch", needs_check=True)
        Stock.objects.filter(part=world.pads).update(on_hand=0, value=0)
        order = buying.sent(world, buying.usual(world), {world.pads: 4})
        line = buying.line(order, world.pads)
        clerk = signed_in(world.parts_clerk)
        assert "验真" in page(clerk, f"/supply/orders/{order.pk}/receive/")
        said = {
            "document": "SH-1",
            "line": line.pk,
            f"good_{line.pk}": "4",
            f"numbers_{line.pk}": "B7",
            f"code_{line.pk}": "8812",
            f"genuine_{line.pk}": "yes",
        }
        went(clerk, f"/supply/orders/{order.pk}/receive/", **said)

    def test_is_cancelled_or_looked_back_at(self, world: World) -> None:
        of = buying.usual(world)
        manager = signed_in(world.parts_manager)
        storeroom.ask(world, (world.pads, 5))
        went(
            manager,
            "/supply/orders/new/",
            supplier=of.pk,
            kind="urgent",
            urgent_reason="car_stands",
            part=world.pads.pk,
            quantity="3",
            price="",
        )
        order = PurchaseOrder.objects.get()
        own = f"/supply/orders/{order.pk}/"
        for verb in ("submit", "send"):
            went(manager, f"{own}{verb}/")
        text = page(manager, own)
        assert "比常规多花" in text
        assert "¥144.00" in text
        went(manager, f"{own}analyse/", foreseen="level", words="下限调到 4")
        went(manager, f"{own}cancel/", why="重复下单")
        assert "下限调到 4" in page(manager, own)


class TestSuppliers:
    def test_are_kept_by_forms(self, world: World) -> None:
        manager = signed_in(world.parts_manager)
        went(manager, "/supply/suppliers/new/", code="G7", name="川盛制动", kind="oem")
        own = f"/supply/suppliers/{Supplier.objects.get().pk}/"
        went(manager, f"{own}change/", name="川盛制动系统", kind="oem", seen="1")
        went(manager, f"{own}contacts/", name="杜伟", phone="028-85550404", is_urgent="on")
        went(manager, f"{own}certificates/", kind="licence", number="9151", until_on=day(20))
        went(manager, f"{own}qualify/", standing="qualified")
        terms = {
            "number": "HT-1",
            "from_on": day(),
            "terms": "monthly",
            **dict.fromkeys(("pay_days", "lead_days", "urgent_days", "claim_days", "quality_days"), "5"),
            **dict.fromkeys(("return_days", "min_order", "freight", "urgent_freight", "urgent_percent"), "5"),
        }
        went(manager, f"{own}contracts/", **terms)
        contract = Contract.objects.get()
        went(manager, f"{own}contracts/", **{**terms, "contract": contract.pk, "lead_days": "9"})
        prices = f"{own}contracts/{contract.pk}/prices/"
        went(manager, prices, code="BR-1001", price="251.2", from_on=day(), pack="1")
        went(manager, prices, pasted="FL-2001,19.8,10\nOL-3001\t180", from_on=day())
        assert post(manager, prices, pasted="FL-2001,abc", from_on=day()).status_code == 422
        assert post(manager, prices, pasted="FL-2001", from_on=day()).status_code == 422
        text = page(manager, own)
        assert all(words in text for words in ("¥251.20", "¥180.00", "tel:028-85550404", "9 天"))
        went(manager, f"{own}contracts/{contract.pk}/end/", last_on=day())
        supplier = Supplier.objects.get()
        went(manager, f"{own}contacts/{supplier.contacts.get().pk}/drop/")
        went(manager, f"{own}certificates/{supplier.certificates.get().pk}/drop/")
        went(manager, "/supply/evaluation/compute/", month=day()[:7])


class TestMoney:
    def test_settles_pays_and_cancels_by_forms(self, world: World) -> None:
        of = buying.usual(world)
        order = buying.sent(world, of, {world.pads: 4})
        buying.received(world, order, buying.came(order, world.pads, 4))
        line = ReceiptLine.objects.get()
        manager, cashier = signed_in(world.parts_manager), signed_in(world.cashier)
        said = {
            "number": "25512000000012345678",
            "invoiced_on": day(),
            "freight": "60",
            "tax": "163.80",
            "gross": "1423.80",
            "line": line.pk,
            f"quantity_{line.pk}": "4",
            f"net_{line.pk}": "1200",
        }
        new = f"/supply/invoices/new/{of.pk}/"
        assert post(cashier, new, **{**said, f"net_{line.pk}": ""}).status_code == 422
        went(cashier, new, **said)
        first = Invoice.objects.get()
        own = f"/supply/invoices/{first.pk}/"
        assert "按发票结算" in budget(manager, own)
        went(manager, f"{own}cancel/", why="开错抬头")
        went(cashier, new, **said)
        second = Invoice.objects.exclude(pk=first.pk).get()
        own = f"/supply/invoices/{second.pk}/"
        billed = second.lines.get()
        went(manager, f"{own}settle/", words="涨价", **{f"line_{billed.pk}": "as_invoiced"})
        assert cashier.get("/supply/invoices/payables.xlsx").status_code == 200
        went(cashier, f"{own}pay/", paid_on=day(), reference="YH1")
        assert "涨价" in page(cashier, own)

    @pytest.mark.req("PARTS-21")
    def test_claims_and_returns_by_forms(self, world: World) -> None:
        storeroom.place(world, "索赔件库", Place.CLAIMED, "SP-01")
        of = buying.usual(world)
        order = buying.sent(world, of, {world.pads: 4})
        buying.received(world, order, buying.came(order, world.pads, 4))
        clerk, cashier = signed_in(world.parts_clerk), signed_in(world.cashier)
        said = {
            "supplier": of.pk,
            "code": "BR-1001",
            "quantity": "1",
            "found": "in_store",
            "words": "脱层",
            "restores": "whole",
            "bin": world.bin.pk,
        }
        assert post(clerk, "/supply/claims/new/", **{**said, "restores": "repair"}).status_code == 422
        for _ in range(2):
            went(clerk, "/supply/claims/new/", **said)
        first, second = (f"/supply/claims/{each.pk}/" for each in PartsClaim.objects.order_by("pk"))
        went(clerk, f"{first}send/")
        went(clerk, f"{first}answer/", accepted="on", their_number="A1")
        went(clerk, f"{first}hand-over/", carrier="德邦 1")
        went(clerk, f"{first}credit/", amount="280")
        went(clerk, f"{second}withdraw/", why="误判")
        assert "¥280.00" in budget(clerk, first)
        assert clerk.get(f"{first}claim.pdf").content.startswith(b"%PDF")
        back = {"supplier": of.pk, "reason": "quality", "part": world.pads.pk, "quantity": "1"}
        for _ in range(2):
            went(clerk, "/supply/returns/new/", bin=world.bin.pk, price="", **back)
        first, second = (f"/supply/returns/{each.pk}/" for each in SupplierReturn.objects.order_by("pk"))
        went(clerk, f"{first}send/", carrier="德邦 2")
        went(cashier, f"{first}credit/", amount="280", number="255")
        went(clerk, f"{second}cancel/")
        assert "已收红字" in budget(clerk, first)
        assert clerk.get(f"{first}return.pdf").content.startswith(b"%PDF")
        buying.assert_proved(world)


@pytest.mark.req("PARTS-51")
class TestEmergencies:
    def test_ask_another_store_by_forms(self, world: World) -> None:
        warehouse = Warehouse.objects.create(store=world.south, name="主库", place="main")
        Bin.objects.create(store=world.south, warehouse=warehouse, code="S-1", walk=1)
        Stock.objects.create(store=world.south, part=world.pads, on_hand=5, value=5)
        north = signed_in(world.parts_clerk)
        south = signed_in(world.actor(Role.PARTS_CLERK, world.south))
        own = f"/supply/emergency/{world.pads.pk}/"
        said = {"from_store": world.south.pk, "part": world.pads.pk, "quantity": "3", "why": "安全件"}
        assert north.get(f"{own}?quantity=x").status_code == 422
        for verb in ("answer", "withdraw"):
            went(north, f"{own}ask/", **said)
            ask = TransferAsk.objects.get(state="open")
            client = south if verb == "answer" else north
            went(client, f"{own}asks/{ask.pk}/{verb}/", granted="on")
        assert "南城店" in page(north, own)
        assert "北城店" in page(south, own)


def test_a_drafts_page_of_long_ago_is_refused(world: World) -> None:
    order = buying.written(world, buying.usual(world), {world.pads: 4}, kind=OrderKind.AD_HOC)
    ordering.add_lines(
        world.parts_clerk, order.pk, lines=[Line(part_id=world.filter.pk, quantity=Decimal(1))], at=now()
    )
    answer = post(signed_in(world.parts_clerk), f"/supply/orders/{order.pk}/submit/", seen="1")
    assert answer.status_code == 409
