"""Two hands on one order at the same moment: what is gone is not written, what was told to the customer stands."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import OutOfTurn
from huichang.post.models import Message
from huichang.workshop import amending, permissions, progress
from huichang.workshop.models import Line
from tests.interleaving import interleaved
from tests.workshop import desk, floor
from tests.world import NOON, World, minutes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.req("LANE-20")
def test_a_line_that_was_taken_down_a_moment_before_is_not_changed_any_more(world: World) -> None:
    order = desk.drafted(world, desk.brakes(world))
    line, adviser = Line.objects.get(order=order, kind="labour"), world.adviser
    answers = interleaved(
        lambda: amending.change_line(adviser, line.pk, quantity=Decimal(2), at=NOON),
        lambda: amending.remove_line(adviser, line.pk, at=NOON),
        after="FOR UPDATE",
    )
    assert answers is not None
    assert isinstance(answers[0], OutOfTurn)
    assert "不能改写" in str(answers[0])
    line.refresh_from_db()
    assert (line.state, line.quantity, line.job.minutes) == ("dropped", 1, 0)


@pytest.mark.req("LANE-33")
def test_a_time_that_somebody_told_the_customer_is_not_taken_back_by_the_watch(world: World) -> None:
    order = floor.signed(world, floor.Work(minutes=240), promised_at=NOON + minutes(30))
    told_at, adviser = NOON + timedelta(hours=30), world.adviser
    watch = Actor(
        None,
        "承诺守候",
        {world.north.pk: frozenset({permissions.WATCH_PROMISES})},
        store_id=world.north.pk,
        door="job",
    )
    answers = interleaved(
        lambda: progress.watch_promises(watch, world.north.pk, at=NOON),
        lambda: progress.tell_delay(adviser, order.pk, promised_at=told_at, at=NOON),
        after="FOR UPDATE",
    )
    assert answers is not None
    assert answers[0] == []
    order.refresh_from_db()
    assert (order.promised_at, order.promise_danger_at) == (told_at, None)
    assert Message.objects.filter(template="workshop.delayed").count() == 1
