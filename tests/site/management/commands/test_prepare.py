import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from huichang.site.management.commands import prepare
from tests.world import World


@pytest.fixture
def kept(settings: Settings, tmp_path: Path) -> Path:
    """A data folder of its own."""
    settings.VAR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    return tmp_path


@pytest.mark.django_db
class TestPending:
    def test_nothing_is_pending_after_the_migrations(self) -> None:
        assert not prepare.pending()


@pytest.mark.django_db
class TestRefuseDeafDatabase:
    def test_lets_a_database_pass_that_hears_chinese(self) -> None:
        prepare.refuse_deaf_database()


class TestStaticMark:
    def test_changes_with_a_file(self, settings: Settings, tmp_path: Path) -> None:
        (tmp_path / "page.css").write_text("a{}")
        settings.STATICFILES_DIRS = [tmp_path]
        before = prepare.static_mark()
        assert prepare.static_mark() == before
        (tmp_path / "page.css").write_text("a{color:red}")
        assert prepare.static_mark() != before


class TestCommand:
    def test_collects_the_static_files_once(self, kept: Path, world: World) -> None:
        first, second = StringIO(), StringIO()
        call_command("prepare", "--no-demo", stdout=first)
        call_command("prepare", "--no-demo", stdout=second)
        assert "页面文件" in first.getvalue()
        assert second.getvalue() == ""
        assert (kept / "static" / "vendor" / "icons.svg").exists()


class TestSignins:
    def test_names_one_person_per_post_of_the_demo(self, kept: Path, world: World) -> None:
        (kept / "demo").touch()
        name, printed = world.adviser.name, StringIO()
        call_command("signins", stdout=printed)
        assert re.search(rf"服务顾问 .*{name}.*北城店", printed.getvalue())

    def test_says_nothing_in_a_house_without_demo(self, kept: Path, world: World) -> None:
        printed = StringIO()
        call_command("signins", stdout=printed)
        assert printed.getvalue() == ""
