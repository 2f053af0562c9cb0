"""The booking sheet."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.booking import printing
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.parts.models import Hold, Stock
from tests.booking.desk import booked, clock
from tests.booking.test_preparation import short_of_pads
from tests.world import NOON, World

pytestmark = pytest.mark.req("LANE-02", "PLAT-23")


class TestBookingPaper:
    def test_says_what_was_agreed(self, world: World) -> None:
        row = booked(world, parts=True, told_points=("papers",), told_remedy="换片")
        paper = printing.booking_paper(world.care_agent, row.pk, at=NOON, url="http://x/booking/1/")

        assert (paper.customer, paper.plate, paper.adviser, paper.initiative) == (
            "王建国",
            "川A8F6K2",
            "北服务顾问",
            "客户主动",
        )
        assert (paper.arrives_at, paper.ready_at) == (clock("9:00"), clock("9:00") + timedelta(hours=1))
        assert paper.told == "换片；预估 ¥680.00；约需 1 小时；请带行驶证、保养手册、钥匙两把"
        assert paper.total == Decimal("680.00")
        assert len(paper.preparations) == 7
        assert paper.parts[0].state == "已预留"
        assert paper.pdf().startswith(b"%PDF")

    def test_names_what_is_short(self, world: World) -> None:
        row = short_of_pads(world)
        paper = printing.booking_paper(world.care_agent, row.pk, at=NOON, url="x")
        assert paper.parts[0].state == "缺件，到货日未定"
        assert Stock.objects.get(part=world.pads).held == 2
        assert not Hold.objects.filter(state="held").exists()

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(Missing):
            printing.booking_paper(world.stranger, row.pk, at=NOON, url="x")

    def test_is_not_for_every_post(self, world: World) -> None:
        row = booked(world)
        with pytest.raises(NotAllowed):
            printing.booking_paper(world.actor("network_officer"), row.pk, at=NOON, url="x")
