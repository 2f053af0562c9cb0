"""The whole demo: the past, then today, then the proof that both hold together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from huichang.site.demo import history
from huichang.site.demo.rows import Told

SEED = 20260101


@dataclass(frozen=True)
class Loaded:
    """What the demo holds."""

    customers: int
    visits: int


def load(seed: int, size: history.Size, now: datetime, *, says: Callable[[str], None], told: Told) -> Loaded:
    """Load the demo into an empty database, as of `now` (store time)."""
    past = history.write(seed, size, now, says=says, told=told)
    return Loaded(size.customers, past.visits)
