"""Stock counts (PARTS-14): what is to be counted where by whom, every number that was said, what came of it."""

from django.db import models
from django.db.models import Q

from huichang.kernel.fields import MoneyField, QuantityField
from huichang.kernel.rows import StoreOwned
from huichang.parts.states import CountKind, CountReason, CountState, LineState


class Count(StoreOwned):
    """One count: planned, counted while the store stays open, approved and posted as one document, or dropped.

    `gain` and `loss` are what was posted (yuan at moving average, both zero or more).
    """

    number = models.CharField("盘点单号", max_length=20)
    kind = models.CharField("方式", max_length=6, choices=CountKind)
    state = models.CharField("状态", max_length=8, choices=CountState, default=CountState.OPEN)
    what = models.CharField("范围", max_length=80)
    on = models.DateField("盘点日")
    is_proposed = models.BooleanField("自动提出", default=False)
    planned_at = models.DateTimeField("建立时间")
    planned_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="建立人"
    )
    handed_in_at = models.DateTimeField("送审时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    ended_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="批准或作废人"
    )
    why = models.CharField("说明", max_length=120, blank=True)
    gain = MoneyField("盘盈", default=0)
    loss = MoneyField("盘亏", default=0)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        verbose_name = "盘点单"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="count_number_in_store"),
            models.UniqueConstraint(
                fields=["store", "on"], condition=Q(is_proposed=True), name="one_proposed_count_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "review"], ended_at__isnull=True)
                | Q(state__in=["posted", "dropped"], ended_at__isnull=False),
                name="count_ends_once",
            ),
            models.CheckConstraint(condition=Q(gain__gte=0) & Q(loss__gte=0), name="gain_and_loss_positive"),
        ]
        indexes = [
            models.Index(fields=["store"], condition=Q(state__in=["open", "review"]), name="counts_open"),
            models.Index(fields=["store", "-ended_at"], name="counts_by_end"),
        ]

    def __str__(self) -> str:
        return f"盘点单 {self.number}"


class CountBin(StoreOwned):
    """A bin that a count goes to, and who was asked to. `checked_at`: somebody said that nothing else lies there."""

    count = models.ForeignKey(Count, models.CASCADE, related_name="bins", verbose_name="盘点单")
    bin = models.ForeignKey("parts.Bin", models.PROTECT, related_name="+", verbose_name="货位")
    given_to = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="盘点人"
    )
    checked_at = models.DateTimeField("盘完时间", null=True)

    class Meta:
        verbose_name = "盘点货位"
        constraints = [models.UniqueConstraint(fields=["count", "bin"], name="count_goes_to_a_bin_once")]


class CountLine(StoreOwned):
    """One part (of one batch) in one bin of a count.

    `book` is what the ledger had there at the moment of the number that counts (`counted_at`): the difference is taken
    from that, so that whatever moves afterwards is no part of it. `worth` is the difference at moving average, as it was
    when counted, and as posted in the end. `round` goes up when the line is sent back to be counted anew.
    """

    count = models.ForeignKey(Count, models.CASCADE, related_name="lines", verbose_name="盘点单")
    bin = models.ForeignKey("parts.Bin", models.PROTECT, related_name="+", verbose_name="货位")
    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    batch = models.ForeignKey("parts.Batch", models.PROTECT, null=True, related_name="+", verbose_name="批次")
    state = models.CharField("状态", max_length=8, choices=LineState, default=LineState.TO_COUNT)
    is_open = models.BooleanField("未结束", default=True)
    is_found = models.BooleanField("清单外发现", default=False)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    counted = QuantityField("实盘数", null=True)
    book = QuantityField("账面数", null=True)
    difference = QuantityField("差异", null=True)
    worth = MoneyField("差异金额", null=True)
    counted_at = models.DateTimeField("盘点时间", null=True)
    last_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="最后盘点人"
    )
    reason = models.CharField("差异原因", max_length=10, choices=CountReason, blank=True)
    words = models.CharField("说明", max_length=80, blank=True)

    class Meta:
        verbose_name = "盘点行"
        constraints = [
            models.UniqueConstraint(
                fields=["count", "bin", "part", "batch"], name="count_line_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["bin", "part", "batch"],
                condition=Q(is_open=True),
                name="counted_in_one_count_at_a_time",
                nulls_distinct=False,
                violation_error_message="这个货位的这种配件正在另一张盘点单里盘，请先完成或作废那一张。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["to_count", "left_out"], counted__isnull=True)
                | Q(state__in=["again", "counted"], counted__gte=0, counted_at__isnull=False),
                name="counted_line_has_its_number",
            ),
        ]
        indexes = [models.Index(fields=["store", "part", "bin"], name="count_lines_of_place")]


class CountTake(StoreOwned):
    """What one person said lay there, at one moment, and what the ledger had then. Never changed: who corrects says anew."""

    append_only = True
    journaled = False
    line = models.ForeignKey(CountLine, models.CASCADE, related_name="takes", verbose_name="盘点行")
    round = models.PositiveSmallIntegerField("轮次")
    counted = QuantityField("实盘数")
    book = QuantityField("账面数")
    worth = MoneyField("差异金额")
    by = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="盘点人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "盘点记录"
        constraints = [models.CheckConstraint(condition=Q(counted__gte=0), name="counted_not_negative")]
