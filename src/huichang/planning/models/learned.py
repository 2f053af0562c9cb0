"""What the past taught: how long work takes, and how often a promise with so much certainty was kept."""

from django.db import models

from huichang.kernel.rows import StoreOwned


class LearnedDuration(StoreOwned):
    """How long an operation takes people of a level on a series of cars; an empty series or level 0 stands for all.

    `factor` is the median of the time taken against the standard time, `spread` the standard deviation of its logarithm.
    """

    operation = models.CharField("工时代码", max_length=40)
    level = models.PositiveSmallIntegerField("技能级别", default=0)
    series = models.CharField("车系", max_length=40, blank=True)
    factor = models.FloatField("对标准工时的倍数")
    spread = models.FloatField("离散")
    samples = models.PositiveIntegerField("样本数")
    learned_at = models.DateTimeField("计算时间")

    class Meta:
        verbose_name = "用时经验"
        constraints = [
            models.UniqueConstraint(fields=["store", "operation", "level", "series"], name="learned_once")
        ]


class Foretold(StoreOwned):
    """A finish that was foretold with a certainty, and what came: the measure of our honesty (calibration).

    `ready_at` is what was foretold, `planned_at` what the plan alone said, before its past misses were added.
    """

    order = models.ForeignKey("workshop.Order", models.CASCADE, related_name="+", verbose_name="工单")
    at = models.DateTimeField("预测时间")
    certainty = models.PositiveSmallIntegerField("把握（%）")
    middle_at = models.DateTimeField("一半把握的时间")
    ready_at = models.DateTimeField("有把握的时间")
    planned_at = models.DateTimeField("只按排程推算的时间", null=True)
    finished_at = models.DateTimeField("实际完成", null=True)
    kept = models.BooleanField("做到", null=True)

    class Meta:
        verbose_name = "完工预测"
        constraints = [models.UniqueConstraint(fields=["order"], name="foretold_once_per_order")]
        indexes = [models.Index(fields=["store", "-at"], name="foretold_by_day")]
