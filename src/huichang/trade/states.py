"""The words of selling parts: sales, dispatches, bills, returns, advice."""

from django.db.models import TextChoices

from huichang.kernel.flow import Flow


class BuyerKind(TextChoices):
    """Who buys parts without a visit."""

    SHOP = "shop", "维修厂"
    FLEET = "fleet", "车队"
    OWNER = "owner", "车主"


class Pays(TextChoices):
    """When a sale is paid."""

    AT_ONCE = "at_once", "现结"
    MONTHLY = "monthly", "挂账月结"


class SaleKind(TextChoices):
    """How a sale came in."""

    COUNTER = "counter", "柜台销售"
    ORDER = "order", "订单销售"


class SaleState(TextChoices):
    """How far a sale is; what is picked, sent and delivered is computed from its lines."""

    DRAFT = "draft", "草稿"
    QUOTED = "quoted", "已报价"
    ACCEPTED = "accepted", "客户已接受"
    CREDIT = "credit", "待批超额"
    OPEN = "open", "备货发货中"
    DONE = "done", "已完成"
    DECLINED = "declined", "客户未接受"
    CANCELLED = "cancelled", "已取消"


SALE = Flow(
    {
        "quote": "报价",
        "accept": "接受报价",
        "decline": "谢绝报价",
        "revise": "改报价",
        "ask_credit": "申请超额挂账",
        "refuse_credit": "不同意超额",
        "confirm": "下单",
        "finish": "完成",
        "reopen": "重新打开",
        "cancel": "取消",
    },
    quote=((SaleState.DRAFT, SaleState.QUOTED), SaleState.QUOTED),
    accept=(SaleState.QUOTED, SaleState.ACCEPTED),
    decline=(SaleState.QUOTED, SaleState.DECLINED),
    revise=((SaleState.QUOTED, SaleState.ACCEPTED, SaleState.DECLINED), SaleState.DRAFT),
    ask_credit=((SaleState.DRAFT, SaleState.QUOTED, SaleState.ACCEPTED), SaleState.CREDIT),
    refuse_credit=(SaleState.CREDIT, SaleState.DRAFT),
    confirm=((SaleState.DRAFT, SaleState.QUOTED, SaleState.ACCEPTED, SaleState.CREDIT), SaleState.OPEN),
    finish=(SaleState.OPEN, SaleState.DONE),
    reopen=(SaleState.DONE, SaleState.OPEN),
    cancel=(
        (SaleState.DRAFT, SaleState.QUOTED, SaleState.ACCEPTED, SaleState.CREDIT, SaleState.OPEN),
        SaleState.CANCELLED,
    ),
)
WRITTEN = (SaleState.DRAFT, SaleState.QUOTED)
"""Lines may be changed."""


class Way(TextChoices):
    """How goods reach the customer."""

    PICKUP = "pickup", "客户自提"
    DRIVER = "driver", "本店送货"
    CARRIER = "carrier", "物流快递"


class DispatchState(TextChoices):
    """How far one delivery is."""

    ON_WAY = "on_way", "送货中"
    DELIVERED = "delivered", "已签收"
    BROUGHT_BACK = "brought_back", "未送达退回"


DISPATCH = Flow(
    {"deliver": "签收", "bring_back": "退回"},
    deliver=(DispatchState.ON_WAY, DispatchState.DELIVERED),
    bring_back=(DispatchState.ON_WAY, DispatchState.BROUGHT_BACK),
)


class BillKind(TextChoices):
    """What a bill is for: one sale that is paid at once, or a month on credit."""

    SALE = "sale", "销售单"
    MONTH = "month", "月结对账单"


class BillState(TextChoices):
    """Whether a bill is paid."""

    OPEN = "open", "待收款"
    PAID = "paid", "已收清"
    CANCELLED = "cancelled", "已取消"


BILL = Flow(
    {"pay_off": "收清", "reopen": "重新应收", "cancel": "取消"},
    pay_off=(BillState.OPEN, BillState.PAID),
    reopen=(BillState.PAID, BillState.OPEN),
    cancel=((BillState.OPEN, BillState.PAID), BillState.CANCELLED),
)


class ReturnReason(TextChoices):
    """Why sold goods come back; what was our fault costs the customer nothing."""

    UNWANTED = "unwanted", "客户不要了"
    MISORDERED = "misordered", "客户订错"
    WRONG_PART = "wrong_part", "我们发错"
    FAULTY = "faulty", "质量问题"
    DAMAGED = "damaged", "运输损坏"


OUR_FAULT = frozenset({ReturnReason.WRONG_PART, ReturnReason.FAULTY, ReturnReason.DAMAGED})


class ReturnState(TextChoices):
    """How far a return is."""

    ASKED = "asked", "待验收"
    ACCEPTED = "accepted", "已收货贷记"
    REFUSED = "refused", "不予退货"


RETURN = Flow(
    {"accept": "验收退货", "refuse": "拒绝退货"},
    accept=(ReturnState.ASKED, ReturnState.ACCEPTED),
    refuse=(ReturnState.ASKED, ReturnState.REFUSED),
)


class Condition(TextChoices):
    """How returned goods look, and where they go."""

    SEALED = "sealed", "原包装完好"
    OPENED = "opened", "拆封未用"
    BAD = "bad", "损坏或装过"


class AdviceState(TextChoices):
    """Whether a question was answered."""

    ASKED = "asked", "待答复"
    ANSWERED = "answered", "已答复"


ADVICE = Flow(
    {"answer": "答复", "amend": "补充答复"},
    answer=(AdviceState.ASKED, AdviceState.ANSWERED),
    amend=(AdviceState.ANSWERED, AdviceState.ANSWERED),
)
AGES = ((0, "未到期"), (30, "逾期 30 天内"), (60, "逾期 31–60 天"), (90, "逾期 61–90 天"))
OLDEST = "逾期 90 天以上"
