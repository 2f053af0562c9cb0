"""Demand from before there was a ledger, month by month."""

from django.db import models
from django.db.models import Q

from huichang.kernel.fields import QuantityField
from huichang.kernel.rows import StoreOwned


class DemandHistory(StoreOwned):
    """So many of a part were asked for in a month (its first day): `quantity` went out, `lost` could not be served."""

    journaled = False
    part = models.ForeignKey("parts.Part", models.CASCADE, related_name="+", verbose_name="备件")
    month = models.DateField("月份")
    quantity = QuantityField("出库数")
    lost = QuantityField("缺货流失数", default=0)

    class Meta:
        verbose_name = "历史需求"
        constraints = [
            models.UniqueConstraint(fields=["store", "part", "month"], name="demand_of_month_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0) & Q(lost__gte=0), name="demand_not_negative"),
        ]
