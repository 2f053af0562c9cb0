"""What the post does by itself."""

from datetime import datetime

from huichang.kernel.actor import Actor
from huichang.kernel.jobs import every
from huichang.post import outbox, permissions


@every("* * * * *", says="发送到期的消息", as_whom="系统·消息", permissions=[permissions.SEND])
def send_due_messages(actor: Actor, store_id: int, *, at: datetime) -> None:
    """Every minute."""
    outbox.send_due(actor, store_id, at=at)
