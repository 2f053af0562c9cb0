"""Sheets that people bring: the file, how it is read, what was wrong, and what it changed, so that it can be undone."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from huichang.company.states import SheetState
from huichang.kernel.rows import StoreOwned


class Sheet(StoreOwned):
    """A file of one kind on its way into the house. `places`: our column → its place in the file, from 0.

    `wrong` counts what is wrong with it; `counts` says what it would do, later what it did; `blocked` what stood in the
    way of the last attempt to undo it.
    """

    kind = models.CharField("种类", max_length=40)
    file_name = models.CharField("文件", max_length=200)
    tables = models.JSONField("工作表", default=list)
    table = models.PositiveSmallIntegerField("读哪一张", default=0)
    head_line = models.PositiveIntegerField("标题行", default=1)
    headings = models.JSONField("标题", default=list)
    places = models.JSONField("列", default=dict)
    state = models.CharField("状态", max_length=10, choices=SheetState, default=SheetState.UPLOADED)
    lines = models.PositiveIntegerField("行数", default=0)
    wrong = models.PositiveIntegerField("错误数", default=0)
    counts = models.JSONField("结果", default=list)
    blocked = models.JSONField("不能撤销的原因", default=list)
    by = models.ForeignKey(
        "company.Staff", models.PROTECT, null=True, related_name="+", verbose_name="经手人"
    )
    uploaded_at = models.DateTimeField("上传时间")
    checked_at = models.DateTimeField("检查时间", null=True)
    written_at = models.DateTimeField("导入时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = "导入"
        indexes = [models.Index(fields=["store", "-id"], name="sheets_of_store")]

    def __str__(self) -> str:
        return f"“{self.file_name}”"


class SheetWork(StoreOwned):
    """What a sheet weighs: its bytes, the list of what is wrong, and how far the job has come.

    `read` are the lines as the dry run read them (PostgreSQL's binary copy of the columns `read_as`), so that writing need
    not read the file again. Progress is told by a connection of its own while the work's transaction runs; nobody else
    writes this row meanwhile.
    """

    journaled = False
    sheet = models.OneToOneField(Sheet, models.CASCADE, related_name="work", verbose_name="导入")
    content = models.BinaryField()
    read = models.BinaryField(null=True)
    read_as = models.TextField(blank=True, default="", db_default="")
    problems = models.JSONField(default=list)
    doing = models.CharField("正在", max_length=40, blank=True)
    done = models.PositiveIntegerField("已完成", default=0)
    whole = models.PositiveIntegerField("共", default=0)
    told_at = models.DateTimeField("最近进展", null=True)

    class Meta:
        verbose_name = "导入的文件"


class SheetEffect(StoreOwned):
    """One row that a sheet changed (`before`: how it was), or all rows of a table that it made (`made`). What is undone goes
    by this."""

    journaled = False
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="effects", verbose_name="导入")
    what = models.CharField("表", max_length=40)
    row_id = models.BigIntegerField("行", null=True)
    before = models.JSONField("原来", null=True)
    made = ArrayField(models.BigIntegerField(), verbose_name="新建的行", null=True)

    class Meta:
        verbose_name = "导入的改动"
        indexes = [models.Index(fields=["sheet", "what", "row_id"], name="effects_of_sheet")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(row_id__isnull=False, made__isnull=True)
                | models.Q(row_id__isnull=True, made__isnull=False),
                name="effect_is_made_or_changed",
            )
        ]
