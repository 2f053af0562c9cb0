"""The part `fjsp` of the benchmark: any files of the format, bad ones named, our own instances as published."""

from pathlib import Path

import pytest

from huichang.engines.jobshop import instance, solve
from huichang.engines.jobshop.schedule import Placed, Schedule
from huichang.engines.jobshop.solve import Solution
from huichang.site.bench import fjsp
from huichang.site.bench.place import Place
from huichang.site.bench.report import NotMeasured

SMALL = "2 2 1.5\n2 2 1 3 2 5 1 2 4\n2 1 1 2 2 1 6 2 3\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "bench")


def written(folder: Path, name: str, text: str | bytes) -> str:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(file)


class TestMeasure:
    def test_prints_what_was_found_for_a_file(
        self, place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert fjsp.measure(place, [written(tmp_path, "small.fjs", SMALL), "--seconds", "5"]) is None
        line = next(line for line in capsys.readouterr().out.splitlines() if "small" in line)
        assert line.split()[:9] == ["small", "2", "×", "2", "4", "9", "9", "–", "–"]

    def test_says_of_every_bad_file_what_is_wrong_and_schedules_the_others(
        self, place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        files = [
            written(tmp_path, "good.fjs", SMALL),
            written(tmp_path, "short.fjs", "2 2\n1 1 1 3\n"),
            written(tmp_path, "picture.png", b"\x89PNG\xff\xfe"),
            str(tmp_path / "none.fjs"),
            str(tmp_path),
        ]
        with pytest.raises(NotMeasured, match="5 个文件里有 4 个读不了，原因见上。"):
            fjsp.measure(place, [*files, "--seconds", "5"])
        said = capsys.readouterr()
        assert [line.partition("：")[2] for line in said.err.splitlines()] == [
            "第 1 行说有 2 个工件，后面却只有 1 行，请补全。",
            "不是文本文件，请换成标准文本格式的算例。",
            "没有这个文件，请核对路径。",
            "这是文件夹，请写其中的文件。",
        ]
        assert "good" in said.out

    def test_knows_an_instance_of_ours_under_another_name_and_counting(
        self, place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = written(tmp_path, "unknown.fjs", (fjsp.FOLDER / "mk04.txt").read_text())
        fjsp.measure(place, [file, "--seconds", "5"])
        out = capsys.readouterr().out
        assert "平均差距" in out
        assert out.splitlines()[-2].split()[7] == "60"

    def test_refuses_a_time_that_is_none(self, place: Place, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            fjsp.measure(place, ["--seconds", "0"])
        assert "秒数应是大于 0" in capsys.readouterr().err

    def test_makes_a_section_of_our_own_instances(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def quick(shop: instance.Shop, *, seconds: float) -> Solution:
            """One operation after the other: a schedule of any shop, at once."""
            at, jobs = 0, []
            for job in shop.jobs:
                placed = []
                for operation in job:
                    placed.append(Placed(operation[0].machine, at, at + operation[0].time))
                    at += operation[0].time
                jobs.append(tuple(placed))
            return Solution(Schedule(tuple(jobs)), 1, seconds)

        monkeypatch.setattr(solve, "solve", quick)
        section = fjsp.measure(place, [])
        assert section is not None
        assert section.title == fjsp.TITLE
        assert sum(line.startswith("| mk") for line in section.text.splitlines()) == 15
        assert "| mk10 | 20 × 15 | 240 | 189–193 |" in section.text
        assert "**missed**" in section.text


class TestKnown:
    def test_has_every_instance_with_its_size(self) -> None:
        own = {file.stem: instance.parse(file.read_text()) for file in fjsp.FOLDER.glob("*.txt")}
        assert own.keys() == fjsp.KNOWN.keys()
        assert all(low <= high for low, high in fjsp.KNOWN.values())
        assert (len(own["mk15"].jobs), own["mk15"].machines, own["mk15"].operations) == (30, 15, 284)
