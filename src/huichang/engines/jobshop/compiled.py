"""Turning the innermost loops into machine code.

The loops over plain arrays run about a hundred times faster so, and without Python's lock: two searches use two cores
in one process. The machine code is kept beside the source, or where the user's caches are, for the next time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., Any])


def compiled(loop: Loop) -> Loop:
    """The same function as machine code, made at its first call and kept if there is a place where it may be written."""
    try:
        return cast(Loop, numba.njit(cache=True, nogil=True)(loop))
    except RuntimeError:  # no folder for the cache: compiled anew in every process
        return cast(Loop, numba.njit(nogil=True)(loop))
