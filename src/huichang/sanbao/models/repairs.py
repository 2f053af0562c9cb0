"""Repairs as the law counts them, and what people decided about them."""

from django.db import models
from django.db.models import F, Q

from huichang.kernel.rows import Shared, StoreOwned
from huichang.sanbao.states import Blame, ChangeKind, Early, LeftOutKind, Quality, Safety


class Repair(StoreOwned):
    """One order as a repair: from the agreement to the work's end (第四十条), None while it runs. Read out of the order."""

    order = models.OneToOneField("workshop.Order", models.PROTECT, related_name="+", verbose_name="工单")
    number = models.CharField("工单号", max_length=20)
    vehicle = models.ForeignKey("vehicles.Vehicle", models.PROTECT, related_name="+", verbose_name="车辆")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="+", verbose_name="客户")
    adviser = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="服务顾问")
    agreed_at = models.DateTimeField("确定修理")
    done_at = models.DateTimeField("完成修理", null=True)
    km = models.PositiveIntegerField("里程")
    is_void = models.BooleanField("已取消", default=False)
    blame = models.CharField("免责情形", max_length=10, choices=Blame, blank=True)
    blame_words = models.CharField("免责依据", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "三包修理"
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_at__gte=F("agreed_at")), name="repair_runs_forward"
            ),
            models.CheckConstraint(condition=Q(blame="") | ~Q(blame_words=""), name="blame_has_its_ground"),
        ]
        indexes = [
            models.Index(fields=["vehicle", "agreed_at"], name="repairs_of_vehicle"),
            models.Index(
                fields=["store", "agreed_at"],
                condition=Q(done_at__isnull=True, is_void=False),
                name="repairs_running",
            ),
        ]

    def __str__(self) -> str:
        return f"修理 {self.number}"


class Problem(Shared):
    """What a person decided to be one and the same quality problem of a car."""

    vehicle = models.ForeignKey("vehicles.Vehicle", models.PROTECT, related_name="+", verbose_name="车辆")
    words = models.CharField("质量问题", max_length=120)
    made_at = models.DateTimeField("认定时间")

    class Meta:
        verbose_name = "同一质量问题"

    def __str__(self) -> str:
        return f"“{self.words}”"


class Fault(StoreOwned):
    """One job of a repair as a quality problem. What a rule proposes stands until a person has decided (`decided_at`).

    `like_key`: the earlier fault that it seems to repeat, perhaps of another store (no relation: those stay in one store), with
    points of 100 and why.
    """

    repair = models.ForeignKey(Repair, models.CASCADE, related_name="faults", verbose_name="修理")
    job = models.OneToOneField("workshop.Job", models.PROTECT, related_name="+", verbose_name="维修项目")
    vehicle = models.ForeignKey("vehicles.Vehicle", models.PROTECT, related_name="+", verbose_name="车辆")
    title = models.CharField("维修项目", max_length=80)
    words = models.CharField("质量问题", max_length=300)
    system = models.CharField("系统", max_length=20, blank=True)
    agreed_at = models.DateTimeField("确定修理")
    done_at = models.DateTimeField("完成修理", null=True)
    quality = models.CharField("性质", max_length=6, choices=Quality)
    problem = models.ForeignKey(
        Problem, models.PROTECT, null=True, related_name="faults", verbose_name="同一质量问题"
    )
    safety = models.CharField("严重安全性能故障", max_length=10, choices=Safety, default=Safety.NO)
    early = models.CharField("危险故障", max_length=14, choices=Early, blank=True, default=Early.NONE)
    like_key = models.BigIntegerField("疑似同一问题", null=True)
    like_points = models.PositiveSmallIntegerField("相似度", default=0)
    like_why = models.CharField("相似理由", max_length=200, blank=True)
    is_void = models.BooleanField("已取消", default=False)
    decided_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="认定人"
    )
    decided_at = models.DateTimeField("认定时间", null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "质量问题"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | ~Q(quality="open"), name="decided_fault_is_not_open"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=False) | Q(problem__isnull=True), name="problem_is_decided"
            ),
        ]
        indexes = [
            models.Index(fields=["vehicle"], name="sanbao_faults_of_vehicle"),
            models.Index(
                fields=["store"],
                condition=Q(decided_at__isnull=True, is_void=False) & ~Q(quality="no"),
                name="sanbao_faults_to_judge",
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.title}”"


class Change(StoreOwned):
    """A part that was changed for a fault, and what it is for the law: proposed by its name until confirmed."""

    fault = models.ForeignKey(Fault, models.CASCADE, related_name="changes", verbose_name="质量问题")
    line = models.OneToOneField("workshop.Line", models.PROTECT, related_name="+", verbose_name="明细")
    number = models.CharField("编码", max_length=40, blank=True)
    part = models.CharField("零部件", max_length=80)
    kind = models.CharField("三包种类", max_length=10, choices=ChangeKind, default=ChangeKind.NONE)
    system = models.CharField("总成或系统", max_length=12, blank=True)
    name = models.CharField("主要零部件", max_length=40, blank=True)
    is_confirmed = models.BooleanField("已确认", default=False)
    is_void = models.BooleanField("已取消", default=False)

    class Meta:
        verbose_name = "更换"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="none") | ~Q(system="") & (Q(kind="assembly") | ~Q(name="")),
                name="change_says_what",
            )
        ]


class LeftOut(StoreOwned):
    """A stretch of a repair that is not counted for 第二十四条第一款第四项 (第三款)."""

    repair = models.ForeignKey(Repair, models.CASCADE, related_name="left_outs", verbose_name="修理")
    kind = models.CharField("种类", max_length=8, choices=LeftOutKind)
    since = models.DateTimeField("起")
    until = models.DateTimeField("止")
    words = models.CharField("凭据", max_length=200)
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    at = models.DateTimeField("登记时间")
    taken_back_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = "扣除时间"
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="left_out_runs_forward"),
            models.CheckConstraint(condition=~Q(words=""), name="left_out_has_evidence"),
        ]

    def __str__(self) -> str:
        return "这段扣除时间"


class Decision(StoreOwned):
    """What a person decided about a fault, a part or a repair, before and after, and why. Nobody rewrites it."""

    append_only = True
    repair = models.ForeignKey(Repair, models.PROTECT, related_name="decisions", verbose_name="修理")
    fault = models.ForeignKey(
        Fault, models.PROTECT, null=True, related_name="decisions", verbose_name="质量问题"
    )
    what = models.CharField("事项", max_length=40)
    before = models.CharField("原来", max_length=160, blank=True)
    after = models.CharField("认定", max_length=160)
    reason = models.CharField("理由", max_length=200, blank=True)
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="认定人"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "三包认定"
        indexes = [models.Index(fields=["repair", "-at"], name="sanbao_decisions_of_repair")]
