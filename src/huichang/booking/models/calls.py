"""The booking line's call log (LANE-09) and calls to be made."""

from django.db import models

from huichang.booking.states import CallOutcome, CallWhy
from huichang.kernel.rows import StoreOwned


class Call(StoreOwned):
    """One incoming call. `source` is hand, csv or phone (the telephone system); `outside_id` is that system's own id."""

    phone = models.CharField("号码", max_length=20, blank=True)
    rang_at = models.DateTimeField("来电时间")
    rings = models.PositiveSmallIntegerField("响铃次数", default=1)
    outcome = models.CharField("结果", max_length=10, choices=CallOutcome)
    seconds = models.PositiveIntegerField("通话秒数", default=0)
    source = models.CharField("来源", max_length=10, default="hand")
    outside_id = models.CharField("话机编号", max_length=60, null=True)
    taken_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="接听人"
    )

    class Meta:
        verbose_name = "来电"
        constraints = [
            models.UniqueConstraint(fields=["store", "outside_id"], name="call_taken_over_once"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=CallOutcome.values), name="call_outcome_known"
            ),
        ]
        indexes = [
            models.Index(fields=["store", "-rang_at"], name="calls_by_day"),
            models.Index(fields=["store", "phone", "-rang_at"], name="calls_by_phone"),
        ]


class CallTask(StoreOwned):
    """A call to be made: a lost call, a no-show, a booking that must be moved."""

    why = models.CharField("原因", max_length=10, choices=CallWhy)
    text = models.CharField("说明", max_length=200)
    phone = models.CharField("号码", max_length=20, blank=True)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="+", verbose_name="客户"
    )
    appointment = models.ForeignKey("booking.Appointment", models.CASCADE, null=True, related_name="+")
    call = models.ForeignKey(Call, models.CASCADE, null=True, related_name="+")
    asked_at = models.DateTimeField("提出时间")
    due_at = models.DateTimeField("应完成")
    done_at = models.DateTimeField("完成时间", null=True)
    done_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="完成人"
    )
    result = models.CharField("结果", max_length=200, blank=True)

    class Meta:
        verbose_name = "待办电话"
        indexes = [
            models.Index(fields=["store", "due_at"], condition=models.Q(done_at__isnull=True), name="to_call")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "why"],
                condition=models.Q(done_at__isnull=True),
                name="one_open_call_task",
            ),
            models.UniqueConstraint(
                fields=["call"], condition=models.Q(done_at__isnull=True), name="one_open_task_per_call"
            ),
        ]
