"""Counts in the search for anything (PARTS-14, PLAT-30)."""

import pytest

from huichang.kernel import finder
from tests.parts import countroom
from tests.world import World


@pytest.mark.req("PARTS-14", "PLAT-30")
def test_a_count_is_found_by_its_number(world: World) -> None:
    count = countroom.plan(world)
    hits = [(hit.kind, hit.url) for hit in finder.find(world.parts_clerk, count.number)]
    assert hits == [("盘点单", f"/parts/counts/{count.pk}/")]
    assert not finder.find(world.stranger, count.number)
    assert not finder.find(world.adviser, count.number)
