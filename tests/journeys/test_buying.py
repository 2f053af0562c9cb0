"""Parts are bought: ordered, judged, sent, promised, received by scan with a piece short and one broken, billed otherwise than
agreed, matched, settled and paid; every number of it stands in the ledger and in the figures."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from huichang.parts import proving, scanning
from huichang.parts.models import Delivery, Stock
from huichang.supply.models import Invoice, PurchaseOrder, ReceiptLine, Variance
from huichang.supply.states import InvoiceState, OrderState
from tests.clock import Clock
from tests.journeys import hands
from tests.journeys.conftest import OpenAs
from tests.supply import buying
from tests.world import World

pytestmark = [pytest.mark.req("PARTS-20"), pytest.mark.req("PARTS-31")]
NUMBER = "25512000000012345678"


def test_from_the_first_line_to_the_bank(world: World, clock: Clock, open_as: OpenAs) -> None:
    buying.quarantine(world)
    of = buying.usual(world)
    clerk = open_as(world.parts_clerk, "/supply/orders/new/")
    clerk.locator("#supplier").select_option(label=of.name)
    clerk.get_by_label("扫配件加一行").fill("br1001")
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_label("前制动片数量")).to_be_visible()
    clerk.get_by_label("前制动片数量").fill("２０ 件")
    hands.act(clerk, "编制采购单")
    hands.refused(clerk, "不是数字")
    expect(clerk.get_by_label("前制动片数量")).to_have_value("２０ 件")
    clerk.get_by_label("前制动片数量").fill("10")
    hands.act(clerk, "编制采购单")
    expect(clerk.get_by_role("button", name="提交", exact=True)).to_be_visible()
    order = PurchaseOrder.objects.get()
    expect(clerk.get_by_role("heading", name=order.number)).to_be_visible()
    hands.look(clerk, "buying-draft")
    hands.act(clerk, "提交")
    expect(clerk.locator("#main")).to_contain_text("等待审批")

    manager = open_as(world.parts_manager, f"/supply/orders/{order.pk}/")
    hands.act(manager, "审批")
    hands.told(manager, "已审批")
    clerk.reload()
    hands.act(clerk, "发出")
    hands.chip(clerk.locator("#send"), "邮件")
    hands.act(clerk.locator("#send"), "已发出")
    hands.told(clerk, "已发出")
    assert Delivery.objects.get().quantity == 10

    # Of ten six are on the note, five came, one of them broken.
    clock.goes(days=4)
    phone = open_as(world.parts_clerk, f"/supply/orders/{order.pk}/receive/", size="phone")
    hands.look(phone, "buying-receive")
    for _ in range(4):
        hands.scan(phone, scanning.label_of_part("BR-1001"))
    expect(phone.get_by_label("合格", exact=True)).to_have_value("4")
    hands.scan(phone, "ZZ-404")
    expect(phone.locator("[data-count-none]")).to_be_visible()
    hands.act(phone, "收货入库")
    phone.get_by_label("送货单号").fill("SH-8801")
    phone.get_by_text("破损、拒收、短少、多送、照片").tap()
    phone.get_by_label("送货单数").fill("6")
    phone.get_by_label("破损（收下索赔）").fill("1")
    hands.act(phone, "收货入库")
    hands.refused(phone, "请选择问题")
    phone.get_by_label("问题", exact=True).select_option("damaged")
    hands.act(phone, "收货入库")
    hands.told(phone, "已入库")
    expect(phone.locator("#receipts")).to_contain_text("破损 1")
    expect(phone.locator("#receipts")).to_contain_text("短少 1")
    hands.look(phone, "buying-received")
    line = ReceiptLine.objects.get()
    assert (line.good, line.damaged, line.announced) == (4, 1, 6)
    stock = Stock.objects.get(store=world.north, part=world.pads)
    assert (stock.on_hand, stock.blocked, stock.in_transit) == (7, 1, 5)

    # The same note once more is no second receipt.
    again = open_as(world.parts_clerk, f"/supply/orders/{order.pk}/receive/", size="tablet")
    again.get_by_label("送货单号").fill("SH-8801")
    again.get_by_role("button", name="全到").click()
    hands.act(again, "收货入库")
    hands.refused(again, "已经收过货")

    # Billed 290 a piece where 280 was agreed, and freight.
    cashier = open_as(world.cashier, f"/supply/invoices/new/{of.pk}/")
    cashier.get_by_label("发票号码").fill(NUMBER)
    cashier.get_by_label("运费").fill("60")
    cashier.get_by_label("前制动片开票金额").fill("1,450.00")
    cashier.get_by_label("税额").fill("196.30")
    cashier.get_by_label("价税合计").fill("1706.30")
    hands.act(cashier, "登记发票")
    hands.told(cashier, "发票有差异")
    row = cashier.locator("tbody tr").first
    expect(row).to_contain_text("¥1,400.00")
    expect(row).to_contain_text("¥1,450.00")
    expect(row).to_contain_text("¥50.00")
    hands.look(cashier, "buying-differs")

    invoice = Invoice.objects.get()
    manager = open_as(world.parts_manager, f"/supply/invoices/{invoice.pk}/")
    manager.get_by_label("前制动片差异处理").select_option("as_invoiced")
    manager.get_by_label("差异原因和处理依据").fill("3 月起涨价")
    hands.act(manager, "处理差异")
    hands.told(manager, "差异已处理")
    expect(manager.locator("tbody tr").first).to_contain_text("含运费 ¥60.00")
    hands.look(manager, "buying-matched")
    cashier.reload()
    hands.act(cashier, "登记付款")
    cashier.get_by_label("凭证").fill("YH20260306001")
    hands.act(cashier.locator("#pay"), "登记付款")
    hands.told(cashier, "已登记付款")
    invoice.refresh_from_db()
    assert (invoice.state, invoice.payable) == (InvoiceState.PAID, Decimal("1706.30"))

    stock.refresh_from_db()
    assert stock.value == Decimal("576.00") + Decimal("1400.00") + Decimal("50.00") + Decimal("60.00")
    assert not Variance.objects.exists()
    assert PurchaseOrder.objects.get().state == OrderState.CONFIRMED
    assert proving.prove(world.north.pk)[1] == []

    manager.goto("/insights/parts/bought/")
    expect(manager.locator("#main")).to_contain_text("¥1,120.00")
    expect(manager.locator("#main")).to_contain_text("运费")
    hands.look(manager, "buying-figures")
