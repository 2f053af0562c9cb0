"""What happens by itself in 三包."""

from datetime import datetime

from huichang.kernel import jobs
from huichang.kernel.actor import Actor
from huichang.sanbao import clockwork, permissions


@jobs.every("40 3 * * *", says="重算三包时钟", as_whom="三包时钟", permissions=[permissions.KEEP_CLOCK])
def recalculate(actor: Actor, store_id: int, *, at: datetime) -> None:
    """All cars of the store: days go on by themselves, also where nobody did anything."""
    for turn in clockwork.by_night(store_id, at=at):
        clockwork.count_cars(actor, store_id, turn=turn, at=at)


@jobs.every("*/5 * * * *", says="三包时钟跟随工单", as_whom="三包时钟", permissions=[permissions.KEEP_CLOCK])
def follow(actor: Actor, store_id: int, *, at: datetime) -> None:
    """Repairs that have begun or ended since the last time."""
    for turn in clockwork.by_day(store_id, at=at):
        clockwork.count_cars(actor, store_id, turn=turn, at=at)
