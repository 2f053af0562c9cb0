"""Where the house lies: a checkout of its sources, or an installed package; and where it keeps its data. No Django here."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
_ABOVE = PACKAGE.parents[1]
CHECKOUT: Path | None = _ABOVE if (_ABOVE / "pyproject.toml").exists() else None
"""The folder of the sources; None for an installed package."""


def data() -> Path:
    """The data folder: `HUICHANG_DATA`, else `var` in the checkout, else the user's own folder for data."""
    if named := os.environ.get("HUICHANG_DATA"):
        return Path(named)
    if CHECKOUT is not None:
        return CHECKOUT / "var"
    own = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(own) / "huichang"


def release() -> bytes:
    """What the packages around us are, as far as it is known: the lock of the checkout; nothing for an installed package,
    whose own files tell."""
    lock = None if CHECKOUT is None else CHECKOUT / "requirements.lock"
    return lock.read_bytes() if lock is not None and lock.exists() else b""
