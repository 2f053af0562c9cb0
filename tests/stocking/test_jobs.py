"""What happens by itself in stocking, and what the web does without."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import huichang
from huichang.kernel import jobs
from huichang.stocking import queries
from huichang.stocking.models import Level, Suggestion
from tests.stocking.stockroom import past
from tests.supply import buying
from tests.world import World

pytestmark = pytest.mark.req("PARTS-30")
LOADS = "import django; django.setup(); import huichang.site.urls, sys; print('numba' in sys.modules)"


class TestTheNight:
    def test_calculates_every_store(self, world: World) -> None:
        buying.usual(world)
        past(world, world.pads, [6] * 24)
        jobs.run_now(jobs.TIMETABLE["stocking.jobs.make_suggestions"])
        assert Level.objects.filter(store=world.north, part=world.pads).exists()
        assert Suggestion.objects.filter(store=world.north, part=world.pads).exists()
        card = queries.calculation(world.parts_manager)
        assert card is not None
        assert card.state == "done"

    def test_judges_every_store(self, world: World) -> None:
        jobs.run_now(jobs.TIMETABLE["stocking.jobs.judge_decisions"])


class TestTheWeb:
    def test_starts_without_the_compiler_of_the_forecast(self) -> None:
        said = subprocess.run(
            [sys.executable, "-c", LOADS],
            env=os.environ
            | {
                "DATABASE_URL": "postgresql:///nowhere",
                "HUICHANG_POOL": "off",
                "DJANGO_SETTINGS_MODULE": "huichang.site.settings",
                "PYTHONPATH": str(Path(huichang.__path__[0]).parent),
            },
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert said.stdout.split() == ["False"], said.stderr
