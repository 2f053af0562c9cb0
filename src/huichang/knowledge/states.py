"""What help requests and lessons can be, and what may follow what."""

from django.db.models import TextChoices

from huichang.kernel.flow import Flow


class LessonState(TextChoices):
    """Review of what a closed order or a good answer teaches."""

    PROPOSED = "proposed", "待复核"
    TAKEN = "taken", "已采纳"
    DROPPED = "dropped", "未采纳"


LESSON = Flow(
    {"take": "采纳", "drop": "不采纳"},
    take=(LessonState.PROPOSED, LessonState.TAKEN),
    drop=(LessonState.PROPOSED, LessonState.DROPPED),
)


class HelpState(TextChoices):
    """Where a help request is."""

    OPEN = "open", "待回复"
    ANSWERED = "answered", "已回复"
    CLOSED = "closed", "已解决"


HELP = Flow(
    {"answer": "回复", "ask_on": "追问", "pass_on": "转厂家技术热线", "close": "关闭求助"},
    answer=((HelpState.OPEN, HelpState.ANSWERED), HelpState.ANSWERED),
    ask_on=((HelpState.OPEN, HelpState.ANSWERED), HelpState.OPEN),
    pass_on=((HelpState.OPEN, HelpState.ANSWERED), HelpState.OPEN),
    close=((HelpState.OPEN, HelpState.ANSWERED), HelpState.CLOSED),
)
