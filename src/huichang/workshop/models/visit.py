"""A car in the store, and the alarms of the lane."""

from django.db import models
from django.db.models import Q

from huichang.kernel.rows import StoreOwned


class Visit(StoreOwned):
    """One car's stay, from the plate at the gate to the pass at the gate."""

    vehicle = models.ForeignKey("vehicles.Vehicle", models.PROTECT, related_name="+", verbose_name="车辆")
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="+", verbose_name="客户"
    )
    appointment = models.OneToOneField(
        "booking.Appointment", models.PROTECT, null=True, related_name="+", verbose_name="预约"
    )
    ticket = models.CharField("排队号", max_length=8)
    purpose = models.CharField("来意", max_length=60, blank=True)
    adviser = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="服务顾问"
    )
    arrived_at = models.DateTimeField("到店时间")
    greeted_at = models.DateTimeField("迎接时间", null=True)
    received_at = models.DateTimeField("接车时间", null=True)
    precheck_bay = models.ForeignKey(
        "company.Bay", models.PROTECT, null=True, related_name="+", verbose_name="预检工位"
    )
    precheck_from = models.DateTimeField("进入预检区", null=True)
    precheck_until = models.DateTimeField("离开预检区", null=True)
    waits = models.BooleanField("客户在店等候", default=True)
    left_at = models.DateTimeField("离店时间", null=True)
    left_without_repair = models.CharField("未修离店原因", max_length=80, blank=True)

    class Meta:
        verbose_name = "到店"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "vehicle"],
                condition=Q(left_at__isnull=True),
                name="one_open_visit_per_car",
                violation_error_message="这辆车已经在店里了，请打开它正在进行的到店记录。",
            ),
            models.UniqueConstraint(
                fields=["precheck_bay"],
                condition=Q(precheck_until__isnull=True, left_at__isnull=True),
                name="one_car_per_precheck_bay",
                violation_error_message="这个预检工位上已经有车，请换一个工位，或先让前一辆车离开。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "arrived_at"], condition=Q(left_at__isnull=True), name="visits_in_house"
            ),
            models.Index(fields=["store", "-arrived_at"], name="visits_by_day"),
            models.Index(fields=["vehicle", "-arrived_at"], name="visits_of_vehicle"),
            models.Index(fields=["customer", "-arrived_at"], name="visits_of_customer"),
        ]

    def __str__(self) -> str:
        return f"排队号 {self.ticket}"


class Alarm(StoreOwned):
    """Something that the service manager must act on (LANE-10, LANE-11, LANE-33); kept with what was done about it.

    It lasts until `ended_at` (the car was greeted, the area is free again) and waits for the manager until `closed_at`:
    the one happens by itself, the other is a person's word on what was done and why it came.
    """

    kind = models.CharField(
        "类型",
        max_length=20,
        choices=[
            ("greeted_late", "迎接超时"),
            ("waits_long", "等待过久"),
            ("precheck_full", "预检区拥堵"),
            ("precheck_long", "预检区滞留"),
            ("promise_threatened", "交车时间有风险"),
            ("booking_unprepared", "预约准备有问题"),
            ("serious_fault", "重大质量问题"),
            ("sanbao_limit", "三包限值"),
        ],
    )
    visit = models.ForeignKey(Visit, models.CASCADE, null=True, related_name="alarms", verbose_name="到店")
    key = models.CharField(max_length=60)
    text = models.CharField("内容", max_length=200)
    cars = models.PositiveSmallIntegerField("车辆数", default=1)
    opened_at = models.DateTimeField("发生时间")
    ended_at = models.DateTimeField("解除时间", null=True)
    closed_at = models.DateTimeField("处理时间", null=True)
    closed_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="处理人"
    )
    cause = models.CharField("原因", max_length=80, blank=True)
    action = models.CharField("措施", max_length=200, blank=True)
    complaint = models.CharField("引起的投诉", max_length=200, blank=True)
    responsible = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="责任人"
    )

    class Meta:
        verbose_name = "预警"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "key"], condition=Q(ended_at__isnull=True), name="alarm_once"
            )
        ]
        indexes = [
            models.Index(fields=["store", "-opened_at"], name="alarms_by_day"),
            models.Index(fields=["store"], condition=Q(closed_at__isnull=True), name="alarms_unhandled"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
