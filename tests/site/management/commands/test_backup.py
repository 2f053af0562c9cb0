"""`backup` as somebody types it."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command


@pytest.mark.req("PLAT-12")
def test_says_that_the_house_must_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "VAR", tmp_path / "var")
    with pytest.raises(CommandError, match="没有在运行"):
        call_command("backup", str(tmp_path / "copies"))
