"""What orders teach, under review."""

from decimal import Decimal

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.knowledge import lessons, queries
from huichang.knowledge.models import Cause, Lesson
from tests.knowledge import cases
from tests.world import NOON, World

pytestmark = pytest.mark.req("PEOPLE-30")


def proposed(world: World, *, job: int = 7, concern: str = "早上着车抖", cause: str = "节气门脏") -> Lesson:
    lessons.propose(world.north.pk, job, "RO2603020001", "远岚 R5", "engine", concern, cause, "清洗并学习")
    return Lesson.objects.get(for_job=job)


class TestPropose:
    def test_waits_for_a_review(self, world: World) -> None:
        lesson = proposed(world)

        assert lesson.state == "proposed"
        assert [card.id for card in queries.lessons(world.technical_manager)] == [lesson.pk]
        assert queries.waiting_lessons(world.north.pk)[0] == 1

    def test_takes_new_words_while_nobody_has_reviewed_it(self, world: World) -> None:
        proposed(world)
        assert proposed(world, cause="火花塞老化").cause == "火花塞老化"

    def test_leaves_a_reviewed_one_alone(self, world: World) -> None:
        lessons.drop(world.technical_manager, proposed(world).pk, reason="已有", at=NOON)
        assert proposed(world, cause="火花塞老化").cause == "节气门脏"

    def test_says_nothing_without_a_cause(self, world: World) -> None:
        lessons.propose(world.north.pk, 7, "RO1", "", "engine", "抖", " ", "洗了")
        assert not Lesson.objects.exists()


class TestTakeAsCase:
    def test_changes_what_is_known(self, world: World) -> None:
        lesson = lessons.take_as_case(
            world.technical_manager,
            proposed(world).pk,
            text=cases.text("着车抖", sayings=("早上着车抖",)),
            at=NOON,
        )

        hit = queries.search_faults("早上着车抖")[0]
        assert (hit.title, hit.causes[0].confirmed) == ("着车抖", 1)
        assert (lesson.state, lesson.fault_id, lesson.reviewed_at) == ("taken", hit.id, NOON)
        assert queries.fault(hit.id).source == "本店维修经验，工单 RO2603020001"

    def test_happens_once(self, world: World) -> None:
        lesson = proposed(world)
        lessons.take_as_case(world.technical_manager, lesson.pk, text=cases.text("甲"), at=NOON)
        with pytest.raises(OutOfTurn):
            lessons.take_as_case(world.technical_manager, lesson.pk, text=cases.text("乙"), at=NOON)

    def test_refuses_a_title_that_is_there(self, world: World) -> None:
        cases.fault(world, "怠速抖")
        with pytest.raises(Refused, match="已经有"):
            lessons.take_as_case(
                world.technical_manager, proposed(world).pk, text=cases.text("怠速抖"), at=NOON
            )
        assert Lesson.objects.get().state == "proposed"

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            lessons.take_as_case(world.technician, proposed(world).pk, text=cases.text(), at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            lessons.take_as_case(world.southern_manager, proposed(world).pk, text=cases.text(), at=NOON)


class TestTakeIntoCase:
    def test_moves_the_likelihoods_by_one_case(self, world: World) -> None:
        fault = cases.fault(world, "怠速抖", "节气门脏", "火花塞老化")
        rare = Cause.objects.get(name="火花塞老化")
        lessons.take_into_case(
            world.technical_manager, proposed(world).pk, fault_id=fault.pk, cause_id=rare.pk, at=NOON
        )

        first, second = queries.fault(fault.pk).causes
        assert (first.name, first.likelihood, first.confirmed) == ("火花塞老化", Decimal("0.524"), 1)
        assert (second.likelihood, second.confirmed) == (Decimal("0.476"), 0)

    def test_finds_the_case_by_the_customers_words_from_now_on(self, world: World) -> None:
        fault = cases.fault(world, "怠速不稳", "节气门脏")
        cause = Cause.objects.get()
        lesson = proposed(world, concern="一停红灯就哆嗦")
        lessons.take_into_case(
            world.technical_manager, lesson.pk, fault_id=fault.pk, cause_id=cause.pk, at=NOON
        )

        assert queries.search_faults("停红灯哆嗦")[0].id == fault.pk

    def test_adds_a_cause(self, world: World) -> None:
        fault = cases.fault(world, "怠速抖", "节气门脏")
        lessons.take_into_case(
            world.technical_manager, proposed(world).pk, fault_id=fault.pk, new_cause="机脚胶断裂", at=NOON
        )

        old, new = queries.fault(fault.pk).causes
        assert (old.likelihood, new.name, new.likelihood) == (
            Decimal("0.952"),
            "机脚胶断裂",
            Decimal("0.048"),
        )
        assert new.remedy == "清洗并学习"

    def test_refuses_without_a_cause(self, world: World) -> None:
        with pytest.raises(Refused, match="请选择归入哪个原因"):
            lessons.take_into_case(
                world.technical_manager, proposed(world).pk, fault_id=cases.fault(world).pk, at=NOON
            )

    def test_refuses_a_cause_that_is_there(self, world: World) -> None:
        with pytest.raises(Refused, match="同名"):
            lessons.take_into_case(
                world.technical_manager,
                proposed(world).pk,
                fault_id=cases.fault(world).pk,
                new_cause="节气门脏",
                at=NOON,
            )

    def test_misses_an_unknown_case_or_cause(self, world: World) -> None:
        with pytest.raises(Missing):
            lessons.take_into_case(
                world.technical_manager, proposed(world).pk, fault_id=9, cause_id=1, at=NOON
            )
        with pytest.raises(Missing):
            lessons.take_into_case(
                world.technical_manager,
                proposed(world).pk,
                fault_id=cases.fault(world).pk,
                cause_id=99,
                at=NOON,
            )

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            lessons.take_into_case(world.adviser, proposed(world).pk, fault_id=1, cause_id=1, at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            lessons.take_into_case(
                world.southern_manager, proposed(world).pk, fault_id=1, cause_id=1, at=NOON
            )


class TestDrop:
    def test_tells_why(self, world: World) -> None:
        lesson = lessons.drop(world.technical_manager, proposed(world).pk, reason="个例", at=NOON)
        assert (lesson.state, lesson.reason) == ("dropped", "个例")
        assert queries.waiting_lessons(world.north.pk) == (0, None)

    def test_refuses_without_a_reason(self, world: World) -> None:
        with pytest.raises(Refused, match="原因"):
            lessons.drop(world.technical_manager, proposed(world).pk, reason="", at=NOON)

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            lessons.drop(world.technician, proposed(world).pk, reason="个例", at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            lessons.drop(world.southern_manager, proposed(world).pk, reason="个例", at=NOON)
