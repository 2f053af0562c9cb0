"""What several journeys have people do on the shop floor and after it, each on the screen of their own post."""

import re

from django.utils import timezone
from playwright.sync_api import Page, expect

from huichang.kernel import jobs
from tests.journeys import hands


def by_itself(name: str) -> None:
    """A job of the timetable runs, as the worker would run it now."""
    jobs.run_now(jobs.TIMETABLE[name], at=timezone.now())


def link_of_the_newest(outbox: Page, words: str) -> str:
    """The link of the newest message with these words, as the store's outbox shows it."""
    row = outbox.locator("#messages tr").filter(has_text=words).first
    return row.get_by_role("link").get_attribute("href") or ""


def tick_all(page: Page) -> None:
    """Every point of the lists is looked at and ticked."""
    points = page.locator(".check-points label")
    expect(points.first).to_be_visible()
    for point in points.all():
        if not point.locator("input").is_checked():
            point.click()
    expect(page.locator(".check-points input:not(:checked)")).to_have_count(0)


def dispatched(desk: Page, jobs: int) -> None:
    """The dispatcher takes what the board proposes, job by job (LANE-30)."""
    for left in range(jobs, 0, -1):
        expect(desk.get_by_role("button", name="派工", exact=True)).to_have_count(left)
        desk.get_by_role("button", name="派工", exact=True).first.click()
        hands.told(desk, "已派给")
    expect(desk.get_by_role("button", name="派工", exact=True)).to_have_count(0)


def found(phone: Page, what: str) -> None:
    """Something is found and photographed; the adviser is told (LANE-32)."""
    hands.act(phone, "报问题")
    sheet = phone.locator("#found")
    hands.take_photo(sheet)
    sheet.get_by_label("发现了什么").fill(what)
    hands.chip(sheet, "立即处理")
    sheet.get_by_label("不处理会怎样").fill("高速转向发飘，轮胎偏磨")
    hands.look(phone, "bench-found")
    hands.act(sheet, "报给服务顾问")
    hands.told(phone, "已报给服务顾问")


def finished(phone: Page) -> None:
    """The job in hand is done: cause and correction by chips, every point of the self-check ticked."""
    phone.get_by_role("link", name="完工", exact=True).click()
    expect(phone).to_have_url(re.compile("/finishing/"))
    for legend in ("cause", "correction"):
        phone.locator(f"label.chip:has(input[name={legend}])").first.click()
    tick_all(phone)
    hands.look(phone, "bench-finish")
    hands.act(phone, "确认完工")
    hands.told(phone, "已完工")


def peer_checked(tablet: Page) -> None:
    """The team leader looks at what another did, as far as the final check asks for it."""
    needed = tablet.locator("article.car").filter(has_text="终检前必须")
    expect(needed.first).to_be_visible()
    for left in range(needed.count(), 0, -1):
        expect(needed).to_have_count(left)
        needed.first.get_by_role("link", name="互检").click()
        tick_all(tablet)
        hands.look(tablet, "inspection-peer")
        hands.act(tablet, "互检合格")
        expect(tablet).to_have_url(re.compile("/workshop/inspection/$"))


def finally_checked(tablet: Page, *, driven_to: str) -> None:
    """Order against work, parts handed out against parts charged, the road test, the place where the car stands."""
    hands.look(tablet, "inspection")
    tablet.get_by_role("link", name="终检").first.click()
    tick_all(tablet)
    tablet.get_by_label("结束里程").fill(driven_to)
    hands.chip(tablet.locator("fieldset:has(input[name=road_results])"), "正常")
    tablet.locator("input[name=washed]").check(force=True)
    hands.look(tablet, "inspection-final")
    hands.act(tablet, "合格")
    hands.told(tablet, "质检合格")


def settled_and_paid(desk: Page) -> None:
    """LANE-61: the statement is made, the customer pays by WeChat."""
    hands.look(desk, "billing-desk")
    desk.locator("#desk tbody tr").first.click()
    hands.look(desk, "billing-bill")
    hands.act(desk, "结算")
    expect(desk.get_by_text("结算清单 ·")).to_be_visible()
    hands.look(desk, "billing-statement")
    hands.act(desk, "收款")
    expect(desk.locator("#main")).to_contain_text("已收清")
    hands.look(desk, "billing-paid")


def delivered(tablet: Page) -> None:
    """LANE-62, LANE-63: explained, old parts shown, the list ticked, the customer's one touch; the gate pass is there."""
    hands.look(tablet, "delivery")
    tablet.get_by_role("link", name="交车", exact=True).last.click()
    expect(tablet).to_have_url(re.compile(r"/workshop/delivery/\d+/"))
    hands.chip(tablet.locator(".old-part").first, "客户带走")
    tick_all(tablet)
    tablet.locator(".chip-score").filter(has_text="很满意").click()
    hands.look(tablet, "delivery-car")
    hands.act(tablet, "交车")
    expect(tablet.locator(".pass-box")).to_contain_text("一次有效")
    hands.look(tablet, "delivery-pass")
