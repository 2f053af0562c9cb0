"""The manufacturer accepts a claim, cuts one, calls a part back, and publishes the month to the store (WARR-30)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from huichang.vehicles import cover_answers
from huichang.verdicts.models import Verdict
from huichang.verdicts.states import Ruling, VerdictState
from huichang.warranty.models import CallBack, SettlementLine
from tests.clock import Clock
from tests.journeys import hands
from tests.journeys.conftest import OpenAs
from tests.stories import Visiting
from tests.verdicts.auditing import NARROW, Auditing
from tests.warranty.claiming import Claiming, covered
from tests.world import World


@pytest.fixture(autouse=True)
def all_is_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line is covered; the policies have journeys of their own."""
    monkeypatch.setattr(cover_answers, "answers", covered())


@pytest.mark.req("WARR-30")
def test_the_manufacturer_accepts_cuts_and_calls_a_part_back(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    story = Auditing(world)
    story.claiming = Claiming(world, Visiting(world, at=clock.now))
    story.sent()
    first = story.claim.number
    for place in (1, 2):
        story.another(f"SPD26030299{place}", sent_at=story.at + timedelta(minutes=place))
    story.ruled(NARROW)
    story.judge()
    clock.set(story.at + timedelta(minutes=10))

    officer = open_as(story.officer, "/verdicts/desk/")
    expect(officer.locator("#main tbody tr")).to_have_count(3)
    hands.look(officer, "verdicts-desk")
    officer.keyboard.press("n")
    expect(officer.locator("#main")).to_contain_text("前制动片厚度")
    hands.look(officer, "verdicts-claim")

    officer.keyboard.press("p")
    dialog = officer.locator("dialog#ask-part")
    dialog.get_by_label("回运期限").fill(f"{story.at.date() + timedelta(days=7):%Y-%m-%d}")
    dialog.get_by_role("button", name="发出召回指令").click()
    hands.told(officer, f"已向门店调回 {first} 的旧件")
    assert CallBack.objects.get().their_number == f"SH-{first}"

    expect(officer.locator("aside").get_by_text("SPD260302991").first).to_be_visible()
    officer.keyboard.press("a")
    hands.told(officer, "SPD260302991：通过 ¥680.00")

    expect(officer.locator("aside").get_by_text("SPD260302992").first).to_be_visible()
    officer.keyboard.press("c")
    dialog = officer.locator("dialog#cut")
    dialog.get_by_label("核减金额").first.fill("80")
    dialog.get_by_role("button", name="确认核减").click()
    hands.refused(officer, "请从列表里选择原因")
    dialog.get_by_label("核减原因").first.select_option("wrong_supplier")
    hands.look(officer, "verdicts-cut")
    dialog.get_by_role("button", name="确认核减").click()
    hands.told(officer, "SPD260302992：核减 ¥600.00 供应商代码错误")

    expect(officer.locator("aside").get_by_text(f"SH-{first}").first).to_be_visible()
    officer.keyboard.press("a")
    hands.told(officer, f"{first}：通过 ¥680.00")
    expect(officer.locator("#main")).to_contain_text("这里没有索赔")
    assert {row.ruling for row in Verdict.objects.all()} == {Ruling.ACCEPT, Ruling.CUT}

    officer.goto(officer.url.split("/verdicts/")[0] + "/verdicts/months/")
    officer.get_by_role("button", name="发布 3 张").click()
    hands.act(officer.locator("dialog[open]"), "确认发布")
    hands.told(officer, "已发布 CJ202603-N：3 张")
    hands.look(officer, "verdicts-months")
    assert not Verdict.objects.exclude(state=VerdictState.PUBLISHED).exists()

    clerk = open_as(world.warranty_clerk, "/verdicts/lists/")
    expect(clerk.locator("#main tbody tr")).to_have_count(1)
    hands.look(clerk, "verdicts-lists")
    hands.act(clerk.locator("#main"), "接收")
    hands.told(clerk, "已接收：全额 2，核减 1")
    assert SettlementLine.objects.count() == 3
    clerk.goto(clerk.url.split("/warranty/")[0] + f"/warranty/claims/{story.claim.pk}/")
    expect(clerk.locator("#main")).to_contain_text("通过 ¥680.00")
