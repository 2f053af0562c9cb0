"""`jobs`: the timetable of what happens by itself."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from huichang.kernel.jobs import TIMETABLE
from huichang.site.columns import padded

WEEKDAYS = "日一二三四五六日"


class Command(BaseCommand):
    """Reads what the rooms have declared; does nothing."""

    help = "打印后台任务时间表：哪个部门、做什么、什么时候、以谁的名义"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per job, in the order of the rooms."""
        if not TIMETABLE:
            self.stdout.write("时间表是空的：还没有部门登记定时任务。")
            return
        for name, job in sorted(TIMETABLE.items()):
            room = name.partition(".")[0]
            cells = (
                padded(str(apps.get_app_config(room).verbose_name), 14),
                padded(when(job.cron), 26),
                padded(job.as_whom, 16),
                job.says,
            )
            self.stdout.write("".join(cells))


def when(cron: str) -> str:
    """A cron line of five fields in words, for the forms that the house uses; any other form as it stands.

    >>> when("*/5 * * * *")
    '每 5 分钟'
    >>> when("30 9 * * 1")
    '每周一 09:30'
    """
    minute, hour, day, month, weekday = cron.split()
    if hour == day == month == weekday == "*":
        if minute == "*":
            return "每分钟"
        if minute.startswith("*/"):
            return f"每 {minute[2:]} 分钟"
        return f"每小时第 {minute} 分" if minute.isdigit() else cron
    if not minute.isdigit() or month != "*":
        return cron
    if day == weekday == "*" and "-" in hour and hour.replace("-", "").isdigit():
        first, last = hour.split("-")
        return f"每天 {first}–{last} 点，每小时第 {minute} 分"
    times = [f"{int(each):02d}:{int(minute):02d}" for each in hour.split(",") if each.isdigit()]
    if len(times) != len(hour.split(",")):
        return cron
    at = "、".join(times)
    if day == weekday == "*":
        return f"每天 {at}"
    if day == "*" and weekday.isdigit():
        return f"每周{WEEKDAYS[int(weekday)]} {at}"
    if weekday == "*" and day.isdigit():
        return f"每月 {day} 日 {at}"
    return cron
