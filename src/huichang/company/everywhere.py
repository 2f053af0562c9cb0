"""What is asked over all stores, by who looks at all of them: stores, and who holds which post."""

from collections.abc import Iterable
from dataclasses import dataclass

from huichang.company.models import Grant, Store


@dataclass(frozen=True)
class Holder:
    """Somebody in a post of a store."""

    store_id: int
    staff_id: int
    name: str
    role: str


def stores() -> list[tuple[int, str]]:
    """(id, name) of all stores. One statement."""
    return list(Store.objects.order_by("pk").values_list("pk", "name"))


def holders(roles: Iterable[str], store_ids: Iterable[int] | None = None) -> list[Holder]:
    """Who holds one of some posts, in all stores or in some: active people, by store and name. One statement."""
    rows = Grant.objects.filter(role__in=list(roles), staff__is_active=True, staff__is_machine=False)
    if store_ids is not None:
        rows = rows.filter(store_id__in=list(store_ids))
    told = rows.order_by("store_id", "staff__pinyin", "staff_id", "pk")
    return [Holder(*row) for row in told.values_list("store_id", "staff_id", "staff__name", "role")]
