"""What goes between store and manufacturer besides claims: fault reports (D14), pre-approvals (WARR-11), goodwill (D13)."""

from django.db import models
from django.db.models import Q

from huichang.kernel.fields import MoneyField
from huichang.kernel.rows import StoreOwned
from huichang.warranty.models.claims import Claim
from huichang.warranty.states import ApprovalState, GoodwillState, Grade, Opinion


class Dispatch(StoreOwned):
    """The fault reports of a week, sent together (故障报告单寄发)."""

    number = models.CharField("寄发单号", max_length=20)
    sent_at = models.DateTimeField("寄发时间")
    sent_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="寄发人"
    )
    count = models.PositiveIntegerField("份数")

    class Meta:
        verbose_name = "故障报告寄发"
        constraints = [models.UniqueConstraint(fields=["store", "number"], name="report_dispatch_number")]

    def __str__(self) -> str:
        return f"寄发单 {self.number}"


class FaultReport(StoreOwned):
    """故障报告 of one claim. `conditions` are the keys of rules.CONDITIONS that were ticked; class A went out at once."""

    number = models.CharField("报告编号", max_length=20)
    claim = models.OneToOneField(Claim, models.PROTECT, related_name="report", verbose_name="索赔单")
    grade = models.CharField("故障属性", max_length=1, choices=Grade)
    dangers = models.JSONField("重大故障", default=list)
    topic = models.CharField("主题", max_length=80)
    gearbox_number = models.CharField("变速器号", max_length=30, blank=True)
    made_on = models.DateField("生产日期", null=True)
    failed_on = models.DateField("故障日期")
    use = models.CharField("用途", max_length=20, blank=True)
    serviced_in_time = models.BooleanField("按时保养", null=True)
    conditions = models.JSONField("故障出现时", default=list)
    speed = models.CharField("车速", max_length=20, blank=True)
    revs = models.CharField("转速", max_length=20, blank=True)
    road = models.CharField("路面", max_length=20, blank=True)
    weather = models.CharField("天气", max_length=20, blank=True)
    leaks = models.CharField("油液泄漏", max_length=60, blank=True)
    nth = models.PositiveSmallIntegerField("同车同故障第几次", default=1)
    in_batches = models.BooleanField("批量", default=False)
    fault_code = models.CharField("故障代码", max_length=40, blank=True)
    failed_part = models.CharField("主故障件", max_length=80, blank=True)
    supplier_code = models.CharField("供应商代码", max_length=30, blank=True)
    complaint = models.CharField("客户抱怨", max_length=300)
    analysis = models.CharField("检查步骤及原因分析", max_length=600)
    measure = models.CharField("措施及结果", max_length=300)
    advice = models.CharField("建议", max_length=300, blank=True)
    written_at = models.DateTimeField("填报时间")
    written_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="填报人"
    )
    sent_at = models.DateTimeField("报出时间", null=True)
    dispatch = models.ForeignKey(
        Dispatch, models.PROTECT, null=True, related_name="reports", verbose_name="寄发单"
    )

    class Meta:
        verbose_name = "故障报告"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="fault_report_number"),
            models.CheckConstraint(
                condition=~Q(grade="A") | Q(sent_at__isnull=False), name="serious_report_goes_at_once"
            ),
        ]
        indexes = [
            models.Index(fields=["store"], condition=Q(sent_at__isnull=True), name="fault_reports_unsent"),
            models.Index(fields=["store", "-written_at"], name="fault_reports_by_day"),
        ]

    def __str__(self) -> str:
        return f"故障报告 {self.number}"


class Approval(StoreOwned):
    """预授权: the manufacturer's word before work, with its clock."""

    number = models.CharField("预授权号", max_length=20)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="approvals", verbose_name="索赔单")
    reasons = models.JSONField("事由")
    estimate = MoneyField("最大预估金额")
    words = models.CharField("故障和方案", max_length=300)
    state = models.CharField("状态", max_length=10, choices=ApprovalState, default=ApprovalState.ASKED)
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="申请人"
    )
    due_at = models.DateTimeField("答复期限")
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    from_desk = models.BooleanField("厂家直接答复", default=False)
    granted = MoneyField("授权金额", null=True)
    their_number = models.CharField("厂家授权号", max_length=40, blank=True)
    answer_words = models.CharField("答复说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "预授权"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="approval_number"),
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(state="asked"),
                name="one_open_approval_per_claim",
                violation_error_message="这张索赔单已经有一个待答复的预授权申请。",
            ),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(granted__isnull=False), name="granted_names_its_amount"
            ),
        ]
        indexes = [
            models.Index(fields=["store", "due_at"], condition=Q(state="asked"), name="approvals_open")
        ]

    def __str__(self) -> str:
        return f"预授权 {self.number}"


class Goodwill(StoreOwned):
    """善意索赔申请: outside the cover, yet asked for, with a share for each side."""

    number = models.CharField("申请单号", max_length=20)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="goodwills", verbose_name="索赔单")
    happened_on = models.DateField("故障发生日期")
    topic = models.CharField("事件主题", max_length=80)
    complaint = models.CharField("投诉内容", max_length=500)
    asked = MoneyField("申请金额")
    share_percent = models.PositiveSmallIntegerField("申请厂家承担（%）")
    state = models.CharField("状态", max_length=10, choices=GoodwillState, default=GoodwillState.ASKED)
    asked_at = models.DateTimeField("申请时间")
    asked_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="申请人"
    )
    granted_percent = models.PositiveSmallIntegerField("批准厂家承担（%）", null=True)
    ended_at = models.DateTimeField("结论时间", null=True)

    class Meta:
        verbose_name = "善意索赔申请"
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="goodwill_number"),
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(state="asked"),
                name="one_open_goodwill_per_claim",
                violation_error_message="这张索赔单已经有一份善意索赔申请在征求意见。",
            ),
            models.CheckConstraint(
                condition=Q(share_percent__gte=1, share_percent__lte=100),
                name="goodwill_share_is_percent",
                violation_error_message="承担比例在 1% 到 100% 之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"善意索赔申请 {self.number}"


class OpinionGiven(StoreOwned):
    """One opinion in the chain. Nobody rewrites it."""

    append_only = True
    journaled = False
    goodwill = models.ForeignKey(Goodwill, models.PROTECT, related_name="opinions", verbose_name="申请")
    step = models.CharField("环节", max_length=16, choices=Opinion)
    agrees = models.BooleanField("同意")
    percent = models.PositiveSmallIntegerField("意见比例（%）", null=True)
    who = models.CharField("签署人", max_length=40)
    words = models.CharField("意见", max_length=300)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "善意索赔意见"
        constraints = [
            models.UniqueConstraint(
                fields=["goodwill", "step"],
                name="opinion_once",
                violation_error_message="这个环节已经签过意见了。",
            )
        ]
