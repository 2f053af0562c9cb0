"""What a step, a proposal, a change and a pull can be."""

from django.db.models import TextChoices

from huichang.kernel.flow import Flow


class StepKind(TextChoices):
    """What is done in a step of the plan."""

    CHECK = "check", "检验"
    REPAIR = "repair", "维修"
    BODY = "body", "钣金"
    PAINT = "paint", "喷漆"
    DRY = "dry", "干燥"
    TEST = "test", "路试"
    WASH = "wash", "洗车"


class ProposalState(TextChoices):
    """The life of a proposed plan."""

    OPEN = "open", "待采纳"
    ACCEPTED = "accepted", "已采纳"
    PARTLY = "partly", "部分采纳"
    DROPPED = "dropped", "未采纳"
    OUTDATED = "outdated", "已过期"


PROPOSAL = Flow(
    {"accept": "采纳", "accept_line": "采纳一行", "drop": "放弃", "outdate": "作废"},
    accept=((ProposalState.OPEN, ProposalState.PARTLY), ProposalState.ACCEPTED),
    accept_line=((ProposalState.OPEN, ProposalState.PARTLY), ProposalState.PARTLY),
    drop=((ProposalState.OPEN, ProposalState.PARTLY), ProposalState.DROPPED),
    outdate=((ProposalState.OPEN, ProposalState.PARTLY), ProposalState.OUTDATED),
)


class ChangeCode(TextChoices):
    """What is different for a step."""

    NEW = "new", "新排入"
    EARLIER = "earlier", "提前"
    LATER = "later", "推后"
    OTHER_TECHNICIAN = "other_technician", "换技师"
    OTHER_BAY = "other_bay", "换工位"
    REFUSED = "refused", "排不下"
    GONE = "gone", "不再需要"


class Cause(TextChoices):
    """Why the plan is made anew."""

    MORNING = "morning", "开门排程"
    ASKED = "asked", "人工要求"
    CLOCK = "clock", "开工、暂停或完工"
    SIGNED = "signed", "客户签字"
    EXTRA = "extra", "增项答复"
    PROMISE = "promise", "承诺时间改动"
    WAITING = "waiting", "转入或结束等待"
    WASHED = "washed", "洗车完成"
    CHECKED = "checked", "终检合格"
    PARTS = "parts", "备件到货变化"
    PEOPLE = "people", "人员或工位变化"
    ARRIVED = "arrived", "车辆到店"
    BOOKED = "booked", "预约变化"
    LEFT = "left", "工单取消或退回"
    OVERRUN = "overrun", "作业超时"
    BY_HAND = "by_hand", "手工派工"
    STAY = "stay", "客户离店或留下"


class ArrangedBy(TextChoices):
    """How the accepted plan was changed."""

    WHOLE = "whole", "整体采纳"
    LINE = "line", "采纳一行"
    DRAG = "drag", "拖动"
    PULL = "pull", "领单"
    UNDO = "undo", "撤销"


class PullOutcome(TextChoices):
    """What became of a job that a technician took (下一单)."""

    TAKEN = "taken", "已领取"
    HELD = "held", "挂起"
    RETURNED = "returned", "退回"


PULL = Flow(
    {"hold": "挂起", "give_back": "退回"},
    hold=(PullOutcome.TAKEN, PullOutcome.HELD),
    give_back=((PullOutcome.TAKEN, PullOutcome.HELD), PullOutcome.RETURNED),
)
