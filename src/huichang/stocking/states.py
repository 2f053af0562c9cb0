"""Words for what is suggested and what becomes of it."""

from django.db.models import TextChoices

from huichang.kernel.flow import Flow


class Kind(TextChoices):
    """What a suggestion asks to be done."""

    ORDER = "order", "订货"
    TRANSFER = "transfer", "调入"
    SEND_BACK = "send_back", "退供应商"
    OFFER = "offer", "调给别店"
    SELL = "sell", "特价处理"
    SCRAP = "scrap", "报废"


IDLE_KINDS = frozenset({Kind.SEND_BACK, Kind.OFFER, Kind.SELL, Kind.SCRAP})
"""What may become of stock that nobody asks for."""


class State(TextChoices):
    """What became of a suggestion."""

    OPEN = "open", "待处理"
    ACCEPTED = "accepted", "已采纳"
    CHANGED = "changed", "改数采纳"
    DROPPED = "dropped", "不采纳"
    STALE = "stale", "已过时"


class Outcome(TextChoices):
    """What came of a decision when the time that it was to cover is over."""

    AVOIDED = "avoided", "避免了缺货"
    EXPECTED = "expected", "符合预计"
    OVER = "over", "备多了"
    SHORT = "short", "还是缺货"
    SPARED = "spared", "没备是对的"
    FREED = "freed", "已处理完"
    PARTLY = "partly", "处理了一部分"
    STILL = "still", "还没动"


SUGGESTION = Flow(
    {"accept": "采纳", "change": "改数采纳", "drop": "不采纳", "pass_by": "过时", "reopen": "撤回"},
    accept=(State.OPEN, State.ACCEPTED),
    change=(State.OPEN, State.CHANGED),
    drop=(State.OPEN, State.DROPPED),
    pass_by=(State.OPEN, State.STALE),
    reopen=(State.DROPPED, State.OPEN),
)


class LostReason(TextChoices):
    """Why somebody who asked for a part left without it."""

    NO_STOCK = "no_stock", "没有货"
    PRICE = "price", "嫌贵"
    ONLY_ASKED = "only_asked", "只是问问"


class AskedAt(TextChoices):
    """Where a part was asked for."""

    COUNTER = "counter", "柜台"
    PHONE = "phone", "电话"
    ORDER = "order", "工单"
    BOOKING = "booking", "预约"
    TRADE = "trade", "批发"


class ChangeReason(TextChoices):
    """Why a buyer orders another quantity than suggested."""

    CAMPAIGN = "campaign", "有活动"
    PRICE = "price", "价格优惠或将涨价"
    PACK = "pack", "凑整包或免运费"
    MONEY = "money", "资金或库位有限"
    KNOWS = "knows", "知道具体需求"
    OTHER = "other", "其他"


class DropReason(TextChoices):
    """Why a buyer does nothing."""

    ENDING = "ending", "车型停产或件将淘汰"
    ONCE = "once", "偶发需求，不会再有"
    ELSEWHERE = "elsewhere", "已从别处解决"
    MONEY = "money", "资金或库位有限"
    WRONG = "wrong", "数据不对"
    OTHER = "other", "其他"
