"""The page of figures: a part that is measured again replaces its own section and leaves the others alone."""

from pathlib import Path

from huichang.site.bench.report import Figure, Section, figures, table, write

ORDER = ("A visit", "Pages")


class TestWrite:
    def test_begins_a_page(self, tmp_path: Path) -> None:
        page = tmp_path / "performance.md"
        write(page, Section("Pages", "fast"), "_today_", ORDER)
        text = page.read_text(encoding="utf-8")
        assert text.startswith("# What it costs")
        assert text.endswith("## Pages\n\n_today_\n\nfast\n")

    def test_replaces_only_its_own_section(self, tmp_path: Path) -> None:
        page = tmp_path / "performance.md"
        write(page, Section("Pages", "slow"), "_yesterday_", ORDER)
        write(page, Section("A visit", "119 statements"), "_yesterday_", ORDER)
        write(page, Section("Pages", "fast"), "_today_", ORDER)
        text = page.read_text(encoding="utf-8")
        assert "slow" not in text
        assert text.index("## A visit\n\n_yesterday_\n\n119 statements") < text.index(
            "## Pages\n\n_today_\n\nfast"
        )

    def test_keeps_a_section_that_it_does_not_know(self, tmp_path: Path) -> None:
        page = tmp_path / "performance.md"
        write(page, Section("By hand", "kept"), "_once_", ORDER)
        write(page, Section("A visit", "new"), "_today_", ORDER)
        assert page.read_text(encoding="utf-8").endswith("## By hand\n\n_once_\n\nkept\n")


class TestFigure:
    def test_says_kept_and_missed_as_found(self) -> None:
        assert Figure("CPU", 99.96, "ms", 100, 1).row() == ("CPU", "100.0 ms", "≤ 100 ms", "kept")
        assert Figure("CPU", 100.06, "ms", 100, 1).row() == ("CPU", "100.1 ms", "≤ 100 ms", "**missed**")

    def test_needs_no_budget(self) -> None:
        assert Figure("rows", 1234).row() == ("rows", "1,234", "", "")


class TestFigures:
    def test_is_a_table_in_markdown(self) -> None:
        assert figures([Figure("requests", 10, at_most=15)]).splitlines() == [
            "|  | found | budget |  |",
            "| --- | ---: | ---: | ---: |",
            "| requests | 10 | ≤ 15 | kept |",
        ]
        assert table(("a", "b"), [("1", "2")]).splitlines()[-1] == "| 1 | 2 |"
