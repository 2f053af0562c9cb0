"""Whatever is scanned, typed or brought as a file: nothing moves, and one sentence says what to do (issue 4, bad input)."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import xlsxwriter
from django.test import Client

from huichang.company import sheets as company_sheets
from huichang.company.roles import Role
from huichang.kernel.money import money
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.parts import (
    correcting,
    holds,
    issuing,
    lending,
    picking,
    places,
    receiving,
    scanning,
    scrapping,
    transfers,
)
from huichang.parts.models import Move, Part, PartPrice, PickLine, Transfer, TransferLine
from huichang.parts.states import LoanKind, Place, ScrapReason
from tests import sheets
from tests.parts import countroom, storeroom
from tests.parts.screens.door import enter
from tests.world import NOON, TODAY, World

pytestmark = [pytest.mark.django_db, pytest.mark.req("PARTS-13")]
Act = Callable[[World, Decimal], object]
SOON = TODAY + timedelta(days=2)


@pytest.fixture
def lines(world: World) -> list[int]:
    """An order asks for brake pads (two are there), oil, and an old number whose newer one is the filter."""
    old = world.part("FL-2000", "机油滤清器（旧）", Decimal(30), on_hand=1)
    old.replaced_by = world.filter
    old.save()
    return storeroom.ask(world, (world.pads, 2), (world.oil, 1))


def scan(world: World, client: Client, code: str, **more: str) -> str:
    """A scan at the counter; what the page says to it."""
    said = {"code": code, "taken_by": world.staff(Role.TECHNICIAN).pk, **more}
    return client.post("/parts/counter/7/issue/", said, follow=True).content.decode()


class TestScan:
    @pytest.mark.parametrize(
        ("code", "says"),
        [
            ("XX-9999", "没有编码为“XX-9999”的配件"),
            ("HC1|P|XX-9999|B|L1", "没有编码为“XX-9999”的配件"),
            ("HC1|S|Q-99-9", "没有编码为"),
            ("6901234567892", "没有编码为“6901234567892”的配件"),
            ("'; DROP TABLE parts_part; --", "没有编码为"),
            ("   ", "没有读到编码"),
            ("FL-2001", "不在工单 RO0007 的领料单上"),
            ("FL-2000", "已由 FL-2001 替代"),
        ],
    )
    def test_what_is_not_asked_says_what_to_do(
        self, world: World, lines: list[int], code: str, says: str
    ) -> None:
        assert says in scan(world, enter(world, Role.PARTS_CLERK), code)
        assert not PickLine.objects.filter(issued__gt=0).exists()

    def test_twice_is_asked_and_more_than_asked_is_refused(self, world: World, lines: list[int]) -> None:
        client, code = enter(world, Role.PARTS_CLERK), scanning.label_of_part("BR-1001")
        scan(world, client, code)
        assert "刚刚扫过一次" in scan(world, client, code)
        assert PickLine.objects.get(for_line=lines[0]).issued == 1
        scan(world, client, code, again="1")
        assert "已经发齐" in scan(world, client, code, again="1")
        assert PickLine.objects.get(for_line=lines[0]).issued == 2

    def test_of_the_new_number_for_the_old_one_that_was_asked_offers_it(self, world: World) -> None:
        old = world.part("FL-2000", "机油滤清器（旧）", Decimal(30))
        old.replaced_by = world.filter
        old.save()
        storeroom.ask(world, (old, 1))
        assert "领料单上是旧编码 FL-2000" in scan(world, enter(world, Role.PARTS_CLERK), "FL-2001")


def receive(world: World, quantity: Decimal) -> object:
    """A receipt."""
    return receiving.receive_parts(
        world.parts_clerk,
        store_id=world.north.pk,
        document="SH-1",
        supplier="博安",
        lines=[receiving.Received(world.pads.pk, quantity, Decimal(10))],
        at=NOON,
    )


def expect(world: World, quantity: Decimal) -> object:
    """Goods on their way."""
    return receiving.expect_parts(
        world.parts_clerk,
        world.pads.pk,
        store_id=world.north.pk,
        quantity=quantity,
        expected_on=SOON,
        at=NOON,
    )


def ask(world: World, quantity: Decimal) -> object:
    """An order asks."""
    return picking.ask(
        store_id=world.north.pk,
        order_id=8,
        order_number="RO0008",
        plate="川A8F6K2",
        promised_at=None,
        lines=[picking.Asked(880, world.pads.pk, quantity)],
        at=NOON,
    )


def issue(world: World, quantity: Decimal) -> object:
    """Handed out to an order."""
    (line,) = storeroom.ask(world, (world.pads, 1), order_id=9)
    taker = world.staff(Role.TECHNICIAN).pk
    return issuing.issue(world.parts_clerk, 9, quantities={line: quantity}, taken_by_id=taker, at=NOON)


def move(world: World, quantity: Decimal) -> object:
    """Carried to another bin."""
    return places.move_goods(
        world.parts_clerk,
        world.pads.pk,
        store_id=world.north.pk,
        source_id=world.bin.pk,
        target_id=world.second_bin.pk,
        quantity=quantity,
        why="",
        at=NOON,
    )


def send(world: World, quantity: Decimal) -> Transfer:
    """Sent to another store."""
    return transfers.send_transfer(
        world.parts_clerk,
        store_id=world.north.pk,
        to_store_id=world.south.pk,
        lines=[transfers.Sent(world.pads.pk, quantity)],
        expected_on=SOON,
        at=NOON,
    )


def lend(world: World, quantity: Decimal) -> object:
    """Lent."""
    return lending.lend_goods(
        world.parts_clerk,
        world.pads.pk,
        store_id=world.north.pk,
        kind=LoanKind.OUT,
        quantity=quantity,
        partner="兄弟店",
        why="应急",
        at=NOON,
    )


def use(world: World, quantity: Decimal) -> object:
    """Used by the store itself."""
    return lending.use_internally(
        world.parts_clerk,
        world.pads.pk,
        store_id=world.north.pk,
        quantity=quantity,
        taken_by_id=world.staff(Role.TECHNICIAN).pk,
        purpose="试驾车",
        at=NOON,
    )


def scrap(world: World, quantity: Decimal) -> object:
    """Written off."""
    storeroom.place(world, "隔离区", Place.QUARANTINE, "GL-01")
    return scrapping.ask_scrap(
        world.parts_clerk,
        world.pads.pk,
        store_id=world.north.pk,
        bin_id=world.bin.pk,
        quantity=quantity,
        reason=ScrapReason.DAMAGED,
        witness_id=world.staff(Role.PARTS_MANAGER).pk,
        at=NOON,
    )


def count(world: World, quantity: Decimal) -> object:
    """Counted."""
    made = countroom.plan(world)
    return countroom.say(world.parts_clerk, made, world.bin, world.pads, str(quantity))


def correct(world: World, quantity: Decimal) -> object:
    """A line of the ledger that is put right: it was a receipt of a number that cannot be."""
    storeroom.receive(world, world.pads, 1)
    line = Move.objects.latest("pk")
    return correcting.correct_move(world.parts_manager, line.pk, quantity=quantity, why="单据", at=NOON)


def keep(world: World, quantity: Decimal) -> object:
    """Held for a booking."""
    return holds.hold_for_appointment(
        store_id=world.north.pk,
        appointment_id=3,
        plate="川A66L88",
        needs={world.pads.pk: quantity},
        at=NOON,
        expires_at=NOON + timedelta(days=1),
    )


TAKES: list[Act] = [receive, expect, ask, issue, move, send, lend, use, scrap]


class TestQuantity:
    @pytest.mark.parametrize("act", TAKES, ids=lambda act: act.__name__)
    @pytest.mark.parametrize("quantity", ["-1", "0", "0.5", "1.0001", "1E+30", "NaN", "Infinity"])
    def test_that_is_negative_nothing_or_half_a_piece_is_refused(
        self, world: World, act: Act, quantity: str
    ) -> None:
        before = storeroom.stock(world, world.pads).on_hand
        with pytest.raises(Refused):
            act(world, Decimal(quantity))
        assert storeroom.stock(world, world.pads).on_hand == before

    @pytest.mark.parametrize(
        ("act", "quantity"),
        [
            (count, "-1"),
            (count, "0.5"),
            (count, "1E+30"),
            (correct, "0.5"),
            (correct, "1E+30"),
            (keep, "0.5"),
            (keep, "1E+30"),
        ],
    )
    def test_that_cannot_be_is_refused_where_nothing_may_be_said(
        self, world: World, act: Act, quantity: str
    ) -> None:
        with pytest.raises(Refused):
            act(world, Decimal(quantity))

    @pytest.mark.parametrize("quantity", ["NaN", "1e30", "9" * 30, "两件", "0.0001"])
    def test_typed_at_the_counter_is_refused(self, world: World, lines: list[int], quantity: str) -> None:
        client, taker = enter(world, Role.PARTS_CLERK), world.staff(Role.TECHNICIAN).pk
        said = {f"issue-{lines[0]}": quantity, "counted": "1", "taken_by": taker}
        assert client.post("/parts/counter/7/issue/", said).status_code == 422
        receipt = {"supplier": "博安", "document": "SH-1", "part": world.pads.pk, "bin": "", "numbers": ""}
        for line in ({"quantity": quantity, "cost": "1"}, {"quantity": "1", "cost": f"{quantity}1"}):
            assert client.post("/parts/receive/", line | receipt).status_code == 422
        assert client.post("/parts/receive/", receipt | {"quantity": "1", "part": "²"}).status_code == 422

    @pytest.mark.parametrize("quantity", ["NaN", "1e30", "-1", "0.5"])
    def test_of_a_transfer_that_came_is_refused(self, world: World, quantity: str) -> None:
        made = send(world, Decimal(1))
        line = TransferLine.objects.get()
        with pytest.raises(Refused):
            transfers.receive_transfer(
                world.southern_manager, made.pk, received={line.pk: Decimal(quantity)}, why="少", at=NOON
            )

    def test_of_money_beyond_all_measure_is_refused(self, world: World) -> None:
        for price in ("1E+30", "NaN", "1E+13"):
            with pytest.raises(Refused, match="金额太大"):
                money(price)

    def test_by_measure_may_be_broken_to_three_places(self, world: World) -> None:
        Part.objects.filter(pk=world.pads.pk).update(is_whole=False)
        receive(world, Decimal("0.125"))
        with pytest.raises(Refused):
            receive(world, Decimal("0.1255"))


def book(rows: list[list[object]], merged: tuple[int, int, int, int, str]) -> bytes:
    """An Excel file with merged cells (first row, first column, last row, last column, what stands there)."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("价格")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        sheet.merge_range(*merged)
    return out.getvalue()


@pytest.mark.req("PARTS-40")
class TestPriceList:
    def test_in_two_encodings_at_once_is_read(self, world: World) -> None:
        content = (
            "配件编码,售价,备注\r\nBR-1001,500,前桥\r\n".encode("gb18030")
            + "FL-2001,41,机滤\r\n".encode()
            + "OL-3001,330,机油\r\n".encode("gb18030")
        )
        sheet = sheets.upload(world.parts_manager, "parts.prices", content)
        page = sheets.work(world.parts_manager, sheet, "check")
        assert (page.state, page.lines) == ("ready", 3)

    def test_with_merged_cells_and_days_as_numbers_is_read(self, world: World) -> None:
        content = book(
            [
                ["二〇二六年价格表"],
                ["零件号", "含税售价", "执行日期"],
                ["BR-1001", 500, 46300],
                ["FL-2001", 41, None],
                ["OL-3001", "￥330.00", "46300"],
            ],
            (2, 2, 3, 2, "46300"),
        )
        sheet = sheets.upload(world.parts_manager, "parts.prices", content, name="价格.xlsx")
        page = sheets.work(world.parts_manager, sheet, "check")
        assert (page.state, [each.says for each in page.problems]) == ("ready", [])
        company_sheets.write_sheet(world.parts_manager, sheet, at=NOON)
        sheets.work(world.parts_manager, sheet, "write")
        prices = PartPrice.objects.filter(from_on=date(2026, 10, 5)).order_by("part__number")
        assert list(prices.values_list("part__number", "price")) == [
            ("BR-1001", 500),
            ("FL-2001", 41),
            ("OL-3001", 330),
        ]

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("价格.xlsx", b"PK\x03\x04" + b"\x00" * 200, "表格文件不完整"),
            ("价格.xls", "配件编码,售价\r\nBR-1001,500\r\n".encode(), "不是表格，或已损坏"),
            ("价格.xlsx", b"%PDF-1.7\n\x00\x00\x00 not a sheet", "不是表格，或已损坏"),
            ("价格.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x00\x00\x00", "不是表格，或已损坏"),
            ("价格.csv", b" \r\n\t\r\n", "文件是空的"),
        ],
    )
    def test_that_is_none_is_refused(self, world: World, name: str, content: bytes, says: str) -> None:
        with pytest.raises(Refused, match=says):
            sheets.upload(world.parts_manager, "parts.prices", content, name=name)

    def test_with_nothing_in_it_is_refused(self, world: World) -> None:
        content = book([[""]], (1, 1, 2, 2, ""))
        with pytest.raises(Refused, match="没有内容"):
            sheets.upload(world.parts_manager, "parts.prices", content, name="空.xlsx")

    def test_a_cell_as_long_as_a_book_is_told_by_line(self, world: World) -> None:
        heads = b"\xef\xbb\xbf" + "配件编码,售价\r\n".encode()
        with pytest.raises(Refused, match="有一格特别长"):
            sheets.upload(world.parts_manager, "parts.prices", heads + b"BR-1001" * 1_500_000 + b",500\r\n")
        content = heads + b"BR-1001" * 15_000 + b",500\r\n"
        sheet = sheets.upload(world.parts_manager, "parts.prices", content)
        page = sheets.work(world.parts_manager, sheet, "check")
        assert page.state == "wrong"
        assert len(page.problems[0].says) < 400

    def test_is_not_undone_twice(self, world: World) -> None:
        page = sheets.written(world.parts_manager, "parts.prices", [["配件编码", "售价"], ["BR-1001", 500]])
        sheets.undone(world.parts_manager, page)
        with pytest.raises(OutOfTurn):
            sheets.undone(world.parts_manager, page)
