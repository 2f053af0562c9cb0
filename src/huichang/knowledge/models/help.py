"""Help requests (PEOPLE-31) and special tools (LANE-32)."""

from django.db import models
from django.db.models import Q

from huichang.kernel.rows import StoreOwned
from huichang.knowledge.states import HelpState


class HelpRequest(StoreOwned):
    """A question to the technical manager, from the booking desk, an adviser or a technician.

    `about` says in words what it belongs to and `link` opens it; `pictures` are ids of kept photos.
    """

    about = models.CharField("关于", max_length=60, blank=True)
    link = models.CharField(max_length=120, blank=True)
    plate = models.CharField("车牌", max_length=10, blank=True)
    car = models.CharField("车型", max_length=60, blank=True)
    asked_by = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="提问人")
    asked_at = models.DateTimeField("提问时间")
    question = models.CharField("问题", max_length=500)
    codes = models.CharField("故障码", max_length=80, blank=True)
    pictures = models.JSONField("照片", default=list)
    state = models.CharField("状态", max_length=10, choices=HelpState, default=HelpState.OPEN)
    answered_at = models.DateTimeField("回复时间", null=True)
    passed_to = models.CharField("厂家受理号", max_length=40, blank=True)
    closed_at = models.DateTimeField("关闭时间", null=True)
    solved = models.BooleanField("已解决", null=True)

    class Meta:
        verbose_name = "技术求助"
        indexes = [
            models.Index(fields=["store", "state"], name="help_by_state"),
            models.Index(fields=["store", "-asked_at"], name="help_by_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=HelpState.values), name="help_state_known")
        ]

    def __str__(self) -> str:
        return f"求助“{self.question[:12]}”"


class HelpMessage(StoreOwned):
    """One answer or further question."""

    request = models.ForeignKey(HelpRequest, models.CASCADE, related_name="messages")
    by = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="人员")
    at = models.DateTimeField("时间")
    text = models.CharField("内容", max_length=1000)
    is_answer = models.BooleanField("答复", default=False)

    class Meta:
        verbose_name = "求助回复"


class Tool(StoreOwned):
    """A special tool, known by its label. One with a calibration date is a measuring tool."""

    code = models.CharField("工具编号", max_length=20)
    name = models.CharField("名称", max_length=60)
    place = models.CharField("存放位置", max_length=40, blank=True)
    calibrate_by = models.DateField("校准到期", null=True, blank=True)

    class Meta:
        verbose_name = "专用工具"
        constraints = [
            models.UniqueConstraint(
                fields=["store", "code"],
                name="tool_code_in_store",
                violation_error_message="这个工具编号已经登记过了，请核对标签。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ToolLoan(StoreOwned):
    """A tool is with somebody; one at a time."""

    tool = models.ForeignKey(Tool, models.PROTECT, related_name="loans", verbose_name="工具")
    staff = models.ForeignKey("company.Staff", models.PROTECT, related_name="+", verbose_name="借用人")
    for_job = models.BigIntegerField("作业", null=True)
    taken_at = models.DateTimeField("借出时间")
    returned_at = models.DateTimeField("归还时间", null=True)

    class Meta:
        verbose_name = "工具借用"
        constraints = [
            models.UniqueConstraint(
                fields=["tool"],
                condition=Q(returned_at__isnull=True),
                name="tool_with_one_person",
                violation_error_message="这件工具已被别人借走，请先让对方归还。",
            )
        ]
        indexes = [
            models.Index(fields=["staff"], condition=Q(returned_at__isnull=True), name="tools_with_person")
        ]
