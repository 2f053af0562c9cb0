"""Statements, the ledger of payments, credit customers, the day's close. All amounts are yuan, tax included."""

from django.db import models
from django.db.models import F, Q

from huichang.billing.states import Method, StatementState
from huichang.kernel.fields import MoneyField
from huichang.kernel.rows import StoreOwned


class Statement(StoreOwned):
    """What one payer owes for one order (结算清单). Its lines are the order's lines of that payer, frozen by then."""

    number = models.CharField("结算单号", max_length=20)
    order = models.ForeignKey("workshop.Order", models.PROTECT, related_name="+", verbose_name="工单")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    payer = models.CharField("付费方", max_length=12)
    payer_name = models.CharField("付款人", max_length=80)
    labour = MoneyField("工时费")
    parts = MoneyField("材料费")
    other = MoneyField("其他费用")
    discount = MoneyField("优惠", default=0)
    rounding = MoneyField("抹零", default=0)
    total = MoneyField("应收")
    tax = MoneyField("其中税额")
    paid = MoneyField("已收", default=0)
    state = models.CharField("状态", max_length=10, choices=StatementState, default=StatementState.ISSUED)
    issued_at = models.DateTimeField("结算时间")
    issued_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="结算人"
    )
    due_on = models.DateField("到期日", null=True)
    credit_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="挂账批准人"
    )
    reversed_at = models.DateTimeField("冲销时间", null=True)
    reversed_reason = models.CharField("冲销原因", max_length=120, blank=True)

    class Meta:
        verbose_name = "结算单"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="statement_number"),
            models.UniqueConstraint(
                fields=["order", "payer"], condition=~Q(state="reversed"), name="one_statement_per_payer"
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0) & Q(paid__lte=F("total")), name="paid_within_total"
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid=F("total")), name="paid_means_paid_in_full"
            ),
            models.CheckConstraint(
                condition=Q(total=F("labour") + F("parts") + F("other") - F("discount") - F("rounding")),
                name="statement_adds_up",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "-issued_at"], name="statements_by_day"),
            models.Index(fields=["store", "due_on"], condition=Q(state="on_credit"), name="receivables"),
            models.Index(fields=["customer"], condition=Q(state="on_credit"), name="receivables_of_customer"),
        ]

    def __str__(self) -> str:
        return f"结算单 {self.number}"


class Payment(StoreOwned):
    """One movement of money: positive in, negative back. Never edited."""

    append_only = True
    journaled = False
    number = models.CharField("收款单号", max_length=20)
    statement = models.ForeignKey(
        Statement, models.PROTECT, null=True, related_name="payments", verbose_name="结算单"
    )
    deposit_for_order = models.ForeignKey(
        "workshop.Order", models.PROTECT, null=True, related_name="+", verbose_name="定金所属工单"
    )
    deposit_for_appointment = models.ForeignKey(
        "booking.Appointment", models.PROTECT, null=True, related_name="+", verbose_name="定金所属预约"
    )
    for_sale = models.BigIntegerField("配件账单", null=True)
    method = models.CharField("方式", max_length=14, choices=Method)
    amount = MoneyField("金额")
    reference = models.CharField("凭证号", max_length=60, blank=True)
    refund_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="refunds", verbose_name="退款原单"
    )
    from_deposit = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="uses", verbose_name="所用定金"
    )
    reason = models.CharField("原因", max_length=120, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="收银员"
    )
    once = models.CharField(max_length=80)

    class Meta:
        verbose_name = "收款"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="payment_number"),
            models.UniqueConstraint(
                fields=["store", "once"],
                name="payment_booked_once",
                violation_error_message="这笔收款已经入账，没有重复记账。",
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="payment_not_zero"),
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(refund_of__isnull=False), name="refund_names_its_payment"
            ),
            models.CheckConstraint(
                condition=Q(statement__isnull=False)
                | Q(deposit_for_order__isnull=False)
                | Q(deposit_for_appointment__isnull=False)
                | Q(for_sale__isnull=False),
                name="payment_is_for_something",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "by", "at"], name="payments_of_cashier"),
            models.Index(fields=["deposit_for_order"], name="deposits_of_order"),
            models.Index(fields=["for_sale"], condition=Q(for_sale__isnull=False), name="payments_of_sale"),
        ]


class CreditAccount(StoreOwned):
    """A customer who may pay later, up to a limit (挂账客户)."""

    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    limit = MoneyField("额度")
    days = models.PositiveSmallIntegerField("账期（天）", default=30)
    approved_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="批准人"
    )
    is_open = models.BooleanField("有效", default=True)

    class Meta:
        verbose_name = "挂账客户"
        constraints = [models.UniqueConstraint(fields=["store", "customer"], name="credit_once")]


class DayClose(StoreOwned):
    """The end of a day of somebody who took money: the system's sums against the count (LANE-64). What moves after it is
    counted by a further round of the same day."""

    cashier = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="收银员")
    on = models.DateField("日期")
    round = models.PositiveSmallIntegerField("第几次", default=1)
    expected = models.JSONField("系统金额", default=dict)
    counted = models.JSONField("清点金额", default=dict)
    difference = MoneyField("差异")
    explanation = models.CharField("差异说明", max_length=200, blank=True)
    closed_at = models.DateTimeField("日结时间")
    counted_up_to = models.BigIntegerField(default=0)
    """Key of the store's last payment when it was counted: later ones are for the next round, whenever they began."""

    class Meta:
        verbose_name = "日结"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "cashier", "on", "round"],
                name="one_close_a_day",
                violation_error_message="今天已经日结过了，如需更正请联系服务经理。",
            ),
            models.CheckConstraint(
                condition=Q(difference=0) | ~Q(explanation=""), name="difference_is_explained"
            ),
        ]
