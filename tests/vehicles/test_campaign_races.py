"""Two hands at one campaign: what one recorded the other does not write over unseen; what holds a car is not stepped around."""

from threading import Barrier, Thread

import pytest
from django.db import connections, transaction

from huichang.company.roles import Role
from huichang.kernel.refusals import Changed, OutOfTurn, Refused
from huichang.vehicles import campaign_hits, campaign_work, campaigns, registration
from huichang.vehicles.models import Campaign, CampaignResult
from huichang.workshop.models import Job
from tests.interleaving import interleaved
from tests.stories import Visiting
from tests.vehicles.test_campaigns import SAID, opened
from tests.web import signed_in
from tests.workshop.desk import stroke
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("WARR-20")


@pytest.mark.django_db(transaction=True)
def test_two_results_at_once_are_one(world: World) -> None:
    campaign, together = opened(world), Barrier(2)
    said: list[str] = []

    def record(outcome: str) -> None:
        try:
            together.wait()
            campaigns.record_result(
                world.adviser,
                campaign.pk,
                world.car.pk,
                outcome=outcome,
                words="别店完成",
                seen="",
                at=NOON,
            )
            said.append(outcome)
        except (Changed, OutOfTurn):
            said.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=record, args=[each]) for each in ("done", "scrapped")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count("refused") == 1
    assert CampaignResult.objects.get().outcome in said


def test_a_signed_refusal_is_not_written_over_by_an_old_page(world: World) -> None:
    campaign = opened(world)
    said = {"outcome": "refused", "signature": stroke(), "name": "王建国", "seen": ""}
    campaigns.record_result(world.adviser, campaign.pk, world.car.pk, at=NOON, **said)
    with pytest.raises(Changed, match="客户拒绝"):
        campaigns.record_result(
            world.adviser, campaign.pk, world.car.pk, outcome="no_parts", seen="", at=NOON
        )
    assert CampaignResult.objects.get().signature_id is not None
    client = signed_in(world.adviser)
    address = f"/vehicles/{world.car.pk}/campaigns/{campaign.pk}/record/"
    assert client.post(address, {"outcome": "no_parts", "seen": "", "once": "c1"}).status_code == 409


@pytest.mark.parametrize("outcome", ["refused", "no_parts"])
def test_a_car_that_nobody_bought_is_held_whatever_is_recorded_but_done(world: World, outcome: str) -> None:
    campaign = opened(world, stop="sale")
    world.car.sold_on = world.car.licensed_on = world.car.invoiced_on = None
    world.car.save()
    campaigns.record_result(
        world.adviser,
        campaign.pk,
        world.car.pk,
        outcome=outcome,
        words="缺件",
        signature=stroke(),
        name="王建国",
        at=NOON,
    )
    (hit,) = campaign_hits.hits_of(world.car.pk, on=TODAY)
    assert hit.blocks
    registration.change_vehicle(world.adviser, world.car.pk, changes={"invoiced_on": TODAY}, at=NOON)
    (hit,) = campaign_hits.hits_of(world.car.pk, on=TODAY)
    assert not hit.not_sold, "the invoice says that it was bought"


def test_closed_by_nobody_but_the_clerk(world: World) -> None:
    campaign = opened(world)
    for role in (Role.ADVISER, Role.SERVICE_MANAGER, Role.CARE_AGENT, Role.TECHNICIAN):
        client = signed_in(world.actor(role))
        assert client.post(f"/vehicles/campaigns/{campaign.pk}/move/", {"verb": "close"}).status_code == 403
    (hit,) = campaign_hits.hits_of(world.car.pk, on=TODAY)
    assert hit.blocks


@pytest.mark.django_db(transaction=True)
def test_what_an_order_has_done_and_what_is_recorded_by_hand_come_one_after_the_other(world: World) -> None:
    campaign, story, adviser = opened(world), Visiting(world).opened(), world.adviser
    job = Job.objects.create(store=world.north, order=story.order, position=1, title="召回")
    campaign_work.take_up(campaign.pk, world.car.pk, order_id=story.order.pk, job_id=job.pk, at=NOON)

    @transaction.atomic
    def check() -> list[int]:
        number, here = story.order.number, world.north.pk
        return campaign_work.done_by_order(
            story.order.pk, [job.pk], order_number=number, store_id=here, staff_id=None, at=NOON
        )

    answers = interleaved(
        check,
        lambda: campaigns.record_result(
            adviser, campaign.pk, world.car.pk, outcome="scrapped", words="车主告知", at=NOON
        ),
        after='INSERT INTO "vehicles_campaignresult"',
    )
    assert answers is not None
    assert isinstance(answers[1], OutOfTurn)
    assert CampaignResult.objects.get().outcome == "done"


@pytest.mark.django_db(transaction=True)
def test_a_campaign_is_begun_once(world: World) -> None:
    clerk = world.warranty_clerk

    def begin() -> Campaign:
        return campaigns.begin_campaign(clerk, number="ZH2026-07", said=SAID, at=NOON)

    answers = interleaved(begin, begin, after='INSERT INTO "vehicles_campaign"')
    assert answers is not None
    assert isinstance(answers[1], Refused)
    assert "已经登记过" in str(answers[1])
