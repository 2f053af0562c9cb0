"""Technical advice to customers of the parts store (PARTS-50)."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q

from huichang.kernel.rows import StoreOwned
from huichang.trade.models.sales import Sale
from huichang.trade.states import AdviceState


class Advice(StoreOwned):
    """A question about a part or a car, and the answer that is kept for the next who asks."""

    number = models.CharField("咨询号", max_length=20)
    state = models.CharField("状态", max_length=10, choices=AdviceState, default=AdviceState.ASKED)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="+", verbose_name="客户"
    )
    asker = models.CharField("提问人", max_length=80)
    sale = models.ForeignKey(Sale, models.PROTECT, null=True, related_name="advice", verbose_name="销售单")
    part = models.ForeignKey("parts.Part", models.PROTECT, null=True, related_name="+", verbose_name="备件")
    vehicle = models.CharField("车辆", max_length=40, blank=True)
    question = models.CharField("问题", max_length=400)
    initials = models.CharField(max_length=400, blank=True)
    answer = models.CharField("答复", max_length=800, blank=True)
    asked_at = models.DateTimeField("提问时间")
    asked_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )

    class Meta:
        verbose_name = "技术咨询"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="advice_number"),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer=""), name="answered_advice_has_words"
            ),
        ]
        indexes = [
            models.Index(fields=["store"], condition=Q(state="asked"), name="advice_open"),
            GinIndex(OpClass("question", "gin_trgm_ops"), name="advice_question_trgm"),
        ]

    def __str__(self) -> str:
        return f"技术咨询 {self.number}"
