"""`first_key`: the address under which a new house gets its first administrator."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from huichang.company import first_start
from huichang.site import first_key


class Command(BaseCommand):
    """For a house whose web and worker are started by hand; `huichang run` prints the same by itself."""

    help = "打印首次设置的地址（只在还没有任何人员时）"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the house is reached."""
        parser.add_argument("--at", default="http://127.0.0.1:8000/", help="回厂的地址")

    def handle(self, *args: Any, **options: Any) -> None:
        """One address, or why there is none any more."""
        if not first_start.is_new():
            self.stdout.write("系统已经有人员了，请直接登录；忘记密码请找系统管理员。")
            return
        near = str(options["at"]).rstrip("/") + "/"
        self.stdout.write(first_key.invitation(near, settings.SECRET_KEY), ending="")
