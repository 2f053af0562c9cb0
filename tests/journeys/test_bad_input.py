"""What people get wrong: every time a clear sentence, and nothing that was typed is lost."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from huichang.billing.models import Payment
from huichang.company import people
from huichang.vehicles.models import Vehicle
from huichang.workshop.models import Visit
from tests.clock import Clock
from tests.journeys import hands
from tests.journeys.conftest import OpenAs
from tests.stories import Visiting
from tests.world import World


@pytest.mark.req("LANE-12")
def test_a_vin_is_counted_checked_and_accepted_with_a_reason(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    story = Visiting(world, at=clock.now).opened()
    clock.set(story.at)
    page = open_as(world.adviser, f"/workshop/check-in/{story.order.pk}/", size="tablet")
    for words in ("座椅套", "方向盘套", "脚垫"):
        hands.chip(page, words)
    hands.act(page, "已铺好，开始环检")
    page.fill("#vin-vin", "LSVAL41Z88210420")
    hands.keys(page, "45230")
    hands.act(page, "保存，下一步")
    hands.refused(page, "现在是 16 位")
    expect(page.locator("#vin-vin")).to_have_value("LSVAL41Z88210420")
    hands.look(page, "bad-vin")
    page.fill("#vin-vin", "LSVAL41Z982104202")
    hands.act(page, "保存，下一步")
    hands.refused(page, "校验位")
    page.get_by_text("校验位不符时的原因").click()
    hands.chip(page, "已核对车架钢印")
    hands.act(page, "保存，下一步")
    expect(page).to_have_url(re.compile("step=level"))
    assert Vehicle.objects.get(pk=world.car.pk).vin == "LSVAL41Z982104202"


@pytest.mark.req("LANE-12")
def test_fewer_kilometres_than_last_time_take_a_reason(world: World, clock: Clock, open_as: OpenAs) -> None:
    story = Visiting(world, at=clock.now).opened()
    clock.set(story.at)
    page = open_as(world.adviser, f"/workshop/check-in/{story.order.pk}/", size="tablet")
    for words in ("座椅套", "方向盘套", "脚垫"):
        hands.chip(page, words)
    hands.act(page, "已铺好，开始环检")
    hands.keys(page, "45200")
    expect(page.locator("hc-keypad .wrong")).to_contain_text("45,210")
    hands.act(page, "保存，下一步")
    hands.refused(page, "里程不能低于上次的 45,210 公里")
    expect(page.locator("#keypad-odometer")).to_have_value("45200")
    hands.look(page, "bad-mileage")
    page.get_by_text("低于上次、或多出很多的原因").click()
    hands.chip(page, "更换过仪表")
    hands.act(page, "保存，下一步")
    expect(page).to_have_url(re.compile("step=level"))
    story.order.refresh_from_db()
    assert story.order.odometer == 45_200


@pytest.mark.req("LANE-10")
def test_a_plate_of_unknown_form_is_taken_with_a_reason(world: World, clock: Clock, open_as: OpenAs) -> None:
    gate = open_as(world.greeter, "/workshop/gate/", size="tablet")
    hands.enter_plate(gate, "123456")
    box = gate.locator("#matches")
    expect(box.get_by_role("button", name="仍按特殊号牌登记")).to_be_visible()
    hands.look(gate, "bad-plate")
    hands.act(box, "仍按特殊号牌登记")
    hands.refused(gate, "写明原因")
    assert not Visit.objects.exists()
    hands.chip(box, "老式号牌")
    hands.act(box, "仍按特殊号牌登记")
    expect(gate.locator(".given")).to_contain_text("A01")


@pytest.mark.req("LANE-32")
def test_a_photo_that_is_no_picture_is_named_and_the_words_stay(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    story = Visiting(world, at=clock.now).issued()
    clock.set(story.at)
    phone = open_as(world.technician, "/workshop/bench/", size="phone")
    hands.act(phone, "开工")
    expect(phone.locator(".bench-running")).to_be_visible()
    hands.act(phone, "报问题")
    sheet = phone.locator("#found")
    sheet.get_by_label("发现了什么").fill("右前减振器漏油")
    sheet.locator("[data-picker]").set_input_files(
        {"name": "减振器.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    )
    expect(sheet.locator("hc-photos")).to_contain_text("“减振器.jpg”不是能打开的照片")
    hands.look(phone, "bad-photo")
    # A device that does not look itself: the house says the same.
    sheet.locator("input[type=file][name=photos]").set_input_files(
        {"name": "减振器.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    )
    hands.act(sheet, "报给服务顾问")
    hands.refused(phone, "照片")
    expect(sheet.get_by_label("发现了什么")).to_have_value("右前减振器漏油")


@pytest.mark.req("LANE-61")
def test_a_doubled_click_on_pay_is_one_payment(world: World, clock: Clock, open_as: OpenAs) -> None:
    story = Visiting(world, at=clock.now).settled()
    clock.set(story.at)
    desk = open_as(world.cashier, f"/billing/order/{story.order.pk}/")
    desk.get_by_role("button", name="收款", exact=True).dblclick()
    expect(desk.locator("#main")).to_contain_text("已收清")
    assert Payment.objects.count() == 1


@pytest.mark.req("LANE-23")
def test_a_page_left_open_is_told_who_changed_the_order(world: World, clock: Clock, open_as: OpenAs) -> None:
    story = Visiting(world, at=clock.now).quoted()
    clock.set(story.at)
    address = f"/workshop/orders/{story.order.pk}/"
    old = open_as(world.adviser, address)
    hands.act(open_as(world.service_manager, address), "按排程推算")
    old.get_by_role("button", name="修改", exact=True).click()
    old.locator("#describe").get_by_label("客户描述").fill("刹车有异响，冷车更明显")
    hands.act(old.locator("#describe"), "保存")
    hands.refused(old, "北服务经理")
    hands.refused(old, "您填写的还在")
    expect(old.locator("#describe").get_by_label("客户描述")).to_have_value("刹车有异响，冷车更明显")
    hands.look(old, "bad-old-page")


@pytest.mark.req("PLAT-12")
def test_a_session_that_ends_in_the_middle_loses_no_words(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    story = Visiting(world, at=clock.now).arrived()
    person = world.staff("adviser")
    people.reset_password(world.administrator, person.pk, store_id=world.north.pk, password="zheng-gu-07-men")
    page = open_as(world.adviser, f"/workshop/visits/{story.visit.pk}/", size="tablet")
    page.get_by_label("客户原话 1").fill("冷车启动有哒哒声，约十秒后消失")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    hands.act(page, "开委托书，去环检")
    page.wait_for_url("**/sign-in/**")
    hands.look(page, "sign-in")
    page.fill("#login", person.login)
    page.fill("#password", "zheng-gu-07-men")
    hands.act(page, "登录")
    expect(page).to_have_url(re.compile(f"/workshop/visits/{story.visit.pk}/"))
    expect(page.get_by_text("已恢复您上次没有提交的内容")).to_be_visible()
    expect(page.get_by_label("客户原话 1")).to_have_value("冷车启动有哒哒声，约十秒后消失")
    hands.act(page, "开委托书，去环检")
    expect(page).to_have_url(re.compile("/workshop/check-in/"))


@pytest.mark.req("PLAT-12", "LANE-02")
def test_a_session_that_ends_at_the_booking_desk_loses_nothing_that_was_told(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    person = world.staff("care_agent")
    people.reset_password(world.administrator, person.pk, store_id=world.north.pk, password="zheng-gu-07-men")
    page = open_as(world.care_agent, f"/booking/desk/?vehicle={world.car.pk}&customer={world.wang.pk}")
    page.get_by_label("客户原话").fill("刹车吱吱响")
    page.get_by_label("加套餐或项目").fill("ghqzdp")
    page.get_by_role("button", name="更换前制动片").click()
    expect(page.get_by_label("告知价格")).to_have_value("200.00")
    hands.settled(page)
    page.get_by_label("告知价格").fill("185")
    with page.expect_response("**/booking/slots/**"):
        page.locator("#items [name=waits][value='0']").check()
    hands.settled(page)
    with page.expect_response("**/booking/desk/items/**"):
        page.get_by_label("维修类型").select_option("warranty")
    hands.settled(page)
    expect(page.get_by_label("告知价格")).to_have_value("185")
    page.get_by_text("还告诉了什么、谁送来").click()
    page.locator("#items [name=sender]").fill("王师傅")
    page.locator("#items [name=told_points][value=loan_car]").check()
    page.wait_for_timeout(400)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.keyboard.press("F2")
    page.wait_for_url("**/sign-in/**")
    page.fill("#login", person.login)
    page.fill("#password", "zheng-gu-07-men")
    hands.act(page, "登录")
    expect(page).to_have_url(re.compile("/booking/desk/"))
    expect(page.get_by_text("已恢复您上次没有提交的内容")).to_be_visible()
    expect(page.get_by_label("客户原话")).to_have_value("刹车吱吱响")
    expect(page.locator(".book-chosen")).to_contain_text("更换前制动片")
    expect(page.get_by_label("告知价格")).to_have_value("185")
    expect(page.locator("#items [name=waits][value='0']")).to_be_checked()
    expect(page.locator("#items [name=told_points][value=loan_car]")).to_be_checked()
    expect(page.locator("#items [name=sender]")).to_have_value("王师傅")
    hands.look(page, "desk-restored")


@pytest.mark.req("PLAT-12")
def test_typed_addresses_open_nothing_that_is_not_ones_own(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    story = Visiting(world, at=clock.now).signed()
    technician = open_as(world.technician, "/")
    answer = technician.goto("/billing/desk/")
    assert answer is not None
    assert answer.status == 403
    expect(technician.locator("#main")).to_contain_text("请找收银员")
    hands.look(technician, "refused-403")
    stranger = open_as(world.stranger, "/")
    answer = stranger.goto(f"/workshop/orders/{story.order.pk}/")
    assert answer is not None
    assert answer.status == 404
    expect(stranger.locator("#main")).not_to_contain_text("8F6K2")
    hands.look(stranger, "refused-404")


@pytest.mark.req("PLAT-31")
def test_a_door_that_is_shut_says_so_also_on_a_board_that_runs_by_itself(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    story = Visiting(world, at=clock.now).opened()
    clock.set(story.at)
    page = open_as(world.greeter, "/insights/lane/")
    page.locator("#lane a.plate").first.click()
    hands.refused(page, "您的岗位")
    expect(page).to_have_url(re.compile("/insights/lane/$"))
