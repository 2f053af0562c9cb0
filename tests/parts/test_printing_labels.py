"""Labels of parts, receipts and bins, with codes that our scanner reads (PARTS-13)."""

from decimal import Decimal

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, Refused
from huichang.parts import printing_labels, putting_away, scanning
from huichang.parts.models import Move
from huichang.parts.states import Place
from tests.parts import batchroom, storeroom
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-13")


class TestPartLabels:
    def test_carries_number_bin_batch_and_a_code_of_ours(self, world: World) -> None:
        batch = batchroom.receive(world, batchroom.tracked(world), 2, batchroom.came("B1"))
        paper = printing_labels.part_labels(
            world.parts_clerk, batch.part_id, copies=2, batch_id=batch.pk, at=NOON
        )
        label = paper.labels[1]
        assert (len(paper.labels), label.big) == (2, "BF-1")
        assert "批次 B1" in label.lines[1]
        assert scanning.read(label.code) == scanning.Scanned(scanning.Code.PART, "BF-1", "B1")
        assert paper.pdf().startswith(b"%PDF")

    def test_refuses_none_and_too_many(self, world: World) -> None:
        for copies in (0, 241):
            with pytest.raises(Refused, match="一次打印 1 到 240 张"):
                printing_labels.part_labels(world.parts_clerk, world.pads.pk, copies=copies, at=NOON)

    def test_is_for_the_counter(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            printing_labels.part_labels(world.cashier, world.pads.pk, copies=1, at=NOON)


def test_a_receipt_prints_a_label_for_each_piece(world: World) -> None:
    batchroom.receive(world, batchroom.tracked(world), 3, batchroom.came("B1"))
    document = Move.objects.latest("pk").document
    assert len(printing_labels.receipt_labels(world.parts_clerk, document, at=NOON).labels) == 3
    with pytest.raises(Missing):
        printing_labels.receipt_labels(world.parts_clerk, "RK0", at=NOON)


def test_a_receipt_names_the_shelf_before_and_after_its_goods_are_put_away(world: World) -> None:
    source = storeroom.place(world, "收货区", Place.RECEIVING, "SH-1")
    storeroom.receive(world, world.pads, 2, bin=source)

    def shelf() -> str:
        (label, _) = printing_labels.receipt_labels(world.parts_clerk, "RK1", at=NOON).labels
        return "".join(label.lines)

    assert f"货位 {world.bin.code}" in shelf()
    putting_away.put_away(
        world.parts_clerk,
        world.pads.pk,
        store_id=world.north.pk,
        source_id=source.pk,
        target_id=world.bin.pk,
        quantity=Decimal(2),
        at=NOON,
    )
    assert f"货位 {world.bin.code}" in shelf()


def test_the_bins_of_a_room_fill_a_sheet(world: World) -> None:
    paper = printing_labels.bin_labels(world.parts_clerk, world.main.pk, at=NOON)
    assert [label.big for label in paper.labels] == ["A-01-1", "B-02-3"]
    assert scanning.read(paper.labels[0].code).kind == scanning.Code.BIN
    assert paper.pdf().startswith(b"%PDF")
