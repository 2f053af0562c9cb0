"""What happens to bookings by itself."""

from datetime import datetime

from django.utils.timezone import now

from huichang.booking import ahead, permissions, preparation, timekeeping
from huichang.kernel import jobs
from huichang.kernel.actor import Actor

NAME = "系统·预约"


@jobs.every("*/5 * * * *", says="发送预约提醒", as_whom=NAME, permissions=[permissions.KEEP_TIME])
def remind(actor: Actor, store_id: int, *, at: datetime) -> None:
    """The day before and one hour before."""
    timekeeping.remind(actor, store_id, at=at)


@jobs.every("*/5 * * * *", says="登记超时未到店的预约", as_whom=NAME, permissions=[permissions.KEEP_TIME])
def miss_late(actor: Actor, store_id: int, *, at: datetime) -> None:
    """No-shows become calls to make."""
    timekeeping.miss_late(actor, store_id, at=at)


@jobs.every("*/15 * * * *", says="检查预约准备", as_whom=NAME, permissions=[permissions.KEEP_TIME])
def check_ahead(actor: Actor, store_id: int, *, at: datetime) -> None:
    """A missing person or part is found in time to call the customer."""
    ahead.check_ahead(actor, store_id, at=at)


def look_at_parts(store_id: int, appointment_id: int, shelved: bool = False) -> None:
    """After the parts store told that something changed for a booking: in a transaction of its own, so that the locks of
    both rooms are taken in one order."""
    actor = Actor(None, NAME, {store_id: frozenset({permissions.KEEP_TIME})}, store_id=store_id, door="job")
    preparation.review_parts(actor, appointment_id, at=now(), shelved=shelved)


review_parts = jobs.later(look_at_parts)
