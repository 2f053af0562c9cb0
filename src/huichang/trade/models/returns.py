"""Sold goods that come back, and the credit note for them (PARTS-50)."""

from django.db import models
from django.db.models import F, Q

from huichang.kernel.fields import MoneyField, QuantityField
from huichang.kernel.rows import StoreOwned
from huichang.trade.models.sales import Sale, SaleLine
from huichang.trade.states import Condition, ReturnReason, ReturnState


class GoodsReturn(StoreOwned):
    """Goods of a sale come back: why, how they look, what is credited (`value` − `fee`) under which number."""

    number = models.CharField("退货单号", max_length=20)
    sale = models.ForeignKey(Sale, models.PROTECT, related_name="returns", verbose_name="销售单")
    state = models.CharField("状态", max_length=10, choices=ReturnState, default=ReturnState.ASKED)
    reason = models.CharField("原因", max_length=12, choices=ReturnReason)
    words = models.CharField("说明", max_length=120, blank=True)
    is_late = models.BooleanField("超期", default=False)
    asked_at = models.DateTimeField("登记时间")
    asked_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    checked_at = models.DateTimeField("验收时间", null=True)
    checked_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="验收人"
    )
    value = MoneyField("货值", default=0)
    fee = MoneyField("退货费", default=0)
    credit = MoneyField("贷记金额", default=0)
    credit_number = models.CharField("贷记单号", max_length=20, blank=True)
    refused_why = models.CharField("拒绝原因", max_length=120, blank=True)

    class Meta:
        verbose_name = "销售退货单"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="goods_return_number"),
            models.UniqueConstraint(
                fields=["store", "credit_number"],
                condition=~Q(credit_number=""),
                name="credit_note_number",
            ),
            models.CheckConstraint(
                condition=Q(credit=F("value") - F("fee")) & Q(fee__gte=0) & Q(credit__gte=0),
                name="credit_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted") & ~Q(credit_number="")
                | ~Q(state="accepted") & Q(credit_number="", credit=0),
                name="credit_note_for_accepted_return",
            ),
        ]
        indexes = [models.Index(fields=["store"], condition=Q(state="asked"), name="goods_returns_open")]

    def __str__(self) -> str:
        return f"退货单 {self.number}"


class ReturnLine(StoreOwned):
    """So many of a sale's line in a return, and how they look."""

    goods_return = models.ForeignKey(GoodsReturn, models.CASCADE, related_name="lines", verbose_name="退货单")
    line = models.ForeignKey(SaleLine, models.PROTECT, related_name="comings_back", verbose_name="销售行")
    quantity = QuantityField("数量")
    condition = models.CharField("状况", max_length=8, choices=Condition, blank=True)
    value = MoneyField("货值", default=0)

    class Meta:
        verbose_name = "退货行"
        constraints = [
            models.UniqueConstraint(fields=["goods_return", "line"], name="line_once_per_return"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="trade_return_quantity_positive"),
        ]
