"""Which permissions exist, what they are called, and which posts hold them: the rights matrix (权限表).

Each room declares its own permissions in its `permissions.py`; here they come together.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from huichang.company.roles import Role

SAYS: dict[str, str] = {}
_HELD: dict[str, frozenset[str]] = {}


def permission(name: str, says: str, *roles: Role) -> str:
    """Declare a permission: its name (`workshop.sign_orders`), its Chinese words and the posts that hold it.

    Returns the name. Raises ValueError when it is declared twice with different posts.
    """
    held = frozenset(str(role) for role in roles)
    if _HELD.get(name, held) != held:
        raise ValueError(f"{name} is declared twice")
    SAYS[name], _HELD[name] = says, held
    permissions_of.cache_clear()
    return name


@cache
def permissions_of(role: str) -> frozenset[str]:
    """All permissions that a post holds."""
    return frozenset(name for name, roles in _HELD.items() if role in roles)


def grants_of(posts: Mapping[int, Iterable[str]]) -> dict[int, frozenset[str]]:
    """Permissions by store for a person's posts by store."""
    return {
        store_id: frozenset().union(*(permissions_of(role) for role in roles))
        for store_id, roles in posts.items()
    }


def matrix() -> list[tuple[str, str, frozenset[str]]]:
    """(permission, its words, posts), sorted by room and name: the printable rights matrix."""
    return [(name, SAYS[name], _HELD[name]) for name in sorted(_HELD)]
