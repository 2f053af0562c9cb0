"""The adviser splits ordinary work from what may be a claim (WARR-10)."""

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.warranty import splitting
from huichang.warranty.states import ClaimKind, ClaimState
from tests.stories import Visiting
from tests.warranty.claiming import Claiming
from tests.world import World

pytestmark = pytest.mark.req("WARR-10")


class TestAskInspection:
    def test_takes_the_job_with_its_lines_and_the_cars_data(self, world: World) -> None:
        story = Claiming(world).asked()
        claim = story.claim
        assert (claim.state, claim.vin, claim.km) == (ClaimState.INSPECT, world.car.vin, world.car.odometer)
        assert [(row.code, row.amount) for row in story.lines] == [("BR0101RR", 200), ("BR-1001", 480)]

    def test_the_same_job_once(self, world: World) -> None:
        story = Claiming(world).asked()
        with pytest.raises(Refused, match="已经有索赔单"):
            story.split()

    def test_names_what_is_wrong(self, world: World) -> None:
        story = Visiting(world).quoted()
        job, other = story.jobs
        line = next(row for row in story.lines if row.job_id == other.pk)

        def ask(**said: object) -> None:
            splitting.ask_inspection(
                world.adviser,
                job.pk,
                order_id=story.order.pk,
                at=story.at,
                **said,  # type: ignore[arg-type]
            )

        with pytest.raises(Refused, match="索赔类型"):
            ask(kind="x")
        with pytest.raises(Refused, match="活动代码"):
            ask(kind=ClaimKind.CAMPAIGN)
        with pytest.raises(Refused, match="不属于这个项目"):
            ask(line_ids=[line.pk, story.lines[0].pk])

    def test_not_after_settlement_and_only_in_the_own_store(self, world: World) -> None:
        story = Visiting(world).paid()
        with pytest.raises(OutOfTurn):
            splitting.ask_inspection(world.adviser, story.jobs[0].pk, order_id=story.order.pk, at=story.at)
        with pytest.raises(NotAllowed):
            splitting.ask_inspection(world.technician, story.jobs[0].pk, order_id=story.order.pk, at=story.at)
        with pytest.raises(Missing):
            splitting.ask_inspection(world.stranger, story.jobs[0].pk, order_id=story.order.pk, at=story.at)
        with pytest.raises(Missing):
            splitting.ask_inspection(world.adviser, 0, order_id=story.order.pk, at=story.at)


class TestTakeBackInspection:
    def test_frees_the_job(self, world: World) -> None:
        story = Claiming(world).asked()
        with pytest.raises(Refused, match="原因"):
            splitting.take_back_inspection(world.adviser, story.claim.pk, why="", at=story.at)
        splitting.take_back_inspection(world.adviser, story.claim.pk, why="客户不做了", at=story.at)
        assert story.split().claim.state == ClaimState.INSPECT

    def test_not_after_the_decision_and_not_for_others(self, world: World) -> None:
        story = Claiming(world).asked()
        with pytest.raises(NotAllowed):
            splitting.take_back_inspection(world.cashier, story.claim.pk, why="x", at=story.at)
        with pytest.raises(Missing):
            splitting.take_back_inspection(world.stranger, story.claim.pk, why="x", at=story.at)
        story.decided()
        with pytest.raises(OutOfTurn, match="已经鉴定"):
            splitting.take_back_inspection(world.adviser, story.claim.pk, why="x", at=story.at)
