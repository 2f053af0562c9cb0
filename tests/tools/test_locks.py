import shutil
from pathlib import Path

import pytest

from tools import locks


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The lock files in a folder where they may be spoilt."""
    for name in (*locks.PYTHON_LOCKS, locks.PACKAGE_LOCK):
        shutil.copy(locks.ROOT / name, tmp_path / name)
    monkeypatch.setattr(locks, "ROOT", tmp_path)
    return tmp_path


class TestComplaints:
    def test_ours_are_in_order(self) -> None:
        assert locks.complaints() == []

    def test_an_address_is_found(self, copy: Path) -> None:
        lock = copy / "requirements.lock"
        lock.write_text("--index-url " + "https:" + "//example.org/simple\n" + lock.read_text())
        assert locks.complaints() == ["requirements.lock names an address"]

    def test_a_package_without_a_hash_is_found(self, copy: Path) -> None:
        (copy / "bootstrap.lock").write_text("uv==1.0\n")
        assert locks.complaints() == ["bootstrap.lock has a package without a hash"]

    def test_an_address_of_a_download_is_found_beside_those_of_sponsors(self, copy: Path) -> None:
        lock = copy / "package-lock.json"
        lock.write_text(
            lock.read_text().replace('"integrity"', '"resolved": "' + "https:" + '//x/y.tgz", "integrity"', 1)
        )
        assert locks.complaints() == ["package-lock.json names an address"]
