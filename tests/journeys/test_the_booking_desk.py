"""At the booking desk somebody types while the house still reckons: nothing of it is lost."""

import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.clock import Clock
from tests.journeys import cast, hands
from tests.journeys.conftest import PATIENCE, OpenAs
from tests.world import World

ITEMS = "**/booking/desk/items/**"


class Slow:
    """The answers of one address are held back until they are let go."""

    def __init__(self, page: Page, address: str) -> None:
        self.held: list[Route] = []
        self.page, self.address = page, address
        page.route(address, self.hold)

    def hold(self, route: Route) -> None:
        """One more request is under way."""
        self.held.append(route)

    def wait(self, count: int = 1) -> None:
        """Until so many requests are under way."""
        until = time.monotonic() + PATIENCE / 1000
        while len(self.held) < count:
            assert time.monotonic() < until, f"nobody asked for {self.address}"
            self.page.wait_for_timeout(20)

    def let_go(self) -> None:
        """The first of them is answered."""
        with self.page.expect_response(self.address):
            self.held.pop(0).continue_()


def opened(world: World, open_as: OpenAs) -> Page:
    """The desk with a caller, and people on shift."""
    cast.on_shift(world)
    page = open_as(world.care_agent, f"/booking/desk/?vehicle={world.car.pk}&customer={world.wang.pk}")
    hands.settled(page)
    return page


def desk(world: World, open_as: OpenAs) -> Page:
    """The desk with a caller, brakes chosen and priced, and the week beside it."""
    page = opened(world, open_as)
    page.get_by_label("加套餐或项目").fill("ghqzdp")
    page.get_by_role("button", name="更换前制动片").click()
    expect(page.get_by_label("告知价格")).to_have_value("200.00")
    expect(page.get_by_label("加套餐或项目")).to_have_value("")
    expect(page.locator("#slots [name=slot]").first).to_be_attached()
    hands.settled(page)
    return page


@pytest.mark.req("LANE-02", "PLAT-12")
def test_what_is_typed_while_items_are_priced_stays(world: World, clock: Clock, open_as: OpenAs) -> None:
    page = desk(world, open_as)
    slow = Slow(page, ITEMS)
    page.get_by_label("维修类型").select_option("warranty")
    slow.wait()
    extra = page.locator(".book-extra")
    page.get_by_text("还告诉了什么、谁送来").click()
    page.locator("#items [name=sender]").fill("王师傅")
    page.locator("#items [name=told_points][value=loan_car]").check()
    page.get_by_label("告知用时").fill("75")
    page.locator("#items [name=contact]").press_sequentially("138")
    slow.let_go()
    expect(page.locator("#priced [data-sets=repair_type]")).to_have_attribute("value", "warranty")
    hands.settled(page)
    expect(extra).to_have_attribute("open", "")
    expect(page.locator("#items [name=contact]")).to_be_focused()
    page.keyboard.type("001")
    expect(page.locator("#items [name=contact]")).to_have_value("138001")
    expect(page.locator("#items [name=sender]")).to_have_value("王师傅")
    expect(page.locator("#items [name=told_points][value=loan_car]")).to_be_checked()
    expect(page.get_by_label("告知用时")).to_have_value("75")
    hands.look(page, "desk-typed-meanwhile")


@pytest.mark.req("LANE-02")
def test_two_items_added_one_right_after_the_other_are_both_there(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    page = opened(world, open_as)
    page.get_by_label("加套餐或项目").fill("更换")
    hands.settled(page)
    slow = Slow(page, ITEMS)
    for name in ("更换前制动片", "更换机油机滤"):
        page.locator("#found").get_by_role("button", name=name).click()
    for _ in range(2):
        slow.wait()
        slow.let_go()
    expect(page.locator(".book-item")).to_have_count(2)
    expect(page.locator(".book-chosen")).to_contain_text("更换前制动片")
    expect(page.locator(".book-chosen")).to_contain_text("更换机油机滤")
    expect(page.get_by_label("告知价格")).to_have_value("300.00")
    expect(page.get_by_label("加套餐或项目")).to_have_value("")


@pytest.mark.req("LANE-02")
def test_two_items_taken_off_one_right_after_the_other_are_both_gone(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    page = desk(world, open_as)
    page.get_by_label("加套餐或项目").fill("更换机油机滤")
    page.locator("#found").get_by_role("button", name="更换机油机滤").click()
    chosen = page.locator(".book-item")
    expect(chosen).to_have_count(2)
    expect(page.get_by_label("加套餐或项目")).to_have_value("")
    hands.settled(page)
    slow = Slow(page, ITEMS)
    for name in ("更换前制动片", "更换机油机滤"):
        page.get_by_role("button", name=f"去掉 {name}").click()
    for _ in range(2):
        slow.wait()
        slow.let_go()
    expect(chosen).to_have_count(0)
    expect(page.get_by_label("告知价格")).to_have_value("")


@pytest.mark.req("LANE-03")
def test_a_slot_touched_while_the_week_is_read_anew_stays_chosen(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    page = desk(world, open_as)
    slow = Slow(page, "**/booking/slots/**")
    page.get_by_label("维修类型").select_option("warranty")
    slow.wait()
    offer = page.locator("#slots .book-offer").first
    offer.click()
    said = page.locator("[data-slot-says]")
    expect(said).not_to_have_text("还没选时段")
    words = said.inner_text()
    slow.let_go()
    hands.settled(page)
    expect(said).to_have_text(words)
    expect(page.locator("#slots input[name=slot]:checked")).to_have_count(1)
