"""The pre-check area runs full: the service manager is told at once, and writes down what was done."""

import pytest
from playwright.sync_api import Page, expect

from huichang.workshop.models import Alarm
from tests.clock import Clock
from tests.journeys import floor, hands
from tests.journeys.conftest import OpenAs
from tests.world import World


def _arrives(gate: Page, plate: str) -> None:
    """A car that nobody knows drives into the area."""
    hands.enter_plate(gate, plate)
    match = gate.locator("#matches")
    expect(match.get_by_role("button", name="登记并发排队号")).to_be_visible()
    match.get_by_label("手机号").fill("13900139000")
    hands.chip(match, "保养")
    hands.act(match, "登记并发排队号")
    expect(gate.locator(".given")).to_contain_text(plate)


@pytest.mark.req("LANE-11")
def test_the_fourth_car_rings_the_managers_bell(world: World, clock: Clock, open_as: OpenAs) -> None:
    gate = open_as(world.greeter, "/workshop/gate/", size="tablet")
    manager = open_as(world.service_manager, "/")
    for number, plate in enumerate(("11111", "22222", "33333"), 1):
        _arrives(gate, plate)
        expect(gate.locator("#precheck")).to_contain_text(f"{number} 台")
    floor.by_itself("workshop.jobs.watch_lane")
    assert not Alarm.objects.exists()
    _arrives(gate, "66688")
    expect(gate.locator("#precheck")).to_contain_text("位外")
    expect(gate.locator("#precheck")).to_contain_text("已通知服务经理")
    hands.look(gate, "gate-precheck-full")

    manager.reload()
    expect(manager.locator(".bell-count")).to_have_text("1")
    expect(manager.locator("#todos")).to_contain_text("预检区")
    hands.look(manager, "home-service-manager")
    manager.get_by_role("link", name="预警").first.click()
    expect(manager.locator(".alarm-rows")).to_contain_text("4 台")
    hands.chip(manager.locator("fieldset:has(input[name=action])"), "临时")
    manager.locator("label.chip:has(input[name=cause])").first.click()
    hands.look(manager, "alarms")
    hands.act(manager, "登记处理")
    hands.told(manager, "已登记 1 条预警的处理")
    expect(manager.locator("#alarm-list tbody")).to_contain_text("4 台")
    hands.look(manager, "alarms-handled")
    manager.goto("/insights/lane/")
    hands.look(manager, "lane")
    kept = Alarm.objects.get()
    assert kept.closed_by_id == world.service_manager.staff_id
    assert kept.action
    assert kept.cause

    clock.goes(minutes=9)
    floor.by_itself("workshop.jobs.watch_lane")
    manager.reload()
    expect(manager.locator(".bell-count")).not_to_have_text("")


@pytest.mark.req("LANE-11")
def test_the_lane_is_readable_in_the_hall(world: World, clock: Clock, open_as: OpenAs) -> None:
    gate = open_as(world.greeter, "/workshop/gate/", size="tablet")
    _arrives(gate, "11111")
    wall = open_as(world.service_manager, "/insights/lane/wall/", size="wall")
    expect(wall.locator(".lane-wall")).to_contain_text("川A")
    expect(wall.locator(".lane-wall")).not_to_contain_text("川A11111")
    hands.look(wall, "lane-wall")
