"""One car from the booking call to the call three days later, each step by its own person at their own screen."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from huichang.care.models import FollowUp
from huichang.workshop.models import GatePass
from tests.clock import Clock
from tests.journeys import cast, floor, hands
from tests.journeys.conftest import OpenAs
from tests.world import NOON, World


def _booked(desk: Page) -> None:
    """LANE-01, LANE-02: found by the tail of the plate, the words, the work with its price, a free slot."""
    hands.look(desk, "booking-desk-empty")
    desk.get_by_label("来电是谁").fill("8F6K2")
    desk.locator("#callers a").first.click()
    expect(desk.locator("#car")).to_contain_text("138 0013 8001")
    desk.get_by_label("客户原话").fill("跑了快五万公里，做个保养")
    desk.get_by_label("加套餐或项目").press_sequentially("1wglby")
    desk.locator("#found .book-add").filter(has_text="1 万公里保养").click()
    expect(desk.locator(".book-chosen")).to_contain_text("1 万公里保养")
    expect(desk.locator("#slots")).to_contain_text("0.5 工时")
    desk.locator(".book-day").filter(has_text="明天").click()
    slot = desk.locator(".book-slot input[aria-label^='10:00']").first
    expect(slot).to_be_visible()
    hands.look(desk, "booking-desk-full")
    slot.check(force=True)
    expect(desk.locator("[data-slot-says]")).to_contain_text("10:00")
    desk.keyboard.press("F2")
    hands.told(desk, "已约好")
    hands.look(desk, "booking-appointment")


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
    expect(desk.locator("#main")).to_contain_text("更换机油机滤")
    desk.get_by_label("客户原话 1").fill("低速踩刹车有异响")
    desk.get_by_label("这一条的维修类型").first.select_option(label="一般维修")
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
    """LANE-20, LANE-22: what was booked stands there; the part by its pinyin; the promise; the signature."""
    expect(tablet.locator(".job")).to_have_count(2)
    pads = tablet.locator(".job").filter(has_text="低速踩刹车有异响")
    hands.add(pads, "ghqzdp", "BR0101RR")
    hands.add(pads, "qzdp", "BR-1001")
    expect(pads).to_contain_text("¥680.00")
    hands.act(tablet, "按排程推算")
    expect(tablet.locator("#promise")).to_contain_text("还有")
    hands.look(tablet, "order-quoted")
    tablet.get_by_role("link", name="请客户签字").click()
    expect(tablet.get_by_role("heading", name="请您确认维修委托")).to_be_visible()
    hands.sign(tablet)
    hands.look(tablet, "order-sign")
    hands.act(tablet, "确认签字")
    hands.told(tablet, "客户已签字")


def _issued_by_scan(counter: Page, codes: tuple[str, ...]) -> None:
    """PARTS-12: the counter opens the order by the tail of its plate and hands out part by part with the scanner."""
    hands.scan(counter, "8F6K2")
    expect(counter).to_have_url(re.compile(r"/parts/counter/\d+/"))
    hands.look(counter, "pick")
    for code in codes[:-1]:
        hands.scan(counter, code)
        expect(counter.locator(".picks tr").filter(has_text=code)).to_contain_text("已发齐")
    hands.scan(counter, codes[-1])
    expect(counter).to_have_url(re.compile("/parts/counter/$"))


def _extra_agreed(desk: Page, outbox: Page, open_as: OpenAs) -> None:
    """LANE-23: priced, asked by a link, agreed to on the customer's phone."""
    extra = desk.locator(".extra")
    hands.add(extra, "ghyqjzq", "SU0101RR")
    hands.add(extra.locator(".job"), "jzq", "SU-4001")
    hands.act(extra, "发链接请客户确认")
    hands.told(desk, "确认链接已发给客户")
    outbox.reload()
    phone = open_as(None, floor.link_of_the_newest(outbox, "请点开链接"), size="phone")
    hands.act(phone, "同意，请继续")
    expect(phone.locator("#where")).to_be_visible()


@pytest.mark.req(
    "LANE-01",
    "LANE-02",
    "LANE-10",
    "LANE-12",
    "LANE-20",
    "LANE-22",
    "LANE-23",
    "LANE-30",
    "LANE-32",
    "LANE-50",
    "LANE-61",
    "LANE-63",
    "PARTS-12",
    "CARE-10",
)
def test_a_car_is_booked_repaired_paid_for_and_called_about(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    cast.on_shift(world)
    cast.with_package(world)
    cast.with_damper(world)
    _booked(open_as(world.care_agent, "/booking/desk/"))
    shelf = open_as(world.parts_clerk, "/parts/counter/", size="tablet")
    hands.look(shelf, "counter-shelf")
    hands.act(shelf, "备货")
    hands.told(shelf, "已备到货架")

    clock.set(NOON + timedelta(hours=21, minutes=55))
    gate = open_as(world.greeter, "/workshop/gate/", size="tablet")
    _greeted(gate)
    tablet = open_as(world.adviser, "/workshop/reception/", size="tablet")
    _received(tablet)
    clock.goes(minutes=5)
    _walked_round(tablet)
    _quoted_and_signed(tablet)

    desk = open_as(world.dispatcher, "/workshop/dispatch/")
    hands.look(desk, "dispatch")
    floor.dispatched(desk, 2)
    hands.look(desk, "dispatched")
    counter = open_as(world.parts_clerk, "/parts/counter/", size="tablet")
    hands.look(counter, "counter")
    _issued_by_scan(counter, ("BR-1001", "FL-2001", "OL-3001"))

    phone = open_as(world.technician, "/workshop/bench/", size="phone")
    hands.look(phone, "bench")
    hands.act(phone, "开工")
    expect(phone.locator(".bench-running")).to_be_visible()
    floor.found(phone, "右前减振器漏油")
    order_url = tablet.url.partition("?")[0]
    outbox = open_as(world.service_manager, "/post/outbox/")
    _extra_agreed(open_as(world.adviser, order_url), outbox, open_as)
    floor.dispatched(open_as(world.dispatcher, "/workshop/dispatch/"), 1)
    counter.goto("/parts/counter/")
    _issued_by_scan(counter, ("SU-4001",))
    for job in range(3):
        clock.goes(minutes=30)
        phone.goto("/workshop/bench/")
        if job:
            hands.act(phone, "开工")
        floor.finished(phone)

    floor.peer_checked(open_as(world.team_leader, "/workshop/inspection/", size="tablet"))
    floor.finally_checked(open_as(world.inspector, "/workshop/inspection/", size="tablet"), driven_to="45241")
    floor.settled_and_paid(open_as(world.cashier, "/billing/desk/"))
    floor.delivered(open_as(world.adviser, "/workshop/delivery/", size="tablet"))
    gate.goto("/workshop/gate/")
    hands.scan_code(gate, GatePass.objects.get(void_at__isnull=True).token)
    expect(gate.locator(".verdict-yes")).to_contain_text("放行")
    hands.look(gate, "gate-yes")

    clock.goes(days=3)
    care = open_as(world.care_agent, "/care/calls/")
    hands.look(care, "calls")
    care.locator("#calls tbody tr").first.click()
    care.get_by_label("客户原话").first.fill("刹车不响了，挺好的")
    hands.look(care, "call")
    hands.act(care, "满意，完成回访")
    hands.told(care, "回访已记录")
    assert FollowUp.objects.get().result == "fine"
