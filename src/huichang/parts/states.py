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


BLOCKED_PLACES = frozenset({Place.CLAIMED, Place.QUARANTINE})
"""Nothing is issued or promised from here."""


class MoveKind(TextChoices):
    """Why stock moved (RULES B4)."""

    RECEIPT = "receipt", "采购入库"
    ISSUE = "issue", "维修发料"
    RETURN = "return", "维修退料"
    SHIFT = "shift", "移库"
    TRANSFER = "transfer", "调拨"
    COUNT = "count", "盘点差异"
    SCRAP = "scrap", "报损"
    SALE = "sale", "配件销售"
    CLAIM = "claim", "索赔"


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
