"""Verdicts on what stores sent, what is cut of them, and the months in which they are published."""

from django.db import models
from django.db.models import F, Q

from huichang.kernel.fields import MoneyField
from huichang.kernel.rows import StoreOwned
from huichang.verdicts.models.rules import RuleBook
from huichang.verdicts.states import ListState, Ruling, VerdictState
from huichang.warranty.states import Deduction


class Round(StoreOwned):
    """All that waited in a store, judged by the rules: how far that is."""

    journaled = False
    asked_at = models.DateTimeField("开始时间")
    asked_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="发起人"
    )
    whole = models.PositiveIntegerField("总数")
    done = models.PositiveIntegerField("已审", default=0)
    told_at = models.DateTimeField("最近进展")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "自动审核"
        constraints = [
            models.UniqueConstraint(
                fields=["store"],
                condition=Q(ended_at__isnull=True),
                name="one_round_of_judging_per_store",
                violation_error_message="这家门店正在自动审核，请稍等。",
            )
        ]


class PublishedList(StoreOwned):
    """A store's settlement list of a month: published once, taken over by the store once."""

    month = models.DateField("结算月份")
    number = models.CharField("结算单号", max_length=40)
    state = models.CharField("状态", max_length=10, choices=ListState, default=ListState.PUBLISHED)
    count = models.PositiveIntegerField("行数")
    asked = MoneyField("申请金额")
    paid = MoneyField("结算金额")
    published_at = models.DateTimeField("发布时间")
    published_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )
    taken_at = models.DateTimeField("接收时间", null=True)
    taken_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="接收人"
    )

    class Meta:
        verbose_name = "厂家结算单"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "month"],
                name="month_published_once_per_store",
                violation_error_message="这家门店这个月的结算单已经发布过了，后来的转入下个月。",
            ),
            models.UniqueConstraint(fields=["store", "number"], name="published_list_number"),
        ]

    def __str__(self) -> str:
        return f"结算单 {self.number}"


class Verdict(StoreOwned):
    """The verdict on one submission. While it waits, `paid…` is what the rules propose. Yuan, tax included.

    `reasons`: why a person decides; `hits`: [rule, what it does, figures] of the rules that acted; `is_sample`: clear by the
    rules, and looked at all the same.
    """

    set_once = ("published_list_id",)
    submission = models.OneToOneField(
        "warranty.Submission", models.PROTECT, related_name="+", verbose_name="上报"
    )
    claim = models.ForeignKey("warranty.Claim", models.PROTECT, related_name="+", verbose_name="索赔单")
    number = models.CharField("上报号", max_length=24)
    sent_at = models.DateTimeField("上报时间")
    state = models.CharField("状态", max_length=10, choices=VerdictState, default=VerdictState.WAITING)
    ruling = models.CharField("结论", max_length=6, choices=Ruling, blank=True)
    by_rule = models.BooleanField("规则决定", default=False)
    is_sample = models.BooleanField("抽检", default=False)
    book = models.ForeignKey(RuleBook, models.PROTECT, null=True, related_name="+", verbose_name="规则版本")
    reasons = models.JSONField("转人工原因", default=list)
    hits = models.JSONField("命中的规则", default=list)
    risk = models.PositiveSmallIntegerField("门店风险分", default=0)
    asked_labour = MoneyField("申请工时费")
    asked_parts = MoneyField("申请配件费")
    asked_other = MoneyField("申请其他")
    asked = MoneyField("申请金额")
    paid_labour = MoneyField("批准工时费")
    paid_parts = MoneyField("批准配件费")
    paid_other = MoneyField("批准其他")
    paid = MoneyField("批准金额")
    reason = models.CharField("原因", max_length=18, choices=Deduction, blank=True)
    words = models.CharField("说明", max_length=300, blank=True)
    judged_at = models.DateTimeField("进入审核")
    decided_at = models.DateTimeField("决定时间", null=True)
    decided_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="审核人"
    )
    called_back = models.ForeignKey(
        "warranty.CallBack", models.PROTECT, null=True, related_name="+", verbose_name="旧件召回指令"
    )
    published_list = models.ForeignKey(
        PublishedList, models.PROTECT, null=True, related_name="verdicts", verbose_name="结算单"
    )

    class Meta:
        verbose_name = "索赔审核"
        constraints = [
            models.CheckConstraint(
                condition=Q(asked=F("asked_labour") + F("asked_parts") + F("asked_other")),
                name="verdict_asked_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(paid=F("paid_labour") + F("paid_parts") + F("paid_other")),
                name="verdict_paid_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(paid_labour__gte=0, paid_parts__gte=0, paid_other__gte=0, paid__lte=F("asked")),
                name="verdict_pays_within_what_is_asked",
                violation_error_message="批准金额不能超过申请金额。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "returned", "published"])
                | (~Q(ruling="") & Q(decided_at__isnull=False)),
                name="verdict_decided_with_a_ruling",
            ),
            models.CheckConstraint(
                condition=~Q(ruling__in=["cut", "reject"]) | ~Q(reason=""), name="verdict_less_has_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="published", published_list__isnull=False)
                | (~Q(state="published") & Q(published_list__isnull=True)),
                name="verdict_published_stands_in_a_list",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "sent_at"], condition=Q(state="waiting"), name="verdicts_waiting"),
            models.Index(fields=["store", "state", "sent_at"], name="verdicts_by_state"),
            models.Index(fields=["claim"], name="verdicts_of_claim"),
        ]

    def __str__(self) -> str:
        return f"索赔 {self.number}"


class VerdictCut(StoreOwned):
    """What a person cut of one line of a claim, or of one outlay."""

    verdict = models.ForeignKey(Verdict, models.CASCADE, related_name="cuts", verbose_name="审核")
    claim_line = models.ForeignKey(
        "warranty.ClaimLine", models.PROTECT, null=True, related_name="+", verbose_name="明细"
    )
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=12)
    amount = MoneyField("核减金额")
    reason = models.CharField("原因", max_length=18, choices=Deduction)
    words = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "核减明细"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="verdict_cut_is_more_than_nothing"),
            models.UniqueConstraint(
                fields=["verdict", "claim_line"],
                condition=Q(claim_line__isnull=False),
                name="verdict_cuts_a_line_once",
            ),
        ]
