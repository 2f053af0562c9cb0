"""Where the house lies and keeps its data; what an installed package takes along."""

import tomllib
from pathlib import Path

import pytest

from huichang.site import whereabouts
from tests.architecture.sources import PACKAGE, PROJECT


class TestData:
    def test_lies_in_the_checkout_unless_somebody_says_where(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("HUICHANG_DATA", raising=False)
        assert whereabouts.data() == PROJECT / "var"
        monkeypatch.setenv("HUICHANG_DATA", "/srv/huichang")
        assert whereabouts.data() == Path("/srv/huichang")

    def test_of_an_installed_package_lies_with_the_person(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("HUICHANG_DATA", raising=False)
        monkeypatch.setattr(whereabouts, "CHECKOUT", None)
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        assert whereabouts.data() == tmp_path / "huichang"
        assert whereabouts.release() == b""


def test_a_built_package_takes_every_file_along() -> None:
    told = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    taken = {file for pattern in told["huichang"] for file in PACKAGE.glob(pattern)}
    there = {
        file
        for file in PACKAGE.rglob("*")
        if file.is_file() and file.suffix != ".py" and "__pycache__" not in file.parts
    }
    assert {str(file.relative_to(PACKAGE)) for file in there - taken} == set()
