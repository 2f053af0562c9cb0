"""What parts are sold at, and why (PARTS-40): list prices, the matrix, rounds of new prices, classes, campaigns, floors."""

from django.db import models
from django.db.models import F, Q

from huichang.kernel.fields import MoneyField
from huichang.kernel.rows import Shared, StoreOwned
from huichang.parts.states import (
    FloorState,
    PriceClass,
    Quality,
    RoundBasis,
    RoundState,
    TermBasis,
    UseClass,
)


class GuidePrice(Shared):
    """The manufacturer's list price of a part (厂家指导价), per unit with tax, from a day on."""

    part = models.ForeignKey("parts.Part", models.CASCADE, related_name="guides", verbose_name="备件")
    price = MoneyField("厂家指导价")
    from_on = models.DateField("自")
    source = models.CharField("来源", max_length=60, blank=True)

    class Meta:
        verbose_name = "厂家指导价"
        constraints = [
            models.UniqueConstraint(fields=["part", "from_on"], name="guide_price_once"),
            models.CheckConstraint(condition=Q(price__gt=0), name="guide_price_positive"),
        ]


class PriceBand(Shared):
    """One cell of the cost-plus matrix: parts of a class and quality (empty: any) whose cost per unit without tax lies from
    `cost_from` to below `cost_to` sell at cost plus `markup` per cent plus tax, rounded up to a price that ends in
    `ending` on every `step` yuan. Without a store it is the group's, which holds where a store has no matrix of its own."""

    store = models.ForeignKey(
        "company.Store", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="门店"
    )
    use_class = models.CharField("用途分类", max_length=12, choices=UseClass, blank=True)
    quality = models.CharField("质量属性", max_length=16, choices=Quality, blank=True)
    cost_from = MoneyField("成本自")
    cost_to = MoneyField("成本至", null=True, blank=True)
    markup = models.DecimalField("加价率（%）", max_digits=6, decimal_places=2)
    step = MoneyField("进位", default=1)
    ending = MoneyField("尾数", default=0)

    class Meta:
        verbose_name = "加价矩阵"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "use_class", "quality", "cost_from"],
                nulls_distinct=False,
                name="one_band_per_cost_in_store",
                violation_error_message="同一分类、同一质量属性里有两行的起点成本相同，请合并成一行。",
            ),
            models.CheckConstraint(
                condition=Q(cost_from__gte=0) & (Q(cost_to__isnull=True) | Q(cost_to__gt=F("cost_from"))),
                name="band_has_width",
                violation_error_message="成本的终点必须大于起点。",
            ),
            models.CheckConstraint(
                condition=Q(step__gt=0) & Q(ending__gte=0) & Q(ending__lt=F("step")),
                name="ending_within_step",
            ),
            models.CheckConstraint(condition=Q(markup__gte=0), name="markup_not_negative"),
        ]


class PriceRound(Shared):
    """New prices for many parts at once, of a store or (`store` None) of the group: computed, looked at, published from a day
    on, taken back before that day."""

    store = models.ForeignKey(
        "company.Store", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="门店"
    )
    name = models.CharField("名称", max_length=60)
    basis = models.CharField("依据", max_length=8, choices=RoundBasis)
    use_class = models.CharField("用途分类", max_length=12, choices=UseClass, blank=True)
    quality = models.CharField("质量属性", max_length=16, choices=Quality, blank=True)
    maker = models.CharField("品牌", max_length=40, blank=True)
    percent = models.DecimalField("百分比", max_digits=6, decimal_places=2, default=100)
    from_on = models.DateField("生效日期")
    state = models.CharField("状态", max_length=10, choices=RoundState, default=RoundState.DRAFT)
    made_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="拟定人"
    )
    made_at = models.DateTimeField("拟定时间")
    published_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="公布人"
    )
    published_at = models.DateTimeField("公布时间", null=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = "调价单"

    def __str__(self) -> str:
        return f"调价单“{self.name}”"


class PriceRoundLine(Shared):
    """What a round makes of one part. `cost`: moving average per unit without tax; `new` None: cannot be priced, `why` says."""

    journaled = False
    round = models.ForeignKey(PriceRound, models.CASCADE, related_name="lines", verbose_name="调价单")
    part = models.ForeignKey("parts.Part", models.CASCADE, related_name="+", verbose_name="备件")
    old = MoneyField("原售价", null=True)
    new = MoneyField("新售价", null=True)
    cost = MoneyField("成本", null=True)
    why = models.CharField("怎么来的", max_length=160)

    class Meta:
        verbose_name = "调价明细"
        constraints = [models.UniqueConstraint(fields=["round", "part"], name="round_line_once")]


class ClassTerm(StoreOwned):
    """What a class of customers pays here for parts of a use (empty: all): `percent` of the published price, or cost plus
    `percent`; between two days."""

    price_class = models.CharField("客户类别", max_length=8, choices=PriceClass)
    use_class = models.CharField("用途分类", max_length=12, choices=UseClass, blank=True)
    basis = models.CharField("依据", max_length=6, choices=TermBasis, default=TermBasis.LIST)
    percent = models.DecimalField("百分比", max_digits=6, decimal_places=2)
    from_on = models.DateField("自")
    until_on = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "客户类别价"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "price_class", "use_class", "from_on"],
                name="class_term_once",
                violation_error_message="这个类别从这一天起已经有规则，请修改原来的规则或换一天。",
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0) & (~Q(basis="list") | Q(percent__lte=100) & Q(percent__gt=0)),
                name="class_term_lowers",
                violation_error_message="按公布售价打折的百分比要在 0 到 100 之间：客户类别价不能高于公布价。",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="class_term_has_days"
            ),
        ]


class BuyerClass(StoreOwned):
    """Which class a customer belongs to in a store; who is not here is an owner."""

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+", verbose_name="客户")
    price_class = models.CharField("客户类别", max_length=8, choices=PriceClass)

    class Meta:
        verbose_name = "客户类别"
        constraints = [models.UniqueConstraint(fields=["store", "customer"], name="one_class_per_customer")]


class Campaign(StoreOwned):
    """Lower prices between two days, for everybody or for one class of customers."""

    name = models.CharField("活动", max_length=40)
    price_class = models.CharField("客户类别", max_length=8, choices=PriceClass, blank=True)
    from_on = models.DateField("自")
    until_on = models.DateField("至")

    class Meta:
        verbose_name = "配件活动"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="campaign_has_days",
                violation_error_message="活动的结束日期早于开始日期，请核对。",
            )
        ]

    def __str__(self) -> str:
        return f"活动“{self.name}”"


class CampaignLine(StoreOwned):
    """What a campaign gives: a price for one part, or `percent` of the published price for one part or a use of parts."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="lines", verbose_name="活动")
    part = models.ForeignKey("parts.Part", models.CASCADE, null=True, related_name="+", verbose_name="备件")
    use_class = models.CharField("用途分类", max_length=12, choices=UseClass, blank=True)
    price = MoneyField("活动价", null=True)
    percent = models.DecimalField("百分比", max_digits=5, decimal_places=2, null=True)

    class Meta:
        verbose_name = "活动明细"
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(price__gt=0, percent__isnull=True, part__isnull=False)
                    | Q(price__isnull=True, percent__gt=0, percent__lte=100)
                ),
                name="campaign_line_lowers",
                violation_error_message="活动请填一个配件的活动价，或者 0 到 100 之间的折扣百分比。",
            ),
            models.UniqueConstraint(
                fields=["campaign", "part"], condition=Q(part__isnull=False), name="campaign_part_once"
            ),
        ]
        indexes = [models.Index(fields=["part"], name="campaign_lines_of_part")]


class FloorRequest(StoreOwned):
    """Somebody wants to sell below the floor: which part, at what, why; asked and answered. An approval holds for what it
    was asked for (`for_order`, `for_line`: 0 where there is none yet) until the end of `until_on`."""

    part = models.ForeignKey("parts.Part", models.PROTECT, related_name="+", verbose_name="备件")
    for_order = models.BigIntegerField("工单", default=0)
    for_line = models.BigIntegerField("工单行", default=0)
    whom = models.CharField("客户", max_length=80, blank=True)
    price = MoneyField("申请单价")
    floor = MoneyField("底价")
    why = models.CharField("原因", max_length=120)
    asked_by = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    state = models.CharField("答复", max_length=8, choices=FloorState, default=FloorState.OPEN)
    answered_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True)
    words = models.CharField("答复说明", max_length=120, blank=True)
    until_on = models.DateField("有效至", null=True)

    class Meta:
        verbose_name = "底价申请"
        indexes = [
            models.Index(fields=["store"], condition=Q(state="open"), name="floor_requests_open"),
            models.Index(fields=["store", "part"], name="floor_requests_of_part"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gte=0) & Q(price__lt=F("floor")), name="asks_below_floor"
            ),
            models.UniqueConstraint(
                fields=["store", "part", "for_order", "for_line", "asked_by"],
                condition=Q(state="open"),
                name="one_open_floor_request",
                violation_error_message="这一行已经申请过低于底价，请等答复。",
            ),
        ]

    def __str__(self) -> str:
        return "这份底价申请"
