"""One car, one visit, one record: from the gate in to the gate out, and the call after it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.care import followups
from huichang.care.models import FollowUp
from huichang.parts import proving
from huichang.workshop.models import Visit
from tests.stories import Visiting
from tests.world import World


@pytest.mark.req("LANE-24", "LANE-70", "CARE-10")
def test_a_car_is_greeted_repaired_paid_for_and_called_about(world: World) -> None:
    story = Visiting(world).gone()

    order = story.order
    assert order.state == "delivered"
    assert order.amount_signed == order.amount_agreed == Decimal("1146.00")
    assert order.amount_settled == story.statement.total == story.statement.paid
    assert Visit.objects.get(pk=story.visit.pk).left_at == story.at
    assert all(line.issued == line.quantity for line in story.lines if line.kind == "part")

    call = FollowUp.objects.get(order=order)
    followups.finish_call(
        world.care_agent, call.pk, result="fine", words="挺好的", at=story.at + timedelta(days=3)
    )
    call.refresh_from_db()
    assert (call.state, call.result) == ("done", "fine")
    assert proving.prove(world.north.pk)[1] == []
