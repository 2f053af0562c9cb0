"""What the shell around every page needs: the places of this person's posts, the store, the alarms bell."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True)
class Spot:
    """One place in the rail: a label, an icon, where it leads."""

    label: str
    icon: str
    url: str
    roles: frozenset[str] = frozenset()
    active: bool = False


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    from huichang.site import menu

    actor = getattr(request, "actor", None)
    if actor is None or not actor.grants:
        return {"places": [], "is_demo": settings.DEMO}
    return {
        "actor": actor,
        "places": menu.places_for(actor.roles, request.path),
        "is_demo": settings.DEMO,
    }
