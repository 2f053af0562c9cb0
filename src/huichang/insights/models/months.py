"""Sums of months that are over, so that a page needs not look through years of moves."""

from django.db import models

from huichang.kernel.rows import StoreOwned


class MonthSum(StoreOwned):
    """What one measure (`key`, or `key.slice`) came to in a month of a store; worked out anew every night.

    `top` of `under` as in `kernel.figures.Sum`. What lies on the shelves by age (`age.*`) is kept as it was when the month
    ended.
    """

    journaled = False
    month = models.DateField("月份")
    key = models.CharField("项目", max_length=40)
    top = models.DecimalField("分子", max_digits=18, decimal_places=3)
    under = models.DecimalField("分母", max_digits=18, decimal_places=3)
    computed_at = models.DateTimeField("计算时间")

    class Meta:
        verbose_name = "月度合计"
        constraints = [models.UniqueConstraint(fields=["store", "month", "key"], name="sum_of_month_once")]
