"""Moments as machines say them."""

from datetime import datetime

from huichang.kernel.refusals import Refused


def aware(moment: datetime) -> datetime:
    """A moment with its time zone. Raises Refused without one."""
    if moment.tzinfo is None:
        raise Refused("时间要带时区，例如 2026-11-23T09:00:00+08:00。")
    return moment
