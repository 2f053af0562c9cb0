"""The due list on its screen: one call for all matters of a car."""

from datetime import timedelta

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


@pytest.mark.req("CARE-20", "LANE-16")
def test_the_booking_desk_opens_at_the_proposed_day(world: World) -> None:
    story, day = Visiting(world).opened(), localdate() + timedelta(days=9)
    item = DueItem.objects.create(
        store=world.north,
        vehicle=story.car,
        customer=world.wang,
        order=story.order,
        kind="worn",
        text="左前轮胎",
        due_on=localdate(),
        proposed_on=day,
    )
    desk = signed_in(world.care_agent)
    booking = f"/booking/desk/?vehicle={story.car.pk}&due={item.pk}&on={day.isoformat()}"
    assert f'href="{booking}"' in page(desk, "/care/due/")
    text = page(desk, booking)
    assert f'name="since" value="{day.isoformat()}"' in text
    assert f'name="on" value="{day.isoformat()}"' in text


def test_a_day_that_is_none_is_left_out(world: World) -> None:
    assert 'name="since"' not in page(signed_in(world.care_agent), "/booking/desk/?on=2026-13-45")
