"""A calculation by day (PARTS-30): asked for on the page, done by the worker."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoCaptureOnCommitCallbacks

from huichang.kernel.refusals import NotAllowed
from huichang.stocking import calculating, jobs, queries, suggesting
from tests.stocking.stockroom import past
from tests.supply import buying
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-30")
TASK = "stocking.jobs.calculate"


def waiting() -> int:
    """How many calculations the worker has before it."""
    return ProcrastinateJob.objects.filter(task_name=TASK, status="todo").count()


class TestAskCalculation:
    def test_hands_it_to_the_worker_once(
        self, world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        for _ in range(3):
            with django_capture_on_commit_callbacks(execute=True):
                calculating.ask_calculation(world.parts_manager, world.north.pk, at=NOON)
        assert waiting() == 1
        card = queries.calculation(world.parts_manager)
        assert card is not None
        assert (card.state, card.is_under_way) == ("waits", True)

    def test_the_page_knows_when_it_is_done(self, world: World) -> None:
        buying.usual(world)
        past(world, world.pads, [6] * 24)
        assert queries.calculation(world.parts_manager) is None
        calculating.ask_calculation(world.parts_manager, world.north.pk, at=NOON)
        jobs.calculate(world.north.pk)
        card = queries.calculation(world.parts_manager)
        assert card is not None
        assert card.state == "done"
        assert card.count
        assert card.usual is not None

    def test_and_when_it_failed(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(*_: object, **__: object) -> None:
            raise RuntimeError("no forecast")

        monkeypatch.setattr(suggesting, "make_suggestions", fails)
        with pytest.raises(RuntimeError):
            jobs.calculate(world.north.pk)
        card = queries.calculation(world.parts_manager)
        assert card is not None
        assert card.state == "failed"

    def test_is_under_way_between_begin_and_end(self, world: World) -> None:
        calculating.ask_calculation(world.parts_manager, world.north.pk, at=NOON)
        calculating.began(world.north.pk, at=NOON + timedelta(seconds=2))
        card = queries.calculation(world.parts_manager)
        assert card is not None
        assert card.state == "runs"

    def test_not_for_the_clerk_nor_elsewhere(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            calculating.ask_calculation(world.parts_clerk, world.north.pk, at=NOON)
        with pytest.raises(NotAllowed):
            calculating.ask_calculation(world.parts_manager, world.south.pk, at=NOON)
