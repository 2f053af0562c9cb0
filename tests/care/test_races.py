"""The due list and a customer on the phone at the same moment: what the customer says stands."""

from datetime import timedelta

import pytest
from django.db import transaction

from huichang.care import due, invitations
from huichang.care.models import DueItem
from huichang.vehicles import campaigns
from tests.interleaving import interleaved
from tests.stories import Visiting
from tests.vehicles.test_campaigns import opened
from tests.world import NOON, TODAY, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("CARE-20")]


def test_a_refusal_is_not_written_over_by_the_list_that_follows_its_campaign(world: World) -> None:
    campaign, agent = opened(world), world.care_agent
    invitations.take_invitations(agent, world.north.pk, at=NOON)
    campaigns.move_campaign(world.warranty_clerk, campaign.pk, verb="close", at=NOON)
    item = DueItem.objects.get()
    answers = interleaved(
        lambda: invitations.take_invitations(agent, world.north.pk, at=NOON),
        lambda: due.refuse(agent, item.pk, why="不需要", at=NOON),
        after='UPDATE "care_dueitem"',
    )
    assert answers is not None
    item.refresh_from_db()
    assert (item.state, item.answer) == ("refused", "不需要")


def test_two_visits_that_end_at_once_leave_one_next_service(world: World) -> None:
    story = Visiting(world).opened()

    @transaction.atomic
    def forecast() -> None:
        due.remember_service(
            store_id=world.north.pk,
            order_id=story.order.pk,
            vehicle_id=story.car.pk,
            customer_id=world.wang.pk,
            on=TODAY + timedelta(days=180),
            km=55_000,
        )

    assert interleaved(forecast, forecast, after='INSERT INTO "care_dueitem"') is not None
    assert sorted(DueItem.objects.values_list("state", flat=True)) == ["done", "open"]
