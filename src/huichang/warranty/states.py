"""Words for claims, claimed parts, reports, approvals and settlements (RULES B4), and what follows what."""

from django.db.models import TextChoices

from huichang.kernel.flow import Flow


class ClaimKind(TextChoices):
    """What sort of claim it is (索赔类型)."""

    NORMAL = "normal", "一般维修"
    FREE_SERVICE = "free_service", "免费保养"
    ADDITIONAL = "additional", "追加索赔"
    URGENT = "urgent", "急件索赔"
    SPARE_PART = "spare_part", "零件索赔更换"
    CAMPAIGN = "campaign", "服务活动"
    PRE_SALE = "pre_sale", "售前维修"
    OUTSIDE = "outside", "外出维修"
    GOODWILL = "goodwill", "善意索赔"


class ClaimState(TextChoices):
    """Where a claim stands: inspected, repaired, then the manufacturer's course."""

    INSPECT = "inspect", "待鉴定"
    REPAIR = "repair", "维修中"
    READY = "ready", "未上报"
    SENT = "sent", "已上报"
    REVIEW = "review", "审核中"
    PASSED = "passed", "审核通过"
    RETURNED = "returned", "审核退回"
    REFUSED = "refused", "审核拒绝"
    SETTLING = "settling", "结算有差异"
    PAID = "paid", "结算支付"
    CLOSED = "closed", "已结案"
    OWN = "own", "不属索赔"
    VOID = "void", "已作废"


_S = ClaimState
CLAIM = Flow(
    {
        "decide": "鉴定",
        "deny": "判定不属索赔",
        "finish": "完工待上报",
        "send": "上报",
        "review": "登记受理",
        "accept": "登记通过",
        "send_back": "登记退回",
        "resume": "恢复审核",
        "take_back": "撤回登记的答复",
        "reopen": "重新鉴定",
        "refuse": "登记拒绝",
        "differ": "结算有差异",
        "pay": "登记结算",
        "unpay": "撤销结算",
        "close": "结案",
        "withdraw": "作废",
    },
    decide=(_S.INSPECT, _S.REPAIR),
    deny=(_S.INSPECT, _S.OWN),
    finish=((_S.REPAIR, _S.READY), _S.READY),
    send=((_S.READY, _S.RETURNED, _S.REFUSED, _S.SETTLING), _S.SENT),
    review=(_S.SENT, _S.REVIEW),
    accept=((_S.SENT, _S.REVIEW), _S.PASSED),
    send_back=((_S.SENT, _S.REVIEW), _S.RETURNED),
    resume=(_S.RETURNED, _S.REVIEW),
    take_back=((_S.REVIEW, _S.PASSED, _S.RETURNED, _S.REFUSED), _S.SENT),
    reopen=((_S.REPAIR, _S.READY), _S.INSPECT),
    refuse=((_S.SENT, _S.REVIEW, _S.PASSED), _S.REFUSED),
    differ=((_S.SENT, _S.REVIEW, _S.PASSED), _S.SETTLING),
    pay=((_S.SENT, _S.REVIEW, _S.PASSED), _S.PAID),
    unpay=((_S.PAID, _S.SETTLING), _S.SENT),
    close=((_S.SETTLING, _S.REFUSED, _S.RETURNED), _S.CLOSED),
    withdraw=((_S.INSPECT, _S.REPAIR, _S.READY, _S.RETURNED, _S.REFUSED), _S.VOID),
)
WITH_THEM = (ClaimState.SENT, ClaimState.REVIEW, ClaimState.PASSED)
"""The manufacturer has it."""
TO_WORK = (ClaimState.RETURNED, ClaimState.REFUSED, ClaimState.SETTLING)
"""The manufacturer's answer has to be worked on."""
OPEN = (ClaimState.INSPECT, ClaimState.REPAIR, ClaimState.READY, *WITH_THEM, *TO_WORK)
DEAD = (ClaimState.OWN, ClaimState.VOID)
"""Their lines are free for another claim."""


class Decision(TextChoices):
    """What the inspection says of a line."""

    PENDING = "pending", "待判定"
    CLAIM = "claim", "厂家索赔"
    GOODWILL = "goodwill", "善意分担"
    OWN = "own", "不属索赔"


class Duty(TextChoices):
    """责任性质: what failed, and what had to be renewed with it."""

    CAUSAL = "causal", "主因件"
    SECONDARY = "secondary", "次因件（连带）"


class Way(TextChoices):
    """维修方式."""

    REPLACE = "replace", "更换"
    REPAIR = "repair", "维修"


class FaultNature(TextChoices):
    """故障性质."""

    PART = "part", "零部件质量"
    LOOKS = "looks", "外观质量"
    FITTING = "fitting", "装配调整质量"
    OTHER = "other", "其他"


class Grade(TextChoices):
    """故障属性."""

    A = "A", "A 重大及危害性"
    B = "B", "B 主要"
    C = "C", "C 次要"
    D = "D", "D 持续改进"


class Danger(TextChoices):
    """What makes a fault a serious one (重大故障, WARR-13): always class A."""

    FIRE = "fire", "起火冒烟"
    BRAKES = "brakes", "制动失效"
    STEERING = "steering", "转向失效"
    INJURY = "injury", "人员受伤"
    POWER = "power", "行驶中失去动力"
    BATTERY = "battery", "动力电池安全"


class EvidenceKind(TextChoices):
    """What a photo shows."""

    FAULT = "fault", "故障部位"
    PART = "part", "故障件和零件号"
    VIN = "vin", "车架号"
    ODOMETER = "odometer", "里程表"
    MEASURE = "measure", "测量"
    PRINTOUT = "printout", "诊断报告"


class OutlayKind(TextChoices):
    """What is claimed besides parts and labour (RULES D12)."""

    SUNDRY = "sundry", "辅料"
    TOWING = "towing", "拖车背车"
    TRAVEL = "travel", "外出交通"
    LODGING = "lodging", "外出住宿餐补"
    TOLL = "toll", "过路费"
    OTHER = "other", "补偿费"


class PartState(TextChoices):
    """Where a claimed part is."""

    TAGGED = "tagged", "待入库"
    STORED = "stored", "在库"
    BOXED = "boxed", "已装箱"
    SHIPPED = "shipped", "已回运"
    ACCEPTED = "accepted", "厂家已收"
    DEDUCTED = "deducted", "厂家扣件"
    SCRAPPED = "scrapped", "已报废"
    RETURNED = "returned", "已退用户"


_P = PartState
PART = Flow(
    {
        "store": "入库",
        "box": "装箱",
        "unbox": "取出",
        "ship": "发运",
        "accept": "登记签收",
        "deduct": "登记扣件",
        "scrap": "报废",
        "give_back": "退还用户",
    },
    store=(_P.TAGGED, _P.STORED),
    box=(_P.STORED, _P.BOXED),
    unbox=(_P.BOXED, _P.STORED),
    ship=(_P.BOXED, _P.SHIPPED),
    accept=(_P.SHIPPED, _P.ACCEPTED),
    deduct=(_P.SHIPPED, _P.DEDUCTED),
    scrap=(_P.STORED, _P.SCRAPPED),
    give_back=((_P.TAGGED, _P.STORED), _P.RETURNED),
)
IN_HOUSE = (PartState.TAGGED, PartState.STORED, PartState.BOXED)
GONE = (
    PartState.SHIPPED,
    PartState.ACCEPTED,
    PartState.DEDUCTED,
    PartState.SCRAPPED,
    PartState.RETURNED,
)
"""Out of the house: only ever with a document."""


class Deduction(TextChoices):
    """旧件扣件原因 (RULES B4)."""

    WRONG_CODE = "wrong_code", "配件代码不符"
    WRONG_COUNT = "wrong_count", "配件数量不符"
    NO_FAULT = "no_fault", "未检测出故障"
    PACKING = "packing", "包装不当损坏"
    MARK_DAMAGED = "mark_damaged", "标识被损坏"
    NO_PART = "no_part", "无件"
    NOT_GENUINE = "not_genuine", "非原厂配件"
    WRONG_SUPPLIER = "wrong_supplier", "供应商代码错误"
    OUT_OF_COVER = "out_of_cover", "超三包件"
    NO_QUALITY = "no_quality", "非质量问题"
    NOT_CAUSAL = "not_causal", "非主故障部位"
    INCOMPLETE = "incomplete", "关联件不全"
    BROKEN = "broken", "破损"
    NEEDS_ASSEMBLY = "needs_assembly", "应更换总成件"
    NEEDS_PIECE = "needs_piece", "应更换散件"
    EXCHANGED = "exchanged", "厂家置换件"
    NO_TAG = "no_tag", "无旧件标签"
    NO_APPROVAL = "no_approval", "无审批手续"
    CLAIM_VOID = "claim_void", "索赔单作废"
    NO_ANALYSIS = "no_analysis", "无故障现象或原因分析"
    NOT_AS_DESCRIBED = "not_as_described", "故障与描述不符"
    JOINT = "joint", "连带扣件"
    OTHER = "other", "其他"


class ShipmentKind(TextChoices):
    """回运类型."""

    NORMAL = "normal", "常规"
    URGENT = "urgent", "紧急"


class ShipmentState(TextChoices):
    """How far a shipment is."""

    PACKING = "packing", "装箱中"
    SENT = "sent", "已发运"
    AUDITED = "audited", "已审核"
    CANCELLED = "cancelled", "已取消"


SHIPMENT = Flow(
    {"send": "发运", "audit": "登记审核结果", "cancel": "取消"},
    send=(ShipmentState.PACKING, ShipmentState.SENT),
    audit=(ShipmentState.SENT, ShipmentState.AUDITED),
    cancel=(ShipmentState.PACKING, ShipmentState.CANCELLED),
)


class ApprovalState(TextChoices):
    """Where a pre-approval stands (预授权)."""

    ASKED = "asked", "待审"
    GRANTED = "granted", "通过"
    SENT_BACK = "sent_back", "驳回"
    REFUSED = "refused", "拒绝"
    WITHDRAWN = "withdrawn", "已撤回"


APPROVAL = Flow(
    {"grant": "登记通过", "send_back": "登记驳回", "refuse": "登记拒绝", "withdraw": "撤回"},
    grant=(ApprovalState.ASKED, ApprovalState.GRANTED),
    send_back=(ApprovalState.ASKED, ApprovalState.SENT_BACK),
    refuse=(ApprovalState.ASKED, ApprovalState.REFUSED),
    withdraw=(ApprovalState.ASKED, ApprovalState.WITHDRAWN),
)


class ApprovalReason(TextChoices):
    """Why the manufacturer's word is needed before work (WARR-11)."""

    SAFETY = "safety", "安全件"
    AMOUNT = "amount", "超过金额"
    GOODWILL = "goodwill", "善意索赔"
    REPEAT = "repeat", "同一故障再次索赔"


class GoodwillState(TextChoices):
    """Where a goodwill application stands."""

    ASKED = "asked", "征求意见中"
    GRANTED = "granted", "已批准"
    REFUSED = "refused", "不批准"
    WITHDRAWN = "withdrawn", "已撤回"


GOODWILL = Flow(
    {"grant": "批准", "refuse": "不批准", "withdraw": "撤回"},
    grant=(GoodwillState.ASKED, GoodwillState.GRANTED),
    refuse=(GoodwillState.ASKED, GoodwillState.REFUSED),
    withdraw=(GoodwillState.ASKED, GoodwillState.WITHDRAWN),
)


class Opinion(TextChoices):
    """The chain of opinions of RULES D13, in its order: the first is the store's own, the others are the manufacturer's."""

    SERVICE_MANAGER = "service_manager", "服务经理"
    REGION = "region", "区域经理"
    DIRECTOR = "director", "总监"
    TECHNICAL = "technical", "技术支持"
    CLAIMS = "claims", "索赔部"
    GENERAL = "general", "总经理"


class Severity(TextChoices):
    """What a check does when it hits."""

    STOP = "stop", "不能上报"
    MIND = "mind", "提醒"


class CheckState(TextChoices):
    """Whether a check of the store's own is in force."""

    DRAFT = "draft", "未启用"
    ON = "on", "启用"
    OFF = "off", "停用"


CHECK = Flow(
    {"change": "修改", "switch_on": "启用", "switch_off": "停用"},
    change=((CheckState.DRAFT, CheckState.OFF), CheckState.DRAFT),
    switch_on=((CheckState.DRAFT, CheckState.OFF), CheckState.ON),
    switch_off=(CheckState.ON, CheckState.OFF),
)


class Compare(TextChoices):
    """How a condition compares a field with its value."""

    EQUAL = "eq", "等于"
    UNEQUAL = "ne", "不等于"
    MORE = "gt", "大于"
    LESS = "lt", "小于"
    CONTAINS = "contains", "包含"
    LACKS = "lacks", "不包含"
    EMPTY = "empty", "没有填写"
    FILLED = "filled", "已填写"
    BEGINS = "begins", "开头是"


class Outcome(TextChoices):
    """What a line of a settlement list means for us."""

    PAID = "paid", "全额支付"
    CUT = "cut", "核减"
    REJECTED = "rejected", "拒付"
    UNKNOWN = "unknown", "对不上"
    TWICE = "twice", "重复支付"


USES_A_SUBMISSION = (Outcome.PAID, Outcome.CUT, Outcome.REJECTED)
DIFFERENT = (Outcome.CUT, Outcome.REJECTED, Outcome.UNKNOWN, Outcome.TWICE)


class Remedy(TextChoices):
    """What became of a difference."""

    OPEN = "open", "待处理"
    RESUBMITTED = "resubmitted", "已再次上报"
    ACCEPTED = "accepted", "接受差额"
    MATCHED = "matched", "已人工匹配"
    PAID_BACK = "paid_back", "已退回厂家"
    NONE = "none", "无差异"
