"""What the plan does by itself: it is made anew after what happened, in the morning, and when a job runs over; it learns
at night."""

from datetime import datetime

from django.utils.timezone import now

from huichang.company import settings
from huichang.kernel.actor import Actor
from huichang.kernel.jobs import before_work, coalesced, every
from huichang.planning import disturbing, learning, limits, permissions, proposing, solving
from huichang.workshop import permissions as workshop_permissions
from huichang.workshop import progress

PLANNER = "排程"
GRANTED = frozenset(
    {permissions.PROPOSE_PLANS, permissions.ARRANGE_PLAN, workshop_permissions.WATCH_PROMISES}
)


def replan(store_id: int) -> None:
    """Plan a store anew after what happened, then look whose promise is in danger (LANE-33)."""
    actor = Actor(None, PLANNER, {store_id: GRANTED}, store_id=store_id, door="job")
    seconds = float(settings.of(store_id, limits.SOLVE_SECONDS))
    proposing.propose(actor, store_id, seconds=seconds, at=now())
    if disturbing.left(store_id):
        # Something happened while the solver thought, or somebody arranged the plan meanwhile.
        wake(store_id)
    if progress.needs_watch(store_id, at=now()):
        progress.watch_promises(actor, store_id, at=now())


_replan = coalesced(replan)
before_work(solving.load)


def wake(store_id: int) -> None:
    """Have the store planned anew shortly; what happens until then is answered by the same replan."""
    _replan(key=str(store_id), seconds=settings.of(store_id, limits.COALESCE_SECONDS), store_id=store_id)


def disturbed(
    store_id: int, cause: str, *, order_id: int | None = None, words: str = "", at: datetime | None = None
) -> None:
    """Something happened: it is noted, and the store planned anew shortly; the first of several wakes the worker."""
    if disturbing.note(store_id, cause, order_id=order_id, words=words, at=at or now()):
        wake(store_id)


@every("* * * * *", says="守候排程", as_whom=PLANNER, permissions=GRANTED)
def watch_plan(actor: Actor, store_id: int, *, at: datetime) -> None:
    """Plan anew when it is time; nothing is written while the plan holds."""
    if (found := disturbing.due(store_id, at=at)) is not None:
        proposing.propose(actor, store_id, seconds=found.seconds, cause=found.cause, at=at)


@every("40 2 * * *", says="从工时记录学习用时", as_whom=PLANNER, permissions=[permissions.LEARN_DURATIONS])
def learn_durations(actor: Actor, store_id: int, *, at: datetime) -> None:
    """How long work really takes, from what was clocked."""
    learning.learn_durations(actor, store_id, at=at)
