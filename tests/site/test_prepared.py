from pathlib import Path

import psycopg
import pytest
from django.db import connection

from huichang.site import prepared, whereabouts


@pytest.fixture
def address() -> str:
    at = connection.settings_dict
    known = {"dbname": at["NAME"], "host": at["HOST"], "user": at["USER"], "port": at["PORT"] or None}
    return psycopg.conninfo.make_conninfo(**known)


@pytest.mark.django_db
class TestState:
    def test_stays_the_same_while_nothing_changes(self, address: str) -> None:
        assert prepared.state(address, demo=True) == prepared.state(address, demo=True) != ""

    def test_changes_with_the_code(
        self, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(whereabouts, "PACKAGE", tmp_path)
        (tmp_path / "page.html").write_text("一")
        before = prepared.state(address, demo=True)
        (tmp_path / "page.html").write_text("二二")
        assert prepared.state(address, demo=True) != before

    def test_tells_a_house_with_demo_from_one_without(self, address: str) -> None:
        assert prepared.state(address, demo=True) != prepared.state(address, demo=False)

    def test_a_database_without_tables_is_never_prepared(self, address: str) -> None:
        empty = psycopg.conninfo.make_conninfo(address, dbname="postgres")
        assert prepared.state(empty, demo=True) == ""
