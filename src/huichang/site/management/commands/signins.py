"""`signins`: who can sign in to the demo, one person per post."""

from typing import Any
from unicodedata import east_asian_width

from django.conf import settings
from django.core.management.base import BaseCommand

from huichang.company import queries
from huichang.company.roles import Role


class Command(BaseCommand):
    """Printed by `huichang run`; a house without demo data keeps its names to itself."""

    help = "打印示例登录名（每个岗位一位）"

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per post: post, person, login name, store."""
        if not (settings.VAR / "demo").exists():
            return
        grants = Grant.objects.filter(staff__is_active=True, staff__is_machine=False)
        first: dict[str, tuple[str, str, str]] = {}
        for role, *person in grants.order_by("store_id", "pk").values_list(
            "role", "staff__name", "staff__login", "store__name"
        ):
            first.setdefault(role, (person[0], person[1], person[2]))
        self.stdout.write(f"\n示例登录（密码都是 {settings.DEMO_PASSWORD}）：\n")
        for role in Role:
            if role in first:
                name, login, store = first[role]
                self.stdout.write(f"  {padded(role.label, 12)}{padded(login, 14)}{padded(name, 10)}{store}")


def padded(text: str, columns: int) -> str:
    """The text filled up to a width in terminal columns; a Chinese character takes two."""
    taken = sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * max(1, columns - taken)
