"""The field: cars built and sold, the daily round over all claims, what stands out in it."""

from django.db import models
from django.db.models import F, Q

from huichang.kernel.rows import Shared
from huichang.network.states import SignalState


class Cars(Shared):
    """So many cars of a model, built in one month and sold in another (first days of the months)."""

    journaled = False
    model = models.CharField("车型", max_length=80)
    produced_on = models.DateField("生产月")
    sold_on = models.DateField("销售月")
    count = models.PositiveIntegerField("台数")

    class Meta:
        verbose_name = "产销台账"
        constraints = [
            models.UniqueConstraint(fields=["model", "produced_on", "sold_on"], name="cars_counted_once"),
            models.CheckConstraint(
                condition=Q(sold_on__gte=F("produced_on")),
                name="cars_sold_after_they_are_built",
                violation_error_message="销售月不能早于生产月。",
            ),
        ]


class Round(Shared):
    """One day's judgement of all claims: what went in."""

    journaled = False
    on = models.DateField("日期", unique=True)
    at = models.DateTimeField("计算时间")
    claims = models.PositiveIntegerField("索赔")
    left_out = models.PositiveIntegerField("没有计入")
    series = models.PositiveIntegerField("序列")

    class Meta:
        verbose_name = "预警计算"


class Signal(Shared):
    """A part with a failure that stands out in cars of one model. Figures are as of the last round in which it did.

    `months`: `[month, claims, expected]` of the window by month of reports; `built`: the same of all cars by month of production.
    `life`: `[months in service, usual, window]`, of a thousand cars those that have failed up to then.
    """

    model = models.CharField("车型", max_length=80)
    part_code = models.CharField("配件编码", max_length=40, blank=True)
    part_name = models.CharField("配件", max_length=80)
    failure = models.CharField("故障代码", max_length=40, blank=True)
    state = models.CharField("状态", max_length=8, choices=SignalState, default=SignalState.NEW)
    raised_on = models.DateField("报警日期")
    seen_on = models.DateField("最近计算")
    score = models.FloatField("得分")
    rarity = models.FloatField("偶然概率")
    first_on = models.DateField("生产月自")
    last_on = models.DateField("生产月至")
    since_on = models.DateField("起始月")
    observed = models.FloatField("索赔")
    expected = models.FloatField("预期")
    ratio = models.FloatField("倍数")
    ratio_low = models.FloatField("倍数下限")
    ratio_high = models.FloatField("倍数上限")
    affected = models.PositiveIntegerField("涉及车辆")
    built_count = models.PositiveIntegerField("同批车辆")
    reach = models.PositiveIntegerField("可能波及")
    ahead = models.FloatField("今后 12 个月")
    ahead_low = models.FloatField("预测下限")
    ahead_high = models.FloatField("预测上限")
    ahead_usual = models.FloatField("没有缺陷时")
    shape = models.FloatField("形状参数")
    months = models.JSONField("按申报月", default=list)
    built = models.JSONField("按生产月", default=list)
    life = models.JSONField("寿命曲线", default=list)
    stores = models.JSONField("门店", default=list)
    claim_ids = models.JSONField("索赔单", default=list)
    why = models.CharField("判断理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "预警"
        constraints = [
            models.UniqueConstraint(
                fields=["model", "part_code", "part_name", "failure"], name="signal_of_a_series"
            ),
            models.CheckConstraint(
                condition=~Q(state="aside") | ~Q(why=""),
                name="signal_set_aside_with_a_reason",
                violation_error_message="请写明为什么不是问题。",
            ),
        ]
        indexes = [models.Index(fields=["state", "-score"], name="signals_by_state")]

    def __str__(self) -> str:
        return f"预警“{self.part_name}”"
