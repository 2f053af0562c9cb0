"""What codes say and mean: our labels, makers' codes, plates, orders (PARTS-13)."""

import pytest

from huichang.company.roles import Role
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.parts import catalogue, issuing, scanning
from huichang.parts.models import Batch, PickLine
from huichang.parts.queries import scans
from huichang.parts.scanning import Code
from tests.parts import storeroom
from tests.world import NOON, World

pytestmark = [pytest.mark.django_db, pytest.mark.req("PARTS-13")]


class TestRead:
    @pytest.mark.parametrize(
        ("code", "kind", "text", "batch"),
        [
            (scanning.label_of_part("BR-1001"), Code.PART, "BR-1001", ""),
            (scanning.label_of_part("BR-1001", "L7"), Code.PART, "BR-1001", "L7"),
            (scanning.label_of_bin("A-01-1"), Code.BIN, "A-01-1", ""),
            (scanning.label_of_order("RO0007"), Code.ORDER, "RO0007", ""),
            (scanning.label_of_purchase("CG1"), Code.PURCHASE, "CG1", ""),
            ("hc1|p|br-1001\r", Code.PART, "br-1001", ""),
            ("6901234567892", Code.TEXT, "6901234567892", ""),
            ("HC1|X|1", Code.TEXT, "HC1|X|1", ""),
            ("HC1", Code.TEXT, "HC1", ""),
        ],
    )
    def test_understands_our_labels_and_leaves_other_texts(
        self, code: str, kind: Code, text: str, batch: str
    ) -> None:
        said = scanning.read(code)
        assert (said.kind, said.text, said.batch) == (kind, text, batch)

    def test_a_printed_pick_list_names_its_order(self) -> None:
        assert scanning.read("http://x/parts/counter/17/").order_id == 17


class TestMeaning:
    def test_part_by_label_number_barcode_and_serial(self, world: World) -> None:
        world.pads.barcode = "6901234567892"
        world.pads.save()
        Batch.objects.create(
            store=world.north, part=world.oil, number="SN77", is_serial=True, received_at=NOON
        )
        for code, part in (
            ("HC1|P|BR-1001", world.pads),
            ("br1001", world.pads),
            ("6901234567892", world.pads),
            ("SN77", world.oil),
        ):
            found = scans.meaning(world.north.pk, code)
            assert found.part is not None
            assert found.part.id == part.pk

    def test_bin_order_plate_and_nothing(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 1))
        assert scans.meaning(world.north.pk, "HC1|S|a-01-1").bin_id == world.bin.pk
        assert scans.meaning(world.north.pk, "A-01-1").bin == "A-01-1"
        for code in ("HC1|O|RO0007", "RO0007", "8F6K2", "/parts/counter/7/"):
            assert [order.id for order in scans.meaning(world.north.pk, code).orders] == [7], code
        assert scans.meaning(world.north.pk, "HC1|R|CG1").purchase == "CG1"
        for code in ("ZZ-404", "HC1|P|ZZ-404", "HC1|S|ZZ", "K2", ""):
            assert scans.meaning(world.north.pk, code).is_unknown, code

    def test_a_superseded_number_names_its_newer_one(self, world: World) -> None:
        catalogue.supersede_part(world.parts_manager, world.filter.pk, new_id=world.oil.pk)
        found = scans.meaning(world.north.pk, "FL-2001")
        assert found.newer is not None
        assert found.newer.id == world.oil.pk

    def test_another_stores_bins_and_orders_mean_nothing(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 1))
        assert scans.meaning(world.south.pk, "A-01-1").is_unknown
        assert scans.meaning(world.south.pk, "RO0007").is_unknown


class TestAtABin:
    def test_goods_leave_the_bin_that_was_scanned(self, world: World) -> None:
        storeroom.receive(world, world.pads, 2, bin=world.second_bin)
        (line,) = storeroom.ask(world, (world.pads, 1))
        issuing.issue_scanned(
            world.parts_clerk,
            7,
            "HC1|P|BR-1001",
            taken_by_id=world.staff(Role.TECHNICIAN).pk,
            bin_id=world.second_bin.pk,
            at=NOON,
        )
        assert storeroom.lying(world.pads, world.second_bin) == 1
        assert storeroom.lying(world.pads, world.bin) == 2
        assert PickLine.objects.get(for_line=line).issued == 1

    def test_the_wrong_bin_says_where_to_go(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 1))
        with pytest.raises(Refused, match=r"“前制动片”不在货位 B-02-3，请到 A-01-1 拿"):
            issuing.issue_scanned(
                world.parts_clerk,
                7,
                "BR-1001",
                taken_by_id=world.staff(Role.TECHNICIAN).pk,
                bin_id=world.second_bin.pk,
                at=NOON,
            )

    def test_an_unknown_code_offers_the_search(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 1))
        with pytest.raises(Refused, match="没有编码为“ZZ-404”的配件") as refused:
            issuing.issue_scanned(
                world.parts_clerk, 7, "ZZ-404", taken_by_id=world.staff(Role.TECHNICIAN).pk, at=NOON
            )
        assert refused.value.url == "/parts/stock/?q=ZZ-404"


def test_a_label_of_a_bin_is_no_part(world: World) -> None:
    storeroom.ask(world, (world.pads, 1))
    with pytest.raises((Refused, OutOfTurn)):
        issuing.issue_scanned(
            world.parts_clerk,
            7,
            "HC1|S|A-01-1",
            taken_by_id=world.staff(Role.TECHNICIAN).pk,
            at=NOON,
        )
