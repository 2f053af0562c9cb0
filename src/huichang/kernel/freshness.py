"""A page that was left open while somebody else changed the record."""

from typing import Any, NoReturn

from django.utils.timezone import localtime

from huichang.kernel import journal
from huichang.kernel.refusals import Changed


def check(row: Any, seen: int | None) -> None:
    """Refuse a change that was made on an old page. `seen` is the version that the page showed; None skips the check.

    Raises Changed, saying who did what since, with the request to look again.
    """
    if seen is not None and seen != row.version:
        refuse(row)


def refuse(row: Any) -> NoReturn:
    """The page is older than the row. Raises Changed, saying who did what last."""
    done = journal.latest(row, limit=1)
    if done:
        who, what, at = done[0]
        raise Changed(f"{who}在 {localtime(at):%H:%M} 已经“{what}”，请先看最新内容再操作（您填写的还在）。")
    raise Changed("这条记录刚刚被别人改过，请先看最新内容再操作（您填写的还在）。")


def bump(row: Any) -> None:
    """Count a change of the row (its caller saves `version` with the other fields)."""
    row.version += 1
