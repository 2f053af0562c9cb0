"""The numbers of the law, and the lists of parts that it names, as dated data."""

from django.db import models

from huichang.kernel.rows import Shared


class Components(Shared):
    """One published version of a maker's lists of main parts and of parts that wear (第九条, 主要零部件和易损耗零部件种类范围);
    `brand` empty: the national one. Nobody rewrites it. `rows`: a kind of part each."""

    append_only = True
    brand = models.CharField("品牌", max_length=30, blank=True)
    version = models.PositiveIntegerField("版本")
    source = models.CharField("依据", max_length=120)
    from_on = models.DateField("生效日期")
    rows = models.JSONField("种类")
    why = models.CharField("发布原因", max_length=200)
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )
    at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = "三包零部件清单"
        constraints = [models.UniqueConstraint(fields=["brand", "version"], name="components_version_once")]
        indexes = [models.Index(fields=["brand", "-from_on", "-version"], name="components_by_day")]

    def __str__(self) -> str:
        return f"{self.brand or '国家标准'}零部件清单第 {self.version} 版"


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
