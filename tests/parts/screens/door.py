"""A browser at a desk of the store."""

from django.test import Client

from huichang.company.roles import Role
from huichang.site.doors import STAFF_KEY
from tests.world import World


def enter(world: World, role: Role, *, south: bool = False) -> Client:
    """The person of a post, signed in."""
    client = Client()
    session = client.session
    session[STAFF_KEY] = world.staff(role, world.south if south else None).pk
    session.save()
    return client
