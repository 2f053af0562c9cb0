"""A family's car comes back with the same noise until the law gives its owner a right: amber, red, the request, the answer."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from huichang.sanbao import clockwork, reading
from huichang.sanbao.models import Fault, Repair, Request
from tests.clock import Clock
from tests.journeys import hands
from tests.journeys.conftest import OpenAs
from tests.sanbao.garage import clerk, order
from tests.world import World

WORDS = ("变速器起步异响", "起步时变速器有响声", "变速器起步异响没有修好")


@pytest.mark.req("WARR-03")
def test_a_car_reaches_amber_and_red(world: World, clock: Clock, open_as: OpenAs) -> None:
    car, now = world.car, clock.now
    car.odometer, car.licensed_on, car.sold_on = 9_000, None, None
    car.save()
    for number, words in enumerate(WORDS):
        began = now - timedelta(days=80 - 25 * number)
        row = order(world, car, began, hours=(9, 10, 11)[number] * 24, words=words, system="transmission")
        reading.take_orders([row.pk])
    clockwork.count([car.pk], at=now)

    desk = open_as(clerk(world), f"/sanbao/cars/{car.pk}/")
    expect(desk.get_by_text("请向客户核对购车用途、开票日期")).to_be_visible()
    hands.act(desk, "登记凭证")
    sheet = desk.locator("#certificate")
    sheet.get_by_label("家用（为生活消费购买）").check()
    sheet.get_by_label("开票日期").fill(f"{now - timedelta(days=200):%Y-%m-%d}")
    sheet.get_by_label("车价款").fill("200000")
    sheet.get_by_label("使用补偿系数").fill("0.5")
    sheet.get_by_role("button", name="保存并重算").click()
    hands.told(desk, "三包凭证已登记")
    expect(desk.locator(".sanbao-amber").first).to_be_visible()
    hands.look(desk, "sanbao-amber")

    for fault in Fault.objects.order_by("agreed_at")[1:]:
        desk.goto(f"/sanbao/faults/{fault.pk}/")
        hands.look(desk, "sanbao-fault")
        desk.locator("#judge").get_by_role("button", name="认定").click()
        hands.told(desk, "已认定")
    expect(desk.get_by_text("同一质量问题“变速器起步异响”累计修理超过 4 次", exact=True)).to_be_visible()

    row = order(world, car, now - timedelta(days=4), hours=1, words=WORDS[0], system="transmission")
    reading.take_orders([row.pk])
    clockwork.count([car.pk], at=now)
    manager = open_as(world.service_manager, "/sanbao/cars/")
    expect(manager.get_by_text("客户已可要求换车或退车")).to_be_visible()
    hands.look(manager, "sanbao-red")
    manager.goto(f"/sanbao/cars/{car.pk}/")
    hands.act(manager, "受理客户要求")
    sheet = manager.locator("#ask")
    sheet.get_by_label("退车", exact=True).check()
    sheet.get_by_label("客户的原话").fill("修了四次还响，我要退车。")
    sheet.get_by_role("button", name="受理").click()
    hands.told(manager, "已受理")
    hands.look(manager, "sanbao-request")
    manager.locator("#agree").get_by_label("换退时的里程").fill("12345")
    manager.locator("#agree").get_by_role("button", name="同意并计算").click()
    hands.told(manager, "已同意")
    expect(manager.get_by_role("listitem").filter(has_text="= 12,345.00 元").first).to_be_visible()
    assert Request.objects.get().compensation is not None
    assert Repair.objects.count() == 4
