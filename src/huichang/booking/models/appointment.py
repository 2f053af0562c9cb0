"""Appointments, what they need, and how they are prepared."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import RangeStartsWith
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Reverse

from huichang.booking.states import AppointmentState, BookedFor, CameBy, PreparationKind
from huichang.company.roles import BayKind, Skill
from huichang.kernel.fields import MoneyField, QuantityField
from huichang.kernel.rows import StoreOwned

HOLDS_ITS_SLOT = ["asked", "confirmed", "arrived"]


class Appointment(StoreOwned):
    """A booking: car, time at an adviser, what the customer said and was told."""

    number = models.CharField("预约单号", max_length=20)
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    vehicle = models.ForeignKey("vehicles.Vehicle", models.PROTECT, related_name="+", verbose_name="车辆")
    adviser = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="服务顾问")
    slot = DateTimeRangeField("接待时段")
    state = models.CharField(
        "状态", max_length=10, choices=AppointmentState, default=AppointmentState.CONFIRMED
    )
    is_active = models.BooleanField("主动预约", default=False)
    channel = models.CharField("渠道", max_length=8, choices=CameBy, default=CameBy.PHONE)
    repair_type = models.CharField(
        "维修类型", max_length=16, choices=BookedFor, default=BookedFor.MAINTENANCE
    )
    concern = models.CharField("客户描述", max_length=500)
    fault = models.ForeignKey(
        "knowledge.Fault", models.PROTECT, null=True, related_name="+", verbose_name="初步诊断"
    )
    first_diagnosis = models.CharField("初步诊断说明", max_length=300, blank=True)
    told_remedy = models.CharField("告知的处理办法", max_length=300, blank=True)
    told_price = MoneyField("告知的价格", null=True)
    told_minutes = models.PositiveSmallIntegerField("告知的用时（分钟）", null=True)
    told_points = models.JSONField("另外告知", default=list, blank=True)
    sender = models.CharField("送修人", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    waits = models.BooleanField("客户在店等候", default=True)
    technician = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="预排技师"
    )
    bay = models.ForeignKey(
        "company.Bay", models.PROTECT, null=True, related_name="+", verbose_name="预排工位"
    )
    from_due = models.BigIntegerField("招揽事项", null=True)
    taken_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    taken_at = models.DateTimeField("登记时间")
    moved_times = models.PositiveSmallIntegerField("改期次数", default=0)
    arrived_at = models.DateTimeField("到店时间", null=True)
    day_told_at = models.DateTimeField("前一天已提醒", null=True)
    hour_told_at = models.DateTimeField("前 1 小时已提醒", null=True)
    day_ready_at = models.DateTimeField("前一天准备已确认", null=True)
    hour_ready_at = models.DateTimeField("到店前准备已确认", null=True)
    ended_reason = models.CharField("取消/未到原因", max_length=120, blank=True)
    alarm = models.CharField("预警", max_length=160, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "预约"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="appointment_number"),
            ExclusionConstraint(
                name="slot_sold_once",
                expressions=[("adviser", RangeOperators.EQUAL), ("slot", RangeOperators.OVERLAPS)],
                condition=Q(state__in=HOLDS_ITS_SLOT),
                violation_error_message="这个时段刚刚被别人约走了，请选择下一个时段。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=AppointmentState.values), name="appointment_state_known"
            ),
        ]
        indexes = [
            models.Index("store", RangeStartsWith("slot"), name="appointments_by_day"),
            models.Index(
                "store", OpClass(Reverse("number"), "text_pattern_ops"), name="appointment_number_tail"
            ),
            models.Index(fields=["vehicle"], name="appointments_of_vehicle"),
            models.Index(fields=["customer"], name="appointments_of_customer"),
            models.Index(
                fields=["store"], condition=Q(state__in=["asked", "missed"]), name="appointments_to_settle"
            ),
        ]

    def __str__(self) -> str:
        return f"预约 {self.number}"


class Need(StoreOwned):
    """Work that an appointment asks for: minutes of a skill in a kind of bay on that day."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="needs", verbose_name="预约")
    on = models.DateField("日期")
    title = models.CharField("项目", max_length=80)
    operation = models.ForeignKey("pricebook.Operation", models.PROTECT, null=True, related_name="+")
    skill = models.CharField("技能", max_length=12, choices=Skill)
    bay_kind = models.CharField("工位类型", max_length=12, choices=BayKind)
    minutes = models.PositiveSmallIntegerField("分钟")
    price = MoneyField("价格", null=True)
    counts = models.BooleanField("占用产能", default=True)

    class Meta:
        verbose_name = "预约项目"
        indexes = [models.Index(fields=["store", "on"], condition=Q(counts=True), name="needs_by_day")]


class PartNeed(StoreOwned):
    """A part that an appointment needs."""

    appointment = models.ForeignKey(
        Appointment, models.CASCADE, related_name="part_needs", verbose_name="预约"
    )
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    quantity = QuantityField("数量")
    price = MoneyField("单价", null=True)

    class Meta:
        verbose_name = "预约备件"


class Preparation(StoreOwned):
    """One point of the preparation of a booking: who owns it, by when, done or in trouble. A problem that a person told
    (`told_by_hand`) is taken away by a person only."""

    appointment = models.ForeignKey(
        Appointment, models.CASCADE, related_name="preparations", verbose_name="预约"
    )
    kind = models.CharField("事项", max_length=10, choices=PreparationKind)
    owner_role = models.CharField("责任岗位", max_length=20)
    owner = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="责任人"
    )
    due_at = models.DateTimeField("应完成")
    done_at = models.DateTimeField("完成时间", null=True)
    done_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="完成人"
    )
    problem = models.CharField("问题", max_length=160, blank=True)
    told_by_hand = models.BooleanField("人工报告", default=False)

    class Meta:
        verbose_name = "预约准备"
        constraints = [models.UniqueConstraint(fields=["appointment", "kind"], name="preparation_once")]
        indexes = [
            models.Index(fields=["store", "due_at"], condition=Q(done_at__isnull=True), name="to_prepare")
        ]
