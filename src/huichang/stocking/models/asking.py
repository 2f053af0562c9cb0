"""What was asked for and not sold (PARTS-30: demand includes lost sales)."""

from django.db import models
from django.db.models import Q

from huichang.kernel.fields import QuantityField
from huichang.kernel.rows import StoreOwned
from huichang.stocking.states import AskedAt, LostReason


class Asked(StoreOwned):
    """Somebody asked for a part and left without it. `counts`: it is demand (no stock, not the same need again, and not
    written down by mistake)."""

    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    quantity = QuantityField("数量")
    reason = models.CharField("原因", max_length=10, choices=LostReason)
    asked_at = models.CharField("来源", max_length=8, choices=AskedAt, default=AskedAt.COUNTER)
    need = models.CharField("谁要", max_length=60, blank=True)
    counts = models.BooleanField("计入需求")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    note = models.CharField("说明", max_length=120, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = "缺货流失"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="asked_quantity_positive"),
            models.CheckConstraint(
                condition=Q(counts=False) | Q(reason="no_stock"), name="only_no_stock_is_demand"
            ),
            models.CheckConstraint(
                condition=Q(counts=False) | Q(withdrawn_at__isnull=True), name="withdrawn_is_no_demand"
            ),
        ]
        indexes = [
            models.Index(fields=["store", "part", "-at"], name="asked_of_part"),
            models.Index(fields=["store", "-at"], name="asked_by_day"),
        ]

    def __str__(self) -> str:
        return "这次询问"
