"""Recalls and service campaigns call the owners of their cars (WARR-20)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.care import due, invitations, jobs, queries
from huichang.care.models import DueItem
from huichang.company.roles import Role
from huichang.company.settings import forget
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.vehicles import campaign_cards, campaign_parts, campaigns
from huichang.vehicles.models import Campaign, CampaignVin
from tests.care.test_due import finding
from tests.stories import Visiting
from tests.vehicles.test_campaigns import opened
from tests.workshop.desk import stroke
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("WARR-20")


def called(world: World, campaign: Campaign) -> str:
    """How the campaign's page says the call about the cast's car stands."""
    rows = campaign_cards.cars(world.warranty_clerk, campaign.pk, at=NOON)
    return next(each.called for each in rows if each.car.id == world.car.pk)


class TestTakeInvitations:
    def test_the_cars_of_open_campaigns_stand_on_the_list_once(self, world: World) -> None:
        campaign = opened(world)
        assert invitations.take_invitations(world.care_agent, world.north.pk, at=NOON) == 1
        assert invitations.take_invitations(world.care_agent, world.north.pk, at=NOON) == 0
        (group,) = queries.due_list(world.care_agent, on=TODAY, kind="campaign")
        assert (group.vehicle_id, group.first.is_safety) == (world.car.pk, True)
        assert "召回" in group.first.text
        assert called(world, campaign) == "待联系"

    def test_one_call_for_all_that_the_car_needs(self, world: World) -> None:
        finding(Visiting(world).opened())
        opened(world)
        invitations.take_invitations(world.care_agent, world.north.pk, at=NOON)
        (group,) = queries.due_list(world.care_agent, on=TODAY)
        assert {matter.kind for matter in group.matters} == {"declined", "campaign"}

    def test_the_answer_comes_back_to_the_campaign(self, world: World) -> None:
        campaign = opened(world)
        invitations.take_invitations(world.care_agent, world.north.pk, at=NOON)
        row = DueItem.objects.get(for_campaign=campaign.pk)
        due.put_off(world.care_agent, row.pk, until=TODAY + timedelta(days=5), at=NOON)
        assert called(world, campaign).endswith("再联系")
        due.refuse(world.care_agent, row.pk, why="没时间", at=NOON)
        assert called(world, campaign) == "客户拒绝：没时间"
        invitations.take_invitations(world.care_agent, world.north.pk, at=NOON)
        assert queries.due_list(world.care_agent, on=TODAY, kind="campaign") == [], (
            "who said no is not called"
        )

    @pytest.mark.parametrize(
        ("outcome", "state"),
        [("done", "done"), ("refused", "refused"), ("scrapped", "done"), ("no_parts", "open")],
    )
    def test_what_is_settled_needs_no_call(self, world: World, outcome: str, state: str) -> None:
        campaign = opened(world)
        invitations.take_invitations(world.care_agent, world.north.pk, at=NOON)
        campaigns.record_result(
            world.adviser,
            campaign.pk,
            world.car.pk,
            outcome=outcome,
            words="厂家通知",
            signature=stroke(),
            name="王建国",
            at=NOON,
        )
        assert DueItem.objects.get(for_campaign=campaign.pk).state == state

    def test_a_result_that_was_wrong_brings_the_call_back(self, world: World) -> None:
        campaign = opened(world)
        invitations.take_invitations(world.care_agent, world.north.pk, at=NOON)
        said = {"outcome": "done", "words": "别店完成"}
        campaigns.record_result(world.adviser, campaign.pk, world.car.pk, at=NOON, **said)
        campaigns.take_back_result(world.adviser, campaign.pk, world.car.pk, at=NOON)
        jobs.invite(world.care_agent, world.north.pk, at=NOON)
        assert DueItem.objects.get(for_campaign=campaign.pk).state == "open"

    def test_a_campaign_that_is_closed_calls_nobody(self, world: World) -> None:
        campaign = opened(world)
        invitations.take_invitations(world.care_agent, world.north.pk, at=NOON)
        campaigns.move_campaign(world.warranty_clerk, campaign.pk, verb="close", at=NOON)
        invitations.take_invitations(world.care_agent, world.north.pk, at=NOON)
        assert DueItem.objects.get(for_campaign=campaign.pk).state == "done"

    def test_so_many_calls_a_day_as_the_store_makes(self, world: World) -> None:
        campaign = opened(world)
        for number in range(4):
            car = world.another_car(f"沪B6{number:03d}Z", f"LSVAL41Z88210430{number}", store=world.north)
            CampaignVin.objects.create(campaign=campaign, vin=car.vin)
        world.north.settings = {"care.invitations_a_day": 2}
        world.north.save()
        forget(world.north.pk)
        assert invitations.take_invitations(world.care_agent, world.north.pk, at=NOON) == 5
        days = sorted((row.due_on - TODAY).days for row in DueItem.objects.all())
        assert days == [0, 0, 1, 1, 2]
        assert len(queries.due_list(world.care_agent, on=TODAY, kind="campaign")) == 2

    def test_a_quiet_campaign_calls_nobody(self, world: World) -> None:
        campaign = opened(world)
        campaigns.change_campaign(world.warranty_clerk, campaign.pk, said={"kind": "quiet"}, at=NOON)
        assert invitations.take_invitations(world.care_agent, world.north.pk, at=NOON) == 0

    def test_a_car_that_two_stores_know_is_called_by_one(self, world: World) -> None:
        opened(world)
        world.wang.known_at = [world.north.pk, world.south.pk]
        world.wang.save()
        invitations.take_invitations(world.care_agent, world.north.pk, at=NOON)
        assert (
            invitations.take_invitations(world.actor(Role.CARE_AGENT, world.south), world.south.pk, at=NOON)
            == 0
        )
        assert DueItem.objects.get().store_id == world.north.pk

    def test_not_for_everybody_nor_elsewhere(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            invitations.take_invitations(world.technician, world.north.pk, at=NOON)
        with pytest.raises((Missing, NotAllowed)):
            invitations.take_invitations(world.care_agent, world.south.pk, at=NOON)


class TestPartsPlan:
    def test_says_what_is_there_and_what_is_short(self, world: World) -> None:
        campaign = opened(world)
        (row,) = campaign_parts.plan(world.warranty_clerk, campaign.pk, on=TODAY)
        assert (row.number, row.cars, row.needed, row.soon) == ("BR-1001", 1, Decimal(1), Decimal(0))
        assert row.stock is not None
        assert row.short == max(Decimal(0), 1 - row.stock.free - row.stock.in_transit)
        world.car.km_per_day = Decimal(400)
        world.car.save()
        assert campaign_parts.plan(world.warranty_clerk, campaign.pk, on=TODAY)[0].soon == 1
        said = {"outcome": "done", "words": "别店完成"}
        campaigns.record_result(world.adviser, campaign.pk, world.car.pk, at=NOON, **said)
        assert campaign_parts.plan(world.warranty_clerk, campaign.pk, on=TODAY)[0].needed == 0
