"""A recall is found when the car comes, becomes a job of the order, is done with it, and counts in the completion."""

import re
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from huichang.parts import issuing
from huichang.pricebook.models import LabourRate
from huichang.vehicles.models import CampaignResult
from huichang.workshop import dispatch, orders
from tests.clock import Clock
from tests.journeys import hands
from tests.journeys.conftest import OpenAs
from tests.stories import Visiting, signature
from tests.vehicles.test_campaigns import opened
from tests.world import World, minutes


@pytest.mark.req("WARR-20")
def test_a_recall_from_the_gate_to_the_completion(world: World, clock: Clock, open_as: OpenAs) -> None:
    LabourRate.objects.create(
        store=world.north,
        repair_type="recall",
        rate_class="standard",
        per_hour=Decimal("180.00"),
        from_on=date(2025, 1, 1),
    )
    campaign = opened(world)
    story = Visiting(world, at=clock.now).opened()

    gate = open_as(world.greeter, f"/vehicles/{world.car.pk}/")
    expect(gate.locator(".known-list")).to_contain_text("召回 ZH2026-01")
    hands.look(gate, "recall-known")

    desk = open_as(world.adviser, f"/workshop/orders/{story.order.pk}/")
    recall = desk.locator(".comeback", has_text="制动主缸密封圈")
    recall.get_by_role("button", name="加入委托书").click()
    expect(desk.locator(".job").first).to_contain_text("厂家索赔")
    expect(desk.locator(".comeback", has_text="制动主缸密封圈")).to_contain_text("已在委托书里")
    hands.look(desk, "recall-on-order")

    _done(story)

    office = open_as(world.warranty_clerk, f"/vehicles/campaigns/{campaign.pk}/?all=1")
    expect(office.locator(".campaign-rate")).to_contain_text("100%")
    expect(office.locator("table").first).to_contain_text(story.order.number)
    hands.look(office, "recall-done")
    assert CampaignResult.objects.get().order_id == story.order.pk


@pytest.mark.req("WARR-20")
def test_a_customer_who_refuses_signs_for_it(world: World, open_as: OpenAs) -> None:
    campaign = opened(world)
    tablet = open_as(world.adviser, f"/vehicles/{world.car.pk}/campaigns/", size="tablet")
    expect(tablet.locator("main")).to_contain_text("处理之前不能交车")
    hands.act(tablet, "登记结果")
    sheet = tablet.locator(f"#result-{campaign.pk}")
    hands.chip(sheet, "客户拒绝")
    sheet.locator("summary").click()
    hands.sign(sheet)
    hands.act(sheet, "登记")
    expect(tablet.locator("main")).to_contain_text("客户拒绝")
    expect(tablet.locator("main")).not_to_contain_text("处理之前不能交车")
    hands.look(tablet, "recall-refused")
    expect(tablet).to_have_url(re.compile("/campaigns/$"))


def _done(story: Visiting) -> None:
    """The rest of the visit: signed, worked on, checked."""
    world = story.world
    story.order.refresh_from_db()
    story.order = orders.sign_order(
        world.adviser,
        story.order.pk,
        name="王建国",
        signature=signature(),
        promised_at=story.at + minutes(180),
        at=story.later(3),
    )
    for job in story.jobs:
        dispatch.assign_job(
            world.dispatcher,
            job.pk,
            technician_id=world.staff("technician").pk,
            bay_id=world.bays["general"][0].pk,
            starts_at=story.later(1),
            at=story.at,
        )
    issuing.issue(
        world.parts_clerk,
        story.order.pk,
        quantities=None,
        taken_by_id=world.staff("technician").pk,
        at=story.later(2),
    )
    for job in story.jobs:
        story.do(job)
    story.order.refresh_from_db()
    story.inspect()
