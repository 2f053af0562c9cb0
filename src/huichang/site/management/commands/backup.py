"""`backup FOLDER`: a whole copy of the running house."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from huichang.site import keeping
from huichang.site.postgres import DatabaseFailed, Postgres


class Command(BaseCommand):
    """May be run while everybody works; every copy is a folder of its own."""

    help = "备份整个系统（运行中也可以）"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where copies are kept."""
        parser.add_argument("folder", type=Path, help="备份放在哪个目录下")

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy; print where."""
        try:
            made = keeping.copy(Postgres(settings.VAR / "pg"), options["folder"], at=localtime())
        except DatabaseFailed as failed:
            raise CommandError(str(failed)) from failed
        self.stdout.write(f"已备份到 {made}")
