"""The final check sends a job back, the second time it passes; weeks later the same brakes come back, free of charge."""

import re

import pytest
from playwright.sync_api import Page, expect

from huichang.workshop import handover
from huichang.workshop.models import Comeback, GatePass
from tests.clock import Clock
from tests.journeys import floor, hands
from tests.journeys.conftest import OpenAs
from tests.stories import Visiting
from tests.world import World


def _sent_back(tablet: Page) -> None:
    """LANE-51: which job, why, who answers for it."""
    tablet.get_by_role("link", name="终检").first.click()
    hands.act(tablet, "不合格，退回")
    sheet = tablet.locator("#fail")
    hands.chip(sheet.locator("fieldset:has(input[name=job])"), "更换前制动片")
    for field in ("cause", "blame"):
        sheet.locator(f"label.chip:has(input[name={field}])").first.click()
    hands.look(tablet, "inspection-fail")
    hands.act(sheet, "退回作业")
    expect(tablet).to_have_url(re.compile("/workshop/inspection/$"))


@pytest.mark.req("LANE-50", "LANE-51", "LANE-53")
def test_a_job_that_fails_goes_back_and_comes_back_free_within_the_guarantee(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    story = Visiting(world, at=clock.now).done()
    clock.set(story.at)
    floor.peer_checked(open_as(world.team_leader, "/workshop/inspection/", size="tablet"))
    checks = open_as(world.inspector, "/workshop/inspection/", size="tablet")
    _sent_back(checks)

    phone = open_as(world.technician, "/workshop/bench/", size="phone")
    expect(phone.locator(".bench-job")).to_contain_text("更换前制动片")
    hands.look(phone, "bench-sent-back")
    hands.act(phone, "继续作业")
    expect(phone.locator(".bench-running")).to_be_visible()
    clock.goes(minutes=20)
    floor.finished(phone)
    floor.peer_checked(open_as(world.team_leader, "/workshop/inspection/", size="tablet"))
    checks.goto("/workshop/inspection/")
    floor.finally_checked(checks, driven_to="45216")
    story.order.refresh_from_db()
    assert story.order.state == "checked"

    desk = open_as(world.adviser, f"/workshop/orders/{story.order.pk}/")
    expect(desk.locator("#work")).to_contain_text("不合格")
    hands.look(desk, "order-checked")

    floor.settled_and_paid(open_as(world.cashier, "/billing/desk/"))
    floor.delivered(open_as(world.adviser, "/workshop/delivery/", size="tablet"))
    handover.scan_gate_pass(
        world.greeter, GatePass.objects.get(void_at__isnull=True).token, at=clock.goes(minutes=4)
    )
    clock.goes(days=5)
    again = Visiting(world, at=clock.now).opened()
    desk = open_as(world.adviser, f"/workshop/orders/{again.order.pk}/")
    hands.add(desk.locator("#add"), "ghqzdp", "BR0101RR")
    suspicion = desk.locator("#comebacks, .comeback").first
    expect(suspicion).to_contain_text("更换前制动片")
    hands.look(desk, "order-suspicion")
    desk.locator(".comeback", has_text="更换前制动片").first.get_by_role("button", name="算返修").click()
    expect(desk.locator(".job")).to_contain_text("内部")
    hands.look(desk, "order-comeback")
    found = Comeback.objects.get()
    assert found.is_free
    assert found.guarantee.order_id == story.order.pk
