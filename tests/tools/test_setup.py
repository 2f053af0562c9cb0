from pathlib import Path

import pytest

from tools import assets, setup


@pytest.fixture
def done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A machine on which each step only writes down that it was taken."""
    taken: list[str] = []
    environment = tmp_path / ".venv"
    monkeypatch.setattr(setup, "ENVIRONMENT", environment)
    monkeypatch.setattr(setup, "PYTHON", environment / "bin" / "python")
    monkeypatch.setattr(setup, "MARKS", environment / "huichang.json")
    monkeypatch.setattr(
        setup, "LOCKS", {name: tmp_path / f"{name}.lock" for name in ("run", "test", "camera")}
    )
    monkeypatch.setattr(setup, "BOOTSTRAP", tmp_path / "bootstrap.lock")
    for lock in (*setup.LOCKS.values(), setup.BOOTSTRAP):
        lock.write_text(lock.name)
    monkeypatch.setattr(assets, "PACKAGES", tmp_path / "node_modules")
    monkeypatch.setattr(assets, "SERVED", tmp_path / "vendor")
    monkeypatch.setattr(assets, "ICONS", tmp_path / "icons.txt")
    assets.ICONS.write_text("car\n")

    def make_environment() -> None:
        taken.append("environment")
        setup.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        setup.PYTHON.touch()
        (environment / "lib" / "python3.11" / "site-packages").mkdir(parents=True, exist_ok=True)

    def fetch() -> None:
        taken.append("fetch")
        assets.PACKAGES.mkdir(exist_ok=True)

    def copy() -> None:
        taken.append("copy")
        assets.SERVED.mkdir(exist_ok=True)

    monkeypatch.setattr(setup, "_make_environment", make_environment)
    monkeypatch.setattr(
        setup, "_install", lambda purposes: taken.append(f"install for {' and '.join(sorted(purposes))}")
    )
    monkeypatch.setattr(setup, "_fetch_assets", fetch)
    monkeypatch.setattr(assets, "copy", copy)
    return taken


class TestPrepare:
    def test_does_everything_on_a_bare_machine_and_nothing_the_second_time(
        self, done: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        setup.prepare("run")
        assert done == ["environment", "install for run", "fetch", "copy"]
        assert "Python 环境" in capsys.readouterr().out
        setup.prepare("run")
        assert len(done) == 4
        assert capsys.readouterr().out == ""

    def test_installs_again_when_the_lock_changed(self, done: list[str]) -> None:
        setup.prepare("run")
        setup.LOCKS["run"].write_text("another version")
        setup.prepare("run")
        assert done[4:] == ["install for run"]

    def test_adds_what_the_tests_need_and_keeps_it_for_the_next_run(self, done: list[str]) -> None:
        setup.prepare("run")
        setup.prepare("test")
        setup.prepare("run")
        assert done[4:] == ["install for test"]

    def test_the_camera_stays_beside_the_tests(self, done: list[str]) -> None:
        setup.prepare("camera")
        setup.prepare("test")
        setup.prepare("run")
        setup.LOCKS["camera"].write_text("another version")
        setup.prepare("run")
        assert [step for step in done if "install" in step] == [
            "install for camera",
            "install for camera and test",
            "install for camera and test",
        ]

    def test_draws_the_sprite_again_when_an_icon_was_added(self, done: list[str]) -> None:
        setup.prepare("run")
        assets.ICONS.write_text("car\nkey\n")
        setup.prepare("run")
        assert done[4:] == ["copy"]

    def test_goes_on_where_an_interrupted_set_up_stopped(
        self, done: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def no_network() -> None:
            raise setup.SetupFailed("没有网络")

        with monkeypatch.context() as offline:
            offline.setattr(setup, "_fetch_assets", no_network)
            with pytest.raises(setup.SetupFailed):
                setup.prepare("run")
        setup.prepare("run")
        assert done == ["environment", "install for run", "fetch", "copy"]

    def test_the_sources_can_be_imported_from_the_environment(self, done: list[str]) -> None:
        setup.prepare("run")
        pointer = setup.ENVIRONMENT / "lib" / "python3.11" / "site-packages" / "huichang.pth"
        assert Path(pointer.read_text().strip()) == setup.ROOT / "src"
