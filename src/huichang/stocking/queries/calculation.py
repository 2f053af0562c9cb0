"""Where the calculation of a store stands."""

from dataclasses import dataclass
from datetime import datetime

from huichang.kernel.actor import Actor
from huichang.stocking.models import Calculation
from huichang.stocking.queries import reading


@dataclass(frozen=True)
class CalculationCard:
    """The last calculation. `state`: waits, runs, failed, done; `since`: when that began; `usual`: seconds that the one before
    took; `count`: suggestions that are open after it."""

    state: str
    since: datetime
    usual: float | None
    count: int | None

    @property
    def is_under_way(self) -> bool:
        """Whether it is worth looking again soon."""
        return self.state in ("waits", "runs")


def calculation(actor: Actor) -> CalculationCard | None:
    """The last calculation of the store where one works; None before the first. One statement."""
    row = Calculation.objects.seen_by(actor).filter(store_id=reading.store_for(actor)).first()
    if row is None:
        return None
    if row.asked_at is not None and (row.begun_at is None or row.begun_at < row.asked_at):
        return CalculationCard("waits", row.asked_at, row.seconds, row.count)
    if row.failed_at is not None:
        return CalculationCard("failed", row.failed_at, row.seconds, row.count)
    if row.ended_at is not None:
        return CalculationCard("done", row.ended_at, row.seconds, row.count)
    return CalculationCard("runs", row.begun_at or row.asked_at, row.seconds, row.count)
