"""A claim: one job of an order, its lines, its evidence, what is asked besides (WARR-10, RULES D12)."""

from django.db import models
from django.db.models import F, Q

from huichang.kernel.fields import MoneyField, QuantityField
from huichang.kernel.rows import StoreOwned
from huichang.warranty.states import (
    OPEN,
    ClaimKind,
    ClaimState,
    Decision,
    Duty,
    EvidenceKind,
    FaultNature,
    Grade,
    OutlayKind,
    Way,
)


class Claim(StoreOwned):
    """What is asked of the manufacturer for one job. Amounts are yuan, tax included; `paid` is what settlements paid of it.

    `answered_by`: who of the store registered the manufacturer's answer; nobody where its own people answered in the house.
    """

    number = models.CharField("索赔单号", max_length=20)
    kind = models.CharField("索赔类型", max_length=14, choices=ClaimKind, default=ClaimKind.NORMAL)
    order = models.ForeignKey("workshop.Order", models.PROTECT, related_name="+", verbose_name="工单")
    order_number = models.CharField("工单号", max_length=20)
    job = models.ForeignKey("workshop.Job", models.PROTECT, related_name="+", verbose_name="维修项目")
    title = models.CharField("项目", max_length=80)
    vehicle = models.ForeignKey("vehicles.Vehicle", models.PROTECT, related_name="+", verbose_name="车辆")
    plate = models.CharField("车牌", max_length=10, blank=True)
    vin = models.CharField("车架号", max_length=17, blank=True)
    model = models.CharField("车型", max_length=80, blank=True)
    engine_number = models.CharField("发动机号", max_length=30, blank=True)
    customer = models.CharField("送修人", max_length=40, blank=True)
    km = models.PositiveIntegerField("里程", default=0)
    km_at_sale = models.PositiveIntegerField("售车时里程", default=0)
    sold_on = models.DateField("购车日期", null=True)
    licensed_on = models.DateField("行驶证日期", null=True)
    registered_at = models.DateTimeField("车辆数据核对", null=True)
    failed_on = models.DateField("故障日期", null=True)
    repaired_on = models.DateField("维修日期", null=True)
    concern = models.CharField("故障现象", max_length=300, blank=True)
    cause = models.CharField("原因分析", max_length=300, blank=True)
    correction = models.CharField("处理结果", max_length=300, blank=True)
    fault_code = models.CharField("故障代码", max_length=40, blank=True)
    nature = models.CharField("故障性质", max_length=8, choices=FaultNature, default=FaultNature.PART)
    grade = models.CharField("故障属性", max_length=1, choices=Grade, default=Grade.C)
    circumstances = models.JSONField("排除情形", default=list)
    campaign_code = models.CharField("活动代码", max_length=30, blank=True)
    policy = models.CharField("质保依据", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=ClaimState, default=ClaimState.INSPECT)
    state_since = models.DateTimeField("状态时间")
    opened_at = models.DateTimeField("申请鉴定时间")
    opened_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="服务顾问"
    )
    words = models.CharField("顾问说明", max_length=200, blank=True)
    decided_at = models.DateTimeField("鉴定时间", null=True)
    decided_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="鉴定人"
    )
    verdict = models.CharField("鉴定意见", max_length=300, blank=True)
    word_reasons = models.JSONField("预授权事由", default=list)
    waits_for_word = models.BooleanField("等厂家授权", default=False)
    due_on = models.DateField("上报期限", null=True)
    round = models.PositiveSmallIntegerField("上报次数", default=0)
    asked_labour = MoneyField("工时费", default=0)
    asked_parts = MoneyField("配件费", default=0)
    asked_other = MoneyField("辅料及其他", default=0)
    asked = MoneyField("申请合计", default=0)
    paid = MoneyField("已结算", default=0)
    lost = MoneyField("接受差额", default=0)
    their_number = models.CharField("厂家受理号", max_length=40, blank=True)
    answer_words = models.CharField("厂家答复", max_length=300, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="答复登记人"
    )

    class Meta:
        verbose_name = "索赔单"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="claim_number"),
            models.UniqueConstraint(
                fields=["job"],
                condition=~Q(state__in=["own", "void"]),
                name="one_claim_per_job",
                violation_error_message="这个维修项目已经有索赔单了，请打开原来的那张。",
            ),
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="claim_state_known"),
            models.CheckConstraint(
                condition=Q(asked=F("asked_labour") + F("asked_parts") + F("asked_other")),
                name="claim_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0, lost__gte=0, paid__lte=F("asked") - F("lost")),
                name="claim_paid_within_asked",
                violation_error_message="结算和差额之和不能超过索赔单的申请金额，请核对结算单。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["inspect", "own", "void"]) | Q(decided_at__isnull=False),
                name="no_claim_without_inspection",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "state"],
                condition=Q(state__in=[str(each) for each in OPEN]),
                name="claims_open",
            ),
            models.Index(fields=["store", "-opened_at"], name="claims_by_day"),
            models.Index(fields=["vehicle", "-opened_at"], name="claims_of_vehicle"),
            models.Index(fields=["order"], name="claims_of_order"),
            models.Index(fields=["job"], condition=Q(waits_for_word=True), name="claims_waiting_for_word"),
        ]

    def __str__(self) -> str:
        return f"索赔单 {self.number}"


class ClaimLine(StoreOwned):
    """A line of the order in a claim, and what the inspection said of it. `live` while no other claim may take the line."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="lines", verbose_name="索赔单")
    line = models.ForeignKey("workshop.Line", models.PROTECT, related_name="+", verbose_name="工单明细")
    live = models.BooleanField(default=True)
    kind = models.CharField("类别", max_length=12)
    part = models.ForeignKey("parts.Part", models.PROTECT, null=True, related_name="+", verbose_name="配件")
    code = models.CharField("编码", max_length=40, blank=True)
    name = models.CharField("名称", max_length=80)
    unit = models.CharField("单位", max_length=6, blank=True)
    quantity = QuantityField("数量", default=1)
    minutes = models.PositiveSmallIntegerField("工时（分钟）", default=0)
    standard_minutes = models.PositiveSmallIntegerField("标准工时（分钟）", default=0)
    unit_price = MoneyField("单价", default=0)
    amount = MoneyField("金额", default=0)
    share_percent = models.PositiveSmallIntegerField("厂家承担（%）", default=100)
    asked = MoneyField("申请金额", default=0)
    decision = models.CharField("判定", max_length=8, choices=Decision, default=Decision.PENDING)
    why = models.CharField("判定理由", max_length=200, blank=True)
    answer = models.CharField("质保答复", max_length=12, blank=True)
    clause = models.CharField("条款", max_length=120, blank=True)
    says = models.CharField("计算依据", max_length=300, blank=True)
    answer_ref = models.BigIntegerField("质保答复记录", null=True)
    duty = models.CharField("责任性质", max_length=10, choices=Duty, default=Duty.SECONDARY)
    way = models.CharField("维修方式", max_length=8, choices=Way, default=Way.REPLACE)
    goes_back = models.BooleanField("回运", default=True)
    supplier_code = models.CharField("旧件供应商代码", max_length=30, blank=True)
    old_code = models.CharField("旧件代码", max_length=40, blank=True)
    serial = models.CharField("旧件序列号", max_length=40, blank=True)

    class Meta:
        verbose_name = "索赔明细"
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(live=True),
                name="claim_takes_a_line_once",
                violation_error_message="这一行已经在另一张索赔单里了，同一项目不能索赔两次。",
            ),
            models.CheckConstraint(
                condition=Q(asked__gte=0, asked__lte=F("amount")), name="claim_line_asks_at_most_its_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.name}”"


class Evidence(StoreOwned):
    """A photo or printout of the inspection."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="evidence", verbose_name="索赔单")
    kind = models.CharField("内容", max_length=8, choices=EvidenceKind)
    picture = models.ForeignKey("kernel.Picture", models.PROTECT, related_name="+", verbose_name="照片")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "索赔照片"


class Measurement(StoreOwned):
    """Something measured on the car, with its limit."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="measurements", verbose_name="索赔单")
    name = models.CharField("测量项", max_length=40)
    value = models.CharField("实测值", max_length=30)
    limit = models.CharField("标准值", max_length=30, blank=True)

    class Meta:
        verbose_name = "测量值"


class Outlay(StoreOwned):
    """What is asked besides the order's lines: sundries, towing, work away from the store."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="outlays", verbose_name="索赔单")
    kind = models.CharField("类别", max_length=8, choices=OutlayKind)
    name = models.CharField("名称", max_length=80)
    amount = MoneyField("金额")

    class Meta:
        verbose_name = "索赔费用"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="outlay_positive",
                violation_error_message="费用必须大于零。",
            )
        ]


class Submission(StoreOwned):
    """One time that a claim went out; the first and every later one have their own number."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="submissions", verbose_name="索赔单")
    round = models.PositiveSmallIntegerField("第几次")
    number = models.CharField("上报号", max_length=24)
    asked = MoneyField("申请金额")
    words = models.CharField("补充说明", max_length=300, blank=True)
    sent_at = models.DateTimeField("上报时间")
    sent_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="上报人"
    )
    minded = models.JSONField("检查提醒", default=list)

    class Meta:
        verbose_name = "索赔上报"
        constraints = [
            models.UniqueConstraint(fields=["claim", "round"], name="submission_round"),
            models.UniqueConstraint(fields=["store", "number"], name="submission_number"),
            models.CheckConstraint(condition=Q(asked__gt=0), name="submission_asks_something"),
        ]
        indexes = [models.Index(fields=["store", "-sent_at"], name="submissions_by_day")]

    def __str__(self) -> str:
        return f"索赔上报 {self.number}"
