"""What the workshop does by itself."""

from datetime import datetime

from huichang.kernel.actor import Actor
from huichang.kernel.jobs import every
from huichang.workshop import alarms, permissions, progress


@every("* * * * *", says="接待时限与预检区预警", as_whom="车道守候", permissions=[permissions.WATCH_LANE])
def watch_lane(actor: Actor, store_id: int, *, at: datetime) -> None:
    """Open and end the alarms of the lane; nothing is written in a minute in which nothing changes."""
    if alarms.needs_look(store_id, at=at):
        alarms.watch_lane(actor, store_id, at=at)


@every("*/3 * * * *", says="守候交车承诺", as_whom="承诺守候", permissions=[permissions.WATCH_PROMISES])
def watch_promises(actor: Actor, store_id: int, *, at: datetime) -> None:
    """A promise that will not be kept is told at once; nothing is written while all promises hold."""
    if progress.needs_watch(store_id, at=at):
        progress.watch_promises(actor, store_id, at=at)


@every("*/5 * * * *", says="向等候客户通报进度", as_whom="承诺守候", permissions=[permissions.WATCH_PROMISES])
def tell_waiting(actor: Actor, store_id: int, *, at: datetime) -> None:
    """Customers who wait in the house hear something every hour."""
    if progress.needs_word(store_id, at=at):
        progress.tell_waiting(actor, store_id, at=at)
