"""What waits for people in this room."""

from datetime import timedelta

import pytest

from huichang.kernel import todo
from huichang.knowledge import help as helping
from huichang.knowledge import lessons
from tests.world import NOON, World


@pytest.mark.req("PEOPLE-31")
class TestWaiting:
    def test_technical_manager_sees_questions_and_lessons(self, world: World) -> None:
        helping.ask_for_help(
            world.technician, store_id=world.north.pk, question="冷车抖", plate="川A8F6K2", at=NOON
        )
        lessons.propose(world.north.pk, 1, "RO1", "", "engine", "抖", "脏", "洗")

        items = [item for item in todo.for_actor(world.technical_manager, NOON) if "knowledge" in item.url]
        assert sorted(item.act for item in items) == ["回复", "复核"]
        assert not items[0].urgent

    def test_a_question_that_waits_long_is_urgent(self, world: World) -> None:
        helping.ask_for_help(world.technician, store_id=world.north.pk, question="冷车抖", at=NOON)

        later = NOON + timedelta(minutes=31)
        first = todo.for_actor(world.technical_manager, later)[0]
        assert (first.act, first.urgent) == ("回复", True)

    def test_asker_sees_the_answer(self, world: World) -> None:
        request = helping.ask_for_help(world.technician, store_id=world.north.pk, question="冷车抖", at=NOON)
        helping.answer(world.technical_manager, request.pk, text="洗", at=NOON)

        assert "查看答复" in [item.act for item in todo.for_actor(world.technician, NOON)]
        assert "查看答复" not in [item.act for item in todo.for_actor(world.team_leader, NOON)]
