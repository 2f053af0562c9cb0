"""Goods that leave otherwise than to an order: to another store, on loan, written off (PARTS-10, RULES B4)."""

from django.db import models
from django.db.models import F, Q

from huichang.kernel.fields import MoneyField, QuantityField
from huichang.kernel.rows import StoreOwned
from huichang.parts.states import Difference, LoanKind, ScrapReason, ScrapState, TransferState


class Transfer(StoreOwned):
    """Goods on their way from one store of the group (`store`) to another (`to_store`)."""

    number = models.CharField("调拨单号", max_length=20)
    to_store = models.ForeignKey("company.Store", models.PROTECT, related_name="+", verbose_name="调入门店")
    state = models.CharField("状态", max_length=10, choices=TransferState, default=TransferState.SENT)
    note = models.CharField("说明", max_length=120, blank=True)
    expected_on = models.DateField("预计到达")
    sent_at = models.DateTimeField("发出时间")
    sent_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="发出人"
    )
    received_at = models.DateTimeField("收货时间", null=True)
    received_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="收货人"
    )

    class Meta:
        verbose_name = "调拨单"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="transfer_number_in_store"),
            models.CheckConstraint(condition=~Q(store=F("to_store")), name="transfer_to_another_store"),
        ]
        indexes = [
            models.Index(fields=["to_store", "-id"], name="transfers_to_store"),
            models.Index(fields=["store", "-id"], name="transfers_from_store"),
        ]

    def __str__(self) -> str:
        return f"调拨单 {self.number}"


class TransferLine(StoreOwned):
    """One part (of one batch) of a transfer: sent, received, and what became of the difference."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="lines", verbose_name="调拨单")
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    batch = models.ForeignKey("parts.Batch", models.PROTECT, null=True, related_name="+", verbose_name="批次")
    bin = models.ForeignKey("parts.Bin", models.PROTECT, related_name="+", verbose_name="发出货位")
    quantity = QuantityField("发出数")
    value = MoneyField("金额")
    received = QuantityField("收到数", null=True)
    difference = models.CharField("差异处理", max_length=6, choices=Difference, blank=True)
    why = models.CharField("差异说明", max_length=120, blank=True)

    class Meta:
        verbose_name = "调拨行"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="transfer_line_positive"),
            models.CheckConstraint(
                condition=Q(received__isnull=True) | (Q(received__gte=0) & Q(received__lte=F("quantity"))),
                name="received_within_sent",
                violation_error_message="收到数不能多于发出数；多收的请让对方补一张调拨单。",
            ),
        ]


class Scrap(StoreOwned):
    """Goods to be written off: asked for with a witness, answered by somebody else."""

    number = models.CharField("报损单号", max_length=20)
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    batch = models.ForeignKey("parts.Batch", models.PROTECT, null=True, related_name="+", verbose_name="批次")
    bin = models.ForeignKey("parts.Bin", models.PROTECT, related_name="+", verbose_name="货位")
    quantity = QuantityField("数量")
    value = MoneyField("金额", default=0)
    reason = models.CharField("原因", max_length=10, choices=ScrapReason)
    words = models.CharField("说明", max_length=120, blank=True)
    witness = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="见证人")
    state = models.CharField("状态", max_length=10, choices=ScrapState, default=ScrapState.ASKED)
    asked_by = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    answered_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="批准人"
    )
    answered_at = models.DateTimeField("批准时间", null=True)
    answer = models.CharField("批准意见", max_length=120, blank=True)

    class Meta:
        verbose_name = "报损单"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="scrap_positive"),
            models.CheckConstraint(
                condition=~Q(witness=F("asked_by")),
                name="scrap_witness_is_another",
                violation_error_message="见证人不能是申请人自己，请选另一位同事。",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="scrap_approver_is_another",
                violation_error_message="申请人不能批准自己的报损单。",
            ),
        ]
        indexes = [models.Index(fields=["store", "-id"], name="scraps_by_time")]

    def __str__(self) -> str:
        return f"报损单 {self.number}"


class Loan(StoreOwned):
    """Goods borrowed from another dealer, lent to one, or lent to the workshop; what is back is counted."""

    number = models.CharField("单号", max_length=20)
    kind = models.CharField("类型", max_length=4, choices=LoanKind)
    partner = models.CharField("对方", max_length=60)
    taker = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="借料人"
    )
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    batch = models.ForeignKey("parts.Batch", models.PROTECT, null=True, related_name="+", verbose_name="批次")
    bin = models.ForeignKey("parts.Bin", models.PROTECT, related_name="+", verbose_name="货位")
    quantity = QuantityField("数量")
    value = MoneyField("金额")
    back = QuantityField("已归还", default=0)
    why = models.CharField("原因", max_length=120, blank=True)
    due_on = models.DateField("应还日期", null=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="经手人"
    )
    ended_at = models.DateTimeField("结清时间", null=True)

    class Meta:
        verbose_name = "借料单"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="loan_positive"),
            models.CheckConstraint(
                condition=Q(back__gte=0) & Q(back__lte=F("quantity")),
                name="loan_back_within_lent",
                violation_error_message="归还数超过了借用数，请核对。",
            ),
        ]
        indexes = [models.Index(fields=["store"], condition=Q(ended_at__isnull=True), name="loans_open")]

    def __str__(self) -> str:
        return f"借料单 {self.number}"
