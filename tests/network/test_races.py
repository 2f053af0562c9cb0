"""Two who do the same at the same moment: the daily round is made once, a notice is read once, of two counts of a model the
later one stands."""

import pytest

from huichang.kernel.actor import Actor
from huichang.network import fleet, permissions, publishing, watching
from huichang.network.models import Cars, NoticeRead, Round
from tests.interleaving import interleaved
from tests.network.test_publishing import bulletin
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


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("PLAT-03")
def test_what_somebody_says_twice_that_they_have_read_stands_as_it_was_said_first(world: World) -> None:
    notice, clerk = bulletin(world), world.warranty_clerk

    def confirm() -> NoticeRead:
        return publishing.confirm_read(clerk, notice.pk, at=NOON)

    answers = interleaved(confirm, confirm, after='INSERT INTO "network_noticeread"')
    assert answers is not None
    assert answers[0] == answers[1] == NoticeRead.objects.get()


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("WARR-31")
def test_of_two_who_bring_the_cars_of_a_model_the_later_one_stands(world: World) -> None:
    officer, here = world.actor("network_officer"), world.north.pk
    fleet.keep_fleet(officer, here, text="R5,2025-01,2025-02,10")
    answers = interleaved(
        lambda: fleet.keep_fleet(officer, here, text="R5,2025-01,2025-02,20"),
        lambda: fleet.keep_fleet(officer, here, text="R5,2025-01,2025-02,30"),
        after='INSERT INTO "network_cars"',
    )
    assert answers == (1, 1)
    assert Cars.objects.get().count == 30
