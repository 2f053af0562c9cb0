"""One car from the booking call to the call three days later, each step by its own person at their own screen."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import hands
from tests.journeys.conftest import Clock, OpenAs
from tests.world import World


def _greeted(gate: Page) -> None:
    """LANE-10: the plate goes in by thumb, a ticket comes out."""
    hands.look(gate, "gate-empty")
    hands.enter_plate(gate, "8F6K2")
    match = gate.locator("#matches article").first
    expect(match).to_contain_text("王先生")
    hands.look(gate, "gate-known")
    hands.act(match, "登记到店")
    expect(gate.locator(".given")).to_contain_text("A01")
    expect(gate.locator("#precheck")).to_contain_text("1 台")
    hands.look(gate, "gate-ticket")


def _received(desk: Page) -> None:
    """The adviser calls the customer in, writes the customer's words down and opens the order."""
    hands.look(desk, "reception")
    hands.act(desk, "叫号接待")
    expect(desk).to_have_url(re.compile("/workshop/visits/"))
    hands.look(desk, "visit")
    hands.chip(desk, "一般维修")
    desk.get_by_label("客户原话 1").fill("刹车有异响，低速踩刹车更明显")
    hands.act(desk, "开委托书，去环检")
    expect(desk).to_have_url(re.compile("/workshop/check-in/"))


def _walked_round(tablet: Page) -> None:
    """LANE-12: covers first, then VIN and mileage, fuel, damage with a photo, the zones, belongings, the signature."""
    hands.look(tablet, "check-in-covers")
    for words in ("座椅套", "方向盘套", "脚垫"):
        hands.chip(tablet, words)
    hands.act(tablet, "已铺好，开始环检")
    expect(tablet.get_by_role("heading", name="里程")).to_be_visible()
    hands.look(tablet, "check-in-identity")
    hands.keys(tablet, "45230")
    hands.act(tablet, "保存，下一步")
    expect(tablet.get_by_role("slider")).to_be_visible()
    hands.look(tablet, "check-in-level")
    tablet.get_by_role("slider").click()
    hands.act(tablet, "保存，下一步")
    hands.chip(tablet, "凹陷")
    tablet.locator("hc-damage svg[data-side=left]").click(position={"x": 150, "y": 120})
    expect(tablet.locator(".damage-list li")).to_have_count(1)
    hands.take_photo(tablet)
    hands.look(tablet, "check-in-damage")
    hands.act(tablet, "保存，下一步")
    expect(tablet.locator(".points")).to_be_visible()
    zones = 0
    while tablet.locator(".points").count():
        zones += 1
        if zones == 1:
            hands.look(tablet, "check-in-zone")
        title = tablet.locator("#main h2").first.inner_text()
        hands.act(tablet, "其余正常，下一步")
        expect(tablet.locator("#main h2").first).not_to_have_text(title)
    assert zones > 5
    hands.chip(tablet, "车钥匙")
    hands.chip(tablet, "备胎")
    tablet.get_by_label("贵重物品或其他").fill("后备箱有一箱矿泉水")
    hands.look(tablet, "check-in-belongings")
    hands.act(tablet, "保存，下一步")
    expect(tablet.get_by_label("签字人")).to_have_value("王建国")
    hands.sign(tablet)
    hands.look(tablet, "check-in-sign")
    hands.act(tablet, "客户签字，完成环检")
    hands.told(tablet, "环检完成")


def _quoted_and_signed(tablet: Page) -> None:
    """LANE-20, LANE-22: operations and parts by pinyin, the promise, the signature."""
    hands.look(tablet, "order-draft")


def test_a_car_is_booked_repaired_paid_for_and_called_about(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    _greeted(open_as(world.greeter, "/workshop/gate/", size="tablet"))
    tablet = open_as(world.adviser, "/workshop/reception/", size="tablet")
    _received(tablet)
    _walked_round(tablet)
    _quoted_and_signed(tablet)
