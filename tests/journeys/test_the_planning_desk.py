"""From a suggestion to goods on the shelf: explained, changed, ordered, approved, sent, received; seen again as stock."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from huichang.parts.models import Stock
from huichang.stocking.models import Suggestion
from huichang.stocking.states import State
from huichang.supply.models import PurchaseOrder
from tests.clock import Clock
from tests.journeys import hands
from tests.journeys.conftest import OpenAs
from tests.stocking import stockroom
from tests.supply import buying
from tests.world import World

STEADY = [6, 5, 7, 6, 4, 8, 6, 5, 7, 6, 6, 6] * 2


@pytest.mark.req("PARTS-30", "PARTS-20")
def test_what_is_suggested_is_ordered_and_comes(world: World, clock: Clock, open_as: OpenAs) -> None:
    buying.usual(world)
    stockroom.past(world, world.pads, STEADY)
    stockroom.past(world, world.filter, [30] * 24)
    stockroom.night(world, at=clock.now)
    before = Stock.objects.get(store=world.north, part=world.pads).on_hand
    pads = stockroom.suggested(world, world.pads)

    desk = open_as(world.parts_manager, "/stocking/desk/")
    expect(desk.get_by_text(pads.why)).to_be_visible()
    hands.look(desk, "planning-desk")
    both = desk.locator("[data-ticked]").inner_text()
    desk.get_by_label("机油滤清器").first.uncheck()
    expect(desk.locator("[data-ticked]")).not_to_have_text(both)
    desk.get_by_role("link", name="前制动片").first.click()
    expect(desk.get_by_role("heading", name="前制动片")).to_be_visible()
    expect(desk.locator(".outlook-plot[data-drawn]")).to_be_visible()
    hands.look(desk, "planning-part")
    hands.act(desk, "采纳")
    hands.told(desk, "已写入采购单 CG")
    order = PurchaseOrder.objects.get()
    expect(desk.get_by_text(pads.why)).to_have_count(0)

    desk.goto(f"/supply/orders/{order.pk}/")
    hands.act(desk, "提交")
    hands.act(desk, "发出")
    sheet = desk.locator("dialog[open]")
    hands.chip(sheet, "邮件")
    hands.act(sheet, "已发出")
    expect(desk.get_by_role("link", name="收货")).to_be_visible()

    clock.goes(days=4)
    tablet = open_as(world.parts_clerk, f"/supply/orders/{order.pk}/receive/", size="tablet")
    tablet.get_by_label("送货单号").fill("SH-77")
    hands.act(tablet, "全到")
    hands.act(tablet, "收货入库")
    hands.told(tablet, "已入库")
    assert Stock.objects.get(store=world.north, part=world.pads).on_hand == before + pads.quantity

    stockroom.night(world, at=clock.now)
    assert not Suggestion.objects.filter(part=world.pads, state=State.OPEN).exists()
    phone = open_as(world.parts_manager, f"/stocking/part/{world.pads.pk}/", size="phone")
    expect(phone.get_by_text(order.number).first).to_be_visible()
    expect(phone.get_by_text("已采纳").first).to_be_visible()
    hands.look(phone, "planning-part-phone")


@pytest.mark.req("PARTS-30")
def test_a_wrong_touch_on_a_part_is_taken_back(world: World, clock: Clock, open_as: OpenAs) -> None:
    phone = open_as(world.parts_clerk, f"/parts/part/{world.pads.pk}/", size="phone")
    hands.act(phone, "没货流失")
    hands.told(phone, "已登记，计入需求")
    phone.locator("#toasts").get_by_role("button", name="撤销").click()
    hands.told(phone, "登记已撤回")
    hands.look(phone, "planning-lost-phone")


@pytest.mark.req("PARTS-30")
def test_idle_stock_is_dropped_with_a_reason(world: World, clock: Clock, open_as: OpenAs) -> None:
    buying.usual(world)
    old = world.part("XX-1", "老车型门锁", Decimal("300.00"), on_hand=3)
    stockroom.past(world, old, [1] + [0] * 13)
    stockroom.night(world, at=clock.now)
    desk = open_as(world.parts_manager, "/stocking/idle/")
    expect(desk.get_by_text("老车型门锁").first).to_be_visible()
    hands.look(desk, "planning-idle")
    desk.get_by_role("button", name="不采纳").first.click()
    sheet = desk.locator("dialog[open]")
    expect(sheet).to_contain_text("老车型门锁")
    hands.chip(sheet, "数据不对")
    hands.act(sheet, "不采纳")
    hands.told(desk, "已记为不采纳")
    assert Suggestion.objects.get(part=old).state == State.DROPPED
