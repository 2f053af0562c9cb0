"""Special tools by scan."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from huichang.company.roles import Role
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.knowledge import queries, tools
from huichang.knowledge.models import Tool, ToolLoan
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("LANE-32")


def wrench(world: World, *, days: int | None = None) -> Tool:
    """A torque wrench whose calibration runs for so many days (None: not a measuring tool)."""
    valid = None if days is None else TODAY + timedelta(days=days)
    return tools.register_tool(
        world.technical_manager,
        store_id=world.north.pk,
        code="t-01",
        name="扭力扳手",
        place="A 柜",
        calibrate_by=valid,
    )


class TestTakeTool:
    def test_is_with_the_person_who_scanned_it(self, world: World) -> None:
        wrench(world, days=10)
        tools.take_tool(world.technician, " t-01 ", at=NOON, for_job=5)

        (card,) = queries.tools(world.technician, on=TODAY)
        assert (card.holder, card.taken_at, card.overdue) == ("北维修技师", NOON, False)

    def test_is_refused_while_somebody_else_has_it(self, world: World) -> None:
        wrench(world)
        tools.take_tool(world.technician, "T-01", at=NOON)
        with pytest.raises(OutOfTurn, match="在北维修技师手上"):
            tools.take_tool(world.team_leader, "T-01", at=NOON)
        with pytest.raises(OutOfTurn, match="已经在您手上"):
            tools.take_tool(world.technician, "T-01", at=NOON)

    def test_is_refused_once_its_calibration_has_run_out(self, world: World) -> None:
        wrench(world, days=-1)
        with pytest.raises(Refused, match="校准已于 2026-03-01 到期"):
            tools.take_tool(world.technician, "T-01", at=NOON)

    def test_holds_on_the_last_day_of_the_calibration(self, world: World) -> None:
        wrench(world, days=0)
        assert tools.take_tool(world.technician, "T-01", at=NOON).pk

    def test_misses_an_unknown_label_and_another_stores(self, world: World) -> None:
        wrench(world)
        with pytest.raises(Missing, match="没有编号"):
            tools.take_tool(world.technician, "T-99", at=NOON)
        with pytest.raises(Missing):
            tools.take_tool(world.actor(Role.TECHNICIAN, world.south), "T-01", at=NOON)

    def test_is_not_for_every_post(self, world: World) -> None:
        wrench(world)
        with pytest.raises(NotAllowed):
            tools.take_tool(world.cashier, "T-01", at=NOON)

    @pytest.mark.django_db(transaction=True)
    def test_goes_to_one_of_two_who_scan_at_once(self, world: World) -> None:
        wrench(world)
        actors = [world.technician, world.team_leader]
        start, said = Barrier(2), []

        def scan(index: int) -> None:
            try:
                start.wait()
                tools.take_tool(actors[index], "T-01", at=NOON)
                said.append("taken")
            except OutOfTurn as refusal:
                said.append(str(refusal))
            finally:
                connection.close()

        threads = [Thread(target=scan, args=(index,)) for index in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert ToolLoan.objects.count() == 1
        assert said.count("taken") == 1


class TestGiveBackTool:
    def test_puts_it_back_whoever_brings_it(self, world: World) -> None:
        wrench(world)
        tools.take_tool(world.technician, "T-01", at=NOON)
        tools.give_back_tool(world.team_leader, "T-01", at=NOON + timedelta(hours=1))

        assert queries.tools(world.technician, on=TODAY)[0].holder == ""
        assert tools.take_tool(world.team_leader, "T-01", at=NOON + timedelta(hours=2)).pk

    def test_is_refused_for_one_that_is_not_out(self, world: World) -> None:
        wrench(world)
        with pytest.raises(OutOfTurn, match="没有借出"):
            tools.give_back_tool(world.technician, "T-01", at=NOON)

    def test_misses_an_unknown_label(self, world: World) -> None:
        with pytest.raises(Missing):
            tools.give_back_tool(world.technician, "T-01", at=NOON)

    def test_is_not_for_every_post(self, world: World) -> None:
        wrench(world)
        with pytest.raises(NotAllowed):
            tools.give_back_tool(world.parts_clerk, "T-01", at=NOON)


class TestRegisterTool:
    def test_keeps_the_label_in_capitals(self, world: World) -> None:
        assert wrench(world).code == "T-01"

    def test_is_refused_twice_and_without_a_name(self, world: World) -> None:
        wrench(world)
        with pytest.raises(OutOfTurn, match="已经登记过"):
            wrench(world)
        with pytest.raises(Refused, match="编号和名称"):
            tools.register_tool(world.technical_manager, store_id=world.north.pk, code="T-2", name=" ")

    def test_is_not_for_every_post_or_store(self, world: World) -> None:
        for actor in (world.technician, world.southern_manager):
            with pytest.raises(NotAllowed):
                tools.register_tool(actor, store_id=world.north.pk, code="T-2", name="拉马")


class TestRecordCalibration:
    def test_lets_the_tool_be_taken_again(self, world: World) -> None:
        tool = wrench(world, days=-1)
        tools.record_calibration(
            world.technical_manager, tool.pk, valid_until=TODAY + timedelta(days=365), at=NOON
        )
        assert tools.take_tool(world.technician, "T-01", at=NOON).pk

    def test_is_refused_for_a_day_that_has_passed(self, world: World) -> None:
        with pytest.raises(Refused, match="已经过去"):
            tools.record_calibration(
                world.technical_manager, wrench(world).pk, valid_until=TODAY - timedelta(days=1), at=NOON
            )

    def test_is_not_for_every_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            tools.record_calibration(world.technician, wrench(world).pk, valid_until=TODAY, at=NOON)

    def test_does_not_exist_in_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            tools.record_calibration(world.southern_manager, wrench(world).pk, valid_until=TODAY, at=NOON)
