"""A count with a difference on a phone while the counter goes on; goods received, shelved, picked, issued and brought back
by scan; codes read out of a picture; a scanner that types into the wrong field."""

import base64
import io
from decimal import Decimal

import pytest
import segno
from django.db import transaction
from playwright.sync_api import Page, expect

from huichang.company.models import Grant, Member, Staff
from huichang.company.queries import actor_of
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.parts import counting_plans, holds, issuing, proving, scanning
from huichang.parts.models import BinStock, Count, CountLine, Move, PickLine
from huichang.parts.states import CountKind, CountState
from tests.clock import Clock
from tests.journeys import hands
from tests.journeys.conftest import OpenAs
from tests.stories import Visiting
from tests.world import World


def another_clerk(world: World) -> Actor:
    """A second clerk of the north."""
    person = Staff.objects.create(login="n.clerk2", name="北备件二号", pinyin="beibeijianerhao")
    Grant.objects.create(store=world.north, staff=person, role=Role.PARTS_CLERK)
    Member.objects.create(store=world.north, staff=person)
    actor = actor_of(person.pk)
    assert actor is not None
    return actor


def say(phone: Page, code: str, digits: str) -> None:
    """A part is scanned and its number keyed in."""
    hands.scan(phone, code)
    expect(phone.locator("#count-number")).to_be_visible()
    hands.keys(phone, digits)
    phone.locator("#count-number").get_by_role("button", name="记下").tap()
    hands.told(phone, "已记")


@pytest.mark.req("PARTS-14")
def test_a_count_with_a_difference_on_a_phone(world: World, clock: Clock, open_as: OpenAs) -> None:
    story = Visiting(world, at=clock.now).dispatched()
    clock.set(story.at)
    count = counting_plans.plan_count(
        world.parts_manager, store_id=world.north.pk, kind=CountKind.FULL, at=clock.now
    )
    phone = open_as(world.parts_clerk, "/parts/counts/", size="phone")
    hands.look(phone, "counts")
    phone.get_by_role("link", name="开始盘点").tap()
    expect(phone.get_by_role("link", name="下一个货位 A-01-1")).to_be_visible()
    hands.look(phone, "count-round")

    hands.scan(phone, scanning.label_of_bin("A-01-1"))
    expect(phone.get_by_role("heading", name="货位 A-01-1")).to_be_visible()
    hands.scan(phone, "ZZ-404")
    hands.refused(phone, "没有编码为“ZZ-404”的配件或货位")
    expect(phone.locator("#main")).not_to_contain_text("2 件")
    say(phone, scanning.label_of_part("BR-1001"), "1")
    hands.look(phone, "count-bin")

    # The store stays open: a filter leaves between the count and the approval, and is no part of the difference.
    hands.scan(phone, scanning.label_of_bin("B-02-3"))
    expect(phone.get_by_role("heading", name="货位 B-02-3")).to_be_visible()
    say(phone, "FL-2001", "19")
    say(phone, "OL-3001", "12")
    line = PickLine.objects.get(part=world.filter)
    issuing.issue(
        world.parts_clerk,
        story.order.pk,
        quantities={line.for_line: line.asked},
        taken_by_id=world.staff(Role.TECHNICIAN).pk,
        at=clock.now,
    )
    hands.scan(phone, scanning.label_of_bin("YY-01"))
    hands.act(phone, "空了 / 盘完了")
    expect(phone.locator("#main")).to_contain_text("等人复盘")

    other = open_as(another_clerk(world), f"/parts/counts/{count.pk}/round/", size="phone")
    hands.scan(other, "A-01-1")
    expect(other.get_by_role("heading", name="货位 A-01-1")).to_be_visible()
    say(other, "BR-1001", "1")
    other.goto(f"/parts/counts/{count.pk}/")
    hands.act(other, "盘完，送审")
    hands.told(other, "已送审")

    desk = open_as(world.parts_manager, f"/parts/counts/{count.pk}/")
    expect(desk.locator(".differences tbody tr")).to_have_count(2)
    for name, reason in (("前制动片", "lost"), ("机油滤清器", "not_booked")):
        desk.get_by_label(f"{name}差异原因").select_option(reason)
    hands.act(desk, "保存原因")
    hands.told(desk, "差异原因已保存")
    hands.look(desk, "count-review")
    hands.act(desk, "批准并过账")
    hands.told(desk, "已过账")
    assert Count.objects.get().state == CountState.POSTED
    assert BinStock.objects.get(part=world.filter).quantity == 19 - line.asked
    assert Move.objects.filter(document=count.number).count() == 2
    desk.get_by_role("link", name="盘点").first.click()
    desk.goto("/parts/counts/gains/")
    expect(desk.locator(".gain-lines tbody tr")).to_have_count(2)
    desk.get_by_role("link", name="丢失").click()
    expect(desk.locator(".gain-lines tbody tr")).to_have_count(1)
    hands.look(desk, "gains")
    assert proving.prove(world.north.pk)[1] == []


@pytest.mark.req("PARTS-14")
def test_two_people_in_the_same_bin_at_once(world: World, clock: Clock, open_as: OpenAs) -> None:
    count = counting_plans.plan_count(
        world.parts_manager, store_id=world.north.pk, kind=CountKind.FULL, at=clock.now
    )
    address = f"/parts/counts/{count.pk}/bins/{world.second_bin.pk}/"
    first, second = (
        open_as(actor, address, size="phone") for actor in (world.parts_clerk, another_clerk(world))
    )
    say(first, "FL-2001", "20")
    say(second, "FL-2001", "18")
    line = CountLine.objects.get(part=world.filter)
    assert (line.state, line.takes.count()) == ("again", 2)
    say(first, "OL-3001", "12")
    hands.scan(first, "FL-2001")
    hands.keys(first, "18")
    first.get_by_role("button", name="改成这个数").tap()
    hands.told(first, "已记")
    line.refresh_from_db()
    assert (line.state, line.counted) == ("counted", 18)


@pytest.mark.req("PARTS-13")
def test_received_shelved_picked_issued_and_brought_back_by_scan(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    story = Visiting(world, at=clock.now).dispatched()
    clock.set(story.at)
    with transaction.atomic():
        holds.hold_for_appointment(
            store_id=world.north.pk,
            appointment_id=1,
            plate="川AD12345",
            needs={world.filter.pk: Decimal(1)},
            at=clock.now,
            expires_at=clock.now,
        )
    desk = open_as(world.parts_clerk, "/parts/receive/")
    for _ in range(2):
        hands.scan(desk, scanning.label_of_part("BR-1001"))
        expect(desk.locator("#receipt-lines tr")).to_have_count(1)
    quantity = desk.locator("#receipt-lines input[name=quantity]")
    expect(quantity).to_have_value("2")
    # The scanner goes off while the cursor stands in the quantity: the code goes where codes go.
    quantity.click()
    hands.scan_code(desk, scanning.label_of_part("OL-3001"))
    expect(desk.locator("#receipt-lines tr")).to_have_count(2)
    expect(quantity.first).to_have_value("2")
    desk.get_by_label("供应商").fill("远岚备件中心")
    desk.get_by_label("送货单号").fill("SH-1")
    hands.act(desk, "入库")
    hands.told(desk, "已入库")
    desk.goto("/parts/counter/")
    hands.act(desk, "备货")
    hands.told(desk, "已备到货架")

    phone = open_as(world.parts_clerk, "/parts/counter/", size="phone")
    hands.scan(phone, scanning.label_of_order(story.order.number))
    expect(phone.get_by_role("heading", name=f"领料 {story.order.number}")).to_be_visible()
    hands.scan(phone, scanning.label_of_bin("A-01-1"))
    expect(phone.locator(".pick-here")).to_contain_text("A-01-1")
    hands.scan(phone, "FL-2001")
    hands.refused(phone, "“机油滤清器”不在货位 A-01-1，请到 B-02-3 拿")
    # Nobody is chosen who takes the goods: nothing is sent, and the scanner is told so.
    expect(phone.locator("html.scan-bad")).to_have_count(0)
    taker = phone.locator("input[name=taken_by]:checked")
    taker.evaluate("chosen => { chosen.dataset.taker = ''; chosen.checked = false; }")
    hands.scan(phone, scanning.label_of_part("BR-1001"))
    expect(phone.locator("html.scan-bad")).to_have_count(1)
    phone.locator("[data-taker]").evaluate("chosen => { chosen.checked = true; chosen.blur(); }")
    hands.scan(phone, scanning.label_of_part("BR-1001"))
    expect(phone.locator(".scan-done")).to_contain_text("前制动片")
    hands.look(phone, "pick-scanned")
    phone.get_by_role("button", name="撤销上一扫").tap()
    hands.told(phone, "已撤销")
    hands.scan(phone, "br1001")
    expect(phone.locator(".scan-done")).to_contain_text("已发 1/1")

    phone.get_by_role("link", name="扫码退料").tap()
    expect(phone.get_by_role("heading", name="扫码退料")).to_be_visible()
    hands.scan(phone, "OL-3001")
    hands.refused(phone, "没有领出")
    hands.scan(phone, scanning.label_of_part("BR-1001"))
    hands.told(phone, "已退 前制动片 1 件")
    hands.look(phone, "return-scanned")
    assert PickLine.objects.get(part=world.pads).issued == 0
    assert proving.prove(world.north.pk)[1] == []


@pytest.mark.req("PARTS-13")
def test_a_code_is_read_out_of_a_picture(world: World, open_as: OpenAs) -> None:
    """The reader of the house, under its content policy, as where the browser has none of its own."""
    paper = io.BytesIO()
    segno.make(scanning.label_of_part("BR-1001", "L7")).save(paper, kind="png", scale=6)
    picture = base64.b64encode(paper.getvalue()).decode()
    phone = open_as(world.parts_clerk, "/parts/counter/", size="phone")
    read = phone.evaluate(
        """async (picture) => {
          delete window.BarcodeDetector;
          const bytes = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
          return window.huichang.readCode(document.querySelector("hc-scan"), bitmap);
        }""",
        picture,
    )
    assert read == "HC1|P|BR-1001|B|L7"
