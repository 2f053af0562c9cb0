"""Odd files for every sheet of claims, campaigns and policies, by the form that takes them: refused in words or told by line,
never a crash, nothing written."""

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huichang.company import reactions
from huichang.company.models import Sheet
from huichang.vehicles.models import CampaignVin, PolicyDraft
from huichang.warranty.models import SettlementLine
from tests.sheets import csv
from tests.vehicles.test_campaigns import begun
from tests.warranty.claiming import Claiming
from tests.web import signed_in
from tests.world import NOON, World

pytestmark = pytest.mark.req("WARR-01", "WARR-14", "WARR-20")
KINDS = ("warranty.settlement", "vehicles.campaign_cars", "vehicles.policies")
HEADS: dict[str, list[str]] = {
    "warranty.settlement": ["结算单号", "结算月份", "索赔单号", "结算金额", "扣款原因"],
    "vehicles.campaign_cars": ["活动编号", "VIN", "结束VIN"],
    "vehicles.policies": "政策编号 名称 种类 品牌 车系 系统 起算 月数 公里数 不予担保 条款 执行日期".split(),
}
ODD: dict[str, tuple[str, bytes]] = {
    "empty": ("表.csv", b""),
    "blank": ("表.csv", b"\r\n\r\n\t\r\n"),
    "zeros": ("表.xls", b"\x00" * 64),
    "not a book": ("表.xlsx", b"PK\x03\x04broken"),
    "old book cut": ("表.xls", b"\xd0\xcf\x11\xe0broken"),
    "picture": ("表.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00\x01" * 400),
    "page": ("表.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
    "30 MB of one cell": ("表.csv", b"x" * (30 * 1024 * 1024)),
    "61 MB": ("表.csv", b"a,b\r\n" * (13 * 1024 * 1024)),
}


def bring(client: Client, kind: str, name: str, content: bytes) -> Any:
    """The file by the form."""
    return client.post(f"/company/sheets/of/{kind}/upload/", {"file": SimpleUploadedFile(name, content)})


def tried(world: World) -> Sheet:
    """The last sheet, after the job has tried it."""
    sheet: Sheet = Sheet.objects.latest("pk")
    if sheet.state == "checking":
        reactions.STEPS["check"](world.actor("warranty_clerk"), sheet.pk, at=NOON)
        sheet.refresh_from_db()
    return sheet


def nothing_written() -> bool:
    """Not one row came of it."""
    return not any(model.objects.exists() for model in (SettlementLine, CampaignVin, PolicyDraft))


def book(rows: list[list[object]], *, merged: bool = False, formula: str = "") -> bytes:
    """An Excel file: days as days, a merged title, a formula where one is asked for."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    table = made.add_worksheet("清单")
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    start = 0
    if merged:
        table.merge_range(0, 0, 0, len(rows[0]) - 1, "某某汽车厂家 2026 年 3 月清单")
        start = 1
    for line, row in enumerate(rows, start):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                table.write_datetime(line, place, cell, day)
            elif cell == "=":
                table.write_formula(line, place, formula, None, 680)
            else:
                table.write(line, place, cell)
    made.close()
    return out.getvalue()


@pytest.mark.parametrize("kind", KINDS)
class TestOddFiles:
    @pytest.mark.parametrize("odd", ODD)
    def test_are_answered_in_words(self, world: World, kind: str, odd: str) -> None:
        name, content = ODD[odd]
        answer = bring(signed_in(world.warranty_clerk), kind, name, content)
        if answer.status_code == 302:
            # A text without columns is a table whose columns a person has to point out; it is not tried by itself.
            assert tried(world).state == "uploaded", odd
        else:
            assert answer.status_code in (413, 422), (odd, answer.status_code)
            assert any("\u4e00" <= sign <= "\u9fff" for sign in answer.content.decode())
        assert nothing_written()

    def test_only_for_who_may(self, world: World, kind: str) -> None:
        content = csv([HEADS[kind], ["x"] * len(HEADS[kind])])
        assert bring(signed_in(world.technician), kind, "表.csv", content).status_code in (403, 404)
        assert not Sheet.objects.exists()

    def test_lines_of_nonsense_are_each_named(self, world: World, kind: str) -> None:
        begun(world)
        nonsense: list[list[object]] = [
            ["<b>x", "😀", "\u202e1", "=1+1", "NaN", "1e999", "二月", "?", "a", "b", "c", "d"]
        ]
        rows = [HEADS[kind], *([row[: len(HEADS[kind])] for row in nonsense] * 3)]
        assert bring(signed_in(world.warranty_clerk), kind, "表.csv", csv(rows)).status_code == 302
        sheet = tried(world)
        assert sheet.state == "wrong"
        page = signed_in(world.warranty_clerk).get(f"/company/sheets/{sheet.pk}/").content.decode()
        for line in (2, 3, 4):
            assert f"{line}" in page
        assert nothing_written()


class TestGoodListsInOddClothes:
    """What a clerk really gets: another encoding, a merged title, a day as a number, a sum as a formula."""

    def _of(self, number: str, amount: object = 680, month: object = "2026-03") -> list[list[object]]:
        return [list(HEADS["warranty.settlement"]), ["JS-1", month, number, amount, ""]]

    @pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8", "utf-8-sig"])
    def test_any_encoding(self, world: World, encoding: str) -> None:
        number = Claiming(world).sent().claim.number
        content = csv(self._of(number), encoding)
        assert (
            bring(signed_in(world.warranty_clerk), "warranty.settlement", "表.csv", content).status_code
            == 302
        )
        assert tried(world).state == "ready"

    def test_a_merged_title_a_day_as_a_number_and_a_formula(self, world: World) -> None:
        number = Claiming(world).sent().claim.number
        content = book(self._of(number, "=", date(2026, 3, 1)), merged=True, formula="=200+480")
        assert (
            bring(signed_in(world.warranty_clerk), "warranty.settlement", "表.xlsx", content).status_code
            == 302
        )
        sheet = tried(world)
        assert sheet.state == "ready", sheet
        assert sheet.head_line == 2
