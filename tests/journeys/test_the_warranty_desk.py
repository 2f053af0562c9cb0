"""A covered job from the ramp to the paid claim; a refused claim sent again (WARR-10, WARR-12, WARR-14)."""

import re

import pytest
from playwright.sync_api import Page, expect

from huichang.vehicles import cover_answers
from huichang.warranty.models import Claim, Submission
from huichang.warranty.states import ClaimState
from tests.clock import Clock
from tests.journeys import hands
from tests.journeys.conftest import OpenAs
from tests.stories import Visiting
from tests.warranty.claiming import Claiming, covered
from tests.warranty.settlement import imported
from tests.world import World


@pytest.fixture(autouse=True)
def all_is_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line is covered; the policies have journeys of their own."""
    monkeypatch.setattr(cover_answers, "answers", covered())


def sheet(page: Page, name: str) -> None:
    """The sheet of an act is opened by its button below."""
    page.locator(".acts").get_by_role("button", name=name, exact=True).click()


@pytest.mark.req("WARR-10", "WARR-12", "WARR-13", "WARR-14", "WARR-15")
def test_a_covered_job_from_the_ramp_to_the_paid_claim(world: World, clock: Clock, open_as: OpenAs) -> None:
    story = Claiming(world, Visiting(world, at=clock.now))
    story.visiting.quoted()
    clock.set(story.at)

    adviser = open_as(world.adviser, f"/warranty/split/{story.visiting.order.pk}/", size="tablet")
    expect(adviser.locator("#main")).to_contain_text("质保内")
    hands.look(adviser, "warranty-split")
    adviser.get_by_role("button", name="申请鉴定").first.click()
    expect(adviser.locator("#main")).to_contain_text("待鉴定")
    story.claim = Claim.objects.get()

    clerk = open_as(world.warranty_clerk, f"/warranty/claims/{story.claim.pk}/inspect/", size="tablet")
    for kind in ("fault", "part", "vin", "odometer"):
        field = clerk.locator(f"hc-photos:has(input[name=photos-{kind}])")
        field.locator("[data-picker]").set_input_files([hands.photo(kind)])
        expect(field.locator(".photo-one")).to_have_count(1)
    clerk.get_by_label("测量项").first.fill("前制动片厚度")
    clerk.get_by_label("实测值").first.fill("1.8 mm")
    hands.act(clerk, "保存证据")
    expect(clerk.locator("#main")).to_contain_text("1.8 mm")
    clerk.get_by_label("检查步骤和原因分析").fill("拆检前制动片，内侧摩擦片脱层")
    for field in clerk.get_by_label("供应商代码").all():
        field.fill("BOSCH01")
    hands.look(clerk, "warranty-inspect")
    hands.act(clerk, "完成鉴定")
    expect(clerk.get_by_text("维修中").first).to_be_visible()
    story.registered()
    story.visiting.at = clock.now
    story.work()
    clock.set(story.at)

    phone = open_as(world.warranty_clerk, "/warranty/parts/?only=tagged", size="phone")
    phone.get_by_label("货位", exact=True).fill("SP-01-1")
    phone.locator("hc-scan input[name=tag]").first.fill(story.part.tag)
    hands.look(phone, "warranty-parts")
    phone.get_by_role("button", name="入库", exact=True).click()
    hands.told(phone, "已入库")

    clerk.goto(re.sub(r"claims/.*", f"claims/{story.claim.pk}/report/", clerk.url))
    clerk.get_by_label("措施及结果").fill("更换前制动片")
    hands.act(clerk, "保存报告")
    clerk.goto(clerk.url.replace("report/", ""))
    expect(clerk.locator("#findings")).to_contain_text("没有问题")
    hands.look(clerk, "warranty-claim")
    sheet(clerk, "上报")
    clerk.locator("dialog[open]").get_by_role("button", name="上报").click()
    expect(clerk.get_by_text("已上报").first).to_be_visible()

    story.visiting.at = clock.now
    story.settled()
    assert story.visiting.statement.total == 466
    imported(world, (story.claim.number, 680, ""))
    clerk.goto(re.sub(r"claims/.*", "settlements/", clerk.url))
    clerk.get_by_role("button", name=re.compile("入账 1 行")).click()
    hands.told(clerk, "已入账 1 行")
    story.claim.refresh_from_db()
    assert story.claim.state == ClaimState.PAID
    clerk.goto(re.sub(r"settlements/.*", "ageing/", clerk.url))
    expect(clerk.locator("#main")).to_contain_text("厂家没有欠款")


@pytest.mark.req("WARR-12", "WARR-14")
def test_a_refused_claim_is_sent_again(world: World, clock: Clock, open_as: OpenAs) -> None:
    story = Claiming(world, Visiting(world, at=clock.now)).sent()
    clock.set(story.at)
    clerk = open_as(world.warranty_clerk, f"/warranty/claims/{story.claim.pk}/")
    sheet(clerk, "登记厂家答复")
    dialog = clerk.locator("dialog[open]")
    hands.chip(dialog, "拒绝")
    dialog.get_by_role("button", name="登记").click()
    hands.refused(clerk, "请写明厂家的理由")
    dialog.get_by_label(re.compile("理由")).fill("零件号照片不清")
    dialog.get_by_role("button", name="登记").click()
    expect(clerk.get_by_text("审核拒绝").first).to_be_visible()

    sheet(clerk, "再次上报")
    dialog = clerk.locator("dialog[open]")
    dialog.get_by_label("补充了什么依据").fill("补拍零件号")
    dialog.get_by_role("button", name="上报").click()
    expect(clerk.get_by_text(f"{story.claim.number}-2").first).to_be_visible()
    assert Submission.objects.filter(claim=story.claim).count() == 2
    hands.look(clerk, "warranty-again")
