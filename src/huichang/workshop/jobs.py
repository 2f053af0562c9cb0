"""What the workshop does by itself."""

from datetime import datetime

from huichang.kernel.actor import Actor
from huichang.kernel.jobs import every
from huichang.workshop import alarms, permissions


@every("* * * * *", says="接待时限与预检区预警", as_whom="车道守候", permissions=[permissions.WATCH_LANE])
def watch_lane(actor: Actor, store_id: int, *, at: datetime) -> None:
    """Open and end the alarms of the lane; nothing is written in a minute in which nothing changes."""
    if alarms.needs_look(store_id, at=at):
        alarms.watch_lane(actor, store_id, at=at)
