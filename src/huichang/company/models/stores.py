"""Stores and their bays."""

from datetime import time

from django.db import models

from huichang.company.roles import BayKind
from huichang.kernel.rows import Shared, StoreOwned


class Store(Shared):
    """One dealership (门店)."""

    code = models.CharField("门店代码", max_length=8, unique=True)
    name = models.CharField("门店名称", max_length=60, unique=True)
    legal_name = models.CharField("企业名称", max_length=80)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    licence = models.CharField("备案号", max_length=40, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    phone = models.CharField("服务热线", max_length=20, blank=True)
    opens_at = models.TimeField("开门", default=time(8, 30))
    closes_at = models.TimeField("关门", default=time(18, 0))
    settings = models.JSONField("设置", default=dict, blank=True)

    class Meta:
        verbose_name = "门店"

    def __str__(self) -> str:
        return self.name


class Bay(StoreOwned):
    """A place for a car (工位)."""

    name = models.CharField("工位", max_length=20)
    kind = models.CharField("类型", max_length=12, choices=BayKind)
    place = models.PositiveSmallIntegerField("顺序", default=0)
    is_open = models.BooleanField("可用", default=True)

    class Meta:
        verbose_name = "工位"
        constraints = [models.UniqueConstraint(fields=["store", "name"], name="bay_name_in_store")]

    def __str__(self) -> str:
        return self.name
