"""`signins`: who can sign in to the demo, one person per post."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from huichang.company import queries
from huichang.site.columns import padded


class Command(BaseCommand):
    """Printed by `huichang run`; a house without demo data keeps its names to itself."""

    help = "打印示例登录名（每个岗位一位）"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per post: post, login name, person, store."""
        if not (settings.VAR / "demo").exists():
            return
        self.stdout.write(f"\n示例登录（密码都是 {settings.DEMO_PASSWORD}）：\n")
        for card in queries.sign_ins():
            columns = padded(card.role.label, 12), padded(card.login, 16), padded(card.name, 10), card.store
            self.stdout.write("  " + "".join(columns))
