"""`restore` as somebody types it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from huichang.site import keeping


@pytest.mark.req("PLAT-12")
def test_takes_the_moment_in_store_time_and_says_how_far_it_goes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = []

    def bring_back(copy: Path, to: Path, *, archive: Path | None, until: datetime | None) -> datetime:
        asked.append((copy, to, archive, until))
        return datetime(2026, 3, 3, 6, 24, 59, tzinfo=UTC)

    monkeypatch.setattr(keeping, "bring_back", bring_back)
    call_command(
        "restore", "/copy", "--to", str(tmp_path), "--archive", "/archive", "--until", "2026-03-03T14:25"
    )
    assert asked == [
        (Path("/copy"), tmp_path, Path("/archive"), datetime(2026, 3, 3, 6, 25, tzinfo=UTC)),
    ]
    assert "2026-03-03 14:24:59" in capsys.readouterr().out


def test_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="不是备份目录"):
        call_command("restore", str(tmp_path / "none"), "--to", str(tmp_path / "new"))
