"""Document numbers as the house gives them out, counted in memory and kept for the days to come."""

from collections import defaultdict
from datetime import date

from huichang.kernel.models import Counter
from huichang.site.demo.rows import Rows


class Numbers:
    """The last number by store, kind of document and day."""

    def __init__(self) -> None:
        self._last: dict[tuple[int, str, date], int] = defaultdict(int)

    def next(self, store_id: int, kind: str, on: date) -> str:
        """The next number, in the form of `kernel.numbering`."""
        self._last[store_id, kind, on] += 1
        return f"{kind}{on:%y%m%d}{self._last[store_id, kind, on]:04d}"

    def keep(self, rows: Rows) -> None:
        """Write the counters, so that the house counts on from here."""
        for (store_id, kind, on), last in self._last.items():
            rows.add(Counter, store_id=store_id, kind=kind, on=on, last=last)
