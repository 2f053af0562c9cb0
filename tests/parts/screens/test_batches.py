"""Batches, transfers, write-offs, loans, the stock of a day, corrections, the map, labels (PARTS-02, 10, 11)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate, now

from huichang.company.roles import Role
from huichang.parts.models import Batch, Hold, Loan, Move, Scrap, Transfer
from huichang.parts.states import Place
from tests.parts import batchroom, storeroom
from tests.parts.screens.door import enter
from tests.world import World

pytestmark = pytest.mark.req("PARTS-10")


@pytest.fixture
def manager(world: World) -> Client:
    """The parts manager."""
    return enter(world, Role.PARTS_MANAGER)


def text_of(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


@pytest.mark.req("PARTS-02")
class TestBatches:
    def test_receives_checks_and_stops_a_batch(self, world: World, manager: Client) -> None:
        part = batchroom.tracked(world, needs_check=True)
        said = {
            "supplier": "博安",
            "document": "SH-9",
            "part": part.pk,
            "quantity": "3",
            "cost": "10",
            "bin": world.bin.pk,
            "numbers": "b-77",
            "made_on": "",
            "expires_on": str(localdate() + timedelta(days=300)),
            "code": "",
            "certificate": "HG1",
            "genuine": "",
        }
        assert manager.post("/parts/receive/", said).status_code == 302
        batch = Batch.objects.get()
        assert (batch.number, batch.state, batchroom.lies(batch)) == ("B-77", "unchecked", {"GL-01": 3})
        with storeroom.at_most(12):
            assert "B-77" in text_of(manager, "/parts/batches/", only="check")
        points = list(batchroom.LOOKED)
        manager.post(f"/parts/batches/{batch.pk}/check/", {"genuine": "yes", "checklist": points})
        with storeroom.at_most(12):
            page = text_of(manager, f"/parts/batches/{batch.pk}/")
        assert "合格" in page
        assert "A-01-1" in page
        manager.post(f"/parts/batches/{batch.pk}/stop/", {"why": "召回 Z-1"})
        batch.refresh_from_db()
        assert batch.state == "stopped"
        assert "B-77" in text_of(manager, f"/parts/part/{part.pk}/", tab="batches")


class TestTransfers:
    def test_sends_pasted_lines_and_takes_them_back(self, world: World, manager: Client) -> None:
        said = {
            "to_store": world.south.pk,
            "expected_on": str(localdate()),
            "lines": "fl2001 3\nFL-2001，2\n",
        }
        assert manager.post("/parts/transfers/send/", said).status_code == 302
        sent = Transfer.objects.get()
        assert storeroom.stock(world, world.filter).on_hand == 15
        for path in ("/parts/transfers/", f"/parts/transfers/{sent.pk}/"):
            assert sent.number in text_of(manager, path)
        manager.post(f"/parts/transfers/{sent.pk}/recall/")
        assert storeroom.stock(world, world.filter).on_hand == 20

    def test_names_the_line_that_is_wrong(self, world: World, manager: Client) -> None:
        said = {"to_store": world.south.pk, "expected_on": str(localdate()), "lines": "FL-2001 x"}
        assert "第 1 行的数量“x”不是数字" in manager.post("/parts/transfers/send/", said).content.decode()


class TestLeaving:
    def test_scrap_is_asked_for_on_the_part_and_answered_in_the_list(
        self, world: World, manager: Client
    ) -> None:
        storeroom.place(world, "隔离区", Place.QUARANTINE, "GL-01")
        said = {
            "bin": world.bin.pk,
            "quantity": "1",
            "reason": "damaged",
            "witness": world.staff(Role.TECHNICIAN).pk,
        }
        enter(world, Role.PARTS_CLERK).post(f"/parts/scraps/ask/{world.pads.pk}/", said)
        scrap = Scrap.objects.get()
        assert scrap.number in text_of(manager, "/parts/scraps/")
        manager.post(f"/parts/scraps/{scrap.pk}/", {"approve": "1"})
        assert storeroom.stock(world, world.pads).on_hand == 1

    def test_loans_and_internal_use(self, world: World, manager: Client) -> None:
        taker = world.staff(Role.TECHNICIAN).pk
        manager.post(
            f"/parts/loans/use/{world.oil.pk}/", {"quantity": "1", "purpose": "试驾车", "taker": taker}
        )
        manager.post(
            f"/parts/loans/lend/{world.oil.pk}/", {"kind": "out", "quantity": "2", "partner": "邻店"}
        )
        manager.post(
            f"/parts/loans/borrow/{world.pads.pk}/", {"quantity": "1", "cost": "300", "partner": "邻店"}
        )
        page = text_of(manager, "/parts/loans/")
        assert "借进" in page
        lent = Loan.objects.get(kind="out")
        manager.post(f"/parts/loans/{lent.pk}/back/", {"quantity": "2"})
        assert storeroom.stock(world, world.oil).on_hand == 11
        assert storeroom.stock(world, world.pads).on_hand == 3
        storeroom.assert_proved(world)


class TestTheBooks:
    def test_a_line_is_corrected_and_the_day_can_be_asked(self, world: World, manager: Client) -> None:
        storeroom.receive(world, world.pads, 4, cost="100.00")
        move = Move.objects.latest("pk")
        assert "应为数量" in text_of(manager, f"/parts/ledger/{move.pk}/correct/")
        manager.post(f"/parts/ledger/{move.pk}/correct/", {"quantity": "3", "why": "少一件"})
        assert storeroom.stock(world, world.pads).on_hand == 5
        assert "更正" in text_of(manager, f"/parts/part/{world.pads.pk}/", tab="ledger")
        page = text_of(manager, "/parts/stock/at/", on=str(localdate(now())))
        assert "BR-1001" in page
        sheet = manager.get("/parts/stock/at/export/")
        assert "BR-1001" in sheet.content.decode("utf-8-sig")

    @pytest.mark.req("PARTS-12")
    def test_a_promise_is_ranked_and_released(self, world: World, manager: Client) -> None:
        storeroom.ask(world, (world.pads, 2))
        hold = Hold.objects.get()
        manager.post(f"/parts/holds/{hold.pk}/rank/", {"priority": "2", "why": "救援"})
        hold.refresh_from_db()
        assert hold.priority == 2
        manager.post(f"/parts/holds/{hold.pk}/release/", {"why": "改期"})
        hold.refresh_from_db()
        assert hold.state == "released"


@pytest.mark.req("PARTS-11")
class TestTheStoreRoom:
    def test_is_a_map_that_shows_where_a_part_lies(self, world: World, manager: Client) -> None:
        page = text_of(manager, "/parts/places/", q="OL-3001")
        assert "is-found" in page
        manager.post(f"/parts/places/{world.main.pk}/limit/", {"number": "OL-3001", "most": "20"})
        assert "限量 20" in text_of(manager, "/parts/places/")
        assert "OL-3001" in text_of(manager, f"/parts/places/bin/{world.second_bin.pk}/")

    def test_prints_labels(self, world: World, manager: Client) -> None:
        batchroom.receive(world, batchroom.tracked(world), 1, batchroom.came("B1"))
        document = Move.objects.latest("pk").document
        for path in (
            f"/parts/labels/part/{world.pads.pk}.pdf?copies=2",
            f"/parts/labels/bins/{world.main.pk}.pdf",
            f"/parts/labels/receipt.pdf?document={document}",
        ):
            answer = manager.get(path)
            assert answer["Content-Type"] == "application/pdf", path
            assert answer.content.startswith(b"%PDF")


def test_the_part_is_tied_to_its_other_making(world: World, manager: Client) -> None:
    world.filter.quality = "oem_equal"
    world.filter.save()
    manager.post(f"/parts/part/{world.pads.pk}/tie/", {"number": "FL-2001"})
    page = text_of(manager, f"/parts/part/{world.pads.pk}/")
    assert "原厂 / 同质 / 修复" in page
    manager.post(f"/parts/part/{world.pads.pk}/tie/", {"untie": "1"})
    assert "原厂 / 同质 / 修复" not in text_of(manager, f"/parts/part/{world.pads.pk}/")
