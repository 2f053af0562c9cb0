"""Stores and the regions they belong to: to whom something is published."""

from huichang.company import everywhere, settings

REGION = settings.declare("network.region", "", "门店所属区域，按区域发布通知", of_network=True)


def by_region() -> dict[str, list[tuple[int, str]]]:
    """(id, name) of all stores by their region; those that name none stand under "". Two statements."""
    where = settings.everywhere(REGION)
    found: dict[str, list[tuple[int, str]]] = {}
    for store_id, name in everywhere.stores():
        found.setdefault(where.get(store_id, "").strip(), []).append((store_id, name))
    return dict(sorted(found.items(), key=lambda pair: (not pair[0], pair[0])))
