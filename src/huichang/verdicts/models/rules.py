"""Books of rules: dated versions, tried on past months before they are published (RULES B4, 自动审核阈值)."""

from django.db import models
from django.db.models import Q

from huichang.kernel.rows import Shared
from huichang.verdicts.states import BookState, Does
from huichang.warranty.states import Deduction


class RuleBook(Shared):
    """A version of the rules: in force from a day on, until the next. `tried`: what the last trial found; `seed` fixes which
    accepted claims are looked at all the same."""

    number = models.PositiveIntegerField("版本", unique=True)
    state = models.CharField("状态", max_length=10, choices=BookState, default=BookState.DRAFT)
    seed = models.CharField(max_length=32)
    made_at = models.DateTimeField("建立时间")
    made_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="建立人"
    )
    tried_at = models.DateTimeField("试算时间", null=True)
    tried = models.JSONField("试算结果", default=dict)
    from_on = models.DateField("生效日期", null=True)
    reason = models.CharField("发布原因", max_length=200, blank=True)
    published_at = models.DateTimeField("发布时间", null=True)
    published_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )

    class Meta:
        verbose_name = "审核规则"
        constraints = [
            models.UniqueConstraint(
                fields=["from_on"],
                condition=Q(state="published"),
                name="one_rule_book_per_day",
                violation_error_message="这一天已经有一版规则生效，请换一个生效日期。",
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="draft"),
                name="one_rule_book_in_draft",
                violation_error_message="已经有一版规则在起草，请打开那一版。",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(tried_at__isnull=False, from_on__isnull=False, published_at__isnull=False)
                & ~Q(reason=""),
                name="rule_book_published_after_a_trial",
                violation_error_message="规则试算过、写明原因和生效日期才能发布。",
            ),
        ]

    def __str__(self) -> str:
        return f"审核规则第 {self.number} 版"


class Rule(Shared):
    """One rule of a book: whom it is for, its limits (rules.LIMITS by key, as text), what it does beyond or within them."""

    book = models.ForeignKey(RuleBook, models.CASCADE, related_name="rules", verbose_name="版本")
    name = models.CharField("名称", max_length=60)
    does = models.CharField("作用", max_length=6, choices=Does)
    limits = models.JSONField("限值", default=dict)
    stores = models.JSONField("门店", default=list)
    models_of = models.JSONField("车型", default=list)
    parts = models.JSONField("配件编码", default=list)
    kinds = models.JSONField("索赔类型", default=list)
    reason = models.CharField("原因", max_length=18, choices=Deduction, blank=True)

    class Meta:
        verbose_name = "审核规则条目"
        constraints = [
            models.UniqueConstraint(
                fields=["book", "name"],
                name="rule_name_once_in_a_book",
                violation_error_message="这一版里已有同名的规则，请换一个名称。",
            )
        ]

    def __str__(self) -> str:
        return f"规则“{self.name}”"
