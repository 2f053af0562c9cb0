"""Recalls and service campaigns: which cars they hit, what becomes of each, what holds a car back."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huichang.kernel import finder
from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.vehicles import campaign_cards, campaign_hits, campaigns, notices
from huichang.vehicles.models import Campaign, CampaignRange, CampaignResult, CampaignVin
from tests.web import page, signed_in
from tests.workshop.desk import stroke
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("WARR-20")
SAID: dict[str, Any] = {
    "kind": "recall",
    "name": "制动主缸密封圈",
    "brand": "远岚",
    "stop": "delivery",
    "defect": "密封圈材料老化",
    "risk": "制动距离变长",
    "remedy": "免费更换制动主缸密封圈",
    "starts_on": date(2026, 1, 1),
    "minutes": 60,
}


def begun(world: World, number: str = "ZH2026-01", **said: Any) -> Campaign:
    """A campaign in preparation."""
    return campaigns.begin_campaign(
        world.warranty_clerk,
        number=number,
        said={**SAID, **said},
        works=["BR0101RR"],
        parts=[("BR-1001", Decimal(1))],
        at=NOON,
    )


def opened(world: World, number: str = "ZH2026-01", *, vin: str = "", **said: Any) -> Campaign:
    """A campaign that hits the cast's car."""
    campaign = begun(world, number, **said)
    CampaignVin.objects.create(campaign=campaign, vin=vin or world.car.vin)
    return campaigns.move_campaign(world.warranty_clerk, campaign.pk, verb="open", at=NOON)


class TestBeginCampaign:
    @pytest.mark.req("WARR-30")
    def test_the_manufacturer_begins_and_opens_its_own(self, world: World) -> None:
        officer = world.actor("network_officer")
        campaign = campaigns.begin_campaign(
            officer, number="ZH2026-09", said=SAID, works=[], parts=[], at=NOON
        )
        CampaignVin.objects.create(campaign=campaign, vin=world.car.vin)
        campaigns.move_campaign(officer, campaign.pk, verb="open", at=NOON)
        assert [each.number for each in campaign_hits.hits_of(world.car.pk, on=TODAY)] == ["ZH2026-09"]

    @pytest.mark.req("WARR-30")
    def test_is_the_manufacturers_alone_where_its_people_work(self, world: World) -> None:
        campaign = begun(world)
        world.staff("network_officer", world.south)
        clerk, refused = world.warranty_clerk, "召回和服务活动由厂家发布，请在通知公告里查看"
        vin = world.car.vin
        with pytest.raises(NotAllowed, match=refused):
            campaigns.begin_campaign(clerk, number="X", said=SAID, at=NOON)
        with pytest.raises(NotAllowed, match=refused):
            campaigns.change_campaign(clerk, campaign.pk, said={}, at=NOON)
        with pytest.raises(NotAllowed, match=refused):
            campaigns.move_campaign(clerk, campaign.pk, verb="open", at=NOON)
        with pytest.raises(NotAllowed, match=refused):
            campaigns.add_range(clerk, campaign.pk, vin_from=vin, vin_until=vin, at=NOON)
        with pytest.raises(NotAllowed, match=refused):
            campaigns.drop_range(clerk, campaign.pk, 0, at=NOON)

    @pytest.mark.req("WARR-30")
    def test_what_is_prepared_is_known_to_who_may_open_it(self, world: World) -> None:
        campaign = begun(world)
        key, own = campaign.pk, f"/history/vehicles.campaign/{campaign.pk}/"
        assert [each.id for each in campaign_cards.campaigns(world.warranty_clerk)] == [key]
        world.staff("network_officer", world.south)
        for actor in (world.warranty_clerk, world.adviser, world.actor("general_manager")):
            assert campaign_cards.campaigns(actor) == []
            assert finder.find(actor, "ZH2026-01") == []
            with pytest.raises(Missing):
                campaign_cards.campaign_page(actor, key, on=TODAY)
            assert campaign_cards.cars(actor, key, at=NOON) == []
            assert signed_in(actor).get(own).status_code == 404
            assert "准备中" not in page(signed_in(actor), "/vehicles/campaigns/")
        officer = world.actor("network_officer", world.south)
        assert campaign_cards.campaign_page(officer, key, on=TODAY).number == "ZH2026-01"
        assert signed_in(officer).get(own).status_code == 200
        CampaignVin.objects.create(campaign=campaign, vin=world.car.vin)
        campaigns.move_campaign(officer, key, verb="open", at=NOON)
        assert [each.id for each in campaign_cards.campaigns(world.adviser)] == [key]

    def test_is_found_by_its_number(self, world: World) -> None:
        campaign = opened(world)
        hits = [(each.kind, each.url) for each in finder.find(world.adviser, "zh2026-01")]
        assert hits == [("召回", f"/vehicles/campaigns/{campaign.pk}/")]

    def test_says_nothing_before_it_is_opened(self, world: World) -> None:
        campaign = begun(world)
        CampaignVin.objects.create(campaign=campaign, vin=world.car.vin)
        assert campaign_hits.hits_of(world.car.pk, on=TODAY) == []
        assert [each.code for each in campaign.works.all()] == ["BR0101RR"]

    def test_refusals(self, world: World) -> None:
        begun(world)
        with pytest.raises(Refused, match="已经登记过"):
            begun(world)
        with pytest.raises(Refused, match="缺陷情况"):
            begun(world, "X", defect="")
        with pytest.raises(Refused, match="结束日期"):
            begun(world, "X", ends_on=date(2025, 1, 1))
        with pytest.raises(NotAllowed):
            campaigns.begin_campaign(world.adviser, number="X", said=SAID, at=NOON)


class TestChangeCampaign:
    def test_changes_words_and_remedy(self, world: World) -> None:
        campaign = begun(world)
        campaigns.change_campaign(
            world.warranty_clerk,
            campaign.pk,
            said={"name": "制动主缸"},
            works=[],
            parts=[("FL-2001", Decimal(2))],
            seen=1,
            at=NOON,
        )
        campaign.refresh_from_db()
        assert campaign.name == "制动主缸"
        assert [(each.number, each.quantity) for each in campaign.parts.all()] == [("FL-2001", 2)]
        with pytest.raises(Changed):
            campaigns.change_campaign(world.warranty_clerk, campaign.pk, said={}, seen=1, at=NOON)
        with pytest.raises(NotAllowed):
            campaigns.change_campaign(world.adviser, campaign.pk, said={}, at=NOON)


class TestMoveCampaign:
    def test_needs_cars_and_a_remedy(self, world: World) -> None:
        campaign = begun(world)
        with pytest.raises(Refused, match="车辆名单"):
            campaigns.move_campaign(world.warranty_clerk, campaign.pk, verb="open", at=NOON)
        campaigns.change_campaign(world.warranty_clerk, campaign.pk, said={"remedy": ""}, at=NOON)
        with pytest.raises(Refused, match="维修措施"):
            campaigns.move_campaign(world.warranty_clerk, campaign.pk, verb="open", at=NOON)

    def test_closed_ones_hit_nobody(self, world: World) -> None:
        campaign = opened(world)
        campaigns.move_campaign(world.warranty_clerk, campaign.pk, verb="close", at=NOON)
        assert campaign_hits.hits_of(world.car.pk, on=TODAY) == []
        with pytest.raises(OutOfTurn):
            campaigns.move_campaign(world.warranty_clerk, campaign.pk, verb="open", at=NOON)


class TestAddRange:
    def test_the_check_digit_does_not_count(self, world: World) -> None:
        campaign = begun(world)
        campaigns.add_range(
            world.warranty_clerk,
            campaign.pk,
            vin_from="LSVAL41Z082104200",
            vin_until="LSVAL41Z082104202",
            at=NOON,
        )
        campaigns.move_campaign(world.warranty_clerk, campaign.pk, verb="open", at=NOON)
        assert [each.number for each in campaign_hits.hits_of(world.car.pk, on=TODAY)] == ["ZH2026-01"]
        assert list(campaign_hits.cars_of(campaign.pk)) == [world.car]
        assert not campaign_hits.is_hit(campaign.pk, "LSVAL41Z982104203")

    @pytest.mark.parametrize(
        ("first", "last", "why"),
        [
            ("LSVAL41Z88210420", "LSVAL41Z882104202", "17"),
            ("LSVAL41Z8821O4202", "LSVAL41Z882104202", "O"),
            ("LSVAL41Z882104203", "LSVAL41Z882104202", "不能小于"),
            ("LSVAL41Z882104202", "LSVBL41Z882104203", "前 8 位"),
        ],
    )
    def test_what_cannot_be_a_range(self, world: World, first: str, last: str, why: str) -> None:
        campaign = begun(world)
        with pytest.raises(Refused, match=why):
            campaigns.add_range(world.warranty_clerk, campaign.pk, vin_from=first, vin_until=last, at=NOON)

    def test_only_once_and_by_whom_it_concerns(self, world: World) -> None:
        campaign = begun(world)
        vins = {"vin_from": "LSVAL41Z082104200", "vin_until": "LSVAL41Z082104202"}
        campaigns.add_range(world.warranty_clerk, campaign.pk, **vins, at=NOON)
        with pytest.raises(Refused, match="登记过"):
            campaigns.add_range(world.warranty_clerk, campaign.pk, **vins, at=NOON)
        with pytest.raises(NotAllowed):
            campaigns.add_range(world.technician, campaign.pk, **vins, at=NOON)


class TestDropRange:
    def test_before_the_start(self, world: World) -> None:
        campaign = begun(world)
        found = self.ranged(world, campaign)
        with pytest.raises(NotAllowed):
            campaigns.drop_range(world.technician, campaign.pk, found.pk, at=NOON)
        campaigns.drop_range(world.warranty_clerk, campaign.pk, found.pk, at=NOON)
        assert CampaignRange.objects.filter(campaign=campaign).count() == 0
        with pytest.raises(Missing):
            campaigns.drop_range(world.warranty_clerk, campaign.pk, found.pk, at=NOON)

    def test_never_once_cars_were_called(self, world: World) -> None:
        campaign = opened(world)
        found = self.ranged(world, campaign)
        with pytest.raises(OutOfTurn, match="五年"):
            campaigns.drop_range(world.warranty_clerk, campaign.pk, found.pk, at=NOON)

    @staticmethod
    def ranged(world: World, campaign: Campaign) -> CampaignRange:
        return campaigns.add_range(
            world.warranty_clerk,
            campaign.pk,
            vin_from="LSVAL41Z082104200",
            vin_until="LSVAL41Z082104202",
            at=NOON,
        )


class TestNotices:
    def test_a_car_that_comes_later_is_hit_too(self, world: World) -> None:
        opened(world, vin="1HGCM82633A004352")
        assert campaign_hits.hits_of(world.car.pk, on=TODAY) == []
        car = world.another_car()
        assert [each.number for each in campaign_hits.hits_of(car.pk, on=TODAY)] == ["ZH2026-01"]

    def test_ask_once_and_stop_the_delivery(self, world: World) -> None:
        opened(world)
        with CaptureQueriesContext(connection) as asked:
            hits = campaign_hits.hits_of(world.car.pk, on=TODAY)
        assert len(asked) == 1
        assert hits[0].blocks
        told = notices.stops(world.car.pk, store_id=world.north.pk, at=NOON)
        assert [each.kind for each in told if each.kind == "campaign"] == ["campaign"]
        assert "召回 ZH2026-01" in told[0].text

    def test_only_in_its_time(self, world: World) -> None:
        opened(world, starts_on=TODAY + timedelta(days=1))
        opened(world, "ZH2026-02", ends_on=TODAY - timedelta(days=1))
        assert campaign_hits.hits_of(world.car.pk, on=TODAY) == []

    def test_a_quiet_one_is_not_for_the_customer(self, world: World) -> None:
        opened(world, kind="quiet", stop="none")
        (hit,) = campaign_hits.hits_of(world.car.pk, on=TODAY)
        assert not hit.is_told
        assert not hit.blocks

    def test_a_stopped_sale_holds_a_car_that_nobody_has_bought(self, world: World) -> None:
        opened(world, stop="sale")
        campaigns.record_result(
            world.adviser, Campaign.objects.get().pk, world.car.pk, outcome="no_parts", at=NOON
        )
        assert not campaign_hits.hits_of(world.car.pk, on=TODAY)[0].blocks
        world.car.sold_on = world.car.licensed_on = None
        world.car.save()
        assert campaign_hits.hits_of(world.car.pk, on=TODAY)[0].blocks


class TestRecordResult:
    def test_a_refusal_is_signed_and_lets_the_car_go(self, world: World) -> None:
        campaign = opened(world)
        with pytest.raises(Refused, match="签字"):
            campaigns.record_result(world.adviser, campaign.pk, world.car.pk, outcome="refused", at=NOON)
        with pytest.raises(Refused, match="姓名"):
            campaigns.record_result(
                world.adviser, campaign.pk, world.car.pk, outcome="refused", signature=stroke(), at=NOON
            )
        found = campaigns.record_result(
            world.adviser,
            campaign.pk,
            world.car.pk,
            outcome="refused",
            words="下次再做",
            signature=stroke(),
            name=" 王建国 ",
            at=NOON,
        )
        assert (found.signature_id is not None, found.signed_name, found.told) == (
            True,
            "王建国",
            "制动距离变长",
        )
        (hit,) = campaign_hits.hits_of(world.car.pk, on=TODAY)
        assert (hit.outcome, hit.blocks, hit.is_open) == ("refused", False, True)

    @pytest.mark.parametrize("outcome", ["done", "scrapped", "sold_away"])
    def test_the_rest_is_told_in_words(self, world: World, outcome: str) -> None:
        campaign = opened(world)
        with pytest.raises(Refused, match="写明"):
            campaigns.record_result(world.adviser, campaign.pk, world.car.pk, outcome=outcome, at=NOON)
        campaigns.record_result(
            world.adviser, campaign.pk, world.car.pk, outcome=outcome, words="南城店已做", at=NOON
        )
        assert not campaign_hits.hits_of(world.car.pk, on=TODAY)[0].is_open

    def test_refusals(self, world: World) -> None:
        campaign = opened(world)
        other = world.another_car()
        with pytest.raises(Missing, match="不涉及"):
            campaigns.record_result(world.adviser, campaign.pk, other.pk, outcome="no_parts", at=NOON)
        with pytest.raises(Refused, match="选择结果"):
            campaigns.record_result(world.adviser, campaign.pk, world.car.pk, outcome="lost", at=NOON)
        with pytest.raises(NotAllowed):
            campaigns.record_result(world.technician, campaign.pk, world.car.pk, outcome="no_parts", at=NOON)
        with pytest.raises(NotAllowed):
            campaigns.record_result(
                replace(world.adviser, grants={}), campaign.pk, world.car.pk, outcome="no_parts", at=NOON
            )
        campaigns.record_result(
            world.adviser, campaign.pk, world.car.pk, outcome="done", words="别店", at=NOON
        )
        with pytest.raises(OutOfTurn, match="完成"):
            campaigns.record_result(world.adviser, campaign.pk, world.car.pk, outcome="no_parts", at=NOON)


class TestTakeBackResult:
    def test_a_wrong_click_is_taken_back(self, world: World) -> None:
        campaign = opened(world)
        campaigns.record_result(world.adviser, campaign.pk, world.car.pk, outcome="no_parts", at=NOON)
        with pytest.raises(NotAllowed):
            campaigns.take_back_result(world.technician, campaign.pk, world.car.pk, at=NOON)
        campaigns.take_back_result(world.adviser, campaign.pk, world.car.pk, at=NOON)
        assert CampaignResult.objects.count() == 0
        with pytest.raises(Missing):
            campaigns.take_back_result(world.adviser, campaign.pk, world.car.pk, at=NOON)
