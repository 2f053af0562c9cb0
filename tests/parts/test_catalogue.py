"""The parts master (PARTS-01)."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from huichang.company.roles import Role
from huichang.kernel.money import money
from huichang.kernel.refusals import Changed, Missing, NotAllowed, Refused
from huichang.parts import catalogue, queries
from huichang.parts.catalogue import Particulars
from huichang.parts.models import Fit, Move, Part, Stock, Substitute
from tests.parts import storeroom
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-01")
WORDS = Particulars(name="前制动盘", use_class="wear", maker="远岚原厂配件", pack=Decimal(2))


class TestRegisterPart:
    def test_makes_a_number_with_price_and_series(self, world: World) -> None:
        part = catalogue.register_part(
            world.parts_manager, number=" br-2001 ", words=WORDS, price=money(480), fits=["R5", "R7"], at=NOON
        )
        part.refresh_from_db()
        assert (part.number, part.key, part.initials) == ("BR-2001", "BR2001", "qzdp")
        assert set(Fit.objects.values_list("series", flat=True)) == {"R5", "R7"}
        assert queries.prices([part.pk], TODAY, store_id=world.north.pk) == {part.pk: Decimal("480.00")}

    @pytest.mark.parametrize("number", ["BR-1001", "br1001", "BR 10.01"])
    def test_refuses_a_number_that_is_there_however_it_is_written(self, world: World, number: str) -> None:
        with pytest.raises(Refused, match="编码 BR-1001 已经在目录里（前制动片）"):
            catalogue.register_part(world.parts_manager, number=number, words=WORDS, at=NOON)

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (Particulars(name=" "), "请填写配件名称"),
            (Particulars(name="油", use_class="liquid"), "请从列表里选择"),
            (Particulars(name="油", pack=Decimal(0)), "包装数必须大于零"),
            (Particulars(name="油", pack=Decimal("0.5")), "包装数也要是整数"),
        ],
    )
    def test_refuses_impossible_words(self, world: World, words: Particulars, said: str) -> None:
        with pytest.raises(Refused, match=said):
            catalogue.register_part(world.parts_manager, number="XX-1", words=words, at=NOON)

    def test_refuses_an_empty_number(self, world: World) -> None:
        with pytest.raises(Refused, match="请填写配件编码"):
            catalogue.register_part(world.parts_manager, number="——", words=WORDS, at=NOON)

    def test_is_not_for_the_clerk(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            catalogue.register_part(world.parts_clerk, number="XX-1", words=WORDS, at=NOON)


class TestChangePart:
    def test_changes_words_and_series(self, world: World) -> None:
        Fit.objects.create(part=world.pads, series="R3")
        catalogue.change_part(world.parts_manager, world.pads.pk, words=WORDS, fits=["R5"])
        world.pads.refresh_from_db()
        assert storeroom.row(world.pads.name, world.pads.initials, world.pads.pack) == ("前制动盘", "qzdp", 2)
        assert list(Fit.objects.values_list("series", flat=True)) == ["R5"]

    def test_refuses_whole_pieces_while_parts_of_pieces_lie_on_the_shelf(self, world: World) -> None:
        Part.objects.filter(pk=world.oil.pk).update(is_whole=False)
        storeroom.receive(world, world.oil, "0.5", cost="10")
        with pytest.raises(Refused, match="库存里有小数"):
            catalogue.change_part(world.parts_manager, world.oil.pk, words=Particulars(name="机油"))

    def test_refuses_the_barcode_of_another_part(self, world: World) -> None:
        Part.objects.filter(pk=world.oil.pk).update(barcode="690")
        with pytest.raises(Refused, match="这个条码已经用在另一个备件上"):
            catalogue.change_part(
                world.parts_manager, world.pads.pk, words=Particulars(name="前制动片", barcode="690")
            )

    def test_does_not_overwrite_unseen_what_another_changed(self, world: World) -> None:
        seen = world.pads.version
        catalogue.change_part(world.parts_manager, world.pads.pk, words=WORDS, seen=seen)
        with pytest.raises(Changed, match="北备件经理.*修改配件资料"):
            catalogue.change_part(world.parts_manager, world.pads.pk, words=WORDS, seen=seen)

    def test_is_not_for_the_clerk(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            catalogue.change_part(world.parts_clerk, world.pads.pk, words=WORDS)

    def test_knows_no_part_that_does_not_exist(self, world: World) -> None:
        with pytest.raises(Missing):
            catalogue.change_part(world.parts_manager, 999_999, words=WORDS)


class TestSupersedePart:
    @pytest.fixture
    def chain(self, world: World) -> list[Part]:
        """Three numbers of one filter, oldest first."""
        parts = [world.part(f"WP-{number}", "水泵", Decimal("600.00")) for number in (1, 2, 3)]
        for old, new in pairwise(parts):
            catalogue.supersede_part(world.parts_manager, old.pk, new_id=new.pk)
        return parts

    def test_makes_a_chain_that_is_read_both_ways(self, world: World, chain: list[Part]) -> None:
        for part in chain:
            links = queries.chain_of(part.pk)
            assert [(link.number, link.is_newest) for link in links] == [
                ("WP-1", False),
                ("WP-2", False),
                ("WP-3", True),
            ]
            assert [link.id for link in links if link.is_this] == [part.pk]
        newest = queries.newest_of([part.pk for part in chain])
        assert {old: new.number for old, new in newest.items()} == {
            chain[0].pk: "WP-3",
            chain[1].pk: "WP-3",
        }

    def test_leads_a_search_for_the_old_number_to_the_new(self, world: World, chain: list[Part]) -> None:
        (hit,) = queries.search(world.parts_clerk, "WP-1", on=TODAY)
        assert (hit.part.number, hit.asked_for) == ("WP-3", "WP-1")

    def test_can_be_taken_back(self, world: World, chain: list[Part]) -> None:
        catalogue.supersede_part(world.parts_manager, chain[1].pk, new_id=None)
        assert [link.number for link in queries.chain_of(chain[0].pk)] == ["WP-1", "WP-2"]

    def test_refuses_a_circle(self, world: World, chain: list[Part]) -> None:
        for new in (chain[0], chain[2]):
            with pytest.raises(Refused, match="不能互相替代"):
                catalogue.supersede_part(world.parts_manager, chain[2].pk, new_id=new.pk)

    def test_is_not_for_the_clerk(self, world: World, chain: list[Part]) -> None:
        with pytest.raises(NotAllowed):
            catalogue.supersede_part(world.parts_clerk, chain[0].pk, new_id=None)


class TestAllowSubstitute:
    def test_holds_both_ways_and_once(self, world: World) -> None:
        for _ in range(2):
            catalogue.allow_substitute(world.parts_manager, world.pads.pk, other_id=world.oil.pk)
        pairs = set(Substitute.objects.values_list("part", "other"))
        assert pairs == {(world.pads.pk, world.oil.pk), (world.oil.pk, world.pads.pk)}

    def test_refuses_itself(self, world: World) -> None:
        with pytest.raises(Refused, match="不能是配件自己"):
            catalogue.allow_substitute(world.parts_manager, world.pads.pk, other_id=world.pads.pk)

    def test_is_not_for_the_clerk(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            catalogue.allow_substitute(world.parts_clerk, world.pads.pk, other_id=world.oil.pk)


class TestForbidSubstitute:
    def test_ends_it_both_ways(self, world: World) -> None:
        catalogue.allow_substitute(world.parts_manager, world.pads.pk, other_id=world.oil.pk)
        catalogue.forbid_substitute(world.parts_manager, world.oil.pk, other_id=world.pads.pk)
        assert not Substitute.objects.exists()

    def test_is_not_for_the_clerk(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            catalogue.forbid_substitute(world.parts_clerk, world.pads.pk, other_id=world.oil.pk)


class TestClassifyParts:
    def test_computes_the_classes_from_a_year_of_issues(self, world: World) -> None:
        for month in range(12):
            at = NOON - timedelta(days=30 * month + 3)
            for part, pieces, worth in ((world.filter, 4, 900), (world.oil, 1 if month == 2 else 0, 100)):
                if pieces:
                    Move.objects.create(
                        store=world.north,
                        part=part,
                        bin=world.bin,
                        kind="issue",
                        quantity=-pieces,
                        value=-worth,
                        on_hand_after=0,
                        document="RO1",
                        at=at,
                    )
        changed = catalogue.classify_parts(world.parts_manager, world.north.pk, at=NOON)
        classes = {stock.part_id: (stock.abc, stock.xyz) for stock in Stock.objects.all()}
        assert classes == {
            world.filter.pk: ("A", "X"),
            world.oil.pk: ("C", "Z"),
            world.pads.pk: ("C", "Z"),
        }
        assert changed == 3
        assert catalogue.classify_parts(world.parts_manager, world.north.pk, at=NOON) == 0

    def test_is_not_for_the_clerk(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            catalogue.classify_parts(world.parts_clerk, world.north.pk, at=NOON)

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            catalogue.classify_parts(world.actor(Role.PARTS_MANAGER, world.south), world.north.pk, at=NOON)
