"""Pages of promises, campaigns and the calls about them ask at most twelve statements, with the shell."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huichang.care import invitations
from huichang.sanbao.models import Repair
from huichang.vehicles import campaigns
from tests.sanbao.garage import family_car, repaired
from tests.vehicles.promises import published
from tests.vehicles.test_campaigns import opened
from tests.web import page, signed_in
from tests.world import NOON, World

MOST = 12


@pytest.fixture
def pages(world: World) -> dict[str, str]:
    """The pages of a full file, each with who looks: `clerk` the warranty clerk, `agent` who calls."""
    policy = published(world)
    campaign = opened(world)
    invitations.take_invitations(world.care_agent, world.north.pk, at=NOON)
    for number in range(3):
        repaired(
            world, family_car(world) if not number else world.car, NOON - timedelta(days=20 + 9 * number)
        )
    world.car.km_per_day = Decimal(40)
    world.car.save()
    campaigns.record_result(world.adviser, campaign.pk, world.car.pk, outcome="done", words="别店", at=NOON)
    return {
        "/vehicles/policies/": "clerk",
        f"/vehicles/policies/{policy.policy_id}/": "clerk",
        f"/vehicles/policies/{policy.policy_id}/edit/": "clerk",
        "/vehicles/campaigns/": "clerk",
        f"/vehicles/campaigns/{campaign.pk}/?all=1": "clerk",
        f"/vehicles/campaigns/{campaign.pk}/edit/": "clerk",
        f"/vehicles/{world.car.pk}/campaigns/": "clerk",
        f"/vehicles/{world.car.pk}/covers/": "clerk",
        f"/vehicles/{world.car.pk}/": "clerk",
        "/care/due/?kind=campaign": "agent",
        "/sanbao/components/?brand=远岚": "clerk",
        "/sanbao/cars/?tab=all": "clerk",
        f"/sanbao/cars/{world.car.pk}/": "clerk",
        f"/sanbao/repairs/{Repair.objects.latest('pk').pk}/": "clerk",
        f"/sanbao/faults/{Repair.objects.latest('pk').faults.get().pk}/": "clerk",
        "/sanbao/spares/": "clerk",
        "/sanbao/desk/": "clerk",
    }


def test_at_most_twelve(world: World, pages: dict[str, str]) -> None:
    clients = {"clerk": signed_in(world.warranty_clerk), "agent": signed_in(world.care_agent)}
    too_many = {}
    for address, who in pages.items():
        page(clients[who], address)
        with CaptureQueriesContext(connection) as found:
            page(clients[who], address)
        asked = [each["sql"] for each in found if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        if len(asked) > MOST:
            too_many[address] = [len(asked), *(sql[:90] for sql in asked)]
    assert too_many == {}
