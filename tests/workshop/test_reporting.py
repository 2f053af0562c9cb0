"""The repair report after the finish."""

import pytest

from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.workshop import reporting
from huichang.workshop.models import Order
from tests.workshop import floor
from tests.world import NOON, World


class TestAmendReport:
    @pytest.mark.req("LANE-32")
    def test_says_it_in_better_words(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world)))
        reporting.amend_report(
            world.technician, job.pk, cause="机油到期", correction="更换机油机滤，复位", at=NOON
        )
        job.refresh_from_db()
        assert (job.cause, job.correction) == ("机油到期", "更换机油机滤，复位")

    def test_needs_both(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world)))
        with pytest.raises(Refused, match="维修报告"):
            reporting.amend_report(world.technician, job.pk, cause="", correction="更换", at=NOON)

    def test_is_out_of_turn_before_the_finish(self, world: World) -> None:
        with pytest.raises(OutOfTurn, match="现在不能补写报告"):
            reporting.amend_report(
                world.technician, floor.job_of(floor.signed(world)).pk, cause="a", correction="b", at=NOON
            )

    def test_is_out_of_turn_after_the_delivery(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world))
        Order.objects.filter(pk=order.pk).update(state="delivered")
        with pytest.raises(OutOfTurn, match="交车以前"):
            reporting.amend_report(
                world.technician, floor.job_of(order).pk, cause="a", correction="b", at=NOON
            )

    def test_is_not_for_cashiers(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world)))
        with pytest.raises(NotAllowed):
            reporting.amend_report(world.cashier, job.pk, cause="a", correction="b", at=NOON)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world)))
        with pytest.raises(Missing):
            reporting.amend_report(
                world.actor("technician", world.south), job.pk, cause="a", correction="b", at=NOON
            )

    def test_does_not_overwrite_unseen_what_another_wrote(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world))
        job = floor.job_of(order)
        order.refresh_from_db()
        seen = order.version
        reporting.amend_report(
            world.team_leader, job.pk, cause="机油到期", correction="更换机油机滤", seen=seen, at=NOON
        )
        with pytest.raises(Changed, match="北维修组长.*补写维修报告"):
            reporting.amend_report(world.technician, job.pk, cause="a", correction="b", seen=seen, at=NOON)
