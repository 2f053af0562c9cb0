"""What technicians took by themselves, held up and gave back (下一单)."""

from django.db import models

from huichang.kernel.rows import StoreOwned
from huichang.planning.states import PullOutcome


class Pull(StoreOwned):
    """A job that a technician asked for and got; what became of it, and why."""

    technician = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="技师")
    job = models.ForeignKey("workshop.Job", models.CASCADE, related_name="+", verbose_name="维修项目")
    at = models.DateTimeField("领取时间")
    why = models.CharField("为什么是这一单", max_length=200, blank=True)
    state = models.CharField("状态", max_length=8, choices=PullOutcome, default=PullOutcome.TAKEN)
    reason = models.CharField("原因", max_length=16, blank=True)
    words = models.CharField("说明", max_length=120, blank=True)
    ended_at = models.DateTimeField("挂起或退回时间", null=True)

    class Meta:
        verbose_name = "领单"
        indexes = [models.Index(fields=["store", "technician", "-at"], name="pulls_of_technician")]

    def __str__(self) -> str:
        return "领单"
