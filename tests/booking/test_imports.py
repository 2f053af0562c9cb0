"""Call logs out of the telephone system's file."""

from datetime import datetime

import pytest
from django.utils.timezone import get_current_timezone

from huichang.booking import imports, queries
from huichang.booking.models import Call
from huichang.kernel.refusals import Refused
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("LANE-09")
HEAD = "来电时间,号码,响铃次数,结果,通话秒数,编号\n"
GOOD = HEAD + "2026-03-02 09:05:10,13800138001,2,已接听,95,A1\n2026/3/2 9:20,13900139002,6,未接,,A2\n"


class TestRead:
    @pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_takes_both_codings(self, coding: str) -> None:
        found = imports.read(GOOD.encode(coding))

        assert found.errors == ()
        first, second = found.calls
        assert first.rang_at == datetime(2026, 3, 2, 9, 5, 10, tzinfo=get_current_timezone())
        assert (first.outcome, first.rings, first.seconds, first.outside_id) == ("answered", 2, 95, "A1")
        assert (second.outcome, second.seconds) == ("lost", 0)

    @pytest.mark.parametrize("mark", [";", "\t"])
    def test_takes_other_separators(self, mark: str) -> None:
        assert len(imports.read(GOOD.replace(",", mark).encode()).calls) == 2

    @pytest.mark.parametrize("end", ["\r", "\r\n"])
    def test_takes_the_line_ends_of_other_systems(self, end: str) -> None:
        assert len(imports.read(GOOD.replace("\n", end).encode()).calls) == 2

    @pytest.mark.parametrize(
        "line", ["2026-03-02 09:05:10,1,³,已接听,,A1", "0001-01-01 00:00:00,1,2,已接听,,A1"]
    )
    def test_names_a_line_with_numbers_and_days_that_are_none(self, line: str) -> None:
        assert [number for number, _ in imports.read((HEAD + line).encode()).errors] == [2]

    def test_refuses_a_cell_without_end(self) -> None:
        with pytest.raises(Refused, match="太长"):
            imports.read((HEAD + '"' + "x" * 200_000 + '"').encode())

    def test_names_each_wrong_line(self) -> None:
        text = (
            HEAD
            + "昨天,1,2,已接听,,A1\n2026-03-02 09:05:10,1,很多,已接听,,A2\n\n2026-03-02 09:05:10,1,2,挂了,,A3\n"
        )
        found = imports.read(text.encode())

        assert [line for line, _ in found.errors] == [2, 3, 5]
        assert "读不出来" in found.errors[0][1]
        assert "响铃次数“很多”" in found.errors[1][1]
        assert "结果“挂了”不认识" in found.errors[2][1]

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "文件是空的"),
            ("号码,结果\n1,已接听\n".encode(), "没有“来电时间”列"),
            (b"\xff\xfe\x80\x81\xff", "编码读不出来"),
            (b"PK\x03\x04\x00\x00", "不是 CSV"),
            (b"x" * (imports.MOST_BYTES + 1), "超过 5 MB"),
        ],
    )
    def test_refuses_what_is_no_log(self, content: bytes, words: str) -> None:
        with pytest.raises(Refused, match=words):
            imports.read(content)


class TestTakeOver:
    def test_takes_a_file_once(self, world: World) -> None:
        for count in (2, 0):
            assert imports.take_over(world.care_agent, world.north.pk, GOOD.encode(), at=NOON) == count
        assert [call.source for call in queries.calls(world.care_agent, TODAY)] == ["话机文件", "话机文件"]
        assert [task.phone for task in queries.tasks(world.north.pk)] == ["13900139002"]

    def test_takes_nothing_when_a_line_is_wrong(self, world: World) -> None:
        text = GOOD + "坏行,,,已接听,,\n"
        with pytest.raises(Refused, match="第 4 行"):
            imports.take_over(world.care_agent, world.north.pk, text.encode(), at=NOON)
        assert not Call.objects.exists()
