"""Recalls and service campaigns (WARR-20): what is wrong, which cars, what is done, and what became of each car."""

from django.db import models
from django.db.models import Q

from huichang.kernel.fields import QuantityField
from huichang.kernel.rows import Shared
from huichang.vehicles.states import CampaignKind, CampaignOutcome, CampaignState, CampaignStop


class Campaign(Shared):
    """A campaign of a manufacturer. Records of it are kept five years at least (召回条例 art. 11): nothing removes one."""

    number = models.CharField("活动编号", max_length=30, unique=True)
    kind = models.CharField("种类", max_length=8, choices=CampaignKind, default=CampaignKind.RECALL)
    name = models.CharField("名称", max_length=80)
    initials = models.CharField(max_length=80, blank=True, default="")
    brand = models.CharField("品牌", max_length=30, blank=True)
    state = models.CharField("状态", max_length=8, choices=CampaignState, default=CampaignState.DRAFT)
    stop = models.CharField("放行", max_length=10, choices=CampaignStop, default=CampaignStop.DELIVERY)
    filed_number = models.CharField("备案编号", max_length=40, blank=True)
    defect = models.CharField("缺陷情况", max_length=500, blank=True)
    risk = models.CharField("可能后果", max_length=300, blank=True)
    remedy = models.CharField("维修措施", max_length=500, blank=True)
    made_from = models.DateField("生产日期起", null=True, blank=True)
    made_until = models.DateField("生产日期止", null=True, blank=True)
    announced_on = models.DateField("公告日期", null=True, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    contact = models.CharField("联系方式", max_length=80, blank=True)
    minutes = models.PositiveSmallIntegerField("预计工时（分钟）", default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "召回/服务活动"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CampaignState.values), name="campaign_state_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="campaign_ends_after_it_starts",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ]
        indexes = [
            models.Index(fields=["state"], name="campaigns_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class CampaignWork(Shared):
    """An operation (by its code) that the remedy takes."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="works", verbose_name="活动")
    code = models.CharField("工时代码", max_length=16)

    class Meta:
        verbose_name = "活动工时"
        constraints = [models.UniqueConstraint(fields=["campaign", "code"], name="campaign_work_once")]


class CampaignPart(Shared):
    """A part (by its number) that the remedy takes for each car."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="parts", verbose_name="活动")
    number = models.CharField("配件编码", max_length=40)
    quantity = QuantityField("数量", default=1)

    class Meta:
        verbose_name = "活动配件"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="campaign_takes_part_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="campaign_part_positive",
                violation_error_message="活动配件的数量要大于 0。",
            ),
        ]


class CampaignVin(Shared):
    """A car of a campaign's list. A million of them come in a file: the sheet that brought them is their history."""

    journaled = False
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="vins", verbose_name="活动")
    vin = models.CharField("VIN", max_length=17)
    sheet_id = models.BigIntegerField("导入", null=True)

    class Meta:
        verbose_name = "活动车辆"
        constraints = [models.UniqueConstraint(fields=["vin", "campaign"], name="campaign_vin_once")]
        indexes = [
            models.Index(fields=["campaign"], name="campaign_vins"),
            models.Index(fields=["sheet_id"], condition=Q(sheet_id__isnull=False), name="campaign_vin_sheet"),
        ]


class CampaignRange(Shared):
    """Cars from one VIN to another, both inside. The check digit says nothing about the order: `from_key`, `until_key`
    are the VINs without it (positions 1–8 and 10–17)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="ranges", verbose_name="活动")
    vin_from = models.CharField("起始 VIN", max_length=17)
    vin_until = models.CharField("结束 VIN", max_length=17)
    from_key = models.CharField(max_length=16, db_collation="C")
    until_key = models.CharField(max_length=16, db_collation="C")
    sheet_id = models.BigIntegerField("导入", null=True)

    class Meta:
        verbose_name = "活动 VIN 范围"
        constraints = [
            models.UniqueConstraint(fields=["campaign", "from_key", "until_key"], name="campaign_range_once"),
            models.CheckConstraint(
                condition=Q(until_key__gte=models.F("from_key")),
                name="range_goes_forward",
                violation_error_message="结束 VIN 不能小于起始 VIN。",
            ),
        ]
        indexes = [models.Index(fields=["from_key", "until_key"], name="campaign_ranges")]


class CampaignResult(Shared):
    """What became of a campaign for one car, wherever it was done. `by_store` says where.

    A refusal is signed: `told` is what the customer was told of the risk, `signed_name` who signed; both stay when the work is
    done later.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="results", verbose_name="活动")
    vin = models.CharField("VIN", max_length=17)
    outcome = models.CharField("结果", max_length=10, choices=CampaignOutcome)
    on = models.DateField("日期")
    order_id = models.BigIntegerField("工单", null=True)
    order_number = models.CharField("工单号", max_length=20, blank=True)
    words = models.CharField("说明", max_length=200, blank=True)
    told = models.CharField("已告知的后果", max_length=300, blank=True, default="")
    signed_name = models.CharField("签字人", max_length=40, blank=True, default="")
    signature = models.ForeignKey(
        "kernel.Picture", models.PROTECT, null=True, related_name="+", verbose_name="签名"
    )
    by_store = models.ForeignKey("company.Store", models.PROTECT, related_name="+", verbose_name="门店")
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "活动结果"
        constraints = [
            models.UniqueConstraint(fields=["vin", "campaign"], name="campaign_result_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=CampaignOutcome.values), name="campaign_outcome_known"
            ),
        ]
        indexes = [models.Index(fields=["campaign", "on"], name="campaign_results")]


class CampaignTask(Shared):
    """A campaign that was taken up on an order: the job that does it. Ids of the workshop, which stands above this room."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="tasks", verbose_name="活动")
    vehicle = models.ForeignKey("vehicles.Vehicle", models.PROTECT, related_name="+", verbose_name="车辆")
    order_id = models.BigIntegerField("工单")
    job_id = models.BigIntegerField("维修项目")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "活动作业"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "order_id"],
                name="campaign_once_per_order",
                violation_error_message="这个活动已经加进这张委托书了。",
            )
        ]
        indexes = [models.Index(fields=["order_id"], name="campaign_tasks_of_order")]
