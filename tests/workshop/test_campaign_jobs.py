"""A recall becomes a job of the order, is done with it, and its completion counts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from huichang.booking import known_demand
from huichang.kernel.facts import announce
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.post.models import Message
from huichang.pricebook.models import LabourRate
from huichang.vehicles import campaign_cards, campaign_hits, campaigns, notices
from huichang.vehicles.models import CampaignResult
from huichang.workshop import amending, amounts, campaign_jobs, extra_work, facts
from huichang.workshop.models import ExtraWork, Job, Order
from huichang.workshop.queries import campaigns as shown
from huichang.workshop.states import WORKABLE_LINES
from tests.vehicles.test_campaigns import opened
from tests.web import page, signed_in
from tests.workshop.desk import READY_AT, brakes, drafted, lines_of, service, signed, stroke
from tests.world import NOON, TODAY, World, minutes

pytestmark = pytest.mark.req("WARR-20")


@pytest.fixture(autouse=True)
def recall_rate(world: World) -> None:
    """What the manufacturer pays an hour of a recall."""
    LabourRate.objects.create(
        store=world.north,
        repair_type="recall",
        rate_class="standard",
        per_hour=Decimal("180.00"),
        from_on=date(2025, 1, 1),
    )


def orders_amount(order: Order) -> Decimal:
    """What the customer bears of what is agreed to."""
    return amounts.customers_part(lines_of(order), *WORKABLE_LINES)


class TestTakeUpCampaign:
    def test_becomes_a_job_that_the_manufacturer_pays(self, world: World) -> None:
        campaign = opened(world)
        order = drafted(world)
        job = campaign_jobs.take_up_campaign(world.adviser, order.pk, campaign_id=campaign.pk, at=NOON)
        assert (job.repair_type, job.payer) == ("recall", "manufacturer")
        assert [(line.name, line.payer) for line in lines_of(order)] == [
            ("更换前制动片", "manufacturer"),
            ("前制动片", "manufacturer"),
        ]
        (found,) = shown.order_campaigns(world.adviser, order.pk).campaigns
        assert found.on_order
        with pytest.raises(OutOfTurn, match="已经加进"):
            campaign_jobs.take_up_campaign(world.adviser, order.pk, campaign_id=campaign.pk, at=NOON)

    def test_a_dropped_job_may_be_taken_up_again(self, world: World) -> None:
        campaign = opened(world)
        order = drafted(world)
        job = campaign_jobs.take_up_campaign(world.adviser, order.pk, campaign_id=campaign.pk, at=NOON)
        amending.remove_job(world.adviser, job.pk, at=NOON)
        assert not shown.order_campaigns(world.adviser, order.pk).campaigns[0].on_order
        campaign_jobs.take_up_campaign(world.adviser, order.pk, campaign_id=campaign.pk, at=NOON)

    def test_refusals(self, world: World) -> None:
        campaign = opened(world)
        order = drafted(world, brakes(world))
        with pytest.raises(Missing):
            campaign_jobs.take_up_campaign(world.stranger, order.pk, campaign_id=campaign.pk, at=NOON)
        with pytest.raises(NotAllowed):
            campaign_jobs.take_up_campaign(world.technician, order.pk, campaign_id=campaign.pk, at=NOON)
        with pytest.raises(Missing, match="不涉及"):
            campaign_jobs.take_up_campaign(world.adviser, order.pk, campaign_id=campaign.pk + 1, at=NOON)
        campaigns.change_campaign(
            world.warranty_clerk, campaign.pk, said={}, works=["ZZ9999"], parts=[], at=NOON
        )
        with pytest.raises(Refused, match="ZZ9999"):
            campaign_jobs.take_up_campaign(world.adviser, order.pk, campaign_id=campaign.pk, at=NOON)

    def test_after_the_signature_the_customer_is_asked_and_pays_nothing(self, world: World) -> None:
        campaign = opened(world)
        order = signed(world, service(world))
        before = orders_amount(order)
        job = campaign_jobs.take_up_campaign(world.adviser, order.pk, campaign_id=campaign.pk, at=NOON)
        extra = ExtraWork.objects.get(order=order)
        assert (job.state, job.extra_work_id, extra.is_safety, extra.state) == (
            "proposed",
            extra.pk,
            True,
            "found",
        )
        (found,) = shown.order_campaigns(world.adviser, order.pk).campaigns
        assert (found.on_order, found.waits) == (True, True)
        with pytest.raises(OutOfTurn, match="已经加进"):
            campaign_jobs.take_up_campaign(world.adviser, order.pk, campaign_id=campaign.pk, at=NOON)
        extra_work.ask_customer(world.adviser, extra.pk, promised_at=READY_AT + minutes(60), at=NOON)
        assert "不增加您的费用" in Message.objects.latest("pk").text
        lines = [line for line in lines_of(order) if line.extra_work_id]
        extra_work.answer_extra(
            world.adviser,
            extra.pk,
            name="王建国",
            via="phone",
            price_told=amounts.total(lines),
            at=NOON,
        )
        job.refresh_from_db()
        assert job.state == "planned"
        assert orders_amount(order) == before, "nothing more for the customer"
        assert not shown.order_campaigns(world.adviser, order.pk).campaigns[0].waits

    def test_what_the_customer_does_not_want_may_be_asked_again(self, world: World) -> None:
        campaign = opened(world)
        order = signed(world, service(world))
        job = campaign_jobs.take_up_campaign(world.adviser, order.pk, campaign_id=campaign.pk, at=NOON)
        extra = ExtraWork.objects.get(order=order)
        extra_work.withdraw_extra(world.adviser, extra.pk, reason="客户赶时间", at=NOON)
        (found,) = shown.order_campaigns(world.adviser, order.pk).campaigns
        assert (found.on_order, found.hit.blocks) == (False, True)
        again = campaign_jobs.take_up_campaign(world.adviser, order.pk, campaign_id=campaign.pk, at=NOON)
        assert again.pk != job.pk

    def test_not_when_the_car_is_settled(self, world: World) -> None:
        campaign = opened(world)
        order = signed(world, service(world))
        Order.objects.filter(pk=order.pk).update(state="settled")
        with pytest.raises(OutOfTurn, match="待交车"):
            campaign_jobs.take_up_campaign(world.adviser, order.pk, campaign_id=campaign.pk, at=NOON)
        assert not shown.order_campaigns(world.adviser, order.pk).may_take


class TestDeclined:
    """What a customer does not want of an order is the signed refusal of the campaign (WARR-20)."""

    def test_with_a_signature_it_is_refused_and_told_again(self, world: World) -> None:
        campaign = opened(world)
        order = signed(world, service(world))
        job = campaign_jobs.take_up_campaign(world.adviser, order.pk, campaign_id=campaign.pk, at=NOON)
        self._declined(world, order, job, via="screen", signature=stroke())
        found = CampaignResult.objects.get(campaign=campaign)
        assert (found.outcome, found.told, found.signed_name, found.on) == (
            "refused",
            "制动距离变长",
            "王建国",
            TODAY,
        )
        assert (found.order_number, found.words) == (order.number, "平板签字：下次再做")
        assert found.signature_id is not None
        (hit,) = campaign_hits.hits_of(world.car.pk, on=TODAY)
        assert (hit.is_open, hit.blocks) == (True, False)
        told = [each.text for each in notices.about(world.car.pk, store_id=world.north.pk, at=NOON)]
        assert any("客户拒绝" in each for each in told)
        shown_page = page(signed_in(world.adviser), f"/vehicles/{world.car.pk}/campaigns/")
        for words in ("制动距离变长", "王建国", "下次再做", order.number, "/picture/"):
            assert words in shown_page
        south = page(signed_in(world.stranger), f"/vehicles/{world.car.pk}/campaigns/")
        assert "北城店" in south
        assert "王建国" not in south
        assert "/picture/" not in south

    def test_on_the_phone_nothing_is_signed_and_the_delivery_waits(self, world: World) -> None:
        campaign = opened(world)
        order = signed(world, service(world))
        job = campaign_jobs.take_up_campaign(world.adviser, order.pk, campaign_id=campaign.pk, at=NOON)
        self._declined(world, order, job, via="phone")
        assert CampaignResult.objects.count() == 0
        assert campaign_hits.hits_of(world.car.pk, on=TODAY)[0].blocks

    def test_stays_refused_when_the_car_goes_back_and_may_be_taken_back(self, world: World) -> None:
        campaign = opened(world)
        order = signed(world, service(world))
        job = campaign_jobs.take_up_campaign(world.adviser, order.pk, campaign_id=campaign.pk, at=NOON)
        self._declined(world, order, job, via="screen", signature=stroke())
        announce(facts.CheckFailed(order.store_id, order.pk, 1, None, "漏装", NOON))
        assert CampaignResult.objects.get().outcome == "refused"
        again = campaign_jobs.take_up_campaign(world.adviser, order.pk, campaign_id=campaign.pk, at=NOON)
        assert again.pk != job.pk, "the customer may think again"
        campaigns.take_back_result(world.adviser, campaign.pk, world.car.pk, at=NOON)
        assert campaign_hits.hits_of(world.car.pk, on=TODAY)[0].blocks

    @staticmethod
    def _declined(world: World, order: Order, job: Job, *, via: str, signature: str = "") -> None:
        extra = ExtraWork.objects.get(order=order)
        extra_work.ask_customer(world.adviser, extra.pk, promised_at=READY_AT + minutes(60), at=NOON)
        lines = [line for line in lines_of(order) if line.extra_work_id]
        extra_work.answer_extra(
            world.adviser,
            extra.pk,
            name="王建国",
            via=via,
            signature=signature,
            declined={job.pk: "下次再做"},
            price_told=amounts.total(lines),
            at=NOON,
        )


class TestDone:
    def test_with_the_final_check_and_open_again_when_the_car_goes_back(self, world: World) -> None:
        campaign = opened(world)
        order = drafted(world)
        job = campaign_jobs.take_up_campaign(world.adviser, order.pk, campaign_id=campaign.pk, at=NOON)
        announce(facts.OrderChecked(order.store_id, order.pk, NOON, has_recalls=True))
        assert campaign_hits.hits_of(world.car.pk, on=TODAY)[0].outcome == ""
        Job.objects.filter(pk=job.pk).update(state="done")
        announce(facts.OrderChecked(order.store_id, order.pk, NOON, has_recalls=True))
        (hit,) = campaign_hits.hits_of(world.car.pk, on=TODAY)
        assert (hit.outcome, hit.blocks) == ("done", False)
        page = campaign_cards.campaign_page(world.warranty_clerk, campaign.pk, on=TODAY)
        assert (page.cars, page.done, page.percent) == (1, 1, 100)
        with pytest.raises(OutOfTurn, match=order.number):
            campaigns.take_back_result(world.adviser, campaign.pk, world.car.pk, at=NOON)
        announce(facts.CheckFailed(order.store_id, order.pk, 1, None, "漏装", NOON))
        assert campaign_hits.hits_of(world.car.pk, on=TODAY)[0].blocks


class TestPartsWanted:
    def test_of_cars_that_are_still_to_be_done(self, world: World) -> None:
        campaign = opened(world)
        soon = TODAY + timedelta(days=300)
        assert campaign_cards.parts_wanted(world.north.pk, on=TODAY, until=soon) == []
        world.car.km_per_day = Decimal(40)
        world.car.save()
        (wanted,) = campaign_cards.parts_wanted(world.north.pk, on=TODAY, until=soon)
        (known,) = known_demand.recalled(world.north.pk, TODAY, soon)
        assert (known.part_id, known.is_usual) == (world.pads.pk, False)
        assert campaign_cards.parts_wanted(world.north.pk, on=TODAY, until=TODAY) == []
        assert (wanted.number, wanted.quantity, wanted.cars) == ("BR-1001", Decimal(1), 1)
        campaigns.record_result(
            world.adviser, campaign.pk, world.car.pk, outcome="done", words="别店完成", at=NOON
        )
        assert campaign_cards.parts_wanted(world.north.pk, on=TODAY, until=soon) == []
