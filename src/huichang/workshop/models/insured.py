"""What an insurer said to the work that it pays (LANE-60)."""

from django.db import models
from django.db.models import Q

from huichang.kernel.fields import MoneyField
from huichang.kernel.rows import StoreOwned
from huichang.workshop.models.order import Order


class InsurerCase(StoreOwned):
    """The insurer's case behind an order: its number, and the assessment (定损) up to which the insurer pays, in yuan."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="insurer_case", verbose_name="工单")
    insurer = models.CharField("保险公司", max_length=60)
    case_number = models.CharField("报案号", max_length=40)
    assessment_number = models.CharField("定损单号", max_length=40, blank=True)
    amount = MoneyField("核定金额", null=True)
    approved_on = models.DateField("核定日期", null=True)
    approved_by = models.CharField("定损员", max_length=40, blank=True)
    noted_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    noted_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "保险定损"
        constraints = [
            models.CheckConstraint(
                condition=~Q(insurer="") & ~Q(case_number=""), name="insurer_case_has_its_number"
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, approved_on__isnull=True, assessment_number="")
                | Q(amount__gte=0, approved_on__isnull=False) & ~Q(assessment_number=""),
                name="assessment_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["store", "case_number"], name="insurer_cases_by_number")]

    def __str__(self) -> str:
        return f"{self.insurer} {self.case_number}"
