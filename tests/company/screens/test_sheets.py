"""Sheets on screen: brought, tried, mended, written, taken back; what is refused says what to do."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huichang.company.models import Sheet
from huichang.company.roles import Role
from tests import sheets as made
from tests.parts import storeroom
from tests.parts.screens.door import enter
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.req("PARTS-01"), pytest.mark.req("PARTS-40")]
KIND = "parts.prices"
GOOD = [["配件编码", "售价"], ["BR-1001", 500]]
BAD = [["配件编码", "售价"], ["BR-1001", "面议"], ["XX-1", 5]]


@pytest.fixture
def manager(world: World) -> Client:
    """The parts manager's desk."""
    return enter(world, Role.PARTS_MANAGER)


def bring(client: Client, content: bytes, *, name: str = "价格.csv", kind: str = KIND, **more: object) -> int:
    """A file is chosen and sent; the status of the answer."""
    said = {"file": SimpleUploadedFile(name, content), **more}
    return client.post(f"/company/sheets/of/{kind}/upload/", said).status_code


def brought(world: World, client: Client, rows: made.Rows) -> str:
    """A sheet that was brought and tried; its address."""
    assert bring(client, made.csv(rows)) == 302
    sheet = Sheet.objects.latest("pk")
    made.work(world.parts_manager, sheet.pk, "check")
    return f"/company/sheets/{sheet.pk}/"


class TestPages:
    def test_say_what_may_be_brought_in_few_statements(self, world: World, manager: Client) -> None:
        manager.get("/company/sheets/")
        with storeroom.at_most(12):
            page = manager.get("/company/sheets/").content.decode()
        for kind in ("配件目录", "配件价格", "期初库存", "历史需求"):
            assert kind in page
        assert manager.get(f"/company/sheets/of/{KIND}/template.xlsx").status_code == 200

    def test_of_a_wrong_sheet_tells_every_line_and_gives_the_list(
        self, world: World, manager: Client
    ) -> None:
        url = brought(world, manager, BAD)
        with storeroom.at_most(12):
            page = manager.get(url).content.decode()
        assert "“面议”不是数字" in page
        assert "配件目录里没有这个编码" in page
        assert "面议".encode() in manager.get(f"{url}problems.csv").content
        assert manager.post(f"{url}write/").status_code == 409

    def test_are_for_one_store_and_for_who_may(self, world: World, manager: Client) -> None:
        url = brought(world, manager, GOOD)
        south = enter(world, Role.PARTS_MANAGER, south=True)
        for path in ("", "problems.csv", "blocked/"):
            assert south.get(url + path).status_code == 404
        for act in ("write/", "undo/", "drop/", "push/", "columns/"):
            assert south.post(url + act).status_code == 404
        assert bring(enter(world, Role.ADVISER), made.csv(GOOD)) == 403


class TestActs:
    def test_a_mended_file_is_written_and_taken_back(self, world: World, manager: Client) -> None:
        brought(world, manager, BAD)
        first = Sheet.objects.latest("pk").pk
        assert bring(manager, made.csv(GOOD), instead_of=first) == 302
        sheet = Sheet.objects.latest("pk").pk
        url = f"/company/sheets/{sheet}/"
        made.work(world.parts_manager, sheet, "check")
        assert manager.post(f"{url}write/").status_code == 302
        assert made.work(world.parts_manager, sheet, "write").state == "written"
        assert manager.post(f"{url}write/").status_code == 409
        assert manager.post(f"{url}undo/").status_code == 302
        assert made.work(world.parts_manager, sheet, "undo").state == "undone"

    def test_without_a_file_or_with_an_odd_one_is_refused(self, world: World, manager: Client) -> None:
        assert manager.post(f"/company/sheets/of/{KIND}/upload/").status_code == 422
        for content in (b"", b"\x00" * 64, b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0broken", b"<html></html>"):
            assert bring(manager, content, name="价格.xls") == 422
        assert bring(manager, made.csv(GOOD), kind="parts.nothing") == 404
        assert not Sheet.objects.exists()

    @pytest.mark.parametrize(
        "said",
        [
            {"place-number": "0", "place-price": "0"},
            {"place-price": "1"},
            {"table": "7"},
            {"place-number": "9" * 30, "place-price": "x"},
            {"place-number": "0", "place-price": "1", "head_line": "9" * 18},
        ],
        ids=str,
    )
    def test_columns_that_cannot_be_are_refused(
        self, world: World, manager: Client, said: dict[str, str]
    ) -> None:
        assert bring(manager, made.csv([["甲", "乙"], ["BR-1001", 500]])) == 302
        sheet = Sheet.objects.latest("pk")
        assert manager.post(f"/company/sheets/{sheet.pk}/columns/", said).status_code == 422
        sheet.refresh_from_db()
        assert sheet.state == "uploaded"

    def test_one_is_given_up(self, world: World, manager: Client) -> None:
        url = brought(world, manager, GOOD)
        assert manager.post(f"{url}drop/").status_code == 302
        assert manager.post(f"{url}drop/").status_code == 409
