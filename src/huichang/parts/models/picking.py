"""What an order asks of the parts store, line by line (PARTS-13)."""

from django.db import models
from django.db.models import F, Q

from huichang.kernel.fields import QuantityField
from huichang.kernel.rows import StoreOwned


class PickLine(StoreOwned):
    """One authorised part line of an order, as the counter sees it: asked, issued so far (returns taken off)."""

    for_order = models.BigIntegerField("工单")
    for_line = models.BigIntegerField("工单行", unique=True)
    order_number = models.CharField("工单号", max_length=20)
    plate = models.CharField("车牌", max_length=10, blank=True)
    promised_at = models.DateTimeField("承诺交车", null=True)
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    asked = QuantityField("需求数")
    issued = QuantityField("已领", default=0)
    priority = models.PositiveSmallIntegerField("优先级", default=5)
    is_open = models.BooleanField("未完成", default=True)
    asked_at = models.DateTimeField("提出时间")

    class Meta:
        verbose_name = "领料行"
        constraints = [
            models.CheckConstraint(
                condition=Q(issued__gte=0) & Q(issued__lte=F("asked")),
                name="issued_within_asked",
                violation_error_message="领料数量超过了工单需要的数量，请先让服务顾问加项。",
            ),
            models.CheckConstraint(condition=Q(asked__gt=0), name="asked_positive"),
        ]
        indexes = [
            models.Index(fields=["store", "promised_at"], condition=Q(is_open=True), name="pick_queue"),
            models.Index(fields=["for_order"], name="picks_of_order"),
            models.Index(fields=["store", "-asked_at"], name="picks_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.order_number} 领料"
