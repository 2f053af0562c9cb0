"""What happens by itself in stocking."""

from datetime import datetime
from time import monotonic

from django.utils.timezone import now

from huichang.kernel import jobs
from huichang.kernel.actor import Actor
from huichang.stocking import calculating, judging, permissions, suggesting

NAME = "备货计划"
GRANTED = frozenset({permissions.MAKE_SUGGESTIONS})


@jobs.every("20 3 * * *", says="计算备货水平和建议", as_whom=NAME, permissions=GRANTED)
def make_suggestions(actor: Actor, store_id: int, *, at: datetime) -> None:
    """Levels and suggestions, after the ledger was proved and the classes were computed. The desk is told when it began, how
    long it took, or that it failed."""
    began = monotonic()
    calculating.began(store_id, at=at)
    try:
        count = suggesting.make_suggestions(actor, store_id, at=at)
    except Exception:
        calculating.failed(store_id, at=now())
        raise
    calculating.ended(store_id, seconds=monotonic() - began, count=count, at=now())


@jobs.every("50 3 * * *", says="评价备货决定的效果", as_whom=NAME, permissions=GRANTED)
def judge_decisions(actor: Actor, store_id: int, *, at: datetime) -> None:
    """What came of the decisions whose time is over, and how far off the forecasts of last month were."""
    judging.judge_decisions(actor, store_id, at=at)


def calculate(store_id: int) -> None:
    """What somebody asked for by day."""
    actor = Actor(None, NAME, {store_id: GRANTED}, store_id=store_id, door="job")
    make_suggestions(actor, store_id, at=now())


_calculate = jobs.coalesced(calculate)


def wake(store_id: int) -> None:
    """Have a store calculated now; whoever asks before it begins is answered by the same calculation."""
    _calculate(key=str(store_id), seconds=0, store_id=store_id)
