"""A customer books on a phone page; the desk sees the same slots, confirms, and prepares."""

import re

import pytest
from playwright.sync_api import expect

from huichang.booking.models import Appointment
from tests.clock import Clock
from tests.journeys import cast, floor, hands
from tests.journeys.conftest import OpenAs
from tests.world import World


@pytest.mark.req("LANE-01", "LANE-05")
def test_a_customer_books_by_the_link_that_the_store_sent(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    cast.on_shift(world)
    care = open_as(world.care_agent, f"/customers/{world.wang.pk}/")
    hands.act(care, "发预约链接")
    hands.told(care, "预约链接已发给客户")
    expect(care).to_have_url(re.compile("/customers/"))
    hands.look(care, "customer-file")
    outbox = open_as(world.service_manager, "/post/outbox/")
    phone = open_as(None, floor.link_of_the_newest(outbox, "保养维修"), size="phone")
    expect(phone.get_by_role("heading", name="王先生，您好")).to_be_visible()
    phone.get_by_label("想说的话").fill("早上冷车抖")
    phone.locator(".book-date").filter(has_text="明天").click()
    ten = phone.locator("label.chip").filter(has_text="10:00")
    expect(ten).to_be_visible()
    ten.click()
    hands.look(phone, "booking-phone")
    hands.act(phone, "提交预约")
    expect(phone.locator("#main")).to_contain_text("预约已提交")
    hands.look(phone, "booking-phone-done")
    booked = Appointment.objects.get()
    assert booked.state == "asked"

    care.goto("/booking/desk/")
    asked = care.locator("#incoming .book-in").filter(has_text="早上冷车抖")
    expect(asked).to_be_visible()
    care.locator(".book-day").filter(has_text="明天").click()
    taken = care.locator(".book-shut").filter(has_text="10:00")
    expect(taken.first).to_be_attached()
    expect(care.locator(".book-slot input[aria-label^='10:00']")).to_have_count(0)
    hands.act(asked, "确认")
    expect(care.locator("#incoming .book-in").filter(has_text="早上冷车抖")).to_have_count(0)
    phone.reload()
    expect(phone.locator(".book-state")).to_have_text("已确认")

    care.goto(f"/booking/{booked.pk}/")
    point = care.locator(".book-points li").filter(has_text="通知服务顾问")
    hands.act(point, "备好了")
    expect(point).to_have_class(re.compile("is-done"))
    hands.look(care, "booking-prepared")
