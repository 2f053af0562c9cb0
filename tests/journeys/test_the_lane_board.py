"""The lane board (FIG-01) in a browser: it goes on by itself, is read at three metres on a wall, and fits a phone."""

import pytest
from playwright.sync_api import expect

from tests.clock import Clock
from tests.journeys.conftest import OpenAs
from tests.stories import Visiting
from tests.world import World

pytestmark = pytest.mark.req("FIG-01")
SMALLEST = """() => Math.min(...[...document.querySelectorAll('#lane *')]
  .filter(it => it.offsetParent && [...it.childNodes].some(one => one.nodeType === 3 && one.data.trim()))
  .map(it => parseFloat(getComputedStyle(it).fontSize)))"""
READABLE = 26
"""Pixels of a screen of 1920 × 1080: on one a metre and a quarter wide 17 mm, twice what is read at three metres."""
TOO_WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def test_a_car_appears_and_moves_on_by_itself(world: World, open_as: OpenAs, clock: Clock) -> None:
    board = open_as(world.service_manager, "/insights/lane/")
    expect(board.locator(".lane-car")).to_have_count(0)
    story = Visiting(world, at=clock.now).arrived()
    arrived = board.locator(".stage-arrived .lane-car")
    expect(arrived).to_contain_text("8F6K2", timeout=25_000)
    expect(arrived).to_contain_text("已等")
    second = Visiting(world, car=world.another_car(), at=story.at).signed()
    expect(board.locator(".stage-to_dispatch .lane-car")).to_contain_text("66L88", timeout=25_000)
    assert second.order.state == "signed"


def test_on_the_wall_everything_is_large_and_nobody_is_named(
    world: World, open_as: OpenAs, clock: Clock
) -> None:
    Visiting(world, at=clock.now).signed()
    wall = open_as(world.service_manager, "/insights/lane/wall/", size="wall")
    expect(wall.locator(".lane-car")).to_have_count(1)
    assert wall.evaluate(SMALLEST) >= READABLE
    assert not wall.evaluate(TOO_WIDE)
    said = wall.locator("#lane").inner_text()
    assert "8F6K2" not in said
    assert "王" not in said
    assert wall.locator("#lane[data-live]").count() == 1


def test_on_a_phone_nothing_runs_out_of_the_page(world: World, open_as: OpenAs, clock: Clock) -> None:
    Visiting(world, at=clock.now).signed()
    phone = open_as(world.service_manager, "/insights/lane/", size="phone")
    expect(phone.locator(".lane-car")).to_have_count(1)
    assert not phone.evaluate(TOO_WIDE)
