"""The time that a decision was to cover, asked of the store room's ledger."""

from collections.abc import Iterable
from datetime import datetime

from huichang.parts.queries import demand as store_room
from huichang.parts.queries.demand import Window
from huichang.parts.states import MoveKind

WAYS_OUT = {
    MoveKind.SENT_BACK: ("sent_back", "退了"),
    MoveKind.TRANSFER_OUT: ("moved", "调走"),
    MoveKind.SCRAP: ("scrapped", "报废"),
}
"""How stock goes that nobody asks for, besides being used: its key in what is kept, and its words."""


def windows_of(spans: Iterable[tuple[int, datetime, datetime]]) -> list[Window]:
    """Of each (part, since, until) the time, with the old numbers whose work the part does. One statement."""
    older: dict[int, list[int]] = {}
    for old, newest in store_room.successors().items():
        older.setdefault(newest, []).append(old)
    return [Window((part_id, *older.get(part_id, [])), since, until) for part_id, since, until in spans]
