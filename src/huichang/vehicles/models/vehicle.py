"""The vehicle's file (CARE-02)."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Reverse, Substr

from huichang.kernel.rows import Shared
from huichang.vehicles.states import Energy, Use

SERIAL_FROM = 3
"""The place of a plate after province and office, from 1: where the serial begins that people read aloud."""


class Vehicle(Shared):
    """One car. A car without a plate yet is found by its VIN, a car whose VIN nobody has read by its plate."""

    vin = models.CharField("车架号", max_length=17, blank=True)
    vin_reason = models.CharField("车架号例外原因", max_length=80, blank=True)
    plate = models.CharField("车牌", max_length=10, blank=True)
    plate_kind = models.CharField("号牌种类", max_length=12, blank=True)
    brand = models.CharField("品牌", max_length=30, blank=True)
    series = models.CharField("车系", max_length=30, blank=True)
    model = models.CharField("车型", max_length=60, blank=True)
    model_year = models.PositiveSmallIntegerField("年款", null=True, blank=True)
    engine_number = models.CharField("发动机/电机号", max_length=30, blank=True)
    colour = models.CharField("颜色", max_length=20, blank=True)
    energy = models.CharField("动力", max_length=8, choices=Energy, default=Energy.PETROL)
    rate_class = models.CharField("工时等级", max_length=10, default="standard")
    use = models.CharField("使用性质", max_length=10, choices=Use, default=Use.FAMILY)
    sold_on = models.DateField("购车日期", null=True, blank=True)
    invoiced_on = models.DateField("开票日期", null=True, blank=True)
    delivered_on = models.DateField("交付日期", null=True, blank=True)
    licensed_on = models.DateField("上牌日期", null=True, blank=True)
    odometer = models.PositiveIntegerField("里程", default=0)
    odometer_on = models.DateField("里程日期", null=True, blank=True)
    km_per_day = models.DecimalField("日均里程", max_digits=7, decimal_places=2, null=True, blank=True)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="vehicles", verbose_name="车主"
    )
    insurance_ends_on = models.DateField("保险到期", null=True, blank=True)
    inspection_ends_on = models.DateField("年检到期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "车辆"
        constraints = [
            models.UniqueConstraint(
                fields=["vin"],
                condition=~Q(vin=""),
                name="vin_once",
                violation_error_message="这个车架号已经有档案了，请搜索后打开原来的档案。",
            ),
            models.UniqueConstraint(
                fields=["plate"],
                condition=~Q(plate=""),
                name="plate_once",
                violation_error_message="这个车牌已经登记在另一辆车上，请先核对行驶证，再办理换牌。",
            ),
            models.CheckConstraint(condition=~Q(vin="") | ~Q(plate=""), name="car_has_a_name"),
        ]
        indexes = [
            models.Index(OpClass(Reverse("plate"), "text_pattern_ops"), name="plate_tail"),
            models.Index(OpClass(Substr("plate", SERIAL_FROM), "text_pattern_ops"), name="plate_front"),
            models.Index(OpClass(Reverse("vin"), "text_pattern_ops"), name="vin_tail"),
            models.Index(fields=["customer"], name="vehicle_by_customer"),
        ]

    def __str__(self) -> str:
        return self.plate or self.vin


class PlateHistory(Shared):
    """A plate that the car carried."""

    vehicle = models.ForeignKey(Vehicle, models.CASCADE, related_name="plates", verbose_name="车辆")
    plate = models.CharField("车牌", max_length=10)
    until = models.DateField("停用日期")

    class Meta:
        verbose_name = "历史车牌"
        indexes = [models.Index(fields=["plate"], name="old_plate")]


class Ownership(Shared):
    """Who owned or used the car, from when to when."""

    vehicle = models.ForeignKey(Vehicle, models.CASCADE, related_name="people", verbose_name="车辆")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    role = models.CharField(
        "关系", max_length=8, choices=[("owner", "车主"), ("user", "使用人")], default="owner"
    )
    since = models.DateField("起")
    until = models.DateField("止", null=True)

    class Meta:
        verbose_name = "车主/使用人"
        indexes = [models.Index(fields=["customer"], name="ownership_by_customer")]


class Mileage(Shared):
    """One reading of the odometer."""

    vehicle = models.ForeignKey(Vehicle, models.CASCADE, related_name="readings", verbose_name="车辆")
    km = models.PositiveIntegerField("里程")
    at = models.DateTimeField("时间")
    reason = models.CharField("低于上次的原因", max_length=80, blank=True)

    class Meta:
        verbose_name = "里程记录"
        indexes = [models.Index(fields=["vehicle", "-at"], name="mileage_by_vehicle")]
