"""The manufacturer answers before the work and tells its stores what holds (WARR-30, PLAT-03)."""

from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from huichang.vehicles import cover_answers
from huichang.vehicles.models import Policy, PolicyVersion
from huichang.warranty import approvals
from tests.clock import Clock
from tests.journeys import hands
from tests.journeys.conftest import OpenAs
from tests.stories import Visiting
from tests.warranty.claiming import Claiming, covered
from tests.world import World


@pytest.fixture(autouse=True)
def all_is_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line is covered; the policies have journeys of their own."""
    monkeypatch.setattr(cover_answers, "answers", covered())


@pytest.mark.req("WARR-30", "WARR-11")
def test_the_work_begins_when_the_desk_has_answered(world: World, clock: Clock, open_as: OpenAs) -> None:
    world.pads.is_safety = True
    world.pads.save()
    visiting = Visiting(world, at=clock.now)
    story = Claiming(world, visiting).asked().decided().registered()
    approval = approvals.ask_approval(
        world.warranty_clerk, story.claim.pk, estimate=Decimal(800), words="更换前制动片", at=story.at
    )
    visiting.quoted = lambda: visiting  # type: ignore[method-assign]
    visiting.issued()
    clock.set(story.at)

    phone = open_as(world.technician, "/workshop/bench/", size="phone")
    hands.act(phone, "开工")
    hands.refused(phone, "预授权")

    officer = open_as(world.actor("network_officer"), "/network/approvals/")
    expect(officer.locator("#asked-words")).to_contain_text(approval.number)
    hands.look(officer, "network-approvals")
    officer.get_by_role("link", name=approval.number, exact=True).click()
    expect(officer.locator("#main")).to_contain_text("整车质保 第 3 条")
    hands.look(officer, "network-approval")
    hands.chip(officer, "通过")
    officer.locator("input[name=granted]").fill("900")
    hands.act(officer, "答复门店")
    hands.refused(officer, "最多申请")
    officer.locator("input[name=granted]").fill("700")
    hands.act(officer, "答复门店")
    hands.told(officer, "已答复")

    clerk = open_as(world.warranty_clerk, f"/warranty/approvals/{approval.pk}/", size="tablet")
    expect(clerk.locator("#answer")).to_contain_text(f"SQ{approval.pk:06d}")
    phone.reload()
    hands.act(phone, "开工")
    expect(phone.locator("#main")).to_contain_text("作业中")


@pytest.mark.req("WARR-30", "PLAT-03")
def test_a_policy_is_published_and_read(world: World, clock: Clock, open_as: OpenAs) -> None:
    PolicyVersion.objects.create(
        policy=Policy.objects.create(code="YL-ZC"),
        number=1,
        name="整车质保",
        months=36,
        km=100_000,
        from_on=date(2026, 4, 1),
        published_at=clock.now,
    )
    world.staff("warranty_clerk")

    officer = open_as(world.actor("network_officer"), "/network/published/")
    officer.get_by_role("link", name="发布", exact=True).last.click()
    expect(officer.locator("select[name=policy_id]")).to_contain_text("整车质保")
    officer.locator("select[name=policy_id]").select_option(index=1)
    hands.look(officer, "network-publish")
    hands.act(officer, "发布")
    hands.told(officer, "已发布给 2 家门店")
    expect(officer.locator("#main")).to_contain_text("未读")

    clerk = open_as(world.warranty_clerk, "/", size="phone")
    clerk.get_by_role("link", name="阅读通知").first.click()
    expect(clerk.locator("#main")).to_contain_text("36")
    hands.look(clerk, "network-notice")
    hands.act(clerk, "已阅")
    hands.told(clerk, "已确认阅读")

    officer.reload()
    expect(officer.get_by_role("row", name="北城店")).to_contain_text("1 /")
