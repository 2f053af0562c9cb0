"""What the workshop does by itself: promises watched, waiting customers told, nothing written when nothing changes."""

import pytest

from huichang.kernel import jobs
from huichang.kernel.models import Entry
from huichang.post.models import Message
from tests.workshop import floor
from tests.workshop.floor import BRAKES
from tests.world import NOON, World, minutes


@pytest.mark.req("LANE-33")
class TestTimetable:
    def test_watches_promises_as_a_machine_of_its_own(self, world: World) -> None:
        floor.signed(world, BRAKES, promised_at=NOON + minutes(60), wash=False)
        job = jobs.TIMETABLE["workshop.jobs.watch_promises"]
        for _ in range(2):
            jobs.run_now(job, at=NOON + minutes(30))
        assert Message.objects.filter(template="workshop.delayed").count() == 1
        entry = Entry.objects.get(use_case="workshop.progress.watch_promises")
        assert (entry.who, entry.door) == ("承诺守候", "job")

    def test_tells_those_who_wait(self, world: World) -> None:
        floor.signed(world)
        job = jobs.TIMETABLE["workshop.jobs.tell_waiting"]
        for minute in (30, 60, 65, 120):
            jobs.run_now(job, at=NOON + minutes(minute))
        assert Message.objects.filter(template="workshop.still").count() == 2
        assert Entry.objects.filter(use_case="workshop.progress.tell_waiting").count() == 2
