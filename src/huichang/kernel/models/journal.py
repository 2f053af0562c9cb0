"""Who did what, and what changed. Both tables are append-only; the application's database role cannot edit them."""

from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models.expressions import RawSQL


class Entry(models.Model):
    """One use-case, done by one actor in one transaction."""

    append_only = True
    tx_id = models.BigIntegerField(db_default=RawSQL("(pg_current_xact_id()::text)::bigint", []))
    tx_at = models.DateTimeField("时间", db_default=TransactionNow())
    use_case = models.CharField("事项", max_length=80)
    store = models.ForeignKey(
        "company.Store", models.PROTECT, null=True, related_name="+", verbose_name="门店"
    )
    staff = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="人员"
    )
    who = models.CharField("谁", max_length=60)
    door = models.CharField("入口", max_length=10)
    address = models.CharField("来源地址", max_length=45, blank=True)
    subject = models.CharField("对象", max_length=60, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "日志"
        indexes = [
            models.Index(fields=["subject", "-id"], name="entry_subject"),
            models.Index(fields=["tx_id", "tx_at"], name="entry_tx"),
        ]


class Change(models.Model):
    """One row's change, written by a database trigger: the changed columns before and after.

    Joined to its `Entry` by the transaction (`tx_id`, `tx_at`). An insert stores no values: the row itself, or the
    `before` of its first change, has them.
    """

    append_only = True
    tx_id = models.BigIntegerField()
    tx_at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    row_id = models.BigIntegerField()
    op = models.CharField(max_length=1)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        verbose_name = "变更"
        indexes = [models.Index(fields=["kind", "row_id", "id"], name="change_row")]
