"""Batches and serial numbers: where goods came from, whether they are what they say, where they lie (PARTS-02)."""

from django.db import models
from django.db.models import Q

from huichang.kernel.fields import QuantityField
from huichang.kernel.rows import StoreOwned
from huichang.parts.states import BatchState


class Batch(StoreOwned):
    """Goods of one part with one number of the supplier's in one store; a serial number is a batch of one piece.

    `code` is the anti-counterfeit code, `checklist` what was looked at ({point: true or false}), `certificate` the number
    of the supplier's certificate.
    """

    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="batches", verbose_name="备件")
    number = models.CharField("批次号或序列号", max_length=40)
    is_serial = models.BooleanField("序列号", default=False)
    supplier = models.CharField("供应商", max_length=60, blank=True)
    document = models.CharField("入库单号", max_length=20, blank=True)
    received_at = models.DateTimeField("入库时间")
    made_on = models.DateField("生产日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    certificate = models.CharField("合格证号", max_length=60, blank=True)
    code = models.CharField("防伪码", max_length=60, blank=True)
    checklist = models.JSONField("验真清单", default=dict, blank=True, db_default={})
    state = models.CharField("状态", max_length=10, choices=BatchState, default=BatchState.EXEMPT)
    checked_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="验真人"
    )
    checked_at = models.DateTimeField("验真时间", null=True)
    note = models.CharField("说明", max_length=120, blank=True)

    class Meta:
        verbose_name = "批次"
        indexes = [
            models.Index(fields=["store", "expires_on"], name="batches_by_expiry"),
            models.Index(fields=["store", "state"], name="batches_by_state"),
            models.Index(fields=["number"], name="batches_by_number", opclasses=["varchar_pattern_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "part", "number"],
                name="one_batch_per_number",
                violation_error_message="这个批次号刚刚被登记，请刷新后选择已有的批次。",
            ),
            models.CheckConstraint(condition=~Q(number=""), name="batch_has_a_number"),
            models.CheckConstraint(
                condition=Q(made_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gte=models.F("made_on")),
                name="batch_expires_after_it_is_made",
                violation_error_message="有效期早于生产日期，请核对包装上的日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["passed", "failed"]) | Q(checked_at__isnull=False),
                name="batch_result_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"批次 {self.number}"


class BatchStock(StoreOwned):
    """What lies of a batch in one bin: the part of `BinStock` whose batch is known."""

    journaled = False
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lying", verbose_name="批次")
    bin = models.ForeignKey("parts.Bin", models.PROTECT, related_name="batches", verbose_name="货位")
    quantity = QuantityField("数量", default=0)
    is_serial = models.BooleanField("序列号", default=False)

    class Meta:
        verbose_name = "批次库存"
        constraints = [
            models.UniqueConstraint(fields=["bin", "batch"], name="one_row_per_bin_and_batch"),
            models.CheckConstraint(
                condition=Q(quantity__gte=0),
                name="batch_never_negative",
                violation_error_message="这个批次在货位上的数量不够，请核对批次。",
            ),
            models.CheckConstraint(
                condition=Q(is_serial=False) | Q(quantity__in=[0, 1]),
                name="serial_is_one_piece",
                violation_error_message="一个序列号只对应一件。",
            ),
            models.UniqueConstraint(
                fields=["batch"],
                condition=Q(is_serial=True, quantity__gt=0),
                name="serial_lies_in_one_place",
                violation_error_message="这个序列号已经在库，请核对序列号。",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "part"], condition=Q(quantity__gt=0), name="batches_lying_of_part"),
        ]
