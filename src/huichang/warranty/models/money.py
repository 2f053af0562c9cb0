"""The manufacturer's settlement lists, and checks made of the reasons in them (WARR-12, WARR-14)."""

from django.db import models
from django.db.models import F, Q

from huichang.kernel.fields import MoneyField
from huichang.kernel.rows import StoreOwned
from huichang.warranty.models.claims import Claim, Submission
from huichang.warranty.states import CheckState, Outcome, Remedy, Severity


class SettlementLine(StoreOwned):
    """A line of a month's list: what the manufacturer paid for a claim, and what it means for us."""

    month = models.DateField("结算月份")
    list_number = models.CharField("结算单号", max_length=40)
    claim_number = models.CharField("索赔单号", max_length=40)
    vin = models.CharField("车架号", max_length=17, blank=True)
    labour = MoneyField("工时费", default=0)
    parts = MoneyField("配件费", default=0)
    other = MoneyField("其他费用", default=0)
    paid = MoneyField("结算金额")
    reason = models.CharField("扣款原因", max_length=120, blank=True)
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="settled", verbose_name="索赔单")
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, related_name="settled", verbose_name="上报"
    )
    asked = MoneyField("申请金额", default=0)
    outcome = models.CharField("结果", max_length=8, choices=Outcome)
    remedy = models.CharField("处理", max_length=12, choices=Remedy, default=Remedy.OPEN)
    remedy_words = models.CharField("处理说明", max_length=200, blank=True)
    remedied_at = models.DateTimeField("处理时间", null=True)
    booked_at = models.DateTimeField("入账时间", null=True)
    read_at = models.DateTimeField("导入时间")

    class Meta:
        verbose_name = "厂家结算明细"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "list_number", "claim_number"], name="settlement_line_once"
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(outcome__in=["paid", "cut", "rejected"]),
                name="submission_settled_once",
                violation_error_message="这次上报已经结算过了，不能再结算一次。",
            ),
            models.CheckConstraint(condition=Q(paid__gte=0), name="settlement_not_negative"),
            models.CheckConstraint(
                condition=Q(paid=F("labour") + F("parts") + F("other")), name="settlement_line_adds_up"
            ),
        ]
        indexes = [
            models.Index(fields=["store", "month"], name="settlements_by_month"),
            models.Index(fields=["store"], condition=Q(remedy="open"), name="settlements_to_work"),
            models.Index(fields=["store"], condition=Q(booked_at__isnull=True), name="settlements_unbooked"),
        ]

    def __str__(self) -> str:
        return f"结算明细 {self.claim_number}"


class Check(StoreOwned):
    """A check of the store's own, made in the screen of a reason for which claims were refused.

    `conditions`: `[{"field": "km", "compare": "gt", "value": "60000"}]`, all of which must hold for it to hit.
    """

    name = models.CharField("名称", max_length=60)
    says = models.CharField("提示", max_length=160)
    severity = models.CharField("作用", max_length=4, choices=Severity, default=Severity.STOP)
    conditions = models.JSONField("条件", default=list)
    state = models.CharField("状态", max_length=6, choices=CheckState, default=CheckState.DRAFT)
    kept_at = models.DateTimeField("修改时间")
    kept_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="修改人"
    )
    tried_at = models.DateTimeField("试算时间", null=True)
    tried_claims = models.PositiveIntegerField("试算单数", default=0)
    tried_hits = models.PositiveIntegerField("命中", default=0)
    tried_right = models.PositiveIntegerField("命中且曾被扣", default=0)

    class Meta:
        verbose_name = "索赔检查"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "name"],
                name="check_name_once",
                violation_error_message="已有同名的检查，请换一个名称。",
            ),
            models.CheckConstraint(
                condition=~Q(state="on") | Q(tried_at__isnull=False), name="check_is_tried_before_on"
            ),
        ]

    def __str__(self) -> str:
        return f"检查“{self.name}”"
