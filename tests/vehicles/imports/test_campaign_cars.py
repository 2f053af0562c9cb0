"""The manufacturer's list: every wrong line is named, nothing is written half, and it can be taken back."""

import pytest

from huichang.company import sheets
from huichang.engines import vin as vins
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.vehicles import campaign_hits, campaigns
from huichang.vehicles.models import CampaignRange, CampaignResult, CampaignVin
from tests.sheets import csv, tried, undone, written
from tests.vehicles.test_campaigns import begun
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("WARR-20")
KIND = "vehicles.campaign_cars"
HEAD = ["活动编号", "VIN", "结束VIN"]


def made(place: int) -> str:
    """A VIN with the right check digit."""
    text = f"LSVAL41Z0821{place:05d}"
    return text[:8] + vins.check_digit(text) + text[9:]


class TestCampaignCars:
    def test_lists_and_ranges_hit_known_cars_and_later_ones(self, world: World) -> None:
        campaign = begun(world)
        page = written(
            world.warranty_clerk,
            KIND,
            [
                HEAD,
                ["zh2026-01", made(1), ""],
                ["ZH2026-01", made(10), made(20)],
                ["ZH2026-01", world.car.vin, ""],
            ],
        )
        assert dict(page.counts) == {"新增 VIN": 2, "已在名单": 0, "VIN 范围": 1, "其中有本店档案": 1}
        assert CampaignVin.objects.filter(campaign=campaign).count() == 2
        campaigns.move_campaign(world.warranty_clerk, campaign.pk, verb="open", at=NOON)
        assert campaign_hits.is_hit(campaign.pk, made(15))
        assert not campaign_hits.is_hit(campaign.pk, made(21))
        assert campaign_hits.counts([campaign.pk]) == {campaign.pk: 1}
        assert campaign_hits.hits_of(world.car.pk, on=TODAY)

    def test_every_wrong_line_is_named_and_nothing_written(self, world: World) -> None:
        begun(world)
        bad_digit = made(2)[:8] + ("1" if made(2)[8] != "1" else "2") + made(2)[9:]
        page = tried(
            world.warranty_clerk,
            KIND,
            [
                HEAD,
                ["ZH2026-01", made(1), ""],
                ["ZH2026-01", made(1), ""],
                ["ZH2026-01", bad_digit, ""],
                ["ZH2026-01", "LSVAL41Z08210000", ""],
                ["ZH2026-01", "LSVAL41Z0821O0001", ""],
                ["ZH2026-99", made(3), ""],
                ["ZH2026-01", made(9), made(4)],
            ],
        )
        said = {each.line: each.says for each in page.problems}
        assert "与第 2 行重复" in said[3]
        assert next(each.value for each in page.problems if each.line == 3) == made(1)
        assert "校验位" in said[4]
        assert "16 位" in said[5]
        assert "没有 I、O、Q" in said[6]
        assert "没有这个活动" in said[7]
        assert "结束 VIN 小于起始 VIN" in said[8]
        assert CampaignVin.objects.count() == 0
        with pytest.raises(Refused):
            sheets.write_sheet(world.warranty_clerk, page.id, at=NOON)

    def test_the_same_list_again_changes_nothing(self, world: World) -> None:
        begun(world)
        rows = [HEAD, ["ZH2026-01", made(1), ""]]
        written(world.warranty_clerk, KIND, rows)
        assert dict(written(world.warranty_clerk, KIND, rows).counts)["已在名单"] == 1
        assert CampaignVin.objects.count() == 1

    def test_is_taken_back_as_a_whole_unless_something_was_done(self, world: World) -> None:
        campaign = begun(world)
        page = written(
            world.warranty_clerk, KIND, [HEAD, ["ZH2026-01", made(1), ""], ["ZH2026-01", made(10), made(20)]]
        )
        CampaignResult.objects.create(
            campaign=campaign, vin=made(1), outcome="done", on=TODAY, by_store=world.north, at=NOON
        )
        with pytest.raises(Refused):
            undone(world.warranty_clerk, page)
        CampaignResult.objects.all().delete()
        undone(world.warranty_clerk, page)
        assert CampaignVin.objects.count() + CampaignRange.objects.count() == 0

    def test_only_for_who_runs_campaigns(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            sheets.upload_sheet(
                world.service_manager, KIND, file_name="a.csv", content=csv([HEAD]), instead_of=None, at=NOON
            )
