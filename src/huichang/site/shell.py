"""What the shell around every page needs: the places of this person's posts, the stores, the bell."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest

from huichang.company import queries as company
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.site import menu

WATCHES_ALARMS = {Role.SERVICE_MANAGER, Role.GENERAL_MANAGER, Role.DISPATCHER}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page. Costs no statement: stores are kept for ten seconds."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or not actor.grants:
        return {"places": [], "is_demo": settings.DEMO, "toasts": messages.get_messages(request)}
    stores = company.stores_of(actor)
    return {
        "actor": actor,
        "places": menu.places_for(actor.roles, request.path),
        "more_places": menu.more_for(actor.roles, request.path),
        "store_name": next((name for pk, name in stores if pk == actor.store_id), ""),
        "other_stores": [{"id": pk, "name": name} for pk, name in stores if pk != actor.store_id],
        "role_says": "、".join(Role(role).label for role in actor.roles),
        "sees_alarms": bool(WATCHES_ALARMS & set(actor.roles)),
        "is_demo": settings.DEMO,
        "toasts": messages.get_messages(request),
    }
