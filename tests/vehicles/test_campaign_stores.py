"""How far each store has come with a campaign, and what each post can do on its page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huichang.kernel.refusals import NotAllowed
from huichang.vehicles import campaign_stores, campaigns
from huichang.vehicles.models import CampaignVin
from tests.vehicles.test_campaigns import opened
from tests.web import page, signed_in
from tests.world import NOON, World

pytestmark = pytest.mark.req("WARR-20", "WARR-30")


class TestByStore:
    def test_counts_the_cars_of_each_stores_customers(self, world: World) -> None:
        campaign = opened(world)
        southern = world.another_car(store=world.south)
        gone = world.another_car("川A55K55", "LSVAM4187C2184847", store=world.south)
        CampaignVin.objects.bulk_create(
            CampaignVin(campaign=campaign, vin=each.vin) for each in (southern, gone)
        )
        for car, outcome in ((world.car, "done"), (gone, "scrapped")):
            campaigns.record_result(
                world.adviser, campaign.pk, car.pk, outcome=outcome, words="别店完成", at=NOON
            )
        officer = world.actor("network_officer")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            south, north = campaign_stores.by_store(officer, campaign.pk)
        assert len(asked) == 2
        assert (south.name, south.cars, south.open, south.gone, south.percent) == ("南城店", 2, 1, 1, 0)
        assert (north.name, north.cars, north.open, north.done, north.percent) == ("北城店", 1, 0, 1, 100)

    def test_is_not_a_stores_business(self, world: World) -> None:
        campaign = opened(world)
        with pytest.raises(NotAllowed, match="厂家"):
            campaign_stores.by_store(world.warranty_clerk, campaign.pk)


class TestThePage:
    def test_shows_what_the_post_can_do(self, world: World) -> None:
        url = f"/vehicles/campaigns/{opened(world).pk}/"
        adviser = page(signed_in(world.adviser), url)
        clerk = page(signed_in(world.warranty_clerk), url)
        technician = page(signed_in(world.technician), url)
        officer = page(signed_in(world.actor("network_officer")), url)
        booking = f"/booking/desk/?vehicle={world.car.pk}"
        assert ("处理</a>" in adviser, booking in adviser) == (True, True)
        assert ("处理</a>" in clerk, booking in clerk) == (True, False)
        assert ("处理</a>" in technician, booking in technician) == (False, False)
        assert ("处理</a>" in officer, booking in officer, "各店完成" in officer) == (False, False, True)
        assert "各店完成" not in adviser
