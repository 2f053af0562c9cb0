"""The numbers of the law as dated data."""

from datetime import date, timedelta

import pytest

from huichang.engines.sanbao.law import ORDER_43
from huichang.kernel.refusals import Changed, NotAllowed, Refused
from huichang.sanbao import limits
from huichang.sanbao.models import Limits
from huichang.sanbao.queries import terms
from tests.sanbao.garage import clerk, counted_anew, family_car, repaired
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("WARR-03")


def test_the_house_comes_with_order_43(db: None) -> None:
    held = terms.in_force(TODAY)
    assert (held.version, held.law) == (0, ORDER_43)


class TestPublishLimits:
    def test_holds_from_its_day_on(self, world: World) -> None:
        tomorrow = TODAY + timedelta(days=1)
        limits.publish_limits(
            world.service_manager,
            values={"repair_days": "25", "warn_repair_days": "15"},
            name="新规",
            from_on=tomorrow,
            why="新规公布",
            at=NOON,
        )
        assert terms.in_force(TODAY).law.repair_days == 30
        held = terms.in_force(tomorrow)
        assert (held.version, held.law.repair_days, held.warn.repair_days) == (1, 25, 15)
        assert held.law.same_repairs == 4

    def test_the_count_follows_it(self, world: World) -> None:
        car = family_car(world)
        repaired(world, car, NOON - timedelta(days=100), hours=15 * 24)
        assert counted_anew(car).light == "green"
        limits.publish_limits(
            world.service_manager,
            values={"warn_repair_days": "15"},
            name="",
            from_on=TODAY,
            why="提前一些预警",
            at=NOON,
        )
        row = counted_anew(car)
        assert (row.light, row.limits) == ("amber", 1)

    @pytest.mark.parametrize(
        ("values", "says"),
        [
            ({"repair_days": "零"}, "填写数字"),
            ({"repair_days": "0"}, "大于 0"),
            ({"repair_days": "2.5"}, "整数"),
            ({"repair_days": "999999"}, "不超过"),
            ({"warn_repair_days": "31"}, "不能高于法定限值"),
            ({"wheels": "4"}, "没有这个参数"),
        ],
    )
    def test_refuses_numbers_that_cannot_be(self, world: World, values: dict[str, str], says: str) -> None:
        with pytest.raises(Refused, match=says):
            limits.publish_limits(
                world.service_manager, values=values, name="", from_on=TODAY, why="改", at=NOON
            )
        assert not Limits.objects.exists()

    @pytest.mark.parametrize(
        ("from_on", "why", "says"),
        [(TODAY - timedelta(days=1), "改", "不能早于今天"), (TODAY, " ", "写明")],
    )
    def test_wants_a_day_ahead_and_a_reason(self, world: World, from_on: date, why: str, says: str) -> None:
        with pytest.raises(Refused, match=says):
            limits.publish_limits(
                world.service_manager,
                values={"repair_days": "28"},
                name="",
                from_on=from_on,
                why=why,
                at=NOON,
            )

    def test_not_on_an_old_page(self, world: World) -> None:
        for _ in range(2):
            if Limits.objects.exists():
                with pytest.raises(Changed):
                    self._publish(world, seen=0)
            else:
                self._publish(world, seen=0)

    def _publish(self, world: World, seen: int) -> None:
        limits.publish_limits(
            world.administrator,
            values={"repair_days": "28"},
            name="",
            from_on=TODAY,
            why="改",
            at=NOON,
            seen=seen,
        )

    def test_not_for_the_clerk(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            limits.publish_limits(clerk(world), values={}, name="", from_on=TODAY, why="改", at=NOON)
