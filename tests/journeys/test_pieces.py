"""The pieces of every screen at work, on the gallery: what a person types is not lost, and a no says why where the hand is."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OpenAs
from tests.world import World


def fill_in(page: Page, name: str = "李四") -> None:
    """The required fields of the gallery's form."""
    page.fill("#id_name", name)
    page.fill("#id_mileage", "45300")
    page.fill("#plate-plate", "a8f6k2")
    page.fill("#keypad-mileage_now", "45300")


@pytest.mark.req("LANE-24")
def test_a_refusal_stands_beside_the_button_and_nothing_typed_is_lost(world: World, open_as: OpenAs) -> None:
    page = open_as(world.administrator, "/gallery/")
    fill_in(page)
    page.get_by_role("button", name="会被拒绝").click()
    refusal = page.get_by_role("alert").filter(has_text="换过仪表请填写原因")
    expect(refusal).to_be_visible()
    expect(refusal).to_be_focused()
    expect(page.locator("#id_name")).to_have_value("李四")
    page.keyboard.press("Escape")
    expect(refusal).to_have_count(0)
    expect(page.get_by_role("button", name="会被拒绝")).to_be_focused()


def test_an_act_that_is_not_possible_says_what_to_do_first(world: World, open_as: OpenAs) -> None:
    page = open_as(world.administrator, "/gallery/")
    page.locator(".acts .act-blocked").click(force=True)
    expect(page.locator("#refusal")).to_contain_text("还有 2 个项目没有质检")


def test_a_refusal_inside_a_sheet_can_be_read_and_closed(world: World, open_as: OpenAs) -> None:
    page = open_as(world.administrator, "/gallery/")
    page.locator(".acts").get_by_role("button", name="取消").click()
    sheet = page.locator("#cancel")
    sheet.locator("label.chip").first.click()
    sheet.get_by_role("button", name="取消预约").click()
    refusal, pressed = sheet.get_by_role("alert"), sheet.get_by_role("button", name="取消预约")
    expect(refusal).to_contain_text("里程不能低于")
    said, button = refusal.bounding_box(), pressed.bounding_box()
    assert said
    assert button
    assert said["y"] >= button["y"] + button["height"], "the refusal lies over the sheet's form"
    sheet.get_by_role("button", name="知道了").click()
    expect(sheet.get_by_role("alert")).to_have_count(0)


def test_what_was_typed_is_there_after_signing_out_and_in_again(world: World, open_as: OpenAs) -> None:
    page = open_as(world.administrator, "/gallery/")
    fill_in(page)
    page.locator("label.chip-dent").click()
    page.locator("hc-damage[data-edit] svg[data-side=left]").click(position={"x": 40, "y": 40})
    page.wait_for_timeout(400)
    session = next(
        each["value"] for each in page.context.cookies() if each["name"] == settings.SESSION_COOKIE_NAME
    )
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="签字开工").click()
    page.wait_for_url("**/sign-in/**")
    expect(page.locator(".notice")).to_contain_text("已输入的内容还在")
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": page.url.partition("/sign-in/")[0]}]
    )
    page.goto("/gallery/")
    expect(page.get_by_text("已恢复您上次没有提交的内容")).to_be_visible()
    expect(page.locator("#id_name")).to_have_value("李四")
    expect(page.locator("input[name=damage]")).to_have_value(re.compile('"kind":"dent"'))
    expect(page.locator("hc-damage[data-edit] .damage-list li")).to_have_count(6)


def test_a_draft_is_forgotten_once_the_form_succeeded(world: World, open_as: OpenAs) -> None:
    page = open_as(world.administrator, "/gallery/")
    fill_in(page)
    page.keyboard.press("F2")
    expect(page.locator("#toasts")).to_contain_text("已派给李强")
    page.reload()
    expect(page.locator("#id_name")).to_have_value("")
    expect(page.locator(".draft-note")).to_have_count(0)


def test_a_lost_line_loses_nothing_and_can_be_tried_again(world: World, open_as: OpenAs) -> None:
    page = open_as(world.administrator, "/gallery/")
    fill_in(page)
    page.route("**/gallery/", lambda route: route.abort("internetdisconnected"), times=1)
    page.evaluate("console.error = () => {}")
    page.get_by_role("button", name="签字开工").click()
    expect(page.locator("#offline")).to_contain_text("已输入的内容还在")
    expect(page.locator("#id_name")).to_have_value("李四")
    page.locator("#offline button").click()
    expect(page.locator("#toasts")).to_contain_text("已派给李强")


def test_a_plate_is_entered_with_the_thumb(world: World, open_as: OpenAs) -> None:
    page = open_as(world.administrator, "/gallery/?layout=ramp", size="phone")
    page.locator(".plate-cells span").first.tap()
    page.locator(".keys-provinces").get_by_text("渝").tap()
    for key in "AD12345":
        page.locator(f".keys-letters [data-type='{key}']").tap()
    expect(page.locator("#plate-plate")).to_have_value("渝AD12345")
    page.locator(".keys-letters [data-back]").tap()
    expect(page.locator("#plate-plate")).to_have_value("渝AD1234")


def test_the_keypad_warns_below_the_last_mileage(world: World, open_as: OpenAs) -> None:
    page = open_as(world.administrator, "/gallery/?layout=ramp", size="tablet")
    for key in "45200":
        page.locator(f".keys-numbers [data-type='{key}']").tap()
    expect(page.locator("hc-keypad .wrong")).to_be_visible()
    expect(page.locator("hc-keypad .wrong")).to_contain_text("45,210")


@pytest.mark.req("LANE-12", "LANE-22")
def test_signature_and_photo_are_taken_on_the_screen(world: World, open_as: OpenAs) -> None:
    page = open_as(world.administrator, "/gallery/?layout=ramp", size="tablet")
    paper = page.locator("hc-signature canvas")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 90)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 40 + step * 14, box["y"] + 90 + (step % 3) * 20)
    page.mouse.up()
    expect(page.locator("input[name=signature]")).to_have_value(re.compile("^data:image/png;base64,"))
    page.get_by_role("button", name="重签").click()
    expect(page.locator("input[name=signature]")).to_have_value("")
    page.set_input_files(
        "hc-photos [data-picker]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"x"}
    )
    expect(page.locator("hc-photos")).to_contain_text("不是能打开的照片")


def test_a_desk_is_worked_by_keyboard(world: World, open_as: OpenAs) -> None:
    page = open_as(world.administrator, "/gallery/")
    page.keyboard.press("/")
    expect(page.locator(".find input")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gallery/?row=RO2611210001")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()


@pytest.mark.parametrize("size", ["desk", "tablet", "phone"])
def test_no_screen_is_wider_than_the_glass(world: World, open_as: OpenAs, size: str) -> None:
    page = open_as(world.administrator, "/gallery/" if size == "desk" else "/gallery/?layout=ramp", size=size)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


@pytest.mark.parametrize("size", ["tablet", "phone"])
def test_buttons_are_big_enough_for_fingers(world: World, open_as: OpenAs, size: str) -> None:
    page = open_as(world.administrator, "/gallery/?layout=ramp", size=size)
    touched = ".btn, .chip, .rail a, .top-button, .tab-row a, .form-control, .form-select, .keys button"
    small = page.evaluate(
        """(touched) => [...document.querySelectorAll(touched)]
        .filter((e) => e.offsetParent && getComputedStyle(e).opacity !== '0')
        .map((e) => [e.className, Math.round(e.getBoundingClientRect().height)])
        .filter(([, height]) => height < 44)""",
        touched,
    )
    assert small == []


@pytest.mark.req("LANE-33")
def test_a_wall_is_readable_at_three_metres(world: World, open_as: OpenAs) -> None:
    page = open_as(world.administrator, "/gallery/?layout=hall", size="wall")
    small = page.evaluate(
        """() => [...document.querySelectorAll('.page *')]
        .filter((e) => e.offsetParent && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
        .map((e) => [e.className, e.textContent.trim().slice(0, 20), parseFloat(getComputedStyle(e).fontSize)])
        .filter(([, , size]) => size < 28)"""
    )
    assert small == []


@pytest.mark.req("LANE-12")
def test_a_doubtful_vin_asks_for_a_reason(world: World, open_as: OpenAs) -> None:
    page = open_as(world.administrator, "/gallery/?layout=ramp", size="tablet")
    doubt = page.locator("hc-vin .doubt")
    page.fill("#vin-vin", "LSVAL41Z882104202")
    expect(doubt).to_be_hidden()
    page.fill("#vin-vin", "LSVAL41Z982104202")
    expect(page.locator("hc-vin .wrong")).to_contain_text("校验位不符")
    expect(doubt).to_be_visible()
    page.fill("#vin-vin", "LSVAL41Z88210420")
    page.keyboard.press("Tab")
    expect(page.locator("hc-vin .wrong")).to_contain_text("现在是 16 位")
