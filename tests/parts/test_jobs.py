"""What happens by itself, and the command that proves the ledger (PARTS-10)."""

import logging
from io import StringIO

import pytest
from django.core.management import call_command

from huichang.kernel import jobs as timetable
from huichang.parts import jobs
from huichang.parts.models import Proof, Stock
from tests.parts import storeroom
from tests.parts.storeroom import CLOSING
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-10")


class TestTheTimetable:
    @pytest.mark.parametrize("name", ["prove_ledger", "release_expired_holds", "classify_parts"])
    def test_runs_each_job_for_every_store_with_its_own_grants(self, world: World, name: str) -> None:
        storeroom.book(world, {world.pads: 1}, expires_at=CLOSING)
        for _ in range(2):
            timetable.run_now(timetable.TIMETABLE[f"parts.jobs.{name}"], at=CLOSING)
        storeroom.assert_proved(world)

    def test_logs_a_total_that_is_wrong(self, world: World, caplog: pytest.LogCaptureFixture) -> None:
        Stock.objects.filter(part=world.pads).update(on_hand=3)
        with caplog.at_level(logging.ERROR):
            jobs.prove_ledger(world.parts_manager, world.north.pk, at=NOON)
        assert "BR-1001 现存：账上 3，明细合计 2" in caplog.text
        assert len(Proof.objects.get().wrong) == 2


class TestTheCommand:
    def test_says_that_everything_is_right(self, world: World) -> None:
        out = StringIO()
        call_command("prove_ledger", stdout=out)
        assert out.getvalue().splitlines() == ["北城店：核对 18 项，全部相符", "南城店：核对 0 项，全部相符"]

    def test_fails_when_something_is_wrong(self, world: World) -> None:
        Stock.objects.filter(part=world.pads).update(on_hand=3)
        out = StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("prove_ledger", stdout=out)
        assert ended.value.code == 1
        assert "北城店：核对 18 项，2 项不符" in out.getvalue()
