"""States of signals, cases, what stores are asked for, and what is published to them."""

from django.db.models import TextChoices

from huichang.kernel.flow import Flow


class SignalState(TextChoices):
    """What became of a signal."""

    NEW = "new", "待判断"
    CASE = "case", "已立案"
    ASIDE = "aside", "不是问题"
    FADED = "faded", "已消退"


SIGNAL = Flow(
    {
        "open_case": "立案",
        "set_aside": "不是问题",
        "bring_back": "重新判断",
        "fade": "消退",
        "rise": "再次报警",
    },
    open_case=(SignalState.NEW, SignalState.CASE),
    set_aside=(SignalState.NEW, SignalState.ASIDE),
    bring_back=(SignalState.ASIDE, SignalState.NEW),
    fade=(SignalState.NEW, SignalState.FADED),
    rise=(SignalState.FADED, SignalState.NEW),
)


class CaseState(TextChoices):
    """The life of a case."""

    OPEN = "open", "调查中"
    CLOSED = "closed", "已结案"


CASE = Flow(
    {"close": "结案", "reopen": "重新调查"},
    close=(CaseState.OPEN, CaseState.CLOSED),
    reopen=(CaseState.CLOSED, CaseState.OPEN),
)


class Measure(TextChoices):
    """With what a case ends."""

    DESIGN = "design", "设计或工艺更改"
    FIELD = "field", "服务活动"
    RECALL = "recall", "召回"
    SUPPLIER = "supplier", "供应商整改"
    NONE = "none", "不采取措施"


class AskState(TextChoices):
    """How a store stands to a call-back order: follows from its parts, never stored."""

    ASKED = "asked", "待装箱"
    PACKED = "packed", "已装箱"
    SENT = "sent", "已回运"
    AUDITED = "audited", "已审核"
    LACKING = "lacking", "没有旧件"
    WITHDRAWN = "withdrawn", "已撤回"


UNSENT = (AskState.ASKED, AskState.PACKED)
"""The store still has parts to send."""


class NoticeKind(TextChoices):
    """What is published."""

    POLICY = "policy", "担保政策"
    CAMPAIGN = "campaign", "召回和服务活动"
    BULLETIN = "bulletin", "通报"


class NoticeState(TextChoices):
    """What became of a notice."""

    OUT = "out", "发布中"
    SUPERSEDED = "superseded", "已被替代"
    WITHDRAWN = "withdrawn", "已撤回"


NOTICE = Flow(
    {"supersede": "替代", "withdraw": "撤回"},
    supersede=(NoticeState.OUT, NoticeState.SUPERSEDED),
    withdraw=(NoticeState.OUT, NoticeState.WITHDRAWN),
)
