"""Promises about cars (WARR-01): policies in dated versions, contracts that cars have bought, and the answers acted on."""

from django.db import models
from django.db.models import Q

from huichang.kernel.fields import MoneyField
from huichang.kernel.rows import Shared, StoreOwned
from huichang.vehicles.states import CoverKind, CoverStart, CoverVerdict


class Policy(Shared):
    """A policy by its own number; what it says stands in its versions."""

    code = models.CharField("政策编号", max_length=24, unique=True)

    class Meta:
        verbose_name = "担保政策"

    def __str__(self) -> str:
        return f"担保政策 {self.code}"


class PolicyTerms(Shared):
    """What a policy says. Lists are codes; an empty list asks for nothing. Limits: whichever comes first."""

    name = models.CharField("名称", max_length=60)
    initials = models.CharField(max_length=60, blank=True, default="")
    kind = models.CharField("种类", max_length=12, choices=CoverKind, default=CoverKind.VEHICLE)
    brand = models.CharField("品牌", max_length=30, blank=True)
    series = models.JSONField("车系", default=list, blank=True)
    car_models = models.JSONField("车型", default=list, blank=True)
    uses = models.JSONField("使用性质", default=list, blank=True)
    energies = models.JSONField("动力", default=list, blank=True)
    sold_from = models.DateField("购车不早于", null=True, blank=True)
    sold_until = models.DateField("购车不晚于", null=True, blank=True)
    systems = models.JSONField("系统", default=list, blank=True)
    part_classes = models.JSONField("配件用途", default=list, blank=True)
    parts = models.JSONField("配件编码", default=list, blank=True)
    not_systems = models.JSONField("不含系统", default=list, blank=True)
    not_parts = models.JSONField("不含配件", default=list, blank=True)
    start = models.CharField("起算", max_length=10, choices=CoverStart, default=CoverStart.LICENCE)
    months = models.PositiveSmallIntegerField("月数", null=True, blank=True)
    km = models.PositiveIntegerField("公里数", null=True, blank=True)
    shares = models.JSONField("分担", default=list, blank=True)
    voids = models.JSONField("不予担保的情形", default=list, blank=True)
    capacity = models.PositiveSmallIntegerField("容量限值（%）", null=True, blank=True)
    clause = models.CharField("条款", max_length=200, blank=True)
    from_on = models.DateField("执行日期")
    is_withdrawn = models.BooleanField("停用", default=False)

    class Meta:
        abstract = True


class PolicyVersion(PolicyTerms):
    """A policy as it was published. Nobody rewrites it: another version takes its place from its day on."""

    append_only = True
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions", verbose_name="政策")
    number = models.PositiveSmallIntegerField("版本")
    reason = models.CharField("修订说明", max_length=120, blank=True)
    published_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )
    published_at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = "政策版本"
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_once"),
            models.CheckConstraint(condition=Q(kind__in=CoverKind.values), name="policy_kind_known"),
            models.CheckConstraint(condition=Q(start__in=CoverStart.values), name="policy_start_known"),
        ]
        indexes = [
            models.Index(fields=["policy", "-from_on", "-number"], name="policy_in_force"),
        ]


class PolicyDraft(PolicyTerms):
    """What somebody is writing: it speaks only when it is published."""

    policy = models.OneToOneField(Policy, models.CASCADE, related_name="draft", verbose_name="政策")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "政策草稿"

    def __str__(self) -> str:
        return f"“{self.name}”的草稿"


class CoverContract(Shared):
    """An extended contract that was bought for a car. The policy version says what it covers."""

    vehicle = models.ForeignKey(
        "vehicles.Vehicle", models.PROTECT, related_name="contracts", verbose_name="车辆"
    )
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="+", verbose_name="政策")
    number = models.CharField("合同号", max_length=30, unique=True)
    bought_on = models.DateField("购买日期")
    from_on = models.DateField("生效日期")
    until_on = models.DateField("到期日期")
    until_km = models.PositiveIntegerField("到期里程", null=True, blank=True)
    price = MoneyField("价格", null=True, blank=True)
    ended_on = models.DateField("终止日期", null=True, blank=True)
    ended_reason = models.CharField("终止原因", max_length=80, blank=True)

    class Meta:
        verbose_name = "延保合同"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gt=models.F("from_on")),
                name="contract_ends_after_it_begins",
                violation_error_message="到期日期要晚于生效日期。",
            ),
        ]
        indexes = [models.Index(fields=["vehicle"], name="contract_by_vehicle")]

    def __str__(self) -> str:
        return f"延保合同 {self.number}"


class KeptAnswer(StoreOwned):
    """What was answered about a line when somebody acted on it (WARR-02), with the version that said it."""

    append_only = True
    vehicle = models.ForeignKey("vehicles.Vehicle", models.PROTECT, related_name="+", verbose_name="车辆")
    order_id = models.BigIntegerField("工单", null=True)
    key = models.CharField("项目", max_length=40)
    asked = models.JSONField("所问", default=dict)
    on = models.DateField("日期")
    km = models.PositiveIntegerField("里程")
    verdict = models.CharField("结论", max_length=12, choices=CoverVerdict)
    kind = models.CharField("种类", max_length=12, blank=True)
    policy = models.ForeignKey(Policy, models.PROTECT, null=True, related_name="+", verbose_name="政策")
    policy_version = models.PositiveSmallIntegerField("版本", null=True)
    clause = models.CharField("条款", max_length=200, blank=True)
    says = models.CharField("说明", max_length=500)
    until_on = models.DateField("到期日期", null=True)
    until_km = models.PositiveIntegerField("到期里程", null=True)
    share_percent = models.PositiveSmallIntegerField("承担比例", default=0)
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "担保结论"
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=CoverVerdict.values), name="kept_verdict_known"),
        ]
        indexes = [
            models.Index(fields=["vehicle", "-at"], name="kept_by_vehicle"),
            models.Index(fields=["order_id"], name="kept_by_order"),
        ]
