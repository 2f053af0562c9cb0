"""Call-back orders over several stores (旧件调回): what the manufacturer wants, and how each store stands to it."""

from django.db import models
from django.db.models import Q

from huichang.kernel.rows import Shared, StoreOwned
from huichang.network.models.cases import Case


class CallOrder(Shared):
    """The manufacturer wants claimed parts back, from one store or many, for a case or on its own account."""

    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="orders", verbose_name="质量案件")
    what = models.CharField("调回什么", max_length=120)
    due_on = models.DateField("期限")
    is_urgent = models.BooleanField("紧急", default=False)
    words = models.CharField("要求", max_length=200, blank=True)
    ordered_at = models.DateTimeField("发出时间")
    ordered_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="发出人"
    )

    class Meta:
        verbose_name = "旧件调回指令"
        indexes = [models.Index(fields=["-ordered_at"], name="call_orders_by_day")]

    def __str__(self) -> str:
        return f"调回指令 {self.number}"

    @property
    def number(self) -> str:
        """As it is spoken of, and as it stands in each store's claimed-parts store."""
        return f"DH{self.pk:05d}"


class PartsAsk(StoreOwned):
    """What one store is asked for by an order. `call_back`: the order in its claimed-parts store, for what lies there;
    `lacking`: claims of which nothing can come, each with what became of its part."""

    order = models.ForeignKey(CallOrder, models.PROTECT, related_name="asks", verbose_name="调回指令")
    call_back = models.OneToOneField(
        "warranty.CallBack", models.PROTECT, null=True, related_name="+", verbose_name="召回指令"
    )
    claims = models.JSONField("索赔单号", default=list)
    lacking = models.JSONField("没有旧件的", default=dict)
    answer = models.CharField("门店说明", max_length=200, blank=True)
    arranged_at = models.DateTimeField("答复时间", null=True)
    arranged_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    reminders = models.PositiveSmallIntegerField("催办次数", default=0)
    reminded_at = models.DateTimeField("最近催办", null=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_words = models.CharField("撤回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "旧件调回"
        constraints = [
            models.UniqueConstraint(
                fields=["order", "store"],
                name="one_ask_per_order_and_store",
                violation_error_message="这个指令已经发给这家门店了。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_words=""),
                name="ask_withdrawn_with_a_reason",
                violation_error_message="请写明为什么撤回。",
            ),
        ]
        indexes = [
            models.Index(fields=["store"], condition=Q(withdrawn_at__isnull=True), name="asks_of_store")
        ]

    def __str__(self) -> str:
        return "旧件调回要求"
