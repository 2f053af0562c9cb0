"""The history of a bill on its page."""

import pytest

from huichang.billing import statements
from tests.stories import Visiting
from tests.web import page, signed_in
from tests.world import World


@pytest.mark.req("PLAT-11")
def test_tells_who_settled_took_and_reversed(world: World) -> None:
    story = Visiting(world).settled()
    statements.reverse(world.service_manager, story.order.pk, reason="付费方更正", at=story.at)
    desk = signed_in(world.cashier)
    url = f"/billing/order/{story.order.pk}/history/"
    assert url in page(desk, f"/billing/order/{story.order.pk}/")
    text = page(desk, url)
    assert "结算" in text
    assert "反结算" in text
    assert world.service_manager.name in text


def test_is_not_for_the_technician_and_missing_in_another_store(world: World) -> None:
    story = Visiting(world).settled()
    url = f"/billing/order/{story.order.pk}/history/"
    assert signed_in(world.technician).get(url).status_code == 403
    assert signed_in(world.southern_manager).get(url).status_code == 404


def test_is_empty_before_the_first_settlement(world: World) -> None:
    story = Visiting(world).checked()
    assert "还没有结算过" in page(signed_in(world.cashier), f"/billing/order/{story.order.pk}/history/")
