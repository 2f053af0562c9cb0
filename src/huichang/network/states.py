"""States of signals, cases and what stores are asked for."""

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
