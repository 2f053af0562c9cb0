"""What people decide about a fault, kept with what was before."""

from datetime import timedelta

import pytest

from huichang.kernel.refusals import Changed, Missing, NotAllowed, Refused
from huichang.sanbao import judging
from huichang.sanbao.models import Decision, Problem, Repair
from huichang.vehicles.models import Vehicle
from tests.sanbao.garage import (
    certified,
    change_of,
    clerk,
    family_car,
    fault_of,
    repaired,
    standing,
)
from tests.world import NOON, World

pytestmark = pytest.mark.req("WARR-03")
AUTUMN = NOON - timedelta(days=150)


@pytest.fixture
def car(world: World) -> Vehicle:
    """A family's car, nine months old."""
    return family_car(world)


@pytest.fixture
def twice(world: World, car: Vehicle) -> list[Repair]:
    """The same noise, twice."""
    return [
        repaired(world, car, AUTUMN, words="客户反映起步时变速器有响声", system="transmission"),
        repaired(world, car, AUTUMN + timedelta(days=30), words="变速器起步异响", system="transmission"),
    ]


class TestJudgeFault:
    def test_the_proposal_says_why(self, world: World, twice: list[Repair]) -> None:
        second = fault_of(twice[1])
        assert second.like_key == fault_of(twice[0]).pk
        assert second.like_points >= 55
        assert "同一系统 35 分" in second.like_why

    def test_joins_two_repairs_into_one_problem(
        self, world: World, car: Vehicle, twice: list[Repair]
    ) -> None:
        first, second = (fault_of(each) for each in twice)
        judging.judge_fault(clerk(world), second.pk, quality="yes", same_as=str(first.pk), at=NOON)
        assert fault_of(twice[0]).problem_id == fault_of(twice[1]).problem_id is not None
        assert standing(car).most_same == 2

    def test_keeps_what_was_before_and_why(self, world: World, car: Vehicle, twice: list[Repair]) -> None:
        first, second = (fault_of(each) for each in twice)
        judging.judge_fault(clerk(world), second.pk, quality="yes", same_as=str(first.pk), at=NOON)
        with pytest.raises(Refused, match="写明理由"):
            judging.judge_fault(clerk(world), second.pk, quality="yes", at=NOON)
        judging.judge_fault(
            world.technical_manager, second.pk, quality="yes", reason="拆检是两处不同的异响", at=NOON
        )
        assert standing(car).most_same == 1
        told = Decision.objects.filter(fault=second, what="同一质量问题").order_by("pk").last()
        assert told is not None
        assert told.before.startswith("“客户反映")
        assert (told.reason, told.by_id) == ("拆检是两处不同的异响", world.technical_manager.staff_id)
        assert Problem.objects.count() == 2

    def test_against_the_proposal_needs_a_reason(self, world: World, twice: list[Repair]) -> None:
        with pytest.raises(Refused, match="初步判断"):
            judging.judge_fault(clerk(world), fault_of(twice[0]).pk, quality="no", at=NOON)
        judging.judge_fault(
            clerk(world), fault_of(twice[0]).pk, quality="no", reason="底盘磕碰，不是质量问题", at=NOON
        )
        assert fault_of(twice[0]).quality == "no"

    def test_what_the_owner_pays_waits_for_a_word(self, world: World, car: Vehicle) -> None:
        repair = repaired(world, car, AUTUMN, repair_type="repair", payer="customer")
        assert (fault_of(repair).quality, standing(car).open_faults, standing(car).used_days) == (
            "open",
            1,
            0,
        )
        judging.judge_fault(clerk(world), fault_of(repair).pk, quality="yes", at=NOON)
        assert (standing(car).open_faults, standing(car).used_days) == (0, 1)

    @pytest.mark.parametrize(
        ("said", "says"),
        [
            ({"quality": "open"}, "是不是质量问题"),
            ({"quality": "yes", "early": "wheel"}, "危险故障"),
        ],
    )
    def test_refuses_what_cannot_be(
        self, world: World, twice: list[Repair], said: dict[str, str], says: str
    ) -> None:
        with pytest.raises(Refused, match=says):
            judging.judge_fault(clerk(world), fault_of(twice[1]).pk, at=NOON, **said)  # type: ignore[arg-type]

    def test_not_with_the_fault_of_another_car(self, world: World, twice: list[Repair]) -> None:
        other = world.another_car()
        certified(world, other)
        strange = fault_of(repaired(world, other, AUTUMN))
        with pytest.raises(Missing):
            judging.judge_fault(
                clerk(world), fault_of(twice[1]).pk, quality="yes", same_as=str(strange.pk), at=NOON
            )

    def test_the_same_word_again_is_no_change(self, world: World, twice: list[Repair]) -> None:
        fault = fault_of(twice[0])
        judging.judge_fault(clerk(world), fault.pk, quality="yes", at=NOON)
        with pytest.raises(Refused, match="没有改动"):
            judging.judge_fault(clerk(world), fault.pk, quality="yes", reason="再看一次", at=NOON)

    def test_not_on_an_old_page(self, world: World, twice: list[Repair]) -> None:
        with pytest.raises(Changed):
            judging.judge_fault(clerk(world), fault_of(twice[0]).pk, quality="yes", at=NOON, seen=99)

    def test_not_for_the_adviser(self, world: World, twice: list[Repair]) -> None:
        with pytest.raises(NotAllowed):
            judging.judge_fault(world.adviser, fault_of(twice[0]).pk, quality="yes", at=NOON)

    def test_not_in_another_store(self, world: World, twice: list[Repair]) -> None:
        with pytest.raises(Missing):
            judging.judge_fault(clerk(world, world.south), fault_of(twice[0]).pk, quality="yes", at=NOON)


class TestJudgeChange:
    def test_a_name_only_proposes(self, world: World, car: Vehicle) -> None:
        row = change_of(repaired(world, car, AUTUMN, parts=["变速器总成"], system="transmission"))
        assert (row.kind, row.system, row.is_confirmed) == ("assembly", "gearbox", False)
        assert standing(car).light == "green"
        judging.judge_change(clerk(world), row.pk, kind="assembly", system="gearbox", at=NOON)
        assert standing(car).light == "amber"

    def test_changing_a_word_needs_a_reason(self, world: World, car: Vehicle) -> None:
        repair = repaired(world, car, AUTUMN, parts=["变速器总成"], system="transmission")
        row = change_of(repair)
        judging.judge_change(clerk(world), row.pk, kind="assembly", system="gearbox", at=NOON)
        with pytest.raises(Refused, match="写明理由"):
            judging.judge_change(clerk(world), row.pk, kind="none", at=NOON)
        with pytest.raises(Refused, match="没有改动"):
            judging.judge_change(clerk(world), row.pk, kind="assembly", system="gearbox", at=NOON)
        judging.judge_change(clerk(world), row.pk, kind="none", reason="只换了电脑板", at=NOON)
        assert standing(car).light == "green"
        told = Decision.objects.order_by("pk").last()
        assert told is not None
        assert (told.before, told.after) == ("变速器总成", "不计")

    @pytest.mark.parametrize(
        ("said", "says"),
        [
            ({"kind": "wheel"}, "请选择"),
            ({"kind": "assembly", "system": "brakes"}, "总成只计"),
            ({"kind": "part", "system": "brakes"}, "主要零部件"),
        ],
    )
    def test_refuses_what_cannot_be(
        self, world: World, car: Vehicle, said: dict[str, str], says: str
    ) -> None:
        row = change_of(repaired(world, car, AUTUMN, parts=["制动主缸"], system="brake"))
        with pytest.raises(Refused, match=says):
            judging.judge_change(clerk(world), row.pk, at=NOON, **said)

    def test_not_for_the_adviser(self, world: World, car: Vehicle) -> None:
        row = change_of(repaired(world, car, AUTUMN, parts=["制动主缸"], system="brake"))
        with pytest.raises(NotAllowed):
            judging.judge_change(world.adviser, row.pk, kind="none", at=NOON)

    def test_not_in_another_store(self, world: World, car: Vehicle) -> None:
        row = change_of(repaired(world, car, AUTUMN, parts=["制动主缸"], system="brake"))
        with pytest.raises(Missing):
            judging.judge_change(clerk(world, world.south), row.pk, kind="none", at=NOON)
