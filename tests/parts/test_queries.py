"""What may be asked about parts: search, availability, the stock card."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.kernel import finder
from huichang.kernel.refusals import NotAllowed
from huichang.parts import finding, queries
from huichang.parts.models import Fit, Part
from tests.parts import storeroom
from tests.world import TODAY, World

pytestmark = pytest.mark.req("PARTS-01")


class TestSearch:
    @pytest.mark.parametrize("text", ["BR-10", "br10", "ＢＲ１０", "前制动", "制动片", "qzd", "QZDP", "6901"])
    def test_finds_by_number_name_initials_and_barcode(self, world: World, text: str) -> None:
        Part.objects.filter(pk=world.pads.pk).update(barcode="6901")
        (hit,) = queries.search(world.adviser, text, on=TODAY)
        assert storeroom.row(hit.part.number, hit.price, hit.stock.free, hit.stock.bin) == (
            "BR-1001",
            480,
            2,
            "A-01-1",
        )

    def test_finds_by_several_words(self, world: World) -> None:
        assert [hit.part.id for hit in queries.search(world.adviser, "机油 4L", on=TODAY)] == [world.oil.pk]

    def test_puts_the_whole_number_first(self, world: World) -> None:
        longer = world.part("FL-20011", "加长机滤", Decimal("50.00"))
        found = [hit.part.id for hit in queries.search(world.adviser, "FL-2001", on=TODAY)]
        assert found == [world.filter.pk, longer.pk]

    def test_keeps_to_a_series(self, world: World) -> None:
        Fit.objects.create(part=world.pads, series="R5")
        assert queries.search(world.adviser, "前制动", on=TODAY, series="R7") == []
        assert len(queries.search(world.adviser, "前制动", on=TODAY, series="R5")) == 1
        assert len(queries.search(world.adviser, "", on=TODAY, series="R5")) == 1

    def test_leaves_out_what_is_no_longer_used(self, world: World) -> None:
        Part.objects.filter(pk=world.pads.pk).update(is_active=False)
        assert queries.search(world.adviser, "前制动", on=TODAY) == []

    def test_finds_nothing_for_nothing(self, world: World) -> None:
        assert queries.search(world.adviser, "  ", on=TODAY) == []

    def test_shows_another_store_its_own_stock(self, world: World) -> None:
        (hit,) = queries.search(world.stranger, "BR-1001", on=TODAY)
        assert storeroom.row(hit.stock.on_hand, hit.stock.bin) == (0, "")

    def test_is_not_for_the_greeter(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            queries.search(world.greeter, "BR", on=TODAY)

    def test_costs_at_most_four_statements(self, world: World) -> None:
        old = world.part("BR-0999", "前制动片（旧）", Decimal("400.00"))
        Part.objects.filter(pk=old.pk).update(replaced_by=world.pads)
        actor = world.adviser
        with storeroom.at_most(5):
            assert len(queries.search(actor, "BR", on=TODAY)) == 1

    def test_is_part_of_the_search_for_anything(self, world: World) -> None:
        actor = world.parts_clerk
        with storeroom.at_most(2):
            found = list(finding.found_parts(actor, "BR-1001"))
        assert [(each.text, each.url) for each in found] == [
            ("BR-1001 前制动片", f"/parts/part/{world.pads.pk}/")
        ]
        assert "配件" in {each.kind for each in finder.find(actor, "BR-1001")}
        assert "配件" not in {each.kind for each in finder.find(world.greeter, "BR-1001")}


class TestByNumber:
    def test_reads_numbers_as_people_write_them(self, world: World) -> None:
        found = queries.by_number(["br 1001", "FL-2001", "ZZ-9"])
        assert {text: part.id for text, part in found.items()} == {
            "br 1001": world.pads.pk,
            "FL-2001": world.filter.pk,
        }

    def test_reads_a_code(self, world: World) -> None:
        Part.objects.filter(pk=world.oil.pk).update(barcode="6901234567892")
        found = queries.by_code("6901234567892")
        assert found is not None
        assert found.id == world.oil.pk
        assert queries.by_code("??") is None
        assert queries.by_code("NOPE-1") is None


class TestAvailability:
    @pytest.mark.req("PARTS-10")
    def test_says_what_is_free_and_what_is_coming(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 1))
        storeroom.expect(world, world.pads, 4, TODAY + timedelta(days=2))
        storeroom.expect(world, world.pads, 4, TODAY + timedelta(days=9))
        never = Part.objects.create(number="ZZ-1", name="天窗电机", initials="tcdj")
        found = queries.availability(world.north.pk, [world.pads.pk, never.pk])
        pads = found[world.pads.pk]
        assert storeroom.row(pads.on_hand, pads.free, pads.held, pads.in_transit) == (2, 1, 1, 8)
        assert pads.expected_on == TODAY + timedelta(days=2)
        assert found[never.pk] == queries.Availability(Decimal(0), Decimal(0), None, "")


@pytest.mark.req("PARTS-10")
class TestStockCard:
    def test_turns_pages_from_the_newest_line(self, world: World) -> None:
        for _ in range(5):
            storeroom.receive(world, world.pads, 1)
        first, more = queries.stock_card(world.parts_clerk, world.pads.pk, limit=4)
        assert [line.on_hand_after for line in first] == [7, 6, 5, 4]
        second, end = queries.stock_card(world.parts_clerk, world.pads.pk, before=more, limit=4)
        assert [line.on_hand_after for line in second] == [3, 2]
        assert end is None

    def test_shows_values_only_to_those_who_may_see_costs(self, world: World) -> None:
        (line,), _ = queries.stock_card(world.parts_clerk, world.pads.pk)
        assert line.value == Decimal("576.00")
        (line,), _ = queries.stock_card(world.technician, world.pads.pk)
        assert line.value is None

    def test_shows_another_store_nothing_of_it(self, world: World) -> None:
        assert queries.stock_card(world.stranger, world.pads.pk) == ([], None)

    def test_is_not_for_the_greeter(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            queries.stock_card(world.greeter, world.pads.pk)
