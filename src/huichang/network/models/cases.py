"""Cases: what is made of a signal, how it ends."""

from django.db import models
from django.db.models import Q

from huichang.kernel.rows import Shared
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
