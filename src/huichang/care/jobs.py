"""What happens by itself in customer care."""

from datetime import datetime

from huichang.care import invitations, permissions
from huichang.kernel import jobs
from huichang.kernel.actor import Actor


@jobs.every(
    "30 6 * * *", says="召回邀约进入招揽清单", as_whom="系统·召回邀约", permissions=[permissions.WORK_DUE]
)
def invite(actor: Actor, store_id: int, *, at: datetime) -> None:
    """Before the day begins: whom recalls and service campaigns wait for."""
    invitations.take_invitations(actor, store_id, at=at)
