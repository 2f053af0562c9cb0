"""The risk score of a store, kept by month with its reasons."""

from django.db import models
from django.db.models import Q

from huichang.kernel.rows import StoreOwned


class Risk(StoreOwned):
    """How far a store's claims of the months before `month` stand out. `reasons`: [reason, the store's figure, drawn to the
    network's, the network's, weight, points], the weightiest first."""

    journaled = False
    month = models.DateField("月份")
    score = models.FloatField("风险分")
    reasons = models.JSONField("原因", default=list)
    claims = models.PositiveIntegerField("索赔")
    visits = models.PositiveIntegerField("进厂")
    at = models.DateTimeField("计算时间")

    class Meta:
        verbose_name = "门店风险"
        constraints = [
            models.UniqueConstraint(fields=["store", "month"], name="risk_of_a_month_once"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=100), name="risk_within_a_hundred"),
        ]
