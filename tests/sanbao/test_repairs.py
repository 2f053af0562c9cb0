"""Time that is not counted, and grounds on which a repair does not count."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.sanbao import repairs
from huichang.sanbao.models import LeftOut, Repair
from tests.sanbao.garage import clerk, family_car, repaired, standing
from tests.world import NOON, World

pytestmark = pytest.mark.req("WARR-03")
BEGAN = NOON - timedelta(days=100)


@pytest.fixture
def long(world: World) -> Repair:
    """A repair of 31 days."""
    return repaired(world, family_car(world), BEGAN, hours=31 * 24)


def stretch(first: float, last: float) -> dict[str, datetime]:
    """From one day of the repair to another."""
    return {"since": BEGAN + timedelta(days=first), "until": BEGAN + timedelta(days=last)}


class TestLeaveOut:
    def test_what_overlaps_is_taken_off_once(self, world: World, long: Repair) -> None:
        for first, last, kind in ((1, 4, "parts"), (3, 6, "rescue")):
            repairs.leave_out(clerk(world), long.pk, kind=kind, words="单据", at=NOON, **stretch(first, last))
        assert standing(long.vehicle).used_days == 26

    def test_only_what_lies_within_the_repair(self, world: World, long: Repair) -> None:
        repairs.leave_out(clerk(world), long.pk, kind="rescue", words="救援单", at=NOON, **stretch(-2, 1))
        assert standing(long.vehicle).used_days == 30

    @pytest.mark.parametrize(
        ("said", "says"),
        [
            ({"kind": "holiday"}, "请选择"),
            ({"words": " "}, "凭据"),
            (stretch(4, 2), "晚于开始"),
            (stretch(40, 45), "不在修理期间"),
            (stretch(90, 101), "还没有到"),
        ],
    )
    def test_refuses_what_cannot_be(
        self, world: World, long: Repair, said: dict[str, Any], says: str
    ) -> None:
        values = {"kind": "parts", "words": "运单", **stretch(1, 4), **said}
        with pytest.raises(Refused, match=says):
            repairs.leave_out(clerk(world), long.pk, at=NOON, **values)
        assert not LeftOut.objects.exists()

    def test_not_for_the_adviser(self, world: World, long: Repair) -> None:
        with pytest.raises(NotAllowed):
            repairs.leave_out(world.adviser, long.pk, kind="parts", words="运单", at=NOON, **stretch(1, 2))

    def test_not_in_another_store(self, world: World, long: Repair) -> None:
        with pytest.raises(Missing):
            repairs.leave_out(
                clerk(world, world.south), long.pk, kind="parts", words="运单", at=NOON, **stretch(1, 2)
            )


class TestCountAgain:
    def test_counts_the_stretch_after_all(self, world: World, long: Repair) -> None:
        row = repairs.leave_out(clerk(world), long.pk, kind="parts", words="运单", at=NOON, **stretch(1, 4))
        with pytest.raises(Refused, match="为什么"):
            repairs.count_again(clerk(world), row.pk, reason="", at=NOON)
        repairs.count_again(clerk(world), row.pk, reason="运单是别的车的", at=NOON)
        assert (standing(long.vehicle).used_days, standing(long.vehicle).light) == (31, "red")
        with pytest.raises(OutOfTurn):
            repairs.count_again(clerk(world), row.pk, reason="再撤", at=NOON)

    def test_not_for_the_adviser_nor_another_store(self, world: World, long: Repair) -> None:
        row = repairs.leave_out(clerk(world), long.pk, kind="parts", words="运单", at=NOON, **stretch(1, 4))
        with pytest.raises(NotAllowed):
            repairs.count_again(world.adviser, row.pk, reason="错", at=NOON)
        with pytest.raises(Missing):
            repairs.count_again(clerk(world, world.south), row.pk, reason="错", at=NOON)


class TestEstablishBlame:
    def test_nothing_of_the_repair_counts(self, world: World, long: Repair) -> None:
        repairs.establish_blame(clerk(world), long.pk, ground="modified", words="鉴定书 2026-01", at=NOON)
        row = standing(long.vehicle)
        assert (row.used_days, row.light) == (0, "green")
        repairs.establish_blame(clerk(world), long.pk, ground="", words="复检推翻", at=NOON)
        assert standing(long.vehicle).light == "red"

    @pytest.mark.parametrize(
        ("ground", "words", "says"),
        [("elsewhere", "在别处保养", "第三十二条"), ("modified", " ", "依据"), ("", "没有", "没有改动")],
    )
    def test_refuses_what_is_no_ground(
        self, world: World, long: Repair, ground: str, words: str, says: str
    ) -> None:
        with pytest.raises(Refused, match=says):
            repairs.establish_blame(clerk(world), long.pk, ground=ground, words=words, at=NOON)

    def test_not_on_an_old_page(self, world: World, long: Repair) -> None:
        with pytest.raises(Changed):
            repairs.establish_blame(clerk(world), long.pk, ground="modified", words="鉴定", at=NOON, seen=9)

    def test_not_for_the_adviser_nor_another_store(self, world: World, long: Repair) -> None:
        with pytest.raises(NotAllowed):
            repairs.establish_blame(world.adviser, long.pk, ground="force", words="洪水", at=NOON)
        with pytest.raises(Missing):
            repairs.establish_blame(clerk(world, world.south), long.pk, ground="force", words="洪水", at=NOON)
