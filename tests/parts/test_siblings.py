"""Genuine, OEM-equal, remanufactured: the same part, marked and priced apart (PARTS-01, RULES A2.2)."""

import pytest

from huichang.kernel.refusals import NotAllowed, Refused
from huichang.parts import catalogue, queries, siblings
from huichang.parts.models import Part
from huichang.parts.states import ReplaceRule
from tests.parts import storeroom
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-01")
TODAY = NOON.date()


def made(part: Part, quality: str, maker: str = "") -> Part:
    part.quality, part.maker = quality, maker
    part.save()
    return part


class TestTieParts:
    def test_shows_each_beside_the_other_with_price_and_what_the_customer_is_told(self, world: World) -> None:
        equal, again = made(world.filter, "oem_equal", "曼牌"), made(world.oil, "remanufactured")
        siblings.tie_parts(world.parts_manager, world.pads.pk, other_id=equal.pk)
        siblings.tie_parts(world.parts_manager, again.pk, other_id=world.pads.pk)
        page = queries.part_page(world.parts_clerk, world.pads.pk, on=TODAY)
        found = [(each.part.quality, str(each.price), each.free) for each in page.siblings]
        assert found == [("oem_equal", "38.00", 20), ("remanufactured", "328.00", 12)]
        assert "征得您同意" in page.siblings[0].told
        assert page.quality_told.startswith("原厂配件")

    def test_refuses_itself_and_two_of_the_same_making(self, world: World) -> None:
        with pytest.raises(Refused, match="不能是配件自己"):
            siblings.tie_parts(world.parts_manager, world.pads.pk, other_id=world.pads.pk)
        with pytest.raises(Refused, match="都是原厂、同一品牌"):
            siblings.tie_parts(world.parts_manager, world.pads.pk, other_id=world.oil.pk)

    def test_is_not_for_the_clerk(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            siblings.tie_parts(world.parts_clerk, world.pads.pk, other_id=world.oil.pk)


class TestUntiePart:
    def test_stands_by_itself_again(self, world: World) -> None:
        equal = made(world.filter, "oem_equal")
        siblings.tie_parts(world.parts_manager, world.pads.pk, other_id=equal.pk)
        siblings.untie_part(world.parts_manager, equal.pk)
        assert queries.part_page(world.parts_clerk, world.pads.pk, on=TODAY).siblings == ()
        with pytest.raises(Refused, match="没有登记同件"):
            siblings.untie_part(world.parts_manager, equal.pk)
        with pytest.raises(NotAllowed):
            siblings.untie_part(world.parts_clerk, equal.pk)


class TestOffers:
    def test_a_search_by_number_offers_the_other_ways_of_making(self, world: World) -> None:
        equal = made(world.filter, "oem_equal", "曼牌")
        siblings.tie_parts(world.parts_manager, world.pads.pk, other_id=equal.pk)
        adviser = world.adviser
        with storeroom.at_most(7):
            found = queries.offered_for(adviser, "BR-1001", on=TODAY, limit=8)
        assert [(each.part.number, each.note) for each in found] == [
            ("BR-1001", ""),
            ("FL-2001", "同质件，先征得客户同意"),
        ]

    def test_the_old_number_comes_first_while_it_is_there(self, world: World) -> None:
        catalogue.supersede_part(world.parts_manager, world.pads.pk, new_id=world.oil.pk)
        found = queries.offered_for(world.adviser, "OL-3001", on=TODAY, limit=8)
        assert [(each.part.number, each.note) for each in found] == [
            ("BR-1001", "旧件先用完"),
            ("OL-3001", ""),
        ]


class TestOldAndNewNumbers:
    def test_says_that_the_old_one_is_used_up_first(self, world: World) -> None:
        catalogue.supersede_part(
            world.parts_manager, world.pads.pk, new_id=world.oil.pk, is_interchangeable=True
        )
        new = queries.part_page(world.parts_clerk, world.oil.pk, on=TODAY)
        assert [(each.part.number, each.free) for each in new.old_first] == [("BR-1001", 2)]
        old = queries.part_page(world.parts_clerk, world.pads.pk, on=TODAY)
        assert (old.replace_rule_says, old.is_interchangeable) == ("旧件先用完", True)

    def test_says_nothing_when_only_the_new_one_is_used_or_the_old_is_gone(self, world: World) -> None:
        catalogue.supersede_part(
            world.parts_manager, world.pads.pk, new_id=world.oil.pk, rule=ReplaceRule.NEW_ONLY
        )
        assert queries.part_page(world.parts_clerk, world.oil.pk, on=TODAY).old_first == ()
        catalogue.supersede_part(world.parts_manager, world.pads.pk, new_id=world.oil.pk)
        storeroom.ask(world, (world.pads, 2))
        assert queries.part_page(world.parts_clerk, world.oil.pk, on=TODAY).old_first == ()


class TestAlternatives:
    def test_have_a_direction_and_a_condition(self, world: World) -> None:
        catalogue.allow_substitute(
            world.parts_manager,
            world.pads.pk,
            other_id=world.oil.pk,
            condition="2021 款以后",
            both_ways=False,
        )
        (instead,) = queries.part_page(world.parts_clerk, world.pads.pk, on=TODAY).instead
        assert (instead.part.id, instead.condition) == (world.oil.pk, "2021 款以后")
        assert queries.part_page(world.parts_clerk, world.oil.pk, on=TODAY).instead == ()
