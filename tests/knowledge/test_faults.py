"""Fault knowledge: loaded, written, used and judged."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.kernel.refusals import Changed, Missing, NotAllowed, Refused
from huichang.knowledge import faults, queries
from huichang.knowledge.faults import CauseText
from huichang.knowledge.models import Cause, Fault, FaultUse
from tests.knowledge import cases
from tests.world import NOON, World


class TestLoadStartingContent:
    pytestmark = pytest.mark.req("PEOPLE-30")

    def test_brings_the_cases_of_the_sources(self, world: World) -> None:
        cases.load()

        titles = set(Fault.objects.values_list("title", flat=True))
        assert {
            "冷车怠速抖动，热车后改善",
            "高速行驶时方向盘抖动或跳动",
            "踩刹车时方向盘或踏板抖动",
        } <= titles
        assert "制动液老化，踏板变软、行程变长" in titles

    def test_may_run_again(self, world: World) -> None:
        assert faults.load_starting_content() == faults.load_starting_content() == Fault.objects.count()

    def test_tells_what_still_needs_a_review(self, world: World) -> None:
        faults.load_starting_content()

        assert Fault.objects.get(title="冷车怠速抖动，热车后改善").is_reviewed
        assert not Fault.objects.get(title="空调不制冷或制冷差").is_reviewed


class TestWriteFault:
    def test_keeps_the_text_and_shares_out_the_likelihood(self, world: World) -> None:
        written = cases.fault(world, "怠速抖", "节气门脏", "火花塞老化", "喷油器脏", sayings=("抖",))

        shares = [cause.likelihood for cause in Cause.objects.filter(fault=written).order_by("pk")]
        assert shares == [Decimal("0.334"), Decimal("0.333"), Decimal("0.333")]
        assert queries.fault(written.pk).sayings == ("抖",)

    def test_takes_the_minutes_from_the_operations(self, world: World) -> None:
        cause = CauseText("制动片磨薄", Decimal(1), operations=(world.operation.code, world.oil_change.code))
        written = faults.write_fault(
            world.technical_manager, None, text=replace(cases.text("刹车响"), causes=(cause,)), at=NOON
        )

        assert queries.fault(written.pk).causes[0].minutes == 90

    def test_changes_a_case_and_keeps_what_was_confirmed(self, world: World) -> None:
        written = cases.fault(world, "怠速抖", "节气门脏", "火花塞老化")
        Cause.objects.filter(name="节气门脏").update(confirmed=3)
        kept = queries.fault(written.pk).causes[0]

        text = replace(cases.text("怠速抖动"), causes=(CauseText("节气门过脏", Decimal(3), id=kept.id),))
        faults.write_fault(world.technical_manager, written.pk, text=text, at=NOON, seen=1)

        (cause,) = queries.fault(written.pk).causes
        assert (cause.name, cause.confirmed, cause.likelihood) == ("节气门过脏", 3, Decimal(1))

    def test_refuses_an_old_page(self, world: World) -> None:
        written = cases.fault(world)
        faults.write_fault(world.technical_manager, written.pk, text=cases.text("新题目"), at=NOON, seen=1)

        with pytest.raises(Changed):
            faults.write_fault(world.technical_manager, written.pk, text=cases.text("又改"), at=NOON, seen=1)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"title": " "}, "请填写现象"),
            ({"system": "wings"}, "请选择所属系统"),
            ({"causes": ()}, "至少写一个"),
            ({"causes": (CauseText("甲", Decimal(1)), CauseText("甲", Decimal(1)))}, "写得一样"),
            ({"causes": (CauseText("甲", Decimal(0)),)}, "大于 0"),
            ({"causes": (CauseText("甲", Decimal(1), operations=("99",)),)}, "没有工时代码 99"),
        ],
    )
    def test_refuses_what_makes_no_case(self, world: World, change: dict[str, object], words: str) -> None:
        with pytest.raises(Refused, match=words):
            faults.write_fault(
                world.technical_manager,
                None,
                text=replace(cases.text(), **change),
                at=NOON,  # type: ignore[arg-type]
            )

    def test_refuses_a_title_that_is_there(self, world: World) -> None:
        cases.fault(world)
        with pytest.raises(Refused, match="已经有"):
            cases.fault(world)

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            faults.write_fault(world.technician, None, text=cases.text(), at=NOON)

    def test_misses_an_unknown_case(self, world: World) -> None:
        with pytest.raises(Missing):
            faults.write_fault(world.technical_manager, 999, text=cases.text(), at=NOON)


class TestCountUse:
    pytestmark = pytest.mark.req("PEOPLE-30")

    def test_counts_a_person_once_in_four_hours(self, world: World) -> None:
        written = cases.fault(world)
        for hours in (0, 1, 5):
            faults.count_use(
                written.pk,
                store_id=world.north.pk,
                staff_id=world.adviser.staff_id,
                where="booking",
                at=NOON + timedelta(hours=hours),
            )

        assert queries.fault(written.pk).uses == 2


class TestRateFault:
    pytestmark = pytest.mark.req("PEOPLE-30")

    def test_marks_the_use_of_the_hour(self, world: World) -> None:
        written = cases.fault(world)
        faults.count_use(
            written.pk, store_id=world.north.pk, staff_id=world.adviser.staff_id, where="booking", at=NOON
        )
        faults.rate_fault(world.adviser, written.pk, helped=True, at=NOON)

        use = FaultUse.objects.get()
        assert (use.where, use.helped) == ("booking", True)

    def test_lets_a_second_answer_replace_the_first(self, world: World) -> None:
        written = cases.fault(world)
        faults.rate_fault(world.adviser, written.pk, helped=True, at=NOON)
        faults.rate_fault(world.adviser, written.pk, helped=False, at=NOON)

        card = queries.fault(written.pk)
        assert (card.uses, card.helped, card.not_helped) == (1, 0, 1)

    def test_is_not_for_every_post(self, world: World) -> None:
        written = cases.fault(world)
        with pytest.raises(NotAllowed):
            faults.rate_fault(world.cashier, written.pk, helped=True, at=NOON)

    def test_misses_an_unknown_case(self, world: World) -> None:
        with pytest.raises(Missing):
            faults.rate_fault(world.adviser, 999, helped=True, at=NOON)
