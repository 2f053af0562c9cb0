"""What happens by itself at the manufacturer's desk."""

from datetime import datetime

from huichang.kernel import jobs
from huichang.kernel.actor import Actor
from huichang.network import permissions, watching


@jobs.every("20 4 * * *", says="计算质量预警", as_whom="系统·质量预警", permissions=[permissions.WATCH_FIELD])
def watch_field(actor: Actor, store_id: int, *, at: datetime) -> None:
    """All claims of all stores, once a day."""
    watching.watch_field(actor, store_id, at=at)
