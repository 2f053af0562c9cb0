"""Sheets on their way into the house: columns, the dry run, all or nothing, undo, the job behind it."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob

from huichang.company import reactions, sheet_cards, sheet_kinds, sheets
from huichang.company.facts import SheetQueued
from huichang.company.models import Sheet
from huichang.company.sheet_progress import Progress
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts.models import Part, PartPrice
from tests import sheets as made
from tests.workshop.floor import statements
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-01")
KIND = "parts.prices"
HEAD = ["配件编码", "售价", "备注"]
GOOD = [HEAD, ["BR-1001", 500, ""], ["FL-2001", 40, ""]]


class TestUploadSheet:
    def test_is_queued_at_once_when_the_columns_are_known(self, world: World) -> None:
        page = sheet_cards.sheet_page(
            world.parts_manager, made.upload(world.parts_manager, KIND, made.csv(GOOD))
        )
        assert (page.state, page.is_at_work, page.doing) == ("checking", True, "等待处理")
        assert ProcrastinateJob.objects.filter(task_name="kernel.react").count() == 1

    def test_waits_for_a_hand_when_a_column_is_not_recognised(self, world: World) -> None:
        content = made.csv([["物料", "售价"], ["BR-1001", 500]])
        page = sheet_cards.sheet_page(world.parts_manager, made.upload(world.parts_manager, KIND, content))
        assert page.state == "uploaded"
        assert [choice.key for choice in page.choices if choice.place is None and choice.needed] == ["number"]

    def test_a_mended_file_takes_the_place_of_the_wrong_one(self, world: World) -> None:
        first = made.tried(world.parts_manager, KIND, [HEAD, ["BR-1001", "面议", ""]])
        assert (first.state, first.wrong) == ("wrong", 1)
        second = made.upload(world.parts_manager, KIND, made.csv(GOOD), instead_of=first.id)
        assert made.work(world.parts_manager, second, "check").state == "ready"
        assert Sheet.objects.get(pk=first.id).state == "dropped"

    def test_a_mended_file_keeps_the_columns_that_were_matched_by_hand(self, world: World) -> None:
        rows = [["物料", "金额数"], ["BR-1001", "面议"]]
        first = made.upload(world.parts_manager, KIND, made.csv(rows))
        sheets.match_columns(world.parts_manager, first, places={"number": 0, "price": 1}, at=NOON)
        made.work(world.parts_manager, first, "check")
        rows[1][1] = "500"
        second = made.upload(world.parts_manager, KIND, made.csv(rows), instead_of=first)
        assert made.work(world.parts_manager, second, "check").state == "ready"

    def test_is_refused(self, world: World) -> None:
        with pytest.raises(Refused, match="文件是空的"):
            made.upload(world.parts_manager, KIND, b"")
        with pytest.raises(Missing, match="没有这种导入"):
            made.upload(world.parts_manager, "x", b"a,b")
        with pytest.raises(NotAllowed):
            made.upload(world.adviser, KIND, made.csv(GOOD))
        with pytest.raises(NotAllowed, match="不能导入“期初库存”"):
            made.upload(world.service_manager, "parts.stock", made.csv(GOOD))


class TestMatchColumns:
    def test_is_tried_by_what_was_said(self, world: World) -> None:
        sheet = made.upload(world.parts_manager, KIND, made.csv([["甲", "乙"], ["BR-1001", 500]]))
        sheets.match_columns(world.parts_manager, sheet, places={"number": 0, "price": 1}, at=NOON)
        assert made.work(world.parts_manager, sheet, "check").state == "ready"

    def test_another_table_is_looked_at_anew(self, world: World) -> None:
        book = made.xlsx([["甲", "乙"], ["a", "b"]])
        sheet = made.upload(world.parts_manager, KIND, book, name="a.xlsx")
        with pytest.raises(Refused, match="没有这张工作表"):
            sheets.match_columns(world.parts_manager, sheet, places={}, table=4, at=NOON)

    @pytest.mark.parametrize(
        ("places", "says"),
        [({"price": 1}, "还缺必填的列：配件编码"), ({"number": 0, "price": 0}, "只能对应一项")],
    )
    def test_is_refused(self, world: World, places: dict[str, int], says: str) -> None:
        sheet = made.upload(world.parts_manager, KIND, made.csv([["甲", "乙"], ["BR-1001", 500]]))
        with pytest.raises(Refused, match=says):
            sheets.match_columns(world.parts_manager, sheet, places=places, at=NOON)

    def test_is_not_for_another_store(self, world: World) -> None:
        sheet = made.upload(world.parts_manager, KIND, made.csv(GOOD))
        with pytest.raises(Missing):
            sheets.match_columns(world.stranger, sheet, places={}, at=NOON)


class TestWriteSheet:
    def test_writes_all_of_it(self, world: World) -> None:
        assert made.written(world.parts_manager, KIND, GOOD).state == "written"
        assert PartPrice.objects.filter(source="sheet").count() == 2

    def test_a_wrong_one_cannot_be_written(self, world: World) -> None:
        page = made.tried(world.parts_manager, KIND, [HEAD, ["XX", 500, ""]])
        with pytest.raises(OutOfTurn, match="有错误"):
            sheets.write_sheet(world.parts_manager, page.id, at=NOON)

    def test_what_became_wrong_meanwhile_writes_nothing(self, world: World) -> None:
        page = made.tried(
            world.parts_manager,
            "parts.master",
            [["编码", "名称", "条码"], ["A1", "件", "69"], ["A2", "件", "70"]],
        )
        sheets.write_sheet(world.parts_manager, page.id, at=NOON)
        Part.objects.filter(pk=world.oil.pk).update(barcode="70")
        page = made.work(world.parts_manager, page.id, "write")
        assert (page.state, made.wrong(page)) == (
            "wrong",
            ["第 3 行“条码”：这个条码已经用在 OL-3001 上，请核对条码。"],
        )
        assert not Part.objects.filter(key="A1").exists()

    def test_a_job_that_runs_twice_writes_once(self, world: World) -> None:
        page = made.written(world.parts_manager, KIND, GOOD)
        assert made.work(world.parts_manager, page.id, "write").counts == page.counts
        assert PartPrice.objects.filter(source="sheet").count() == 2


class TestCheckSheet:
    def test_acts_with_the_rights_of_who_asked(self, world: World) -> None:
        sheet = made.upload(world.parts_manager, KIND, made.csv(GOOD))
        reactions.work_on_sheet(
            SheetQueued(sheet, world.north.pk, world.parts_manager.staff_id or 0, "check", NOON)
        )
        assert sheet_cards.sheet_page(world.parts_manager, sheet).state == "ready"


class TestPutBackSheet:
    def test_tells_a_refusal_on_the_page(self, world: World) -> None:
        sheet = made.upload(world.parts_manager, KIND, made.csv(GOOD))
        reactions.work_on_sheet(SheetQueued(sheet, world.north.pk, 99_999, "check", NOON))
        page = sheet_cards.sheet_page(world.parts_manager, sheet)
        assert (page.state, made.wrong(page)) == (
            "wrong",
            ["整个文件：发起导入的同事已不在本店，请由现在的同事重新上传，改正后再试。"],
        )


class TestCarryOutSheet:
    def test_a_crash_in_the_middle_leaves_nothing(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        page = made.tried(world.parts_manager, KIND, GOOD)
        sheets.write_sheet(world.parts_manager, page.id, at=NOON)
        kind = sheet_kinds.kind_of(KIND)

        def crash(staged: Any) -> Any:
            kind.write(staged)
            raise MemoryError

        monkeypatch.setitem(sheet_kinds.KINDS, KIND, sheet_kinds.Kind(**{**vars(kind), "write": crash}))
        with pytest.raises(MemoryError):
            made.work(world.parts_manager, page.id, "write")
        assert not PartPrice.objects.filter(source="sheet").exists()
        monkeypatch.undo()
        assert made.work(world.parts_manager, page.id, "write").state == "written"


class TestPushSheet:
    def test_work_without_progress_is_queued_again(self, world: World) -> None:
        sheet = made.upload(world.parts_manager, KIND, made.csv(GOOD))
        with pytest.raises(OutOfTurn, match="请稍等"):
            sheets.push_sheet(world.parts_manager, sheet, at=NOON + timedelta(seconds=30))
        sheets.push_sheet(world.parts_manager, sheet, at=NOON + timedelta(seconds=90))
        assert ProcrastinateJob.objects.filter(task_name="kernel.react").count() == 2
        made.work(world.parts_manager, sheet, "check")
        with pytest.raises(OutOfTurn, match="没有在等待处理"):
            sheets.push_sheet(world.parts_manager, sheet, at=NOON + timedelta(seconds=90))


class TestDropSheet:
    def test_is_not_wanted_any_more(self, world: World) -> None:
        page = made.tried(world.parts_manager, KIND, GOOD)
        sheets.drop_sheet(world.parts_manager, page.id)
        with pytest.raises(OutOfTurn):
            sheets.write_sheet(world.parts_manager, page.id, at=NOON)


class TestTakeBackSheet:
    def test_what_came_between_is_listed_and_all_of_it_stays(self, world: World) -> None:
        page = made.written(
            world.parts_manager, "parts.master", [["编码", "名称"], ["A1", "件"], ["A2", "件"]]
        )
        sheets.undo_sheet(world.parts_manager, page.id, at=NOON)
        PartPrice.objects.create(part=Part.objects.get(key="A2"), price=5, from_on="2026-03-02")
        page = made.work(world.parts_manager, page.id, "undo")
        assert (page.state, page.blocked) == ("written", ("A2 件 已有备件售价 1 条",))
        assert sheet_cards.blocked_now(world.parts_manager, page.id, at=NOON) == list(page.blocked)
        assert Part.objects.filter(key="A1").exists()


class TestUndoSheet:
    def test_twice_is_out_of_turn(self, world: World) -> None:
        page = made.undone(world.parts_manager, made.written(world.parts_manager, KIND, GOOD))
        with pytest.raises(OutOfTurn):
            sheets.undo_sheet(world.parts_manager, page.id, at=NOON)


class TestHowManyStatements:
    def test_do_not_depend_on_how_many_lines_there_are(self, world: World) -> None:
        for number in range(200):
            Part.objects.create(number=f"N{number}", name="件", initials="j")
        rows = [["编码", "售价"], *([f"N{number}", 5] for number in range(200))]
        page = made.tried(world.parts_manager, KIND, rows)
        sheets.write_sheet(world.parts_manager, page.id, at=NOON)
        with statements(at_most=40):
            made.work(world.parts_manager, page.id, "write")


@pytest.mark.django_db(transaction=True)
class TestRaces:
    def test_progress_is_seen_while_the_work_runs(self, world: World) -> None:
        sheet = made.upload(world.parts_manager, KIND, made.csv(GOOD))
        with Progress(sheet) as progress:
            progress.tell("核对每一行", done=20_000, whole=200_000)
            page = sheet_cards.sheet_page(world.parts_manager, sheet)
        assert (page.doing, page.percent) == ("核对每一行", 10)

    def test_two_sheets_at_once_are_written_one_after_the_other(self, world: World) -> None:
        actor = world.parts_manager
        rows = [["编码", "名称"], *([f"N{number}", "新件"] for number in range(50))]
        pages = [made.tried(actor, "parts.master", rows) for _ in range(2)]
        for page in pages:
            sheets.write_sheet(actor, page.id, at=NOON)
        trouble: list[BaseException] = []
        gate = threading.Barrier(2)

        def work(sheet_id: int) -> None:
            try:
                gate.wait()
                made.work(actor, sheet_id, "write")
            except BaseException as error:
                trouble.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=work, args=[page.id]) for page in pages]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert trouble == []
        counts = sorted(tuple(Sheet.objects.get(pk=page.id).counts[0]) for page in pages)
        assert counts == [("新建", 0), ("新建", 50)]
        assert Part.objects.filter(number__startswith="N", name="新件").count() == 50
