"""Policies on the screen: listed, written, tried on a car, published; a car's covers; campaigns and what became of them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huichang.company.roles import Role
from huichang.vehicles.models import (
    Campaign,
    CampaignResult,
    CampaignVin,
    CoverContract,
    Policy,
    PolicyVersion,
)
from tests.vehicles.promises import published
from tests.vehicles.test_campaigns import begun, opened
from tests.web import page, post, signed_in
from tests.world import World

DRAFT = {
    "code": "yl-zc",
    "name": "远岚整车担保",
    "kind": "vehicle",
    "brand": "远岚",
    "start": "licence",
    "months": "36",
    "km": "60000",
    "shares": "",
    "voids": ["modified", "misuse"],
    "clause": "质量担保手册第 2.1 条",
    "from_on": "2020-01-01",
}


@pytest.mark.req("WARR-01")
class TestPolicies:
    def test_an_empty_list_says_what_belongs_here(self, world: World) -> None:
        clerk = signed_in(world.warranty_clerk)
        assert "还没有担保政策" in page(clerk, "/vehicles/policies/")
        assert "起草政策" not in page(signed_in(world.adviser), "/vehicles/policies/")

    def test_written_tried_and_published(self, world: World) -> None:
        clerk = signed_in(world.warranty_clerk)
        assert "起草担保政策" in page(clerk, "/vehicles/policies/new/")
        answer = post(clerk, "/vehicles/policies/new/", **DRAFT)
        policy = Policy.objects.get(code="YL-ZC")
        assert answer.status_code == 302
        assert policy.draft.voids == ["modified", "misuse"]
        tried = post(
            clerk,
            "/vehicles/policies/try/",
            **{
                **DRAFT,
                "policy": policy.pk,
                "car": world.car.plate,
                "on": "2026-03-02",
                "km": "45210",
                "system": "engine",
            },
        )
        text = tried.content.decode()
        assert "还没有适用于这台车的担保政策" in text
        assert "36 个月到 2026-05-06" in text
        shown = page(clerk, f"/vehicles/policies/{policy.pk}/")
        assert "发布后才生效" in shown
        post(clerk, f"/vehicles/policies/{policy.pk}/publish/", seen=1)
        assert PolicyVersion.objects.get().number == 1
        page(clerk, f"/vehicles/policies/{policy.pk}/edit/")
        post(
            clerk,
            f"/vehicles/policies/{policy.pk}/edit/",
            **{**DRAFT, "months": "24", "from_on": "2030-01-01"},
        )
        shown = page(clerk, f"/vehicles/policies/{policy.pk}/")
        assert "<del>36 个月 或 60,000 公里，先到为准</del> → 24 个月 或 60,000 公里，先到为准" in shown
        post(clerk, f"/vehicles/policies/{policy.pk}/drop/")
        assert not Policy.objects.filter(draft__isnull=False).exists()

    @pytest.mark.req("WARR-30")
    def test_where_the_manufacturer_writes_the_clerk_reads_and_tries(self, world: World) -> None:
        version = published(world)
        world.staff(Role.NETWORK_OFFICER, world.south)
        clerk, own = signed_in(world.warranty_clerk), f"/vehicles/policies/{version.policy_id}/"
        shown = page(clerk, "/vehicles/policies/")
        assert "YL-ZC" in shown
        assert "起草政策" not in shown
        assert "从 Excel 导入" not in shown
        shown = page(clerk, own)
        assert "修订</span>" not in shown
        assert "试算</span>" in shown
        shown = page(clerk, f"{own}edit/")
        assert "这里只能改条件试算" in shown
        assert "保存草稿" not in shown
        tried = {**DRAFT, "policy": version.policy_id, "car": world.car.plate, "system": "engine"}
        assert "改完" in post(clerk, "/vehicles/policies/try/", **tried).content.decode()
        for url in ("/vehicles/policies/new/", "/company/sheets/of/vehicles.policies/template.xlsx"):
            assert clerk.get(url).status_code == 403
        assert post(clerk, f"{own}edit/", **DRAFT).status_code == 403
        assert "修订</span>" in page(signed_in(world.actor("network_officer", world.south)), own)

    def test_all_drafts_are_published_together(self, world: World) -> None:
        clerk = signed_in(world.warranty_clerk)
        for code in ("A1", "A2"):
            post(clerk, "/vehicles/policies/new/", **{**DRAFT, "code": code})
        assert "2 条草稿将一起发布" in page(clerk, "/vehicles/policies/")
        post(clerk, "/vehicles/policies/publish/", reason="厂家 2026 版")
        assert PolicyVersion.objects.count() == 2

    def test_found_by_number_and_initials(self, world: World) -> None:
        published(world)
        adviser = signed_in(world.adviser)
        assert "YL-ZC" in page(adviser, "/vehicles/policies/?q=ylzc")
        assert "没有找到这样的政策" in page(adviser, "/vehicles/policies/?q=xyz")
        assert "没有找到这样的政策" in page(adviser, "/vehicles/policies/?kind=wear")

    def test_pages_ask_little(self, world: World) -> None:
        version = published(world)
        adviser = signed_in(world.adviser)
        car = world.car.pk
        for url in (
            "/vehicles/policies/",
            f"/vehicles/policies/{version.policy_id}/",
            f"/vehicles/{car}/covers/",
        ):
            page(adviser, url)
            with CaptureQueriesContext(connection) as asked:
                page(adviser, url)
            assert len(asked) <= 12, [each["sql"][:90] for each in asked]


@pytest.mark.req("WARR-01")
class TestCovers:
    def test_a_car_with_what_is_left(self, world: World) -> None:
        published(world)
        shown = page(signed_in(world.adviser), f"/vehicles/{world.car.pk}/covers/")
        assert "远岚整车担保" in shown
        assert "从 2023-05-06（行驶证日期）起算 36 个月到 2026-05-06" in shown

    def test_a_contract_is_bought_and_ended(self, world: World) -> None:
        version = published(world, "YB", kind="extended", start="contract", name="延保两年")
        clerk = signed_in(world.warranty_clerk)
        url = f"/vehicles/{world.car.pk}/"
        post(
            clerk,
            f"{url}contracts/",
            policy=version.policy_id,
            number="yb-001",
            bought_on="2026-03-01",
            from_on="2026-05-07",
            until_on="2028-05-06",
            until_km="100000",
        )
        contract = CoverContract.objects.get()
        assert contract.number == "YB-001"
        assert "YB-001" in page(clerk, f"{url}covers/")
        post(clerk, f"{url}contracts/{contract.pk}/end/", reason="退车")
        contract.refresh_from_db()
        assert contract.ended_reason == "退车"


@pytest.mark.req("WARR-20")
class TestCampaigns:
    def test_written_with_its_remedy_and_opened(self, world: World) -> None:
        clerk = signed_in(world.warranty_clerk)
        assert "还没有召回或服务活动" in page(clerk, "/vehicles/campaigns/")
        page(clerk, "/vehicles/campaigns/new/")
        said = {
            "number": "ZH2026-01",
            "name": "制动主缸密封圈",
            "kind": "recall",
            "stop": "delivery",
            "defect": "密封圈老化",
            "risk": "制动距离变长",
            "remedy": "更换密封圈",
            "starts_on": "2026-01-01",
            "minutes": "60",
            "works": "BR0101RR",
            "parts": "BR-1001 2\nFL-2001",
        }
        post(clerk, "/vehicles/campaigns/new/", **said)
        campaign = Campaign.objects.get()
        assert [(each.number, each.quantity) for each in campaign.parts.order_by("pk")] == [
            ("BR-1001", Decimal(2)),
            ("FL-2001", Decimal(1)),
        ]
        url = f"/vehicles/campaigns/{campaign.pk}/"
        page(clerk, f"{url}edit/")
        post(clerk, f"{url}edit/", **{**said, "name": "制动主缸", "seen": 1})
        post(clerk, f"{url}range/", vin_from="LSVAL41Z082104200", vin_until="LSVAL41Z082104202")
        post(clerk, f"{url}move/", verb="open")
        campaign.refresh_from_db()
        assert (campaign.name, campaign.state) == ("制动主缸", "open")
        shown = page(clerk, url)
        assert world.car.vin[-6:] in shown
        assert "王建国" in shown

    def test_a_car_with_what_becomes_of_it(self, world: World) -> None:
        campaign = opened(world)
        adviser = signed_in(world.adviser)
        url = f"/vehicles/{world.car.pk}/campaigns/"
        assert "处理之前不能交车" in page(adviser, url)
        post(adviser, f"{url}{campaign.pk}/record/", outcome="no_parts", words="缺密封圈")
        assert "缺件待料" in page(adviser, url)
        post(adviser, f"{url}{campaign.pk}/take-back/")
        assert CampaignResult.objects.count() == 0
        assert "没有要做的召回" in page(adviser, f"/vehicles/{world.another_car().pk}/campaigns/")

    def test_progress_by_week_and_a_report(self, world: World) -> None:
        campaign = opened(world)
        CampaignResult.objects.create(
            campaign=campaign,
            vin=world.car.vin,
            outcome="done",
            on=date(2026, 2, 3),
            by_store=world.north,
            at="2026-02-03T04:00Z",
        )
        clerk = signed_in(world.warranty_clerk)
        shown = page(clerk, f"/vehicles/campaigns/{campaign.pk}/?all=1")
        assert "100%" in shown
        assert "2026-02-02 起一周 1 台" in shown
        answer = clerk.get(f"/vehicles/campaigns/{campaign.pk}/report/")
        assert answer["Content-Type"].endswith("sheet")

    def test_the_list_asks_little(self, world: World) -> None:
        for number in ("A", "B", "C"):
            CampaignVin.objects.create(campaign=begun(world, number), vin=world.car.vin)
        clerk = signed_in(world.warranty_clerk)
        page(clerk, "/vehicles/campaigns/")
        with CaptureQueriesContext(connection) as asked:
            shown = page(clerk, "/vehicles/campaigns/")
        assert "制动主缸密封圈" in shown
        assert len(asked) <= 12
