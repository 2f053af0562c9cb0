"""`prepare`: brings database and static files to the state of the code, and loads the demo once."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from huichang.company import queries
from huichang.site import migrating


class Command(BaseCommand):
    """Runs as the owner of the tables, before web and worker start; safe to repeat."""

    help = "准备数据：迁移、静态文件、示例数据（只做需要做的）"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to write the sign-ins of the demo for whoever starts the house; whether to load one at all."""
        parser.add_argument("--signins", type=Path)
        parser.add_argument("--no-demo", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Each step only when it is needed."""
        if pending():
            self._step("数据表更新", migrate)
        refuse_deaf_database()
        mark = static_mark()
        kept = settings.VAR / "static.mark"
        if not settings.STATIC_ROOT.exists() or not kept.exists() or kept.read_text() != mark:
            self._step("页面文件压缩", collect)
            kept.write_text(mark)
        if not options["no_demo"] and "demo" in get_commands() and not queries.store_ids():
            self._step("示例数据", lambda: call_command("demo"))
            (settings.VAR / "demo").touch()
        if options["signins"]:
            with options["signins"].open("w", encoding="utf-8") as file:
                call_command("signins", stdout=file)

    def _step(self, says: str, work: Callable[[], object]) -> None:
        began = time.monotonic()
        work()
        self.stdout.write(f"  ✓ {says}  {time.monotonic() - began:.1f} 秒")
        self.stdout.flush()


def migrate() -> None:
    """Bring the tables to the state of the code."""
    with migrating.quickly():
        call_command("migrate", interactive=False, verbosity=0)


def pending() -> bool:
    """Is there a migration that this database has not seen?"""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_deaf_database() -> None:
    """Raises CommandError when the database was made under a locale in which its search loses Chinese."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT show_trgm('川')")
        if not cursor.fetchone()[0]:
            raise CommandError(
                "这个数据库的字符集设置会让汉字搜索失效："
                "请用 LC_ALL=C.UTF-8 重新建立数据库（initdb）后再导入数据。"
            )


def static_mark() -> str:
    """A mark that changes when any file to be served changes."""
    mark = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            file = Path(storage.path(name)).stat()
            mark.update(f"{name}\0{file.st_size}\0{file.st_mtime_ns}\n".encode())
    return mark.hexdigest()


def collect() -> None:
    """Hash, compress and lay out the static files anew."""
    call_command("collectstatic", interactive=False, clear=settings.STATIC_ROOT.exists(), verbosity=0)
