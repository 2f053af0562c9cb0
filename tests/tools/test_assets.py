from pathlib import Path

import pytest

from tools import assets


@pytest.fixture
def drawings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One drawing, and a list that asks for it."""
    (tmp_path / "car.svg").write_text(
        '<svg viewBox="0 0 24 24">\n <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n <path d="M5 17"/>\n</svg>'
    )
    (tmp_path / "icons.txt").write_text("# the hero\ncar\n")
    monkeypatch.setattr(assets, "ICONS", tmp_path / "icons.txt")
    return tmp_path


class TestSprite:
    def test_has_each_icon_under_its_name_without_its_background(self, drawings: Path) -> None:
        drawn = assets.sprite(drawings)
        assert '<symbol id="car"' in drawn
        assert '<path d="M5 17"/>' in drawn
        assert "M0 0h24v24H0z" not in drawn

    def test_an_unknown_icon_stops_the_set_up(self, drawings: Path) -> None:
        (drawings / "icons.txt").write_text("car\ncra\n")
        with pytest.raises(FileNotFoundError, match="cra"):
            assets.sprite(drawings)


class TestCopy:
    def test_serves_the_allow_list_without_source_maps(
        self, drawings: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        packages, served = drawings / "node_modules", drawings / "static" / "vendor"
        outline = packages / "@tabler" / "icons" / "icons" / "outline"
        outline.mkdir(parents=True)
        (drawings / "car.svg").rename(outline / "car.svg")
        (packages / "page.js").write_text("act();\n//# sourceMappingURL=page.js.map\n")
        (packages / "other.js").write_text("never();")
        monkeypatch.setattr(assets, "PACKAGES", packages)
        monkeypatch.setattr(assets, "SERVED", served)
        monkeypatch.setattr(assets, "FILES", {"page.js": "page.js"})
        assets.copy()
        assets.copy()
        assert sorted(file.name for file in served.iterdir()) == ["icons.svg", "page.js"]
        assert (served / "page.js").read_text() == "act();\n"


class TestIconNames:
    def test_no_icon_stands_in_the_list_twice(self) -> None:
        names = assets.icon_names()
        assert sorted(names) == sorted(set(names))
