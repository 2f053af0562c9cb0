"""The states of help requests and lessons."""

from django.db.models import TextChoices


class LessonState(TextChoices):
    """Review of what a closed order teaches."""

    PROPOSED = "proposed", "待复核"
    TAKEN = "taken", "已采纳"
    DROPPED = "dropped", "未采纳"


class HelpState(TextChoices):
    """Where a help request is."""

    OPEN = "open", "待回复"
    ANSWERED = "answered", "已回复"
    CLOSED = "closed", "已解决"
