"""What is suggested, and what people made of it (PARTS-30)."""

from django.db import models
from django.db.models import Q

from huichang.kernel.fields import MoneyField, QuantityField, UnitPriceField
from huichang.kernel.rows import StoreOwned
from huichang.stocking.states import ChangeReason, DropReason, Kind, Outcome, State


class Suggestion(StoreOwned):
    """One thing to do about one part. `numbers` is what the sentence `why` was made of, as it was then.

    `days_left`: how long what is free lasts as expected; None where nothing is expected.
    """

    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    kind = models.CharField("做什么", max_length=10, choices=Kind)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    quantity = QuantityField("建议数")
    supplier = models.ForeignKey(
        "supply.Supplier", models.PROTECT, null=True, related_name="+", verbose_name="供应商"
    )
    other_store = models.ForeignKey(
        "company.Store", models.PROTECT, null=True, related_name="+", verbose_name="对方门店"
    )
    cost = UnitPriceField("单价（不含税）", default=0)
    worth = MoneyField("金额（不含税）", default=0)
    days_left = models.FloatField("还能撑（天）", null=True)
    is_urgent = models.BooleanField("紧急", default=False)
    why = models.CharField("理由", max_length=400)
    numbers = models.JSONField("依据", default=dict)
    made_at = models.DateTimeField("提出时间")
    refreshed_at = models.DateTimeField("更新时间")
    decided_at = models.DateTimeField("处理时间", null=True)
    decided_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="处理人"
    )
    decided_quantity = QuantityField("处理数", null=True)
    reason = models.CharField("原因", max_length=10, blank=True)
    words = models.CharField("说明", max_length=120, blank=True)
    document = models.CharField("形成单据", max_length=20, blank=True)
    purchase_order = models.ForeignKey(
        "supply.PurchaseOrder", models.PROTECT, null=True, related_name="+", verbose_name="采购单"
    )
    transfer_ask = models.BigIntegerField("调拨申请", null=True)
    judged_at = models.DateTimeField("评价时间", null=True)
    outcome = models.CharField("效果", max_length=12, choices=Outcome, blank=True)
    outcome_numbers = models.JSONField("效果数据", default=dict)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        verbose_name = "备货建议"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "part", "kind"],
                condition=Q(state="open"),
                name="one_open_suggestion",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="suggested_quantity_positive"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "stale"]) | Q(decided_at__isnull=False),
                name="suggestion_decided_when",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "kind"], condition=Q(state="open"), name="suggestions_open"),
            models.Index(fields=["store", "-decided_at"], name="suggestions_decided"),
            models.Index(fields=["store", "part", "-made_at"], name="suggestions_of_part"),
            models.Index(
                fields=["store", "decided_at"],
                condition=Q(decided_at__isnull=False, judged_at__isnull=True),
                name="suggestions_to_judge",
            ),
        ]

    def __str__(self) -> str:
        return "这条备货建议"

    @property
    def reason_says(self) -> str:
        """Why it was changed or dropped, with the words that were added."""
        known = ChangeReason if self.state == State.CHANGED else DropReason
        said = str(known(self.reason).label) if self.reason else ""
        return "：".join(filter(None, [said, self.words]))
