"""The states of a statement and the ways to pay."""

from django.db.models import TextChoices

from huichang.kernel.flow import Flow


class StatementState(TextChoices):
    """The life of a statement."""

    ISSUED = "issued", "待收款"
    ON_CREDIT = "on_credit", "挂账"
    PAID = "paid", "已收清"
    REVERSED = "reversed", "已冲销"


STATEMENT = Flow(
    {"pay_off": "收清", "give_credit": "挂账", "reverse": "冲销", "reopen": "重新应收"},
    pay_off=((StatementState.ISSUED, StatementState.ON_CREDIT), StatementState.PAID),
    give_credit=(StatementState.ISSUED, StatementState.ON_CREDIT),
    reverse=((StatementState.ISSUED, StatementState.ON_CREDIT), StatementState.REVERSED),
    reopen=((StatementState.PAID, StatementState.ON_CREDIT), StatementState.ISSUED),
)


class Method(TextChoices):
    """How money comes in (LANE-61)."""

    CASH = "cash", "现金"
    CARD = "card", "银行卡"
    WECHAT = "wechat", "微信支付"
    ALIPAY = "alipay", "支付宝"
    TRANSFER = "transfer", "转账"
    STORED_VALUE = "stored_value", "储值"
    POINTS = "points", "积分"
    COUPON = "coupon", "卡券"
    DEPOSIT = "deposit", "定金抵扣"
    INSURER = "insurer", "保险公司"
    MANUFACTURER = "manufacturer", "厂家"
    INTERNAL = "internal", "内部转账"
