"""What the timetable does for every store."""

from datetime import datetime

import pytest

from huichang.kernel.actor import Actor
from huichang.kernel.jobs import Job, run_now
from tests.world import NOON, World


class TestRunNow:
    def test_what_fails_in_one_store_keeps_no_other_from_its_turn(self, world: World) -> None:
        done = []

        def work(actor: Actor, store_id: int, *, at: datetime) -> None:
            if store_id == world.north.pk:
                raise ValueError("north")
            done.append((store_id, at))

        job = Job("test.work", "试", "* * * * *", "试", frozenset(), work)
        with pytest.raises(ValueError, match="north"):
            run_now(job, at=NOON)
        assert done == [(world.south.pk, NOON)]

    def test_all_that_fails_is_told(self, world: World) -> None:
        def work(actor: Actor, store_id: int, *, at: datetime) -> None:
            raise ValueError(str(store_id))

        job = Job("test.work", "试", "* * * * *", "试", frozenset(), work)
        with pytest.raises(ExceptionGroup) as told:
            run_now(job, at=NOON)
        assert len(told.value.exceptions) == 2
