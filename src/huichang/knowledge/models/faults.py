"""Fault knowledge (PEOPLE-30): symptom → causes with likelihood → checks → remedy."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from huichang.kernel.rows import Shared, StoreOwned
from huichang.knowledge.states import LessonState


class Fault(Shared):
    """A symptom as people tell it. `words` joins title, sayings, causes, pinyin and codes, in the plain spelling that
    searches use (`rules.plain`)."""

    title = models.CharField("现象", max_length=80, unique=True)
    system = models.CharField("系统", max_length=20)
    energies = models.JSONField("适用动力", default=list, blank=True)
    description = models.TextField("说明", blank=True)
    sayings = models.JSONField("口语说法", default=list)
    codes = models.JSONField("故障码", default=list)
    models_range = models.CharField("适用车型", max_length=120, blank=True)
    advice = models.TextField("给客户的建议", blank=True)
    source = models.CharField("来源", max_length=120)
    words = models.TextField(blank=True)
    is_reviewed = models.BooleanField("已复核", default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "故障知识"
        indexes = [GinIndex(OpClass("words", "gin_trgm_ops"), name="fault_words_trgm")]

    def __str__(self) -> str:
        return self.title


class Cause(Shared):
    """A possible cause with its share of the cases (0–1; the shares of a fault add up to 1), how to check it and what to
    do. `confirmed` counts the cases of our own that were put down to it."""

    fault = models.ForeignKey(Fault, models.CASCADE, related_name="causes", verbose_name="故障")
    name = models.CharField("原因", max_length=120)
    likelihood = models.DecimalField("可能性", max_digits=4, decimal_places=3)
    check_how = models.TextField("检查方法", blank=True)
    remedy = models.TextField("处理方法", blank=True)
    operations = models.JSONField("工时代码", default=list)
    parts = models.JSONField("配件编码", default=list)
    minutes = models.PositiveSmallIntegerField("参考工时（分钟）", default=0)
    confirmed = models.PositiveIntegerField("证实例数", default=0)

    class Meta:
        verbose_name = "故障原因"
        constraints = [
            models.UniqueConstraint(
                fields=["fault", "name"],
                name="cause_once_per_fault",
                violation_error_message="这个现象下已经有同名的原因，请直接归入它。",
            ),
            models.CheckConstraint(
                condition=Q(likelihood__gte=0) & Q(likelihood__lte=1), name="likelihood_is_a_share"
            ),
        ]


class FaultUse(StoreOwned):
    """The case was opened or used somewhere, and whether it helped: hits and usefulness are measured."""

    journaled = False
    fault = models.ForeignKey(Fault, models.CASCADE, related_name="uses")
    where = models.CharField(max_length=20)
    at = models.DateTimeField()
    staff = models.ForeignKey("company.Staff", models.PROTECT, null=True, related_name="+")
    helped = models.BooleanField(null=True)

    class Meta:
        verbose_name = "知识使用"
        indexes = [models.Index(fields=["fault", "staff", "-at"], name="uses_of_fault")]


class Lesson(StoreOwned):
    """Concern–cause–correction of a closed order or a solved help request, proposed as knowledge; a reviewer takes or
    drops it."""

    for_job = models.BigIntegerField("作业", null=True, unique=True)
    for_help = models.OneToOneField(
        "knowledge.HelpRequest", models.CASCADE, null=True, related_name="lesson", verbose_name="求助"
    )
    order_number = models.CharField("工单号", max_length=20, blank=True)
    car = models.CharField("车型", max_length=60, blank=True)
    system = models.CharField("系统", max_length=20, blank=True)
    codes = models.CharField("故障码", max_length=80, blank=True)
    concern = models.CharField("客户描述", max_length=500)
    cause = models.CharField("故障原因", max_length=300)
    correction = models.CharField("处理结果", max_length=1000)
    proposed_at = models.DateTimeField("提出时间", db_default=Now())
    state = models.CharField("状态", max_length=10, choices=LessonState, default=LessonState.PROPOSED)
    fault = models.ForeignKey(Fault, models.PROTECT, null=True, related_name="lessons", verbose_name="归入")
    reason = models.CharField("未采纳原因", max_length=120, blank=True)
    reviewed_at = models.DateTimeField("复核时间", null=True)
    reviewed_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="复核人"
    )

    class Meta:
        verbose_name = "经验"
        indexes = [models.Index(fields=["store"], condition=Q(state="proposed"), name="lesson_to_review")]
        constraints = [
            models.CheckConstraint(
                condition=Q(for_job__isnull=False) ^ Q(for_help__isnull=False),
                name="lesson_comes_from_one_thing",
            ),
            models.CheckConstraint(condition=Q(state__in=LessonState.values), name="lesson_state_known"),
        ]

    def __str__(self) -> str:
        return f"经验“{self.concern[:16]}”"
