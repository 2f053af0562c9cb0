"""A plan that is proposed, with each of its changes and why."""

from django.db import models
from django.db.models import Q

from huichang.kernel.rows import StoreOwned
from huichang.planning.models.plan import StorePlan
from huichang.planning.states import ChangeCode, ProposalState


class Proposal(StoreOwned):
    """A better plan than the accepted one of version `base_version`, until that one changes. At most one is open."""

    plan = models.ForeignKey(StorePlan, models.CASCADE, related_name="proposals", verbose_name="排程")
    base_version = models.PositiveIntegerField("基于版本")
    state = models.CharField("状态", max_length=8, choices=ProposalState, default=ProposalState.OPEN)
    causes = models.JSONField("起因", default=list)
    made_at = models.DateTimeField("时间")
    seconds = models.FloatField("用时（秒）", default=0)
    cost_before = models.JSONField("原代价", default=dict)
    cost_after = models.JSONField("新代价", default=dict)
    steps = models.JSONField("全部步骤", default=list)
    ended_at = models.DateTimeField("结束时间", null=True)
    ended_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="处理人"
    )

    class Meta:
        verbose_name = "排程建议"
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state__in=["open", "partly"]), name="one_open_proposal"
            )
        ]
        indexes = [models.Index(fields=["store", "-made_at"], name="proposals_by_day")]

    def __str__(self) -> str:
        return "排程建议"


class ProposedChange(StoreOwned):
    """One line of a proposal: a step elsewhere, later, with somebody else, or not at all; and because of what."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="changes", verbose_name="建议")
    position = models.PositiveSmallIntegerField("序号")
    key = models.CharField("步骤", max_length=40)
    order = models.ForeignKey(
        "workshop.Order", models.CASCADE, null=True, related_name="+", verbose_name="工单"
    )
    code = models.CharField("变化", max_length=20, choices=ChangeCode)
    minutes = models.IntegerField("分钟", default=0)
    because = models.CharField("因为", max_length=200, blank=True)
    told = models.BooleanField("动到已告知的时间", default=False)
    before = models.JSONField("之前", null=True)
    after = models.JSONField("之后", null=True)
    accepted_at = models.DateTimeField("采纳时间", null=True)

    class Meta:
        verbose_name = "排程变化行"
        constraints = [models.UniqueConstraint(fields=["proposal", "key"], name="change_once_per_step")]

    def __str__(self) -> str:
        return f"{self.get_code_display()}"
