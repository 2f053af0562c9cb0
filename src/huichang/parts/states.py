"""Words for places, moves, holds and what becomes of them."""

from django.db.models import TextChoices

from huichang.kernel.flow import Flow


class Place(TextChoices):
    """What a part of the store room is for."""

    MAIN = "main", "主库"
    BOOKING = "booking", "预约货架"
    CLAIMED = "claimed", "索赔件库"
    HAZARD = "hazard", "危险品库"
    QUARANTINE = "quarantine", "隔离区"
    BRANCH = "branch", "分库"
    VAN = "van", "服务车"
    RECEIVING = "receiving", "收货区"


BLOCKED_PLACES = frozenset({Place.CLAIMED, Place.QUARANTINE})
"""Nothing is issued or promised from here."""


SHELVES = frozenset({Place.MAIN, Place.BRANCH, Place.HAZARD})
"""Where goods are put away to."""


class Size(TextChoices):
    """How much room a piece takes; a shelf place of a size takes pieces up to it."""

    SMALL = "small", "小件"
    MEDIUM = "medium", "中件"
    LARGE = "large", "大件"


class MoveKind(TextChoices):
    """Why stock moved (RULES B4)."""

    RECEIPT = "receipt", "采购入库"
    ISSUE = "issue", "维修发料"
    RETURN = "return", "维修退料"
    SHIFT = "shift", "移库"
    TRANSFER_OUT = "transfer_out", "调拨出库"
    TRANSFER_IN = "transfer_in", "调拨入库"
    COUNT = "count", "盘点差异"
    SCRAP = "scrap", "报损"
    SALE = "sale", "配件销售"
    SALE_BACK = "sale_back", "销售退货"
    CLAIM = "claim", "索赔"
    SENT_BACK = "sent_back", "退供应商"
    REPRICE = "reprice", "进价调整"
    CORRECT = "correct", "更正"
    BORROW = "borrow", "借进登记"
    BORROW_BACK = "borrow_back", "借进归还"
    LEND = "lend", "借出登记"
    LEND_BACK = "lend_back", "借出归还"
    SHOP_LOAN = "shop_loan", "车间借料"
    SHOP_BACK = "shop_back", "车间还料"
    INTERNAL = "internal", "内部领用"
    OPENING = "opening", "期初"


USED_UP = (
    MoveKind.ISSUE,
    MoveKind.SALE,
    MoveKind.INTERNAL,
    MoveKind.SHOP_LOAN,
    MoveKind.LEND,
    MoveKind.TRANSFER_OUT,
)
"""How goods leave to be used: only good batches do."""


class BatchState(TextChoices):
    """Whether goods of a batch may be handed out (PARTS-02)."""

    UNCHECKED = "unchecked", "待检"
    PASSED = "passed", "合格"
    EXEMPT = "exempt", "免检"
    FAILED = "failed", "不合格"
    STOPPED = "stopped", "停用"
    EXPIRED = "expired", "过期"


GOOD_BATCHES = frozenset({BatchState.PASSED, BatchState.EXEMPT})
"""Goods of these batches may be handed out."""
LOCKED_AWAY = frozenset({BatchState.UNCHECKED, BatchState.FAILED})
"""Goods of these batches lie in quarantine and nowhere else."""
BATCH = Flow(
    {
        "pass_check": "验真合格",
        "fail_check": "验真不合格",
        "stop": "停用",
        "resume": "恢复使用",
        "expire": "到期",
        "prolong": "复检延期",
    },
    pass_check=((BatchState.UNCHECKED, BatchState.FAILED), BatchState.PASSED),
    fail_check=(
        (BatchState.UNCHECKED, BatchState.PASSED, BatchState.EXEMPT, BatchState.STOPPED),
        BatchState.FAILED,
    ),
    stop=((BatchState.PASSED, BatchState.EXEMPT), BatchState.STOPPED),
    resume=(BatchState.STOPPED, BatchState.PASSED),
    expire=((BatchState.PASSED, BatchState.EXEMPT, BatchState.STOPPED), BatchState.EXPIRED),
    prolong=(BatchState.EXPIRED, BatchState.PASSED),
)


class HoldState(TextChoices):
    """What became of a promise."""

    HELD = "held", "预留中"
    USED = "used", "已领用"
    RELEASED = "released", "已释放"


HOLD = Flow(
    {"use": "领用", "release": "释放"},
    use=(HoldState.HELD, HoldState.USED),
    release=(HoldState.HELD, HoldState.RELEASED),
)


class UseClass(TextChoices):
    """What becomes of it in use."""

    CONSUMABLE = "consumable", "消耗件"
    WEAR = "wear", "易损件"
    REPAIR = "repair", "维修件"
    BASE = "base", "基础件"
    COLLISION = "collision", "肇事件"


class Quality(TextChoices):
    """Marked and priced apart (RULES A2.2)."""

    GENUINE = "genuine", "原厂"
    OEM_EQUAL = "oem_equal", "同质"
    REMANUFACTURED = "remanufactured", "修复"


QUALITY_TOLD = {
    Quality.GENUINE: "原厂配件：汽车生产厂提供或认可，按原厂价。",
    Quality.OEM_EQUAL: "同质配件：质量不低于原厂的独立品牌，价格单列，征得您同意后使用。",
    Quality.REMANUFACTURED: "修复配件：旧件按标准修复，价格单列，征得您同意后使用。",
}
"""What the customer is told before such a part is used (RULES A2.2: marked and priced apart)."""


class ReplaceRule(TextChoices):
    """What becomes of the old number's stock when a newer number replaces it."""

    USE_UP = "use_up", "旧件先用完"
    NEW_ONLY = "new_only", "只用新件"


class Tracking(TextChoices):
    """How single pieces are followed."""

    NONE = "none", "不追踪"
    BATCH = "batch", "批次"
    SERIAL = "serial", "序列号"


class Answer(TextChoices):
    """What the owner of a promise says to somebody who asks for the part."""

    OPEN = "open", "待答复"
    GIVEN = "given", "让出"
    KEPT = "kept", "不让"


REQUEST = Flow(
    {"give": "让出", "keep": "拒绝"},
    give=(Answer.OPEN, Answer.GIVEN),
    keep=(Answer.OPEN, Answer.KEPT),
)


class ReturnReason(TextChoices):
    """Why an issued part comes back."""

    UNUSED = "unused", "未用上"
    WRONG = "wrong", "领错件"
    DECLINED = "declined", "客户取消"
    FAULTY = "faulty", "质量问题"
    MISTAKE = "mistake", "误发"


class PickState(TextChoices):
    """How ready an order's parts are, computed from what is asked, held and issued."""

    READY = "ready", "已备齐"
    PARTLY = "partly", "部分有货"
    SHORT = "short", "缺件"
    DONE = "done", "已发齐"


class TransferState(TextChoices):
    """How far goods are between two stores of the group."""

    SENT = "sent", "在途"
    RECEIVED = "received", "已收货"
    DIFFERS = "differs", "有差异"
    CLOSED = "closed", "差异已处理"
    RECALLED = "recalled", "已撤回"


TRANSFER = Flow(
    {"receive": "收货", "differ": "收货有差异", "settle": "处理差异", "recall": "撤回"},
    receive=(TransferState.SENT, TransferState.RECEIVED),
    differ=(TransferState.SENT, TransferState.DIFFERS),
    settle=(TransferState.DIFFERS, TransferState.CLOSED),
    recall=(TransferState.SENT, TransferState.RECALLED),
)


class Difference(TextChoices):
    """What became of goods that were sent and did not arrive."""

    BACK = "back", "发货方多记，退回库存"
    LOST = "lost", "运输丢失或损坏"


class ScrapReason(TextChoices):
    """Why goods are written off."""

    DAMAGED = "damaged", "损坏"
    EXPIRED = "expired", "过期"
    FAILED = "failed", "验真不合格"
    OBSOLETE = "obsolete", "淘汰车型"
    LEAKED = "leaked", "渗漏挥发"


class ScrapState(TextChoices):
    """Whether goods may be written off."""

    ASKED = "asked", "待批准"
    APPROVED = "approved", "已报损"
    REFUSED = "refused", "未批准"


SCRAP = Flow(
    {"approve": "批准报损", "refuse": "不批准"},
    approve=(ScrapState.ASKED, ScrapState.APPROVED),
    refuse=(ScrapState.ASKED, ScrapState.REFUSED),
)


class LoanKind(TextChoices):
    """Goods that come or go and are to come back (RULES B4)."""

    IN = "in", "借进"
    OUT = "out", "借出"
    SHOP = "shop", "车间借料"


class CountKind(TextChoices):
    """What a count goes to."""

    BINS = "bins", "按货位"
    CYCLE = "cycle", "循环盘点"
    FULL = "full", "全面盘点"


class CountState(TextChoices):
    """How far a count is."""

    OPEN = "open", "盘点中"
    REVIEW = "review", "待审批"
    POSTED = "posted", "已过账"
    DROPPED = "dropped", "已作废"


COUNT = Flow(
    {"count": "盘点", "hand_in": "送审", "send_back": "退回重盘", "post": "过账", "drop": "作废"},
    count=(CountState.OPEN, CountState.OPEN),
    hand_in=(CountState.OPEN, CountState.REVIEW),
    send_back=((CountState.OPEN, CountState.REVIEW), CountState.OPEN),
    post=(CountState.REVIEW, CountState.POSTED),
    drop=((CountState.OPEN, CountState.REVIEW), CountState.DROPPED),
)


class LineState(TextChoices):
    """How far one line of a count is."""

    TO_COUNT = "to_count", "待盘"
    AGAIN = "again", "待复盘"
    COUNTED = "counted", "已盘"
    LEFT_OUT = "left_out", "未盘"


class CountReason(TextChoices):
    """Why what was counted differs from the ledger."""

    NOT_BOOKED = "not_booked", "出入库漏记"
    WRONG_PART = "wrong_part", "发错或收错件"
    MISPLACED = "misplaced", "放错货位"
    UNIT = "unit", "单位或包装数弄错"
    BROKEN = "broken", "破损变质未报"
    MEASURE = "measure", "计量或挥发损耗"
    LOST = "lost", "丢失"
    UNKNOWN = "unknown", "查不明"


class PriceSource(TextChoices):
    """Where a published price came from."""

    HAND = "hand", "单件定价"
    ROUND = "round", "调价单"
    SHEET = "sheet", "价格表导入"
    START = "start", "初始目录"


class RoundBasis(TextChoices):
    """What a round of new prices goes by."""

    RULES = "rules", "厂家指导价优先，没有则加价矩阵"
    MATRIX = "matrix", "只按加价矩阵"
    GUIDE = "guide", "只按厂家指导价"
    SHIFT = "shift", "按现行售价调整"


class RoundState(TextChoices):
    """What became of a round of new prices."""

    DRAFT = "draft", "试算"
    PUBLISHED = "published", "已公布"
    WITHDRAWN = "withdrawn", "已撤回"


ROUND = Flow(
    {"publish": "公布", "withdraw": "撤回"},
    publish=(RoundState.DRAFT, RoundState.PUBLISHED),
    withdraw=((RoundState.DRAFT, RoundState.PUBLISHED), RoundState.WITHDRAWN),
)


class PriceClass(TextChoices):
    """Classes of customers that have terms of their own."""

    OWNER = "owner", "车主"
    FLEET = "fleet", "车队"
    SHOP = "shop", "维修厂"
    INSURER = "insurer", "保险公司"
    INTERNAL = "internal", "内部"


class TermBasis(TextChoices):
    """What the percentage of a class is taken of."""

    LIST = "list", "公布售价的百分比"
    COST = "cost", "成本加百分比"


class FloorState(TextChoices):
    """What was answered to a request to sell below the floor."""

    OPEN = "open", "待答复"
    ALLOWED = "allowed", "同意"
    REFUSED = "refused", "不同意"


FLOOR = Flow(
    {"allow": "同意", "refuse": "拒绝"},
    allow=(FloorState.OPEN, FloorState.ALLOWED),
    refuse=(FloorState.OPEN, FloorState.REFUSED),
)
