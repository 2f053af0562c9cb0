"""Follow-up calls, due matters, complaints."""

from django.db import models
from django.db.models import Q

from huichang.care.states import DueState, FollowUpState, Result
from huichang.kernel.fields import MoneyField
from huichang.kernel.rows import StoreOwned


class FollowUp(StoreOwned):
    """The call 2–5 days after a delivery, never by the adviser who served (CARE-10)."""

    order = models.OneToOneField("workshop.Order", models.PROTECT, related_name="+", verbose_name="工单")
    vehicle = models.ForeignKey("vehicles.Vehicle", models.PROTECT, related_name="+", verbose_name="车辆")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    adviser = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="接待顾问")
    repair_type = models.CharField("维修类型", max_length=16)
    due_on = models.DateField("应回访日")
    latest_on = models.DateField("最晚")
    next_at = models.DateTimeField("下次可拨", null=True)
    state = models.CharField("状态", max_length=10, choices=FollowUpState, default=FollowUpState.DUE)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    result = models.CharField("结果", max_length=14, choices=Result, blank=True)
    words = models.CharField("客户原话", max_length=500, blank=True)
    cause = models.CharField("不满原因", max_length=80, blank=True)
    step = models.CharField("环节", max_length=20, blank=True)
    responsible = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="责任人"
    )
    done_at = models.DateTimeField("回访时间", null=True)
    done_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="回访人"
    )
    recording = models.CharField("录音", max_length=200, blank=True)

    class Meta:
        verbose_name = "回访"
        constraints = [
            models.CheckConstraint(
                condition=Q(done_by__isnull=True) | ~Q(done_by=models.F("adviser")),
                name="never_called_by_own_adviser",
                violation_error_message="接待过这辆车的顾问不能做这次回访，请由客服专员回访。",
            )
        ]
        indexes = [
            models.Index(fields=["store", "due_on"], condition=Q(state="due"), name="followups_due"),
            models.Index(fields=["vehicle", "-due_on"], name="followups_of_vehicle"),
        ]

    def __str__(self) -> str:
        return "回访"


class Attempt(StoreOwned):
    """One try to reach the customer."""

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="attempts", verbose_name="回访")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="拨打人"
    )
    reached = models.BooleanField("接通")
    note = models.CharField("说明", max_length=120, blank=True)

    class Meta:
        verbose_name = "拨打记录"


class DueItem(StoreOwned):
    """A reason for this car to come back: declined or worn points now, services and dates later (CARE-20), recalls and service
    campaigns (WARR-20; `for_campaign` once for a car, whichever store calls)."""

    vehicle = models.ForeignKey("vehicles.Vehicle", models.PROTECT, related_name="+", verbose_name="车辆")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    kind = models.CharField(
        "类型",
        max_length=10,
        choices=[
            ("declined", "上次未做"),
            ("worn", "磨损到期"),
            ("service", "保养到期"),
            ("date", "证照到期"),
            ("campaign", "召回活动"),
        ],
    )
    text = models.CharField("事项", max_length=200)
    system = models.CharField("系统", max_length=20, blank=True)
    is_safety = models.BooleanField("涉及安全", default=False)
    for_finding = models.BigIntegerField("检查结果", null=True)
    for_line = models.BigIntegerField("工单行", null=True)
    for_campaign = models.BigIntegerField("召回或服务活动", null=True)
    order = models.ForeignKey(
        "workshop.Order", models.PROTECT, null=True, related_name="+", verbose_name="来源工单"
    )
    why_not = models.CharField("未做原因", max_length=80, blank=True)
    worth = MoneyField("预计金额", default=0)
    due_on = models.DateField("到期日")
    due_km = models.PositiveIntegerField("到期里程", null=True)
    proposed_on = models.DateField("建议预约日", null=True)
    state = models.CharField("状态", max_length=10, choices=DueState, default=DueState.OPEN)
    later_on = models.DateField("下次联系", null=True)
    answer = models.CharField("客户答复", max_length=120, blank=True)
    appointment = models.ForeignKey(
        "booking.Appointment", models.PROTECT, null=True, related_name="+", verbose_name="预约"
    )
    closed_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "招揽事项"
        constraints = [
            models.UniqueConstraint(
                fields=["for_finding"], condition=Q(for_finding__isnull=False), name="due_once_per_finding"
            ),
            models.UniqueConstraint(
                fields=["for_line"], condition=Q(for_line__isnull=False), name="due_once_per_line"
            ),
            models.UniqueConstraint(
                fields=["for_campaign", "vehicle"],
                condition=Q(for_campaign__isnull=False),
                name="due_once_per_campaign",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "due_on"], condition=Q(state__in=["open", "later"]), name="due_list"
            ),
            models.Index(
                fields=["vehicle"], condition=Q(state__in=["open", "later", "booked"]), name="due_of_vehicle"
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.text[:16]}”"


class Complaint(StoreOwned):
    """A complaint taken down while the customer is still on the phone; the complaints desk works it later."""

    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    vehicle = models.ForeignKey(
        "vehicles.Vehicle", models.PROTECT, null=True, related_name="+", verbose_name="车辆"
    )
    order = models.ForeignKey(
        "workshop.Order", models.PROTECT, null=True, related_name="+", verbose_name="工单"
    )
    text = models.CharField("内容", max_length=500)
    wish = models.CharField("客户诉求", max_length=200, blank=True)
    step = models.CharField("环节", max_length=20, blank=True)
    responsible = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="责任人"
    )
    opened_at = models.DateTimeField("受理时间")
    opened_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="受理人"
    )
    closed_at = models.DateTimeField("结案时间", null=True)

    class Meta:
        verbose_name = "投诉"
        indexes = [
            models.Index(fields=["store"], condition=Q(closed_at__isnull=True), name="complaints_open"),
            models.Index(fields=["vehicle", "-opened_at"], name="complaints_of_vehicle"),
        ]
