"""Is the machine code of the innermost loops there?

Making it takes some ten seconds once after an installation, loading it a second in every process. Neither may cost a
replan its two seconds: until it is there a plan is searched without it.
"""

from __future__ import annotations

import threading
import time

from huichang.engines.dayplan.construct import construct
from huichang.engines.dayplan.generator import workshop_day
from huichang.engines.dayplan.laying import floor_of
from huichang.engines.dayplan.search import Search
from huichang.engines.dayplan.shop import Shop

SMALL = 6
"""Jobs of the day on which all loops run once."""

_done = threading.Event()
_lock = threading.Lock()
_thread: threading.Thread | None = None


def ready(wait: float = 0.0) -> bool:
    """Can the loops be used? If not they are being made from now on; waits for them so many seconds at most."""
    global _thread
    with _lock:
        if _thread is None:
            _thread = threading.Thread(target=_make, name="dayplan machine code", daemon=True)
            _thread.start()
    return _done.wait(wait)


def prepare() -> float:
    """Wait until the loops can be used; the seconds that it took."""
    began = time.monotonic()
    ready(wait=threading.TIMEOUT_MAX)
    return time.monotonic() - began


def _make() -> None:
    # Numba alone takes the better part of a second to load: not before somebody searches.
    from huichang.engines.dayplan.exchange import Exchange

    problem = workshop_day(0, SMALL)
    search = Search(floor_of(Shop(problem), construct(problem)), {}, 0)
    Exchange(search, 0.0).run(0.0, 0)
    _done.set()
