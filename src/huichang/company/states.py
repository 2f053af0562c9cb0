"""Words for what becomes of a sheet that somebody brings."""

from django.db.models import TextChoices

from huichang.kernel.flow import Flow


class SheetState(TextChoices):
    """Where a sheet stands on its way into the house."""

    UPLOADED = "uploaded", "待核对列"
    CHECKING = "checking", "检查中"
    WRONG = "wrong", "有错误"
    READY = "ready", "可以导入"
    WRITING = "writing", "导入中"
    WRITTEN = "written", "已导入"
    UNDOING = "undoing", "撤销中"
    UNDONE = "undone", "已撤销"
    DROPPED = "dropped", "已放弃"


AT_WORK = frozenset({SheetState.CHECKING, SheetState.WRITING, SheetState.UNDOING})
"""A job has it in hand."""

_OPEN = (SheetState.UPLOADED, SheetState.WRONG, SheetState.READY)
SHEET = Flow(
    {
        "check": "检查",
        "find_wrong": "记下错误",
        "find_right": "检查通过",
        "write": "导入",
        "turn_wrong": "退回",
        "finish": "完成导入",
        "undo": "撤销",
        "keep": "保留",
        "forget": "完成撤销",
        "drop": "放弃",
    },
    check=(_OPEN, SheetState.CHECKING),
    find_wrong=(SheetState.CHECKING, SheetState.WRONG),
    find_right=(SheetState.CHECKING, SheetState.READY),
    write=(SheetState.READY, SheetState.WRITING),
    turn_wrong=(SheetState.WRITING, SheetState.WRONG),
    finish=(SheetState.WRITING, SheetState.WRITTEN),
    undo=(SheetState.WRITTEN, SheetState.UNDOING),
    keep=(SheetState.UNDOING, SheetState.WRITTEN),
    forget=(SheetState.UNDOING, SheetState.UNDONE),
    drop=(_OPEN, SheetState.DROPPED),
)
