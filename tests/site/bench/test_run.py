"""The words of the command: parts first, then the files that a part reads."""

import pytest

from huichang.site.bench import run
from huichang.site.bench.parts import PARTS


class TestSplit:
    def test_takes_every_part_that_runs_by_itself_when_none_is_named(self) -> None:
        names, files = run._split([])
        assert names == [name for name, part in PARTS.items() if part.by_itself]
        assert {"visit", "pages"} <= set(names)
        assert files == []

    def test_takes_named_parts(self) -> None:
        assert run._split(["pages", "visit"]) == (["pages", "visit"], [])

    def test_gives_the_files_to_the_part_that_reads_them(self) -> None:
        reads = next(name for name, part in PARTS.items() if part.reads)
        assert run._split([reads, "la01.txt", "la02.txt"]) == ([reads], ["la01.txt", "la02.txt"])

    def test_names_the_parts_when_a_word_is_none(self) -> None:
        with pytest.raises(SystemExit, match="没有叫 vist 的部分；有：.*visit"):
            run._split(["vist"])

    def test_refuses_files_for_a_part_that_reads_none(self) -> None:
        with pytest.raises(SystemExit, match="它不读文件"):
            run._split(["visit", "la01.txt"])
