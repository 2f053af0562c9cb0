"""What customers owe for parts: charges, and the bills that collect them (PARTS-50). Yuan, tax included."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from huichang.kernel.fields import MoneyField
from huichang.kernel.rows import StoreOwned
from huichang.trade.models.dispatches import Dispatch
from huichang.trade.models.sales import Sale
from huichang.trade.states import BillKind, BillState


class Bill(StoreOwned):
    """What is to be paid: for one sale at once, or for a month on credit. `credited` is what came back of a sale's bill."""

    number = models.CharField("账单号", max_length=20)
    kind = models.CharField("类型", max_length=6, choices=BillKind)
    state = models.CharField("状态", max_length=10, choices=BillState, default=BillState.OPEN)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="+", verbose_name="客户"
    )
    buyer = models.CharField("付款人", max_length=80)
    sale = models.OneToOneField(Sale, models.PROTECT, null=True, related_name="bill", verbose_name="销售单")
    from_on = models.DateField("自")
    until_on = models.DateField("至")
    issued_at = models.DateTimeField("出账时间")
    issued_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="出账人"
    )
    due_on = models.DateField("到期日")
    total = MoneyField("应收")
    tax = MoneyField("其中税额")
    credited = MoneyField("退货冲减", default=0)
    paid = MoneyField("已收", default=0)
    dunned = models.PositiveSmallIntegerField("催款次数", default=0)
    dunned_at = models.DateTimeField("最近催款", null=True)

    class Meta:
        verbose_name = "账单"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="bill_number"),
            models.CheckConstraint(
                condition=Q(paid__gte=0)
                & Q(paid__lte=F("total"))
                & Q(credited__gte=0)
                & Q(credited__lte=F("total")),
                name="bill_within_total",
                violation_error_message="收款超过了账单金额，请核对后重试。",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(total__lte=F("paid") + F("credited")),
                name="bill_paid_in_full",
            ),
            models.CheckConstraint(
                condition=Q(kind="sale", sale__isnull=False)
                | Q(kind="month", sale__isnull=True, customer__isnull=False),
                name="bill_of_sale_or_month",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "due_on"], condition=Q(state="open"), name="bills_open"),
            models.Index(fields=["customer", "-issued_at"], name="bills_of_customer"),
        ]

    def __str__(self) -> str:
        return f"账单 {self.number}"


class Charge(StoreOwned):
    """What a customer owes on credit for one delivery, or is given back for one return (negative). It goes on one monthly
    bill and no other."""

    set_once: ClassVar[tuple[str, ...]] = ("bill_id",)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    sale = models.ForeignKey(Sale, models.PROTECT, related_name="charges", verbose_name="销售单")
    dispatch = models.OneToOneField(
        Dispatch, models.PROTECT, null=True, related_name="charge", verbose_name="送货单"
    )
    goods_return = models.OneToOneField(
        "trade.GoodsReturn", models.PROTECT, null=True, related_name="charge", verbose_name="退货单"
    )
    amount = MoneyField("金额")
    tax = MoneyField("其中税额")
    on = models.DateField("日期")
    bill = models.ForeignKey(Bill, models.PROTECT, null=True, related_name="charges", verbose_name="对账单")

    class Meta:
        verbose_name = "应收明细"
        constraints = [
            models.CheckConstraint(
                condition=Q(dispatch__isnull=False, goods_return__isnull=True, amount__gte=0)
                | Q(dispatch__isnull=True, goods_return__isnull=False, amount__lte=0),
                name="charge_of_delivery_or_return",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "customer", "on"], condition=Q(bill__isnull=True), name="charges_unbilled"
            ),
        ]
