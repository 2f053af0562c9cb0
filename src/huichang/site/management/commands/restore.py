"""`restore COPY --to FOLDER [--archive FOLDER] [--until TIME]`: a house made from a copy, as of any point in time."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import get_current_timezone, localtime, make_aware

from huichang.site import keeping
from huichang.site.postgres import DatabaseFailed


class Command(BaseCommand):
    """Never touches a folder in which something lies: the old house stays until somebody removes it."""

    help = "从备份恢复，可回到任意时间点"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The copy, the new data folder, the archive, the moment."""
        parser.add_argument("copy", type=Path, help="backup 命令做出的目录")
        parser.add_argument("--to", type=Path, required=True, help="新的数据目录（空的）")
        parser.add_argument("--archive", type=Path, help="HUICHANG_ARCHIVE 的目录")
        parser.add_argument("--until", type=_moment, help="回到这个时间点，如 2026-03-02T16:30（门店时间）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring it back; say how far it goes."""
        try:
            last = keeping.bring_back(
                options["copy"], options["to"], archive=options["archive"], until=options["until"]
            )
        except DatabaseFailed as failed:
            raise CommandError(str(failed)) from failed
        self.stdout.write(
            f"已恢复到 {options['to']}，最后一次操作在 {localtime(last):%Y-%m-%d %H:%M:%S}。\n"
            f"用它启动：python3 huichang run --data {options['to']}"
        )


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else make_aware(at, get_current_timezone())
