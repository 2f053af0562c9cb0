"""Somebody who has booked does not come: the care agent is to call, the parts go back when the store closes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.booking import desk as booking
from tests.clock import Clock
from tests.journeys import floor, hands
from tests.journeys.conftest import OpenAs
from tests.world import World


def _free(stock: Page, code: str, count: str) -> None:
    """What the stock screen says is free of a part."""
    stock.reload()
    expect(stock.locator("#rows tr").filter(has_text=code).locator(".s-free")).to_have_text(count)


@pytest.mark.req("LANE-06")
def test_a_no_show_becomes_a_call_and_its_parts_are_free_at_closing(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    world.care_agent, world.parts_clerk  # noqa: B018
    booked = booking.booked(world, "10:00", parts=True, concern="刹车吱吱响", at=clock.now)
    clock.set(booking.clock("8:40"))
    counter = open_as(world.parts_clerk, "/parts/counter/", size="tablet")
    hands.act(counter, "备货")
    hands.told(counter, "已备到货架")
    stock = open_as(world.parts_clerk, "/parts/stock/")
    _free(stock, "BR-1001", "1 件")
    hands.look(stock, "stock")

    clock.set(booking.clock("10:19"))
    floor.by_itself("booking.jobs.miss_late")
    care = open_as(world.care_agent, "/booking/desk/")
    expect(care.locator("#incoming")).to_contain_text("没有要回的电话")
    clock.set(booking.clock("10:21"))
    floor.by_itself("booking.jobs.miss_late")
    _free(stock, "BR-1001", "1 件")

    care.goto("/")
    expect(care.locator("#todos")).to_contain_text("未到店")
    hands.look(care, "home-care-agent")
    care.goto("/booking/desk/")
    task = care.locator("#incoming .book-in").filter(has_text="未到店，请问候并商量改期")
    expect(task).to_contain_text("138 0013 8001")
    task.click()
    expect(care).to_have_url(re.compile(r"\?task="))
    hands.look(care, "booking-desk-task")
    hands.act(care.locator(".book-task"), "改日再联系")
    expect(care.locator("#incoming .book-in").filter(has_text="请问候并商量改期")).to_have_count(0)
    care.goto(f"/booking/{booked.pk}/")
    expect(care.locator(".book-state-missed")).to_have_text("未到店")
    hands.look(care, "booking-missed")

    clock.set(booking.clock("18:10"))
    floor.by_itself("parts.jobs.release_expired_holds")
    stock = open_as(world.parts_clerk, "/parts/stock/")
    _free(stock, "BR-1001", "2 件")
    counter.goto("/parts/counter/")
    expect(counter.locator("#left-over")).to_contain_text("前制动片")
    hands.look(counter, "counter-left-over")
    hands.act(counter, "全部放回货位")
    hands.told(counter, "已放回货位")
