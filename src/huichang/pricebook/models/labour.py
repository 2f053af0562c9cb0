"""Labour operations with standard times, and the hourly rates by repair type and vehicle class."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from huichang.company.roles import BayKind, Skill
from huichang.kernel.fields import MoneyField
from huichang.kernel.rows import Shared, StoreOwned
from huichang.pricebook.states import RepairClass


class Operation(Shared):
    """A labour operation (工时代码) with its standard time in minutes."""

    code = models.CharField("工时代码", max_length=16, unique=True)
    name = models.CharField("名称", max_length=80)
    initials = models.CharField(max_length=80)
    system = models.CharField("系统", max_length=20)
    skill = models.CharField("技能", max_length=12, choices=Skill, default=Skill.MECHANICAL)
    bay_kind = models.CharField("工位类型", max_length=12, choices=BayKind, default=BayKind.GENERAL)
    minutes = models.PositiveSmallIntegerField("标准工时（分钟）")
    repair_class = models.CharField("维修类别", max_length=12, choices=RepairClass, default=RepairClass.MINOR)
    energies = models.JSONField("适用动力", default=list, blank=True)
    road_test = models.BooleanField("需要路试", default=False)
    covers = models.JSONField("已包含的工时代码", default=list, blank=True)
    words = models.CharField("口语检索词", max_length=120, blank=True)
    is_active = models.BooleanField("可用", default=True)

    class Meta:
        verbose_name = "工时项目"
        indexes = [
            models.Index(fields=["initials"], name="operation_initials", opclasses=["varchar_pattern_ops"]),
            GinIndex(OpClass("name", "gin_trgm_ops"), name="operation_name_trgm"),
        ]

    def __str__(self) -> str:
        return self.name


class LabourRate(StoreOwned):
    """Yuan per hour, tax included, for a repair type and vehicle class from a day on; published."""

    repair_type = models.CharField("维修类型", max_length=16)
    rate_class = models.CharField("车辆等级", max_length=10)
    per_hour = MoneyField("工时单价")
    from_on = models.DateField("自")

    class Meta:
        verbose_name = "工时单价"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "repair_type", "rate_class", "from_on"], name="rate_once"
            )
        ]
