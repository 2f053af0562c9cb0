"""The journal of a store as its people read it: who did what, when and from where (PLAT-11)."""

from dataclasses import dataclass
from datetime import datetime

from huichang.company.models import Staff
from huichang.kernel import journal, pinyin

JOURNAL_PAGE = 80


@dataclass(frozen=True)
class JournalLine:
    """One use-case that somebody did."""

    id: int
    at: datetime
    who: str
    what: str
    subject: str
    note: str
    door: str
    address: str


def told(
    store_id: int, *, who: str = "", before: int | None = None, by_people: bool = False
) -> list[JournalLine]:
    """What was done in a store, newest first, a page at a time; `who` is a part of a name or its pinyin; `by_people` leaves
    the machine out. One statement, two for a name."""
    staff = Staff.objects.filter(grants__store_id=store_id).values_list("name", flat=True) if who else ()
    names = [name for name in staff if pinyin.means(who, name)]
    return [
        JournalLine(entry.pk, entry.tx_at, entry.who, *journal.told(entry), entry.note, *journal.door(entry))
        for entry in journal.entries(
            store_id, who=who, names=names, before=before, by_people=by_people, limit=JOURNAL_PAGE
        )
    ]
