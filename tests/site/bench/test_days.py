"""The plan of the day on generated days: what is measured, and what is kept of it."""

import json
from pathlib import Path

import pytest

from huichang.engines.dayplan.generator import SIZES, workshop_day
from huichang.site.bench import days
from huichang.site.bench.place import Place


class TestMeasure:
    def test_says_how_good_the_plans_are(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(days, "SIZES", {8: (4, 6)})
        monkeypatch.setattr(days, "SEEDS", (1,))
        monkeypatch.setattr(days, "SECONDS", (1,))
        monkeypatch.setattr(days, "REPLAN_SECONDS", 0.5)
        monkeypatch.setattr(days, "BOUNDS", tmp_path / "bounds.json")
        place = Place(tmp_path / "bench")
        assert days.measure(place, ["--prove", "1"]) is None
        kept = json.loads((tmp_path / "bounds.json").read_text())
        assert list(kept) == [days._key(workshop_day(1, 8))]
        section = days.measure(place, [])
        assert section is not None
        assert "| 8 / 1 |" in section.text
        assert f"{kept[days._key(workshop_day(1, 8))]:,}" in section.text
        assert "8 台车" in capsys.readouterr().out


class TestBounds:
    def test_belong_to_the_days_that_are_measured(self) -> None:
        known = {days._key(workshop_day(seed, jobs)) for jobs in SIZES for seed in days.SEEDS}
        assert known == json.loads(days.BOUNDS.read_text()).keys()
