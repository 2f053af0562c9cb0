"""The accepted plan of a store, how it was arranged, and what has disturbed it since."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from huichang.kernel.rows import StoreOwned
from huichang.planning.states import ArrangedBy, Cause, StepKind


class StorePlan(StoreOwned):
    """One per store: the version of the accepted plan (it grows with every arrangement), and what it was worth.

    `stretch`: by which part of its length a finish is moved before it is foretold, as past misses have taught.
    """

    version = models.PositiveIntegerField("版本", default=0)
    arranged_at = models.DateTimeField("最近调整", null=True)
    planned_at = models.DateTimeField("最近排程", null=True)
    cost = models.JSONField("代价", default=dict)
    stretch = models.FloatField("预测修正", default=0.0)

    class Meta:
        verbose_name = "排程"
        constraints = [models.UniqueConstraint(fields=["store"], name="one_plan_per_store")]

    def __str__(self) -> str:
        return "排程"


class PlannedStep(StoreOwned):
    """An accepted step: who, where, when. Of a job's step the dispatch of the workshop is the truth; here stands what
    dispatch does not know: the steps that are no jobs, what is fixed by hand, why it stands where it stands."""

    plan = models.ForeignKey(StorePlan, models.CASCADE, related_name="steps", verbose_name="排程")
    key = models.CharField("步骤", max_length=40)
    kind = models.CharField("类型", max_length=8, choices=StepKind)
    order = models.ForeignKey(
        "workshop.Order", models.CASCADE, null=True, related_name="+", verbose_name="工单"
    )
    job = models.ForeignKey(
        "workshop.Job", models.CASCADE, null=True, related_name="+", verbose_name="维修项目"
    )
    appointment = models.ForeignKey(
        "booking.Appointment", models.CASCADE, null=True, related_name="+", verbose_name="预约"
    )
    technicians = ArrayField(models.BigIntegerField(), default=list, verbose_name="技师")
    bay = models.ForeignKey("company.Bay", models.PROTECT, null=True, related_name="+", verbose_name="工位")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    pinned = models.BooleanField("固定", default=False)
    why = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "排程步骤"
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="step_planned_once"),
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="step_runs_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}步骤"


class Arrangement(StoreOwned):
    """The accepted plan was changed: what stood before (for undo), and what the change cost. Kept for good."""

    plan = models.ForeignKey(StorePlan, models.CASCADE, related_name="arrangements", verbose_name="排程")
    how = models.CharField("方式", max_length=8, choices=ArrangedBy)
    version = models.PositiveIntegerField("之后版本")
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="操作人"
    )
    at = models.DateTimeField("时间")
    words = models.CharField("内容", max_length=300)
    before = models.JSONField("之前", default=list)
    after = models.JSONField("之后", default=list)
    cost = models.JSONField("代价变化", default=dict)
    undone_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = "排程调整"
        indexes = [models.Index(fields=["plan", "-version"], name="arrangements_latest")]

    def __str__(self) -> str:
        return f"排程调整“{self.words[:12]}”"


class Disturbance(StoreOwned):
    """Something happened that the accepted plan did not know. Rows are only added by those who report, so that no act of
    the workshop waits for the planner; one replan answers all that stand."""

    journaled = False
    cause = models.CharField("原因", max_length=8, choices=Cause)
    order = models.ForeignKey(
        "workshop.Order", models.CASCADE, null=True, related_name="+", verbose_name="工单"
    )
    words = models.CharField("说明", max_length=120, blank=True)
    at = models.DateTimeField("时间")
    answered_at = models.DateTimeField("已重排", null=True)

    class Meta:
        verbose_name = "排程变化"
        indexes = [
            models.Index(fields=["store"], condition=Q(answered_at__isnull=True), name="disturbances_open")
        ]
