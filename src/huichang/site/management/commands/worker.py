"""`worker`: the process that does the jobs."""

import os
from typing import Any

from django.core.management.base import BaseCommand

from huichang.site import worker
from huichang.site.postgres import end_with


class Command(BaseCommand):
    """Started by `huichang run`; more of them may run beside each other, on any machine."""

    help = "执行后台任务，直到停止"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until told to stop."""
        if os.environ.get("HUICHANG_SUPERVISED"):
            end_with(os.getppid())
        worker.run()
