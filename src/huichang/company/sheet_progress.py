"""How far the work on a sheet has come, told while its transaction still runs, on a connection of its own."""

from types import TracebackType

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from huichang.company.models import SheetWork


class Progress:
    """`with Progress(sheet_id) as progress: progress.tell("核对", done=20_000, whole=200_000)`.

    What is told is seen at once. The caller's transaction must not write the row of this work before the last word.
    """

    def __init__(self, sheet_id: int) -> None:
        self._sheet_id = sheet_id
        self._other: BaseDatabaseWrapper = connection.copy()
        self.doing, self.done, self.whole = "", 0, 0

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._other.close()

    def tell(self, doing: str, *, done: int | None = None, whole: int | None = None) -> None:
        """What is being done now; how much of how much stays as told before when it is left out."""
        self.doing = doing
        self.done = self.done if done is None else done
        self.whole = self.whole if whole is None else whole
        with self._other.cursor() as cursor:
            cursor.execute(
                f"UPDATE {SheetWork._meta.db_table} SET doing = %s, done = %s, whole = %s, told_at = clock_timestamp()"
                " WHERE sheet_id = %s",
                [self.doing[:40], self.done, self.whole, self._sheet_id],
            )
