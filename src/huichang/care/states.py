"""The states of a follow-up call and of a due matter."""

from django.db.models import TextChoices

from huichang.kernel.flow import Flow


class FollowUpState(TextChoices):
    """The life of a follow-up call (CARE-10)."""

    DUE = "due", "待回访"
    DONE = "done", "已回访"
    UNREACHED = "unreached", "未联系上"
    STOPPED = "stopped", "不再回访"


FOLLOW_UP = Flow(
    {"finish": "完成回访", "give_up": "结束尝试", "stop": "停止回访"},
    finish=(FollowUpState.DUE, FollowUpState.DONE),
    give_up=(FollowUpState.DUE, FollowUpState.UNREACHED),
    stop=(FollowUpState.DUE, FollowUpState.STOPPED),
)


class Result(TextChoices):
    """How a follow-up call ended."""

    FINE = "fine", "满意"
    SMALL = "small", "小问题"
    DISSATISFIED = "dissatisfied", "不满意"
    REWORK = "rework", "需要返修"
    NOT_REACHED = "not_reached", "未联系上"


class DueState(TextChoices):
    """What became of a due matter (CARE-20)."""

    OPEN = "open", "待联系"
    LATER = "later", "稍后再联系"
    BOOKED = "booked", "已预约"
    REFUSED = "refused", "客户拒绝"
    LOST = "lost", "已流失"
    DONE = "done", "已处理"


DUE = Flow(
    {"book": "转预约", "refuse": "记为拒绝", "lose": "记为流失", "put_off": "稍后", "finish": "记为已处理"},
    book=((DueState.OPEN, DueState.LATER), DueState.BOOKED),
    refuse=((DueState.OPEN, DueState.LATER), DueState.REFUSED),
    lose=((DueState.OPEN, DueState.LATER), DueState.LOST),
    put_off=((DueState.OPEN, DueState.LATER), DueState.LATER),
    finish=((DueState.OPEN, DueState.LATER, DueState.BOOKED, DueState.REFUSED), DueState.DONE),
)
