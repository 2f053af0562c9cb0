"""Words of a vehicle's file."""

from django.db.models import TextChoices

from huichang.kernel.flow import Flow


class Energy(TextChoices):
    """What drives it."""

    PETROL = "petrol", "汽油"
    DIESEL = "diesel", "柴油"
    PHEV = "phev", "插电混动"
    BEV = "bev", "纯电"


class Use(TextChoices):
    """What it is used for; 三包 covers family use only (RULES A1.4)."""

    FAMILY = "family", "家用"
    COMPANY = "company", "公务/单位"
    RIDE = "ride", "网约车"
    TAXI = "taxi", "出租"
    TRUCK = "truck", "货运"
    OTHER = "other", "其他"


class RateClass(TextChoices):
    """The class of a car that its hourly rate hangs on."""

    COMPACT = "compact", "小型与紧凑型"
    STANDARD = "standard", "中型"
    PREMIUM = "premium", "中大型与豪华"


class CoverKind(TextChoices):
    """Who promised what (WARR-01); the codes are those of engines.coverage."""

    VEHICLE = "vehicle", "整车担保"
    POWERTRAIN = "powertrain", "总成担保"
    BATTERY = "battery", "动力电池担保"
    WEAR = "wear", "易损件担保"
    PART = "part", "备件担保"
    EXTENDED = "extended", "延保合同"
    GOODWILL = "goodwill", "善意政策"


class CoverStart(TextChoices):
    """The day that a promise is counted from."""

    LICENCE = "licence", "行驶证日期"
    SALE = "sale", "购车日期"
    INVOICE = "invoice", "购车发票日期"
    FITTED = "fitted", "装车交付日"
    CONTRACT = "contract", "合同生效日"


class CoverVerdict(TextChoices):
    """What a promise says about a line."""

    COVERED = "covered", "在担保内"
    NOT_COVERED = "not_covered", "不在担保内"
    TO_JUDGE = "to_judge", "待判定"


class PartClass(TextChoices):
    """What becomes of a part in use, as the parts master says it; policies reach parts by it."""

    CONSUMABLE = "consumable", "消耗件"
    WEAR = "wear", "易损件"
    REPAIR = "repair", "维修件"
    BASE = "base", "基础件"
    COLLISION = "collision", "肇事件"


class CampaignKind(TextChoices):
    """What a campaign is (WARR-20)."""

    RECALL = "recall", "召回"
    SERVICE = "service", "服务活动"
    QUIET = "quiet", "内部改善"


class CampaignState(TextChoices):
    """The life of a campaign."""

    DRAFT = "draft", "准备中"
    OPEN = "open", "执行中"
    CLOSED = "closed", "已结束"


CAMPAIGN = Flow(
    {"open": "开始执行", "close": "结束", "reopen": "重新执行"},
    open=(CampaignState.DRAFT, CampaignState.OPEN),
    close=(CampaignState.OPEN, CampaignState.CLOSED),
    reopen=(CampaignState.CLOSED, CampaignState.OPEN),
)


class CampaignOutcome(TextChoices):
    """What became of a campaign for one car (RULES A4)."""

    DONE = "done", "已完成"
    REFUSED = "refused", "客户拒绝"
    NO_PARTS = "no_parts", "缺件待料"
    SCRAPPED = "scrapped", "已报废"
    SOLD_AWAY = "sold_away", "已转卖外地"


SETTLED_OUTCOMES = (CampaignOutcome.DONE, CampaignOutcome.SCRAPPED)
"""Nothing is left to be done about the car."""


class CampaignStop(TextChoices):
    """Whether a car that a campaign hits may be handed over before it is done."""

    NONE = "none", "只提醒"
    DELIVERY = "delivery", "处理前不交车"
    SALE = "sale", "停售：未交付新车一律不放行"
