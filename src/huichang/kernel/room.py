"""How a room wakes up."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class Room(AppConfig):
    """A room reads all of its own files when it wakes: use-cases, reactions and jobs declare themselves."""

    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import every module of the room, its questions and its sheets; screens are loaded by the site's urls."""
        for module in iter_modules([self.path]):
            if not module.ispkg or module.name in ("queries", "imports"):
                found = import_module(f"{self.name}.{module.name}")
                for part in iter_modules(getattr(found, "__path__", [])):
                    import_module(f"{self.name}.{module.name}.{part.name}")
