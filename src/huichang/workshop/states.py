"""The states of a visit, an order, a line, a job and extra work, and what may follow what."""

from django.db.models import TextChoices

from huichang.kernel.flow import Flow


class OrderState(TextChoices):
    """The life of a repair order (LANE-24)."""

    DRAFT = "draft", "待签字"
    SIGNED = "signed", "待派工"
    IN_WORK = "in_work", "作业中"
    WAITING = "waiting", "等待中"
    DONE = "done", "待质检"
    CHECKED = "checked", "待结算"
    SETTLED = "settled", "待交车"
    DELIVERED = "delivered", "已交车"
    CANCELLED = "cancelled", "已取消"


BEFORE_SETTLEMENT = ("draft", "signed", "in_work", "waiting", "done", "checked")
EXTRA_STATES = ("signed", "in_work", "waiting", "done", "checked")
"""More work may be found and put to the customer."""
OPEN_ORDER_STATES = ("draft", "signed", "in_work", "waiting", "done", "checked", "settled")

ORDER = Flow(
    {
        "sign": "签字确认",
        "start": "开工",
        "wait": "转入等待",
        "resume": "恢复作业",
        "queue": "重新等候派工",
        "finish": "报完工",
        "reopen": "退回作业",
        "check": "质检通过",
        "settle": "结清",
        "unsettle": "撤销结算",
        "deliver": "交车",
        "cancel": "取消",
    },
    sign=(OrderState.DRAFT, OrderState.SIGNED),
    start=((OrderState.SIGNED, OrderState.WAITING), OrderState.IN_WORK),
    wait=((OrderState.SIGNED, OrderState.IN_WORK), OrderState.WAITING),
    resume=(OrderState.WAITING, OrderState.IN_WORK),
    queue=(OrderState.WAITING, OrderState.SIGNED),
    finish=(OrderState.IN_WORK, OrderState.DONE),
    reopen=((OrderState.DONE, OrderState.CHECKED), OrderState.IN_WORK),
    check=(OrderState.DONE, OrderState.CHECKED),
    settle=(OrderState.CHECKED, OrderState.SETTLED),
    unsettle=(OrderState.SETTLED, OrderState.CHECKED),
    deliver=(OrderState.SETTLED, OrderState.DELIVERED),
    cancel=(
        (OrderState.DRAFT, OrderState.SIGNED, OrderState.IN_WORK, OrderState.WAITING),
        OrderState.CANCELLED,
    ),
)


class WaitingFor(TextChoices):
    """Whom or what an order waits for."""

    NOTHING = "", "—"
    PARTS = "parts", "等配件"
    CUSTOMER = "customer", "等客户"
    INSURER = "insurer", "等保险"
    SUBLET = "sublet", "等外包"


class LineState(TextChoices):
    """The life of a line."""

    DRAFT = "draft", "编写中"
    QUOTED = "quoted", "待客户答复"
    AUTHORIZED = "authorized", "已授权"
    DECLINED = "declined", "客户不做"
    DONE = "done", "已完成"
    DROPPED = "dropped", "已撤下"


CHANGEABLE_LINES = ("draft", "quoted")
WORKABLE_LINES = ("authorized", "done")
OPEN_LINES = ("draft", "quoted", "authorized", "done")

LINE = Flow(
    {
        "quote": "报价",
        "authorize": "授权",
        "decline": "记为不做",
        "rewrite": "改写",
        "finish": "完成",
        "reopen": "重新作业",
        "drop": "撤下",
    },
    quote=(LineState.DRAFT, LineState.QUOTED),
    authorize=((LineState.DRAFT, LineState.QUOTED), LineState.AUTHORIZED),
    decline=((LineState.DRAFT, LineState.QUOTED), LineState.DECLINED),
    rewrite=((LineState.QUOTED, LineState.DECLINED), LineState.DRAFT),
    finish=(LineState.AUTHORIZED, LineState.DONE),
    reopen=(LineState.DONE, LineState.AUTHORIZED),
    drop=((LineState.DRAFT, LineState.QUOTED, LineState.AUTHORIZED), LineState.DROPPED),
)


class JobState(TextChoices):
    """The life of a job in the workshop; proposed ones belong to extra work that the customer has not answered."""

    PROPOSED = "proposed", "待客户同意"
    PLANNED = "planned", "待开工"
    WORKING = "working", "作业中"
    PAUSED = "paused", "暂停"
    DONE = "done", "已完工"
    DROPPED = "dropped", "不做"


JOB = Flow(
    {"approve": "同意", "start": "开工", "pause": "暂停", "finish": "完工", "reopen": "返工", "drop": "取消"},
    approve=(JobState.PROPOSED, JobState.PLANNED),
    start=((JobState.PLANNED, JobState.PAUSED), JobState.WORKING),
    pause=(JobState.WORKING, JobState.PAUSED),
    finish=((JobState.WORKING, JobState.PAUSED), JobState.DONE),
    reopen=(JobState.DONE, JobState.PLANNED),
    drop=((JobState.PROPOSED, JobState.PLANNED, JobState.PAUSED), JobState.DROPPED),
)


class ExtraState(TextChoices):
    """The life of extra work (增项, LANE-23)."""

    FOUND = "found", "待报价"
    ASKED = "asked", "待客户答复"
    APPROVED = "approved", "已同意"
    PARTLY = "partly", "部分同意"
    DECLINED = "declined", "不做"
    WITHDRAWN = "withdrawn", "已撤回"


EXTRA = Flow(
    {
        "ask": "请客户确认",
        "reprice": "重新报价",
        "approve": "同意",
        "approve_partly": "部分同意",
        "decline": "不做",
        "withdraw": "撤回",
    },
    ask=((ExtraState.FOUND, ExtraState.ASKED), ExtraState.ASKED),
    reprice=((ExtraState.FOUND, ExtraState.ASKED), ExtraState.FOUND),
    approve=(ExtraState.ASKED, ExtraState.APPROVED),
    approve_partly=(ExtraState.ASKED, ExtraState.PARTLY),
    decline=(ExtraState.ASKED, ExtraState.DECLINED),
    withdraw=((ExtraState.FOUND, ExtraState.ASKED), ExtraState.WITHDRAWN),
)


class Stage(TextChoices):
    """Where a car stands on every board, in this order (LANE-34); computed, never stored."""

    BOOKED = "booked", "已预约"
    ARRIVED = "arrived", "已到店"
    CHECKED_IN = "checked_in", "已接车"
    TO_DISPATCH = "to_dispatch", "待派工"
    IN_WORK = "in_work", "作业中"
    WAITING = "waiting", "等待中"
    TO_CHECK = "to_check", "待质检"
    TO_SETTLE = "to_settle", "待结算"
    TO_DELIVER = "to_deliver", "待交车"
    GONE = "gone", "已离店"
    CANCELLED = "cancelled", "已取消"


class RepairType(TextChoices):
    """Why the car is here (维修类型, LANE-15)."""

    FIRST_MAINTENANCE = "first", "首保"
    MAINTENANCE = "maintenance", "例保"
    REPAIR = "repair", "一般维修"
    BODY = "body", "钣金"
    PAINT = "paint", "喷漆"
    WARRANTY = "warranty", "保修索赔"
    RECALL = "recall", "召回/服务活动"
    ACCIDENT = "accident", "事故"
    INTERNAL = "internal", "内部（PDI/善意）"
    REWORK = "rework", "返修"


class Payer(TextChoices):
    """Who pays a line; each payer is settled apart."""

    CUSTOMER = "customer", "客户自费"
    MANUFACTURER = "manufacturer", "厂家索赔"
    INSURER = "insurer", "保险"
    INTERNAL = "internal", "内部"


class LineKind(TextChoices):
    """What a line charges for (LANE-25)."""

    LABOUR = "labour", "工时"
    PART = "part", "配件"
    SUBLET = "sublet", "外包"
    CONSUMABLE = "consumable", "辅料"
    TOWING = "towing", "拖车"
    STORAGE = "storage", "停车保管"


class PointState(TextChoices):
    """The state of an inspection point (LANE-13)."""

    OK = "ok", "正常"
    SOON = "soon", "近期处理"
    NOW = "now", "立即处理"


class CheckLevel(TextChoices):
    """The three levels of the quality check (LANE-50)."""

    SELF = "self", "自检"
    PEER = "peer", "互检"
    FINAL = "final", "终检"


class OldPart(TextChoices):
    """What becomes of the part that was taken out."""

    NONE = "none", "无旧件"
    TAKEN = "taken", "客户带走"
    LEFT = "left", "客户放弃"
    CLAIMED = "claimed", "索赔回收"


STAGE_OF_ORDER = {
    OrderState.DRAFT: Stage.CHECKED_IN,
    OrderState.SIGNED: Stage.TO_DISPATCH,
    OrderState.IN_WORK: Stage.IN_WORK,
    OrderState.WAITING: Stage.WAITING,
    OrderState.DONE: Stage.TO_CHECK,
    OrderState.CHECKED: Stage.TO_SETTLE,
    OrderState.SETTLED: Stage.TO_DELIVER,
    OrderState.DELIVERED: Stage.GONE,
    OrderState.CANCELLED: Stage.CANCELLED,
}


def stage_of(order_state: str | None, *, left: bool) -> Stage:
    """Where a visit stands: from its order's state (None before check-in) and whether the car has left the gate."""
    if left:
        return Stage.GONE
    if order_state is None:
        return Stage.ARRIVED
    stage = STAGE_OF_ORDER[OrderState(order_state)]
    return Stage.TO_DELIVER if stage is Stage.GONE else stage
