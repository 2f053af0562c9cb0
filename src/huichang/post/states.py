"""The states of a message."""

from django.db.models import TextChoices


class MessageState(TextChoices):
    """Where a message is."""

    WAITING = "waiting", "待发送"
    SENT = "sent", "已发出"
    FAILED = "failed", "发送失败"
    STOPPED = "stopped", "不发送"
