"""What a car's 三包凭证 says, and how the car stands."""

from django.db import models
from django.db.models import Q

from huichang.kernel.fields import MoneyField
from huichang.kernel.rows import Shared, StoreOwned
from huichang.sanbao.states import Light

USES = [("family", "家用（为生活消费购买）"), ("business", "经营或单位用车")]


class Certificate(Shared):
    """A car as it was sold (第九条). It follows the car, whoever owns it (第三十条). Empty is what nobody has told yet.
    The days of the invoice and the delivery stand in the car's file: other promises are counted from them too.

    `returned_on`: taken back as 换退车; whoever buys it is told so in writing (第三十三条).
    """

    vehicle = models.OneToOneField(
        "vehicles.Vehicle", models.PROTECT, related_name="sanbao_certificate", verbose_name="车辆"
    )
    use = models.CharField("购车用途", max_length=8, choices=USES, blank=True)
    price = MoneyField("车价款", null=True)
    use_factor = models.DecimalField("使用补偿系数 n", max_digits=6, decimal_places=5, null=True)
    sanbao_months = models.PositiveSmallIntegerField("三包有效期（月）", null=True)
    sanbao_km = models.PositiveIntegerField("三包有效期（公里）", null=True)
    cover_months = models.PositiveSmallIntegerField("包修期（月）", null=True)
    cover_km = models.PositiveIntegerField("包修期（公里）", null=True)
    seller = models.CharField("销售者", max_length=80, blank=True)
    invoice_number = models.CharField("发票号码", max_length=30, blank=True)
    number = models.CharField("三包凭证号", max_length=40, blank=True)
    returned_on = models.DateField("换退日期", null=True)
    return_reason = models.CharField("换退原因", max_length=200, blank=True)
    noted_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    noted_at = models.DateTimeField("登记时间")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "三包凭证"
        constraints = [
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gt=0), name="sanbao_price_positive"
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | ~Q(return_reason=""), name="sanbao_return_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return "三包凭证"


class Standing(StoreOwned):
    """How a car stands by the last count, for each store that repaired it: what lists and notices show. The car's page counts
    anew. `could`: the light if all that is proposed holds; `missing`: what must be asked for."""

    journaled = False
    vehicle = models.ForeignKey("vehicles.Vehicle", models.CASCADE, related_name="+", verbose_name="车辆")
    light = models.CharField("灯", max_length=8, choices=Light)
    could = models.CharField("如认定", max_length=8, choices=Light)
    says = models.CharField("最接近的条款", max_length=200, blank=True)
    todo = models.CharField("要做", max_length=200, blank=True)
    missing = models.CharField("缺少", max_length=120, blank=True)
    open_faults = models.PositiveSmallIntegerField("待认定", default=0)
    used_days = models.PositiveSmallIntegerField("累计修理日", default=0)
    most_same = models.PositiveSmallIntegerField("同一问题次数", default=0)
    repairs = models.PositiveSmallIntegerField("计入修理", default=0)
    until_on = models.DateField("三包有效期至", null=True)
    until_km = models.PositiveIntegerField("三包里程至", null=True)
    in_sanbao = models.BooleanField("三包期内", default=False)
    is_returned = models.BooleanField("换退车", default=False)
    last_at = models.DateTimeField("最近修理")
    computed_at = models.DateTimeField("计算时间")
    limits = models.PositiveIntegerField("参数版本", default=0)

    class Meta:
        verbose_name = "三包状态"
        constraints = [models.UniqueConstraint(fields=["store", "vehicle"], name="one_standing_per_car")]
        indexes = [
            models.Index(fields=["store", "light", "-used_days"], name="standings_by_light"),
            models.Index(fields=["vehicle"], name="standings_of_vehicle"),
        ]
