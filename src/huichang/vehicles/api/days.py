"""Days in what a machine says."""

from typing import Any

from huichang.kernel.refusals import Refused
from huichang.kernel.web import day_of


def days_said(said: dict[str, Any]) -> dict[str, Any]:
    """Days as days: JSON knows them as text only. Raises Refused for one that is none."""
    read = dict(said)
    for name, value in said.items():
        if isinstance(value, str) and (name.endswith(("_on", "_from", "_until"))):
            read[name] = day_of(value)
            if value and read[name] is None:
                raise Refused(f"“{value}”不是日期，请写成 2026-01-31 这样。", fields=(name,))
    return read
