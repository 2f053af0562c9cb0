"""Cases: what is made of a signal, what stores are asked for, how it ends."""

from django.db import models
from django.db.models import Q

from huichang.kernel.rows import Shared, StoreOwned
from huichang.network.models.field import Signal
from huichang.network.states import CaseState, Measure


class Case(Shared):
    """A signal under investigation, closed with its measure."""

    signal = models.OneToOneField(Signal, models.PROTECT, related_name="case", verbose_name="预警")
    state = models.CharField("状态", max_length=8, choices=CaseState, default=CaseState.OPEN)
    suspicion = models.CharField("初步判断", max_length=300)
    opened_at = models.DateTimeField("立案时间")
    opened_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="立案人"
    )
    measure = models.CharField("措施", max_length=10, choices=Measure, blank=True)
    finding = models.CharField("结论", max_length=300, blank=True)
    closed_at = models.DateTimeField("结案时间", null=True)

    class Meta:
        verbose_name = "质量案件"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | (~Q(measure="") & ~Q(finding="") & Q(closed_at__isnull=False)),
                name="case_closed_with_a_measure",
                violation_error_message="结案要写明措施和结论。",
            )
        ]

    def __str__(self) -> str:
        return f"质量案件 {self.number}"

    @property
    def number(self) -> str:
        """As it is spoken of."""
        return f"ZL{self.pk:05d}"


class PartsAsk(StoreOwned):
    """A store is asked for the old parts of some of its claims."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="asks", verbose_name="质量案件")
    claims = models.JSONField("索赔单号", default=list)
    due_on = models.DateField("期限")
    words = models.CharField("要求", max_length=200, blank=True)
    asked_at = models.DateTimeField("发出时间")
    arranged_at = models.DateTimeField("安排时间", null=True)
    arranged_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="安排人"
    )
    answer = models.CharField("回复", max_length=200, blank=True)

    class Meta:
        verbose_name = "旧件调回"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "store"],
                condition=Q(arranged_at__isnull=True),
                name="one_open_ask_per_store",
                violation_error_message="这家门店还有一个没有安排的调回要求。",
            )
        ]

    def __str__(self) -> str:
        return "旧件调回"
