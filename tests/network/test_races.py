"""Every store's job asks for the daily round at the same hour: it is made once."""

import pytest

from huichang.kernel.actor import Actor
from huichang.network import permissions, watching
from huichang.network.models import Round
from tests.interleaving import interleaved
from tests.world import NOON, World


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("WARR-31")
def test_the_round_of_a_day_is_made_by_one_of_two_stores(world: World) -> None:
    def watch(store_id: int) -> Round | None:
        granted = {store_id: frozenset({permissions.WATCH_FIELD})}
        return watching.watch_field(
            Actor(None, "质量预警", granted, store_id=store_id, door="job"), store_id, at=NOON
        )

    answers = interleaved(
        lambda: watch(world.north.pk), lambda: watch(world.south.pk), after='INSERT INTO "network_round"'
    )
    assert answers is not None
    assert answers[0] == Round.objects.get()
    assert answers[1] is None
