"""The chain of reasons in three sentences (LANE-21, LANE-41)."""

import pytest

from huichang.engines.dayplan.reasons import Why
from huichang.planning import causes

OWN = {"?:0": "", "?:0:dry": "漆面干燥 1 小时", "?:wash": ""}


class Shopfloor:
    """Words of a small workshop."""

    def step(self, key: str) -> str:
        return {"a": "A1111 换机油", "b": "B2222 换制动片", "c": "C3333 喷漆"}.get(key, "别的作业")

    def person(self, technician: int) -> str:
        return {5: "张师傅", 6: "李师傅"}.get(technician, "技师")

    def bay(self, bay: int) -> str:
        return {2: "举升位 2 号"}.get(bay, "工位")

    def clock(self, minute: int) -> str:
        return f"{minute // 60:02d}:{minute % 60:02d}"

    def ready(self, key: str, clock: str) -> str:
        return {"a": f"缺机滤，{clock} 起可做", "?:0": f"缺漆，{clock} 起可做"}.get(key, "")


def told(*chain: Why) -> tuple[str, ...]:
    """The chain, the car's last step first."""
    return causes.told(chain, Shopfloor(), OWN)


@pytest.mark.req("LANE-41")
class TestTold:
    def test_begins_where_it_began_and_ends_before_the_car(self) -> None:
        found = told(
            Why("?:wash", "after", 1100, "?:0:dry"),
            Why("?:0:dry", "after", 1040, "?:0"),
            Why("?:0", "bay", 910, "b", bay=2),
            Why("b", "technician", 840, "a", technician=5),
            Why("a", "parts", 780),
        )
        assert found == (
            "“A1111 换机油”：缺机滤，13:00 起可做",
            "举升位 2 号被“B2222 换制动片”占用，15:10 空出来",
            "漆面干燥 1 小时",
        )

    def test_what_one_person_does_before_is_one_sentence(self) -> None:
        found = told(
            Why("?:0", "technician", 910, "c", technician=5),
            Why("c", "technician", 840, "b", technician=5),
            Why("b", "car", 800, "a"),
            Why("a", "technician", 780, "x", technician=6),
            Why("x", "started", 700),
        )
        assert found == ("李师傅在做“别的作业”，13:00 空出来", "张师傅先做前面 2 项，15:10 空出来")

    def test_what_one_bay_holds_before_is_one_sentence(self) -> None:
        found = told(
            Why("?:0", "bay", 910, "c", bay=2),
            Why("c", "bay", 840, "b", bay=2),
            Why("b", "now", 780),
        )
        assert found == ("举升位 2 号前面还有 2 项，15:10 空出来",)

    def test_colours_shifts_and_closed_bays(self) -> None:
        found = told(
            Why("?:0", "setup", 930, "c", bay=2),
            Why("c", "closed", 840, bay=2),
            Why("b", "shift", 780, technician=6),
        )
        assert found == (
            "李师傅 13:00 才上班或休息后回来",
            "举升位 2 号 14:00 才可用",
            "举升位 2 号在“C3333 喷漆”之后要清理换色，15:30 可用",
        )

    def test_the_cars_own_parts_need_no_name(self) -> None:
        assert told(Why("?:0", "parts", 780)) == ("缺漆，13:00 起可做",)

    def test_what_nobody_knows_and_what_is_free_is_not_said(self) -> None:
        assert told(Why("?:wash", "now", 780)) == ()
        assert told(Why("?:wash", "arrives", 780)) == ()
        assert told(Why("b", "choice", 780)) == ()
