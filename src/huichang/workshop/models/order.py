"""The repair order (任务委托书): jobs, lines, answers of the customer, extra work."""

from django.db import models
from django.db.models import Q

from huichang.company.roles import BayKind, Skill
from huichang.kernel.fields import MoneyField, QuantityField
from huichang.kernel.rows import StoreOwned
from huichang.pricebook.states import RepairClass
from huichang.workshop.states import (
    OPEN_ORDER_STATES,
    ExtraState,
    JobState,
    LineKind,
    LineState,
    OldPart,
    OrderState,
    Payer,
    RepairType,
    WaitingFor,
)


class Order(StoreOwned):
    """One repair order per visit. Amounts are yuan, tax included."""

    number = models.CharField("工单号", max_length=20)
    visit = models.OneToOneField("workshop.Visit", models.PROTECT, related_name="order", verbose_name="到店")
    vehicle = models.ForeignKey("vehicles.Vehicle", models.PROTECT, related_name="+", verbose_name="车辆")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    adviser = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="服务顾问")
    sender_name = models.CharField("送修人", max_length=40, blank=True)
    sender_phone = models.CharField("送修人电话", max_length=20, blank=True)
    repair_type = models.CharField(
        "维修类型", max_length=16, choices=RepairType, default=RepairType.MAINTENANCE
    )
    concern = models.CharField("客户描述", max_length=500, blank=True)
    odometer = models.PositiveIntegerField("进厂里程", default=0)
    state = models.CharField("状态", max_length=10, choices=OrderState, default=OrderState.DRAFT)
    waiting_for = models.CharField("等待", max_length=10, choices=WaitingFor, default="", blank=True)
    opened_at = models.DateTimeField("开单时间")
    signed_at = models.DateTimeField("签字时间", null=True)
    promised_first_at = models.DateTimeField("首次承诺交车", null=True)
    promised_at = models.DateTimeField("承诺交车", null=True)
    amount_signed = MoneyField("签字金额", null=True)
    amount_agreed = MoneyField("变更后金额", null=True)
    amount_settled = MoneyField("结算金额", null=True)
    done_at = models.DateTimeField("完工时间", null=True)
    checked_at = models.DateTimeField("质检时间", null=True)
    settled_at = models.DateTimeField("结清时间", null=True)
    delivered_at = models.DateTimeField("交车时间", null=True)
    cancelled_reason = models.CharField("取消原因", max_length=120, blank=True)
    wash = models.BooleanField("洗车", default=True)
    washed_at = models.DateTimeField("洗好时间", null=True)
    takes_old_parts = models.BooleanField("旧件带走", default=False)
    parked_at = models.ForeignKey(
        "company.Bay", models.PROTECT, null=True, related_name="+", verbose_name="停放车位"
    )
    told_at = models.DateTimeField("最近告知客户", null=True)
    promise_danger_at = models.DateTimeField("预警时间", null=True)
    last_job = models.PositiveSmallIntegerField("项目数", default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "工单"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="order_number"),
            models.CheckConstraint(condition=Q(state__in=OrderState.values), name="order_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"]) | Q(signed_at__isnull=False),
                name="no_work_without_signature",
            ),
            models.UniqueConstraint(
                fields=["parked_at"],
                name="one_car_per_place",
                violation_error_message="这个竣工车位已经停了别的车，请换一个空车位。",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "-opened_at"], name="orders_by_day"),
            models.Index(
                fields=["store", "state"], condition=Q(state__in=OPEN_ORDER_STATES), name="orders_open"
            ),
            models.Index(
                fields=["store", "-opened_at"],
                condition=Q(state=OrderState.CANCELLED),
                name="orders_cancelled",
            ),
            models.Index(fields=["store", "-delivered_at"], name="orders_delivered"),
            models.Index(fields=["vehicle", "-opened_at"], name="orders_of_vehicle"),
            models.Index(fields=["customer", "-opened_at"], name="orders_of_customer"),
            models.Index(fields=["store", "adviser", "-opened_at"], name="orders_of_adviser"),
        ]

    def __str__(self) -> str:
        return f"工单 {self.number}"


class Job(StoreOwned):
    """One job of an order: concern, cause, correction (3C); what the workshop is given."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="jobs", verbose_name="工单")
    position = models.PositiveSmallIntegerField("序号")
    title = models.CharField("维修项目", max_length=80)
    repair_type = models.CharField("维修类型", max_length=16, choices=RepairType)
    payer = models.CharField("付费方", max_length=12, choices=Payer, default=Payer.CUSTOMER)
    system = models.CharField("系统", max_length=20, blank=True)
    skill = models.CharField("技能", max_length=12, choices=Skill, default=Skill.MECHANICAL)
    bay_kind = models.CharField("工位类型", max_length=12, choices=BayKind, default=BayKind.GENERAL)
    repair_class = models.CharField("维修类别", max_length=12, choices=RepairClass, default=RepairClass.MINOR)
    concern = models.CharField("客户描述", max_length=300, blank=True)
    cause = models.CharField("故障原因", max_length=300, blank=True)
    correction = models.CharField("处理结果", max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField("标准工时（分钟）", default=0)
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.PLANNED)
    started_at = models.DateTimeField("开工时间", null=True)
    finished_at = models.DateTimeField("完工时间", null=True)
    pause_reason = models.CharField("暂停原因", max_length=60, blank=True)
    is_claimed = models.BooleanField("有索赔单", default=False)
    extra_work = models.ForeignKey("workshop.ExtraWork", models.PROTECT, null=True, related_name="jobs")

    class Meta:
        verbose_name = "维修项目"
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="job_position")]

    def __str__(self) -> str:
        return f"“{self.title}”"


class Line(StoreOwned):
    """One charged line of a job: labour, a part, or another charge. `amount` = list price × quantity − discount.

    Of what the manufacturer pays it may bear a part only (`payer_percent`): the rest is the customer's.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name="工单")
    job = models.ForeignKey(Job, models.CASCADE, related_name="lines", verbose_name="维修项目")
    kind = models.CharField("类别", max_length=12, choices=LineKind)
    operation = models.ForeignKey("pricebook.Operation", models.PROTECT, null=True, related_name="+")
    part = models.ForeignKey("parts.Part", models.PROTECT, null=True, related_name="+", verbose_name="备件")
    code = models.CharField("编码", max_length=40, blank=True)
    name = models.CharField("名称", max_length=80)
    unit = models.CharField("单位", max_length=6, blank=True)
    minutes = models.PositiveSmallIntegerField("工时（分钟）", default=0)
    quantity = QuantityField("数量", default=1)
    unit_price = MoneyField("单价")
    discount = MoneyField("优惠", default=0)
    rule = models.CharField("计价规则", max_length=60, blank=True)
    price_reason = models.CharField("改价原因", max_length=80, blank=True)
    amount = MoneyField("金额")
    tax_rate = models.DecimalField("税率", max_digits=4, decimal_places=3, default=0)
    payer = models.CharField("付费方", max_length=12, choices=Payer, default=Payer.CUSTOMER)
    payer_percent = models.PositiveSmallIntegerField("付费方承担（%）", default=100)
    state = models.CharField("状态", max_length=10, choices=LineState, default=LineState.DRAFT)
    answer = models.ForeignKey("workshop.Answer", models.PROTECT, null=True, related_name="lines")
    extra_work = models.ForeignKey("workshop.ExtraWork", models.PROTECT, null=True, related_name="lines")
    decline_reason = models.CharField("不做原因", max_length=80, blank=True)
    own_part = models.BooleanField("客户自备", default=False)
    issued = QuantityField("已领", default=0)
    started_at = models.DateTimeField("开工时间", null=True)
    old_part = models.CharField("旧件", max_length=8, choices=OldPart, default=OldPart.NONE)

    class Meta:
        verbose_name = "明细"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="line_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["authorized", "done"]) | Q(answer__isnull=False),
                name="no_work_without_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True) | Q(answer__isnull=False),
                name="no_line_starts_unanswered",
                violation_error_message="客户还没有同意这个项目，不能开工。请服务顾问先取得授权。",
            ),
            models.CheckConstraint(
                condition=Q(issued=0) | Q(answer__isnull=False),
                name="no_part_goes_unanswered",
                violation_error_message="客户还没有同意这个项目，不能领料。请服务顾问先取得授权。",
            ),
            models.CheckConstraint(condition=Q(issued__gte=0), name="issued_not_negative"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_quantity_positive"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="line_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(payer_percent=100)
                | Q(payer_percent__gte=1, payer_percent__lte=99, payer="manufacturer"),
                name="only_the_manufacturer_shares_a_line",
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.name}”"


class Answer(StoreOwned):
    """The customer's word: who said it, how, when, about which amount and time (LANE-22, LANE-23). Nobody rewrites it."""

    kept_as_said = True
    order = models.ForeignKey(Order, models.CASCADE, related_name="answers", verbose_name="工单")
    extra_work = models.ForeignKey("workshop.ExtraWork", models.PROTECT, null=True, related_name="answers")
    about = models.CharField(
        "事由",
        max_length=8,
        choices=[("sign", "签委托书"), ("extra", "增项"), ("promise", "改交车时间"), ("give_up", "放弃项目")],
        default="sign",
    )
    via = models.CharField(
        "方式",
        max_length=10,
        choices=[
            ("screen", "平板签字"),
            ("link", "手机页"),
            ("phone", "电话"),
            ("wechat", "微信"),
            ("paper", "纸质"),
        ],
    )
    name = models.CharField("答复人", max_length=40)
    at = models.DateTimeField("时间")
    amount = MoneyField("所告金额")
    promised_at = models.DateTimeField("所告交车时间", null=True)
    words = models.CharField("说明", max_length=200, blank=True)
    signature = models.ForeignKey(
        "kernel.Picture", models.PROTECT, null=True, related_name="+", verbose_name="签名"
    )
    taken_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )

    class Meta:
        verbose_name = "客户答复"


class ExtraWork(StoreOwned):
    """Work found after the signature: found → asked → answered, point by point (LANE-23)."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="extras", verbose_name="工单")
    position = models.PositiveSmallIntegerField("序号")
    found_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="发现人"
    )
    found_at = models.DateTimeField("发现时间")
    what = models.CharField("发现的问题", max_length=300)
    system = models.CharField("系统", max_length=20, blank=True)
    point_state = models.CharField("程度", max_length=6, default="soon")
    risk = models.CharField("风险说明", max_length=300, blank=True)
    is_safety = models.BooleanField("涉及安全", default=False)
    pictures = models.JSONField("照片", default=list)
    state = models.CharField("状态", max_length=10, choices=ExtraState, default=ExtraState.FOUND)
    promised_at = models.DateTimeField("新的交车时间", null=True)
    asked_at = models.DateTimeField("征询时间", null=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    ended_reason = models.CharField("撤回原因", max_length=80, blank=True)

    class Meta:
        verbose_name = "增项"
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="extra_position")]
        indexes = [
            models.Index(fields=["store"], condition=Q(state__in=["found", "asked"]), name="extras_open"),
            models.Index(
                fields=["store", "-answered_at"],
                condition=Q(answered_at__isnull=False),
                name="extras_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"增项“{self.what[:12]}”"
