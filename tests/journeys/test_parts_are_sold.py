"""Selling parts by hand: a repair shop's quote becomes an order, is picked, brought, signed for, billed and paid; somebody who
walks in buys by scan."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from huichang.parts import proving
from huichang.post.models import Message
from huichang.trade.models import Bill, Sale
from tests.clock import Clock
from tests.journeys import hands
from tests.journeys.conftest import OpenAs
from tests.trade import selling
from tests.world import World


@pytest.mark.req("PARTS-50")
def test_a_repair_shop_orders_and_pays_by_the_month(world: World, clock: Clock, open_as: OpenAs) -> None:
    account = selling.shop(world)
    desk = open_as(world.parts_clerk, "/trade/orders/new/")
    hands.act(desk, "开订单")
    expect(desk.get_by_role("heading", name="XS")).to_be_visible()
    hands.scan(desk, "BR-1001")
    hands.told(desk, "已加 前制动片")
    desk.get_by_label("按名称、拼音查找").fill("jylqq")
    desk.locator("#found-parts").get_by_role("button", name="加").first.click()
    hands.told(desk, "已加 机油滤清器")
    hands.look(desk, "trade-order")
    hands.act(desk, "报价")
    hands.act(desk, "发出报价")
    hands.told(desk, "已报价")

    phone = open_as(None, Message.objects.get(template="trade.quote").link, size="phone")
    expect(phone.get_by_text("请确认报价")).to_be_visible()
    hands.look(phone, "trade-quote-phone")
    hands.act(phone, "接受报价")
    expect(phone.get_by_text("客户已接受")).to_be_visible()

    desk.reload()
    desk.locator("[data-opens=confirm]").click()
    desk.locator("dialog#confirm").get_by_role("button", name="下单", exact=True).click()
    hands.told(desk, "已提交")
    desk.get_by_role("link", name="拣货").click()
    expect(desk.get_by_placeholder("扫一件发一件")).to_be_visible()
    hands.scan(desk, "br1001")
    hands.told(desk, "已发 前制动片 1 件")
    hands.scan(desk, "FL-2001")
    hands.told(desk, "发齐")

    sale = Sale.objects.get()
    desk.goto(f"/trade/orders/{sale.pk}/")
    desk.locator("[data-opens=send]").click()
    desk.locator("#s-driver").select_option(str(world.parts_clerk.staff_id))
    desk.locator("dialog#send").get_by_role("button", name="发货", exact=True).click()
    hands.told(desk, "已发货")

    driver = open_as(world.parts_clerk, "/trade/deliveries/?mine=1", size="phone")
    driver.get_by_text("顺达汽车维修厂").first.click()
    expect(driver.get_by_role("heading", name="SH")).to_be_visible()
    hands.look(driver, "trade-delivery-phone")
    driver.locator("hc-signature canvas").evaluate("paper => paper.scrollIntoView({block: 'center'})")
    hands.sign(driver)
    hands.act(driver, "签收")
    hands.told(driver, "已签收")

    manager = open_as(world.parts_manager, f"/trade/accounts/{account.pk}/")
    hands.act(manager, "现在给他出账")
    hands.told(manager, "已出对账单")
    hands.look(manager, "trade-bill")
    cashier = open_as(world.cashier, f"/trade/bills/{Bill.objects.get().pk}/", size="tablet")
    hands.act(cashier, "收款")
    hands.chip(cashier.locator("dialog#pay"), "转账")
    cashier.locator("dialog#pay").get_by_role("button", name="收款", exact=True).click()
    hands.told(cashier, "已收款")
    assert Bill.objects.get().state == "paid"
    assert proving.prove(world.north.pk)[1] == []


@pytest.mark.req("PARTS-50")
def test_somebody_buys_over_the_counter_by_scan(world: World, clock: Clock, open_as: OpenAs) -> None:
    desk = open_as(world.parts_clerk, "/trade/counter/")
    hands.look(desk, "trade-counter")
    hands.scan(desk, "FL-2001")
    expect(desk.get_by_role("heading", name="XS")).to_be_visible()
    hands.scan(desk, "fl2001")
    hands.told(desk, "已加 机油滤清器")
    desk.keyboard.press("F2")
    hands.chip(desk.locator("dialog#sell"), "微信支付")
    hands.act(desk, "收款并发货")
    hands.told(desk, "已收款发货")
    expect(desk.get_by_role("link", name="打小票")).to_be_visible()
    assert Bill.objects.get().paid == Decimal("76.00")
    assert proving.prove(world.north.pk)[1] == []
