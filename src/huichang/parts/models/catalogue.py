"""The parts master (PARTS-01)."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Upper

from huichang.kernel.fields import MoneyField, QuantityField
from huichang.kernel.rows import Shared
from huichang.parts.states import PriceSource, Quality, ReplaceRule, Size, Tracking, UseClass


class Kin(Shared):
    """The same part by different ways of making: genuine, OEM-equal, remanufactured (RULES A2.2), each with its own number
    and price."""

    class Meta:
        verbose_name = "同件"


class Part(Shared):
    """A part number. `key` is the number without marks, in capitals: what people type and scanners read."""

    number = models.CharField("配件编码", max_length=40, unique=True)
    key = models.GeneratedField(
        expression=Upper(
            Func(F("number"), Value("[^A-Za-z0-9]"), Value(""), Value("g"), function="regexp_replace")
        ),
        output_field=models.CharField(max_length=40),
        db_persist=True,
    )
    name = models.CharField("名称", max_length=80)
    initials = models.CharField(max_length=80)
    use_class = models.CharField("用途分类", max_length=12, choices=UseClass, default=UseClass.REPAIR)
    quality = models.CharField("质量属性", max_length=16, choices=Quality, default=Quality.GENUINE)
    maker = models.CharField("品牌", max_length=40, blank=True)
    unit = models.CharField("单位", max_length=6, default="件")
    is_whole = models.BooleanField("只能整数", default=True)
    pack = QuantityField("包装数", default=1)
    size = models.CharField("大小", max_length=6, choices=Size, blank=True, default="", db_default="")
    system = models.CharField("系统", max_length=20, blank=True)
    is_safety = models.BooleanField("安全件", default=False)
    is_hazardous = models.BooleanField("危险品", default=False)
    tracking = models.CharField("追踪", max_length=8, choices=Tracking, default=Tracking.NONE)
    shelf_life_months = models.PositiveSmallIntegerField("保质期（月）", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="replaces", verbose_name="替代为"
    )
    replace_rule = models.CharField(
        "替代规则", max_length=8, choices=ReplaceRule, default=ReplaceRule.USE_UP, db_default="use_up"
    )
    is_interchangeable = models.BooleanField("新旧互换", default=False, db_default=False)
    kin = models.ForeignKey(Kin, models.SET_NULL, null=True, related_name="parts", verbose_name="同件")
    needs_check = models.BooleanField("入库验真", default=False, db_default=False)
    barcode = models.CharField("条码", max_length=40, blank=True)
    is_active = models.BooleanField("可用", default=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        verbose_name = "备件"
        indexes = [
            models.Index(fields=["initials"], name="part_initials", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["key"], name="part_key_prefix", opclasses=["varchar_pattern_ops"]),
            GinIndex(OpClass("name", "gin_trgm_ops"), name="part_name_trgm"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["barcode"],
                condition=~Q(barcode=""),
                name="barcode_once",
                violation_error_message="这个条码已经用在另一个备件上，请核对条码。",
            ),
            models.CheckConstraint(
                condition=Q(pack__gt=0), name="pack_positive", violation_error_message="包装数必须大于零。"
            ),
            models.CheckConstraint(
                condition=Q(needs_check=False) | ~Q(tracking="none"),
                name="checked_parts_are_tracked",
                violation_error_message="要入库验真的配件，必须按批次或序列号管理。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.number}）"


class Substitute(Shared):
    """Another part that does the same work, in this direction; `condition` says when it may."""

    part = models.ForeignKey(Part, models.CASCADE, related_name="substitutes", verbose_name="备件")
    other = models.ForeignKey(Part, models.CASCADE, related_name="+", verbose_name="可代用")
    condition = models.CharField("条件", max_length=60, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "代用件"
        constraints = [models.UniqueConstraint(fields=["part", "other"], name="substitute_once")]


class Fit(Shared):
    """The part fits a series."""

    part = models.ForeignKey(Part, models.CASCADE, related_name="fits", verbose_name="备件")
    series = models.CharField("车系", max_length=30)

    class Meta:
        verbose_name = "适用车系"
        constraints = [models.UniqueConstraint(fields=["part", "series"], name="fit_once")]


class PartPrice(Shared):
    """Selling price per unit, tax included, from a day on: the group's (`store` None), or a store's own, which comes before
    the group's until its `until_on` (None: until it is ended)."""

    part = models.ForeignKey(Part, models.CASCADE, related_name="prices", verbose_name="备件")
    store = models.ForeignKey(
        "company.Store", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="门店"
    )
    price = MoneyField("售价")
    from_on = models.DateField("自")
    until_on = models.DateField("至", null=True, blank=True)
    source = models.CharField(
        "依据", max_length=6, choices=PriceSource, default=PriceSource.HAND, db_default=PriceSource.HAND
    )
    why = models.CharField("怎么来的", max_length=160, blank=True, default="", db_default="")
    round = models.ForeignKey(
        "parts.PriceRound",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="prices",
        verbose_name="调价单",
    )

    class Meta:
        verbose_name = "备件售价"
        constraints = [
            models.UniqueConstraint(
                fields=["part", "store", "from_on"], nulls_distinct=False, name="part_price_once_in_store"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on"), store__isnull=False),
                name="own_price_may_end",
                violation_error_message="只有本店价可以写结束日期，结束日期不能早于生效日期。",
            ),
        ]
