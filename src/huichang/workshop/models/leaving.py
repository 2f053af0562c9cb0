"""Delivery, the gate pass, and the signed links under which a customer sees the visit."""

from django.db import models
from django.db.models import Q

from huichang.kernel.rows import StoreOwned
from huichang.workshop.models.order import ExtraWork, Order


class Handover(StoreOwned):
    """The delivery (交车, LANE-63)."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="handover", verbose_name="工单")
    items = models.JSONField("交车清单", default=list)
    explained_by = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="讲解人")
    next_service_on = models.DateField("下次保养日期", null=True)
    next_service_km = models.PositiveIntegerField("下次保养里程", null=True)
    score = models.PositiveSmallIntegerField("满意度", null=True)
    score_words = models.CharField("客户的话", max_length=200, blank=True)
    at = models.DateTimeField("交车时间")
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="交车人"
    )

    class Meta:
        verbose_name = "交车"


class GatePass(StoreOwned):
    """The pass at the gate (出门证): exists only when everything is paid or on approved credit, and works once."""

    set_once = ("used_at",)
    order = models.ForeignKey(Order, models.CASCADE, related_name="gate_passes", verbose_name="工单")
    number = models.CharField("编号", max_length=20)
    token = models.CharField(max_length=40, unique=True)
    issued_at = models.DateTimeField("开具时间")
    used_at = models.DateTimeField("放行时间", null=True)
    used_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="放行人"
    )
    void_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        verbose_name = "出门证"
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(void_at__isnull=True), name="one_pass_per_order"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(void_at__isnull=True), name="pass_used_or_void"
            ),
        ]

    def __str__(self) -> str:
        return f"出门证 {self.number}"


class CustomerLink(StoreOwned):
    """A link sent to a customer; only its digest is kept. `progress` may be opened again and again until it expires,
    an approval is used once."""

    set_once = ("used_at",)
    order = models.ForeignKey(Order, models.CASCADE, related_name="links", verbose_name="工单")
    extra_work = models.ForeignKey(
        ExtraWork, models.CASCADE, null=True, related_name="links", verbose_name="增项"
    )
    purpose = models.CharField(
        "用途", max_length=10, choices=[("progress", "进度"), ("sign", "签委托书"), ("approve", "确认增项")]
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("生成时间")
    expires_at = models.DateTimeField("有效期至")
    opened_at = models.DateTimeField("客户打开", null=True)
    used_at = models.DateTimeField("使用时间", null=True)
    void_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        verbose_name = "客户链接"
        indexes = [models.Index(fields=["order"], name="links_of_order")]
