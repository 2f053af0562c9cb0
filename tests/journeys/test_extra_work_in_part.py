"""The technician finds two things; the customer wants one of them done, on a phone, by the link of the message."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from huichang.workshop.models import Line
from tests.clock import Clock
from tests.journeys import cast, floor, hands
from tests.journeys.conftest import OpenAs
from tests.stories import Visiting
from tests.world import World


def _priced_and_asked(desk: Page) -> None:
    """The adviser prices two points and asks by a link."""
    extra = desk.locator(".extra")
    expect(extra).to_contain_text("右前减振器漏油")
    hands.add(extra, "ghyqjzq", "SU0101RR")
    hands.add(extra.locator(".job").filter(has_text="更换右前减振器"), "jzq", "SU-4001")
    hands.add(extra, "sldw", "SU0201RR")
    expect(extra.locator(".job")).to_have_count(2)
    hands.look(desk, "order-extra")
    hands.act(extra, "发链接请客户确认")
    hands.told(desk, "确认链接已发给客户")


@pytest.mark.req("LANE-23", "LANE-32")
def test_one_point_is_approved_and_one_declined_on_a_phone(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    cast.with_damper(world)
    cast.operation("SU0201RR", "四轮定位", 60)
    story = Visiting(world, at=clock.now).issued()
    clock.set(story.at)
    order_url = f"/workshop/orders/{story.order.pk}/"

    phone = open_as(world.technician, "/workshop/bench/", size="phone")
    hands.act(phone, "开工")
    expect(phone.locator(".bench-running")).to_be_visible()
    hands.look(phone, "bench-running")
    floor.found(phone, "右前减振器漏油，四轮定位不准")
    desk = open_as(world.adviser, order_url)
    _priced_and_asked(desk)

    manager = open_as(world.service_manager, "/post/outbox/")
    hands.look(manager, "outbox")
    link = floor.link_of_the_newest(manager, "请点开链接")
    customer = open_as(None, link, size="phone")
    expect(customer.get_by_role("heading", name="右前减振器漏油，四轮定位不准")).to_be_visible()
    hands.look(customer, "customer-approve")
    alignment = customer.locator(".choice").filter(has_text="四轮定位")
    alignment.locator("label.choose.no").click()
    expect(customer.get_by_role("button", name="按我的选择办")).to_be_visible()
    hands.look(customer, "customer-approve-in-part")
    hands.act(customer, "按我的选择办")
    expect(customer.locator("#where")).to_be_visible()
    hands.look(customer, "customer-progress")

    desk.goto(order_url)
    extra = desk.locator(".extra")
    expect(extra.locator(".job").filter(has_text="四轮定位")).to_contain_text("客户不做")
    expect(extra.locator(".job").filter(has_text="更换右前减振器")).not_to_contain_text("客户不做")
    hands.look(desk, "order-answered")
    declined = Line.objects.get(order=story.order, name="四轮定位")
    assert declined.state == "declined"

    counter = open_as(world.parts_clerk, f"/parts/counter/{story.order.pk}/", size="tablet")
    expect(counter.locator(".picks")).to_contain_text("减振器总成")
    expect(counter.locator(".picks")).not_to_contain_text("四轮定位")
    hands.look(counter, "pick-after-extra")

    again = open_as(None, link, size="phone")
    expect(again.get_by_role("alert")).to_contain_text("已经用过")
    hands.look(again, "customer-closed")
    again.goto(link[:8] + ("A" if link[8] != "A" else "B") + link[9:])
    expect(again.get_by_role("alert")).to_contain_text("被改动过")


@pytest.mark.req("LANE-23")
def test_a_link_that_has_run_out_says_so(world: World, clock: Clock, open_as: OpenAs) -> None:
    story = Visiting(world, at=clock.now).quoted()
    clock.set(story.at)
    desk = open_as(world.adviser, f"/workshop/orders/{story.order.pk}/")
    hands.act(desk, "按排程推算")
    expect(desk.locator("#promise")).to_contain_text("还有")
    hands.act(desk, "发签字链接")
    hands.told(desk, "签字链接已发给客户")
    link = floor.link_of_the_newest(open_as(world.service_manager, "/post/outbox/"), "签字")
    phone = open_as(None, link, size="phone")
    expect(phone.get_by_role("heading", name="请确认维修委托")).to_be_visible()
    hands.look(phone, "customer-sign")
    clock.set(clock.now + timedelta(hours=25))
    phone.goto(link)
    expect(phone.get_by_role("alert")).to_contain_text("已过有效期")
