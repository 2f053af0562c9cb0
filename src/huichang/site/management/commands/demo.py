"""`demo`: two stores with half a year behind them and a working day in full swing."""

import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from huichang.company import queries
from huichang.site.demo import history, loading

BAR = 28
"""Places of the progress bar."""


class Command(BaseCommand):
    """Called once by `huichang run` for an empty database; the same seed on the same day makes the same demo."""

    help = "装入示例数据：两家门店、半年历史、正在营业的今天（只能装入空数据库）"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Seed and size."""
        parser.add_argument(
            "--seed", type=int, default=loading.SEED, help="随机种子：相同的种子得到相同的数据"
        )
        parser.add_argument("--customers", type=int, default=history.Size.customers, help="客户数")
        parser.add_argument("--days", type=int, default=history.Size.days, help="历史天数")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load it, and say how far it is. Raises CommandError for a database that is in use."""
        if queries.store_ids():
            raise CommandError("数据库里已经有门店，示例数据只能装入空数据库。")
        size = history.Size(options["customers"], options["days"])
        if not 80 <= size.customers <= 20_000 or not 14 <= size.days <= 400:
            raise CommandError("客户数请在 80 到 20,000 之间，历史天数请在 14 到 400 之间。")
        began = time.monotonic()
        loaded = loading.load(options["seed"], size, timezone.localtime(), says=self._says, told=self._told)
        for why in loaded.missing:
            self.stderr.write(f"  今天少了一辆车：{why}")
        self.stdout.write(
            f"  ✓ 示例数据：{loaded.customers:,} 位客户，{loaded.visits:,} 次到店，用时 {time.monotonic() - began:.1f} 秒"
        )

    def _says(self, step: str) -> None:
        self.stdout.write(f"  … {step}", ending="\n" if not sys.stdout.isatty() else "\r")
        self.stdout.flush()

    def _told(self, done: int, whole: int) -> None:
        if not sys.stdout.isatty():
            return
        filled = BAR * done // max(1, whole)
        self.stdout.write(f"  [{'█' * filled}{'·' * (BAR - filled)}] {done:,} / {whole:,} 行   ", ending="\r")
        self.stdout.flush()
