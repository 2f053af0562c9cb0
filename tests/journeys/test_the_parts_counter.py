"""The parts counter by hand: scanned, refused beside the scan, issued, taken back, laid out, received for who waits."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from playwright.sync_api import expect

from huichang.parts import holds, picking, proving
from huichang.parts.models import PickLine
from tests.clock import Clock
from tests.journeys import hands
from tests.journeys.conftest import OpenAs
from tests.stories import Visiting
from tests.world import World


@pytest.mark.req("PARTS-13", "PARTS-10")
def test_a_clerk_scans_issues_and_takes_back(world: World, clock: Clock, open_as: OpenAs) -> None:
    story = Visiting(world, at=clock.now).dispatched()
    clock.set(story.at)
    tablet = open_as(world.parts_clerk, "/parts/counter/", size="tablet")
    hands.look(tablet, "parts-counter")
    hands.scan(tablet, "8F6K2")
    expect(tablet.get_by_role("heading", name=f"领料 {story.order.number}")).to_be_visible()
    hands.look(tablet, "parts-pick")

    hands.scan(tablet, "br1001")
    hands.told(tablet, "已发 前制动片 1 件")
    expect(tablet.locator("hc-scan input[name=code]")).to_be_focused()
    hands.scan(tablet, "BR-1001")
    expect(tablet.locator("#refusal")).to_contain_text("已经发齐 1 件")
    hands.scan(tablet, "ZZ-404")
    expect(tablet.locator("#refusal")).to_contain_text("没有编码为“ZZ-404”的配件")

    hands.act(tablet, "全部发料")
    expect(tablet.get_by_role("heading", name="备件柜台")).to_be_visible()
    expect(tablet.locator("#queue")).not_to_contain_text("8F6K2")
    tablet.locator("#toasts").get_by_role("button", name="撤销").click()
    hands.told(tablet, "已撤销")
    issued = {line.part.number: line.issued for line in PickLine.objects.select_related("part")}
    assert issued == {"BR-1001": 1, "FL-2001": 0, "OL-3001": 0}
    assert proving.prove(world.north.pk)[1] == []


@pytest.mark.req("PARTS-12", "PARTS-13")
def test_goods_go_to_who_waits_and_to_the_shelf_of_tomorrow(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    with transaction.atomic():
        picking.ask(
            store_id=world.north.pk,
            order_id=1,
            order_number="RO1",
            plate="川A66L88",
            promised_at=clock.now + timedelta(hours=3),
            lines=[picking.Asked(1, world.pads.pk, Decimal(3))],
            at=clock.now,
        )
        holds.hold_for_appointment(
            store_id=world.north.pk,
            appointment_id=1,
            plate="川AD12345",
            needs={world.filter.pk: Decimal(1)},
            at=clock.now,
            expires_at=clock.now + timedelta(days=1),
        )
    desk = open_as(world.parts_clerk, "/parts/counter/")
    expect(desk.locator("#queue")).to_contain_text("到货日未定")
    hands.act(desk, "备货")
    hands.told(desk, "已备到货架 YY-01")

    desk.goto("/parts/receive/")
    for _ in range(2):
        hands.scan(desk, "BR-1001")
        expect(desk.locator("#receipt-lines tr")).to_have_count(1)
    expect(desk.locator("input[name=quantity]")).to_have_value("2")
    hands.look(desk, "parts-receive")
    desk.get_by_label("供应商").fill("远岚备件中心")
    desk.get_by_label("送货单号").fill("SH-1")
    hands.act(desk, "入库")
    hands.told(desk, "1 份缺件已留给等件的车")
    desk.goto("/parts/counter/")
    expect(desk.locator("#queue")).to_contain_text("已备齐")

    desk.goto("/parts/stock/")
    expect(desk.get_by_label("查找配件")).to_be_focused()
    desk.keyboard.type("qzd")
    expect(desk.locator("#rows tr")).to_have_count(1)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="BR-1001 前制动片")).to_be_visible()
    expect(desk.locator("main")).to_contain_text("RO1")
    hands.look(desk, "parts-part")
    assert proving.prove(world.north.pk)[1] == []
