import sys
from collections.abc import Callable

import pytest

from tools import suite
from tools.suite import Group

Run = Callable[..., tuple[int, list[str]]]


def says(words: str, *, status: int = 0) -> tuple[str, ...]:
    """A command that says something and ends."""
    return (sys.executable, "-c", f"import sys; print({words!r}); sys.exit({status})")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run these groups; gives the exit status and the lines on the screen."""

    def these(*groups: Group) -> tuple[int, list[str]]:
        monkeypatch.setattr(suite, "groups", lambda: list(groups))
        status = suite._all({})
        return status, capsys.readouterr().out.splitlines()

    return these


class TestAll:
    def test_closes_with_the_counts_of_both_calls(self, run: Run) -> None:
        status, lines = run(
            Group("lint", says("All checks passed!")),
            Group("tests", says("== 30 passed, 2 skipped in 4.20s ==")),
            Group("browser", says("5 passed in 9.00s")),
        )
        assert status == 0
        assert lines[-1] == "35 passed, 0 failed, 2 skipped"
        assert any("✓ browser" in line for line in lines)

    def test_stops_at_the_first_group_that_fails(self, run: Run) -> None:
        status, lines = run(
            Group("tests", says("1 failed, 3 passed, 1 error in 4.20s", status=1)),
            Group("browser", says("5 passed in 9.00s")),
        )
        assert status == 1
        assert lines[-1] == "3 passed, 2 failed, 0 skipped"
        assert not any("browser" in line for line in lines)
