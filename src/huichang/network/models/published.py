"""What the manufacturer tells its stores (PLAT-03): policies, campaigns, bulletins, to whom they go, who has read them."""

from django.db import models
from django.db.models import Q

from huichang.kernel.rows import Shared, StoreOwned
from huichang.network.states import NoticeKind, NoticeState


class Notice(Shared):
    """Something published. What was said is never rewritten: a newer one takes its place, or it is withdrawn with a reason.

    `posts`: who must confirm that they have read it; `policy_version` as `vehicles` numbers it; `papers`: PDFs by the key of
    their content, with name and size in bytes.
    """

    kind = models.CharField("种类", max_length=10, choices=NoticeKind)
    state = models.CharField("状态", max_length=10, choices=NoticeState, default=NoticeState.OUT)
    title = models.CharField("标题", max_length=80)
    initials = models.CharField(max_length=80, blank=True)
    words = models.TextField("内容", max_length=4000, blank=True)
    posts = models.JSONField("必读岗位", default=list)
    from_on = models.DateField("执行日期")
    read_by = models.DateField("阅读期限", null=True)
    policy = models.ForeignKey(
        "vehicles.Policy", models.PROTECT, null=True, related_name="+", verbose_name="担保政策"
    )
    policy_version = models.PositiveSmallIntegerField("政策版本", null=True)
    campaign = models.ForeignKey(
        "vehicles.Campaign", models.PROTECT, null=True, related_name="+", verbose_name="召回或服务活动"
    )
    pictures = models.JSONField("图片", default=list)
    papers = models.JSONField("附件", default=list)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by", verbose_name="替代"
    )
    published_at = models.DateTimeField("发布时间")
    published_by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_words = models.CharField("撤回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "通知公告"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=NoticeState.values, kind__in=NoticeKind.values), name="notice_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_words="")),
                name="notice_withdrawn_with_a_reason",
                violation_error_message="请写明为什么撤回。",
            ),
            models.UniqueConstraint(
                fields=["policy"],
                condition=Q(state="out"),
                name="one_notice_of_a_policy",
                violation_error_message="这条政策已经有一个发布中的通知，请刷新页面。",
            ),
        ]
        indexes = [models.Index(fields=["-published_at"], name="notices_by_day")]

    def __str__(self) -> str:
        return f"通知 {self.number}"

    @property
    def number(self) -> str:
        """As it is spoken of."""
        return f"TZ{self.pk:05d}"


class NoticeStore(StoreOwned):
    """A store to which a notice goes."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="stores", verbose_name="通知")
    reminders = models.PositiveSmallIntegerField("提醒次数", default=0)
    reminded_at = models.DateTimeField("最近提醒", null=True)

    class Meta:
        verbose_name = "通知门店"
        constraints = [models.UniqueConstraint(fields=["notice", "store"], name="notice_once_per_store")]


class NoticeRead(StoreOwned):
    """Somebody at a store has read a notice, and said so. Nobody rewrites it."""

    append_only = True
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="reads", verbose_name="通知")
    staff = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="阅读人")
    roles = models.JSONField("岗位", default=list)
    at = models.DateTimeField("阅读时间")

    class Meta:
        verbose_name = "通知已阅"
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "store", "staff"],
                name="notice_read_once",
                violation_error_message="您已经确认过已阅。",
            )
        ]
