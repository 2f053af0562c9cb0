from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class Kernel(AppConfig):
    """The kernel, and the guards that it puts around every table after a migration."""

    name = "huichang.kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from huichang.kernel import guards

        pre_migrate.connect(guards.prepare, sender=self)
        post_migrate.connect(guards.install, sender=self)
