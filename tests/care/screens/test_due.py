"""The due list on its screen: one call for all matters of a car."""

import pytest
from django.utils.timezone import localdate

from huichang.care.models import DueItem
from tests.stories import Visiting
from tests.web import page, post, signed_in
from tests.world import World


@pytest.mark.req("CARE-20")
def test_one_answer_holds_for_all_matters_that_stay_ticked(world: World) -> None:
    story = Visiting(world).opened()
    first, second = (
        DueItem.objects.create(
            store=world.north,
            vehicle=story.car,
            customer=world.wang,
            order=story.order,
            kind="declined",
            text=text,
            is_safety=safety,
            due_on=localdate(),
        )
        for text, safety in (("左前轮胎", True), ("雨刮片", False))
    )
    desk = signed_in(world.care_agent)
    text = page(desk, "/care/due/")
    assert f'name="also" value="{second.pk}" checked' in text
    assert f'name="also" value="{first.pk}"' not in text
    post(desk, f"/care/due/{first.pk}/refuse/", why="价格高", also=second.pk)
    assert set(DueItem.objects.values_list("state", flat=True)) == {"refused"}
