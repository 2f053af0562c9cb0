"""Who does a job where and when: planned (assignment) and real (clock). One place, one person at a time."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from huichang.kernel.rows import StoreOwned
from huichang.workshop.models.order import Job, Order


class Assignment(StoreOwned):
    """A job is given to a technician in a bay for a time (派工)."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="assignments", verbose_name="工单")
    job = models.ForeignKey(Job, models.CASCADE, related_name="assignments", verbose_name="维修项目")
    technician = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="技师")
    bay = models.ForeignKey("company.Bay", models.PROTECT, null=True, related_name="+", verbose_name="工位")
    period = DateTimeRangeField("计划时间")
    is_open = models.BooleanField("有效", default=True)
    assigned_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="派工人"
    )
    assigned_at = models.DateTimeField("派工时间")

    class Meta:
        verbose_name = "派工"
        constraints = [
            ExclusionConstraint(
                name="technician_planned_once",
                expressions=[("technician", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(is_open=True),
                violation_error_message="这位技师在这段时间已经有别的活，请换时间或换人。",
            ),
            ExclusionConstraint(
                name="bay_planned_once",
                expressions=[
                    ("bay", RangeOperators.EQUAL),
                    ("order", RangeOperators.NOT_EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(is_open=True),
                violation_error_message="这个工位在这段时间已经有别的车，请换时间或换工位。",
            ),
        ]
        indexes = [
            models.Index(fields=["store"], condition=Q(is_open=True), name="assignments_open"),
            models.Index(fields=["job"], name="assignments_of_job"),
        ]


class Clock(StoreOwned):
    """A technician works on a job from … to … (an open end while working)."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="clocks", verbose_name="维修项目")
    order = models.ForeignKey(Order, models.CASCADE, related_name="+", verbose_name="工单")
    technician = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="技师")
    bay = models.ForeignKey("company.Bay", models.PROTECT, null=True, related_name="+", verbose_name="工位")
    period = DateTimeRangeField("实际时间")
    ended_by = models.CharField("结束原因", max_length=60, blank=True)

    class Meta:
        verbose_name = "工时记录"
        constraints = [
            ExclusionConstraint(
                name="technician_works_once",
                expressions=[("technician", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                violation_error_message="您还有一项作业正在计时，请先暂停或完工再开始这一项。",
            ),
            ExclusionConstraint(
                name="bay_used_once",
                expressions=[
                    ("bay", RangeOperators.EQUAL),
                    ("order", RangeOperators.NOT_EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message="这个工位上还有别的车在作业，请先移走或换一个工位。",
            ),
        ]
        indexes = [
            models.Index(fields=["job"], name="clocks_of_job"),
            models.Index(F("store"), Func(F("period"), function="lower"), name="clocks_by_day"),
            models.Index(fields=["store", "technician"], condition=Q(ended_by=""), name="clocks_running"),
        ]
