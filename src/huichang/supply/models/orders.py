"""Purchase orders (PARTS-20)."""

from django.db import models
from django.db.models import F, Q

from huichang.kernel.fields import MoneyField, QuantityField, UnitPriceField
from huichang.kernel.rows import StoreOwned
from huichang.supply.models.suppliers import Contract, Supplier
from huichang.supply.states import Foreseen, OrderKind, OrderState, UrgentReason


class PurchaseOrder(StoreOwned):
    """What a store orders of a supplier. Amounts without tax; an emergency order says why, and what a stock order's freight
    would have been."""

    number = models.CharField("采购单号", max_length=20)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="orders", verbose_name="供应商")
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, related_name="orders", verbose_name="合同"
    )
    kind = models.CharField("类型", max_length=10, choices=OrderKind, default=OrderKind.AD_HOC)
    state = models.CharField("状态", max_length=10, choices=OrderState, default=OrderState.DRAFT)
    freight = MoneyField("运费", default=0)
    stock_freight = MoneyField("常规运费", default=0)
    urgent_reason = models.CharField("急件原因", max_length=12, choices=UrgentReason, blank=True)
    urgent_words = models.CharField("急件说明", max_length=120, blank=True)
    ship_to = models.CharField("直发地址", max_length=120, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    written_at = models.DateTimeField("制单时间")
    written_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="制单人"
    )
    submitted_at = models.DateTimeField("提交时间", null=True)
    approved_at = models.DateTimeField("审批时间", null=True)
    approved_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="审批人"
    )
    sent_back_why = models.CharField("退回原因", max_length=120, blank=True)
    sent_at = models.DateTimeField("发出时间", null=True)
    sent_via = models.CharField("发出方式", max_length=20, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    their_number = models.CharField("供应商单号", max_length=40, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    cancelled_why = models.CharField("取消原因", max_length=120, blank=True)
    foreseen = models.CharField("急件分析", max_length=16, choices=Foreseen, blank=True)
    foreseen_words = models.CharField("分析说明", max_length=200, blank=True)
    foreseen_at = models.DateTimeField("分析时间", null=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        verbose_name = "采购单"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="purchase_order_number"),
            models.CheckConstraint(
                condition=~Q(kind__in=["urgent", "warranty"]) | ~Q(urgent_reason=""),
                name="urgent_order_says_why",
                violation_error_message="急件订单请选择原因。",
            ),
            models.CheckConstraint(
                condition=Q(freight__gte=0) & Q(stock_freight__gte=0), name="freight_not_negative"
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "state"],
                condition=~Q(state__in=["done", "cancelled"]),
                name="purchase_orders_open",
            ),
            models.Index(fields=["store", "-written_at"], name="purchase_orders_by_day"),
            models.Index(fields=["supplier", "store", "-written_at"], name="orders_of_supplier"),
        ]

    def __str__(self) -> str:
        return f"采购单 {self.number}"


class PurchaseLine(StoreOwned):
    """So many of a part, at a price per unit without tax.

    `stock_price` is what a stock order would pay, `promised_on` the day that the supplier first confirmed, `expected_on` what
    we count on now, `received` what came into the house (returns to the supplier not taken off), `cancelled` what will not
    come any more. `suggestion` is the planning desk's suggestion that the line comes from, `why` its sentence.
    """

    order = models.ForeignKey(PurchaseOrder, models.CASCADE, related_name="lines", verbose_name="采购单")
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    quantity = QuantityField("数量")
    price = UnitPriceField("进价（不含税）")
    stock_price = UnitPriceField("常规进价")
    is_contract_price = models.BooleanField("合同价", default=False)
    needed_on = models.DateField("需要日期", null=True)
    confirmed = QuantityField("确认数", null=True)
    promised_on = models.DateField("供应商承诺", null=True)
    expected_on = models.DateField("预计到货", null=True)
    received = QuantityField("已收", default=0)
    cancelled = QuantityField("取消数", default=0)
    cancelled_why = models.CharField("取消原因", max_length=120, blank=True)
    suggestion = models.BigIntegerField("采购建议", null=True)
    why = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "采购行"
        constraints = [
            models.UniqueConstraint(
                fields=["order", "part"],
                name="part_once_per_purchase_order",
                violation_error_message="同一张采购单里这个配件已经有一行，请改那一行的数量。",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="purchase_quantity_positive"),
            models.CheckConstraint(
                condition=Q(price__gte=0) & Q(stock_price__gte=0), name="purchase_price_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(received__gte=0) & Q(cancelled__gte=0) & Q(cancelled__lte=F("quantity")),
                name="purchase_line_within_bounds",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "part"], name="purchase_lines_of_part"),
            models.Index(
                fields=["store", "suggestion"],
                condition=Q(suggestion__isnull=False),
                name="lines_of_suggestion",
            ),
        ]

    def __str__(self) -> str:
        return "这一行"


class WantedFor(StoreOwned):
    """For whom a line of an emergency order is: a line of a repair order or a booking."""

    line = models.ForeignKey(PurchaseLine, models.CASCADE, related_name="wanted_for", verbose_name="采购行")
    for_order = models.BigIntegerField("工单", null=True)
    for_line = models.BigIntegerField("工单行", null=True)
    for_appointment = models.BigIntegerField("预约", null=True)
    plate = models.CharField("车牌", max_length=10, blank=True)
    quantity = QuantityField("数量")

    class Meta:
        verbose_name = "急件对象"
        indexes = [
            models.Index(fields=["for_line"], condition=Q(for_line__isnull=False), name="wanted_for_line"),
            models.Index(fields=["for_order"], condition=Q(for_order__isnull=False), name="wanted_for_order"),
        ]
