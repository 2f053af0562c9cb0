"""What is expected of each part, and how many should be there (PARTS-30)."""

from django.db import models

from huichang.kernel.fields import QuantityField
from huichang.kernel.rows import StoreOwned


class Level(StoreOwned):
    """A part of a store as last night's forecast saw it.

    `months`: what was asked for, month by month, [served, lost], oldest first, the last one ended before `until`.
    `reorder` and `up_to` are levels of what is there and on its way; `mean` is a month's demand; times are in days.
    """

    journaled = False
    part = models.ForeignKey("parts.Part", models.CASCADE, related_name="+", verbose_name="备件")
    computed_at = models.DateTimeField("计算时间")
    until = models.DateField("历史截止")
    months = models.JSONField("月需求", default=list)
    mean = models.FloatField("月均预测", default=0)
    method = models.CharField("方法", max_length=16, blank=True)
    pattern = models.CharField("需求形态", max_length=16, blank=True)
    phase = models.CharField("阶段", max_length=10, blank=True)
    service = models.FloatField("服务水平", default=0)
    lead_days = models.FloatField("到货天数", default=0)
    lead_spread = models.FloatField("到货波动（天）", default=0)
    lead_is_measured = models.BooleanField("实测到货", default=False)
    supplier = models.ForeignKey(
        "supply.Supplier", models.SET_NULL, null=True, related_name="+", verbose_name="供应商"
    )
    cost = models.DecimalField("进价", max_digits=14, decimal_places=4, null=True)
    cycle_days = models.FloatField("订货周期（天）", default=0)
    expected = models.FloatField("保障期预计", default=0)
    spread = models.FloatField("保障期波动", default=0)
    reorder = QuantityField("订货点", default=0)
    up_to = QuantityField("备货上限", default=0)
    is_kept = models.BooleanField("常备", default=False)
    last_out_on = models.DateField("最近出库", null=True)
    explains = models.JSONField("说明", default=dict)

    class Meta:
        verbose_name = "备货水平"
        constraints = [models.UniqueConstraint(fields=["store", "part"], name="one_level_per_part")]

    def __str__(self) -> str:
        return "备货水平"


class Expectation(StoreOwned):
    """What was expected of a part for a month when that month began, and what was asked for in it (None: not over).

    `plain` is what the average of the last twelve months would have said: the forecast has to be better.
    """

    journaled = False
    part = models.ForeignKey("parts.Part", models.CASCADE, related_name="+", verbose_name="备件")
    month = models.DateField("月份")
    classes = models.CharField("分类", max_length=2, blank=True)
    mean = models.FloatField("预计")
    plain = models.FloatField("平均法预计")
    asked = models.FloatField("实际需求", null=True)

    class Meta:
        verbose_name = "月预测"
        constraints = [
            models.UniqueConstraint(fields=["store", "part", "month"], name="one_expectation_a_month"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="expectation_from_the_first"),
        ]
        indexes = [models.Index(fields=["store", "month"], name="expectations_of_a_month")]

    def __str__(self) -> str:
        return "月预测"


class Calculation(StoreOwned):
    """The last calculation of a store: asked for, begun, ended; what it said. One row a store."""

    journaled = False
    asked_at = models.DateTimeField("要求时间", null=True)
    begun_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    seconds = models.FloatField("用时（秒）", null=True)
    count = models.PositiveIntegerField("建议条数", null=True)
    failed_at = models.DateTimeField("失败时间", null=True)

    class Meta:
        verbose_name = "备货计算"
        constraints = [models.UniqueConstraint(fields=["store"], name="one_calculation_a_store")]

    def __str__(self) -> str:
        return "备货计算"
