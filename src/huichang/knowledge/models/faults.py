"""Fault knowledge (PEOPLE-30): symptom → causes with likelihood → checks → remedy."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from huichang.kernel.rows import Shared, StoreOwned
from huichang.knowledge.states import LessonState


class Fault(Shared):
    """A symptom as people tell it. `words` joins title, sayings, pinyin and codes for searching."""

    title = models.CharField("现象", max_length=80, unique=True)
    system = models.CharField("系统", max_length=20)
    description = models.TextField("说明", blank=True)
    sayings = models.JSONField("口语说法", default=list)
    codes = models.JSONField("故障码", default=list)
    models_range = models.CharField("适用车型", max_length=120, blank=True)
    advice = models.TextField("给客户的建议", blank=True)
    source = models.CharField("来源", max_length=120)
    words = models.TextField(blank=True)
    is_reviewed = models.BooleanField("已复核", default=False)

    class Meta:
        verbose_name = "故障知识"
        indexes = [GinIndex(OpClass("words", "gin_trgm_ops"), name="fault_words_trgm")]

    def __str__(self) -> str:
        return self.title


class Cause(Shared):
    """A possible cause with its share of the cases (0–1), how to check it and what to do."""

    fault = models.ForeignKey(Fault, models.CASCADE, related_name="causes", verbose_name="故障")
    name = models.CharField("原因", max_length=120)
    likelihood = models.DecimalField("可能性", max_digits=4, decimal_places=3)
    check_how = models.TextField("检查方法", blank=True)
    remedy = models.TextField("处理方法", blank=True)
    operations = models.JSONField("工时代码", default=list)
    parts = models.JSONField("配件编码", default=list)
    minutes = models.PositiveSmallIntegerField("参考工时（分钟）", default=0)

    class Meta:
        verbose_name = "故障原因"


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


class Lesson(StoreOwned):
    """Concern–cause–correction of a closed order, proposed as knowledge; a reviewer takes or drops it."""

    for_job = models.BigIntegerField(unique=True)
    order_number = models.CharField("工单号", max_length=20)
    car = models.CharField("车型", max_length=60, blank=True)
    system = models.CharField("系统", max_length=20, blank=True)
    concern = models.CharField("客户描述", max_length=300)
    cause = models.CharField("故障原因", max_length=300)
    correction = models.CharField("处理结果", max_length=300)
    state = models.CharField("状态", max_length=10, choices=LessonState, default=LessonState.PROPOSED)
    fault = models.ForeignKey(Fault, models.PROTECT, null=True, related_name="+", verbose_name="归入")
    reviewed_at = models.DateTimeField("复核时间", null=True)

    class Meta:
        verbose_name = "经验"
        indexes = [models.Index(fields=["store"], condition=models.Q(state="proposed"), name="lesson_to_review")]

    def __str__(self) -> str:
        return f"经验 {self.order_number}"
