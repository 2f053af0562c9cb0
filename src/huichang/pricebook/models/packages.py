"""Maintenance packages (保养套餐): operations and parts by model, mileage and months."""

from django.db import models

from huichang.kernel.fields import MoneyField, QuantityField
from huichang.kernel.rows import Shared
from huichang.pricebook.states import PackageKind


class Package(Shared):
    """A package added to an order in one touch."""

    code = models.CharField("套餐代码", max_length=16, unique=True)
    name = models.CharField("名称", max_length=60)
    initials = models.CharField(max_length=60)
    kind = models.CharField("类别", max_length=10, choices=PackageKind, default=PackageKind.REGULAR)
    repair_type = models.CharField("维修类型", max_length=16, default="maintenance")
    series = models.JSONField("适用车系", default=list, blank=True)
    energies = models.JSONField("适用动力", default=list, blank=True)
    every_km = models.PositiveIntegerField("间隔公里", null=True, blank=True)
    every_months = models.PositiveSmallIntegerField("间隔月数", null=True, blank=True)
    first_km = models.PositiveIntegerField("首次公里", null=True, blank=True)
    at_km = models.JSONField("推荐公里", default=list, blank=True)
    note = models.CharField("说明", max_length=120, blank=True)
    price = MoneyField("套餐价", null=True, blank=True)
    is_active = models.BooleanField("可用", default=True)

    class Meta:
        verbose_name = "套餐"

    def __str__(self) -> str:
        return self.name


class PackageLine(Shared):
    """One operation or one part of a package. The part is named by number: parts stand above this room."""

    package = models.ForeignKey(Package, models.CASCADE, related_name="lines", verbose_name="套餐")
    operation = models.ForeignKey(
        "pricebook.Operation", models.PROTECT, null=True, related_name="+", verbose_name="工时项目"
    )
    part_number = models.CharField("配件编码", max_length=40, blank=True)
    quantity = QuantityField("数量", default=1)

    class Meta:
        verbose_name = "套餐明细"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(operation__isnull=False) ^ ~models.Q(part_number=""),
                name="package_line_is_one_thing",
            )
        ]
