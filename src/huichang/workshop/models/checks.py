"""Check-in, inspection findings, quality checks, the guarantee of a repair, comebacks."""

from django.db import models
from django.db.models import Q

from huichang.kernel.rows import StoreOwned
from huichang.workshop.models.order import Job, Line, Order
from huichang.workshop.states import CheckLevel, PointState


class CheckIn(StoreOwned):
    """The walk round the car with the customer (环检, LANE-12)."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="check_in", verbose_name="工单")
    covers_on_at = models.DateTimeField("防护到位", null=True)
    steps = models.JSONField("环检步骤", default=dict)
    fuel_eighths = models.PositiveSmallIntegerField("油量（八分之几）", null=True)
    battery_percent = models.PositiveSmallIntegerField("电量（%）", null=True)
    belongings = models.JSONField("随车物品", default=list)
    belongings_note = models.CharField("贵重物品说明", max_length=200, blank=True)
    damages = models.JSONField("外观损伤", default=list)
    pictures = models.JSONField("照片", default=list)
    odometer_reason = models.CharField("里程低于上次的原因", max_length=80, blank=True)
    signature = models.ForeignKey(
        "kernel.Picture", models.PROTECT, null=True, related_name="+", verbose_name="签名"
    )
    signed_name = models.CharField("签字人", max_length=40, blank=True)
    signed_at = models.DateTimeField("签字时间", null=True)

    class Meta:
        verbose_name = "接车检查"


class Finding(StoreOwned):
    """The state of one inspection point on this visit, and what became of it (LANE-13, LANE-16)."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="findings", verbose_name="工单")
    vehicle = models.ForeignKey("vehicles.Vehicle", models.PROTECT, related_name="+", verbose_name="车辆")
    point = models.CharField("检查点", max_length=20)
    name = models.CharField("名称", max_length=60)
    system = models.CharField("系统", max_length=20, blank=True)
    state = models.CharField("状态", max_length=6, choices=PointState)
    value = models.DecimalField("测量值", max_digits=8, decimal_places=2, null=True)
    unit = models.CharField("单位", max_length=8, blank=True)
    remaining_days = models.PositiveIntegerField("预计剩余天数", null=True)
    remaining_km = models.PositiveIntegerField("预计剩余公里", null=True)
    risk = models.CharField("风险说明", max_length=300, blank=True)
    is_safety = models.BooleanField("涉及安全", default=False)
    pictures = models.JSONField("照片", default=list)
    found_at = models.DateTimeField("时间")
    found_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="检查人"
    )
    outcome = models.CharField(
        "处理",
        max_length=10,
        choices=[
            ("open", "未处理"),
            ("ordered", "列入维修"),
            ("declined", "客户不做"),
            ("repaired", "已修好"),
        ],
        default="open",
    )
    decline_reason = models.CharField("不做原因", max_length=80, blank=True)
    declined_at = models.DateTimeField("拒修时间", null=True)
    declined_signature = models.ForeignKey(
        "kernel.Picture", models.PROTECT, null=True, related_name="+", verbose_name="拒修签名"
    )
    line = models.ForeignKey(Line, models.SET_NULL, null=True, related_name="findings", verbose_name="明细")

    class Meta:
        verbose_name = "检查结果"
        constraints = [models.UniqueConstraint(fields=["order", "point"], name="finding_once")]
        indexes = [
            models.Index(
                fields=["vehicle", "-found_at"],
                condition=Q(outcome__in=["open", "declined"]) & ~Q(state="ok"),
                name="findings_left_open",
            )
        ]

    def __str__(self) -> str:
        return f"“{self.name}”"


class QualityCheck(StoreOwned):
    """One quality check (LANE-50, LANE-51); a failed one names the cause and who answers for it."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="quality_checks", verbose_name="工单")
    level = models.CharField("级别", max_length=6, choices=CheckLevel)
    by = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="检验人")
    at = models.DateTimeField("时间")
    passed = models.BooleanField("合格")
    items = models.JSONField("检验项目", default=list)
    road_test = models.JSONField("路试", default=dict)
    cause = models.CharField("不合格原因", max_length=120, blank=True)
    responsible = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="责任人"
    )
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", verbose_name="返工项目")
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "质检"
        indexes = [
            models.Index(fields=["order", "level"], name="checks_of_order"),
            models.Index(fields=["store", "-at"], name="checks_by_day"),
        ]


class Guarantee(StoreOwned):
    """The quality guarantee of a finished job (质量保证期; RULES A2.1, law): days and km, whichever comes first."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="guarantees", verbose_name="工单")
    job = models.OneToOneField(Job, models.CASCADE, related_name="guarantee", verbose_name="维修项目")
    vehicle = models.ForeignKey("vehicles.Vehicle", models.PROTECT, related_name="+", verbose_name="车辆")
    system = models.CharField("系统", max_length=20)
    days = models.PositiveSmallIntegerField("保证天数")
    km = models.PositiveIntegerField("保证公里")
    from_on = models.DateField("起")
    until_on = models.DateField("止")
    until_km = models.PositiveIntegerField("至里程")

    class Meta:
        verbose_name = "质量保证"
        indexes = [models.Index(fields=["vehicle", "until_on"], name="guarantees_of_vehicle")]


class Comeback(StoreOwned):
    """A job that repeats a repair within its guarantee (LANE-53): free until somebody with the right decides otherwise."""

    job = models.OneToOneField(Job, models.CASCADE, related_name="comeback", verbose_name="返修项目")
    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="comebacks", verbose_name="原质保")
    found_at = models.DateTimeField("认定时间")
    is_free = models.BooleanField("免费", default=True)
    decided_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="裁定人"
    )
    decided_at = models.DateTimeField("裁定时间", null=True)
    cause = models.CharField("原因", max_length=120, blank=True)

    class Meta:
        verbose_name = "返修"
