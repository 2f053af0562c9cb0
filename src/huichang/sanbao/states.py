"""Words of 三包 and what may follow what."""

from django.db.models import TextChoices

from huichang.kernel.flow import Flow


class Light(TextChoices):
    """How a car stands. `ask`: something that the law counts from is not known."""

    GREEN = "green", "正常"
    AMBER = "amber", "接近限值"
    RED = "red", "达到限值"
    ASK = "ask", "缺资料"
    OUTSIDE = "outside", "不适用"


class Quality(TextChoices):
    """Whether a job mended a quality problem of the car."""

    YES = "yes", "质量问题"
    NO = "no", "不是质量问题"
    OPEN = "open", "待认定"


class Safety(TextChoices):
    """Whether it was a serious safety failure (第四十条)."""

    NO = "no", "否"
    PROPOSED = "proposed", "可能是"
    YES = "yes", "是"


class Early(TextChoices):
    """Dangerous failures of the first 60 days or 3,000 km (第二十三条)."""

    NONE = "", "不是"
    STEERING = "steering", "转向系统失效"
    BRAKES = "brakes", "制动系统失效"
    BODY_CRACK = "body_crack", "车身开裂"
    FUEL_LEAK = "fuel_leak", "燃油泄漏"
    BATTERY_FIRE = "battery_fire", "动力蓄电池起火"


class ChangeKind(TextChoices):
    """What a changed part is for the law."""

    NONE = "none", "不计"
    ASSEMBLY = "assembly", "总成"
    PART = "part", "主要零部件"


class LeftOutKind(TextChoices):
    """Time that is not counted, for 第二十四条第一款第四项 only (第二十四条第三款)."""

    PARTS = "parts", "按车架号特制件的运输"
    BATTERY = "battery", "动力蓄电池的运输"
    RESCUE = "rescue", "外出救援路途"


class Blame(TextChoices):
    """Grounds on which the seller does not bear 三包 (第三十二条)."""

    NONE = "", "没有"
    TOLD = "told", "购车时已书面告知的瑕疵"
    MISUSE = "misuse", "未按说明书使用、维护"
    MODIFIED = "modified", "擅自改装、调整、拆卸"
    HANDLED = "handled", "故障后自行处理不当"
    FORCE = "force", "不可抗力"


class SpareKind(TextChoices):
    """What the owner got for the time without a car (第二十一条)."""

    CAR = "car", "备用车"
    MONEY = "money", "交通费用补偿"
    OTHER = "other", "另有约定"
    DECLINED = "declined", "客户不要"


class RequestKind(TextChoices):
    """What the owner wants."""

    EXCHANGE = "exchange", "更换车辆"
    RETURN = "return", "退车"


class RequestState(TextChoices):
    """What became of it."""

    ASKED = "asked", "待答复"
    AGREED = "agreed", "已同意"
    REFUSED = "refused", "已拒绝"
    DONE = "done", "已办结"
    WITHDRAWN = "withdrawn", "客户撤回"


OPEN_REQUESTS = (RequestState.ASKED, RequestState.AGREED)
REQUEST = Flow(
    {
        "agree": "同意",
        "refuse": "拒绝",
        "reconsider": "重新答复",
        "complete": "办结",
        "withdraw": "撤回",
        "turn": "改为退车",
    },
    agree=(RequestState.ASKED, RequestState.AGREED),
    refuse=(RequestState.ASKED, RequestState.REFUSED),
    reconsider=(RequestState.REFUSED, RequestState.ASKED),
    complete=(RequestState.AGREED, RequestState.DONE),
    withdraw=((RequestState.ASKED, RequestState.AGREED, RequestState.REFUSED), RequestState.WITHDRAWN),
    turn=(RequestState.AGREED, RequestState.AGREED),
)
