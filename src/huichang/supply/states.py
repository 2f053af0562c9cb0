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


class Fault(TextChoices):
    """What was wrong with goods when they came."""

    DAMAGED = "damaged", "破损"
    SHORT = "short", "短少"
    WRONG = "wrong", "错件"
    NO_PAPER = "no_paper", "无合格证"
    FAKE = "fake", "防伪验证不符"
    EXPIRED = "expired", "临近过期"


class InvoiceState(TextChoices):
    """Where a supplier's invoice stands."""

    DIFFERS = "differs", "有差异"
    MATCHED = "matched", "待付款"
    PAID = "paid", "已付款"
    CANCELLED = "cancelled", "已作废"


INVOICE = Flow(
    {"settle": "处理差异", "pay": "登记付款", "cancel": "作废"},
    settle=(InvoiceState.DIFFERS, InvoiceState.MATCHED),
    pay=(InvoiceState.MATCHED, InvoiceState.PAID),
    cancel=((InvoiceState.DIFFERS, InvoiceState.MATCHED), InvoiceState.CANCELLED),
)


class Settlement(TextChoices):
    """What becomes of a difference between invoice and receipt."""

    AS_INVOICED = "as_invoiced", "按发票结算，调整成本"
    AS_RECEIVED = "as_received", "按收货结算，供应商补开红字"


class ReturnReason(TextChoices):
    """Why goods go back to the supplier."""

    WRONG = "wrong", "错件"
    DAMAGED = "damaged", "破损"
    QUALITY = "quality", "质量问题"
    OVER = "over", "多送"
    SURPLUS = "surplus", "滞销退货"


class ReturnState(TextChoices):
    """How far a return is."""

    DRAFT = "draft", "待发出"
    GONE = "gone", "已退出"
    CREDITED = "credited", "已收红字"
    CANCELLED = "cancelled", "已取消"


RETURN = Flow(
    {"send": "退出", "credit": "登记红字", "cancel": "取消"},
    send=(ReturnState.DRAFT, ReturnState.GONE),
    credit=(ReturnState.GONE, ReturnState.CREDITED),
    cancel=(ReturnState.DRAFT, ReturnState.CANCELLED),
)


class FoundWhen(TextChoices):
    """When a fault of a part was found (PARTS-21)."""

    AT_RECEIPT = "at_receipt", "到货时"
    IN_STORE = "in_store", "库存中"
    AFTER_FITTING = "after_fitting", "装车后"


class Restores(TextChoices):
    """The least that makes it whole again (PARTS-21): that is what may be claimed."""

    REPAIR = "repair", "不换件，修复即可"
    PIECE = "piece", "换其中一个零件即可"
    WHOLE = "whole", "必须更换本件"


class ClaimState(TextChoices):
    """Where a parts claim stands."""

    DRAFT = "draft", "待提交"
    SENT = "sent", "待答复"
    ACCEPTED = "accepted", "已同意"
    CREDITED = "credited", "已赔付"
    REFUSED = "refused", "已拒绝"
    WITHDRAWN = "withdrawn", "已撤回"


CLAIM = Flow(
    {"send": "提交", "accept": "登记同意", "refuse": "登记拒绝", "credit": "登记赔付", "withdraw": "撤回"},
    send=((ClaimState.DRAFT, ClaimState.REFUSED), ClaimState.SENT),
    accept=(ClaimState.SENT, ClaimState.ACCEPTED),
    refuse=(ClaimState.SENT, ClaimState.REFUSED),
    credit=((ClaimState.SENT, ClaimState.ACCEPTED), ClaimState.CREDITED),
    withdraw=((ClaimState.DRAFT, ClaimState.SENT, ClaimState.REFUSED), ClaimState.WITHDRAWN),
)


class AskState(TextChoices):
    """What another store says to a request for a part."""

    OPEN = "open", "待答复"
    GRANTED = "granted", "同意调拨"
    REFUSED = "refused", "不能调拨"
    WITHDRAWN = "withdrawn", "已撤回"


ASK = Flow(
    {"grant": "同意调拨", "refuse": "拒绝", "withdraw": "撤回"},
    grant=(AskState.OPEN, AskState.GRANTED),
    refuse=(AskState.OPEN, AskState.REFUSED),
    withdraw=(AskState.OPEN, AskState.WITHDRAWN),
)
