"""Words for suppliers, purchase orders, receipts, invoices, claims and what becomes of them."""

from django.db.models import TextChoices

from huichang.kernel.flow import Flow


class SupplierKind(TextChoices):
    """Where its parts come from."""

    MANUFACTURER = "manufacturer", "主机厂配件中心"
    OEM = "oem", "配套厂"
    TRADER = "trader", "配件贸易商"


class Standing(TextChoices):
    """Whether we buy from it."""

    TRIAL = "trial", "试用"
    QUALIFIED = "qualified", "合格"
    BLOCKED = "blocked", "停用"


class CertificateKind(TextChoices):
    """A paper that a supplier is asked for."""

    LICENCE = "licence", "营业执照"
    AUTHORISATION = "authorisation", "品牌授权书"
    SYSTEM = "system", "质量体系认证"
    PRODUCT = "product", "产品认证或检验报告"
    HAZARD = "hazard", "危险品经营许可"


class Terms(TextChoices):
    """How we pay it."""

    PREPAID = "prepaid", "预付"
    ON_DELIVERY = "on_delivery", "货到付款"
    MONTHLY = "monthly", "月结"


class OrderKind(TextChoices):
    """What kind of purchase order it is (RULES B4)."""

    MONTHLY = "monthly", "月度订单"
    WEEKLY = "weekly", "周度订单"
    AD_HOC = "ad_hoc", "临时订单"
    ASSEMBLY = "assembly", "总成订单"
    DIRECT = "direct", "直发订单"
    PROMOTION = "promotion", "促销订单"
    URGENT = "urgent", "急件订单"
    WARRANTY_URGENT = "warranty", "三包急件"


URGENT_KINDS = frozenset({OrderKind.URGENT, OrderKind.WARRANTY_URGENT})
"""Emergency orders: they say why and for whom, cost more, and are looked at afterwards."""


class UrgentReason(TextChoices):
    """Why a part could not wait for the next stock order."""

    CAR_STANDS = "car_stands", "车辆停驶待件"
    CUSTOMER_WAITS = "waits", "客户在店等待"
    SAFETY = "safety", "安全件"
    PROMISE = "promise", "保承诺交车"
    STOCK_OUT = "stock_out", "常用件断货"


class Foreseen(TextChoices):
    """What the look back at an emergency order finds: could a stock order have covered it?"""

    LEVEL = "level", "可预见：库存下限偏低"
    LATE_ORDER = "late_order", "可预见：订货晚了"
    LATE_SUPPLIER = "late_supplier", "可预见：供应商误期"
    NOT_PREPARED = "not_prepared", "可预见：预约未备货"
    STOCK_WRONG = "stock_wrong", "可预见：账实不符"
    CHANCE = "chance", "不可预见：偶发故障或事故"
    FIRST_TIME = "first_time", "不可预见：首次需要"


UNFORESEEN = frozenset({Foreseen.CHANCE, Foreseen.FIRST_TIME})


class OrderState(TextChoices):
    """Where a purchase order stands. That goods have come in part is counted, not kept."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审批"
    APPROVED = "approved", "待发出"
    SENT = "sent", "已发出"
    CONFIRMED = "confirmed", "已确认"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"


ORDER = Flow(
    {
        "change": "修改",
        "submit": "提交审批",
        "approve": "审批",
        "send_back": "退回",
        "send": "发出",
        "confirm": "确认",
        "receive": "收货",
        "finish": "完成",
        "reopen": "恢复",
        "cancel": "取消",
    },
    change=(OrderState.DRAFT, OrderState.DRAFT),
    submit=(OrderState.DRAFT, OrderState.SUBMITTED),
    approve=(OrderState.SUBMITTED, OrderState.APPROVED),
    send_back=((OrderState.SUBMITTED, OrderState.APPROVED), OrderState.DRAFT),
    send=(OrderState.APPROVED, OrderState.SENT),
    confirm=((OrderState.SENT, OrderState.CONFIRMED), OrderState.CONFIRMED),
    receive=((OrderState.SENT, OrderState.CONFIRMED), OrderState.CONFIRMED),
    finish=((OrderState.SENT, OrderState.CONFIRMED), OrderState.DONE),
    reopen=((OrderState.CONFIRMED, OrderState.DONE), OrderState.CONFIRMED),
    cancel=(
        (
            OrderState.DRAFT,
            OrderState.SUBMITTED,
            OrderState.APPROVED,
            OrderState.SENT,
            OrderState.CONFIRMED,
        ),
        OrderState.CANCELLED,
    ),
)
COMING = (OrderState.SENT, OrderState.CONFIRMED)
"""Goods of these orders are on their way."""
