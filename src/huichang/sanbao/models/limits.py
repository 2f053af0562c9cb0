"""The numbers of the law as dated data."""

from django.db import models

from huichang.kernel.rows import Shared


class Limits(Shared):
    """One published version of the numbers; nobody rewrites it, the next one has its own day. `values`: number by key."""

    append_only = True
    version = models.PositiveIntegerField("版本", unique=True)
    name = models.CharField("依据", max_length=120)
    from_on = models.DateField("生效日期")
    values = models.JSONField("参数")
    why = models.CharField("发布原因", max_length=200)
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )
    at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = "三包参数"
        indexes = [models.Index(fields=["-from_on", "-version"], name="limits_by_day")]

    def __str__(self) -> str:
        return f"三包参数第 {self.version} 版"
